"""Money as integer fen (分, 1/100 yuan). No float ever; fractions stay exact until one rounding.

Places round differently and the difference ends in a lawsuit, so rounding is always asked for by
name: a `Quantum` (to what) and a `Rounding` (which way). See policy section 0.4 and case 2.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from enum import Enum, StrEnum
from fractions import Fraction

from doudi.units.text import Text, plain, refusal

FEN_PER_YUAN = 100

#: The engine's internal resolution: where it must divide by data it keeps 1/10,000 fen.
FINE = 10_000

#: Largest amount either side of zero: one fen under a trillion yuan. At the internal
#: resolution it is under 10**18, so it still fits a signed 64-bit integer.
MAX_FEN = 10**14 - 1


class Quantum(Enum):
    """What an amount is rounded to. The value is its size in fen."""

    fen = 1
    jiao = 10
    yuan = 100

    @property
    def label(self) -> Text:
        return _QUANTUM_LABELS[self]


_QUANTUM_LABELS = {
    Quantum.fen: Text("分", "fen"),
    Quantum.jiao: Text("角", "jiao"),
    Quantum.yuan: Text("元", "yuan"),
}


class Rounding(StrEnum):
    """Which way an amount is rounded."""

    half_up = "half_up"
    """四舍五入: to the nearest; exactly half goes away from zero (2.5 to 3, -2.5 to -3)."""
    ceil = "ceil"
    """进一: towards plus infinity (-1.5 to -1)."""
    floor = "floor"
    """舍去: towards minus infinity (-1.5 to -2)."""

    @property
    def label(self) -> Text:
        return _ROUNDING_LABELS[self]


_ROUNDING_LABELS = {
    Rounding.half_up: Text("四舍五入", "half up"),
    Rounding.ceil: Text("进一", "up"),
    Rounding.floor: Text("舍去", "down"),
}


def round_to(amount: Fraction | int, quantum: Quantum, rounding: Rounding) -> int:
    """Round `amount` (fen, exact) to a whole number of `quantum`; the answer is in fen.

    Raises ProblemsError for anything that is not an exact number.
    """
    if isinstance(amount, bool) or not isinstance(amount, int | Fraction):
        raise refusal(
            "只能对整数或分数取整，不能是小数类型或其他类型",
            "Only an integer or an exact fraction can be rounded, nothing else",
            value=amount,
        )
    units = Fraction(amount) / quantum.value
    return _whole(units, rounding) * quantum.value


def _whole(units: Fraction, rounding: Rounding) -> int:
    if rounding is Rounding.ceil:
        return -(-units.numerator // units.denominator)
    if rounding is Rounding.floor:
        return units.numerator // units.denominator
    nearest = (2 * abs(units.numerator) + units.denominator) // (2 * units.denominator)
    return nearest if units >= 0 else -nearest


_AMOUNT = re.compile(
    r"(?P<sign>[+-]?)"
    r"(?:¥|人民币|RMB|CNY)?\s*"
    r"(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)"
    r"(?:\.(?P<part>[0-9]+))?"
    r"\s*(?P<unit>万元|万|元|yuan)?(?P<exact>整|正)?",
    re.IGNORECASE,
)


def parse_yuan(value: str | int | Decimal, *, where: str = "") -> int:
    """Read an amount in yuan and return fen.

    Takes an int or Decimal (yuan), or text such as "1,234.56", "￥１２３", "-5.00", "300元" or
    "1.2万元". Text may have two decimals of a yuan (six of 万元). Raises ProblemsError, with
    `where`, for a float, NaN, parts of a fen, commas out of place, or more than MAX_FEN.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise refusal(
            "金额必须是文本、整数或十进制数，不能用浮点数",
            "An amount must be text, an integer or a Decimal, never a float",
            where=where,
            value=value,
        )
    if isinstance(value, int):
        return _within_bounds(value * FEN_PER_YUAN, value, where)
    if isinstance(value, Decimal):
        return _fen_from_decimal(value, where)
    return _fen_from_text(value, where)


def _fen_from_decimal(value: Decimal, where: str) -> int:
    if not value.is_finite():
        raise refusal("金额不是一个数", "The amount is not a number", where=where, value=value)
    # Look at the size before making an integer: Decimal("1e999999999") would fill the memory.
    if value and value.adjusted() > len(str(MAX_FEN)):
        raise _too_large(value, where)
    if value and value.adjusted() < -2:
        raise _part_of_fen(value, where)
    fen = Fraction(value) * FEN_PER_YUAN
    if fen.denominator != 1:
        raise _part_of_fen(value, where)
    return _within_bounds(fen.numerator, value, where)


def _fen_from_text(value: str, where: str) -> int:
    found = _AMOUNT.fullmatch(plain(value))
    if found is None:
        raise refusal(
            "这不是金额。可写成 1234.56、1,234.56、￥1234、1234元 或 1.2万元",
            "This is not an amount. Write 1234.56, 1,234.56, ￥1234, 1234元 or 1.2万元",
            where=where,
            value=value,
        )
    zeros = 6 if (found["unit"] or "").startswith("万") else 2
    whole, part = found["whole"].replace(",", "").lstrip("0"), found["part"] or ""
    if len(part) > zeros:
        raise _part_of_fen(value, where)
    if len(whole) > len(str(MAX_FEN)):
        raise _too_large(value, where)
    fen = int(whole + part.ljust(zeros, "0"))
    return _within_bounds(-fen if found["sign"] == "-" else fen, value, where)


def _within_bounds(fen: int, value: object, where: str) -> int:
    if abs(fen) > MAX_FEN:
        raise _too_large(value, where)
    return fen


def _too_large(value: object, where: str) -> Exception:
    return refusal(
        "金额过大：不能达到一万亿元",
        "The amount is too large: it must stay below a trillion yuan",
        where=where,
        value=value,
    )


def _part_of_fen(value: object, where: str) -> Exception:
    return refusal(
        "金额最多到分（两位小数；以万元为单位时六位）",
        "An amount goes down to fen: two decimals (six when the unit is 万元)",
        where=where,
        value=value,
    )


def format_yuan(fen: int, lang: str = "zh", *, unit: bool = False) -> str:
    """Write fen as yuan, "1,234.56"; with `unit`, "1,234.56元" or "1,234.56 yuan"."""
    yuan, cents = divmod(abs(fen), FEN_PER_YUAN)
    figure = f"{'-' if fen < 0 else ''}{yuan:,}.{cents:02d}"
    return figure + Text("元", " yuan").in_(lang) if unit else figure


def split(fen: int, weights: Sequence[int]) -> list[int]:
    """Split fen in proportion to whole-number weights so that the shares add up exactly.

    Each share is its exact part rounded down, and the fen left over go one each to the largest
    remainders, earlier first: `split(100, [1, 1, 1])` is `[34, 33, 33]`. A negative amount is
    the mirror image. Raises ProblemsError when there is no positive weight or one is negative.
    """
    total = sum(weights)
    if total <= 0 or min(weights) < 0:
        raise refusal(
            "分摊比例不能为负，且至少有一个大于零",
            "Weights must not be negative, and at least one must be positive",
            value=list(weights),
        )
    if fen < 0:
        return [-share for share in split(-fen, weights)]
    shares = [fen * weight // total for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(fen * weights[i] % total), i))
    for i in by_remainder[: fen - sum(shares)]:
        shares[i] += 1
    return shares


_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿")


def uppercase_amount(fen: int) -> str:
    """The amount in capital figures for letters and vouchers: 120000 → "壹仟贰佰元整".

    Follows the central bank's rules for writing bills (正确填写票据和结算凭证的基本规定): 整 after
    yuan or jiao, none after fen; 零 for zeros inside the number and for a missing jiao.
    Raises ProblemsError above MAX_FEN.
    """
    _within_bounds(fen, fen, "")
    yuan, cents = divmod(abs(fen), FEN_PER_YUAN)
    jiao, last = divmod(cents, 10)
    words = _capital_integer(yuan) + "元" if yuan or not cents else ""
    if jiao:
        words += _DIGITS[jiao] + "角"
    elif last and yuan:
        words += "零"
    words += _DIGITS[last] + "分" if last else "整"
    return ("负" if fen < 0 else "") + words


def _capital_integer(number: int) -> str:
    if number == 0:
        return _DIGITS[0]
    words, higher = "", 0
    for position in reversed(range(len(_GROUPS))):
        group = number // 10_000**position % 10_000
        if group:
            # 零 stands for the gap: a short group, or a higher part that ends in zero.
            gap = bool(words) and (group < 1000 or higher % 10 == 0)
            words += (_DIGITS[0] if gap else "") + _capital_group(group) + _GROUPS[position]
        higher = higher * 10_000 + group
    return words


def _capital_group(group: int) -> str:
    words, gap = "", False
    for place in reversed(range(len(_PLACES))):
        digit = group // 10**place % 10
        if digit == 0:
            gap = bool(words)
            continue
        words += (_DIGITS[0] if gap else "") + _DIGITS[digit] + _PLACES[place]
        gap = False
    return words
