"""Sentences in two languages, and problems that a person can act on."""

import copy

import pytest

from doudi.units.text import Problem, ProblemsError, Spot, Text, plain, refusal

GREETING = Text("你好，{name}", "Hello, {name}")


@pytest.mark.parametrize("lang", ["zh", "zh-hans", "zh_CN", "ZH"])
def test_chinese_by_any_of_its_tags(lang: str) -> None:
    assert Text("元", "yuan").in_(lang) == "元"


@pytest.mark.parametrize("lang", ["en", "en-gb", "EN"])
def test_english_by_any_of_its_tags(lang: str) -> None:
    assert Text("元", "yuan").in_(lang) == "yuan"


@pytest.mark.parametrize("lang", ["fr", "", "english"])
def test_another_language_is_an_error_not_a_guess(lang: str) -> None:
    with pytest.raises(ProblemsError, match="只有中文"):
        GREETING.in_(lang)


def test_a_text_inside_a_text_goes_in_by_language() -> None:
    assert GREETING.format(name=Text("王", "Wang")) == Text("你好，王", "Hello, Wang")


def test_braces_in_a_value_stay_as_they_are() -> None:
    assert GREETING.format(name="{x}").en == "Hello, {x}"


def test_a_problem_says_where_what_and_which_value() -> None:
    problem = Problem(Text("不是日期", "Not a date"), "sheet 家庭 cell C7", "2月30日")
    assert problem.in_("zh") == "sheet 家庭 cell C7：不是日期（填写的是“2月30日”）"
    assert problem.in_("en") == 'sheet 家庭 cell C7: Not a date (found "2月30日")'


def test_a_problem_with_an_empty_value_says_that_it_is_empty() -> None:
    assert Problem(Text("缺少姓名", "No name"), value=" ").in_("en") == "No name (it is empty)"


def test_several_problems_are_reported_together_in_either_language() -> None:
    error = ProblemsError([Problem(Text("甲", "one")), Problem(Text("乙", "two"))])
    assert error.in_("zh") == "甲\n乙"
    assert error.in_("en-us") == "one\ntwo"
    assert str(error) == "甲 / one\n乙 / two"


def test_problems_survive_the_way_to_another_process_and_back() -> None:
    error = refusal("错", "wrong", where="line 1", value=3)
    assert copy.copy(error).problems == error.problems  # by the same protocol as pickle


def test_a_pasted_page_is_cut_in_the_message() -> None:
    value = refusal("错", "wrong", value="x" * 10_000).problems[0].value
    assert value is not None
    assert len(value) == 80


def test_plain_reads_full_width_figures_but_leaves_superscripts() -> None:
    assert plain("\u3000１２，３４．５％\ufeff") == "12,34.5%"
    assert plain("5²") == "5²"


def test_a_place_is_named_in_the_language_of_the_reader() -> None:
    problem = Problem(Text("金额不对", "the amount is wrong"), Spot("a.csv 第2行", "a.csv row 2"))
    assert problem.in_("zh") == "a.csv 第2行：金额不对"
    assert problem.in_("en") == "a.csv row 2: the amount is wrong"
    assert copy.deepcopy(Spot("第2行", "row 2")).en == "row 2"
