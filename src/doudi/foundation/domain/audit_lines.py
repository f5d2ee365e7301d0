"""What of an audit event is signed, as bytes that Python and PostgreSQL write alike.

The columns of `SIGNED`, as a line of COPY's text format. The service signs the line before the row exists; whoever verifies
gets the same line from the database.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

NONCE, SIGNATURE, DIGEST = 8, 32, 32
START = bytes(DIGEST)  # what the first seal stands on
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# Column → how SQL writes it. The order is part of the signature: add at the end, never change.
SIGNED = {
    "at": "(extract(epoch FROM e.at) * 1000000)::bigint",
    "account_id": "e.account_id",
    "posting_id": "e.posting_id",
    "covers_posting_id": "e.covers_posting_id",
    "actor": "e.actor",
    "role": "e.role",
    "action": "e.action",
    "area_code": "e.area_code",
    "object_type": "e.object_type",
    "object_id": "e.object_id",
    "person_id": "e.person_id",
    "household_id": "e.household_id",
    "reason": "e.reason",
    "details": "e.details::text",
    "item_count": "e.item_count",
    "items_digest": "encode(e.items_digest, 'hex')",
    "request_id": "e.request_id",
}

_ESCAPES = {ord(c): f"\\{letter}" for c, letter in zip("\b\f\n\r\t\v\\", "bfnrtv\\", strict=True)}


def line_of(values: Mapping[str, Any]) -> bytes:
    """The signed columns of an event as COPY writes them. `details` is the text that `jsonb_text` makes."""
    return b"\t".join(_field(values[name]) for name in SIGNED)


def _field(value: Any) -> bytes:
    match value:
        case None:
            return b"\\N"
        case datetime():
            return str((value - EPOCH) // timedelta(microseconds=1)).encode()
        case bytes():
            return value.hex().encode()
        case _:
            return str(value).translate(_ESCAPES).encode()


def jsonb_text(value: Any) -> str:
    """JSON as PostgreSQL writes a jsonb: keys by length, then by bytes. Raises TypeError for floats, which it may write otherwise."""
    match value:
        case dict():
            keys = sorted((key.encode() for key in value), key=lambda key: (len(key), key))
            return (
                "{"
                + ", ".join(f"{_quoted(k.decode())}: {jsonb_text(value[k.decode()])}" for k in keys)
                + "}"
            )
        case list() | tuple():
            return "[" + ", ".join(jsonb_text(each) for each in value) + "]"
        case None | bool() | int() | str():
            return _quoted(value)
    raise TypeError(f"details of an audit event hold no {type(value).__name__}")


def _quoted(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def sign(key: bytes, nonce: bytes, line: bytes) -> bytes:
    """The signature of an event: the nonce, then 24 bytes of an HMAC over it and the line."""
    return nonce + hmac.digest(key, b"event\0" + nonce + line, "sha256")[: SIGNATURE - NONCE]


def is_signed(key: bytes, signature: bytes, line: bytes) -> bool:
    return hmac.compare_digest(signature, sign(key, signature[:NONCE], line))


def seal(key: bytes, before: bytes, place: bytes, signature: bytes, line: bytes) -> bytes:
    """Seal n, over seal n - 1, the event's place (its number in the chain, its id, its transaction) and what the event says."""
    return hmac.digest(key, b"seal\0" + before + place + b"\t" + signature + line, "sha256")
