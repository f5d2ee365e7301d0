"""The demonstration's care files: those whom the ledgers name as Tekun, most assessed in time, some late, one not clear, one not agreed to.

Done once: where a file was opened by hand, nothing is added. Every step goes through its service, on the day on which a township would do it.
"""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable
from datetime import date, timedelta

from PIL import Image, ImageDraw

from doudi.care.domain.groups import TEKUN
from doudi.care.models import Assessment, CareFile
from doudi.care.services.assessments import (
    Paper,
    object_to_assessment,
    record_assessment,
    report_condition,
    tell_result,
)
from doudi.care.services.files import open_file, open_found_files
from doudi.casework.domain.visit_form import get_indicators
from doudi.foundation.access import Viewer, acting, in_scope, viewer_of
from doudi.foundation.models import Account
from doudi.foundation.postings import postings_in_force
from doudi.registry.models import Fact, Membership

Say = Callable[[str], None]
MOST = 24
FILES_SINCE = timedelta(days=500)
#: Of every six: how many days ago assessed (None: never), how many indicators not reached, how many not clear.
WAYS = ((60, 0, 0), (200, 2, 0), (430, 1, 0), (90, 5, 0), (30, 3, 1), (None, 0, 0))
ASSESSORS = (("张玲", "民政办"), ("陈国强", "村委会"))


def make_care(*, on: date, say: Say = lambda line: None) -> int:
    """Returns how many people have a file now."""
    clerk = viewer_of(postings_in_force(Account.objects.get(username="clerk").pk, on)[0])
    with acting(clerk):
        if in_scope(clerk, CareFile.objects.filter(award__isnull=True)).exists():
            return 0
        open_found_files(actor=clerk, on=on)
        files = _open_named(clerk, on - FILES_SINCE)
    for number, file in enumerate(files):
        with acting(clerk):
            _assess(clerk, file, on, *WAYS[number % len(WAYS)])
    with acting(clerk):
        if files:
            report_condition(actor=clerk, file=files[0], words="上周摔倒后不能自己下床", on=on)
        _disagree(clerk, on)
        count = in_scope(clerk, CareFile.objects.all()).count()
    say(f"照护档案 / care files  {count:,}")
    return count


def _open_named(clerk: Viewer, on: date) -> list[CareFile]:
    named = in_scope(clerk, Fact.objects.filter(name="is_tekun").exclude(value=0))
    rows = Membership.objects.filter(person__in=named.values("person"), valid_to__isnull=True)
    rows = rows.filter(person__is_deceased=False, person__care_files__isnull=True)
    return [
        open_file(
            actor=clerk,
            household=row.household,
            person=row.person,
            group=TEKUN,
            on=on,
            because="特困供养名册",
        )
        for row in in_scope(clerk, rows).select_related("household", "person").order_by("pk")[:MOST]
    ]


def _assess(
    clerk: Viewer, file: CareFile, on: date, days_ago: int | None, cannot: int, unclear: int
) -> None:
    if days_ago is None:
        return
    words = ["cannot"] * cannot + ["unknown"] * unclear + ["can"] * 6
    names = [i.name for i in reversed(get_indicators())]
    day = on - timedelta(days=days_ago)
    made = record_assessment(
        actor=clerk,
        file=file,
        client_id=uuid.uuid4(),
        occasion="first",
        on=day,
        assessors=ASSESSORS,
        indicators=dict(zip(names, words, strict=False)),
        place="本人家中",
        papers=[Paper("signed", _signature(), "签名.png")],
    )
    if made.level:
        tell_result(actor=clerk, assessment=made, how="in_person", on=day)


def _disagree(clerk: Viewer, on: date) -> None:
    rows = Assessment.objects.filter(level="self_care_partial", told_on__isnull=False)
    told = in_scope(clerk, rows).order_by("-on").first()
    if told is not None:
        object_to_assessment(
            actor=clerk, assessment=told, words="洗澡也要人扶，不是两项，是三项", on=on
        )


def _signature() -> bytes:
    """A line on white, as a finger draws it."""
    picture = Image.new("RGB", (300, 100), "white")
    ImageDraw.Draw(picture).line([(20, 70), (80, 30), (140, 75), (200, 40), (280, 60)], "black", 4)
    kept = io.BytesIO()
    picture.save(kept, "PNG")
    return kept.getvalue()
