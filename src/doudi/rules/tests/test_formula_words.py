"""Formulas in words: what a civil servant reads must say what is computed, and no Python."""

import re
from datetime import date

import pytest

from doudi.rules.formula_words import formula_in_words, plain_text
from doudi.rules.language import any, min, minimum, sum, when
from doudi.rules.nodes import Node

ON, PLACE = date(2022, 7, 1), "900101000000"
IDENTIFIER = re.compile(r"[a-z]+_[a-z]+")


def write(book, name, lang="zh", *, local=True):
    node = book.variables[name].versions[-1].node
    edition = book.at(ON, PLACE) if local else None
    return formula_in_words(node, book, lang, edition)


def lines(formula):
    """The formula, and its lettered parts by letter."""
    return formula.block, dict(formula.lettered)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_formula_shows_an_identifier(small, lang):
    for name in small.variables:
        text = write(small, name, lang).text()
        assert text
        assert not IDENTIFIER.search(text), f"{name}: {text}"


def test_arithmetic_reads_as_written_with_the_rounding_behind_it(small):
    block = write(small, "gap").block
    assert (
        plain_text(block.words) == "（标准〔按居住地〕 × 人口 × 核算月数 − 家庭总收入）÷ 核算月数"
    )
    assert [plain_text(w) for w in block.after] == ["按“取整”取整", "结果不足 0 的，按 0 计"]


def test_the_words_lead_to_the_cards_they_name(small):
    pieces = [p for p in write(small, "gap").block.words if p.name]
    assert [p.name for p in pieces] == [
        "line",
        "place",
        "size",
        "base_months",
        "total",
        "base_months",
    ]


def test_tests_that_belong_together_are_a_list(small):
    block = write(small, "qualifies", "en").block
    assert block.shape == "list"
    assert plain_text(block.words) == "all of these hold:"
    assert [plain_text(item.words) for item in block.items] == [
        "is local",
        "has lived here long enough",
        "income below the line",
        "savings within the limit",
    ]


def test_a_comparison_is_worded_as_the_place_words_it(small):
    assert (
        plain_text(write(small, "meets_income_test").block.words)
        == "人均月收入 低于 标准〔按居住地〕"
    )


def test_a_comparison_that_no_place_has_settled_says_so(small):
    words = plain_text(write(small, "meets_income_test", local=False).block.words)
    assert words == "人均月收入 与 标准〔按居住地〕 比较（低于还是不超过，由当地规定）"


def test_a_limit_is_named_last_whichever_way_it_was_written(small):
    old_age, age = small.values.declarations["old_age"].node(), small.variables["age"].rule
    node = Node("var", (), entity=age.entity, kind=age.kind, unit=age.unit, data="age")
    words = formula_in_words(any(node >= old_age), small, "zh").block.words
    assert plain_text(words) == "至少一个成员符合：周岁 达到 老年"


def test_what_occurs_twice_gets_a_letter_and_a_line(small):
    block, lettered = lines(write(small, "extra"))
    assert plain_text(block.words) == "甲 + 丙 + 各成员的“丁”中最小的"
    assert sorted(lettered) == sorted("甲乙丙丁")
    assert plain_text(lettered["甲"].words) == "各成员的“乙”中最大的"
    assert [plain_text(b.when) for b in lettered["丙"].branches][1:] == [""]


def test_letters_come_in_the_order_in_which_they_are_read(small):
    assert [letter for letter, _ in write(small, "extra", "en").lettered] == list("ABCD")


def test_a_choice_on_one_category_is_a_table(small):
    _, lettered = lines(write(small, "extra"))
    table = lettered["乙"].branches[0].then
    assert table.shape == "table"
    assert plain_text(table.words) == "疾病"
    assert [plain_text(b.when) for b in table.branches] == ["无", "轻", "重"]


def fact(book, name):
    return book.facts[name].node()


def test_a_sum_leaves_rows_out_but_the_smallest_counts_them_as_nothing(small):
    """min(0, …) over those who are away is 0: “counting only” would tell another rule."""
    income, studies = fact(small, "income"), fact(small, "studies")
    total = formula_in_words(sum(income, where=studies), small, "zh")
    assert plain_text(total.block.words) == "各成员的“年收入”之和（只计：在读）"
    smallest = formula_in_words(minimum(when(studies, income, 0)), small, "zh")
    assert plain_text(smallest.block.words) == "各成员的“甲”中最小的"
    (letter, choice), *rest = smallest.lettered
    assert (letter, choice.shape, rest) == ("甲", "choice", [])


def test_options_of_one_category_are_told_together(small):
    illness = fact(small, "illness")
    words = formula_in_words((illness == "light") | (illness == "grave"), small, "en").block.words
    assert plain_text(words) == "illness is light or grave"


@pytest.mark.parametrize(
    ("build", "said"),
    [
        (lambda a, b: ~a, "并非“在读”"),
        (lambda a, b: ~(a & b), "以下各项不都符合："),
        (lambda a, b: ~(a | b), "以下各项都不符合："),
        (lambda a, b: ~any(a), "没有一个成员符合：“在读”"),
    ],
)
def test_what_must_not_hold_is_said_plainly(small, build, said):
    block = formula_in_words(
        build(fact(small, "studies"), fact(small, "is_away")), small, "zh"
    ).block
    assert plain_text(block.words) == said


def test_a_limit_reads_as_the_law_would_say_it(small):
    savings = fact(small, "savings")
    most = small.values.declarations["income_allowance"].node()
    block = formula_in_words(min(savings + savings, most), small, "zh").block
    assert [plain_text(w) for w in block.after] == ["结果超过 免计额 的，按 免计额 计"]


def test_a_presumption_names_its_ground(small):
    words = plain_text(write(small, "counts").block.words)
    assert words == "并非“不在家”（没有记录的，依§2推定为“否”）"
