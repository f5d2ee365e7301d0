"""Where somebody's application stands, for the person who holds its receipt. Names nobody but, masked, the applicant."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from doudi.casework.domain.clocks import Left, days_left
from doudi.casework.domain.procedures import Action, Procedure
from doudi.casework.domain.road import road_to_decision
from doudi.casework.models import (
    Application,
    Case,
    Clock,
    Decision,
    Letter,
    Notice,
    Opinion,
    PapersNotice,
    Step,
)
from doudi.casework.papers import LETTER_KINDS
from doudi.casework.procedure_book import procedure_of
from doudi.casework.selectors.notices import get_hanging, is_public, outcome_of
from doudi.foundation.access import Viewer, in_scope
from doudi.units.calendar import WorkCalendar
from doudi.units.text import Text

WHOLE = "whole"
SENT_UP = Text("报送审核确认", "sent up for the decision")
DECIDED = Text("已作出决定，正在送达", "decided; the letter is on its way")


@dataclass
class LetterReady:
    label: Text
    number: str
    is_served: bool
    on: date | None


@dataclass
class Progress:
    """One case, as its applicant is told."""

    case: Case
    title: Text
    now: Text
    done: list[tuple[date, Text]]
    next: list[Text]
    due: Clock | None = None
    left: Left | None = None
    letters: list[LetterReady] = field(default_factory=list)
    notice: Notice | None = None
    is_notice_open: bool = False
    decision: Decision | None = None  # once its letter is served


def get_application_by_receipt(viewer: Viewer, receipt: str) -> Application | None:
    rows = in_scope(viewer, Application.objects.filter(receipt=receipt))
    return rows.select_related("applicant").first()


def get_papers_notice(viewer: Viewer, application: Application) -> PapersNotice | None:
    return in_scope(viewer, PapersNotice.objects.filter(application=application)).first()


def list_progress(viewer: Viewer, application: Application, on: date) -> list[Progress]:
    cases = in_scope(viewer, Case.objects.filter(application=application)).order_by("pk")
    return [progress_of(viewer, case, on) for case in cases.select_related("household")]


def progress_of(viewer: Viewer, case: Case, on: date) -> Progress:
    procedure = procedure_of(case)
    decision = served_decision(viewer, case)
    found = Progress(
        case=case,
        title=procedure.label,
        now=_now(case, procedure, decision),
        done=_done(viewer, case, procedure),
        next=_next(viewer, case, procedure),
        letters=_letters(viewer, case),
        notice=get_hanging(viewer, case),
        decision=decision,
    )
    if found.notice is not None:
        open_until = found.notice.last_day
        found.is_notice_open = is_public(found.notice, on) and open_until is not None and on <= open_until  # fmt: skip
    clocks = in_scope(viewer, Clock.objects.filter(case=case, ended_on__isnull=True))
    running = clocks.filter(name=WHOLE).first() if case.is_open else None
    if running is not None:
        found.due = running
        found.left = days_left(running.due_on, running.unit, on, WorkCalendar.shipped())
    return found


def served_decision(viewer: Viewer, case: Case) -> Decision | None:
    """The last decision whose letter has reached the family. Before that nobody reads it on a page first."""
    letters = in_scope(viewer, Letter.objects.filter(case=case, state=Letter.State.served))
    letter = letters.filter(decision__isnull=False).select_related("decision").order_by("-pk").first()  # fmt: skip
    return letter.decision if letter else None


def _now(case: Case, procedure: Procedure, decision: Decision | None) -> Text:
    if outcome_of(case) in ("granted", "refused") and decision is None:
        return DECIDED
    return procedure.states[case.state].label


def _done(viewer: Viewer, case: Case, procedure: Procedure) -> list[tuple[date, Text]]:
    """What happened. Neither what the opinion says nor how it was decided: that comes with the letter."""
    steps = in_scope(viewer, Step.objects.filter(case=case)).order_by("seq")
    found: list[tuple[date, Text]] = []
    for step in steps:
        action = procedure.actions.get(step.action)
        if action is not None:
            found.append((step.on, _told(procedure, action)))
    return found


def _told(procedure: Procedure, action: Action) -> Text:
    if "opinion_refuses" in action.needs:
        return SENT_UP
    if action.to and procedure.states[action.to].outcome in ("granted", "refused"):
        return Text("作出决定", "decided")
    return action.label


def _next(viewer: Viewer, case: Case, procedure: Procedure) -> list[Text]:
    if not case.is_open:
        return []
    road = [_told(procedure, action) for action in road_to_decision(procedure, case.state)]
    last = in_scope(viewer, Opinion.objects.filter(case=case)).order_by("-pk").first()
    if last is not None and not last.is_to_grant:
        return road[-1:]
    return road


def _letters(viewer: Viewer, case: Case) -> list[LetterReady]:
    """Signed or handed over. A draft is nobody's letter yet."""
    ready = (Letter.State.signed, Letter.State.served)
    found = []
    for letter in in_scope(viewer, Letter.objects.filter(case=case, state__in=ready)).order_by(
        "pk"
    ):
        kind = LETTER_KINDS.get(letter.kind, {})
        label = Text(str(kind.get("zh", letter.kind)), str(kind.get("en", letter.kind)))
        is_served = letter.state == Letter.State.served
        day = letter.served_on if is_served else letter.signed_on
        found.append(LetterReady(label, letter.number, is_served, day))
    return found
