"""Made-up people with known duplicates: to measure how many of them are found, and how many pairs are wrong.

A county of households with what makes matching hard: few surnames, favourite given names, brothers who share a character, twins,
one telephone a household, father and son in neighbouring houses. Some are registered twice; then every field of every record is
spoilt with the same chance: half of the time it is missing, else it is mistaken as clerks mistake it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from doudi.matching.names import look_alikes, sound_of
from doudi.matching.people import people_table

Ints = NDArray[np.int64]
Texts = NDArray[np.object_]
Days = NDArray[np.datetime64]
Truths = NDArray[np.bool_]

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许邓韩冯曹彭曾萧田董潘袁蔡蒋余于杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏"
    "韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤冉犹牟"
)
GIVEN = (
    "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂兰华玉珍红梅燕建国文志海波小辉鹏云飞鑫俊峰浩宇晨子轩欣怡梦佳雪婷琳慧颖莉萍玲芬"
    "凤春菊荣贵福生金水木林森龙虎德才学礼义仁忠孝廷光永昌兴旺发财富安康宁乐天佑正大世家传承祖宗成功振东南西北山川河江湖泽雨露霜冰"
    "青松柏竹菲蓉蕾薇莲荷香媛嫣婧姗妮娅妍瑶瑾璐珊琴琪瑞祥吉庆喜双全元亨利贞维启承先继绍定开朝显"
)
DAY = np.timedelta64(1, "D")
_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2], np.int64)
_CHECKS = np.array(list("10X98765432"))


@dataclass(frozen=True, slots=True)
class MadePeople:
    """`people` as `find_duplicates` takes them; `truth`: the pairs of ids (lower first) that are one person."""

    people: pa.Table
    truth: set[tuple[int, int]]


def make_people(
    persons: int, *, seed: int, twice: float = 0.03, spoilt: float = 0.1, villages: int = 0
) -> MadePeople:
    """`persons` records in all; a share `twice` of them are second records; a share `spoilt` of all fields is wrong or missing."""
    rng = np.random.default_rng(seed)
    again = round(persons * twice)
    first = _originals(rng, persons - again, villages or max(3, persons // 5000))
    copied = rng.choice(persons - again, again, replace=False)
    fields = {name: np.concatenate([column, column[copied]]) for name, column in first.items()}
    _moved(rng, fields, persons - again)
    for name, spoil in _SPOIL.items():
        _spoil(rng, fields[name], spoil, spoilt)
    order = rng.permutation(persons)
    ids = np.empty(persons, np.int64)
    ids[order] = np.arange(1, persons + 1)
    pairs = zip(ids[copied].tolist(), ids[persons - again :].tolist(), strict=True)
    table = people_table({"id": ids, **{name: _arrow(column) for name, column in fields.items()}})
    return MadePeople(table.take(pa.array(order)), {(min(p), max(p)) for p in pairs})


def _originals(rng: np.random.Generator, persons: int, villages: int) -> dict[str, Texts]:
    sizes = rng.choice([1, 2, 3, 4, 5, 6], size=persons, p=[0.2, 0.24, 0.22, 0.18, 0.1, 0.06])
    sizes = sizes[: int(np.searchsorted(np.cumsum(sizes), persons)) + 1]
    home = np.repeat(np.arange(len(sizes)), sizes)[:persons]
    households = int(home[-1]) + 1
    place = np.arange(persons) - np.searchsorted(home, home)  # 0: the head
    village = rng.integers(0, villages, households)
    surname_of_home = _zipf(rng, len(SURNAMES), households)
    shared_character = _zipf(rng, len(GIVEN), households)
    married_in = place == 1
    surnames = np.where(married_in, _zipf(rng, len(SURNAMES), persons), surname_of_home[home])
    born = _birth_days(rng, place, persons)
    twin = (place >= 3) & (rng.random(persons) < 0.03)
    born[twin] = born[np.flatnonzero(twin) - 1]
    women = rng.random(persons) < 0.5
    codes = np.array(
        [f"900101{101 + v // 10:03d}{201 + v % 10:03d}" for v in range(villages)], object
    )
    phones = np.array([f"19{n:09d}" for n in rng.integers(0, 10**9, households)], object)
    return {
        "name": _names(rng, surnames, place >= 2, shared_character[home], home),
        "birth_date": born,
        "sex": np.where(women, "female", "male").astype(object),
        "village": codes[village][home],
        "phone": phones[home],
        "identity": _identities(rng, born, women),
        "household": home.astype(object),
    }


def _zipf(rng: np.random.Generator, options: int, size: int) -> Ints:
    share = 1 / (np.arange(options) + 6)
    return rng.choice(options, size=size, p=share / share.sum())


def _birth_days(rng: np.random.Generator, place: Ints, persons: int) -> Days:
    years = np.select(
        [place == 0, place == 1], [rng.normal(1970, 14, persons), rng.normal(1972, 14, persons)],
        rng.normal(2000, 14, persons),
    )  # fmt: skip
    days = (np.clip(years, 1925, 2021) - 1970) * 365.2425 + rng.integers(0, 366, persons)
    born: Days = np.datetime64("1970-01-01") + days.astype(np.int64) * DAY
    return born


def _names(
    rng: np.random.Generator, surnames: Ints, is_child: Truths, shared: Ints, home: Ints
) -> Texts:
    """No two of a household sound the same: their parents would not know whom they call."""
    characters = np.array(list(GIVEN), object)
    sounds = np.unique([sound_of(c) for c in GIVEN], return_inverse=True)[1]
    size = len(surnames)
    middle = np.where(is_child, shared, _zipf(rng, len(GIVEN), size))
    middle[rng.random(size) < 0.18] = -1
    last = _zipf(rng, len(GIVEN), size)
    clash = np.arange(size)
    while len(clash):
        last[clash] = _zipf(rng, len(GIVEN), len(clash))
        heard = (home * len(SURNAMES) + surnames) * 1000 + np.where(middle < 0, 999, sounds[middle])
        kept = np.unique(heard * 1000 + sounds[last], return_index=True)[1]
        clash = np.setdiff1d(np.arange(size), kept)
    given = np.where(middle < 0, "", characters[middle]) + characters[last]
    names: Texts = np.array(list(SURNAMES), object)[surnames] + given
    return names


def _identities(rng: np.random.Generator, born: Days, women: Truths) -> Texts:
    """Numbers of the fictional province 90 with right check digits, each given once, as the law has it."""
    days = np.char.replace(np.datetime_as_string(born, unit="D"), "-", "")
    stems = np.empty(len(born), "U17")
    open_rows = np.arange(len(born))
    while len(open_rows):
        orders = rng.integers(0, 500, len(open_rows)) * 2 + np.where(women[open_rows], 0, 1)
        counties = rng.integers(1, 6, len(open_rows))
        stems[open_rows] = [
            f"90010{c}{d}{o:03d}" for c, d, o in zip(counties, days[open_rows], orders, strict=True)
        ]
        kept = np.zeros(len(born), bool)
        kept[np.unique(stems, return_index=True)[1]] = True
        open_rows = np.flatnonzero(~kept)
    figures = stems.view("U1").reshape(-1, 17).astype(np.int64)
    return np.char.add(stems, _CHECKS[(figures @ _WEIGHTS) % 11]).astype(object)


def _moved(rng: np.random.Generator, fields: dict[str, Texts], first_copy: int) -> None:
    """Who is registered twice mostly stands in another household, often elsewhere, sometimes with another telephone."""
    copies = np.arange(first_copy, len(fields["name"]))
    fields["household"][copies] = copies + 10_000_000
    elsewhere = copies[rng.random(len(copies)) < 0.25]
    fields["village"][elsewhere] = rng.permutation(fields["village"][elsewhere])
    other_phone = copies[rng.random(len(copies)) < 0.2]
    fields["phone"][other_phone] = [f"19{n:09d}" for n in rng.integers(0, 10**9, len(other_phone))]


def _spoil(rng: np.random.Generator, column: Texts, spoil: str, share: float) -> None:
    hit = np.flatnonzero(rng.random(len(column)) < share)
    missing = rng.random(len(hit)) < 0.5
    for row in hit[~missing]:
        if spoil == "sex":
            column[row] = "male" if column[row] == "female" else "female"
        elif spoil == "village":
            column[row] = column[rng.integers(0, len(column))]
        elif spoil == "day":
            column[row] = _slipped_day(rng, column[row])
        elif spoil == "name":
            column[row] = _misheard(rng, column[row])
        else:
            column[row] = _slip(rng, column[row])
    if spoil == "day":
        column[hit[missing]] = np.datetime64("NaT")
    elif spoil != "name":  # a record without a name is not registered
        column[hit[missing]] = None


_SPOIL = {"name": "name", "birth_date": "day", "sex": "sex", "village": "village", "phone": "figures", "identity": "figures"}  # fmt: skip


def _slip(rng: np.random.Generator, text: str) -> str:
    """One figure mistaken, or two neighbours swapped."""
    at = int(rng.integers(0, len(text) - 1))
    if rng.random() < 0.4 and text[at] != text[at + 1]:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    old = text[at]
    new = str((int(old) + 1 + int(rng.integers(0, 9))) % 10)
    return text[:at] + new + text[at + 1 :]


def _slipped_day(rng: np.random.Generator, day: np.datetime64) -> np.datetime64:
    year, month, number = (int(x) for x in str(day).split("-"))
    choice = rng.random()
    if choice < 0.4 and number <= 12:
        return np.datetime64(f"{year}-{number:02d}-{month:02d}")
    if choice < 0.7:
        return np.datetime64(f"{year}-{month:02d}-{min(28, number % 10 + 10):02d}")
    return np.datetime64(
        f"{year + int(rng.choice([-10, -1, 1, 10]))}-{month:02d}-{min(number, 28):02d}"
    )


def _misheard(rng: np.random.Generator, name: str) -> str:
    """Mostly a character of the same sound or shape; sometimes another one altogether."""
    at = int(rng.integers(0, len(name)))
    options = [c for c in _confusable().get(name[at], ()) if c != name[at]]
    if not options or rng.random() < 0.15:
        options = list(GIVEN)
    return name[:at] + str(rng.choice(options)) + name[at + 1 :]


@cache
def _confusable() -> dict[str, tuple[str, ...]]:
    """Each character with those that sound or look like it."""
    characters = set(SURNAMES + GIVEN) | {chr(c) for c in look_alikes()}
    groups: dict[str, set[str]] = {}
    for character in sorted(characters):
        groups.setdefault(sound_of(character), set()).add(character)
        if stands := look_alikes().get(ord(character)):
            groups.setdefault(chr(stands), set()).add(character)
    found: dict[str, set[str]] = {}
    for group in groups.values():
        for character in group:
            found.setdefault(character, set()).update(group)
    return {c: tuple(sorted(others)) for c, others in found.items()}


def _arrow(column: Texts) -> pa.Array:
    if column.dtype.kind == "M":
        return pa.array(column.astype("datetime64[D]"), pa.date32())
    return pa.array(column.tolist())
