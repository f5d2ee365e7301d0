"""Taken in here, decided where the hukou is: the two disability subsidies may be applied for anywhere.

Within this installation the family's file goes there, and its cases with it; elsewhere it is recorded to which office the papers
were sent. The office that took it in goes on seeing that it was sent, and the answer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from doudi.casework.models import Award, Case
from doudi.casework.procedure_book import procedure_of
from doudi.casework.services.transition import lock_case, take_step
from doudi.foundation import audit
from doudi.foundation.access import Viewer, acting, in_scope, permit, system
from doudi.foundation.models import Area
from doudi.registry.services.places import settle_household
from doudi.units.area import AreaLevel, level
from doudi.units.text import Text, refusal

MOST = 200


def push_case(
    *,
    actor: Viewer,
    case: Case,
    to_area: str,
    on: date,
    sent_to: str = "",
    version: int | None = None,
    note: str = "",
) -> Case:
    """Take the step `push`, then send the case on. `to_area`: a village of this installation; `sent_to`: the
    office to which the papers go instead.

    Raises ProblemsError: neither a village here nor an office; the family has something else under way here; as `take_step`.
    """
    permit(actor, "case.work")
    is_here = not sent_to.strip() and _is_village_here(to_area, on)
    if not is_here and not sent_to.strip():
        raise refusal(
            "户籍地不在本系统内，请写明转到哪个乡镇（街道）",
            "The place of the hukou is not in this installation: name the office it is sent to",
            where="sent_to",
            value=to_area,
        )
    here = case.area_code
    if is_here and to_area != here:
        _refuse_if_busy(actor, case)
    pushed = {
        "from": here,
        "to": to_area if is_here else "",
        "sent_to": sent_to.strip()[:100],
        "on": on.isoformat(),
    }
    take_step(actor=actor, case=case, action="push", on=on, version=version, note=note, data=pushed)
    locked = lock_case(actor, case)
    locked.about = {**locked.about, "pushed": pushed}
    locked.save()
    audit.record(
        actor,
        "casework.case.pushed",
        object_type="case",
        object_id=locked.pk,
        household_id=locked.household_id,
        person_id=locked.person_id,
        area_code=here,
        details=pushed,
    )
    if is_here and to_area != here:
        with acting(replace(actor, area_from="", area_to="~")):
            settle_household(locked.household, to_area)
            locked.refresh_from_db()
    return locked


def record_feedback(*, actor: Viewer, case: Case, text: str, on: date) -> Case:
    """What the place of the hukou answers to the office that took it in.

    Raises ProblemsError: it was never sent on; nothing is said.
    """
    permit(actor, "case.work")
    locked = lock_case(actor, case)
    pushed = locked.about.get("pushed")
    if pushed is None:
        raise refusal("这件没有转过", "This case was not sent on")
    if not text.strip():
        raise refusal("请写明反馈的内容", "Say what the answer is", where="text")
    feedback = {"text": text.strip()[:300], "on": on.isoformat()}
    locked.about = {**locked.about, "pushed": {**pushed, "feedback": feedback}}
    locked.version += 1
    locked.save()
    audit.record(
        actor,
        "casework.case.feedback",
        object_type="case",
        object_id=locked.pk,
        household_id=locked.household_id,
        person_id=locked.person_id,
        area_code=locked.area_code,
        details={"on": on.isoformat()},
    )
    return locked


@dataclass(frozen=True, slots=True)
class SentOn:
    """As much of a case as the office that took it in may still see: no name, no number of a person."""

    number: str
    who: str  # the family name alone
    procedure: Text
    state: Text
    to_area: str
    sent_to: str
    on: date
    feedback: str


def list_sent_on(viewer: Viewer) -> list[SentOn]:
    """What this office took in and sent on, wherever it lies now; the latest first."""
    permit(viewer, "case.view")
    job = system("casework.sent_on")
    with acting(job):
        rows = in_scope(job, Case.objects.filter(about__has_key="pushed")).filter(
            accepting_area__gte=viewer.area_from, accepting_area__lt=viewer.area_to
        )
        rows = rows.select_related("person", "application__applicant").order_by("-pk")
        return [_shown(case) for case in rows[:MOST]]


def _shown(case: Case) -> SentOn:
    pushed: dict[str, Any] = case.about["pushed"]
    person = case.person or (case.application.applicant if case.application else None)
    procedure = procedure_of(case)
    return SentOn(
        case.number,
        f"{person.name[:1]}＊" if person else "",
        procedure.label,
        procedure.states[case.state].label,
        pushed["to"],
        pushed["sent_to"],
        date.fromisoformat(pushed["on"]),
        pushed.get("feedback", {}).get("text", ""),
    )


def _is_village_here(code: str, on: date) -> bool:
    rows = Area.objects.filter(code=code, valid_from__lte=on)
    return any(
        level(area.code) is AreaLevel.village and (area.valid_to is None or area.valid_to > on)
        for area in rows
    )


def _refuse_if_busy(actor: Viewer, case: Case) -> None:
    """The file goes as a whole: what else this office has in hand or pays for the family is settled first."""
    about = {"household_id": case.household_id}
    cases = in_scope(actor, Case.objects.filter(is_open=True, **about)).exclude(pk=case.pk)
    awards = in_scope(actor, Award.objects.filter(**about)).exclude(state=Award.State.ended)
    if cases.exists() or awards.exists():
        raise refusal(
            "这户在本地还有在办的案件或在享的待遇，档案不能转走；请办完，或者写明转到哪个乡镇，用书面转",
            "The family has cases or awards here: settle them first, or name the office and send the papers",
            where="sent_to",
        )
