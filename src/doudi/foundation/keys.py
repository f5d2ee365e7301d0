"""Keys that never stand in the database: encryption of numbers and files, the blind index, the audit chain.

One JSON file, readable by its owner only: {"encryption": [{"id": 1, "cipher": "aes-256-gcm", "key": …}], "index": …, "audit": …}.
New values are encrypted with the last key; `doudi rekey` adds one and moves everything to it.
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
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12
INDEX_BYTES = 16


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

    def encrypt(self, text: str, purpose: str) -> bytes:
        return self.encrypt_many([text], purpose)[0]

    def encrypt_many(self, texts: Sequence[str], purpose: str) -> list[bytes]:
        """One key byte, twelve of nonce, the ciphertext with its tag."""
        key, box, bound = self.newest, self._box(self.newest), purpose.encode()
        head, noise = bytes([key.id]), os.urandom(NONCE * len(texts))
        nonces = [noise[i : i + NONCE] for i in range(0, len(noise), NONCE)]
        return [
            head + n + box.encrypt(n, t.encode(), bound) for n, t in zip(nonces, texts, strict=True)
        ]

    def decrypt(self, sealed: bytes, purpose: str) -> str:
        sealed = bytes(sealed)
        key = next((k for k in self.encryption if sealed[:1] == bytes([k.id])), None)
        if key is None:
            raise BadKeys(f"no key for a value of {purpose}")
        try:
            plain = self._box(key).decrypt(
                sealed[1 : 1 + NONCE], sealed[1 + NONCE :], purpose.encode()
            )
        except InvalidTag:
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

    @staticmethod
    def _box(key: EncryptionKey) -> Any:
        return _box(key.cipher, key.key)


@cache
def _box(cipher: str, key: bytes) -> Any:
    if cipher != "aes-256-gcm":
        raise BadKeys(f"unknown cipher {cipher}")
    return AESGCM(key)


def make_keys() -> dict[str, Any]:
    """The content of a new key file."""
    key = {"id": 1, "cipher": "aes-256-gcm", "key": _text(secrets.token_bytes(32))}
    return {
        "encryption": [key],
        "index": _text(secrets.token_bytes(32)),
        "audit": _text(secrets.token_bytes(32)),
    }


def read_keys(path: Path) -> Keyring:
    """Raises BadKeys when the file is missing or not a key file."""
    try:
        data = json.loads(path.read_text(encoding="ascii"))
        keys = tuple(
            EncryptionKey(k["id"], k["cipher"], _bytes(k["key"])) for k in data["encryption"]
        )
        return Keyring(keys, _bytes(data["index"]), _bytes(data["audit"]))
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


@cache
def keyring() -> Keyring:
    """The keys of this installation (settings.DOUDI.keys; a trial makes its own)."""
    from django.conf import settings

    path = settings.DOUDI.keys or settings.DOUDI.data / "keys.json"
    return read_or_make_keys(path) if settings.DOUDI.is_demo else read_keys(path)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _bytes(text: str) -> bytes:
    raw = base64.b64decode(text, validate=True)
    if len(raw) != 32:
        raise ValueError("a key has 32 bytes")
    return raw
