"""Names of people: how they are kept, and the pinyin initials by which a clerk finds them (张三 → zs)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from pypinyin import Style, pinyin

from doudi.units.text import plain, refusal

LONGEST = 50
_DOTS = str.maketrans("•・‧∙⋅.．", "·······")
_ALLOWED = re.compile(r"[^\W\d_](?:[^\W\d_]|[\s·'’()-])*")
# How these characters are read at the head of a name, where that differs from the common reading.
_SURNAMES = {
    "单": "s", "仇": "q", "区": "o", "查": "z", "解": "x", "曾": "z", "盖": "g", "乐": "y", "任": "r", "朴": "p",
    "繁": "p", "种": "c", "召": "s", "缪": "m", "翟": "z", "员": "y", "冼": "x", "宓": "m", "折": "s", "黑": "h",
    "秘": "b", "阚": "k", "那": "n", "燕": "y", "隗": "w", "郗": "x", "褚": "c", "重": "c", "长": "c", "尉": "w",
    "覃": "q", "令": "l", "万": "w", "沈": "s", "石": "s", "卜": "b", "都": "d", "宿": "s", "夏": "x", "盛": "s",
}  # fmt: skip
_DOUBLE_SURNAMES = {
    "尉迟": "yc",
    "万俟": "mq",
    "长孙": "zs",
    "单于": "cy",
    "澹台": "tt",
    "令狐": "lh",
}


def clean_name(value: str, *, where: str = "") -> str:
    """The name as it is kept: no outer blanks, one sign for the dot of ethnic names, every rare character as given.

    Raises ProblemsError for an empty name, one with figures or signs in it, or one longer than 50 characters.
    """
    name = unicodedata.normalize("NFC", plain(value))
    name = re.sub(r"\s+", " ", name)
    if not name.isascii():
        name = re.sub(r" ", "", name).translate(_DOTS)
    if not name:
        raise refusal("姓名为空", "The name is empty", where=where, value=value)
    if len(name) > LONGEST:
        raise refusal(
            f"姓名最多{LONGEST}个字，这里有{len(name)}个",
            f"A name has at most {LONGEST} characters, not {len(name)}",
            where=where,
            value=value,
        )
    if not _ALLOWED.fullmatch(name):
        raise refusal(
            "姓名中只能有汉字、字母和间隔号",
            "A name has only characters, letters and the dot between them",
            where=where,
            value=value,
        )
    return name


def name_initials(name: str) -> str:
    """Lower-case first letters, one for each character or Latin word; what has no known reading is left out."""
    if name.isascii():
        return "".join(word[0].lower() for word in re.findall(r"[A-Za-z]+", name))
    if (double := _DOUBLE_SURNAMES.get(name[:2])) is not None:
        return double + "".join(map(_initial, name[2:]))
    head = _SURNAMES.get(name[0]) or _initial(name[0])
    return head + "".join(map(_initial, name[1:]))


@lru_cache(maxsize=100_000)
def _initial(character: str) -> str:
    if character.isascii():
        return character.lower() if character.isalpha() else ""
    found = pinyin(character, style=Style.FIRST_LETTER, errors="ignore", strict=False)
    letter = found[0][0][:1] if found else ""
    return letter if letter.isascii() and letter.isalpha() else ""
