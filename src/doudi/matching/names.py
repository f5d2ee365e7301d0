"""How a name sounds and what it looks like: names that were written down by ear or copied from paper are still found.

Both keys are coarse on purpose. Sounds leave out tones and what the south-west does not tell apart (zh and z, n and l, in and ing).
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

import pyarrow as pa
import pyarrow.compute as pc
from pypinyin import Style, pinyin

COMPOUND_SURNAMES = frozenset(
    [
        "欧阳",
        "司马",
        "上官",
        "诸葛",
        "夏侯",
        "皇甫",
        "尉迟",
        "公孙",
        "慕容",
        "令狐",
        "长孙",
        "宇文",
        "司徒",
        "东方",
        "独孤",
        "南宫",
        "端木",
        "百里",
    ]
)
# Read otherwise as a surname than elsewhere.
SURNAME_SOUNDS = {
    "曾": "zeng", "单": "shan", "解": "xie", "仇": "qiu", "查": "zha", "朴": "piao", "区": "ou", "盖": "ge",
    "翟": "zhai", "任": "ren", "华": "hua", "宓": "mi", "秘": "bi", "冼": "xian", "覃": "qin", "尉": "wei", "万": "wan",
}  # fmt: skip
_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"))
_DOT = re.compile(r"[\s·•‧・.．]+")


def clean(name: str) -> str:
    """The name without blanks and with one kind of dot left out: "艾力 · 买买提" and "艾力·买买提" are one."""
    return _DOT.sub("", name)


def split_name(name: str) -> tuple[str, str]:
    """Surname and given name; of a name of other custom the first character counts as the surname."""
    size = 2 if name[:2] in COMPOUND_SURNAMES and len(name) > 2 else 1
    return name[:size], name[size:]


@cache
def sound_of(character: str) -> str:
    """The syllable without tone, coarse; a character that has none stands for itself."""
    return _coarse(pinyin(character, style=Style.NORMAL)[0][0])


def _coarse(syllable: str) -> str:
    for fine, coarse in _INITIALS:
        if syllable.startswith(fine):
            syllable = coarse + syllable[len(fine) :]
            break
    if syllable.endswith(("ing", "eng")):
        syllable = syllable[:-1]
    return syllable


def sound(name: str) -> str:
    """ "张维兴" → "zang wei xin"."""
    if not name:
        return ""
    first = _coarse(SURNAME_SOUNDS.get(name[0], "")) or sound_of(name[0])
    return " ".join([first, *map(sound_of, name[1:])])


@cache
def look_alikes() -> dict[int, int]:
    """For `str.translate`: each character of a group becomes the group's first. Raises ValueError for a character in two groups."""
    found: dict[int, int] = {}
    text = (files("doudi.matching") / "data" / "look_alike.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        for character in line:
            if found.setdefault(ord(character), ord(line[0])) != ord(line[0]):
                raise ValueError(f"look_alike.txt: {character} stands in two groups")
    return found


def shape(name: str) -> str:
    """The name with every character replaced by the one that stands for its look-alikes."""
    return name.translate(look_alikes())


def name_columns(names: pa.Array) -> dict[str, pa.Array]:
    """Of a column of names: `name` cleaned, `surname`, `sound`, `surname_sound`, `shape`; null where there is none. Each different name is read once."""
    coded = pc.dictionary_encode(names.cast(pa.string()))
    different = [clean(name) for name in coded.dictionary.to_pylist()]
    surnames = [split_name(name)[0] for name in different]
    columns = {
        "name": different,
        "surname": surnames,
        "sound": [sound(name) for name in different],
        "surname_sound": [sound(surname) for surname in surnames],
        "shape": [shape(name) for name in different],
    }
    return {
        key: pa.array([value or None for value in values], pa.string()).take(coded.indices)
        for key, values in columns.items()
    }
