"""Awards looked at again: on time, on a report, on a ground. Opening a review changes nothing of the award."""

from __future__ import annotations

from datetime import date, timedelta

from doudi.casework.domain.review_grounds import GROUNDS
from doudi.casework.models import Award, Campaign, Case
from doudi.casework.procedure_book import get_procedures
from doudi.casework.procedure_values import figure_of
from doudi.casework.services.transition import open_case
from doudi.foundation import audit
from doudi.foundation.access import Viewer, in_scope, permit
from doudi.registry.models import Household
from doudi.units.text import refusal

REVIEW = "review"
MOST_DAYS_BEFORE = 120  # the bound of the value `review_start_days_before`
AT_ONCE = 500  # awards that one visit of the daily duty looks at


def open_review(
    *,
    actor: Viewer,
    award: Award,
    ground: str,
    on: date,
    note: str = "",
    campaign: Campaign | None = None,
) -> Case:
    """A case of its own, by the procedure of reviews.

    Raises ProblemsError: no such ground; the award has ended; a review of it is open already.
    """
    permit(actor, "case.work")
    if ground not in GROUNDS:
        raise refusal("没有这种复核原因", "There is no such ground", value=ground)
    locked = in_scope(actor, Award.objects.select_for_update(of=("self",))).get(pk=award.pk)
    if locked.state == Award.State.ended:
        raise refusal("这项待遇已经终止", "This award has ended")
    if Case.objects.filter(award=locked, procedure=REVIEW, is_open=True).exists():
        raise refusal("这项待遇已经在复核", "A review of this award is open already")
    return open_case(
        actor=actor,
        procedure=REVIEW,
        household=locked.household,
        person=locked.person,
        programmes=programmes_of(locked, on),
        award=locked,
        campaign=campaign,
        on=on,
        about={"ground": ground},
        note=note,
    )


def programmes_of(award: Award, on: date) -> list[str]:
    """What is decided again together: a household's award with all that the same procedure decides (Dibao, gradual exit, edge)."""
    giving = get_procedures().for_programme(award.programme, award.area_code, on)
    return [award.programme] if giving is None or award.person_id else list(giving.programmes)


def report_change(*, actor: Viewer, household: Household, on: date, what: str) -> list[Case]:
    """A family says that something has changed: each of its awards is looked at. The facts themselves go into the register.

    Raises ProblemsError: nothing was said; there is no award.
    """
    permit(actor, "case.open")
    if not what.strip():
        raise refusal("请写明有什么变化", "Say what has changed")
    awards = in_scope(actor, Award.objects.filter(household=household))
    active = list(awards.exclude(state=Award.State.ended).exclude(period="once").order_by("pk"))
    if not active:
        raise refusal("这一户现在没有享受救助", "This household has no award now")
    reviewed = set(
        Case.objects.filter(award__in=active, procedure=REVIEW, is_open=True).values_list(
            "award_id", flat=True
        )
    )
    audit.record(
        actor,
        "casework.change.reported",
        household_id=household.pk,
        area_code=household.area_code,
        reason=what.strip()[:500],
    )
    return [
        open_case(
            actor=actor,
            procedure=REVIEW,
            household=household,
            person=award.person,
            programmes=programmes_of(award, on),
            award=award,
            on=on,
            about={"ground": "reported"},
            note=what,
        )
        for award in active
        if award.pk not in reviewed
    ]


def open_due_reviews(*, actor: Viewer, on: date) -> int:
    """Reviews whose time has come, so many days before they are due as the place says. Where it has not said, on the day itself."""
    permit(actor, "case.work")
    due = in_scope(
        actor, Award.objects.filter(review_due__lte=on + timedelta(days=MOST_DAYS_BEFORE))
    )
    due = due.exclude(state=Award.State.ended).exclude(cases__procedure=REVIEW, cases__is_open=True)
    opened = 0
    for award in due.select_related("household", "person").order_by("review_due", "pk")[:AT_ONCE]:
        assert award.review_due is not None
        found = figure_of("review_start_days_before", award.area_code, on)
        if on >= award.review_due - timedelta(days=int(found.figure) if found else 0):
            open_review(actor=actor, award=award, ground="periodic", on=on)
            opened += 1
    return opened
