"""Values: the figures of the law, declared once, dated, by area, each with its source.

A *declaration* (beside a programme) says what a value is. A *pack* (national, a province's, a county's own) gives figures. The
nearest area in force on the date wins, if its figure may be inherited; a later pack lies over an earlier one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

from doudi.rules.declare import day_number
from doudi.rules.dimensions import NUMBER, Unit, parse_unit
from doudi.rules.marked_yaml import LONGEST_NUMBER, Marks, read_marked
from doudi.rules.nodes import CATEGORY, COUNT, DATE, RATE, TRUTH, Node
from doudi.units.area import ancestors, parse_area
from doudi.units.money import Quantum, Rounding
from doudi.units.text import Problem, ProblemsError, Text

NATION = "000000000000"
RATE_PART = 100_000  # the largest numerator or denominator of a rate

COMPARATORS = {"<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
KINDS = {
    "number": COUNT,
    "rate": RATE,
    "category": CATEGORY,
    "truth": TRUTH,
    "rounding": "rounding",
    "date": DATE,
}


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a value is: kind, unit, bounds, and whether figures differ by a category or carry a comparator."""

    name: str
    label: Text
    kind: str
    law: str
    programme: str
    unit: Unit = NUMBER
    by: str | None = None
    keys: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    option_labels: tuple[Text, ...] = ()
    low: int = 0
    high: int = 1
    has_comparator: bool = False
    enter: Text | None = None
    where: str = ""

    def node(self) -> Node:
        options = self.keys if self.by else self.options
        return Node(
            "value",
            (),
            entity=None,
            kind=self.kind,
            unit=self.unit,
            data=self.name,
            options=options,
            where=self.where,
        )


@dataclass(frozen=True, slots=True)
class Figure:
    """One dated figure of one value for one area: in steps, or an exact Fraction for a rate."""

    value: str
    area: str
    since: date
    until: date | None
    by_key: dict[str, Any]  # key "" when the value does not differ by a category
    comparator: str | None
    inherited: bool
    source: str
    tag: str
    year_only: bool
    pack: Pack
    where: str

    def holds(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on <= self.until)


@dataclass(frozen=True, slots=True)
class Pack:
    """A folder of figures: who stands behind it, and whether it is only a demonstration."""

    name: str
    label: Text
    demonstration: bool
    source: str
    local: bool = False


@dataclass(frozen=True, slots=True)
class Resolved:
    """The figure that a value has for an area on a date, for one key."""

    figure: Any
    comparator: str | None
    source: str
    tag: str
    area: str
    since: date
    until: date | None
    last_known: bool
    pack: Pack
    where: str


def read_declarations(
    path: Path, programme: str, facts: dict[str, Any]
) -> tuple[list[Declaration], list[Figure]]:
    """Declarations of one values/*.yaml file, with the national figures written beside them.

    Raises:
        ProblemsError: every fault of the file, each with its line.
    """
    data, marks = read_marked(path.read_text(encoding="utf-8"), str(path))
    declarations, figures, problems = [], [], []
    national = Pack("national", Text("国家规定", "national law"), False, "")
    for name, entry in (data or {}).items():
        try:
            declaration = _declaration(name, entry, programme, facts, marks)
            declarations.append(declaration)
            for place, row in enumerate(entry.get("figures") or ()):
                path_ = (name, "figures", place)
                figures.append(read_figure(declaration, row, NATION, national, marks, path_))
        except ProblemsError as error:
            problems += error.problems
    if problems:
        raise ProblemsError(problems)
    return declarations, figures


def _declaration(
    name: str, entry: Any, programme: str, facts: dict[str, Any], marks: Marks
) -> Declaration:
    allowed = {
        "zh", "en", "kind", "unit", "by", "options", "between", "comparator", "law", "figures", "enter_zh", "enter_en",
    }  # fmt: skip
    where = marks.where((name,))
    if not isinstance(entry, dict):
        _stop(Text(f"{name} 应是一组说明", f"{name} must be a mapping"), where)
    for key in entry:
        if key not in allowed:
            _stop(
                Text(f"{name} 里不认识“{key}”", f"{name}: unknown key {key!r}"),
                marks.where((name, key)),
                key,
            )
    for key in ("zh", "en", "kind", "law"):
        if key not in entry:
            _stop(Text(f"{name} 缺少 {key}", f"{name} lacks {key}"), where)
    if entry["kind"] not in KINDS:
        _stop(
            Text(f"{name} 的 kind 不认识", f"{name}: unknown kind"),
            marks.where((name, "kind")),
            entry["kind"],
        )
    kind = KINDS[entry["kind"]]
    try:
        unit = parse_unit(str(entry.get("unit", "number")))
    except ValueError as error:
        _stop(Text(f"{name} 的单位不认识:{error}", f"{name}: {error}"), marks.where((name, "unit")))
    by = entry.get("by")
    if by is not None and by not in facts:
        _stop(
            Text(
                f"{name} 按“{by}”区分，但没有这个事实",
                f"{name} differs by {by!r}, which is no fact",
            ),
            where,
            by,
        )
    low, high = 0, 1
    options, option_labels = _options(name, entry, marks)
    if kind == COUNT:
        if "between" not in entry:
            _stop(Text(f"{name} 缺少上下限 between", f"{name} lacks its bounds `between`"), where)
        low, high = (int(Fraction(str(bound)) * unit.steps) for bound in entry["between"])
    elif kind == CATEGORY:
        high = len(options) - 1
    elif kind == RATE:
        low, high = entry.get("between", (0, 10))
    elif kind == DATE:
        low, high = day_number(date(1900, 1, 1)), day_number(date(2199, 12, 31))
    enter = Text(entry["enter_zh"], entry["enter_en"]) if "enter_zh" in entry else None
    return Declaration(
        name,
        Text(entry["zh"], entry["en"]),
        kind,
        entry["law"],
        programme,
        unit,
        by,
        facts[by].options if by else (),
        options,
        option_labels,
        low,
        high,
        bool(entry.get("comparator", False)),
        enter,
        where,
    )


def _options(name: str, entry: Any, marks: Marks) -> tuple[tuple[str, ...], tuple[Text, ...]]:
    """Options of a category with their labels, written `name: 中文|English`."""
    written = entry.get("options") or {}
    labels = []
    for option, label in written.items():
        zh, bar, en = str(label).partition("|")
        if not bar:
            _stop(
                Text(
                    f"{name} 的选项 {option} 应写“中文|English”",
                    f"{name}: write option {option} as “中文|English”",
                ),
                marks.where((name, "options", option)),
            )
        labels.append(Text(zh.strip(), en.strip()))
    return tuple(written), tuple(labels)


def _stop(text: Text, where: str, value: Any = None) -> Any:
    raise ProblemsError([Problem(text, where, None if value is None else str(value))])


def read_figure(
    declaration: Declaration,
    row: Any,
    area: str,
    pack: Pack,
    marks: Marks,
    path: tuple[str | int, ...],
) -> Figure:
    """One dated row of figures.

    Raises:
        ProblemsError: a missing key, source or comparator, a figure out of bounds or finer than its unit.
    """
    where = marks.where(path)
    if not isinstance(row, dict):
        _stop(
            Text(
                "每条数值应写明 from、值和 source", "each figure needs `from`, a value and `source`"
            ),
            where,
        )
    known = {"from", "until", "area", "comparator", "inherited", "source", "tag", "value"} | set(
        declaration.keys
    )
    for key in row:
        if key not in known:
            _stop(
                Text(
                    f"{declaration.name} 里不认识“{key}”",
                    f"{declaration.name}: unknown key {key!r}",
                ),
                marks.where((*path, key)),
                key,
            )
    for key in ("from", "source"):
        if not row.get(key):
            _stop(
                Text(
                    f"{declaration.name} 的数值缺少 {key}",
                    f"a figure of {declaration.name} lacks {key}",
                ),
                where,
            )
    since, year_only = _day(row["from"], declaration.name, marks.where((*path, "from")))
    until = _day(row["until"], declaration.name, where)[0] if row.get("until") else None
    comparator = row.get("comparator")
    if declaration.has_comparator != (comparator is not None) or (
        comparator and comparator not in COMPARATORS
    ):
        _stop(
            Text(
                f"{declaration.name} 要写明比较符号（<、<=、>、>= 之一）"
                if declaration.has_comparator
                else f"{declaration.name} 不带比较符号",
                f"{declaration.name} needs a comparator, one of < <= > >="
                if declaration.has_comparator
                else f"{declaration.name} takes no comparator",
            ),
            where,
            comparator,
        )
    keys = declaration.keys or ("",)
    by_key = {}
    for key in keys:
        written = row.get(key) if key else row.get("value")
        if written is None:
            missing = key or "value"
            _stop(
                Text(
                    f"{declaration.name} 缺少 {missing} 的数值",
                    f"{declaration.name} lacks {missing}",
                ),
                where,
            )
        by_key[key] = steps_of(declaration, written, marks.where((*path, key or "value")))
    return Figure(
        declaration.name,
        parse_area(str(row["area"]), where=where) if "area" in row else area,
        since,
        until,
        by_key,
        COMPARATORS[comparator] if comparator else None,
        bool(row.get("inherited", True)),
        str(row["source"]),
        str(row.get("tag", "")),
        year_only,
        pack,
        where,
    )


def _day(written: Any, name: str, where: str) -> tuple[date, bool]:
    text = str(written)
    try:
        if text.isdigit() and len(text) == 4:
            return date(int(text), 1, 1), True
        return date.fromisoformat(text), False
    except ValueError:
        return _stop(Text(f"{name} 的日期写错了", f"{name}: not a date"), where, text)  # type: ignore[no-any-return]


def steps_of(declaration: Declaration, written: Any, where: str) -> Any:
    """A written figure as the engine keeps it.

    Raises:
        ProblemsError: not a figure of this kind, out of its bounds, or finer than 1/100,800 fen.
    """
    name = declaration.name
    if declaration.kind == "rounding":
        if not isinstance(written, dict) or set(written) != {"to", "mode"}:
            _stop(Text(f"{name} 应写 to 和 mode", f"{name} needs `to` and `mode`"), where)
        try:
            return Quantum[written["to"]], Rounding[written["mode"]]
        except KeyError:
            _stop(
                Text(
                    f"{name}:to 取 fen、jiao、yuan,mode 取 half_up、ceil、floor",
                    f"{name}: `to` is fen, jiao or yuan, `mode` half_up, ceil or floor",
                ),
                where,
                written,
            )
    if declaration.kind == CATEGORY:
        if written not in declaration.options:
            choices = "、".join(declaration.options)
            _stop(
                Text(f"{name} 只能是 {choices}", f"{name} must be one of {choices}"), where, written
            )
        return declaration.options.index(written)
    if declaration.kind == TRUTH:
        if not isinstance(written, bool):
            _stop(Text(f"{name} 应写 yes 或 no", f"{name} must be yes or no"), where, written)
        return int(written)
    if declaration.kind == DATE:
        return day_number(_day(written, name, where)[0])
    try:
        exact = _fraction(str(written))
    except (ValueError, ZeroDivisionError):
        return _stop(Text(f"{name} 不是数字", f"{name}: not a number"), where, written)
    if declaration.kind == RATE:
        if max(abs(exact.numerator), exact.denominator) > RATE_PART:
            _stop(Text(f"{name} 的分数过细", f"{name}: too fine a fraction"), where, written)
        if not declaration.low <= exact <= declaration.high:
            _stop(
                Text(f"{name} 的数值超出规定范围", f"{name}: outside its declared bounds"),
                where,
                written,
            )
        return exact
    steps = exact * declaration.unit.steps
    if steps.denominator != 1:
        _stop(Text(f"{name} 的数值过细", f"{name}: finer than the engine counts"), where, written)
    if not declaration.low <= steps <= declaration.high:
        _stop(
            Text(f"{name} 的数值超出规定范围", f"{name}: outside its declared bounds"),
            where,
            written,
        )
    return int(steps)


def _fraction(text: str) -> Fraction:
    """ "5292/12", "30%", "1.5" as an exact fraction; not "1e999999999", which would fill the memory."""
    power = text.lower().partition("e")[2] or "0"
    if len(text) > LONGEST_NUMBER or abs(int(power)) > LONGEST_NUMBER:
        raise ValueError(text)
    if text.endswith("%"):
        return Fraction(text[:-1]) / 100
    if "/" in text:
        above, below = text.split("/")
        return Fraction(above.strip()) / Fraction(below.strip())
    return Fraction(text)


class ValueBook:
    """All declarations and figures of a rulebook, and the answer for one area and date."""

    def __init__(self, declarations: Iterable[Declaration], figures: Iterable[Figure]) -> None:
        self.declarations = {d.name: d for d in declarations}
        self.layers: list[list[Figure]] = []
        self._by_value: dict[str, list[Figure]] = {}
        self.add_layer(figures)

    def add_layer(self, figures: Iterable[Figure]) -> None:
        """Lay a pack over what is there.

        Raises:
            ProblemsError: two figures of one value, area and date in the same pack.
        """
        layer = list(figures)
        problems = _overlaps(layer)
        if problems:
            raise ProblemsError(problems)
        for figure in layer:
            self._by_value.setdefault(figure.value, []).append(figure)
        self.layers.append(layer)

    def copy(self) -> ValueBook:
        """The same figures, to lay another pack over."""
        book = ValueBook(self.declarations.values(), ())
        book.layers = list(self.layers)
        book._by_value = {name: list(figures) for name, figures in self._by_value.items()}
        return book

    def figures(self, name: str) -> list[Figure]:
        """Every figure of one value, in the order in which packs were laid."""
        return list(self._by_value.get(name, ()))

    def resolve(self, name: str, key: str, area: str, on: date) -> Resolved | None:
        """The figure in force, or None: nobody has entered it for this place and date."""
        return _nearest(self._by_value.get(name, ()), key, area, on)


@lru_cache(maxsize=4096)
def _places(area: str) -> tuple[str, ...]:
    """The area itself, then those around it, then the country."""
    return (area, *ancestors(area), NATION)


def _nearest(figures: Iterable[Figure], key: str, area: str, on: date) -> Resolved | None:
    candidates = [f for f in figures if f.holds(on)]
    for place in _places(area):
        here = [f for f in candidates if f.area == place and (f.inherited or place == area)]
        if here:
            # later start replaces an earlier one; among equals the pack laid last wins
            best = max(enumerate(here), key=lambda pair: (pair[1].since, pair[0]))[1]
            return Resolved(
                best.by_key[key],
                best.comparator,
                best.source,
                best.tag,
                best.area,
                best.since,
                best.until,
                best.year_only and best.until is None and on.year > best.since.year,
                best.pack,
                best.where,
            )
    return None


def _overlaps(layer: list[Figure]) -> list[Problem]:
    problems = []
    groups: dict[tuple[str, str, str], list[Figure]] = {}
    for figure in layer:
        groups.setdefault((figure.pack.name, figure.value, figure.area), []).append(figure)
    for group in groups.values():
        group.sort(key=lambda f: f.since)
        for first, second in pairwise(group):
            if first.since == second.since or (
                first.until is not None and first.until >= second.since
            ):
                text = Text(
                    f"{second.value} 在同一天有两个数值（另一个在 {first.where}）",
                    f"{second.value} has two figures on the same day (the other at {first.where})",
                )
                problems.append(Problem(text, second.where, str(second.since)))
    return problems


def read_pack(
    folder: Path, declarations: dict[str, Declaration], *, local: bool = False
) -> tuple[Pack, list[Figure]]:
    """The figures of one pack folder (pack.yaml and any other *.yaml beside it).

    Raises:
        ProblemsError: every fault found, each with file and line.
    """
    manifest = folder / "pack.yaml"
    if not manifest.exists():
        _stop(Text("数值包里没有 pack.yaml", "the pack has no pack.yaml"), str(folder))
    texts = [(manifest, manifest.read_text(encoding="utf-8"))]
    texts += [
        (path, path.read_text(encoding="utf-8"))
        for path in sorted(folder.glob("*.yaml"))
        if path != manifest
    ]
    return _read_pack(folder.name, [(str(p), t) for p, t in texts], declarations, local)


def read_pack_text(
    name: str, text: str, declarations: dict[str, Declaration], *, local: bool = False
) -> tuple[Pack, list[Figure]]:
    """The same for a pack that is one text, as a pack.yaml has it.

    Raises:
        ProblemsError: every fault found, each with its line.
    """
    return _read_pack(name, [(name, text)], declarations, local)


def _read_pack(
    name: str, texts: list[tuple[str, str]], declarations: dict[str, Declaration], local: bool
) -> tuple[Pack, list[Figure]]:
    """The first text is the manifest, which may have values of its own."""
    figures: list[Figure] = []
    problems: list[Problem] = []
    pack: Pack | None = None
    area = ""
    for where, text in texts:
        data, marks = read_marked(text, where)
        rows, prefix = data, cast(tuple[str, ...], ())
        if pack is None:
            pack, area = _manifest(name, data, marks, local)
            rows, prefix = data.get("values"), ("values",)
        found, faults = _rows(rows, prefix, marks, area, pack, declarations)
        figures += found
        problems += faults
    if problems:
        raise ProblemsError(problems)
    assert pack is not None
    return pack, figures


def _manifest(name: str, data: Any, marks: Marks, local: bool) -> tuple[Pack, str]:
    for key in ("zh", "en", "area", "source"):
        if not isinstance(data, dict) or key not in data:
            _stop(Text(f"pack.yaml 缺少 {key}", f"pack.yaml lacks {key}"), marks.where(()))
    label, demonstration = Text(data["zh"], data["en"]), bool(data.get("demonstration", False))
    pack = Pack(name, label, demonstration, str(data["source"]), local)
    return pack, parse_area(str(data["area"]), where=marks.where(("area",)))


def _rows(
    rows: Any,
    prefix: tuple[str, ...],
    marks: Marks,
    area: str,
    pack: Pack,
    declarations: dict[str, Declaration],
) -> tuple[list[Figure], list[Problem]]:
    figures: list[Figure] = []
    problems: list[Problem] = []
    for name, entries in (rows or {}).items():
        if name not in declarations:
            text = Text(f"没有叫“{name}”的数值", f"there is no value called {name!r}")
            problems.append(Problem(text, marks.where((*prefix, name)), name))
            continue
        for place, row in enumerate(entries if isinstance(entries, list) else [entries]):
            at = (*prefix, name, place) if isinstance(entries, list) else (*prefix, name)
            try:
                figures.append(read_figure(declarations[name], row, area, pack, marks, at))
            except ProblemsError as error:
                problems += error.problems
    return figures, problems


def stated(resolved: Resolved | None, figure: Any, comparator: str | None, where: str) -> Resolved:
    """A figure that a case states instead of the place's own; the reasons say so."""
    pack = Pack("stated", Text("本案设定", "stated for this case"), False, "")
    if resolved is None:
        today = date(1949, 10, 1)
        return Resolved(figure, comparator, "", "stated", "", today, None, False, pack, where)
    return replace(
        resolved, figure=figure, comparator=comparator, tag="stated", pack=pack, where=where
    )
