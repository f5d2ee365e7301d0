"""Care files opened and closed. A file gives nobody anything; it says who must be looked after, and by when something is due."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction

from doudi.care.domain.assessments import Due, due_after
from doudi.care.domain.groups import GROUP_OF_PROGRAMME, GROUPS, TEKUN
from doudi.care.models import CareFile
from doudi.care.selectors.files import is_member, list_awards_without_file
from doudi.care.selectors.levels import months_between_assessments
from doudi.care.services.trail import record_of_file
from doudi.care.services.visit_plan import plan_visits
from doudi.casework.models import Award, Visit
from doudi.foundation import audit
from doudi.foundation.access import Viewer, in_scope, permit
from doudi.registry.models import Household, Person
from doudi.units.text import refusal

AT_ONCE = 2_000  # files that one visit of the daily duty opens


def open_file(
    *,
    actor: Viewer,
    household: Household,
    person: Person,
    group: str,
    on: date,
    because: str,
) -> CareFile:
    """For somebody whom no decision names: found at a visit, told by a neighbour.

    Raises ProblemsError: no such group; nothing is said; not a member of the household; there is an open file.
    """
    permit(actor, "care.work")
    if group not in GROUPS:
        raise refusal("没有这个类别", "There is no such group", where="group", value=group)
    if not because.strip():
        raise refusal(
            "请写明为什么要照护", "Say why somebody must look after this person", where="because"
        )
    if not is_member(actor, household.pk, person.pk):
        raise refusal("这个人不在这一户", "This person is not of the household", where="person")
    try:
        with transaction.atomic():
            file = _make(actor, household, person.pk, group, on, because=because.strip()[:300])
    except IntegrityError:
        raise refusal(
            "这个人已经有照护档案", "This person has a care file", where="person"
        ) from None
    plan_visits(actor, [file], on)
    record_of_file(actor, "care.file.opened", file, {"group": group})
    return file


def open_found_files(*, actor: Viewer, on: date) -> int:
    """A file for everybody whom a decision says must be looked after. Returns how many were opened."""
    permit(actor, "care.work")
    chosen: dict[int, Award] = {}
    for award in list_awards_without_file(actor)[:AT_ONCE]:
        assert award.person_id is not None
        other = chosen.get(award.person_id)
        if other is None or _rank(award) < _rank(other):
            chosen[award.person_id] = award
    made = [
        _make(actor, award.household, person, GROUP_OF_PROGRAMME[award.programme], on, award=award)
        for person, award in chosen.items()
    ]
    if made:
        plan_visits(actor, made, on)
        audit.record(
            actor,
            "care.files.opened",
            object_type="care_file",
            items=[str(file.pk).encode() for file in made],
            details={"files": len(made)},
        )
    return len(made)


def close_file(*, actor: Viewer, file: CareFile, closed_for: str, on: date) -> CareFile:
    """Nothing is due any more. Whoever has support that makes a file gets a new one unless that support has ended.

    Raises ProblemsError: no such reason; closed already.
    """
    permit(actor, "care.work")
    if closed_for not in CareFile.Closed.values:
        raise refusal("请选择结档原因", "Choose a reason", where="closed_for", value=closed_for)
    locked = lock_file(actor, file)
    locked.closed_on, locked.closed_for = on, closed_for
    locked.due_on, locked.due_for, locked.visit_due = None, "", None
    locked.save(update_fields=["closed_on", "closed_for", "due_on", "due_for", "visit_due"])
    record_of_file(actor, "care.file.closed", locked, {"for": closed_for})
    return locked


def lock_file(actor: Viewer, file: CareFile) -> CareFile:
    """The open file, until the transaction ends. Raises ProblemsError: it is closed."""
    rows = in_scope(actor, CareFile.objects.select_for_update(of=("self",)))
    locked = rows.select_related("household", "person", "award").get(pk=file.pk)
    if locked.closed_on is not None:
        raise refusal("档案已经结档", "The file is closed")
    return locked


def note_file_viewed(*, actor: Viewer, file: CareFile) -> None:
    """Somebody looked: residents can ask who."""
    record_of_file(actor, "care.file.viewed", file)


def _rank(award: Award) -> int:
    return list(GROUP_OF_PROGRAMME).index(award.programme)


def _make(
    actor: Viewer,
    household: Household,
    person_id: int,
    group: str,
    on: date,
    *,
    award: Award | None = None,
    because: str = "",
) -> CareFile:
    due = _first_due(household, award, on) if group == TEKUN else None
    return CareFile.objects.create(
        area_code=household.area_code,
        household=household,
        person_id=person_id,
        group=group,
        award=award,
        opened_on=on,
        opened_by_id=actor.posting_id,
        because=because,
        due_on=due.by if due else None,
        due_for=due.occasion if due else "",
    )


def _first_due(household: Household, award: Award | None, on: date) -> Due | None:
    """Whoever was assessed for the decision is due a year after that; whoever was not, at once."""
    seen = None
    if award is not None and award.given_by is not None:
        visits = Visit.objects.filter(case=award.given_by.case_id).exclude(indicators={})
        seen = visits.order_by("-on").values_list("on", flat=True).first()
    months = months_between_assessments(household.area_code, on)
    return due_after(seen, is_clear=seen is not None, since=on, months=months)
