"""Awards, accounts, funds and whole runs for tests.

desk = make_desk(county)                      a fund with money that pays every programme in the tests, accounts for every family
award(desk, "赵明远", 38067, "2022-07")
run = plan(desk, "2022-08"); approve(desk, run); answer_all(desk, run)
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from doudi.casework.models import Award
from doudi.foundation import audit
from doudi.foundation.access import acting, system
from doudi.foundation.domain.roles import Role
from doudi.foundation.jobs import perform_run
from doudi.payments.demo.cards import card
from doudi.payments.models import Fund, Line, PaymentRun
from doudi.payments.services.accounts import record_account
from doudi.payments.services.approving import sign_run
from doudi.payments.services.funds import add_fund, give_budget, set_funding
from doudi.payments.services.planning import ask_run
from doudi.registry.models import Person
from doudi.registry.tests.families import County, Family
from doudi.units.dates import Month

START = dt.date(2022, 1, 1)
ROAD = "rural_bank"
CARDS = ("6217000010001234563", "6217000010001234571", "6217000010001234589", "6217000010001234597")


@dataclass
class Desk:
    county: County
    funds: dict[str, Fund] = field(default_factory=dict)


def make_desk(
    county: County, *, budget_fen: int = 100_000_000, programmes: tuple[str, ...] = ("dibao",)
) -> Desk:
    desk = Desk(county)
    with acting(county.viewer(Role.finance_officer)) as finance:
        fund = add_fund(actor=finance, source="county", name="县级救助资金", on=START)
        if budget_fen:
            give_budget(
                actor=finance,
                fund=fund,
                amount_fen=budget_fen,
                basis="安和财社〔2022〕1号",
                on=START,
            )
        for programme in programmes:
            set_funding(actor=finance, programme=programme, fund=fund, order=1, road=ROAD, on=START)
        desk.funds["county"] = fund
    with acting(county.viewer(Role.county_officer)) as officer:
        for place, family in enumerate(county.families.values()):
            if not officer.sees(family.household.area_code):
                continue
            record_account(
                actor=officer,
                household=family.household,
                person=None,
                holder=family.head,
                holder_name=family.head.name,
                bank="rural_credit",
                number=card(place),
                on=START,
            )
    return desk


def award(
    desk: Desk,
    family: Family,
    amount_fen: int,
    first: str,
    *,
    programme: str = "dibao",
    person: Person | None = None,
    last: str | None = None,
    **more: Any,
) -> Award:
    with acting(system("test")) as actor:
        made = Award.objects.create(
            area_code=family.household.area_code,
            household=family.household,
            person=person,
            programme=programme,
            outcome="money",
            amount_fen=amount_fen,
            from_month=Month.parse(first).first_day,
            until_month=Month.parse(last).first_day if last else None,
            **more,
        )
        audit.record(actor, "casework.award.given", object_type="award", object_id=made.pk)
    return made


def plan(
    desk: Desk, month: str, *, kind: str = "regular", programmes: tuple[str, ...] = ()
) -> PaymentRun:
    on = Month.parse(month).first_day
    with acting(desk.county.viewer(Role.county_officer)) as officer:
        run = ask_run(
            actor=officer, month=Month.parse(month), kind=kind, programmes=list(programmes), on=on
        )
    perform_run(run.plan_run_id)
    return again(run)


def approve(desk: Desk, run: PaymentRun) -> PaymentRun:
    """Both signatures, and the job that follows."""
    for role in (Role.county_lead, Role.finance_officer):
        with acting(desk.county.viewer(role)) as actor:
            run = sign_run(actor=actor, run=run, digest=run.plan_digest, on=run.on)
    perform_run(run.approve_run_id)
    return again(run)


def again(run: PaymentRun) -> PaymentRun:
    with acting(system("test")):
        run.refresh_from_db()
    return run


def lines(run: PaymentRun, **only: Any) -> list[Line]:
    with acting(system("test")):
        return list(run.lines.filter(**only).order_by("number", "pk"))
