"""What a programme gives besides money, and what programme.yaml may not say."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from doudi.rules.decide import Need, decide
from doudi.rules.decision_text import sentences
from doudi.rules.tests import small_law
from doudi.rules.tests.conftest import load_small
from doudi.rules.tests.test_decide import family
from doudi.units.text import ProblemsError

REFERRAL = small_law.PROGRAMME + "outcome: referral\nreferral_days: tell_within\n"
TELL = "tell_within: {zh: 转介期限, en: days to refer, kind: number, unit: day, between: [0, 90], law: §9"
FIVE_DAYS = TELL + ", figures: [{from: 2010-01-01, value: 5, source: made up}]}\n"


def test_a_referral_is_due_so_many_working_days_after_the_decision(tmp_path: Path) -> None:
    """29, 30 September and, after the holiday, the make-up days 8 and 9 October work; the 10th is the fifth."""
    book = load_small(tmp_path, values=small_law.VALUES + FIVE_DAYS, programme=REFERRAL)
    case = family()
    case.on = date(2022, 9, 28)
    decision = decide(book, case)
    assert decision.results[0].referral_due == (date(2022, 10, 10), False)
    assert "2022年10月10日前转民政局" in sentences(decision, "zh")
    assert "to be referred to civil affairs by 10 October 2022" in sentences(decision, "en")


def test_nobody_entered_the_days_of_a_referral(tmp_path: Path) -> None:
    book = load_small(tmp_path, values=small_law.VALUES + TELL + "}\n", programme=REFERRAL)
    (result,) = decide(book, family()).results
    assert (result.verdict, result.referral_due) == ("eligible", None)
    assert result.needs == [Need("value", "tell_within", "", 0, "")]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("outcome: gold", "outcome must be one of"),
        ("period: week", "period must be one of"),
        ("statuses: [nothing]", "statuses of small names 'nothing'"),
        ("referral_days: nothing", "referral_days of small names no value"),
        ("outcomes: money", "unknown key 'outcomes'"),
        ("flags: [nothing]", "flags of small names no variable: 'nothing'"),
        ("flags: [amount]", "amount, named by small, must be a truth"),
        ("papers: soon", "papers needs `days` and `after`"),
        ("papers: {days: nothing, after: amount}", "papers of small names no value: 'nothing'"),
        ("papers: {days: line, after: amount}", "amount, named by small, must be a date"),
        ("records: {is_local: perhaps}", "records must be one of yes, no, amount, from_month"),
        ("records: {is_local: amount}", "records of small cannot put 'is_local' down as amount"),
        ("records: {born_on: amount}", "records of small cannot put 'born_on' down as amount"),
        ("records: {nothing: yes}", "records of small cannot put 'nothing' down as yes"),
        ("on_the_day: [nothing]", "on_the_day of small names no fact: 'nothing'"),
    ],
)
def test_a_wrong_line_of_a_programme_is_named(tmp_path: Path, line: str, words: str) -> None:
    programme = small_law.PROGRAMME
    if line.startswith("period"):
        programme = programme.replace("period: month\n", "")
    with pytest.raises(ProblemsError) as refused:
        load_small(tmp_path, programme=programme + line + "\n")
    assert any(words in p.text.en and "programme.yaml" in p.where for p in refused.value.problems)
