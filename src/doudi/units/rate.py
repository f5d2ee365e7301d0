"""Rates and factors as exact fractions: a third stays a third."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from doudi.units.text import plain, refusal

#: Longest whole part, decimal part, numerator or denominator, so that products with money
#: stay far inside 64 bits and nobody's typing slip becomes a rate of a billion.
MAX_DIGITS = 9

_RATE = re.compile(
    r"(?P<sign>[+-]?)(?P<whole>[0-9]+)(?:\.(?P<part>[0-9]+))?"
    r"(?:\s*/\s*(?P<under>[0-9]+)|\s*(?P<mark>[%‰]))?"
)
_MARKS = {None: 1, "%": 100, "‰": 1000}


def parse_rate(value: str | int | Decimal | Fraction, *, where: str = "") -> Fraction:
    """Read a rate exactly: "30%", "1.5", "1/3", "5‰", or an int, Decimal or Fraction.

    Raises ProblemsError, with `where`, for a float, text of another form, a zero under the
    line, or parts of more than MAX_DIGITS digits.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal | Fraction):
        raise refusal(
            "比例必须是文本、整数、十进制数或分数，不能用浮点数",
            "A rate must be text, an integer, a Decimal or a Fraction, never a float",
            where=where,
            value=value,
        )
    if isinstance(value, str):
        return _rate_from_text(value, where)
    if isinstance(value, Decimal) and not _is_modest(value):
        raise _not_a_rate(value, where)
    return _within_bounds(Fraction(value), value, where)


def _rate_from_text(value: str, where: str) -> Fraction:
    found = _RATE.fullmatch(plain(value))
    if found is None or (found["under"] is not None and found["part"] is not None):
        raise _not_a_rate(value, where)
    whole, part, under = found["whole"], found["part"] or "", found["under"] or "1"
    if max(len(whole), len(part), len(under)) > MAX_DIGITS:
        raise _too_long(value, where)
    if int(under) == 0:
        raise refusal("分母不能为零", "The number under the line is zero", where=where, value=value)
    size = Fraction(int(whole + part), 10 ** len(part) * int(under) * _MARKS[found["mark"]])
    return -size if found["sign"] == "-" else size


def _is_modest(value: Decimal) -> bool:
    """Finite and of ordinary size, checked before any big integer is made from it."""
    return value.is_finite() and (not value or -MAX_DIGITS <= value.adjusted() < MAX_DIGITS)


def _within_bounds(rate: Fraction, value: object, where: str) -> Fraction:
    if abs(rate.numerator) >= 10 ** (2 * MAX_DIGITS) or rate.denominator >= 10 ** (2 * MAX_DIGITS):
        raise _too_long(value, where)
    return rate


def _not_a_rate(value: object, where: str) -> Exception:
    return refusal(
        "这不是比例。可写成 30%、1.5 或 1/3",
        "This is not a rate. Write 30%, 1.5 or 1/3",
        where=where,
        value=value,
    )


def _too_long(value: object, where: str) -> Exception:
    return refusal(
        f"比例的位数过多（每部分最多 {MAX_DIGITS} 位）",
        f"The rate has too many digits (at most {MAX_DIGITS} in each part)",
        where=where,
        value=value,
    )


_SHOWN_DECIMALS = 4


def format_rate(rate: Fraction | int) -> str:
    """Write a rate so that `parse_rate` reads the same one back.

    From 0 up to 1 it is a percentage ("30%"), otherwise a decimal ("1.5"); a rate that needs
    more than four decimals that way is a fraction ("1/3").
    """
    exact = Fraction(rate)
    scale, mark = (100, "%") if 0 <= exact <= 1 else (1, "")
    figure = exact * scale * 10**_SHOWN_DECIMALS
    if figure.denominator != 1:
        return f"{exact.numerator}/{exact.denominator}"
    whole, part = divmod(abs(figure.numerator), 10**_SHOWN_DECIMALS)
    decimals = f"{part:0{_SHOWN_DECIMALS}d}".rstrip("0")
    sign = "-" if exact < 0 else ""
    return f"{sign}{whole}{'.' + decimals if decimals else ''}{mark}"
