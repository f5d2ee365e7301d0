"""Files outside the database, encrypted: photographs of papers, uploaded ledgers, finished exports.

stored = store_file(upload)           StoredFile(path, sha256, size): what a row keeps of it
with open_file(stored.path) as file:  a reader that can seek, so zipfile, csv and pyarrow read from it piece by piece

A file is cut into chunks, each sealed with a key made for this file alone from the keyring's (HKDF, a random salt). The chunk's
number, whether it is the last, and the file's own path are bound in: chunks cannot be exchanged, cut off or moved elsewhere.
"""

from __future__ import annotations

import hashlib
import io
import os
import secrets
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from doudi.foundation.keys import BadKeys, Cipher, EncryptionKey, Keyring, box, keyring

MAGIC = b"doudi-1\n"
SALT, TAG, CHUNK = 32, 16, 256 * 1024
HEADER = len(MAGIC) + 1 + SALT
LAST = 1 << 31


class StoredFile(NamedTuple):
    """Where a stored file lies (relative, names nobody), and the SHA-256 (hex) and size in bytes of what was put in."""

    path: str
    sha256: str
    size: int


class BadFile(ValueError):
    """A stored file is missing, was changed, or lies where another belongs."""


def files_folder() -> Path:
    """The folder of all stored files, inside the data folder."""
    folder: Path = settings.DOUDI.data / "files"
    return folder


def store_file(source: bytes | Path | BinaryIO | Iterable[bytes]) -> StoredFile:
    """Encrypt and keep what `source` holds: bytes, the file at a path, an open file, or an upload's chunks.

    It is on the disk when this returns. It stays there if the caller's transaction fails: nothing points to it then, and
    `doudi verify` counts such files.
    """
    name = secrets.token_hex(16)
    path = f"{name[:2]}/{name}"
    sha, size = hashlib.sha256(), 0

    def counted() -> Iterator[bytes]:
        nonlocal size
        for piece in _pieces(source):
            sha.update(piece)
            size += len(piece)
            yield piece

    _write(files_folder() / path, path, counted(), keyring().newest)
    return StoredFile(path, sha.hexdigest(), size)


def open_file(path: str) -> io.BufferedReader:
    """What was stored, as a reader that can seek; each chunk is checked when it is read.

    Raises BadFile when there is no such file; reading raises it when the file was changed.
    """
    return io.BufferedReader(_Unsealed(_open(path), path, keyring()), CHUNK)


def read_file(path: str) -> bytes:
    """The whole of a stored file, in memory. Raises BadFile."""
    with open_file(path) as file:
        return file.read()


def remove_file(path: str) -> None:
    """Forget a stored file; nothing happens when it is gone already. Call it once the removal of its row is committed."""
    _place(path).unlink(missing_ok=True)


def list_files() -> Iterator[str]:
    """The paths of all stored files, in order."""
    folder = files_folder()
    for path in sorted(folder.glob("[0-9a-f][0-9a-f]/*")):
        if not path.name.endswith(".part"):
            yield path.relative_to(folder).as_posix()


def key_of_file(path: str) -> int:
    """The number of the key that a stored file was encrypted with. Raises BadFile."""
    with _open(path) as file:
        return _read_header(file, path)[0]


def encrypt_file_again(path: str) -> bool:
    """Move a stored file to the newest key, in one step: it is readable at any instant. False: it was there already."""
    keys = keyring()
    if key_of_file(path) == keys.newest.id:
        return False
    with open_file(path) as file:
        _write(_place(path), path, _pieces(file), keys.newest)
    return True


def seal_file(target: Path, path: str, source: BinaryIO) -> None:
    """Encrypt into a file anywhere, in the format of stored files; `path` is what it is bound to."""
    _write(target, path, _pieces(source), keyring().newest)


def open_sealed(place: Path, path: str) -> io.BufferedReader:
    """What `seal_file` wrote. Raises BadFile as `open_file` does."""
    return io.BufferedReader(_Unsealed(_open_at(place, path), path, keyring()), CHUNK)


class _Unsealed(io.RawIOBase):
    """The plain bytes of an encrypted file; holds one chunk at a time."""

    def __init__(self, file: BinaryIO, path: str, keys: Keyring) -> None:
        super().__init__()
        self._path, self._file = path, file
        key_id, self._head = _read_header(self._file, path)
        try:
            self._cipher = _cipher(keys.key(key_id), self._head)
        except BadKeys as error:
            self._file.close()
            raise BadFile(f"{path}: {error}") from None
        sealed = os.fstat(self._file.fileno()).st_size - HEADER
        self._chunks = -(-sealed // (CHUNK + TAG))
        self._size = sealed - self._chunks * TAG
        self._at, self._number, self._chunk = 0, -1, b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise ValueError("before the beginning of the file")
        self._at = base + offset
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer) -> int:  # type: ignore[no-untyped-def]
        number, offset = divmod(self._at, CHUNK)
        if self._at >= self._size and self._size:
            return 0
        if number != self._number:
            self._chunk, self._number = self._read_chunk(number), number
        piece = self._chunk[offset : offset + len(buffer)]
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def close(self) -> None:
        self._file.close()
        super().close()

    def _read_chunk(self, number: int) -> bytes:
        self._file.seek(HEADER + number * (CHUNK + TAG))
        sealed = self._file.read(CHUNK + TAG)
        try:
            return self._cipher.decrypt(
                _nonce(number, is_last=number == self._chunks - 1),
                sealed,
                _bound(self._head, self._path),
            )
        except (InvalidTag, ValueError):
            raise BadFile(f"{self._path}: the file was changed or cut off") from None


def _write(target: Path, path: str, pieces: Iterable[bytes], key: EncryptionKey) -> None:
    head = MAGIC + bytes([key.id]) + secrets.token_bytes(SALT)
    cipher, bound = _cipher(key, head), _bound(head, path)
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f"{target.name}-{secrets.token_hex(4)}.part")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(head)
            for number, (chunk, is_last) in enumerate(_chunks(pieces)):
                file.write(cipher.encrypt(_nonce(number, is_last=is_last), chunk, bound))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def _chunks(pieces: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Chunks of the fixed size and whether each is the last. An empty file has one empty chunk."""
    waiting = bytearray()
    for piece in pieces:
        waiting += piece
        while len(waiting) > CHUNK:
            yield bytes(waiting[:CHUNK]), False
            del waiting[:CHUNK]
    yield bytes(waiting), True


def _pieces(source: bytes | Path | BinaryIO | Iterable[bytes]) -> Iterator[bytes]:
    if isinstance(source, bytes):
        yield source
    elif isinstance(source, Path):
        with source.open("rb") as file:
            yield from _pieces(file)
    elif hasattr(source, "chunks"):  # an uploaded file of Django
        yield from source.chunks()
    elif hasattr(source, "read"):
        while piece := source.read(CHUNK):
            yield piece
    else:
        yield from source


def _cipher(key: EncryptionKey, head: bytes) -> Cipher:
    length = len(key.key)
    own = HKDF(SHA256(), length, salt=head[-SALT:], info=b"doudi file").derive(key.key)
    return box(key.cipher, own)


def _bound(head: bytes, path: str) -> bytes:
    return head + path.encode()


def _nonce(number: int, *, is_last: bool) -> bytes:
    return bytes(8) + struct.pack(">I", number | (LAST if is_last else 0))


def _place(path: str) -> Path:
    """Raises BadFile for anything that `store_file` would not have named so: a path from a row is never trusted."""
    folder, _, name = path.partition("/")
    if len(name) != 32 or set(name) - set("0123456789abcdef") or folder != name[:2]:
        raise BadFile(f"{path!r}: not the path of a stored file")
    return files_folder() / path


def _open(path: str) -> BinaryIO:
    return _open_at(_place(path), path)


def _open_at(place: Path, path: str) -> BinaryIO:
    try:
        return place.open("rb")
    except OSError as error:
        raise BadFile(f"{path}: {error.strerror}") from None


def _read_header(file: BinaryIO, path: str) -> tuple[int, bytes]:
    head = file.read(HEADER)
    if len(head) != HEADER or not head.startswith(MAGIC):
        file.close()
        raise BadFile(f"{path}: not a stored file")
    return head[len(MAGIC)], head
