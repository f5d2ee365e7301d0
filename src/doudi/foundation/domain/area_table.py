"""The table of places as a file, and what a file would change: pure, so that it is shown before it is done.

The national form is two columns, `code,name`; `is_urban`, `name_en` and `successors` may follow, in any order, with Chinese or
English headings, or none at all for the first two.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from doudi.rules.case_text import decode
from doudi.units.area import ancestors, parse_area, scope
from doudi.units.text import Problem, ProblemsError, Text, refusal

LONGEST_NAME, MOST_ROWS, MOST_PROBLEMS = 100, 1_000_000, 50
HEADINGS = {
    "code": ("code", "区划代码", "代码", "统计用区划代码", "行政区划代码"),
    "name": ("name", "名称", "区划名称", "单位名称"),
    "name_en": ("name_en", "英文名称"),
    "is_urban": ("is_urban", "是否城镇", "城镇"),
    "successors": ("successors", "继任区划", "继任代码"),
}
TRUTHS = {"是": True, "1": True, "yes": True, "true": True, "城镇": True, "否": False, "0": False, "no": False, "false": False, "乡村": False, "": None}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """One line of the table. `is_urban` None and `name_en` "": the file does not say, and what is known stays."""

    code: str
    name: str
    name_en: str = ""
    is_urban: bool | None = None
    successors: tuple[str, ...] = ()


@dataclass(slots=True)
class AreaPlan:
    """What a file changes in the table: new places, new names, places that are no longer there (with those that follow them)."""

    added: list[Place] = field(default_factory=list)
    changed: list[tuple[Place, Place]] = field(default_factory=list)  # before, after
    ended: list[Place] = field(default_factory=list)
    unchanged: int = 0

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.changed or self.ended)


def read_places(content: bytes, name: str) -> list[Place]:
    """The lines of a CSV file in UTF-8 or GB18030. Raises ProblemsError with every fault: place, value, rule."""
    text = decode(content, name)
    if not text.strip():
        raise refusal("文件是空的", "The file is empty", where=name)
    try:
        lines = list(csv.reader(io.StringIO(text), strict=True))
    except csv.Error as error:
        raise refusal(f"不是 CSV 文件：{error}", f"Not a CSV file: {error}", where=name) from None
    columns, first = _columns(lines[0], name)
    if len(lines) > MOST_ROWS:
        raise refusal(
            f"超过 {MOST_ROWS} 行，请按县分开",
            f"More than {MOST_ROWS} lines; split the file",
            where=name,
        )
    places: dict[str, Place] = {}
    problems: list[Problem] = []
    for number, cells in enumerate(lines[first:], start=first + 1):
        if not any(cell.strip() for cell in cells):
            continue
        try:
            place = _place(cells, columns, f"{name}:{number}")
            if place.code in places:
                raise refusal("这个代码前面已有一行", "This code stands on an earlier line", where=f"{name}:{number}", value=place.code)  # fmt: skip
            places[place.code] = place
        except ProblemsError as error:
            problems += error.problems
            if len(problems) >= MOST_PROBLEMS:
                break
    if problems:
        raise ProblemsError(problems)
    return list(places.values())


def plan_areas(
    now: Mapping[str, Place], file: Iterable[Place], *, is_whole: bool, name: str
) -> AreaPlan:
    """What the file changes. `is_whole`: the file is everything at and below its widest place, so what it leaves out has ended.

    Raises ProblemsError: a place whose county, township … is in neither, or whose successor is in neither.
    """
    wanted = {place.code: place for place in file}
    known = wanted.keys() | now.keys()
    _check_order(wanted.values(), known, name)
    plan = AreaPlan()
    for place in wanted.values():
        before = now.get(place.code)
        after = place if before is None else _laid_over(before, place)
        if before is None:
            plan.added.append(after)
        elif (before.name, before.name_en, before.is_urban) != (after.name, after.name_en, after.is_urban):  # fmt: skip
            plan.changed.append((before, after))
        else:
            plan.unchanged += 1
    if is_whole and wanted:
        lo, hi = _widest(wanted)
        plan.ended = [p for code, p in now.items() if lo <= code < hi and code not in wanted]
    return plan


def _widest(wanted: Mapping[str, Place]) -> tuple[str, str]:
    """The range that the file speaks of: that of its first place, when all the others lie in it."""
    first = min(wanted)
    lo, hi = scope(first)
    if not all(lo <= code < hi for code in wanted):
        raise refusal(
            "要按整表更新，文件须以一个包含其余各地的区划开头",
            "To replace a whole table, one place of the file must contain all the others",
            value=first,
        )
    return lo, hi


def _check_order(places: Iterable[Place], known: Iterable[str], name: str) -> None:
    there = set(known)
    problems = []
    for place in places:
        above = ancestors(place.code)
        # The table begins somewhere: only a place between others must not be left out.
        if above and above[0] not in there and any(code in there for code in above[1:]):
            problems.append(Problem(Text("上级区划不在表中", "The place above it is not in the table"), name, place.code))  # fmt: skip
        problems += [
            Problem(Text("继任区划不在表中", "The successor is not in the table"), name, code)
            for code in place.successors
            if code not in there
        ]
    if problems:
        raise ProblemsError(problems[:MOST_PROBLEMS])


def _laid_over(before: Place, after: Place) -> Place:
    return Place(
        after.code,
        after.name,
        after.name_en or before.name_en,
        before.is_urban if after.is_urban is None else after.is_urban,
        after.successors,
    )


def _columns(heading: list[str], name: str) -> tuple[dict[str, int], int]:
    """Where each column stands, and how many lines the heading takes. A file without one is `code,name[,is_urban]`."""
    cells = [cell.strip().lower() for cell in heading]
    found: dict[str, int] = {}
    for column, words in HEADINGS.items():
        places = [i for i, cell in enumerate(cells) if cell in words]
        if len(places) > 1:
            raise refusal("同一列出现两次", "A column stands twice", where=f"{name}:1", value=heading[places[1]])  # fmt: skip
        if places:
            found[column] = places[0]
    if not found and cells and cells[0].isdigit():
        return {"code": 0, "name": 1, "is_urban": 2}, 0
    if missing := {"code", "name"} - found.keys():
        listed = "、".join(HEADINGS[column][1] for column in sorted(missing))
        raise refusal(f"缺少这些列：{listed}", f"Missing columns: {', '.join(sorted(missing))}", where=f"{name}:1")  # fmt: skip
    return found, 1


def _place(cells: list[str], columns: Mapping[str, int], where: str) -> Place:
    def cell(column: str) -> str:
        at = columns.get(column, len(cells))
        return cells[at].strip() if at < len(cells) else ""

    if len(cells[columns["code"]].strip() if columns["code"] < len(cells) else "") != 12:
        raise refusal("区划代码应为12位数字", "An area code has 12 digits", where=where, value=cell("code"))  # fmt: skip
    urban = cell("is_urban").lower()
    if urban not in TRUTHS:
        raise refusal("是否城镇应为“是”或“否”", "is_urban must be yes or no", where=where, value=cell("is_urban"))  # fmt: skip
    return Place(
        parse_area(cell("code"), where=where),
        check_name(cell("name"), where),
        cell("name_en")[:LONGEST_NAME],
        TRUTHS[urban],
        tuple(
            parse_area(code, where=where) for code in cell("successors").replace("、", " ").split()
        ),
    )


def check_name(name: str, where: str = "") -> str:
    """Raises ProblemsError: empty, longer than 100 characters, or with signs that no place has."""
    name = name.strip()
    if not name:
        raise refusal("名称不能为空", "A name is needed", where=where, value=name)
    if len(name) > LONGEST_NAME:
        raise refusal(f"名称最多{LONGEST_NAME}个字", f"At most {LONGEST_NAME} characters", where=where, value=name)  # fmt: skip
    if not name.isprintable():
        raise refusal("名称里有不可显示的字符", "The name holds invisible characters", where=where, value=name)  # fmt: skip
    return name
