"""What came back from the bank, as rows of text, whatever the file's shape was. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from doudi.units.text import Problem, Spot, Text


@dataclass(frozen=True, slots=True)
class Row:
    """`number`: of the row in the file, as an editor or a spreadsheet shows it."""

    number: int
    values: Mapping[str, str]


@dataclass(slots=True)
class Reply:
    """`summary`: what the first and last row say of the whole, with the row that said it. `faults`: what could not be read.

    `is_utf8`: every line with Chinese in it is also right UTF-8, which GB18030 hardly ever is.
    """

    file_name: str
    rows: list[Row] = field(default_factory=list)
    summary: dict[str, tuple[int, str]] = field(default_factory=dict)
    faults: list[Problem] = field(default_factory=list)
    is_late: bool = False  # an account statement: it also tells what was given back later
    is_utf8: bool = False
    unit: str = "行"  # what `Row.number` counts: rows of a file, payments of a message

    def fault(
        self, row: int, zh: str, en: str, *, column: Text | None = None, value: str | None = None
    ) -> None:
        self.faults.append(
            Problem(
                Text(zh, en),
                place(self.file_name, row, column, self.unit),
                None if value is None else value[:80],
            )
        )


#: What a row number counts, in English.
UNITS = {"行": "row", "笔": "payment"}


def place(file_name: str, row: int, column: Text | None = None, unit: str = "行") -> Spot:
    """File, row and column, which is named as it stands in the file."""
    zh = [file_name, f"第{row}{unit}" if row else "", f"“{column.zh}”" if column else ""]
    row_en = f"{UNITS.get(unit, unit)} {row}" if row else ""
    en = [file_name, row_en, f"“{column.zh}”" if column else ""]
    return Spot(" ".join(filter(None, zh)), " ".join(filter(None, en)))
