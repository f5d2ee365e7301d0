"""The trail: who did what, under which posting, to what, why. Written by services, in the transaction of the write.

An action has a key and a sentence; an unknown key is an error. Details never hold a whole identity, bank or phone number.
Each event is signed with a key outside the database; sealing them into a chain: `audit_chain.py`; verifying: `verify.py`.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from typing import Any

from django.db import connection

from doudi.foundation.access import Viewer, current_viewer
from doudi.foundation.clock import get_now
from doudi.foundation.domain.audit_lines import NONCE, jsonb_text, line_of, sign
from doudi.foundation.keys import keyring
from doudi.foundation.request_id import current_request_id
from doudi.units.text import Text

_actions: dict[str, Text] = {}
_looks: set[str] = set()


def register_actions(actions: dict[str, Text]) -> None:
    """Called once, from an app's `ready()`. Keys are `<app>.<noun>.<verb in the past>`."""
    for key, text in actions.items():
        if _actions.setdefault(key, text) != text:
            raise ValueError(f"audit action {key} is registered twice")


def register_looks(*actions: str) -> None:
    """Called once, from an app's `ready()`: which actions are looks at a resident's file, for the list of who looked."""
    _looks.update(actions)


def list_looks() -> list[str]:
    return sorted(_looks)


def action_text(key: str) -> Text:
    return _actions[key]


def list_actions() -> dict[str, Text]:
    return dict(_actions)


def record(
    actor: Viewer,
    action: str,
    *,
    object_type: str = "",
    object_id: object = "",
    person_id: int | None = None,
    household_id: int | None = None,
    area_code: str = "",
    reason: str = "",
    details: dict[str, Any] | None = None,
    items: Iterable[bytes] | None = None,
    item_count: int | None = None,
) -> None:
    """Write one event. `items`: of a batch, one line for each row; their count and SHA-256 are kept, not the rows.

    Raises:
        KeyError: an action nobody registered. RuntimeError: not inside `acting(actor)`. TypeError: a float in the details.
    """
    _actions[action]
    if current_viewer() != actor:
        raise RuntimeError("record inside `with acting(actor)`")
    digest = None
    if items is not None:
        sha, item_count = hashlib.sha256(), 0
        for item in items:
            sha.update(item + b"\n")
            item_count += 1
        digest = sha.digest()
    values = {
        "at": get_now(),
        "account_id": actor.account_id,
        "posting_id": actor.posting_id,
        "covers_posting_id": actor.covers_posting_id,
        "actor": actor.name,
        "role": actor.role.value if actor.role else "",
        "action": action,
        "area_code": area_code or actor.area_code,
        "object_type": object_type,
        "object_id": str(object_id),
        "person_id": person_id,
        "household_id": household_id,
        "reason": reason,
        "details": jsonb_text(details or {}),
        "item_count": item_count,
        "items_digest": digest,
        "request_id": current_request_id(),
    }
    values["signature"] = sign(keyring().audit, secrets.token_bytes(NONCE), line_of(values))
    # Not by the ORM: it would ask for the new row back, which row security hides when it lies in another area.
    columns, places = ", ".join(values), ", ".join(["%s"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO foundation_auditevent ({columns}) VALUES ({places})",  # noqa: S608 # names, no values
            list(values.values()),
        )
