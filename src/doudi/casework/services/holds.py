"""Holding an award's payment: by a named officer, with an end that the place sets, and the family told."""

from __future__ import annotations

from datetime import date

from doudi.casework.models import Award, Hold, Lead
from doudi.casework.procedure_values import days_of
from doudi.casework.services.awards import suspend_award
from doudi.foundation.access import Viewer, permit
from doudi.units.dates import Month
from doudi.units.text import refusal


def hold_award(
    *,
    actor: Viewer,
    award: Award,
    ground: str,
    from_month: Month,
    until_month: Month,
    told_on: date,
    on: date,
    lead: Lead | None = None,
) -> Hold:
    """No longer than the place allows (`hold_months`); to go on, it is signed again.

    Raises ProblemsError: longer than that; a month that is over; told in the future; what `suspend_award` refuses.
    """
    permit(actor, "award.sign")
    if from_month < Month.from_date(on):
        raise refusal(
            "不能缓发已经过去的月份", "A month that is over cannot be held", where="from_month"
        )
    most, _source = days_of("hold_months", award.area_code, on)
    if from_month.months_until(until_month) >= most:
        raise refusal(
            f"最长缓发 {most} 个月，到期可以续办",
            f"a payment is held for at most {most} months; then it is signed again",
            where="until_month",
        )
    if told_on > on:
        raise refusal(
            "告知日期不能晚于今天", "the family cannot be told in the future", where="told_on"
        )
    return suspend_award(
        actor=actor,
        award=award,
        ground=ground,
        from_month=from_month.first_day,
        until_month=until_month.first_day,
        on=on,
        lead=lead,
        told_on=told_on,
    )
