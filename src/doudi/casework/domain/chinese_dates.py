"""Days as official papers write them: 二〇二二年十月二十一日."""

from __future__ import annotations

from datetime import date

_DIGITS = "〇一二三四五六七八九"


def in_chinese(day: date) -> str:
    year = "".join(_DIGITS[int(figure)] for figure in str(day.year))
    return f"{year}年{_below_hundred(day.month)}月{_below_hundred(day.day)}日"


def _below_hundred(number: int) -> str:
    """1 to 31."""
    tens, ones = divmod(number, 10)
    ten = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return ten + (_DIGITS[ones] if ones or not tens else "")
