"""docs/en/money.md: the worked example is paid, step by step, and its table is what the ledger says."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from doudi.foundation.access import acting, system
from doudi.foundation.domain.roles import Role
from doudi.payments.selectors.fund_standing import list_standings
from doudi.payments.selectors.month_sums import add_up, list_month_sums
from doudi.payments.services.sending import send_run
from doudi.payments.tests.bank import answer_all
from doudi.payments.tests.runs import again, approve, award, make_desk, plan
from doudi.registry.tests.families import make_county
from doudi.units.money import parse_yuan

GUIDE = Path(__file__).parents[2] / "docs/en/money.md"
PLACES = ("available", "approved", "sent", "paid", "returned")
pytestmark = pytest.mark.time_machine(dt.datetime(2022, 10, 20, 2, tzinfo=dt.UTC))


def rows_of_the_guide() -> dict[str, list[int]]:
    part = GUIDE.read_text("utf-8").split("## A worked example")[1].split("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("| ")]
    cells = [[c.strip() for c in line.strip("|").split("|")] for line in lines[1:]]
    return {name: [parse_yuan(c) for c in more if c] for name, *more in cells}


def ledger(month: str) -> list[int]:
    with acting(system("test")) as viewer:
        standing = list_standings(viewer)[0]
        places = [standing.places[p] for p in PLACES]
        assert sum(places) == standing.budget_fen == 500_000
        sums = add_up(list_month_sums(viewer, dt.date.fromisoformat(f"{month}-01")), lambda p: "")
        return places + [n for s in sums.values() for n in (s.due, s.arrears, s.repeats)]


def sent_now(desk, run):
    with acting(desk.county.viewer(Role.finance_officer)) as finance:
        return send_run(actor=finance, run=again(run), on=run.on + dt.timedelta(days=1))


def numbers(run):
    with acting(system("test")):
        return list(run.lines.filter(number__isnull=False).values_list("number", "household"))


def test_the_worked_example(own_database):
    desk = make_desk(make_county(), budget_fen=500_000, programmes=("dibao", "temp_assistance"))
    first, second, third = [
        f for f in desk.county.families.values() if f.household.area_code.startswith("900101")
    ][:3]
    wanted = rows_of_the_guide()
    found = {"the budget": ledger("2022-08")}
    award(desk, first, 30000, "2022-07")
    award(desk, second, 30000, "2022-08")
    award(desk, third, 30000, "2022-08")
    august = plan(desk, "2022-08")
    approve(desk, august)
    found["August signed twice"] = ledger("2022-08")
    august = sent_now(desk, august)
    found["August sent"] = ledger("2022-08")
    number = next(n for n, household in numbers(august) if household == second.household.pk)
    answer_all(desk, august, {number: "2001"})
    found["August answered"] = ledger("2022-08")
    award(desk, first, 80000, "2022-09", programme="temp_assistance", period="once")
    september = plan(desk, "2022-09")
    approve(desk, september)
    found["September signed twice"] = ledger("2022-09")
    answer_all(desk, sent_now(desk, september))
    found["September answered"] = ledger("2022-09")
    assert found == wanted
