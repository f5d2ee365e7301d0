"""Account numbers: what a bank gives, and what it never does. Pure."""

from __future__ import annotations

import re

from doudi.payments.domain.formats import LONGEST_NAME
from doudi.units.text import plain, refusal


def passes_luhn(number: str) -> bool:
    """The check digit of bank cards (ISO/IEC 7812-1)."""
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit)
        if place % 2:
            value = value * 2 - 9 if value > 4 else value * 2
        total += value
    return total % 10 == 0


def clean_number(number: str, *, where: str = "number") -> str:
    """The digits alone. Raises ProblemsError: not 12 to 19 digits, a card whose check digit is wrong."""
    digits = re.sub(r"[\s-]", "", plain(number))
    if not re.fullmatch(r"[0-9]{12,19}", digits):
        raise refusal("账号须是12到19位数字", "an account has 12 to 19 digits", where=where)
    if len(digits) >= 16 and not passes_luhn(digits):
        raise refusal(
            "账号的校验位不对，请核对", "the check digit of the card is wrong", where=where
        )
    return digits


def clean_company_number(number: str, *, where: str = "number") -> str:
    """Of an organisation's account: banks number these in their own ways, without a check digit. Raises ProblemsError."""
    digits = re.sub(r"[\s-]", "", plain(number))
    if not re.fullmatch(r"[0-9]{9,30}", digits):
        raise refusal(
            "对公账号须是9到30位数字", "a company's account has 9 to 30 digits", where=where
        )
    return digits


def clean_holder(name: str, *, where: str = "holder_name") -> str:
    """A name that every file to a bank can carry. Raises ProblemsError: none, too long, signs that no name has."""
    name = name.strip()
    if not name:
        raise refusal("请填写户名", "give the name on the account", where=where)
    if not all(c.isalpha() or c in "·•. ()（）-" for c in name):
        raise refusal(
            "户名里只能有文字和间隔号", "a name has letters and the dot between them", where=where
        )
    if len(name.encode("gb18030")) > LONGEST_NAME:
        raise refusal(
            "户名太长，银行文件写不下（最多30个汉字）",
            "too long for a bank's file: 30 Chinese characters at most",
            where=where,
        )
    return name


def shown(digits: str) -> str:
    return f"{digits[:4]} **** {digits[-4:]}"
