"""Amounts as cheques and decisions write them (大写金额): 380.67 → 叁佰捌拾元陆角柒分. Pure."""

from __future__ import annotations

from doudi.units.money import FEN_PER_YUAN, MAX_FEN
from doudi.units.text import refusal

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")
_GROUP = 10_000


def in_words(fen: int) -> str:
    """Raises ProblemsError: below zero, or a trillion yuan and more."""
    if fen < 0 or fen > MAX_FEN:
        raise refusal("金额超出范围", "the amount is out of range", value=fen)
    yuan, part = divmod(fen, FEN_PER_YUAN)
    jiao, cent = divmod(part, 10)
    words = _whole(yuan) + "元" if yuan or not part else ""
    if not part:
        return words + "整"
    if jiao:
        words += _DIGITS[jiao] + "角"
    elif yuan:
        words += "零"
    return words + (_DIGITS[cent] + "分" if cent else "")


def _whole(number: int) -> str:
    if number == 0:
        return _DIGITS[0]
    groups = []
    while number:
        number, low = divmod(number, _GROUP)
        groups.append(low)
    words = ""
    for place in reversed(range(len(groups))):
        group = groups[place]
        if not group:
            continue
        gap = words and (
            group < _GROUP // 10 or (place + 1 < len(groups) and not groups[place + 1])
        )
        words += (_DIGITS[0] if gap else "") + _thousands(group) + _GROUPS[place]
    return words


def _thousands(number: int) -> str:
    """Up to four digits; several zeros in the middle are read once, those at the end not at all."""
    words, waiting = "", False
    for place in reversed(range(len(_PLACES))):
        digit = number // 10**place % 10
        if digit:
            words += (_DIGITS[0] if waiting and words else "") + _DIGITS[digit] + _PLACES[place]
            waiting = False
        else:
            waiting = True
    return words
