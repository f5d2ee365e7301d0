"""The fictional county, drawn and written: a table of places and the departments' files, with a list of how each is to be read.

The same size, seed and day give the same files.
"""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv

from doudi.law import cn
from doudi.law.people.chance import Chance
from doudi.law.people.draw import draw_county
from doudi.law.people.figures import read_figures
from doudi.law.people.left_open import left_open
from doudi.registry.demo.ledgers import Drawn, LedgerFile, list_ledgers
from doudi.registry.demo.places import COUNTY, Place, list_places, one_township
from doudi.rules.backgrounds import read_backgrounds
from doudi.rules.rulebook import Rulebook

AREAS, MANIFEST = "区划.csv", "ledgers.json"


class Size(StrEnum):
    """How much of the county is written: one township, or all of it at the size of Weng'an."""

    township = "township"
    full = "full"

    @property
    def persons(self) -> int:
        return {Size.township: 4_000, Size.full: 490_000}[self]


def draw(book: Rulebook, size: Size, seed: int, on: date, persons: int | None = None) -> Drawn:
    """The people of the county or of one township, on a day, with names and papers."""
    figures = read_figures("wengan")
    if size is Size.township:
        figures = one_township(read_figures("demo"))
    people, areas = draw_county(COUNTY[:6], persons or size.persons, seed, figures, book, on=on)
    return Drawn.of(people, areas, Chance(seed, int(COUNTY[:6]), 1))


def write_county(
    folder: Path, book: Rulebook, size: Size, seed: int, on: date, *, persons: int | None = None
) -> list[dict[str, Any]]:
    """Write everything into `folder` (made if it is not there); returns what `ledgers.json` then says, file by file."""
    folder.mkdir(parents=True, exist_ok=True)
    places = list_places(read_figures("wengan"))
    (folder / AREAS).write_bytes(areas_table(places))
    drawn = draw(book, size, seed, on, persons)
    backgrounds = read_backgrounds(cn.backgrounds_path(), book)
    background = backgrounds[left_open().background[0]]
    names = {place.code: place.name for place in places}
    manifest = []
    chance = Chance(seed, int(COUNTY[:6]), 2)
    for number, ledger in enumerate(list_ledgers(drawn, book, background, names, chance), 1):
        path = folder / f"{number:02d}-{ledger.name}.{'xlsx' if ledger.form == 'xlsx' else 'csv'}"
        write_ledger(path, ledger)
        about = {"ledger": ledger.ledger, "mapping": ledger.mapping, "options": ledger.options}
        manifest.append({"file": path.name, "rows": ledger.table.num_rows, **about})
    text = json.dumps(manifest, ensure_ascii=False, indent=1)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")
    return manifest


def areas_table(places: list[Place]) -> bytes:
    """The national 12-digit form: code, name, urban or not, English name."""
    file = io.StringIO(newline="")
    rows = csv.writer(file)
    rows.writerow(["代码", "名称", "是否城镇", "英文名称"])
    for place in places:
        urban = "" if place.is_urban is None else "是" if place.is_urban else "否"
        rows.writerow([place.code, place.name, urban, place.name_en])
    return file.getvalue().encode()


def write_ledger(path: Path, ledger: LedgerFile) -> None:
    """As the department's own system would write it."""
    if ledger.form == "xlsx":
        write_workbook(path, ledger.table)
        return
    sink = pa.BufferOutputStream()
    pyarrow.csv.write_csv(ledger.table, sink)
    content = sink.getvalue().to_pybytes()
    if ledger.form == "gb18030":
        content = content.decode().encode("gb18030")
    else:
        content = b"\xef\xbb\xbf" + content
    path.write_bytes(content)


def write_workbook(path: Path, table: pa.Table) -> None:
    """Every cell as text: identity numbers would lose their last figures as numbers."""
    from xlsxwriter import Workbook

    with Workbook(path, {"constant_memory": True, "strings_to_numbers": False}) as book:
        sheet = book.add_worksheet("名册")
        sheet.write_row(0, 0, table.column_names)
        for place, row in enumerate(zip(*(c.to_pylist() for c in table.columns), strict=True), 1):
            for column, value in enumerate(row):
                if value:
                    sheet.write_string(place, column, value)
