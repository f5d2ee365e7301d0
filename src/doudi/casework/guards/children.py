"""A public notice must not harm a child (orphans, unattended children)."""

from __future__ import annotations

from doudi.casework.guards.base import Situation, guard
from doudi.casework.guards.intake import ADULT
from doudi.casework.guards.notices import notice_over
from doudi.registry.models import Membership
from doudi.units.dates import completed_years
from doudi.units.text import Text


@guard("about_a_child")
def about_a_child(s: Situation) -> list[Text]:
    """The person of the case is under age; without one, somebody in the household is."""
    if s.case.person is not None:
        born = [s.case.person.birth_date]
    else:
        members = Membership.objects.filter(
            household_id=s.case.household_id, valid_to__isnull=True, person__state="active"
        )
        born = list(members.values_list("person__birth_date", flat=True))
    if any(day is not None and completed_years(day, s.on) < ADULT for day in born):
        return []
    return [
        Text(
            "只有涉及未成年人的才可以不公示",
            "only where a minor is concerned may the notice be left out",
        )
    ]


@guard("notice_over_or_skipped")
def notice_over_or_skipped(s: Situation) -> list[Text]:
    skipped, opined = s.last_step("skip_notice"), s.last_step("give_opinion")
    if skipped is not None and opined is not None and skipped.seq > opined.seq:
        return []
    return notice_over(s)
