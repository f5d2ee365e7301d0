"""docs/en/money.md and docs/zh/payments.md: the month of bought care is entered, confirmed and paid, and the tables are what came of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import pytest

from doudi.foundation.access import acting, system
from doudi.payments.selectors.care import CareSums, add_up, read_care_months
from doudi.payments.tests.bank import answer_all, sent
from doudi.payments.tests.care import agree, care_award, confirm, deliver, make_provider
from doudi.payments.tests.runs import lines, make_desk
from doudi.registry.tests.families import make_county
from doudi.units.dates import Month
from doudi.units.money import parse_yuan

DOCS = Path(__file__).parents[2] / "docs"
GUIDES = (
    (DOCS / "en/money.md", "## Care that is bought"),
    (DOCS / "zh/payments.md", "## 照料护理费购买服务"),
)
AUGUST = Month(2022, 8)
HOURS = ((18, 16), (24, 20), (20, None))  # delivered, confirmed
pytestmark = pytest.mark.time_machine(dt.datetime(2022, 9, 5, 2, tzinfo=dt.UTC))


@dataclass(frozen=True)
class Row:
    part: int
    hours: tuple[int | None, ...]
    fen: tuple[int, ...]


def row_of(sums: CareSums, *hours: int | None) -> Row:
    return Row(sums.part, hours, (sums.cost, sums.left, sums.waiting))


def rows_of(guide: Path, heading: str) -> list[Row]:
    part = guide.read_text("utf-8").split(heading)[1].split("\n## ")[0]
    cells = [[c.strip() for c in x.strip("|").split("|")] for x in part.splitlines() if x.startswith("| ")]  # fmt: skip
    return [
        Row(parse_yuan(c[1]), tuple(int(h) if h else None for h in c[2:5]), tuple(map(parse_yuan, c[5:])))
        for c in cells[1:]
    ]  # fmt: skip


def test_the_month_of_the_guides(own_database):
    desk = make_desk(make_county(), programmes=("tekun",))
    families = [f for f in desk.county.families.values() if f.household.area_code.startswith("900101")][:3]  # fmt: skip
    provider = make_provider(desk)
    agreements = []
    for family, (delivered, confirmed) in zip(families, HOURS, strict=True):
        agreements.append(agree(desk, care_award(desk, family, "2022-08"), provider))
        care = deliver(desk, agreements[-1], "2022-08", delivered)
        if confirmed is not None:
            confirm(desk, care, confirmed, on=dt.date(2022, 9, 3))
    with acting(system("test")) as viewer:
        of_each = [add_up(read_care_months(viewer, [a], AUGUST, AUGUST)) for a in agreements]
        of_all = add_up(read_care_months(viewer, agreements, AUGUST, AUGUST))
    found = [row_of(sums, 20, *hours) for sums, hours in zip(of_each, HOURS, strict=True)]
    found.append(row_of(of_all, 60, 62, 36))
    for guide, heading in GUIDES:
        assert rows_of(guide, heading) == found
    september = sent(desk, "2022-09")
    answer_all(desk, september)
    paid = lines(september, change="service", state="paid")
    assert (len(paid), sum(x.amount_fen for x in paid)) == (2, of_all.cost)
    with acting(system("test")) as viewer:
        assert add_up(read_care_months(viewer, agreements, AUGUST, AUGUST)).posted == 90_000
