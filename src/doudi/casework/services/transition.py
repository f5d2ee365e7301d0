"""The one service that moves a case. Everything else (a visit, a notice, a decision) writes its own rows, then takes the step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from doudi.casework.domain.procedures import Action, Procedure
from doudi.casework.guards import GUARDS, Situation
from doudi.casework.guards.decisions import OUTCOMES
from doudi.casework.models import Application, Award, Campaign, Case, Step
from doudi.casework.procedure_book import get_procedures, procedure_of
from doudi.casework.services.clocks import move_clocks
from doudi.casework.services.letters import draft_letter
from doudi.casework.services.numbers import case_number
from doudi.foundation import audit
from doudi.foundation.access import Viewer, in_scope
from doudi.foundation.clock import get_now, get_today
from doudi.registry.models import Household, Person
from doudi.units.text import Problem, ProblemsError, Text, refusal


@transaction.atomic
def open_case(
    *,
    actor: Viewer,
    procedure: str,
    household: Household,
    on: date,
    person: Person | None = None,
    programmes: Iterable[str] = (),
    application: Application | None = None,
    award: Award | None = None,
    campaign: Campaign | None = None,
    about: Mapping[str, Any] | None = None,
    note: str = "",
) -> Case:
    """Begin a case by the version of the procedure that is in force on the day in the household's place.

    Raises ProblemsError: no such procedure in force; the actor's role may not open it; what its guards say.
    """
    version = version_in_force(procedure, household.area_code, on)
    opening = version.actions[version.opens]
    assert opening.to is not None
    _refuse_role(actor, opening)
    case = Case.objects.create(
        area_code=household.area_code,
        accepting_area=actor.area_code or household.area_code,
        number=case_number(household.area_code, on.year),
        application=application,
        household=household,
        person=person,
        award=award,
        campaign=campaign,
        procedure=version.name,
        procedure_version=version.version,
        programmes=list(programmes or version.programmes),
        state=opening.to,
        state_since=on,
        opened_on=on,
        last_on=on,
        desk_id=actor.posting_id,
        about=dict(about or {}),
    )
    _refuse_guards(Situation(actor, case, version, opening, on, giving=giving_of(case, on)))
    _write_step(actor, case, version, opening, "", on, note, {})
    case.save()
    return case


def version_in_force(procedure: str, area: str, on: date) -> Procedure:
    """Raises ProblemsError: there is none."""
    version = get_procedures().in_force(procedure, area, on)
    if version is None:
        raise refusal(
            f"{on} 没有生效的“{procedure}”程序",
            f"no procedure {procedure!r} is in force on {on}",
            value=procedure,
        )
    return version


@transaction.atomic
def take_step(
    *,
    actor: Viewer,
    case: Case,
    action: str,
    on: date,
    version: int | None = None,
    note: str = "",
    data: Mapping[str, Any] | None = None,
) -> Case:
    """Move a case by one action of its procedure, as of a day. Returns the case as it then is; the row is locked until the end.

    `version`: of the case that the actor saw. Two who act at once: the second is refused.

    Raises ProblemsError: somebody was faster; the state does not allow it; not this role's; earlier than the last step or in
    the future; a reason is asked for; what each guard says stands against it.
    """
    locked = lock_case(actor, case)
    if version is not None and locked.version != version:
        raise refusal(
            "这件刚被别人办过，请刷新后再看",
            "Somebody else has just worked on this case: look again",
        )
    procedure = procedure_of(locked)
    chosen = procedure.actions.get(action)
    if chosen is None or locked.state not in chosen.sources:
        label = procedure.states[locked.state].label
        raise refusal(
            f"现在的环节是“{label.zh}”，不能办这一步",
            f"the case is at “{label.en}”: this cannot be done now",
            value=action,
        )
    _refuse_role(actor, chosen)
    _refuse_day(locked, on)
    if chosen.adverse and not note.strip():
        raise refusal("请写明理由", "Say why")
    _refuse_guards(
        Situation(actor, locked, procedure, chosen, on, data or {}, giving_of(locked, on))
    )
    before = locked.state
    if chosen.to is not None and chosen.to != before:
        locked.state, locked.state_since = chosen.to, on
    outcome = procedure.states[locked.state].outcome
    if outcome:
        locked.is_open, locked.closed_on = False, on
        if outcome in ("granted", "refused") and locked.decided_on is None:
            locked.decided_on = on
    if chosen.name in OUTCOMES:  # also where papers follow after the decision
        locked.decided_on = on
    if chosen.name == "accept":
        locked.accepted_on = on
    if chosen.name == "extend":
        locked.flags = [*locked.flags, "extended"]
    locked.last_on = on
    locked.version += 1
    _write_step(actor, locked, procedure, chosen, before, on, note, data or {})
    locked.save()
    return locked


def lock_case(actor: Viewer, case: Case) -> Case:
    """The row, locked until the transaction ends. Whoever changes anything of a case locks it first."""
    rows = in_scope(actor, Case.objects.select_for_update(of=("self",)))
    return rows.select_related("household", "application", "award").get(pk=case.pk)


@dataclass(frozen=True, slots=True)
class Possible:
    """An action that the case's state allows: whether the viewer's role may do it, and what else stands against it today, by guard."""

    action: Action
    is_own: bool
    needs: list[tuple[str, Text]]

    @property
    def problems(self) -> list[Text]:
        return [text for _guard, text in self.needs]

    @property
    def is_ready(self) -> bool:
        return self.is_own and not self.needs


def list_possible(viewer: Viewer, case: Case, on: date) -> list[Possible]:
    """Every action from where the case stands, in the procedure's order."""
    procedure, giving = procedure_of(case), giving_of(case, on)
    seen: dict[str, Any] = {}
    return [
        Possible(
            action,
            _is_own(viewer, action),
            _needs(Situation(viewer, case, procedure, action, on, giving=giving, seen=seen)),
        )
        for action in procedure.actions_from(case.state)
    ]


def giving_of(case: Case, on: date) -> Procedure | None:
    """The procedure by which the award that the case is about is given today; None where it is about none."""
    if case.award_id is None or case.award is None:
        return None
    return get_procedures().for_programme(case.award.programme, case.area_code, on)


def _needs(situation: Situation) -> list[tuple[str, Text]]:
    return [(name, text) for name in situation.action.needs for text in GUARDS[name](situation)]


def _is_own(actor: Viewer, action: Action) -> bool:
    return actor.is_system or (actor.role is not None and actor.role.value in action.actors)


def _refuse_role(actor: Viewer, action: Action) -> None:
    if not _is_own(actor, action):
        raise refusal(
            f"您的岗位不能办“{action.label.zh}”", f"your posting may not do “{action.label.en}”"
        )


def _refuse_day(case: Case, on: date) -> None:
    if on < case.last_on:
        raise refusal(
            f"日期不能早于上一步（{case.last_on}）",
            f"the day is before the last step ({case.last_on})",
            value=on,
        )
    if on > get_today():
        raise refusal("日期不能晚于今天", "the day is in the future", value=on)


def _refuse_guards(situation: Situation) -> None:
    needs = _needs(situation)
    if needs:
        raise ProblemsError([Problem(text, "", None) for _guard, text in needs])


def _write_step(
    actor: Viewer,
    case: Case,
    procedure: Procedure,
    action: Action,
    before: str,
    on: date,
    note: str,
    data: Mapping[str, Any],
) -> Step:
    step = Step.objects.create(
        area_code=case.area_code,
        case=case,
        seq=case.version,
        action=action.name,
        from_state=before,
        to_state=case.state,
        on=on,
        at=get_now(),
        posting_id=actor.posting_id,
        actor=actor.name,
        role=actor.role.value if actor.role else "",
        note=note.strip()[:500],
        data=dict(data),
    )
    move_clocks(case, procedure, step)
    for kind in action.makes:
        draft_letter(actor=actor, case=case, kind=kind, on=on)
    audit.record(
        actor,
        "casework.case.moved" if before else "casework.case.opened",
        object_type="case",
        object_id=case.pk,
        household_id=case.household_id,
        person_id=case.person_id,
        area_code=case.area_code,
        reason=step.note,
        details={"action": action.name, "from": before, "to": case.state, "on": on.isoformat()},
    )
    return step
