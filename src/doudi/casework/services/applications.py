"""Taking in an application: begun as a draft, filled in step by step, handed in once. One window, whatever programmes may fit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from doudi.casework.domain.choices import Choice
from doudi.casework.domain.troubles import troubles
from doudi.casework.models import Application, Case
from doudi.casework.selectors.fitting import fit_household
from doudi.casework.selectors.obstacles import (
    of_applicant,
    of_choices,
    of_household,
    procedure_for,
)
from doudi.casework.services.numbers import application_number, new_code
from doudi.casework.services.relative_flags import flag_case
from doudi.casework.services.transition import open_case
from doudi.foundation import audit
from doudi.foundation.access import Viewer, in_scope, permit
from doudi.foundation.clock import get_now
from doudi.foundation.domain.roles import Role
from doudi.registry.domain.statements import Statement
from doudi.registry.models import Document, Household, Person
from doudi.registry.services.facts import record_evidence, record_facts
from doudi.rules.declare import day_number
from doudi.units.text import Problem, ProblemsError, Text, refusal


def open_application(
    *,
    actor: Viewer,
    household: Household,
    applicant: Person,
    on: date,
    channel: str = "",
) -> Application:
    """A draft with its number and receipt. `channel`: "" is the window, or the village where a village cadre takes it in.

    Raises ProblemsError: the household is dissolved or merged, the applicant is dead, has left, or is none of its members.
    """
    permit(actor, "case.open")
    for obstacle in (of_household(household), of_applicant(applicant, on)):
        if obstacle is not None:
            raise ProblemsError([Problem(obstacle, "", None)])
    if not household.memberships.filter(person=applicant, valid_to__isnull=True).exists():
        raise refusal(
            "申请人不是这一户的成员",
            "The applicant is no member of this household",
            value=applicant,
        )
    at_village = actor.role is Role.village_cadre
    application = Application.objects.create(
        area_code=household.area_code,
        accepting_area=actor.area_code or household.area_code,
        number=application_number(household.area_code, on.year),
        receipt=new_code(),
        household=household,
        applicant=applicant,
        channel=channel
        or (Application.Channel.village if at_village else Application.Channel.window),
        through=Application.Through.self,
        applied_on=on,
        opened_by_id=actor.posting_id,
        opened_at=get_now(),
    )
    _record(actor, "casework.application.opened", application, {"number": application.number})
    return application


def lock_application(actor: Viewer, application: Application) -> Application:
    """The row, locked until the transaction ends."""
    rows = in_scope(actor, Application.objects.select_for_update(of=("self",)))
    return rows.select_related("household", "applicant").get(pk=application.pk)


def lock_draft(actor: Viewer, application: Application) -> Application:
    """Raises ProblemsError: it was handed in already."""
    locked = lock_application(actor, application)
    if locked.state != Application.State.draft:
        raise refusal(
            "这份申请已经提交，不能再改；有变化的，请在案件里登记",
            "This application is handed in and no longer changes: record what is new in its case",
        )
    return locked


def lock_for_pages(actor: Viewer, application: Application) -> Application:
    """The same, and where aid came first: what could not be asked then is asked afterwards."""
    locked = lock_application(actor, application)
    if locked.state == Application.State.submitted and locked.draft.get("urgent"):
        return locked
    return lock_draft(actor, application)


def record_mandate(
    *,
    actor: Viewer,
    application: Application,
    through: str,
    mandate: Mapping[str, Any],
    document: Document | None = None,
) -> Application:
    """Who applies, and on what ground. `mandate`: name, relation, witness, by_thumbprint.

    Raises ProblemsError: another applies without a name or a relation; a thumbprint without a witness.
    """
    permit(actor, "case.open")
    locked = lock_for_pages(actor, application)
    kept = {
        "name": str(mandate.get("name") or "").strip()[:100],
        "relation": str(mandate.get("relation") or "").strip()[:40],
        "witness": str(mandate.get("witness") or "").strip()[:100],
        "by_thumbprint": bool(mandate.get("by_thumbprint")),
    }
    problems = []
    if through not in Application.Through.values:
        problems.append(Problem(Text("请选择由谁申请", "Choose who applies"), "through", through))
    if through != Application.Through.self:
        for field, zh, en in (
            ("name", "请填写代办人的姓名", "Name who applies for them"),
            ("relation", "请填写与申请人的关系", "Say how they are related"),
        ):
            if not kept[field]:
                problems.append(Problem(Text(zh, en), field, None))
    if kept["by_thumbprint"] and not kept["witness"]:
        text = Text("按手印的，要有见证人", "A thumbprint needs a witness")
        problems.append(Problem(text, "witness", None))
    if problems:
        raise ProblemsError(problems)
    locked.through, locked.mandate = through, kept
    if document is not None:
        locked.mandate_document = document
    return _save(actor, locked, "who")


def record_trouble(
    *, actor: Viewer, application: Application, trouble: Iterable[str], text: str = ""
) -> Application:
    """What they said. Raises ProblemsError: nothing was said, or something that is not on the list."""
    permit(actor, "case.open")
    locked = lock_for_pages(actor, application)
    said = list(dict.fromkeys(trouble))
    unknown = [key for key in said if key not in troubles()]
    if unknown:
        raise refusal(
            "没有这一项困难", "There is no such trouble", where="trouble", value=unknown[0]
        )
    if not said and not text.strip():
        raise refusal(
            "请选择或者写下遇到的困难", "Choose or write what the trouble is", where="trouble"
        )
    locked.trouble, locked.trouble_text = said, text.strip()[:500]
    return _save(actor, locked, "trouble")


def choose_programmes(
    *, actor: Viewer, application: Application, choices: Iterable[str], on: date
) -> Application:
    """What the family and the clerk choose to apply for, by the keys of `domain/choices`. A choice that the rules think will
    fail may be applied for: only the decision says no.

    Raises ProblemsError: nothing; something unknown; something that is under way or received already.
    """
    permit(actor, "case.open")
    locked = lock_draft(actor, application)
    keys = list(dict.fromkeys(choices))
    _check_choices(actor, locked, keys, on)
    locked.draft = {**locked.draft, "choices": keys}
    return _save(actor, locked, "programmes")


def note_step(
    *, actor: Viewer, application: Application, step: str, shown: Iterable[str] = ()
) -> Application:
    """A page that is done, so that whoever resumes goes on behind it. `shown`: what was asked there ("p12:deposits"): asked once,
    answered or not."""
    permit(actor, "case.open")
    locked = lock_application(actor, application)
    seen = list(dict.fromkeys([*locked.draft.get("shown", []), *shown]))
    locked.draft = {**locked.draft, "shown": seen}
    return _save(actor, locked, step)


def close_draft(*, actor: Viewer, application: Application) -> Application:
    """Given up before it was handed in. It stays, with its number."""
    permit(actor, "case.open")
    locked = lock_draft(actor, application)
    locked.state = Application.State.closed
    locked.version += 1
    locked.save()
    _record(actor, "casework.application.closed", locked, {})
    return locked


def submit_application(*, actor: Viewer, application: Application, on: date) -> list[Case]:
    """Hand it in: one case for each procedure of what was chosen, and the day of the application as a fact.

    Raises ProblemsError: a page is missing (whoever applies, the trouble, the choice, the question about relatives); what stands in
    the way of a choice; as `open_case` does.
    """
    permit(actor, "case.open")
    locked = lock_draft(actor, application)
    _check_complete(locked)
    applicant = of_applicant(locked.applicant, on)
    if applicant is not None:
        raise ProblemsError([Problem(applicant, "", None)])
    choices = _check_choices(actor, locked, locked.draft["choices"], on)
    locked.state, locked.applied_on = Application.State.submitted, on
    locked.version += 1
    locked.save()
    record_application_date(actor=actor, household=locked.household, on=on)
    cases = [
        open_case(
            actor=actor,
            procedure=procedure,
            household=locked.household,
            on=on,
            person=Person.objects.get(pk=person) if person else None,
            application=locked,
            about={"asked_for": keys},
        )
        for (procedure, person), keys in _by_procedure(locked, choices, on).items()
    ]
    for case in cases:
        flag_case(actor=actor, case=case, answer=locked.draft["relatives"])
    _record(
        actor,
        "casework.application.submitted",
        locked,
        {"cases": [c.number for c in cases], "choices": locked.draft["choices"]},
    )
    return cases


def record_application_date(*, actor: Viewer, household: Household, on: date) -> None:
    """The day from which some programmes pay. It stands beside earlier ones: the last learnt counts."""
    evidence = record_evidence(
        actor=actor, kind="declared", source="申请", on=on, area_code=household.area_code
    )
    record_facts(
        actor=actor,
        subject=household,
        facts=[Statement("application_date", value=day_number(on))],
        evidence=evidence,
        on=on,
    )


STEPS = ("who", "trouble", "programmes", "facts", "relatives", "consents")
_MISSING = {
    "who": Text("还没有写明由谁申请", "it is not said who applies"),
    "trouble": Text("还没有写明遇到的困难", "the trouble is not said"),
    "programmes": Text("还没有选择申请哪些项目", "nothing is chosen to apply for"),
    "relatives": Text("还没有问近亲属情况", "the question about relatives is not answered"),
}


def list_unfinished(application: Application) -> list[Text]:
    """Pages without which it cannot be handed in. Facts and consents may follow."""
    done = application.draft.get("done", [])
    return [text for step, text in _MISSING.items() if step not in done]


def _check_complete(application: Application) -> None:
    missing = list_unfinished(application)
    if missing:
        raise ProblemsError([Problem(text, "", None) for text in missing])


def _check_choices(
    actor: Viewer, application: Application, keys: list[str], on: date
) -> list[Choice]:
    if not keys:
        raise refusal("请至少选择一个项目", "Choose at least one programme", where="choices")
    fit = fit_household(actor, application.household_id, on)
    chosen = fit.chosen(keys)
    unknown = set(keys) - {c.key for c in chosen}
    if unknown:
        raise refusal(
            "没有这个项目，或者家庭成员变了，请重新选择",
            "There is no such programme, or the members have changed: choose again",
            where="choices",
            value=sorted(unknown)[0],
        )
    obstacles = of_choices(actor, application.household, chosen, on)
    if obstacles:
        raise ProblemsError(
            [
                Problem(obstacles[c.key].text, "choices", c.result.programme.label.zh)
                for c in chosen
                if c.key in obstacles
            ]
        )
    return chosen


def _by_procedure(
    application: Application, choices: list[Choice], on: date
) -> dict[tuple[str, int | None], list[str]]:
    """A procedure that something is asked for the whole household takes the persons' choices with it; else each person's is a
    case of its own."""
    found: dict[tuple[str, int | None], list[str]] = {}
    named = []
    for choice in choices:
        procedure = procedure_for(choice.programme, application.household, on)
        assert procedure is not None  # an obstacle otherwise
        named.append((procedure.name, choice))
    whole = {name for name, choice in named if choice.person is None}
    for name, choice in named:
        person = None if name in whole else choice.person
        found.setdefault((name, person), []).append(choice.key)
    return found


def _save(actor: Viewer, application: Application, step: str) -> Application:
    done = application.draft.get("done", [])
    application.draft = {**application.draft, "done": list(dict.fromkeys([*done, step]))}
    application.version += 1
    application.save()
    _record(actor, "casework.application.changed", application, {"step": step})
    return application


def _record(actor: Viewer, action: str, application: Application, details: dict[str, Any]) -> None:
    audit.record(
        actor,
        action,
        object_type="application",
        object_id=application.pk,
        household_id=application.household_id,
        person_id=application.applicant_id,
        area_code=application.area_code,
        details=details,
    )


def note_application_viewed(*, actor: Viewer, application: Application) -> None:
    """Somebody looked: residents can ask who."""
    _record(actor, "casework.application.viewed", application, {})
