"""One way to write data as bytes, so that the same content always has the same digest: JSON, keys in order, UTF-8, no floats."""

from __future__ import annotations

import hashlib
import json
import zlib
from typing import Any


def canonical_bytes(value: Any) -> bytes:
    """Raises TypeError: a float, or something that JSON does not have."""
    _refuse_floats(value)
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8")


def digest_of(content: bytes) -> str:
    """SHA-256 of canonical bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def compress(content: bytes) -> bytes:
    return zlib.compress(content, 9)


def decompress(content: bytes) -> bytes:
    """Raises ValueError: not what `compress` wrote."""
    try:
        return zlib.decompress(content)
    except zlib.error as error:
        raise ValueError(str(error)) from error


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("no float in a record")
    if isinstance(value, dict):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise TypeError(f"keys of a record are text, not {key!r}")
            _refuse_floats(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _refuse_floats(inner)
