"""Telephone numbers: one spelling for the same number, and what a page may show of it."""

from __future__ import annotations

import re

from doudi.units.text import plain, refusal

_NUMBER = re.compile(r"\+?[0-9]{7,15}")


def clean_phone(value: str, *, where: str = "") -> str:
    """Digits only, without China's prefix. Raises ProblemsError for what cannot be a telephone number."""
    number = re.sub(r"[\s()-]", "", plain(value))
    number = re.sub(r"^(\+86|0086)", "", number)
    if not _NUMBER.fullmatch(number):
        raise refusal(
            "电话号码应为7至15位数字",
            "A telephone number has 7 to 15 figures",
            where=where,
            value=mask_phone(number),
        )
    return number


def mask_phone(number: str) -> str:
    """What a page may show, as "138****5678"; of a short number only the last two figures."""
    if len(number) < 10:
        return "*" * max(len(number) - 2, 0) + number[-2:]
    return number[:3] + "*" * (len(number) - 7) + number[-4:]
