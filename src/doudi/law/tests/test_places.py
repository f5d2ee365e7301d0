"""Whose figures hold where and when: shipped packs, a county's own, and what nobody has entered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest

from doudi.law import cn
from doudi.rules.backgrounds import Background
from doudi.rules.case_file import CaseEntry, read_cases
from doudi.rules.decide import Decision, Result, decide
from doudi.rules.decision_text import sentences
from doudi.rules.dimensions import STEPS_PER_FEN
from doudi.rules.report import last_known_values
from doudi.rules.rulebook import Rulebook
from doudi.units.dates import format_date
from doudi.units.text import ProblemsError

COUNTY = "522701000000"
RURAL = 441 * 100 * STEPS_PER_FEN

LOCAL = """
zh: 某县
en: some county
area: "522701"
source: 县人民政府通知
values:
  dibao_line: [{from: 2022-01-01, urban: 640, rural: 5040/12, comparator: "<", tag: found, source: 通知第一条}]
"""

ONE_PERSON = """
case: 一人
on: 2022-07-15
area: "522701000000"
background: [local_hukou, not_on_aid, assets_within_limits, lives_together, healthy, no_other_income,
  able_and_working, no_supporters]
household: {residence_class: rural, homes: 0}
members: [{name: 本人, relation: head, birth_date: 1975-05-01, income_business: 5040}]
values: {income_base_months: 12}
"""


def local_book(folder: Path, text: str = LOCAL) -> Rulebook:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pack.yaml").write_text(text, encoding="utf-8")
    return cn.load_rulebook(folder)


def decided(
    book: Rulebook,
    backgrounds: dict[str, Background],
    text: str = ONE_PERSON,
    only: Sequence[str] = ("dibao",),
) -> Decision:
    entry: CaseEntry = read_cases(
        text.encode(), book, today=date(2022, 7, 15), backgrounds=backgrounds
    )[0]
    return decide(book, entry.case, list(only) or None)


def dibao_of(decision: Decision) -> Result:
    return next(r for r in decision.results if r.programme.name == "dibao")


def test_the_shipped_packs(book: Rulebook) -> None:
    assert {p.name for p in book.packs} == {
        "demo_gz22",
        "guizhou_2022",
        "ningxia_2021",
        "qinghai_2021",
        "wengan_2018",
    }
    assert [p.name for p in book.packs if p.demonstration] == ["demo_gz22"]


def test_the_fictional_county_lacks_no_figure_it_needs(book: Rulebook) -> None:
    """The demonstration must run: only what its own switches never reach may be missing."""
    edition = book.at(date(2022, 7, 15), "900101000000")
    missing = {
        d.name
        for d in book.values.declarations.values()
        if d.programme != "procedure"  # some of their texts are younger than this day
        and any(edition.value(d.name, key) is None for key in d.keys or ("",))
    }
    assert missing == {
        "employment_cost_share_of_wage",
        "tekun_basic_fixed",
        "tekun_care_none",
        "tekun_care_partial",
        "employment_cost_share_of_line",
        "employment_cost_cap_per_month",
        "asset_limit_financial_per_capita",
        "dibao_tier_rate",
    }


def test_provincial_averages_are_not_inherited(book: Rulebook) -> None:
    on = date(2022, 7, 15)
    province = book.at(on, "520000000000").value("dibao_line", "rural")
    assert province is not None
    assert province.figure == RURAL
    for area in ("522700000000", COUNTY, "522725000000"):
        assert book.at(on, area).value("dibao_line", "rural") is None


def test_a_figure_of_a_year_is_used_later_and_says_so(book: Rulebook) -> None:
    at = {year: book.at(date(year, 6, 1), "520000000000") for year in (2021, 2022, 2024)}
    assert at[2021].value("dibao_line", "rural") is None
    in_its_year, later = (at[year].value("dibao_line", "rural") for year in (2022, 2024))
    assert in_its_year is not None
    assert later is not None
    assert not in_its_year.last_known
    assert later.last_known


def test_a_decision_lists_the_last_known_figures(
    book: Rulebook, backgrounds: dict[str, Background]
) -> None:
    text = ONE_PERSON.replace("522701", "520000").replace("2022-07-15", "2024-07-15")
    used = last_known_values(decided(book, backgrounds, text), "zh")
    assert "dibao_line" in {v["value"] for v in used}
    assert {v["since"] for v in used} == {"2022-01-01"}


def test_qinghai_holds_from_the_day_of_its_measures(book: Rulebook) -> None:
    names = ("edge_factor", "edge_line_base", "gradual_exit_months", "gradual_exit_reason")
    for area in ("630000000000", "632800000000"):
        assert all(book.at(date(2021, 4, 21), area).value(n) is not None for n in names)
        assert all(book.at(date(2021, 4, 20), area).value(n) is None for n in names)


def test_a_county_enters_its_own_line(
    tmp_path: Path, book: Rulebook, backgrounds: dict[str, Background]
) -> None:
    """5040 a year is 420 a month: at the county's line, below the province's average. The county's line holds."""
    own = local_book(tmp_path / "county")
    dibao = dibao_of(decided(own, backgrounds))
    assert (dibao.verdict, dibao.failed) == ("not_eligible", ["meets_dibao_income_test"])
    without = dibao_of(decided(book, backgrounds))
    assert without.verdict == "undetermined"
    assert ("dibao_line", "rural") in {(n.name, n.key) for n in without.needs}
    below = dibao_of(decided(own, backgrounds, ONE_PERSON.replace("5040", "5039.99")))
    assert below.verdict == "undetermined"
    assert "dibao_line" not in {n.name for n in below.needs}


def test_the_neighbour_does_not_get_the_countys_line(tmp_path: Path) -> None:
    own = local_book(tmp_path / "county")
    assert own.at(date(2022, 7, 15), "522702000000").value("dibao_line", "rural") is None


def test_several_packs_below_one_folder(tmp_path: Path) -> None:
    local_book(tmp_path / "a")
    local_book(tmp_path / "b", LOCAL.replace("522701", "522702").replace("5040", "5160"))
    own = cn.load_rulebook(tmp_path)
    figures = [
        own.at(date(2022, 7, 15), area).value("dibao_line", "rural")
        for area in (COUNTY, "522702000000")
    ]
    assert [f.figure // (100 * STEPS_PER_FEN) for f in figures if f] == [420, 430]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (
            LOCAL.rstrip()[:-1]
            + ', {from: 2022-01-01, urban: 1, rural: 1, comparator: "<", tag: found, source: x}]',
            "two figures on the same day",
        ),
        (LOCAL.replace("comparator:", "sign:"), "sign"),
        (LOCAL.replace(', comparator: "<"', ""), "needs a comparator"),
        (
            LOCAL.replace("source: 通知第一条", "tag: found").replace("tag: found, ", "", 1),
            "lacks source",
        ),
        (LOCAL.replace("rural: 5040/12", "rural: 99999"), "outside its declared bounds"),
        (LOCAL.replace("dibao_line", "dibao_lime"), "dibao_lime"),
    ],
)
def test_a_wrong_pack_is_refused_with_its_line(tmp_path: Path, wrong: str, says: str) -> None:
    with pytest.raises(ProblemsError) as caught:
        local_book(tmp_path / "county", wrong)
    problems = caught.value.problems
    assert any(says in p.in_("en") for p in problems), [p.in_("en") for p in problems]
    assert all("pack.yaml:" in p.where for p in problems)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProblemsError, match="DOUDI_LOCAL"):
        cn.load_rulebook(tmp_path / "nowhere")


def test_before_any_law_there_is_nothing_to_decide(
    book: Rulebook, backgrounds: dict[str, Background]
) -> None:
    first = min(p.since for p in book.programmes.values())
    before = first - timedelta(days=1)
    with pytest.raises(ProblemsError, match=f"the first is from {format_date(first, 'en')}"):
        decided(book, backgrounds, ONE_PERSON.replace("2022-07-15", str(before)))
    decision = decided(book, backgrounds, ONE_PERSON.replace("2022-07-15", str(first)), ())
    assert {r.programme.since for r in decision.results} == {first}


@pytest.mark.parametrize(
    ("programme", "since"),
    [
        ("dibao", date(2014, 5, 1)),
        ("gradual_exit", date(2014, 5, 1)),
        ("dibao_edge", date(2020, 8, 25)),
        ("single_person_case", date(2020, 8, 25)),
    ],
)
def test_programmes_come_into_force(book: Rulebook, programme: str, since: date) -> None:
    assert programme not in {p.name for p in book.at(since - timedelta(days=1), COUNTY).programmes}
    assert programme in {p.name for p in book.at(since, COUNTY).programmes}


def test_a_decision_cites_the_texts_in_force_on_its_date(
    book: Rulebook, backgrounds: dict[str, Background]
) -> None:
    said = {}
    for day in ("2021-06-30", "2021-07-01"):
        text = ONE_PERSON.replace("522701", "900101").replace("2022-07-15", day)
        said[day] = sentences(decided(book, backgrounds, text.replace("5040", "1200")), "zh")
    trial, measures = "《最低生活保障审核审批办法（试行）》", "《最低生活保障审核确认办法》"
    assert trial in said["2021-06-30"]
    assert measures not in said["2021-06-30"]
    assert measures in said["2021-07-01"]
    assert trial not in said["2021-07-01"]
