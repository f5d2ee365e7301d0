"""Keys that never stand in the database: encryption of numbers and files, the blind index, the audit chain.

One JSON file, readable by its owner only: {"encryption": [{"id": 1, "cipher": "aes-256-gcm", "key": …}], "index": …, "audit": …}.
New values are encrypted with the last key; `doudi rekey` adds one and moves everything to it. Each key says its cipher:
AES-256-GCM, or SM4-GCM where domestic algorithms are required.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher as BlockCipher
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM

NONCE, TAG = 12, 16
INDEX_BYTES = 16
MOST_KEYS = 255  # the number of a value's key is its first byte
CIPHERS = {"aes-256-gcm": 32, "sm4-gcm": 16}  # with the bytes of a key


class BadKeys(ValueError):
    """The key file cannot be used, or a value was not encrypted with any of its keys."""


@dataclass(frozen=True, slots=True)
class EncryptionKey:
    id: int
    cipher: str
    key: bytes


@dataclass(frozen=True)
class Keyring:
    """`encrypt` and `decrypt` bind a value to its purpose ("person.identity"): moved to another column it cannot be read."""

    encryption: tuple[EncryptionKey, ...]
    index: bytes
    audit: bytes

    @property
    def newest(self) -> EncryptionKey:
        return self.encryption[-1]

    def key(self, number: int) -> EncryptionKey:
        """Raises BadKeys when the file has no key of this number: another installation's, or one that was removed too early."""
        for key in self.encryption:
            if key.id == number:
                return key
        raise BadKeys(f"there is no key {number}")

    def encrypt(self, text: str, purpose: str) -> bytes:
        return self.encrypt_many([text], purpose)[0]

    def encrypt_many(self, texts: Sequence[str], purpose: str) -> list[bytes]:
        """One key byte, twelve of nonce, the ciphertext with its tag."""
        key, sealer, bound = self.newest, box(self.newest.cipher, self.newest.key), purpose.encode()
        head, noise = bytes([key.id]), os.urandom(NONCE * len(texts))
        nonces = [noise[i : i + NONCE] for i in range(0, len(noise), NONCE)]
        return [
            head + n + sealer.encrypt(n, t.encode(), bound)
            for n, t in zip(nonces, texts, strict=True)
        ]

    def decrypt(self, sealed: bytes, purpose: str) -> str:
        sealed = bytes(sealed)
        key = self.key(sealed[0] if sealed else 0)
        try:
            plain = box(key.cipher, key.key).decrypt(
                sealed[1 : 1 + NONCE], sealed[1 + NONCE :], purpose.encode()
            )
        except (InvalidTag, ValueError):
            raise BadKeys(f"a value of {purpose} was changed, or belongs elsewhere") from None
        return bytes(plain).decode()

    def blind_index(self, text: str, purpose: str) -> bytes:
        """The same bytes for the same text: finds a number without holding it."""
        return self.blind_indexes([text], purpose)[0]

    def blind_indexes(self, texts: Sequence[str], purpose: str) -> list[bytes]:
        base = hmac.new(self.index, purpose.encode() + b"\0", hashlib.sha256)
        found = []
        for text in texts:
            one = base.copy()
            one.update(text.encode())
            found.append(one.digest()[:INDEX_BYTES])
        return found


class Cipher(Protocol):
    """Seals and opens with one key; the nonce must never be used twice with it."""

    def encrypt(self, nonce: bytes, data: bytes, bound: bytes) -> bytes: ...

    def decrypt(self, nonce: bytes, data: bytes, bound: bytes) -> bytes: ...


class _SM4GCM:
    """SM4 (GB/T 32907) in Galois counter mode, in the shape of AESGCM: the tag follows the ciphertext."""

    def __init__(self, key: bytes) -> None:
        self._algorithm = SM4(key)

    def encrypt(self, nonce: bytes, data: bytes, bound: bytes) -> bytes:
        sealer = BlockCipher(self._algorithm, GCM(nonce)).encryptor()
        sealer.authenticate_additional_data(bound)
        return sealer.update(data) + sealer.finalize() + sealer.tag

    def decrypt(self, nonce: bytes, data: bytes, bound: bytes) -> bytes:
        opener = BlockCipher(self._algorithm, GCM(nonce, data[-TAG:])).decryptor()
        opener.authenticate_additional_data(bound)
        return opener.update(data[:-TAG]) + opener.finalize()


@cache
def _box(cipher: str, key: bytes) -> Cipher:
    return AESGCM(key) if cipher == "aes-256-gcm" else _SM4GCM(key)


def box(cipher: str, key: bytes) -> Cipher:
    """Raises BadKeys for a cipher that Doudi does not know."""
    if cipher not in CIPHERS:
        raise BadKeys(f"unknown cipher {cipher}")
    return _box(cipher, key)


def new_key(number: int, cipher: str) -> dict[str, Any]:
    """One entry of the list of encryption keys."""
    return {"id": number, "cipher": cipher, "key": _text(secrets.token_bytes(CIPHERS[cipher]))}


def make_keys(cipher: str = "aes-256-gcm") -> dict[str, Any]:
    """The content of a new key file."""
    return {
        "encryption": [new_key(1, cipher)],
        "index": _text(secrets.token_bytes(32)),
        "audit": _text(secrets.token_bytes(32)),
    }


def read_keys(path: Path) -> Keyring:
    """Raises BadKeys when the file is missing or not a key file."""
    try:
        data = json.loads(path.read_text(encoding="ascii"))
        keys = tuple(_key(entry) for entry in data["encryption"])
        if not keys or len({key.id for key in keys}) < len(keys):
            raise ValueError("keys have different numbers, and there is at least one")
        return Keyring(keys, _bytes(data["index"], 32), _bytes(data["audit"], 32))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadKeys(f"{path}: {error}") from error


def read_or_make_keys(path: Path) -> Keyring:
    """The keys of a trial, made on the first start. Safe when several processes start together: one file wins."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}-{secrets.token_hex(4)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                json.dump(make_keys(), file)
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return read_keys(path)


def key_file() -> Path:
    """Where the keys of this installation are (settings.DOUDI.keys; a trial keeps its own in the data folder)."""
    from django.conf import settings

    path: Path = settings.DOUDI.keys or settings.DOUDI.data / "keys.json"
    return path


def keyring() -> Keyring:
    """The keys of this installation. A trial makes them; a file that was changed (`doudi rekey`) is read again by itself."""
    path = key_file()
    try:
        state = path.stat()
    except OSError:
        _make_for_trial(path)
        state = path.stat()
    return _read(path, state.st_mtime_ns, state.st_ino)


def _make_for_trial(path: Path) -> None:
    from django.conf import settings

    if not settings.DOUDI.is_demo:
        raise BadKeys(f"{path}: there is no key file")
    read_or_make_keys(path)


@cache
def _read(path: Path, _changed_at: int, _inode: int) -> Keyring:
    return read_keys(path)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _key(entry: dict[str, Any]) -> EncryptionKey:
    if not (type(entry["id"]) is int and 1 <= entry["id"] <= MOST_KEYS):
        raise ValueError(f"a key's number is 1 to {MOST_KEYS}")
    if entry["cipher"] not in CIPHERS:
        raise ValueError(f"unknown cipher {entry['cipher']}")
    return EncryptionKey(
        entry["id"], entry["cipher"], _bytes(entry["key"], CIPHERS[entry["cipher"]])
    )


def _bytes(text: str, length: int) -> bytes:
    raw = base64.b64decode(text, validate=True)
    if len(raw) != length:
        raise ValueError(f"a key here has {length} bytes")
    return raw
