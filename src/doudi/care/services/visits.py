"""Visits to the people who are looked after: kept once, what is not fine followed up, a change reported, the next one planned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from doudi.care.domain.assessments import due_after_report
from doudi.care.domain.visits import (
    MET,
    OF_THE_TOWNSHIP,
    Seen,
    find_care_visit_problems,
)
from doudi.care.models import CareFile, CareVisit, CareVisitPhoto, ConditionReport, FollowUp
from doudi.care.services.assessments import report_condition
from doudi.care.services.files import lock_file
from doudi.care.services.trail import record_of_file
from doudi.care.services.visit_plan import plan_visits
from doudi.casework.domain.visits import Position
from doudi.casework.procedure_values import figure_of
from doudi.casework.services.pictures import clean_photo
from doudi.foundation.access import Viewer, in_scope, permit
from doudi.foundation.clock import CHINA, get_now
from doudi.registry.services.documents import keep_document
from doudi.units.text import Problem, ProblemsError, Text, refusal

MOST_PHOTOS = 6
REPORT_DAYS, FOLLOW_UP_DAYS = "condition_assessment_days", "care_follow_up_days"


@dataclass(frozen=True, slots=True)
class KeptVisit:
    """A visit, and whether this sending made it."""

    visit: CareVisit
    is_new: bool


def record_care_visit(
    *,
    actor: Viewer,
    file: CareFile,
    client_id: UUID,
    kind: str,
    visitor: str,
    at: datetime,
    position: Position,
    seen: Seen,
    owner: str = FollowUp.Owner.village,
    photos: Sequence[tuple[bytes, str]] = (),
) -> KeptVisit:
    """Keep a visit. The same `client_id` again changes nothing and answers the same.

    What is not fine becomes a follow-up of `owner`; a change becomes a report, which an assessment answers (where the place has not
    said within how many days, a follow-up). Only a visit that met the person counts as having seen them.

    `photos`: (content, file name). Raises ProblemsError: everything that is wrong with it; the file is closed.
    """
    permit(actor, "care.report")
    locked = lock_file(actor, file)
    known = in_scope(actor, CareVisit.objects.filter(client_id=client_id)).first()
    if known is not None:
        if known.file_id != locked.pk:
            raise _of_another_file()
        return KeptVisit(known, is_new=False)
    now = get_now()
    on = at.astimezone(CHINA).date()
    _check(actor, locked, kind, visitor, at, now, on, position, seen, owner, photos)
    cleaned = [clean_photo(content, name) for content, name in photos]
    report = _report(actor, locked, seen, on)
    try:
        with transaction.atomic():
            visit = CareVisit.objects.create(
                area_code=locked.area_code,
                file=locked,
                client_id=client_id,
                kind=kind,
                visitor=visitor.strip()[:50],
                on=on,
                at=at,
                latitude=position.latitude,
                longitude=position.longitude,
                accuracy=position.accuracy,
                place=position.place.strip()[:200],
                outcome=seen.outcome,
                met_name=seen.met_name.strip()[:100],
                answers=seen.answers,
                notes={name: note.strip() for name, note in seen.notes.items() if note.strip()},
                change=seen.change.strip(),
                own_word=seen.own_word.strip(),
                remarks=seen.remarks.strip(),
                report=report,
                recorded_by_id=actor.posting_id,
                recorded_at=now,
            )
    except IntegrityError:  # it lies where the viewer cannot see it
        raise _of_another_file() from None
    for content in cleaned:
        _keep(actor, locked, visit, content)
    count = _follow_up(locked, visit, seen, owner)
    if seen.outcome == MET and (locked.seen_on is None or on > locked.seen_on):
        locked.seen_on = on
        locked.save(update_fields=["seen_on"])
    plan_visits(actor, [locked], on)
    details = {"visit": visit.pk, "kind": kind, "on": on.isoformat(), "follow_ups": count}
    record_of_file(actor, "care.visit.recorded", locked, details)
    return KeptVisit(visit, is_new=True)


def finish_follow_up(*, actor: Viewer, follow_up: FollowUp, words: str, on: date) -> FollowUp:
    """Somebody says what was done.

    Raises ProblemsError: nothing is said; done already; before the visit.
    """
    permit(actor, "care.report")
    rows = in_scope(actor, FollowUp.objects.select_for_update(of=("self",)))
    locked = rows.select_related("visit__file").get(pk=follow_up.pk)
    if locked.done_on is not None:
        raise refusal("已经办完了", "It is done already")
    if not words.strip():
        raise refusal("请写明怎么解决的", "Say what was done", where="words")
    if on < locked.visit.on:
        raise refusal(
            "办完不能早于走访", "It is not done before the visit", where="on", value=str(on)
        )
    locked.done_on, locked.done_words = on, words.strip()[:500]
    locked.done_by_id = actor.posting_id
    locked.save(update_fields=["done_on", "done_words", "done_by"])
    record_of_file(actor, "care.follow_up.done", locked.visit.file, {"follow_up": locked.pk})
    return locked


def _check(
    actor: Viewer,
    file: CareFile,
    kind: str,
    visitor: str,
    at: datetime,
    now: datetime,
    on: date,
    position: Position,
    seen: Seen,
    owner: str,
    photos: Sequence[tuple[bytes, str]],
) -> None:
    problems = find_care_visit_problems(
        kind=kind, visitor=visitor, at=at, now=now, position=position, seen=seen, owner=owner
    )
    if on < file.opened_on:
        text = Text(
            f"走访早于建档（{file.opened_on}）", f"before the file was opened ({file.opened_on})"
        )
        problems.append(Problem(text, "at", on.isoformat()))
    if kind in OF_THE_TOWNSHIP and not actor.may("care.work"):
        text = Text("乡镇干部的走访和回访由乡镇登记", "the township records its own visits")
        problems.append(Problem(text, "kind"))
    if len(photos) > MOST_PHOTOS:
        text = Text(f"照片最多 {MOST_PHOTOS} 张", f"at most {MOST_PHOTOS} photographs")
        problems.append(Problem(text, "photos", str(len(photos))))
    if problems:
        raise ProblemsError(problems)


def _report(actor: Viewer, file: CareFile, seen: Seen, on: date) -> ConditionReport | None:
    if not seen.change.strip() or figure_of(REPORT_DAYS, file.area_code, on) is None:
        return None
    report = report_condition(actor=actor, file=file, words=seen.change, on=on)
    file.refresh_from_db(fields=["due_on", "due_for"])
    return report


def _follow_up(file: CareFile, visit: CareVisit, seen: Seen, owner: str) -> int:
    """What was not fine, each by itself: one may be mended tomorrow, the other in spring."""
    found = figure_of(FOLLOW_UP_DAYS, file.area_code, visit.on)
    due = None if found is None else due_after_report(visit.on, int(found.figure))
    todo = [(name, visit.notes[name], owner) for name in seen.not_fine]
    if visit.change and visit.report_id is None:
        todo.append(("change", visit.change, FollowUp.Owner.township))
    for about, words, whose in todo:
        FollowUp.objects.create(
            area_code=file.area_code,
            visit=visit,
            about=about,
            words=words,
            owner=whose,
            due_on=due,
        )
    return len(todo)


def _keep(actor: Viewer, file: CareFile, visit: CareVisit, content: bytes) -> None:
    document = keep_document(
        actor=actor,
        content=content,
        file_name="看望照片.jpg",
        media_type="image/jpeg",
        title=f"看望照片 {visit.on}",
        person=file.person,
    )
    CareVisitPhoto.objects.create(area_code=file.area_code, visit=visit, document=document)


def _of_another_file() -> ProblemsError:
    return refusal(
        "这份记录的编号已经用在别的档案上，请重新填写一份",
        "This record's number belongs to another file: fill in a new one",
        where="client_id",
    )
