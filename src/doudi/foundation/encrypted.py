"""Which columns hold ciphers, and which rows point to stored files: what `doudi verify` looks through and `doudi rekey` moves.

Each app says so in its `ready()`. A column named `…_cipher` that nobody registered is an error of `doudi verify`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class EncryptedColumn:
    """`purpose` as given to `keyring().encrypt`; `index`: the column with the blind index of the same text, or ""."""

    table: str
    column: str
    purpose: str
    index: str = ""

    @property
    def key(self) -> str:
        """The table's primary key: a table of history has pghistory's."""
        return "pgh_id" if self.table.endswith("event") else "id"


@dataclass(frozen=True, slots=True, order=True)
class FileColumns:
    """Where a table keeps the path, the SHA-256 and the size of a stored file."""

    table: str
    path: str = "path"
    sha256: str = "sha256"
    size: str = "size"


@dataclass(frozen=True, slots=True)
class SealedTexts:
    """Ciphers that another package keeps as text in its own rows. `read` gives them all; `move` encrypts old ones again."""

    name: str
    read: Callable[[], list[bytes]]
    move: Callable[[], int]


_texts: dict[str, SealedTexts] = {}
_columns: set[EncryptedColumn] = set()
_files: set[FileColumns] = set()


def register_encrypted(*columns: EncryptedColumn) -> None:
    """Called from an app's `ready()`. A table's history (pghistory's `…event`) is named as a table of its own."""
    _columns.update(columns)


def register_files(*columns: FileColumns) -> None:
    """Called from an app's `ready()`."""
    _files.update(columns)


def register_sealed_texts(texts: SealedTexts) -> None:
    """Called from an app's `ready()`."""
    _texts[texts.name] = texts


def list_sealed_texts() -> list[SealedTexts]:
    return list(_texts.values())


def list_encrypted() -> list[EncryptedColumn]:
    return sorted(_columns)


def list_file_columns() -> list[FileColumns]:
    return sorted(_files)
