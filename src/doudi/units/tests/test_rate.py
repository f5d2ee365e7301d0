"""Rates: exact, or refused."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doudi.units.rate import MAX_DIGITS, format_rate, parse_rate
from doudi.units.text import ProblemsError


@pytest.mark.parametrize(
    ("value", "rate"),
    [
        ("30%", Fraction(3, 10)),
        ("３０％", Fraction(3, 10)),
        ("1.5", Fraction(3, 2)),
        ("1/3", Fraction(1, 3)),
        (" 1 / 6 ", Fraction(1, 6)),
        ("5‰", Fraction(1, 200)),
        ("33.3%", Fraction(333, 1000)),
        ("-5%", Fraction(-1, 20)),
        ("0", Fraction(0)),
        (2, Fraction(2)),
        (Decimal("0.6"), Fraction(3, 5)),
        (Fraction(2, 7), Fraction(2, 7)),
    ],
)
def test_rates_as_people_write_them(value: str | int | Decimal | Fraction, rate: Fraction) -> None:
    assert parse_rate(value) == rate


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        (0.3, "never a float"),
        (True, "never a float"),
        (None, "never a float"),
        ("1/0", "under the line is zero"),
        ("1.5/3", "not a rate"),
        ("1/3%", "not a rate"),
        ("三成", "not a rate"),
        ("", "not a rate"),
        ("1e3", "not a rate"),
        (Decimal("NaN"), "not a rate"),
        (Decimal("1E+999999999"), "not a rate"),
        (Decimal("1E-999999999"), "not a rate"),
        ("1234567890", "too many digits"),
        ("1/" + "9" * 5000, "too many digits"),
        (10**18, "too many digits"),
        (Fraction(1, 10**18), "too many digits"),
    ],
)
def test_what_is_not_an_exact_rate_is_refused(value: object, rule: str) -> None:
    with pytest.raises(ProblemsError, match=rule) as caught:
        parse_rate(value, where="dibao.yaml line 4")  # type: ignore[arg-type]
    assert caught.value.problems[0].where == "dibao.yaml line 4"


@pytest.mark.parametrize(
    ("rate", "text"),
    [
        (Fraction(3, 10), "30%"),
        (Fraction(1), "100%"),
        (0, "0%"),
        (Fraction(3, 2), "1.5"),
        (2, "2"),
        (Fraction(1, 3), "1/3"),
        (Fraction(-1, 20), "-0.05"),
    ],
)
def test_rates_as_doudi_writes_them(rate: Fraction | int, text: str) -> None:
    assert format_rate(rate) == text


@given(st.fractions(-1000, 1000, max_denominator=10**MAX_DIGITS // 1000))
def test_what_is_written_is_read_back(rate: Fraction) -> None:
    assert parse_rate(format_rate(rate)) == rate
