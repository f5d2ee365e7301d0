"""Visits for tests: what a phone would send, as plain as will do."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from typing import Any

from PIL import Image

from doudi.casework.domain.visits import Findings, Position, Visitor
from doudi.casework.models import Case
from doudi.casework.services.visits import Kept, Picture, record_visit
from doudi.foundation.access import Viewer
from doudi.foundation.clock import CHINA, get_now

TWO = [Visitor("李慧", "石板镇社会事务办"), Visitor("王秀英", "上寨村")]


def picture(size: tuple[int, int] = (320, 240), kind: str = "JPEG", **options: Any) -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", size, "teal").save(kept, kind, **options)
    return kept.getvalue()


PICTURE = Picture("photo", picture(), "1.jpg")
SIGNED = Picture("family", picture(kind="PNG"), "signature.png", "赵明远")


def visit_home(actor: Viewer, case: Case, **changes: Any) -> Kept:
    """A visit that is in order, or one with something changed."""
    given: dict[str, Any] = {
        "client_id": uuid.uuid4(),
        "kind": "home",
        "at": min(get_now(), dt.datetime.combine(case.last_on, dt.time(10), CHINA)),
        "visitors": TWO,
        "position": Position(26_600_000, 106_700_000, 12),
        "findings": Findings(
            met_name="赵明远", answers={"house": "own_sound", "no_signature": "手受伤"}
        ),
        "pictures": (),
    }
    return record_visit(actor=actor, case=case, **(given | changes))
