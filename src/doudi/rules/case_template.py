"""The empty workbook that clerks fill in: headings, choices, text cells where figures must survive, an example."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from doudi.rules.backgrounds import Background
from doudi.rules.case_schema import IDENTITY_KEYS, NAME_KEYS, children, rows_key
from doudi.rules.case_sheet import (
    AREA,
    BACKGROUND,
    CASE,
    COMPLETE_CHOICES,
    HEADING_ROWS,
    LISTS,
    NOTES,
    ON,
    Column,
    column_letters,
    columns_of,
)
from doudi.rules.nodes import CATEGORY, DATE, TRUTH
from doudi.rules.rulebook import Rulebook
from doudi.rules.written import option_words, read_fact, truth_of, what_is_expected, write_fact
from doudi.units.text import Text

LAST_ROW = 2_000  # down to here cells are formatted and offer choices
UNKNOWN = "未知"

_NOTES = (
    Text(
        "每户的第一行填写家庭名称、日期、区划代码和家庭情况；成员从这一行起一人一行，其余各行“家庭”列留空。",
        "The first row of a family holds its name, date, area code and facts; members stand one to a row from there on, with the column 家庭 left empty.",
    ),
    Text(
        "空格表示没有说明（不知道），不是零，也不是“否”。没有收入请填 0。",
        "An empty cell is not stated (not known): neither zero nor no. Where there is no income, enter 0.",
    ),
    Text(
        "“背景”列可写一个或几个名称（用逗号分开），由它补上没有填写的内容；结果里会写明。可用的背景见下表。",
        "The column 背景 may name one or more backgrounds, parted by commas, that fill what is left empty; the result says so.",
    ),
    Text(
        "其他工作表每行写明是哪个家庭。问过而没有的，请在“是否列全”一列选“没有”；没有问过的，选“没问过”或留空。",
        "On the other sheets each row names its family. Asked and there is none: choose 没有; not asked: 没问过, or leave it empty.",
    ),
    Text(
        "金额以元为单位，最多两位小数，填写结果，不要写公式。日期写成 2022-07-15。不要合并单元格。",
        "Amounts in yuan with at most two decimals; results, not formulas. Dates as 2022-07-15. No merged cells.",
    ),
    Text(
        "身份证号只用来核对出生日期和性别，不会保存。表里的示例家庭可以直接改写或删除。",
        "Identity numbers only serve to check birth date and sex and are not kept. Overwrite or delete the example.",
    ),
)


def write_template(
    target: Path,
    rulebook: Rulebook,
    *,
    examples: Iterable[dict[str, Any]] = (),
    backgrounds: dict[str, Background] | None = None,
    facts: Collection[str] | None = None,
) -> None:
    """Write the workbook. `examples` are cases in the structure of a case file, with identifiers as keys.

    `facts` are the names of those to have columns for; None: every fact of the rulebook.
    """
    import xlsxwriter

    with xlsxwriter.Workbook(target) as workbook:
        writer = _Writer(workbook, rulebook)
        sheets = columns_of(rulebook, facts)
        rows = _rows_of(rulebook, examples)
        for title, columns in sheets.items():
            writer.write_data_sheet(title, columns, rows[title])
        writer.write_notes(sheets, backgrounds or {})
        writer.write_lists()


def _rows_of(
    rulebook: Rulebook, examples: Iterable[dict[str, Any]]
) -> dict[str, list[dict[str, Any]]]:
    """The rows of each sheet, as values by column identifier."""
    root, (first, *others) = rulebook.root, children(rulebook)
    rows: dict[str, list[dict[str, Any]]] = {root.label.zh: []}
    rows |= {entity.label.zh: [] for entity in others}
    for example in examples:
        top = {key: example[key] for key in (CASE, ON, AREA) if key in example}
        top[BACKGROUND] = "，".join(example.get(BACKGROUND, ()))
        top |= example.get(root.name, {})
        for entity in (first, *others):
            listed = example.get(rows_key(entity))
            top[rows_key(entity)] = (
                "列全" if isinstance(listed, list) else "没有" if listed else None
            )
        members = example.get(rows_key(first)) or [{}]
        rows[root.label.zh] += [top | members[0], *members[1:]]
        for entity in others:
            listed = example.get(rows_key(entity))
            for row in listed if isinstance(listed, list) else ():
                rows[entity.label.zh].append({CASE: example[CASE], **row})
    return rows


@dataclass(slots=True)
class _Formats:
    heading: Any
    key: Any
    text: Any
    money: Any
    plain: Any
    note: Any


class _Writer:
    def __init__(self, workbook: Any, rulebook: Rulebook) -> None:
        self.workbook = workbook
        self.rulebook = rulebook
        self.lists: list[tuple[str, ...]] = []
        add = workbook.add_format
        self.formats = _Formats(
            heading=add(
                {
                    "bold": True,
                    "text_wrap": True,
                    "valign": "top",
                    "bottom": 1,
                    "bg_color": "#E8F0E8",
                }
            ),
            key=add({"font_size": 8, "font_color": "#808080"}),
            text=add({"num_format": "@"}),
            money=add({"num_format": "0.00"}),
            plain=add({}),
            note=add({"text_wrap": True, "valign": "top"}),
        )

    def write_data_sheet(
        self, title: str, columns: list[Column], rows: list[dict[str, Any]]
    ) -> None:
        sheet = self.workbook.add_worksheet(title)
        sheet.freeze_panes(HEADING_ROWS, 1)
        sheet.set_row(0, 48)
        for place, column in enumerate(columns):
            sheet.write_string(0, place, column.heading, self.formats.heading)
            sheet.write_string(1, place, column.key, self.formats.key)
            sheet.set_column(place, place, _width(column), self._format(column))
            choices = _choices(column)
            if choices:
                self._offer(sheet, place, choices)
        for number, row in enumerate(rows, start=HEADING_ROWS):
            for place, column in enumerate(columns):
                if row.get(column.key) not in (None, ""):
                    self._write(sheet, number, place, column, row[column.key])

    def _format(self, column: Column) -> Any:
        fact = column.fact
        if fact is None or fact.kind in (DATE, CATEGORY, TRUTH):
            return self.formats.text
        return self.formats.money if fact.unit.is_money else self.formats.plain

    def _offer(self, sheet: Any, place: int, choices: tuple[str, ...]) -> None:
        """A list to choose from, kept on a sheet of its own: written in the cell it may have 255 characters."""
        if choices not in self.lists:
            self.lists.append(choices)
        letter = self.lists.index(choices)
        source = f"={LISTS}!${column_letters(letter)}$1:${column_letters(letter)}${len(choices)}"
        rule = {
            "validate": "list",
            "source": source,
            "error_type": "warning",
            "error_title": "请从列表中选择",
            "error_message": "列表里没有这一项。",
        }
        sheet.data_validation(HEADING_ROWS, place, LAST_ROW, place, rule)

    def _write(self, sheet: Any, number: int, place: int, column: Column, written: Any) -> None:
        """A value as a clerk would type it; text is never written as a formula."""
        fact = column.fact
        steps = read_fact(fact, written) if fact is not None else None
        if fact is None:
            sheet.write_string(number, place, str(written), self.formats.text)
        elif steps is None:
            sheet.write_string(number, place, UNKNOWN, self.formats.text)
        elif fact.kind == TRUTH:
            word = "是" if truth_of(written) else "否"
            sheet.write_string(number, place, word, self.formats.text)
        elif fact.kind == CATEGORY:
            sheet.write_string(number, place, _choices(column)[steps], self.formats.text)
        elif fact.kind == DATE:
            sheet.write_string(number, place, str(write_fact(fact, steps)), self.formats.text)
        else:
            sheet.write_number(
                number, place, Decimal(str(write_fact(fact, steps))), self._format(column)
            )

    def write_notes(
        self, sheets: dict[str, list[Column]], backgrounds: dict[str, Background]
    ) -> None:
        sheet = self.workbook.add_worksheet(NOTES)
        sheet.set_column(0, 0, 28, self.formats.note)
        sheet.set_column(1, 1, 40, self.formats.note)
        sheet.set_column(2, 2, 80, self.formats.note)
        lines: list[tuple[str, ...]] = [("怎么填 / How to fill it in",)]
        lines += [("", "", f"{note.zh}\n{note.en}") for note in _NOTES]
        lines += [(), ("背景 / Backgrounds",)]
        lines += [("", b.name, f"{b.label.zh} / {b.label.en}") for b in backgrounds.values()]
        for title, columns in sheets.items():
            lines += [(), (f"工作表“{title}”的各列 / Columns",)]
            lines += [("", column.key, f"{column.heading}：{_help(column)}") for column in columns]
        for number, line in enumerate(lines):
            for place, text in enumerate(line):
                sheet.write_string(number, place, text, self.formats.note)

    def write_lists(self) -> None:
        sheet = self.workbook.add_worksheet(LISTS)
        for place, choices in enumerate(self.lists):
            for number, word in enumerate(choices):
                sheet.write_string(number, place, word)
        sheet.hide()


def _width(column: Column) -> int:
    if column.key in IDENTITY_KEYS:
        return 22
    if column.key == CASE:
        return 24
    return 16 if column.key in (ON, AREA, BACKGROUND, NAME_KEYS[0]) else 14


def _choices(column: Column) -> tuple[str, ...]:
    """What the list of a column offers: Chinese labels, or the option's name where two share a label."""
    if column.part == "complete":
        return COMPLETE_CHOICES
    fact = column.fact
    if fact is None or fact.kind not in (TRUTH, CATEGORY):
        return ()
    if fact.kind == TRUTH:
        return ("是", "否", UNKNOWN)
    words = option_words(fact)
    labels = zip(fact.options, fact.option_labels, strict=True)
    return (*(label.zh if label.zh in words else name for name, label in labels), UNKNOWN)


def _help(column: Column) -> str:
    if column.fact is not None:
        note = f" {column.fact.help.zh}" if column.fact.help else ""
        return f"{what_is_expected(column.fact).zh}{note}"
    return {
        CASE: "给这一户起的名称，各户不同",
        ON: "按哪一天判断，如 2022-07-15；不填为今天",
        AREA: "12位区划代码，可简写为6位或9位",
        BACKGROUND: "上面列出的名称，可以不填",
        NAME_KEYS[0]: "姓名或称呼",
        IDENTITY_KEYS[0]: "只用来核对，不保存；可以不填",
    }.get(column.key, f"应填 {'、'.join(COMPLETE_CHOICES)} 之一")
