"""Money: integer fen, one rounding by name, shares that add up."""

import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doudi.units.money import (
    FINE,
    MAX_FEN,
    Quantum,
    Rounding,
    format_yuan,
    parse_yuan,
    round_to,
    split,
    uppercase_amount,
)
from doudi.units.text import ProblemsError

fens = st.integers(-MAX_FEN, MAX_FEN)
fractions = st.fractions(-MAX_FEN, MAX_FEN, max_denominator=10**6)
quanta = st.sampled_from(Quantum)


@pytest.mark.parametrize(
    ("value", "fen"),
    [
        ("1,234.56", 123456),
        ("1234.5", 123450),
        ("１，２３４．５６", 123456),
        ("￥1,234", 123400),
        ("¥ 0.03", 3),
        ("人民币300元", 30000),
        ("300元整", 30000),
        ("1.2万元", 1_200_000),
        ("1.234567万", 1_234_567),
        ("-5.00", -500),
        ("\u3000007 ", 700),
        (679, 67900),
        (Decimal("441.00"), 44100),
        (Decimal("1E+3"), 100_000),
        (Decimal("-0"), 0),
    ],
)
def test_amounts_as_people_write_them(value: str | int | Decimal, fen: int) -> None:
    assert parse_yuan(value) == fen


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        (1.5, "never a float"),
        (True, "never a float"),
        (None, "never a float"),
        (float("nan"), "never a float"),
        (Decimal("NaN"), "not a number"),
        (Decimal("Infinity"), "not a number"),
        (Decimal("1.005"), "goes down to fen"),
        (Decimal("1E-999999999"), "goes down to fen"),
        (Decimal("1E+999999999"), "below a trillion"),
        (10**12, "below a trillion"),
        pytest.param(10**5000, "below a trillion", id="an integer too long to print"),
        ("1000000000000", "below a trillion"),
        ("9" * 5000, "below a trillion"),
        ("1.234", "goes down to fen"),
        ("1.500", "goes down to fen"),
        ("1,23", "not an amount"),
        ("12,34.00", "not an amount"),
        ("1.2.3", "not an amount"),
        (".5", "not an amount"),
        ("5²", "not an amount"),
        ("=1+1", "not an amount"),
        ("1e3", "not an amount"),
        ("NaN", "not an amount"),
        ("三百元", "not an amount"),
        ("", "it is empty"),
    ],
)
def test_what_is_not_an_exact_amount_is_refused(value: object, rule: str) -> None:
    with pytest.raises(ProblemsError, match=rule) as caught:
        parse_yuan(value, where="cell B2")  # type: ignore[arg-type]
    assert caught.value.problems[0].where == "cell B2"
    assert caught.value.in_("zh") != caught.value.in_("en")


@pytest.mark.parametrize(
    ("fen", "zh", "en"),
    [
        (123456, "1,234.56元", "1,234.56 yuan"),
        (0, "0.00元", "0.00 yuan"),
        (-5, "-0.05元", "-0.05 yuan"),
    ],
)
def test_amounts_as_doudi_writes_them(fen: int, zh: str, en: str) -> None:
    assert format_yuan(fen, "zh-hans", unit=True) == zh
    assert format_yuan(fen, "en", unit=True) == en


@given(fens, st.sampled_from(["zh", "en"]))
def test_what_is_written_is_read_back(fen: int, lang: str) -> None:
    assert parse_yuan(format_yuan(fen, lang, unit=True)) == fen


# Case 2 of the worked cases: the gap is 1764 - 16600/12 yuan = 380.6667.
GAP = (1764 - Fraction(16_600, 12)) * 100


@pytest.mark.parametrize(
    ("amount", "quantum", "rounding", "times", "fen"),
    [
        (GAP, Quantum.fen, Rounding.half_up, 1, 38067),
        (GAP, Quantum.jiao, Rounding.ceil, 1, 38070),
        (GAP, Quantum.yuan, Rounding.ceil, 1, 38100),
        (GAP / 4, Quantum.fen, Rounding.half_up, 4, 38068),
        (GAP / 4, Quantum.yuan, Rounding.ceil, 4, 38400),
    ],
)
def test_case_2_the_same_gap_under_five_rounding_rules(
    amount: Fraction, quantum: Quantum, rounding: Rounding, times: int, fen: int
) -> None:
    assert round_to(amount, quantum, rounding) * times == fen


@pytest.mark.parametrize(
    ("amount", "rounding", "fen"),
    [
        (Fraction(5, 2), Rounding.half_up, 3),
        (Fraction(-5, 2), Rounding.half_up, -3),
        (Fraction(-3, 2), Rounding.ceil, -1),
        (Fraction(-3, 2), Rounding.floor, -2),
        (Fraction(249, 100), Rounding.half_up, 2),
    ],
)
def test_ties_and_signs(amount: Fraction, rounding: Rounding, fen: int) -> None:
    assert round_to(amount, Quantum.fen, rounding) == fen


@pytest.mark.parametrize("amount", [1.5, True, Decimal("1.5"), "1"])
def test_only_exact_numbers_are_rounded(amount: object) -> None:
    with pytest.raises(ProblemsError, match="exact fraction"):
        round_to(amount, Quantum.fen, Rounding.half_up)  # type: ignore[arg-type]


@given(fractions, quanta)
def test_floor_and_ceil_bracket_the_amount_within_one_quantum(
    amount: Fraction, quantum: Quantum
) -> None:
    low = round_to(amount, quantum, Rounding.floor)
    high = round_to(amount, quantum, Rounding.ceil)
    assert low <= amount <= high
    assert high - low == (0 if amount % quantum.value == 0 else quantum.value)


@given(fractions, quanta)
def test_half_up_is_nearest_and_away_from_zero_on_ties(amount: Fraction, quantum: Quantum) -> None:
    rounded = round_to(amount, quantum, Rounding.half_up)
    distance = abs(rounded - amount)
    assert rounded % quantum.value == 0
    assert 2 * distance < quantum.value or (
        2 * distance == quantum.value and abs(rounded) > abs(amount)
    )
    assert rounded == -round_to(-amount, quantum, Rounding.half_up)


@given(fractions, quanta, st.sampled_from(Rounding))
def test_rounding_what_is_round_changes_nothing(
    amount: Fraction, quantum: Quantum, rounding: Rounding
) -> None:
    once = round_to(amount, quantum, rounding)
    assert round_to(once, quantum, rounding) == once


@pytest.mark.parametrize("choice", [*Quantum, *Rounding])
def test_every_choice_has_a_name_in_both_languages(choice: Quantum | Rounding) -> None:
    assert choice.label.in_("zh") != choice.label.in_("en")


def test_the_largest_amount_at_the_internal_resolution_fits_64_bits() -> None:
    assert MAX_FEN * FINE < 2**63


def test_an_odd_fen_goes_to_the_earlier_share() -> None:
    assert split(100, [1, 1, 1]) == [34, 33, 33]
    assert split(-100, [1, 1, 1]) == [-34, -33, -33]


def test_left_over_fen_go_to_the_largest_remainders() -> None:
    assert split(10, [1, 2, 4]) == [1, 3, 6]
    assert split(3, [0, 1, 1]) == [0, 2, 1]


@pytest.mark.parametrize("weights", [[], [0, 0], [2, -1]])
def test_weights_that_divide_nothing_are_refused(weights: list[int]) -> None:
    with pytest.raises(ProblemsError, match="Weights"):
        split(100, weights)


weight_lists = st.lists(st.integers(0, 10**6), min_size=1, max_size=60).filter(any)


@given(fens, weight_lists)
def test_shares_add_up_and_each_is_within_a_fen_of_its_exact_part(
    fen: int, weights: list[int]
) -> None:
    shares = split(fen, weights)
    assert sum(shares) == fen
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share - Fraction(fen * weight, sum(weights))) < 1


# The printed examples of the central bank's rules for writing bills, then our own.
@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (140950, "壹仟肆佰零玖元伍角整"),
        (600714, "陆仟零柒元壹角肆分"),
        (168032, "壹仟陆佰捌拾元叁角贰分"),
        (10_700_053, "壹拾万零柒仟元伍角叁分"),
        (1_640_902, "壹万陆仟肆佰零玖元零贰分"),
        (32504, "叁佰贰拾伍元零肆分"),
        (120_000, "壹仟贰佰元整"),
        (1000, "壹拾元整"),
        (50, "伍角整"),
        (5, "伍分"),
        (0, "零元整"),
        (10_001_000, "壹拾万零壹拾元整"),
        (1_000_000_000_000, "壹佰亿元整"),
        (100_000_500_000, "壹拾亿零伍仟元整"),
        (-38067, "负叁佰捌拾元陆角柒分"),
    ],
)
def test_capital_amounts(fen: int, words: str) -> None:
    assert uppercase_amount(fen) == words


@given(fens)
def test_capital_amounts_read_back_to_the_same_sum(fen: int) -> None:
    words = uppercase_amount(fen)
    assert "零零" not in words
    assert _read_capitals(words) == fen


def test_a_sum_beyond_the_bounds_is_not_written() -> None:
    with pytest.raises(ProblemsError, match="below a trillion"):
        uppercase_amount(MAX_FEN + 1)


def _read_capitals(words: str) -> int:
    """An independent reader of capital amounts, for the round trip."""
    found = re.fullmatch(r"(负?)(?:(.*)元)?零?(?:(.)角)?(?:(.)分)?整?", words)
    assert found is not None
    figure = "零壹贰叁肆伍陆柒捌玖".index
    yuan = sum(
        size * _read_group(group)
        for size, group in zip((10**8, 10**4, 1), _groups(found[2] or ""), strict=True)
    )
    fen = yuan * 100 + 10 * figure(found[3] or "零") + figure(found[4] or "零")
    return -fen if found[1] else fen


def _groups(words: str) -> tuple[str, str, str]:
    high, _, rest = words.rpartition("亿")
    middle, _, low = rest.rpartition("万")
    return high, middle, low


def _read_group(words: str) -> int:
    total, digit = 0, 0
    for word in words:
        if word in "拾佰仟":
            total += digit * {"拾": 10, "佰": 100, "仟": 1000}[word]
            digit = 0
        else:
            digit = "零壹贰叁肆伍陆柒捌玖".index(word)
    return total + digit
