"""What was paid too much, in tests.

family, award = old_age_death(desk)            an old-age allowance, its person dies; the award ended with the month of death
receivable = signed(desk, award)
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from doudi.casework.models import Award
from doudi.foundation import audit
from doudi.foundation.access import acting, system
from doudi.foundation.domain.roles import Role
from doudi.payments.models import Receivable
from doudi.payments.selectors.too_much import TooMuch, too_much_of_award
from doudi.payments.services.ledger_checks import check_ledger
from doudi.payments.services.receivables import (
    Plan,
    place_of,
    propose_receivable,
    sign_receivable,
)
from doudi.payments.services.sending import close_run
from doudi.payments.tests.bank import answer_all, sent
from doudi.payments.tests.runs import Desk, again
from doudi.registry.models import Person
from doudi.units.dates import Month

TODAY = dt.date(2023, 3, 10)


def paid(desk: Desk, month: str, failed: dict[int, str] | None = None) -> Any:
    """A month's run wholly done."""
    run = sent(desk, month)
    answer_all(desk, run, failed)
    with acting(desk.county.viewer(Role.finance_officer)) as finance:
        close_run(actor=finance, run=run, on=run.on + dt.timedelta(days=8))
    return again(run)


def end(award: Award, last: str) -> Award:
    with acting(system("test")) as actor:
        award.until_month, award.state = Month.parse(last).first_day, Award.State.ended
        award.save()
        audit.record(actor, "casework.award.ended", object_type="award", object_id=award.pk)
    return award


def dies(person: Person, on: dt.date) -> None:
    with acting(system("test")) as actor:
        person.died_on, person.is_deceased = on, True
        person.save()
        audit.record(actor, "registry.person.changed", object_type="person", object_id=person.pk)


def shown(desk: Desk, award: Award, on: dt.date = TODAY) -> TooMuch | None:
    with acting(desk.county.viewer(Role.county_officer)) as officer:
        return too_much_of_award(officer, award, on)


def proposed(
    desk: Desk,
    award: Award,
    *,
    ground: str = "death",
    plan: Plan | None = None,
    amounts: dict[Any, int] | None = None,
    on: dt.date = TODAY,
) -> Receivable:
    with acting(desk.county.viewer(Role.county_officer)) as officer:
        found = too_much_of_award(officer, award, on)
        chosen = {place_of(t): t.fen for t in found.taken} if found else {}
        return propose_receivable(
            actor=officer,
            award=award,
            amounts=chosen if amounts is None else amounts,
            ground=ground,
            words="家属报告得晚，多发了几个月。",
            plan=plan or Plan(),
            on=on,
        )


def signed(desk: Desk, award: Award, **more: Any) -> Receivable:
    receivable = proposed(desk, award, **more)
    with acting(desk.county.viewer(Role.county_lead)) as lead:
        return sign_receivable(actor=lead, receivable=receivable, on=more.get("on", TODAY))


def ledger_holds() -> None:
    """Every rule of the ledger, over everything there is."""
    with acting(system("test")) as viewer:
        assert check_ledger(viewer) == []
