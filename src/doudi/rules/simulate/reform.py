"""Reform files: what is to change, in the words of the rulebook.

    name: {zh: 农村低保标准提高10%, en: Rural Dibao line up by 10 %}
    source: 拟提请县政府常务会议审议
    from: 2022-07-01                    # without it: as if it had always held
    values:
      dibao_line: {rural: +10%}         # of whatever holds in each place
      edge_factor: 1.8                  # everywhere; its sign (< or ≤) stays
      single_person_share:
        - {area: "900101", value: ×1.1}
        - {area: "900102", value: 70%, from: 2023-01-01, until: 2023-12-31, source: 草案}
    rules: support.py                   # a file beside it: rules that take the place of those of the same name

A figure with a sign (+10%, -5%, +50, -50) or a factor (×1.1, x1.1, "*1.1") changes the one in force; any other replaces it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from doudi.rules.case_text import text_of
from doudi.rules.dimensions import STEPS_PER_FEN
from doudi.rules.marked_yaml import Marks, read_marked
from doudi.rules.nodes import COUNT, RATE
from doudi.rules.rulebook import Rulebook, nearest
from doudi.rules.values import COMPARATORS, RATE_PART, Declaration, steps_of
from doudi.units.area import contains, parse_area
from doudi.units.dates import parse_date
from doudi.units.money import Quantum, Rounding, round_to
from doudi.units.text import Problem, ProblemsError, Text, plain, refusal

KEYS = {"name", "source", "from", "until", "values", "rules"}
ROW_KEYS = {"area", "from", "until", "source", "value", "comparator"}
REPLACE, FACTOR, ADD = "replace", "factor", "add"

_RELATIVE = re.compile(
    r"(?P<sign>[+\-*×xX])\s*(?P<number>[0-9]+(?:\.[0-9]+)?(?:/[0-9]+)?)\s*(?P<percent>%?)"
)


@dataclass(frozen=True, slots=True)
class Change:
    """One figure that changes: for one key ("" where the value has none), in an area ("" everywhere), between two dates.

    how: `replace` by `amount` as the engine keeps it; `factor`: times the fraction `amount`; `add` the fraction `amount`, in
    the engine's steps (of a rate: itself).
    """

    value: str
    key: str
    area: str
    since: date | None
    until: date | None
    how: str
    amount: Any
    comparator: str | None
    source: str
    written: str
    where: str

    def is_in_force(self, on: date) -> bool:
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)

    def holds(self, area: str, on: date) -> bool:
        return self.is_in_force(on) and (not self.area or contains(self.area, area))


@dataclass(frozen=True, slots=True)
class Reform:
    """A set of changes that is tried as a whole."""

    label: Text
    source: str
    changes: tuple[Change, ...]
    rules: Path | None
    path: Path


def read_reform(path: Path, book: Rulebook) -> Reform:
    """Read a reform file; the rules beside it are read by `overlay.py`.

    Raises:
        ProblemsError: every fault of the file, each with its line.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise refusal("没有这个文件", "there is no such file", where=str(path)) from error
    except OSError as error:
        raise refusal("读不出这个文件", "this file cannot be read", where=str(path)) from error
    data, marks = read_marked(text_of(content, str(path)), str(path), keep_signs=True)
    if not isinstance(data, dict):
        raise refusal("改革文件应是一组设定", "a reform file is a mapping", where=str(path))
    return _Reader(book, data, marks, path).read()


class _Reader:
    """Reads one file, and keeps every fault until the end."""

    def __init__(self, book: Rulebook, data: dict[str, Any], marks: Marks, path: Path) -> None:
        self.book, self.data, self.marks, self.path = book, data, marks, path
        self.problems: list[Problem] = []

    def fault(self, zh: str, en: str, at: tuple[str | int, ...], value: object = None) -> None:
        shown = None if value is None else str(value)
        self.problems.append(Problem(Text(zh, en), self.marks.where(at), shown))

    def read(self) -> Reform:
        for key in self.data:
            if key not in KEYS:
                hint = _hint(key, KEYS)
                self.fault(f"不认识“{key}”{hint.zh}", f"unknown key {key!r}{hint.en}", (key,), key)
        changes = list(self._changes())
        self._refuse_overlaps(changes)
        rules = self._rules()
        if not changes and rules is None and not self.problems:
            self.fault(
                "没有写明要改什么（values 或 rules）",
                "nothing is changed: give values or rules",
                (),
            )
        label = self._label()
        if self.problems:
            raise ProblemsError(self.problems)
        source = self.data.get("source")
        return Reform(
            label, "" if source is None else str(source), tuple(changes), rules, self.path
        )

    def _label(self) -> Text:
        written = self.data.get("name")
        if isinstance(written, str) and written.strip():
            return Text(written, written)
        if isinstance(written, dict) and written.get("zh") and written.get("en"):
            return Text(str(written["zh"]), str(written["en"]))
        self.fault("缺少名称 name（zh、en）", "lacks its name (zh, en)", ("name",))
        return Text("", "")

    def _rules(self) -> Path | None:
        written = self.data.get("rules")
        if written is None:
            return None
        name = str(written)
        path = self.path.parent / name
        if Path(name).name != name or path.suffix != ".py" or not path.is_file():
            zh, en = (
                "rules 应是同一文件夹里的一个 .py 文件",
                "rules names a .py file in the same folder",
            )
            self.fault(zh, en, ("rules",), name)
            return None
        return path

    def _changes(self) -> Iterator[Change]:
        values = self.data.get("values")
        if values is not None and not isinstance(values, dict):
            self.fault("values 应逐个写数值的名字", "values is a mapping of names", ("values",))
            return
        declared = self.book.values.declarations
        for name, written in (values or {}).items():
            if name not in declared:
                hint = _hint(name, declared)
                zh, en = (
                    f"没有叫“{name}”的数值{hint.zh}",
                    f"there is no value called {name!r}{hint.en}",
                )
                self.fault(zh, en, ("values", name), name)
                continue
            rows = written if isinstance(written, list) else [written]
            for place, row in enumerate(rows):
                at: tuple[str | int, ...] = ("values", name)
                at = (*at, place) if isinstance(written, list) else at
                try:
                    yield from self._row(declared[name], row, at)
                except ProblemsError as error:
                    self.problems += error.problems

    def _refuse_overlaps(self, changes: list[Change]) -> None:
        """Two changes of one figure in one place on one day leave open which is meant."""
        for place, one in enumerate(changes):
            for other in changes[:place]:
                alike = (one.value, one.key, one.area) == (other.value, other.key, other.area)
                late, early = max((one, other), key=_first_day), min((one, other), key=_first_day)
                if alike and (early.until is None or _first_day(late) <= early.until):
                    text = Text(
                        "同一数值在同一地区、同一天改了两次",
                        "changed twice for one area on one day",
                    )
                    self.problems.append(Problem(text, one.where, one.value))

    def _row(self, declared: Declaration, row: Any, at: tuple[str | int, ...]) -> Iterator[Change]:
        keys = declared.keys or ("",)
        is_row = isinstance(row, dict) and not (declared.kind == "rounding" and "to" in row)
        if not is_row:
            row = {"value": row}
        for key in row.keys() - ROW_KEYS - set(declared.keys):
            hint = _hint(key, {*ROW_KEYS, *declared.keys})
            zh, en = (
                f"{declared.name} 里不认识“{key}”{hint.zh}",
                f"{declared.name}: unknown key {key!r}{hint.en}",
            )
            self.fault(zh, en, (*at, key), key)
        area = self._area(row, at)
        since, until = (self._day(row, key, at) for key in ("from", "until"))
        sign = self._comparator(declared, row, at)
        source = row.get("source", self.data.get("source"))
        found = {key: row[key] for key in keys if key and key in row}
        if "value" in row:
            found |= {key: row["value"] for key in keys if key not in found}
        if not found:
            self.fault(
                f"{declared.name} 没有写新的数值", f"{declared.name}: no new figure is given", at
            )
        for key, written in found.items():
            where = self.marks.where((*at, key or "value"))
            how, amount = _read_amount(declared, written, where)
            yield Change(
                declared.name, key, area, since, until, how, amount, sign, "" if source is None else str(source),
                str(written), where,
            )  # fmt: skip

    def _area(self, row: Mapping[str, Any], at: tuple[str | int, ...]) -> str:
        written = row.get("area")
        return (
            ""
            if written is None
            else parse_area(str(written), where=self.marks.where((*at, "area")))
        )

    def _day(self, row: Mapping[str, Any], key: str, at: tuple[str | int, ...]) -> date | None:
        written = row.get(key, self.data.get(key))
        where = self.marks.where((*at, key) if key in row else (key,))
        return None if written is None else parse_date(str(written), where=where)

    def _comparator(
        self, declared: Declaration, row: Mapping[str, Any], at: tuple[str | int, ...]
    ) -> str | None:
        written = row.get("comparator")
        if written is None:
            return None
        if not declared.has_comparator or written not in COMPARATORS:
            zh = "comparator 只能是 <、<=、>、>= 之一，而且只用于带比较符号的数值"
            en = "comparator is one of < <= > >=, and only for a value that carries one"
            self.fault(zh, en, (*at, "comparator"), written)
            return None
        return COMPARATORS[written]


def _first_day(change: Change) -> date:
    return change.since or date.min


def _hint(word: str, known: Any) -> Text:
    near = nearest(str(word), known)
    return Text(f"，是不是“{near}”？", f"; did you mean {near!r}?") if near else Text("", "")


def _read_amount(declared: Declaration, written: Any, where: str) -> tuple[str, Any]:
    """How a figure changes, and by what.

    Raises:
        ProblemsError: no figure of this kind, or a relative one where there is nothing to count.
    """
    match = _RELATIVE.fullmatch(plain(str(written))) if isinstance(written, str) else None
    if match is None:
        return REPLACE, steps_of(declared, written, where)
    if declared.kind not in (COUNT, RATE):
        raise refusal(
            f"{declared.name} 不是数量，不能写增减",
            f"{declared.name} is no quantity: it cannot be raised or lowered",
            where=where,
            value=written,
        )
    number = Fraction(match["number"])
    if match["percent"]:
        number /= 100
        if match["sign"] in "+-":
            return FACTOR, 1 + number if match["sign"] == "+" else 1 - number
    if match["sign"] in "*×xX":
        return FACTOR, number
    steps = number * (1 if declared.kind == RATE else declared.unit.steps)
    return ADD, steps if match["sign"] == "+" else -steps


def changed_figure(change: Change, declared: Declaration, figure: Any) -> Any:
    """The figure after the change; money to the fen, half up.

    Raises:
        ProblemsError: it leaves the bounds of the value, or is finer than the engine counts.
    """
    if change.how == REPLACE:
        return change.amount
    exact = figure * change.amount if change.how == FACTOR else figure + change.amount
    exact = Fraction(exact)
    if declared.kind == RATE:
        fits = max(abs(exact.numerator), exact.denominator) <= RATE_PART
    elif declared.unit.is_money:
        exact = Fraction(
            round_to(exact / STEPS_PER_FEN, Quantum.fen, Rounding.half_up) * STEPS_PER_FEN
        )
        fits = True
    else:
        fits = exact.denominator == 1
    if not fits:
        zh, en = (
            f"{declared.name} 改动后的数值过细",
            f"{declared.name}: the changed figure is too fine",
        )
        raise refusal(zh, en, where=change.where, value=change.written)
    if not declared.low <= exact <= declared.high:
        zh, en = (
            f"{declared.name} 改动后超出规定范围",
            f"{declared.name}: the changed figure is outside its bounds",
        )
        raise refusal(zh, en, where=change.where, value=change.written)
    return exact if declared.kind == RATE else int(exact)
