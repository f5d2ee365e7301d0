"""Columns by what offices call them."""

from doudi.units.headings import find_columns

WORDS = {"identity": ("身份证号", "Identity number"), "fen": ("金额（元）",)}


def test_columns_are_found_however_they_are_typed():
    assert find_columns(["序号", " 身份证号 ", "金额(元)"], WORDS) == {"identity": 1, "fen": 2}
    assert find_columns(["IDENTITY NUMBER"], WORDS) == {"identity": 0}


def test_the_first_of_two_counts_and_a_missing_one_is_left_out():
    assert find_columns(["身份证号", "身份证号"], WORDS) == {"identity": 0}
    assert find_columns([], WORDS) == {}
