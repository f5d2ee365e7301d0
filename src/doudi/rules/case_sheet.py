"""Families in an Excel workbook: one row per member under each family's first row, other rows on sheets of their own.

The sheet is turned into the same structure as a case file, so that `case_file` checks it alike; every fault names its cell.
`case_template` writes the empty workbook.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from doudi.rules.case_findings import Findings
from doudi.rules.case_schema import (
    IDENTITY_KEYS,
    NAME_KEYS,
    children,
    fact_words,
    is_person,
    rows_key,
)
from doudi.rules.case_workbook import cell_value, open_workbook
from doudi.rules.declare import Fact
from doudi.rules.marked_yaml import Path as Place
from doudi.rules.nodes import Entity
from doudi.rules.rulebook import Rulebook, nearest
from doudi.units.text import ProblemsError, Text, plain, refusal

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

HEADING_ROWS = 2  # labels, then identifiers
NOTES, LISTS = "说明", "选项"  # sheets that hold no data

CASE, ON, AREA, BACKGROUND = "case", "on", "area", "background"

#: What may stand in the column that says whether all rows of an entity are listed.
COMPLETE = {
    "列全": "yes",
    "没列全": "no",
    "没有": "none",
    "没问过": "unknown",
    "yes": "yes",
    "是": "yes",
    "no": "no",
    "否": "no",
    "none": "none",
    "无": "none",
    "unknown": "unknown",
    "未知": "unknown",
    "?": "unknown",
}
COMPLETE_CHOICES = ("列全", "没列全", "没有", "没问过")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet: its identifier, its heading, and the part of a case that it fills."""

    key: str
    label: Text
    part: str  # case | complete | facts of an entity (its name)
    fact: Fact | None = None

    @property
    def heading(self) -> str:
        unit = self.fact.unit.name("zh") if self.fact is not None else ""
        return f"{self.label.zh}（{unit}）" if unit else self.label.zh


_CASE_COLUMNS = (
    Column(CASE, Text("家庭", "family"), "case"),
    Column(ON, Text("判断日期", "decision date"), "case"),
    Column(AREA, Text("区划代码", "area code"), "case"),
    Column(BACKGROUND, Text("背景", "background"), "case"),
)


def columns_of(
    rulebook: Rulebook, wanted: Collection[str] | None = None
) -> dict[str, list[Column]]:
    """The columns of every sheet, by its title: the families' sheet, then one for each other entity with rows.

    `wanted` are the names of the facts to have columns for; None: all.
    """
    root, (first, *others) = rulebook.root, children(rulebook)
    complete = [
        Column(
            rows_key(e), Text(f"{e.label.zh}是否列全", f"is every {e.label.en} listed"), "complete"
        )
        for e in (first, *others)
    ]
    sheets = {
        root.label.zh: [
            *_CASE_COLUMNS,
            *_fact_columns(rulebook, root, wanted),
            *complete,
            *_row_columns(rulebook, first, wanted),
        ]
    }
    for entity in others:
        sheets[entity.label.zh] = [_CASE_COLUMNS[0], *_row_columns(rulebook, entity, wanted)]
    return sheets


def _fact_columns(
    rulebook: Rulebook, entity: Entity, wanted: Collection[str] | None
) -> list[Column]:
    facts = dict.fromkeys(fact_words(rulebook, entity).values())
    return [
        Column(f.name, f.label, entity.name, f) for f in facts if wanted is None or f.name in wanted
    ]


def _row_columns(
    rulebook: Rulebook, entity: Entity, wanted: Collection[str] | None
) -> list[Column]:
    name = Column(NAME_KEYS[0], Text("姓名", "name"), entity.name)
    identity = Column(IDENTITY_KEYS[0], Text("身份证号", "identity number"), entity.name)
    first = [name, identity] if is_person(rulebook, entity) else [name]
    return [*first, *_fact_columns(rulebook, entity, wanted)]


# -- opening -------------------------------------------------------------------------------------------
@dataclass(slots=True)
class Cells:
    """Where in the workbook the entries of the cases stand: "families.xlsx 家庭!C7"."""

    name: str
    cells: dict[Place, str] = field(default_factory=dict)

    def where(self, path: Place) -> str:
        while path not in self.cells and path:
            path = path[:-1]
        return self.cells.get(path, self.name)


def read_sheet(content: bytes, name: str, rulebook: Rulebook) -> tuple[Any, Findings]:
    """The cases of a workbook in the structure of a case file, and what is wrong with its headings and cells.

    Raises:
        ProblemsError: it is no workbook, or one that cannot be read at all.
    """
    cells = Cells(name)
    findings = Findings(cells)
    workbook = open_workbook(content, name)
    try:
        return _Reader(rulebook, cells, findings).read(workbook), findings
    finally:
        workbook.close()


# -- reading -------------------------------------------------------------------------------------------
_BAD: Any = object()  # a cell that cannot be used; the problem is noted already


@dataclass(slots=True)
class _Family:
    """A family as it is put together from its rows."""

    raw: dict[str, Any]
    rows: dict[str, list[dict[str, Any]]]
    complete: dict[str, str] = field(default_factory=dict)


class _Reader:
    def __init__(self, rulebook: Rulebook, cells: Cells, findings: Findings) -> None:
        self.rulebook = rulebook
        self.cells = cells
        self.findings = findings
        self.families: list[_Family] = []
        self.by_name: dict[str, int] = {}

    def read(self, workbook: Any) -> Any:
        known = columns_of(self.rulebook)
        titles = {plain(title): title for title in known}
        sheets = {titles.get(plain(s.title), s.title): s for s in workbook.worksheets}
        main = next(iter(known))
        if main not in sheets:
            self._fault(
                f"工作簿里没有“{main}”工作表",
                f"the workbook has no sheet {main!r}",
                self.cells.name,
            )
            return []
        for title in [main, *(t for t in sheets if t != main)]:
            if title in known:
                self._read_sheet(sheets[title], known[title], is_main=title == main)
            elif title not in (NOTES, LISTS) and sheets[title]._cells:
                names = "、".join(known)
                self._fault(
                    f"不认识工作表“{title}”（可用的有 {names}、{NOTES}）",
                    f"unknown sheet {title!r} (known: {names}, {NOTES})",
                    self.cells.name,
                )
        return [self._finished(family, place) for place, family in enumerate(self.families)]

    def _fault(self, zh: str, en: str, where: str, value: Any = None) -> None:
        if not self.findings.too_many:
            self.findings.note(refusal(zh, en, where=where, value=value))

    def _where(self, sheet: Worksheet, row: int, column: int) -> str:
        return f"{self.cells.name} {sheet.title}!{column_letters(column)}{row}"

    # -- headings ----------------------------------------------------------------------------------
    def _read_sheet(self, sheet: Worksheet, columns: list[Column], *, is_main: bool) -> None:
        rows = _rows(sheet)
        if not rows and not is_main:
            return
        headings, first_data_row = self._headings(sheet, rows, columns)
        self._refuse_merged(sheet, first_data_row)
        if CASE not in {c.key for c in headings.values()}:
            label = _CASE_COLUMNS[0].label.zh
            self._fault(
                f"缺少“{label}”（{CASE}）这一列的表头",
                f"the heading of the column {CASE} is missing",
                self._where(sheet, 1, 1),
            )
            return
        current: int | None = None
        for number, row in rows.items():
            if number < first_data_row:
                continue
            found = self._cells_of(sheet, row, headings)
            if is_main:
                current = self._main_row(sheet, number, found, current)
            else:
                current = self._other_row(sheet, number, found, columns[-1].part, current)

    def _headings(
        self, sheet: Worksheet, rows: dict[int, dict[int, Cell]], columns: list[Column]
    ) -> tuple[dict[int, Column], int]:
        """Columns by their place, and the first row of data: identifiers count, else the labels above them."""
        labels, identifiers = rows.get(1, {}), rows.get(2, {})
        by_key = {c.key: c for c in columns}
        has_identifiers = any(_text(cell) == CASE for cell in identifiers.values())
        if not has_identifiers:
            identifiers = {}
        words = _unique_labels(columns) | by_key
        found: dict[int, Column] = {}
        for place in sorted({*labels, *identifiers}):
            cell = identifiers.get(place) or labels[place]
            word = _text(cell)
            column = by_key.get(word) or words.get(word) or words.get(_without_unit(word))
            if column is None:
                self._unknown_heading(sheet, cell, word, words)
            elif column in found.values():
                self._fault(
                    f"“{word}”这一列有两个",
                    f"the column {word!r} is there twice",
                    self._where(sheet, cell.row, place),
                )
            else:
                found[place] = column
        return found, 3 if has_identifiers else 2

    def _unknown_heading(
        self, sheet: Worksheet, cell: Cell, word: str, words: dict[str, Column]
    ) -> None:
        near = nearest(word, words)
        hint = Text("", "")
        if near is not None:
            key, label = words[near].key, words[near].label
            hint = Text(f"，是不是“{label.zh}”（{key}）？", f"; did you mean {key!r}?")
        self._fault(
            f"不认识这一列{hint.zh}",
            f"unknown column{hint.en}",
            self._where(sheet, cell.row, cell.column),
            word,
        )

    def _refuse_merged(self, sheet: Worksheet, first_data_row: int) -> None:
        for area in sheet.merged_cells.ranges:
            if area.max_row >= first_data_row:
                self._fault(
                    f"{area.coord} 是合并单元格，看不出属于哪一行，请取消合并",
                    f"{area.coord} is merged: it is not clear to which row it belongs; unmerge it",
                    self._where(sheet, area.min_row, area.min_col),
                )

    # -- rows --------------------------------------------------------------------------------------
    def _cells_of(
        self, sheet: Worksheet, row: dict[int, Cell], headings: dict[int, Column]
    ) -> dict[Column, tuple[Any, str]]:
        """What stands under each heading, with its cell. Empty cells are left out: not stated."""
        found = {}
        for place, cell in row.items():
            where = self._where(sheet, cell.row, place)
            column = headings.get(place)
            try:
                is_identity = column is not None and column.key in IDENTITY_KEYS
                value = cell_value(cell, where, is_identity=is_identity)
            except ProblemsError as error:
                self.findings.note(error)
                value = _BAD
            if value is None:
                continue
            if column is not None:
                found[column] = value, where
            elif value is not _BAD:
                self._fault(
                    "这一格上面没有表头", "there is no heading above this cell", where, value
                )
        return found

    def _main_row(
        self,
        sheet: Worksheet,
        number: int,
        found: dict[Column, tuple[Any, str]],
        current: int | None,
    ) -> int | None:
        first = children(self.rulebook)[0].name
        opening = {c: v for c, v in found.items() if c.part != first}
        member = {c: v for c, v in found.items() if c.part == first}
        name = next((v for c, v in opening.items() if c.key == CASE), None)
        if name is not None:
            current = self._open_family(sheet, number, name, opening)
        elif current is None and found:
            self._fault(
                "这一行上面还没有家庭：每户的第一行要在“家庭”一列写名称",
                "no family above this row: the first row of each needs its name in the column case",
                self._where(sheet, number, 1),
            )
        elif opening:
            column, (_, where) = next(iter(opening.items()))
            self._fault(
                f"“{column.label.zh}”只在每户的第一行填写",
                f"{column.key} is filled in the first row of a family only",
                where,
            )
        if member and current is not None:
            self._add_row(sheet, number, current, first, member)
        return current

    def _open_family(
        self,
        sheet: Worksheet,
        number: int,
        name: tuple[Any, str],
        opening: dict[Column, tuple[Any, str]],
    ) -> int:
        word, where = (name[1] if name[0] is _BAD else str(name[0])), name[1]
        if word in self.by_name:
            other = self.cells.where((self.by_name[word], CASE))
            self._fault(
                f"家庭名称重复（另一处在 {other}）：同一家的其余各行请空着这一列，不同的家请用不同的名称",
                f"a family of this name is at {other}: leave this column empty in a family's other rows, "
                "and give different families different names",
                where,
                word,
            )
        place = len(self.families)
        self.by_name.setdefault(word, place)
        family = _Family({}, {e.name: [] for e in children(self.rulebook)})
        self.families.append(family)
        self.cells.cells[place,] = self._where(sheet, number, 1)
        root = self.rulebook.root.name
        for column, (value, cell) in opening.items():
            if column.part == "complete":
                self._take_complete(family, column, value, cell)
                self.cells.cells[place, column.key] = cell
            elif column.part == "case":
                if column.key == BACKGROUND and value is not _BAD:
                    value = _names(value)
                self._put(family.raw, (place, column.key), value, cell)
            else:
                facts = family.raw.setdefault(root, {})
                self._put(facts, (place, root, column.key), value, cell)
        return place

    def _put(self, part: dict[str, Any], path: Place, value: Any, where: str) -> None:
        self.cells.cells[path] = where
        if value is _BAD:
            self.findings.bad.add(path)
            value = None
        part[str(path[-1])] = value

    def _take_complete(self, family: _Family, column: Column, value: Any, where: str) -> None:
        word = "是" if value is True else "否" if value is False else plain(str(value)).lower()
        if value is _BAD:
            return
        if word in COMPLETE:
            family.complete[column.key] = COMPLETE[word]
        else:
            choices = "、".join(COMPLETE_CHOICES)
            self._fault(
                f"{column.label.zh}应填 {choices} 之一",
                f"{column.key} must be one of yes, no, none, unknown",
                where,
                value,
            )

    def _other_row(
        self,
        sheet: Worksheet,
        number: int,
        found: dict[Column, tuple[Any, str]],
        entity: str,
        current: int | None,
    ) -> int | None:
        """A row of another sheet: of the family it names, or, where it names none, of the one above."""
        name = next(((v, w) for c, (v, w) in found.items() if c.key == CASE), None)
        row = {c: v for c, v in found.items() if c.key != CASE}
        if name is not None:
            current = self.by_name.get(str(name[0]))
            if current is None:
                near = nearest(str(name[0]), self.by_name)
                hint = (
                    Text(f"，是不是“{near}”？", f"; did you mean {near!r}?")
                    if near
                    else Text("", "")
                )
                main = self.rulebook.root.label.zh
                self._fault(
                    f"“{main}”表里没有这个家庭{hint.zh}",
                    f"no such family on the sheet {main}{hint.en}",
                    name[1],
                    name[0],
                )
                return None
        elif current is None and row:
            self._fault(
                "这一行没有写是哪个家庭",
                "this row does not say which family",
                self._where(sheet, number, 1),
            )
        if row and current is not None:
            self._add_row(sheet, number, current, entity, row)
        return current

    def _add_row(
        self,
        sheet: Worksheet,
        number: int,
        place: int,
        entity: str,
        found: dict[Column, tuple[Any, str]],
    ) -> None:
        rows = self.families[place].rows[entity]
        path: Place = (place, rows_key(self.rulebook.entities[entity]), "rows", len(rows))
        self.cells.cells[path] = self._where(sheet, number, 1)
        row: dict[str, Any] = {}
        for column, (value, where) in found.items():
            self._put(row, (*path, column.key), value, where)
        rows.append(row)

    def _finished(self, family: _Family, place: int) -> dict[str, Any]:
        """The family as a case file has it. Rows that are there count as all, unless the sheet says otherwise."""
        for entity in children(self.rulebook):
            key = rows_key(entity)
            rows, complete = family.rows[entity.name], family.complete.get(key)
            if rows and complete == "none":
                self._fault(
                    f"写了没有{entity.label.zh}，却列出了 {len(rows)} 个",
                    f"says there is no {entity.label.en}, but {len(rows)} are listed",
                    self.cells.where((place, key)),
                )
            elif rows or complete in ("yes", "no"):
                family.raw[key] = {"complete": complete or "yes", "rows": rows}
            elif complete is not None:
                family.raw[key] = complete
        return family.raw


def _rows(sheet: Worksheet) -> dict[int, dict[int, Cell]]:
    """The cells that are really there, by row and column: a stray one far down costs nothing."""
    found: dict[int, dict[int, Cell]] = {}
    for (row, column), cell in sorted(sheet._cells.items()):
        if cell.value is not None and _text(cell) != "":
            found.setdefault(row, {})[column] = cell
    return found


def column_letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _text(cell: Cell) -> str:
    return plain(str(cell.value))


def _names(value: Any) -> list[str]:
    """Several names in one cell, parted by commas, semicolons or blanks."""
    return [word for word in re.split(r"[,，、;；\s]+", str(value)) if word]


_UNIT = re.compile(r"[（(][^（()）]*[)）]$")


def _without_unit(heading: str) -> str:
    return _UNIT.sub("", heading).strip()


def _unique_labels(columns: list[Column]) -> dict[str, Column]:
    """Columns by their Chinese labels and headings, where no two share one."""
    words: dict[str, list[Column]] = {}
    for column in columns:
        for word in {column.label.zh, plain(column.label.zh), plain(column.heading)}:
            words.setdefault(word, []).append(column)
    return {word: named[0] for word, named in words.items() if len(named) == 1}
