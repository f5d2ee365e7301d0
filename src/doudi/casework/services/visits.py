"""Visits: written where they are made, sent as often as the network needs, kept once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from doudi.casework.domain.visit_form import get_indicators
from doudi.casework.domain.visits import Findings, Position, Visitor, find_visit_problems
from doudi.casework.models import Case, Visit, VisitPaper
from doudi.casework.procedure_book import procedure_of
from doudi.casework.services.authority import authority_of, level_of
from doudi.casework.services.pictures import clean_photo, clean_signature
from doudi.casework.services.transition import lock_case
from doudi.foundation import audit
from doudi.foundation.access import Viewer, in_scope, permit
from doudi.foundation.clock import CHINA, get_now
from doudi.registry.domain.statements import Statement
from doudi.registry.models import Membership
from doudi.registry.services.documents import keep_document
from doudi.registry.services.facts import record_evidence, record_facts
from doudi.units.text import Problem, ProblemsError, Text, refusal

MOST_PHOTOS = 12
MOST_SIGNATURES = 6
PAPER_TITLES = {"photo": "入户照片", "family": "家庭成员签名", "visitor": "调查人签名"}
#: What only the people of the level that decides may record: it opens a guard for their own decision.
OF_THE_DECIDER = ("decider", "spot_check")


@dataclass(frozen=True, slots=True)
class Picture:
    """A photograph or a signature as it came from the phone."""

    kind: str  # VisitPaper.Kind
    content: bytes
    file_name: str
    name: str = ""
    taken_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """A visit, and whether this sending made it."""

    visit: Visit
    is_new: bool

    @property
    def is_late(self) -> bool:
        """It reached the office when the case was already closed."""
        return self.visit.is_late


def record_visit(
    *,
    actor: Viewer,
    case: Case,
    client_id: UUID,
    kind: str,
    at: datetime,
    visitors: Sequence[Visitor],
    position: Position,
    findings: Findings,
    pictures: Sequence[Picture] = (),
) -> Kept:
    """Keep a visit with its pictures. The same `client_id` again changes nothing and answers the same.

    A visit that comes when the case is closed is kept too and lies with the office until somebody says what follows.

    Raises ProblemsError: everything that is wrong with it; the `client_id` of another case's visit.
    """
    permit(actor, "case.visit")
    locked = lock_case(actor, case)
    known = in_scope(actor, Visit.objects.filter(client_id=client_id)).first()
    if known is not None:
        return _known(known, locked)
    now = get_now()
    on = at.astimezone(CHINA).date()
    _check(actor, locked, kind, at, now, on, list(visitors), position, findings, pictures)
    cleaned = [
        (p, clean_photo(p.content, p.file_name))
        if p.kind == VisitPaper.Kind.photo
        else (p, clean_signature(p.content, p.file_name))
        for p in pictures
    ]
    try:
        with transaction.atomic():
            visit = _write(
                actor, locked, client_id, kind, at, now, on, visitors, position, findings
            )
    except IntegrityError:  # it lies where the viewer cannot see it
        raise _of_another_case() from None
    for picture, content in cleaned:
        _keep(actor, locked, visit, picture, content)
    audit.record(
        actor,
        "casework.visit.recorded",
        object_type="case",
        object_id=locked.pk,
        household_id=locked.household_id,
        person_id=locked.person_id,
        area_code=locked.area_code,
        details={
            "visit": visit.pk,
            "kind": kind,
            "on": on.isoformat(),
            "pictures": len(cleaned),
            "late": visit.is_late,
        },
    )
    return Kept(visit, is_new=True)


def _known(known: Visit, case: Case) -> Kept:
    if known.case_id != case.pk:
        raise _of_another_case()
    known.case = case
    return Kept(known, is_new=False)


def _of_another_case() -> ProblemsError:
    return refusal(
        "这份记录的编号已经用在别的案件上，请重新填写一份",
        "This record's number belongs to another case: fill in a new one",
        where="client_id",
    )


def _check(
    actor: Viewer,
    case: Case,
    kind: str,
    at: datetime,
    now: datetime,
    on: date,
    visitors: list[Visitor],
    position: Position,
    findings: Findings,
    pictures: Sequence[Picture],
) -> None:
    if kind not in Visit.Kind.values:
        raise refusal("没有这种走访", "There is no such kind of visit", where="kind", value=kind)
    problems = find_visit_problems(
        kind=kind,
        at=at,
        now=now,
        visitors=visitors,
        position=position,
        findings=findings,
        is_signed=any(p.kind == VisitPaper.Kind.family for p in pictures),
    )
    if on < case.opened_on:
        text = Text(
            f"走访早于立案（{case.opened_on}）", f"before the case began ({case.opened_on})"
        )
        problems.append(Problem(text, "at", on.isoformat()))
    if findings.met_person is not None and not _is_member(actor, case, findings.met_person):
        problems.append(
            Problem(Text("受访人不是这家的人", "not a member of this household"), "met_person")
        )
    problems += _picture_problems(pictures)
    if kind in OF_THE_DECIDER:
        problems += _decider_problems(actor, case, on)
    if problems:
        raise ProblemsError(problems)


def _is_member(actor: Viewer, case: Case, person_id: int) -> bool:
    rows = Membership.objects.filter(household_id=case.household_id, person_id=person_id)
    return person_id == case.person_id or in_scope(actor, rows).exists()


def _picture_problems(pictures: Sequence[Picture]) -> list[Problem]:
    photos = sum(p.kind == VisitPaper.Kind.photo for p in pictures)
    problems = []
    if photos > MOST_PHOTOS:
        text = Text(f"照片最多 {MOST_PHOTOS} 张", f"at most {MOST_PHOTOS} photographs")
        problems.append(Problem(text, "photos", str(photos)))
    if len(pictures) - photos > MOST_SIGNATURES:
        text = Text(f"签名最多 {MOST_SIGNATURES} 个", f"at most {MOST_SIGNATURES} signatures")
        problems.append(Problem(text, "family_signature"))
    return problems


def _decider_problems(actor: Viewer, case: Case, on: date) -> list[Problem]:
    try:
        wanted = authority_of(case, procedure_of(case), on).level
    except ProblemsError as unknown:
        return unknown.problems
    if level_of(actor) == wanted:
        return []
    text = Text(
        "这种入户只能由审核确认的一级来记",
        "only the level that decides records a visit of this kind",
    )
    return [Problem(text, "kind")]


def _write(
    actor: Viewer,
    case: Case,
    client_id: UUID,
    kind: str,
    at: datetime,
    now: datetime,
    on: date,
    visitors: Sequence[Visitor],
    position: Position,
    findings: Findings,
) -> Visit:
    return Visit.objects.create(
        area_code=case.area_code,
        case=case,
        client_id=client_id,
        kind=kind,
        on=on,
        at=at,
        synced_at=now,
        latitude=position.latitude,
        longitude=position.longitude,
        accuracy=position.accuracy,
        place=position.place.strip()[:200],
        visitors=[
            {"name": v.name.strip()[:50], "office": v.office.strip()[:50], "posting": v.posting}
            for v in visitors
            if v.name.strip()
        ],
        met_id=findings.met_person,
        met_name=findings.met_name.strip()[:100],
        nobody_home=findings.nobody_home,
        refused=findings.refused,
        answers=findings.answers,
        indicators=findings.indicators,
        remarks=findings.remarks.strip()[:1000],
        recorded_by_id=actor.posting_id,
        is_late=not case.is_open,
    )


def _keep(actor: Viewer, case: Case, visit: Visit, picture: Picture, content: bytes) -> None:
    title = PAPER_TITLES[picture.kind]
    document = keep_document(
        actor=actor,
        content=content,
        file_name=f"{title}.jpg",
        media_type="image/jpeg",
        title=f"{title} {visit.on}",
        household=case.household,
    )
    VisitPaper.objects.create(
        area_code=case.area_code,
        visit=visit,
        kind=picture.kind,
        document=document,
        name=picture.name.strip()[:100],
        taken_at=picture.taken_at,
    )


def record_seen_indicators(*, actor: Viewer, case: Case, visit: Visit, on: date) -> int:
    """What was seen of the six indicators becomes facts of the person, with the visit as evidence. Returns how many.

    Raises ProblemsError: no person, nothing seen, or recorded already.
    """
    permit(actor, "register.record")
    lock_case(actor, case)
    visit.refresh_from_db(fields=["evidence"])
    if visit.evidence_id is not None:
        raise refusal("已经登记过了", "It is recorded already")
    seen = [i for i in get_indicators() if visit.indicators.get(i.name) in ("can", "cannot")]
    if case.person is None or not seen:
        raise refusal("没有可以登记的情况", "Nothing was seen that could be recorded")
    names = "、".join(v["name"] for v in visit.visitors)
    evidence = record_evidence(
        actor=actor, kind="visit", on=visit.on, source=names, area_code=case.area_code
    )
    stated = [
        Statement(i.fact, int(visit.indicators[i.name] == "can"), valid_from=visit.on) for i in seen
    ]
    record_facts(actor=actor, subject=case.person, facts=stated, evidence=evidence, on=on)
    visit.evidence = evidence
    visit.save(update_fields=["evidence"])
    return len(stated)
