"""Visits: of a case, and the cases that still wait for one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from doudi.casework.domain.indicators import SelfCare, decide_self_care
from doudi.casework.domain.visit_form import (
    INDICATOR_ANSWERS,
    get_indicators,
    get_questions,
)
from doudi.casework.domain.visits import MICRO
from doudi.casework.models import Case, SpotCheck, Visit, VisitPaper
from doudi.casework.procedure_book import get_procedures
from doudi.casework.procedure_values import figure_of
from doudi.casework.services.authority import level_of
from doudi.foundation.access import Viewer, in_scope
from doudi.units.text import Text

MOST_WAITING = 200


@dataclass(frozen=True, slots=True)
class Told:
    """A visit in words, as far as the viewer may read it."""

    visit: Visit
    lines: list[tuple[Text, Text]]
    indicators: list[tuple[Text, Text]]
    self_care: SelfCare | None
    photos: list[VisitPaper]
    signatures: list[VisitPaper]
    is_late: bool
    hides_something: bool

    @property
    def coordinates(self) -> str:
        """Degrees with six places and the phone's own guess how far off it is."""
        lat, lon, off = self.visit.latitude, self.visit.longitude, self.visit.accuracy
        if lat is None or lon is None:
            return ""
        return f"{_degrees(lat)}, {_degrees(lon)}" + (f" (±{off} m)" if off is not None else "")


def _degrees(micro: int) -> str:
    whole, rest = divmod(abs(micro), MICRO)
    return f"{'-' if micro < 0 else ''}{whole}.{rest:06d}"


def get_visit(viewer: Viewer, case: Case, visit_id: int) -> Visit | None:
    found = list_visits(viewer, case).filter(pk=visit_id).first()
    if found is not None:
        found.case = case
    return found


def list_visits(viewer: Viewer, case: Case) -> QuerySet[Visit]:
    """The latest first, with their pictures."""
    rows = in_scope(viewer, Visit.objects.filter(case=case))
    return rows.select_related("met").prefetch_related("papers__document").order_by("-at", "-pk")


def list_late_visits(viewer: Viewer) -> QuerySet[Visit]:
    """Which reached the office when their case was closed, and nobody has said yet what follows; the longest waiting first."""
    rows = in_scope(viewer, Visit.objects.filter(is_late=True, looked_on__isnull=True))
    return rows.select_related(
        "case__household", "case__person", "case__application__applicant"
    ).order_by("synced_at", "pk")


def tell_visit(viewer: Viewer, case: Case, visit: Visit) -> Told:
    """Illness, disability and self-care are for those who work on whole files, and for whoever wrote it."""
    may_read = viewer.may("register.sensitive") or (
        viewer.posting_id is not None and visit.recorded_by_id == viewer.posting_id
    )
    answers = visit.answers
    asked = [q for q in get_questions() if q.name in answers]
    lines = [
        (q.labels.get(visit.kind, q.label), q.shown(answers[q.name]))
        for q in asked
        if may_read or not q.is_sensitive
    ]
    if reason := answers.get("no_signature"):
        lines.append((Text("没有签名的原因", "why nobody signed"), Text(reason, reason)))
    seen = [
        (i.label, INDICATOR_ANSWERS[visit.indicators.get(i.name, "unknown")])
        for i in get_indicators()
    ]
    has_six = bool(visit.indicators)
    papers = list(visit.papers.all())
    return Told(
        visit,
        lines,
        seen if has_six and may_read else [],
        self_care_of(case, visit) if has_six and may_read else None,
        [p for p in papers if p.kind == VisitPaper.Kind.photo],
        [p for p in papers if p.kind != VisitPaper.Kind.photo],
        visit.is_late,
        not may_read and (has_six or any(q.is_sensitive for q in asked)),
    )


def self_care_of(case: Case, visit: Visit) -> SelfCare | None:
    """The level by the bounds in force on the day of the visit; None: there are none."""
    partial = figure_of("tekun_partial_from", case.area_code, visit.on)
    none = figure_of("tekun_none_from", case.area_code, visit.on)
    if partial is None or none is None:
        return None
    return decide_self_care(
        visit.indicators,
        tuple(i.name for i in get_indicators()),
        partial_from=int(partial.figure),
        none_from=int(none.figure),
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case whose family is to be visited, and why."""

    case: Case
    kind: str
    why: Text


_BEFORE_OPINION = Text("入户调查", "home visit")
_SPOT_CHECK = Text("抽查入户", "spot check")
_RELATIVE = Text("近亲属备案，审核确认前入户", "a relative of an official: before the decision")


def list_waiting_visits(viewer: Viewer, on: date) -> list[Waiting]:
    """Open cases of the viewer's area that wait for a visit, the most pressing first."""
    home = Visit.objects.filter(
        case=OuterRef("pk"),
        kind=Visit.Kind.home,
        nobody_home=False,
        on__gte=Coalesce(OuterRef("accepted_on"), OuterRef("opened_on")),
    )
    found = [
        Waiting(case, Visit.Kind.home, _BEFORE_OPINION)
        for case in _open(viewer)
        .filter(_states_before_visit())
        .exclude(Exists(home))[:MOST_WAITING]
    ]
    if level_of(viewer):
        drawn = SpotCheck.objects.filter(case=OuterRef("pk"), done_on__isnull=True)
        found += [
            Waiting(case, Visit.Kind.spot_check, _SPOT_CHECK)
            for case in _open(viewer).filter(Exists(drawn))[:MOST_WAITING]
        ]
        own = Visit.objects.filter(case=OuterRef("pk"), kind=Visit.Kind.decider)
        flagged = _open(viewer).filter(state="filed", relative_flags__isnull=False).distinct()
        found += [
            Waiting(case, Visit.Kind.decider, _RELATIVE)
            for case in flagged.exclude(Exists(own))[:MOST_WAITING]
        ]
    return found


def _open(viewer: Viewer) -> QuerySet[Case]:
    rows = in_scope(viewer, Case.objects.filter(is_open=True))
    return rows.select_related("household", "person", "application__applicant").order_by(
        F("next_due").asc(nulls_last=True), "pk"
    )


def _states_before_visit() -> Q:
    """Where a procedure asks for a visit before the next thing is done, or before the one after the cross-check is asked for."""
    found = Q(pk__in=[])
    for procedure in get_procedures():
        direct = {s for a in procedure.actions.values() if "visited" in a.needs for s in a.sources}
        early = {
            s
            for a in procedure.actions.values()
            if a.form == "cross_check" and a.to in direct
            for s in a.sources
        }
        if direct:
            found |= Q(
                procedure=procedure.name,
                procedure_version=procedure.version,
                state__in=sorted(direct | early),
            )
    return found
