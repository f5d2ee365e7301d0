"""Columns of words into columns of values. What few different words say is read once for each word, not for each row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from doudi.registry.imports.faults import Faults
from doudi.registry.imports.identities import NO_DAY
from doudi.registry.imports.reading import Sheet
from doudi.rules.declare import day_number
from doudi.units.dates import Month, parse_date
from doudi.units.text import ProblemsError, Text, plain, refusal

UNKNOWN = ("未知", "不详", "unknown")


class Columns:
    """The mapped columns of a sheet, by field; faults are noted under the header cell of the file."""

    def __init__(self, sheet: Sheet, columns: dict[str, str], faults: Faults) -> None:
        self.sheet, self.faults = sheet, faults
        at = {name: i for i, name in enumerate(sheet.header) if name}
        self.place = {target: at[cell] for cell, target in columns.items() if cell in at}
        self._read: dict[str, pa.Array] = {}
        self.count = len(sheet)
        self.codes = np.zeros(
            0, np.int32
        )  # of the column read last: which of its words each row has
        self._note_formulas()

    def __contains__(self, field: str) -> bool:
        return field in self.place

    def _note_formulas(self) -> None:
        text = Text(
            "这一格是公式，请改成填写结果（复制后选择性粘贴为数值）",
            "this cell is a formula; enter its result (copy, then paste as values)",
        )
        for place in self.place.values():
            if (rows := self.sheet.formulas.get(place)) is not None:
                self.faults.add(
                    np.intersect1d(rows, self.sheet.rows), self.sheet.header[place], text
                )

    def header(self, field: str) -> str:
        return self.sheet.header[self.place[field]] if field in self.place else ""

    def text(self, field: str) -> pa.Array:
        """The cells without outer blanks; "" where the file has no such column."""
        if field not in self._read:
            if field in self.place:
                cells = self.sheet.columns[self.place[field]]
                self._read[field] = pc.utf8_trim_whitespace(pc.fill_null(cells, ""))
            else:
                self._read[field] = pa.repeat("", self.count)
        return self._read[field]

    def filled(self, field: str) -> np.ndarray:
        return pc.binary_length(self.text(field)).to_numpy(zero_copy_only=False) > 0

    def fault(self, at: np.ndarray, field: str, text: Text, value: str | None = None) -> None:
        """The same sentence for rows (given by their place in the sheet, or a mask of all)."""
        self.faults.add(self.sheet.rows[at], self.header(field), text, value)

    def require(self, field: str, among: np.ndarray | None = None) -> None:
        missing = ~self.filled(field)
        if among is not None:
            missing &= among
        self.fault(missing, field, Text("必须填写", "must be filled in"))

    def by_word(self, field: str, read: Callable[[str], Any], empty: Any) -> list[Any]:
        """`read` of each different word, taken to all rows; a word that it refuses is a fault of each row with it."""
        coded = self.text(field).dictionary_encode()
        self.codes = coded.indices.to_numpy()
        values, refused = [], {}
        for code, word in enumerate(coded.dictionary.to_pylist()):
            value = empty
            if word:
                try:
                    value = read(word)
                except ProblemsError as error:
                    refused[code] = error.problems[0]
            values.append(value)
        for code, at in rows_of(self.codes, refused):
            self.fault(at, field, refused[code].text, refused[code].value)
        return values

    def words(self, field: str, read: Callable[[str], str]) -> np.ndarray:
        """By word, as an array of text; "" for empty cells and refused ones."""
        values = self.by_word(field, read, "")
        return np.array(values, object)[self.codes] if values else np.array([], object)

    def days(
        self, field: str, *, not_after: dt.date | None = None, month_end: bool | None = None
    ) -> np.ndarray:
        """Days since 1970-01-01, NO_DAY where nothing is written. `month_end`: months are read too, as first or last day."""

        def read(word: str) -> int:
            if plain(word) in UNKNOWN:
                return int(NO_DAY)
            return day_number(read_day(word, not_after=not_after, month_end=month_end))

        values = self.by_word(field, read, int(NO_DAY))
        return np.array(values, np.int32)[self.codes] if values else np.array([], np.int32)


def rows_of(codes: np.ndarray, wanted: Iterable[int]) -> Iterator[tuple[int, np.ndarray]]:
    """For each wanted code the rows that have it; the codes are sorted once, however many are wanted."""
    wanted = list(wanted)
    if not wanted:
        return
    order = np.argsort(codes, kind="stable")
    ordered = codes[order]
    starts, ends = (np.searchsorted(ordered, wanted, side=s) for s in ("left", "right"))
    for code, start, end in zip(wanted, starts, ends, strict=True):
        yield code, order[start:end]


def read_day(word: str, *, not_after: dt.date | None, month_end: bool | None) -> dt.date:
    """A date; with `month_end` also a month, as its first or last day. Raises ProblemsError."""
    if month_end is not None:
        try:
            month = Month.parse(word)
        except ProblemsError:
            pass
        else:
            return month.last_day if month_end else month.first_day
    clock = plain(word)
    for tail in (" 00:00:00", " 00:00", " 0:00:00", " 0:00"):
        clock = clock.removesuffix(tail)
    if clock.isdigit() and len(clock) == 5:
        raise refusal(
            "这是数字，不是日期：请把这一列的格式设为日期或文本",
            "this is a number, not a date; format the column as date or text",
            value=word,
        )
    return parse_date(clock, not_after=not_after)


def as_dates(days: np.ndarray) -> pa.Array:
    return pa.array(days, pa.int32(), mask=days == NO_DAY).cast(pa.date32())


def one_of(meanings: dict[str, str], label: Text) -> Callable[[str], str]:
    """Reads a word by a table. Raises ProblemsError with the words that are understood."""

    def read(word: str) -> str:
        found = meanings.get(plain(word)) or meanings.get(plain(word).lower())
        if found is None:
            names = list(dict.fromkeys(meanings.values()))
            shown = [next(w for w, name in meanings.items() if name == n and w != n) for n in names]
            raise refusal(
                f"{label.zh}应填 {'、'.join(shown)} 等之一",
                f"{label.en} must be one of {', '.join(names)}",
                value=word,
            )
        return found

    return read
