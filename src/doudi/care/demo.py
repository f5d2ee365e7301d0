"""The demonstration's care files: those whom the ledgers name as Tekun, most assessed in time, some late, one not clear, one not agreed to;
and a month of visits: some people seen in time, some late, some never; something not fine that was mended, something that was not.

Done once: where a file was opened by hand, nothing is added. Every step goes through its service, on the day on which a township would do it.
"""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from PIL import Image, ImageDraw

from doudi.care.domain.groups import TEKUN
from doudi.care.domain.visits import FINE, MET, NOT_FINE, Seen, get_care_questions
from doudi.care.models import Assessment, CareFile, FollowUp
from doudi.care.services.assessments import (
    Paper,
    object_to_assessment,
    record_assessment,
    report_condition,
    tell_result,
)
from doudi.care.services.files import open_file, open_found_files
from doudi.care.services.visits import finish_follow_up, record_care_visit
from doudi.casework.domain.visit_form import get_indicators
from doudi.casework.domain.visits import Position
from doudi.foundation.access import Viewer, acting, in_scope, viewer_of
from doudi.foundation.clock import CHINA
from doudi.foundation.models import Account
from doudi.foundation.postings import postings_in_force
from doudi.registry.models import Fact, Membership

Say = Callable[[str], None]
MOST = 24
FILES_SINCE, NEW_SINCE = timedelta(days=500), timedelta(days=40)
#: Of every six: how many days ago assessed (None: never), how many indicators not reached, how many not clear.
WAYS = ((60, 0, 0), (200, 2, 0), (430, 1, 0), (90, 5, 0), (30, 3, 1), (None, 0, 0))
#: Of the same six: how many days ago visited.
VISITED: tuple[tuple[int, ...], ...] = ((28, 16, 3), (22, 9), (33,), (24, 10), (26, 12, 5), ())
VISITORS = ("陈国强", "吴秀兰", "李小芳")
OWN_WORDS = (
    "饭是隔壁大嫂送的，热的。",
    "药还有半瓶，够吃到月底。",
    "腿比上个月好些，能走到院子里。",
    "都好，就是想有人说说话。",
    "儿媳妇前天来过，洗了衣服。",
    "电灯修好了，晚上看得见。",
)
#: The visit of this file that found something, what, in whose words, and how it was mended (None: not yet).
FOUND = (
    (1, 9, "clothes", "缺一床厚被", "被子薄，夜里冷。", None),
    (
        3,
        24,
        "house",
        "屋后水沟堵，雨水进屋",
        "下雨就往屋里灌。",
        "村里清了水沟，雨天看过，不再进水",
    ),
)
ASSESSORS = (("张玲", "民政办"), ("陈国强", "村委会"))


def make_care(*, on: date, say: Say = lambda line: None) -> int:
    """Returns how many people have a file now."""
    clerk = viewer_of(postings_in_force(Account.objects.get(username="clerk").pk, on)[0])
    with acting(clerk):
        if in_scope(clerk, CareFile.objects.filter(award__isnull=True)).exists():
            return 0
        open_found_files(actor=clerk, on=on)
        files = _open_named(clerk, on)
    for number, file in enumerate(files):
        with acting(clerk):
            _assess(clerk, file, on, *WAYS[number % len(WAYS)])
        with acting(clerk):
            _visit(clerk, file, number, on)
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
    chosen = in_scope(clerk, rows).select_related("household", "person").order_by("pk")[:MOST]
    return [
        open_file(
            actor=clerk,
            household=row.household,
            person=row.person,
            group=TEKUN,
            on=on - (FILES_SINCE if VISITED[number % len(VISITED)] else NEW_SINCE),
            because="特困供养名册",
        )
        for number, row in enumerate(chosen)
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


def _visit(clerk: Viewer, file: CareFile, number: int, on: date) -> None:
    found = {n: rest for n, *rest in FOUND}.get(number)
    for turn, days_ago in enumerate(VISITED[number % len(VISITED)]):
        day = on - timedelta(days=days_ago)
        answers = {q.name: FINE for q in get_care_questions()}
        notes, mended, own_word = {}, None, OWN_WORDS[(number + turn) % len(OWN_WORDS)]
        if found and found[0] == days_ago:
            _, about, words, own_word, mended = found
            answers[str(about)], notes[str(about)] = NOT_FINE, str(words)
        kept = record_care_visit(
            actor=clerk,
            file=file,
            client_id=uuid.uuid4(),
            kind="township" if turn == 1 else "village",
            visitor="张玲" if turn == 1 else VISITORS[number % len(VISITORS)],
            at=datetime.combine(day, time(8 + number % 9, number * 7 % 60), CHINA),
            position=Position(place="本人家中"),
            seen=Seen(
                MET,
                answers=answers,
                notes=notes,
                own_word=str(own_word),
            ),
        )
        if mended:
            follow_up = FollowUp.objects.get(visit=kept.visit)
            done_on = day + timedelta(days=4)
            finish_follow_up(actor=clerk, follow_up=follow_up, words=str(mended), on=done_on)


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
