"""The number by which an organisation is known (unified social credit code, GB 32100-2015). Pure."""

from __future__ import annotations

from doudi.units.text import plain, refusal

LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18


def check_letter_of(body: str) -> str:
    """Of the first 17 signs. Raises ValueError: a sign that no code has."""
    total = sum(LETTERS.index(c) * pow(3, place, 31) for place, c in enumerate(body))
    return LETTERS[-total % 31]


def clean_credit_code(code: str, *, where: str = "credit_code") -> str:
    """In capital letters. Raises ProblemsError: not 18 signs of the code, a wrong last one."""
    signs = "".join(plain(code).split()).upper()
    if len(signs) != LENGTH or any(c not in LETTERS for c in signs):
        raise refusal(
            "统一社会信用代码是18位数字和字母（没有I、O、S、V、Z）",
            "the code has 18 signs: figures, and letters but I, O, S, V and Z",
            where=where,
        )
    if check_letter_of(signs[:-1]) != signs[-1]:
        raise refusal(
            "统一社会信用代码的校验位不对，请核对",
            "the last sign of the code does not fit the others",
            where=where,
        )
    return signs
