"""A decision as JSON: its keys, its units, and what a missing value tells."""

import json

import pytest

from doudi.rules.decide import decide
from doudi.rules.report import report
from doudi.rules.tests.family_law import FAMILY, Desk
from doudi.units.text import Problem, Text


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    return Desk(tmp_path_factory.mktemp("law"))


@pytest.fixture
def told(desk):
    def tell(text, lang="zh", **more):
        return report(decide(desk.rulebook, desk.case(text)), lang, **more)

    return tell


POOR = FAMILY.replace("14400.00", "1200")


def test_an_eligible_family(told):
    found = told(POOR)
    assert json.loads(json.dumps(found)) == found
    assert (found["case"], found["on"], found["area"]) == ("三口之家", "2022-07-15", "900101000000")
    assert found["backgrounds"] == ["settled", "at_home"]
    (result,) = found["results"]
    # (5292/12 × 3 × 12 - 1100) ÷ 12 = 1231.3333, up to the next jiao
    assert result["amount_fen"] == 123_140
    assert (result["programme"], result["subject"], result["verdict"]) == (
        "small",
        "household",
        "eligible",
    )
    assert (result["period"], result["from_month"], result["until_month"]) == (
        "month",
        "2022-08",
        None,
    )
    assert (result["failed"], result["needs"], result["earliest_date"]) == ([], [], None)
    assert result["reasons"][0]["variable"] == "qualifies"


def test_a_fact_that_is_missing_with_its_break_even(told):
    (result,) = told(POOR.replace("income: 1200", "income: unknown"))["results"]
    assert (result["verdict"], result["amount_fen"]) == ("undetermined", None)
    assert result["needs"] == [
        {
            "fact": "income",
            "label": "年收入",
            "subject": "王建国",
            "break_even": "15975.99",
            "eligible_if": "at_most",
        }
    ]


def test_an_amount_between_two_ends(told):
    (result,) = told(
        POOR.replace("at_home]", "at_home]\nvalues: {most: 3000}").replace(
            "born_on: 1984-03-02", "illness: unknown"
        )
    )["results"]
    assert result["verdict"] == "eligible"
    assert result["amount_fen"] is None
    low, high = result["amount_range_fen"]
    assert low < high
    assert {need["fact"] for need in result["needs"]} >= {"illness"}


def test_rows_that_were_never_asked_for(told):
    (result,) = told(POOR.replace("helpers: none", "helpers: unknown"))["results"]
    assert result["needs"] == [{"rows": "helper", "label": "帮扶人", "subject": "household"}]


def test_a_date_not_yet_come(told):
    text = POOR.replace("{place: farm}", "{place: farm, moved_on: 2022-06-30}")
    (result,) = told(text)["results"]
    assert (result["verdict"], result["earliest_date"]) == ("not_yet", "2022-12-30")


def test_a_value_nobody_has_entered(desk, told):
    figures = desk.rulebook.values._by_value.pop("base_months")
    try:
        (result,) = told(POOR, "en")["results"]
    finally:
        desk.rulebook.values._by_value["base_months"] = figures
    (need,) = result["needs"]
    assert (need["value"], need["key"], need["area"], need["on"]) == (
        "base_months",
        None,
        "900101000000",
        "2022-07-15",
    )
    assert "pack.yaml" in need["how"]


def test_labels_and_warnings_in_the_language_asked_for(told):
    doubt = Problem(Text("不在表中", "not listed"), "f:3")
    english = told(POOR, "en", warnings=[doubt])
    assert english["results"][0]["label"] == "Small aid"
    assert english["warnings"] == ["f:3: not listed"]
    assert told(POOR, "zh")["results"][0]["label"] == "小额补助"
