"""How programmes meet in one person: which exclude each other, which pay the difference, which add up.

The relations are data (`stacking.yaml`); the rules themselves make them come out. Here the data is read and held complete, so that
tests, pages and letters can rely on it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from doudi.rules.marked_yaml import Marks, read_marked
from doudi.rules.nodes import CATEGORY, TRUTH
from doudi.rules.values import Declaration
from doudi.units.text import Problem, ProblemsError, Text

EXCLUSIVE, CHOOSE, DIFFERENCE, PREREQUISITE, ADD, LOCAL = (
    "exclusive",
    "choose",
    "difference",
    "prerequisite",
    "add",
    "local",
)
RELATIONS = {
    EXCLUSIVE: Text("不能同时享受", "never both"),
    CHOOSE: Text("只能选择一项", "one or the other, as the person chooses"),
    DIFFERENCE: Text("补足差额", "the second pays the difference"),
    PREREQUISITE: Text("前一项是后一项的条件", "the first opens the second"),
    ADD: Text("可以同时享受", "both are paid"),
    LOCAL: Text("由当地规定", "settled by the place"),
}
OTHERS = "others"  # every programme that must be paired and is not yet paired with the first side
_KEYS = {"between", "and", "relation", "law", "zh", "en", "value", "options"}


@dataclass(frozen=True, slots=True)
class Pairing:
    """What two programmes are to each other, in the order the law reads them (which opens or tops up which).

    `value` is the switch of the place that settles a local relation, `by_option` what each of its positions means.
    """

    first: str
    second: str
    relation: str
    law: str
    text: Text
    where: str
    value: str | None = None
    by_option: Mapping[str, str] | None = None

    def relation_under(self, option: str | None) -> str:
        """The relation where the place's switch stands on `option`; `local` where that is not known."""
        if self.by_option is None or option is None:
            return self.relation
        return self.by_option[option]


class Stacking:
    """Every pair of programmes that the matrix speaks of."""

    def __init__(self, pairings: Sequence[Pairing] = ()) -> None:
        self._pairs = {frozenset((p.first, p.second)): p for p in pairings}

    def __iter__(self) -> Iterator[Pairing]:
        return iter(self._pairs.values())

    def between(self, one: str, other: str) -> Pairing | None:
        """The pairing of two programmes, in either order."""
        return self._pairs.get(frozenset((one, other)))


def read_stacking(
    paths: Sequence[Path],
    programmes: Collection[str],
    declarations: Mapping[str, Declaration],
    *,
    complete_for: Collection[str],
) -> Stacking:
    """Read the matrix. `complete_for` are the programmes of which every two must be paired.

    Raises:
        ProblemsError: an unknown programme, relation or switch, a pair that is listed twice, a pair that is missing.
    """
    reader = _Reader(programmes, declarations, complete_for)
    for path in paths:
        data, marks = read_marked(path.read_text(encoding="utf-8"), str(path))
        for place, entry in enumerate(data or ()):
            reader.read(entry, place, marks)
    reader.fill_others()
    reader.find_missing(str(paths[0]) if paths else "")
    if reader.problems:
        raise ProblemsError(reader.problems)
    return Stacking(list(reader.pairs.values()))


class _Reader:
    def __init__(
        self,
        programmes: Collection[str],
        declarations: Mapping[str, Declaration],
        complete_for: Collection[str],
    ) -> None:
        self.programmes = programmes
        self.declarations = declarations
        self.complete_for = complete_for
        self.pairs: dict[frozenset[str], Pairing] = {}
        self.problems: list[Problem] = []
        self._others: list[tuple[str, Mapping[str, Any], str]] = []

    def read(self, entry: Any, place: int, marks: Marks) -> None:
        where = marks.where((place,))
        if not isinstance(entry, dict) or not _KEYS - {"value", "options"} <= set(entry) <= _KEYS:
            keys = "、".join(sorted(_KEYS))
            zh, en = f"每一条要写明：{keys}", f"an entry has {keys}"
            self.problems.append(Problem(Text(zh, en), where, str(entry)[:60]))
            return
        if entry["relation"] not in RELATIONS:
            zh, en = "不认识这种关系", "unknown relation"
            self.problems.append(Problem(Text(zh, en), where, str(entry["relation"])))
            return
        self._check_switch(entry, where)
        for one in _names(entry["between"]):
            for other in _names(entry["and"]):
                if other == OTHERS:
                    self._others.append((one, entry, where))
                else:
                    self._add(one, other, entry, where)

    def _add(self, one: str, other: str, entry: Mapping[str, Any], where: str) -> None:
        for name in (one, other):
            if name not in self.programmes:
                zh, en = "没有这个项目", "there is no such programme"
                self.problems.append(Problem(Text(zh, en), where, name))
                return
        pair, name = frozenset((one, other)), f"{one} × {other}"
        if one == other:
            zh, en = "一个项目不能与自己成对", "a programme is no pair with itself"
            self.problems.append(Problem(Text(zh, en), where, name))
        elif pair in self.pairs:
            there = self.pairs[pair].where
            zh, en = f"这一对已经写过（{there}）", f"this pair is listed already ({there})"
            self.problems.append(Problem(Text(zh, en), where, name))
        else:
            self.pairs[pair] = _pairing(one, other, entry, where)

    def _check_switch(self, entry: Mapping[str, Any], where: str) -> None:
        """A switch belongs to local relations only, is declared, and each of its positions is told."""
        value = entry.get("value")
        if value is None and "options" not in entry:
            return
        declared = self.declarations.get(value) if value is not None else None
        if declared is None or declared.kind not in (CATEGORY, TRUTH):
            zh, en = "没有这个开关", "there is no such switch"
            self.problems.append(Problem(Text(zh, en), where, str(value)))
            return
        options = _by_option(entry)
        known = set(declared.options or ("no", "yes"))
        unknown = {r for r in options.values() if r not in RELATIONS or r == LOCAL}
        if entry["relation"] != LOCAL or set(options) != known or unknown:
            zh = f"当地开关的每个选项都要写明关系：{'、'.join(sorted(known))}"
            en = f"a local relation names what each option means: {', '.join(sorted(known))}"
            self.problems.append(Problem(Text(zh, en), where, str(dict(options))))

    def fill_others(self) -> None:
        for one, entry, where in self._others:
            if one not in self.programmes:
                zh, en = "没有这个项目", "there is no such programme"
                self.problems.append(Problem(Text(zh, en), where, one))
                continue
            for other in self.complete_for:
                pair = frozenset((one, other))
                if other != one and pair not in self.pairs:
                    self.pairs[pair] = _pairing(one, other, entry, where)

    def find_missing(self, where: str) -> None:
        for one, other in combinations(self.complete_for, 2):
            if frozenset((one, other)) not in self.pairs:
                zh, en = "这一对的关系还没有写明", "nothing is said about this pair"
                self.problems.append(Problem(Text(zh, en), where, f"{one} × {other}"))


def _pairing(one: str, other: str, entry: Mapping[str, Any], where: str) -> Pairing:
    return Pairing(
        one,
        other,
        entry["relation"],
        str(entry["law"]),
        Text(str(entry["zh"]), str(entry["en"])),
        where,
        entry.get("value"),
        _by_option(entry) if "options" in entry else None,
    )


def _names(written: Any) -> list[str]:
    return [str(n) for n in written] if isinstance(written, list) else [str(written)]


def _by_option(entry: Mapping[str, Any]) -> dict[str, str]:
    """Relation by option; yes and no of a truth are read as words."""
    words = {True: "yes", False: "no"}
    options = entry.get("options")
    if not isinstance(options, dict):
        return {}
    return {words[k] if isinstance(k, bool) else str(k): str(v) for k, v in options.items()}
