"""Where the law leaves a choice, every lawful way is listed with what it gives and what it gives up."""

from __future__ import annotations

import pytest

from doudi.rules.case_file import CaseEntry
from doudi.rules.decide import Decision, decide
from doudi.rules.decision_text import sentences
from doudi.rules.report import report
from doudi.rules.rulebook import Rulebook

TEKUN_OR_DIBAO = "政策案例16，还没有选择，两种结果都列出"
STAY_OR_LEAVE = "政策案例18，还没有选择是否计入低保，两种结果都列出"
THREE_WAYS = "政策案例18，还没有申请，三种结果都列出"
ONLY = ["tekun", "orphan", "unattended_child", "dibao"]


@pytest.fixture(scope="module")
def decided(book: Rulebook, entries: list[CaseEntry]):  # type: ignore[no-untyped-def]
    cases = {e.case.name: e.case for e in entries}
    return lambda name: decide(book, cases[name], ONLY)


def losses(decision: Decision) -> list[list[tuple[str, str, int | None]]]:
    return [
        [(x.programme.name, x.subject, x.fen_month) for x in option.loses]
        for option in decision.options
    ]


def test_each_option_says_what_it_gives_up(decided) -> None:
    # Tekun 1129.97, or Dibao 441.00.
    assert losses(decided(TEKUN_OR_DIBAO)) == [
        [("dibao", "household", 44100)],
        [("tekun", "本人", 112997)],
    ]


def test_an_option_that_gives_less_says_how_much_less(decided) -> None:
    # Leaving: child 1200, grandmother 159; staying: child 900, family 600.
    assert losses(decided(STAY_OR_LEAVE)) == [
        [("dibao", "household", 44100)],
        [("unattended_child", "孩子", 30000)],
    ]


def test_a_choice_that_changes_nothing_is_no_option(decided) -> None:
    decision = decided(THREE_WAYS)
    assert [o.elects for o in decision.options] == [
        {"elects_child_support:孩子": True, "elects_to_leave_dibao:孩子": True},
        {"elects_child_support:孩子": True, "elects_to_leave_dibao:孩子": False},
        {"elects_child_support:孩子": False},
    ]
    assert losses(decision)[2] == [("unattended_child", "孩子", 120000)]


def test_the_text_lists_the_options_in_both_languages(decided) -> None:
    decision = decided(TEKUN_OR_DIBAO)
    told = sentences(decision, "zh")
    assert "【可以选择】" in told
    assert "选择1：选择特困供养（本人）：是\n  合计每月 1,129.97 元" in told
    assert "  失去：最低生活保障（低保） · 家庭，每月 441.00 元" in told
    told = sentences(decision, "en")
    assert "Option 2: chooses Tekun support (本人): no\n  441.00 yuan a month in all" in told
    assert "  loses: Tekun support · 本人, 1,129.97 yuan a month" in told


def test_without_a_choice_no_option_is_told(decided) -> None:
    decision = decided("政策案例16，符合特困条件但继续享受低保")
    assert decision.options == []
    assert "【可以选择】" not in sentences(decision, "zh")


def test_the_json_has_the_losses(decided) -> None:
    options = report(decided(TEKUN_OR_DIBAO), "en")["options"]
    assert [o["total_fen_month"] for o in options] == [112997, 44100]
    assert options[0]["loses"] == [
        {
            "programme": "dibao",
            "label": "Minimum living guarantee (Dibao)",
            "subject": "household",
            "fen_month": 44100,
        }
    ]
