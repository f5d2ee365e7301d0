"""Plans under the small made-up law: dates that come, figures of the month, months that are asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from doudi.rules.case import Case, Row
from doudi.rules.changes import Change
from doudi.rules.dimensions import STEPS_PER_FEN, STEPS_PER_UNIT
from doudi.rules.evaluate import Evaluation
from doudi.rules.plan import MOST_MONTHS, Plan, make_plan
from doudi.rules.plan_text import plan_report, plan_text
from doudi.rules.rulebook import Rulebook
from doudi.rules.tests import small_law
from doudi.rules.tests.conftest import load_small
from doudi.rules.tests.test_decide import born, family
from doudi.units.dates import Month
from doudi.units.text import ProblemsError

YUAN = STEPS_PER_UNIT["yuan"]
RAISED = small_law.VALUES.replace(
    'farm: 5292/12, comparator: "<", source: made up}',
    'farm: 5292/12, comparator: "<", until: 2022-09-30, source: made up}, '
    '{from: 2022-10-01, town: 700, farm: 500, comparator: "<", source: made up}',
)


def amounts(plan: Plan) -> dict[str, int | None]:
    cells = plan.cells.get(("small", "household"), {})
    return {str(month): cell.amount_fen for month, cell in cells.items()}


def one_person() -> Case:
    """One young person without income: the line and nothing else."""
    case = family()
    case.rows = {
        "member": [
            Row("甲", {"born_on": born("1963-09-10"), "income": 0, "studies": 0, "illness": 0})
        ],
        "helper": [],
    }
    return case


# -- figures of another day -----------------------------------------------------------------------------
def test_an_edition_may_take_its_figures_from_another_day(tmp_path: Path) -> None:
    """The text of July with the line of October: 500 instead of 441."""
    book = load_small(tmp_path, values=RAISED)
    case = one_person()
    for rates_on, fen in ((None, 441_00), (date(2022, 9, 30), 441_00), (date(2022, 10, 1), 500_00)):
        edition = book.at(case.on, case.area, rates_on=rates_on)
        ((low, high),) = Evaluation(edition, case).variable("amount")
        assert low == high == fen * STEPS_PER_FEN
        assert edition.on == case.on


def test_a_raise_reaches_the_month_without_a_new_decision(tmp_path: Path) -> None:
    book = load_small(tmp_path, values=RAISED)
    plan = make_plan(book, one_person(), months=5)
    assert amounts(plan) == {
        "2022-08": 441_00,
        "2022-09": 441_00,
        "2022-10": 500_00,
        "2022-11": 500_00,
    }
    assert [m.day for m in plan.moments if not m.automatic] == [date(2022, 7, 15)]
    why = plan.rows()[1].cell.why
    assert (why.kind, why.day, why.text.en) == ("raised", date(2022, 10, 1), "new figures (line)")


def test_a_figure_that_ends_leaves_the_months_open(tmp_path: Path) -> None:
    """After September nobody has entered a line: the amount is not known, and not zero."""
    ended = small_law.VALUES.replace(
        'comparator: "<", source: made up}', 'comparator: "<", until: 2022-09-30, source: made up}'
    )
    plan = make_plan(load_small(tmp_path, values=ended), one_person(), months=5)
    assert amounts(plan) == {
        "2022-08": 441_00,
        "2022-09": 441_00,
        "2022-10": None,
        "2022-11": None,
    }
    assert plan.total_fen(Month(2022, 10)) == 0
    assert [c.subject for c in plan.open_in(Month(2022, 10))] == ["household"]
    assert [m["complete"] for m in plan_report(plan, "en")["months"]][-2:] == [False, False]


def test_a_figure_that_is_entered_later_is_no_raise(tmp_path: Path) -> None:
    """Nobody has entered the ceiling before October: the amount was open, and is then told as that of the decision."""
    late = small_law.VALUES.replace(
        "{from: 2010-01-01, value: 3000, source", "{from: 2022-10-01, value: 3000, source"
    )
    plan = make_plan(load_small(tmp_path, values=late), one_person(), months=4)
    assert amounts(plan) == {"2022-08": None, "2022-09": None, "2022-10": 441_00}
    assert [(row.cell.why.kind, row.cell.why.day) for row in plan.rows()] == [
        ("started", date(2022, 7, 15)),
        ("started", date(2022, 7, 15)),
    ]


# -- dates that come ------------------------------------------------------------------------------------
def test_what_waits_for_a_date_begins_after_it(small: Rulebook) -> None:
    """Moved in on 2022-03-20, six months on 2022-09-20; the month after is October."""
    case = one_person()
    case.facts["moved_on"] = born("2022-03-20")
    plan = make_plan(small, case, months=5)
    assert list(amounts(plan)) == ["2022-10", "2022-11"]
    (row,) = plan.rows()
    assert row.cell.why.day == date(2022, 9, 20)
    assert [(m.day, m.automatic) for m in plan.moments] == [
        (date(2022, 7, 15), False),
        (date(2022, 9, 20), True),
    ]


def test_a_birthday_that_reaches_an_age_of_the_law(small: Rulebook) -> None:
    """Lightly ill: 441 + 44.10 + 44.10 while everybody is young, 441 + 44.10 = 485.10 from sixty on."""
    case = one_person()
    case.rows["member"][0].facts["illness"] = 1
    case.rows["member"][0].facts["born_on"] = born("1962-09-10")
    plan = make_plan(small, case, months=5)
    assert amounts(plan) == {
        "2022-08": 529_20,
        "2022-09": 529_20,
        "2022-10": 485_10,
        "2022-11": 485_10,
    }
    assert plan.rows()[1].cell.why.text.zh == "甲满60周岁"


def test_nothing_changes_where_nothing_depends_on_the_date(small: Rulebook) -> None:
    case = one_person()
    one = make_plan(small, case, months=12)
    assert len(one.rows()) == 1


# -- changes ---------------------------------------------------------------------------------------------
def test_a_change_counts_from_the_next_month(small: Rulebook) -> None:
    change = Change(date(2022, 9, 30), "涨工资", {("member", "甲"): {"income": 1300 * YUAN}})
    plan = make_plan(small, one_person(), [change], months=5)
    # 1300 − 100 = 1200 a year, 100 a month: 341.00
    assert amounts(plan) == {
        "2022-08": 441_00,
        "2022-09": 441_00,
        "2022-10": 341_00,
        "2022-11": 341_00,
    }


def test_an_award_that_ends_before_it_begins_is_never_paid(small: Rulebook) -> None:
    change = Change(date(2022, 7, 28), "搬走", {("household", ""): {"is_local": 0}})
    assert amounts(make_plan(small, one_person(), [change], months=5)) == {}


def test_lost_and_won_again(small: Rulebook) -> None:
    gone = Change(date(2022, 9, 5), "搬走", {("household", ""): {"is_local": 0}})
    back = Change(date(2022, 11, 5), "搬回", {("household", ""): {"is_local": 1}})
    plan = make_plan(small, one_person(), [gone, back], months=6)
    assert list(amounts(plan)) == ["2022-08", "2022-09", "2022-12"]
    first, second = plan.rows()
    assert first.ends is not None
    assert (first.ends.text.zh, second.cell.why.text.zh) == ("搬走", "搬回")


def test_what_is_yearly_comes_once_a_year_while_it_lasts(tmp_path: Path) -> None:
    yearly = small_law.PROGRAMME.replace("period: month", "period: year")
    book = load_small(tmp_path, programme=yearly)
    gone = Change(date(2024, 2, 5), "搬走", {("household", ""): {"is_local": 0}})
    plan = make_plan(book, one_person(), [gone], months=36)
    # sixty on 2023-09-10; he is not ill, so the amount stays
    assert amounts(plan) == {"2022-08": 441_00, "2023-08": 441_00}


def test_what_is_given_once_is_not_given_again(tmp_path: Path) -> None:
    once = small_law.PROGRAMME.replace("period: month", "period: once")
    book = load_small(tmp_path, programme=once)
    change = Change(date(2022, 11, 5), "涨工资", {("member", "甲"): {"income": 1300 * YUAN}})
    assert amounts(make_plan(book, one_person(), [change])) == {"2022-08": 441_00}


# -- which months ------------------------------------------------------------------------------------------
def test_later_months_are_the_same_whether_asked_for_alone_or_not(small: Rulebook) -> None:
    change = Change(date(2023, 2, 10), "涨工资", {("member", "甲"): {"income": 1300 * YUAN}})
    case = replace(one_person())
    whole = make_plan(small, case, [change], months=24)
    halves = [
        make_plan(small, case, [change], months=12),
        make_plan(small, case, [change], first=Month(2023, 7), months=12),
    ]
    joined = {m: c for half in halves for m, c in half.cells["small", "household"].items()}
    assert joined == whole.cells["small", "household"]


@pytest.mark.parametrize("months", [0, -1, MOST_MONTHS + 1])
def test_a_plan_of_no_or_endless_months_is_refused(small: Rulebook, months: int) -> None:
    with pytest.raises(ProblemsError, match="months must be from 1"):
        make_plan(small, one_person(), months=months)


def test_the_table_reads_in_both_languages(small: Rulebook) -> None:
    change = Change(date(2022, 9, 30), "涨工资", {("member", "甲"): {"income": 1300 * YUAN}})
    plan = make_plan(small, one_person(), [change], months=5)
    zh, en = plan_text(plan, "zh"), plan_text(plan, "en")
    assert "2022年8月至2022年9月    小额补助  全家  441.00" in zh
    assert "2022年9月30日涨工资，改变" in zh
    assert "August 2022 to September 2022" in en
    assert "changes: 30 September 2022 涨工资" in en
