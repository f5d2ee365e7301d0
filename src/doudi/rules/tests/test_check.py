"""The check of a rulebook's own cases: only what a case lists is compared, and a difference is told with its reasons."""

import pytest

from doudi.rules import check as check_module
from doudi.rules.check import check_cases
from doudi.rules.kernel import decide_cases
from doudi.rules.tests.family_law import TODAY, Desk

# (400 × 3 × 12 - (14,400 - 100)) ÷ 12 = 8.3333 → 8.40, up to the next jiao
FAMILY = """
- case: 三口之家
  on: 2022-07-15
  area: "900101"
  background: [settled, at_home]
  values: {line: {farm: 400}}
  household: {place: farm}
  members:
    - {name: 王建国, born_on: 1984-03-02, income: 14400.00}
    - {name: 李秀兰, born_on: 1986-03-02, income: 0}
    - {name: 王小明, born_on: 2012-03-02, income: 0}
  helpers: none
  expect: [EXPECTED]
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    return Desk(tmp_path_factory.mktemp("law"))


@pytest.fixture
def check(desk, tmp_path):
    def run(expected, text=FAMILY):
        path = tmp_path / "cases.yaml"
        path.write_text(text.replace("EXPECTED", expected), encoding="utf-8")
        return check_cases(desk.rulebook, [path], today=TODAY, backgrounds=desk.backgrounds)

    return run


@pytest.mark.parametrize(
    "expected",
    [
        "{programme: small}",
        "{programme: small, verdict: eligible}",
        "{programme: small, subject: household, amount: 8.40, failed: [], needs: []}",
        "{programme: small, amount: 8.4, from_month: 2022-08, until_month: null}",
        "{programme: small, flags: []}, {programme: small, verdict: eligible}",
    ],
)
def test_what_comes_out_as_expected(check, expected):
    report = check(expected)
    assert (report.passed, report.summary) == (True, "1 cases passed")


@pytest.mark.parametrize(
    ("expected", "words"),
    [
        ("{programme: small, verdict: not_eligible}", "expected not_eligible, found eligible"),
        ("{programme: small, amount: 8.39}", "expected 8.39, found 8.40"),
        ("{programme: small, amount: null}", "found 8.40"),
        ("{programme: small, from_month: 2022-07}", "found 2022-08"),
        ("{programme: small, failed: [meets_income_test]}", "expected meets_income_test"),
        ("{programme: small, needs: [{fact: savings}]}", "expected fact=savings"),
        ("{programme: small, subject: 王建国}", "no result for small · 王建国"),
        ("{options: [{elects: {elects_x: yes}}]}", "no option"),
        ("", "expects nothing"),
    ],
)
def test_what_comes_out_differently(check, expected, words):
    report = check(expected)
    (failure,) = report.failures
    assert words in failure.text.en
    assert "/cases.yaml:" in failure.where
    assert report.summary == "1 of 1 cases failed"
    assert failure.lines("zh")[0] == f"{failure.where}: 三口之家"


def test_a_failure_names_the_line_of_the_expectation_and_shows_the_reasons(check):
    text = FAMILY.replace(
        "[EXPECTED]", "\n    - {programme: small}\n    - {programme: small, amount: 1}"
    )
    (failure,) = check("", text).failures
    assert failure.where.endswith("/cases.yaml:15")
    assert any("补差" in line for line in failure.lines("zh"))


UNKNOWN = FAMILY.replace("{name: 李秀兰, born_on: 1986-03-02, income: 0}", "{name: 李秀兰}")


@pytest.mark.parametrize(
    ("need", "passes"),
    [
        ("{fact: income, subject: 李秀兰, at_most: 199.99}", True),
        ("{fact: income}", True),
        ("{fact: income, at_most: 100}", False),
        ("{fact: income, at_least: 199.99}", False),
        ("{fact: income, subject: 王建国}", False),
        ("{fact: savings}", False),
        ("{fact: income}, {fact: savings}", False),
    ],
)
def test_needs_with_their_break_even(check, need, passes):
    """The third income is open: 14,3199.99 + 100 allowed = the line for three, less a fen."""
    text = UNKNOWN.replace("income: 14400.00", "income: 14400.00").replace(
        "line: {farm: 400}", "line: {farm: 400}"
    )
    report = check(f"{{programme: small, verdict: undetermined, needs: [{need}]}}", text)
    assert not report.problems
    assert report.passed is passes, [f.text.en for f in report.failures]


def test_a_difference_between_explain_and_kernel_is_a_failure(check, monkeypatch):
    def wrong(rulebook, cases, wanted):
        results = decide_cases(rulebook, cases, wanted)
        results[0][0].amount_fen += 1
        return results

    monkeypatch.setattr(check_module, "decide_cases", wrong)
    (failure,) = check("{programme: small, verdict: eligible}").failures
    assert "840 explained, 841 by the kernel" in failure.text.en


def test_a_case_that_cannot_be_read(check):
    report = check("{programme: unheard_of}")
    assert "no such programme" in report.problems[0].text.en
    assert report.summary == "0 of 0 cases failed, 1 problems in case files"
    assert not check("{programme: small, amount: 0.001}").passed


def test_no_cases_at_all(desk):
    report = check_cases(desk.rulebook, [], today=TODAY, backgrounds=desk.backgrounds)
    assert report.summary == "0 cases passed"
