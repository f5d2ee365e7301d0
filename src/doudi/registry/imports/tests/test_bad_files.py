"""Files that cannot be ledgers: each gets a sentence that says what to do, in little memory, and leaves nothing behind."""

import io
import os
import subprocess
import sys
import textwrap
import zipfile

import pytest
import xlsxwriter

from doudi.foundation.access import acting
from doudi.registry.imports.guessing import score_header
from doudi.registry.imports.reading import read_sheet
from doudi.registry.imports.tests.taking_in import (
    FAMILY,
    HEAD,
    HEADER,
    faults_of,
    ledger,
    make_clerk,
    take_in,
    upload,
)
from doudi.registry.models import Document, Import, Person
from doudi.units.text import ProblemsError

COLUMNS = HEADER.split(",")


def workbook(*rows, write=lambda sheet: None, header=COLUMNS):
    sink = io.BytesIO()
    book = xlsxwriter.Workbook(sink, {"in_memory": True})
    sheet = book.add_worksheet("台账")
    for number, row in enumerate([header, *rows]):
        sheet.write_row(number, 0, row)
    write(sheet)
    book.close()
    return sink.getvalue()


def family():
    return [row.split(",") for row in FAMILY]


def bomb():
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as parts:
        with zipfile.ZipFile(io.BytesIO(workbook(*family()))) as sound:
            for name in sound.namelist():
                if not name.startswith("xl/worksheets/"):
                    parts.writestr(name, sound.read(name))
        with parts.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(300):
                sheet.write(b" " * 1_000_000)
    return sink.getvalue()


def lying_bomb():
    """Its table of contents says that it is small."""
    raw = bytearray(bomb())
    size = (300_000_000).to_bytes(4, "little")
    while (at := raw.find(size)) >= 0:
        raw[at : at + 4] = (1_000).to_bytes(4, "little")
    return bytes(raw)


HOPELESS = {
    "of no bytes": (b"", "文件是空的"),
    "of blanks": (b" \r\n \n", "文件是空的"),
    "a header only": (HEADER.encode(), "表头下面没有内容"),
    "a workbook without anything": (workbook(header=[]), "文件是空的"),
    "bytes of no encoding": (HEADER.encode("gb18030") + b"\n" + b"\xff\x81\x30" * 9, "第 2 行有既不是 UTF-8"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "这不是文本"),
    "text without a header": ("今天天气不错\n明天也是\n".encode(), "没有表头"),
    "a torn workbook": (workbook(*family())[:-900], "不是完好的 Excel 工作簿"),
    "a zip that is no workbook": (b"PK\x03\x04" + b"x" * 500, "不是完好的 Excel 工作簿"),
    "an old workbook that is none": (b"\xd0\xcf\x11\xe0" + b"x" * 500, "不是完好的 Excel 工作簿"),
    "a zip bomb": (bomb(), "不像正常的台账"),
    "a zip bomb that lies": (lying_bomb(), "不是完好的 Excel 工作簿"),
    "300 columns": (",".join(f"列{n}" for n in range(300)).encode() + b"\n1\n", "有 300 列，最多 200 列"),
    "300 columns in a workbook": (workbook([1] * 300, header=[*COLUMNS, *(f"列{n}" for n in range(291))]), "有 300 列"),
    "one name for two columns": (f"{HEADER},姓名\n1,2,3,4,5,6,7,8,9,10\n".encode(), "第 4、10 列的名称相同"),
    "merged cells": (
        workbook(*family(), write=lambda sheet: sheet.merge_range(1, 2, 3, 2, "上寨村1组")),
        "C2:C4 是合并单元格",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", HOPELESS)
def test_a_hopeless_file_is_refused_with_a_sentence_and_leaves_nothing(db, what):
    content, sentence = HOPELESS[what]
    clerk = make_clerk()
    with pytest.raises(ProblemsError) as refused:
        upload(clerk, content, name="台账.xlsx")
    assert sentence in str(refused.value)
    assert "台账.xlsx" in str(refused.value)
    with acting(clerk):
        assert not Import.objects.exists()
        assert not Document.objects.exists()


def test_a_formula_is_a_fault_of_its_row(db):
    def write(sheet):
        sheet.write_formula(2, 3, '="何"&"小梅"', None, "何小梅")

    clerk = make_clerk()
    import_id, counts = take_in(clerk, workbook(*family(), write=write), name="台账.xlsx")
    ((row, column, sentence),) = faults_of(clerk, import_id)
    assert (row, column) == (3, "姓名")
    assert "公式" in sentence
    assert counts["persons_new"] == 2


def test_numbers_kept_as_numbers_have_lost_their_figures(db):
    rows = family()
    rows[1][5] = 5.2272519820131004e17
    clerk = make_clerk()
    import_id, counts = take_in(clerk, workbook(*rows), name="台账.xlsx")
    ((row, column, sentence),) = faults_of(clerk, import_id)
    assert (row, column) == (3, "身份证号")
    assert "后几位已丢失" in sentence
    assert counts["persons_new"] == 2


def test_dates_are_read_as_text_and_as_dates_but_not_as_numbers(db):
    import datetime as dt

    rows = [
        [*row, day] for row, day in zip(family(), ["1980年5月1日", "1982/1/31", 40368], strict=True)
    ]
    clerk = make_clerk()
    content = workbook(*rows, header=[*COLUMNS, "出生日期"])
    import_id, counts = take_in(clerk, content, name="台账.xlsx")
    ((row, column, sentence),) = faults_of(clerk, import_id)
    assert (row, column) == (4, "出生日期")
    assert "这是数字" in sentence
    with acting(clerk):
        assert Person.objects.get(name="何小梅").birth_date == dt.date(1982, 1, 31)
    assert counts["persons_new"] == 2


def test_titles_notes_and_empty_rows_around_the_table_do_no_harm(db):
    sink = io.BytesIO()
    book = xlsxwriter.Workbook(sink, {"in_memory": True})
    book.add_worksheet("填表说明").write(0, 0, "一户一行，不要合并单元格")
    sheet = book.add_worksheet("台账")
    sheet.merge_range(0, 0, 0, 8, "石板镇户籍人口台账")
    sheet.write_row(2, 1, COLUMNS)
    for number, row in enumerate(family()):
        sheet.write_row(4 + 2 * number, 1, row)
    book.close()
    clerk = make_clerk()
    import_id, counts = take_in(clerk, sink.getvalue(), name="台账.xlsx")
    assert faults_of(clerk, import_id) == []
    assert counts["persons_new"] == 3


def test_a_column_that_is_matched_wrongly_is_said_once(db):
    clerk = make_clerk()
    rows = [f"H{n},900101102201,,王五,户主,{n},男,," for n in range(100_001)]
    record = upload(clerk, ledger(*rows))
    from doudi.registry.services.imports import import_ledger
    from doudi.registry.tests.families import ON

    with pytest.raises(ProblemsError, match="多半是列对应错了"):
        import_ledger(actor=clerk, import_id=record.pk, on=ON)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_million_rows_are_refused_in_little_memory(tmp_path, kind):
    script = textwrap.dedent(
        """
        import re, sys
        from pathlib import Path
        from doudi.registry.imports.reading import read_sheet
        from doudi.units.text import ProblemsError
        path = Path(sys.argv[1])
        try:
            read_sheet(path.read_bytes(), path.name, score=lambda cells: sum(c == "姓名" for c in cells) * 9)
        except ProblemsError as refused:
            print(refused)
        print(int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1000)
        """
    )
    path = tmp_path / f"台账.{kind}"
    line = FAMILY[0]
    if kind == "csv":
        path.write_text(HEADER + "\n" + (line + "\n") * 1_000_000, encoding="utf-8")
    else:
        book = xlsxwriter.Workbook(path, {"constant_memory": True})
        sheet = book.add_worksheet()
        for number in range(700_000):
            sheet.write_string(number, 3, "姓名" if number == 0 else "林大山")
        book.close()
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "doudi.config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", script, path],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    sentence, memory = done.stdout.splitlines()
    assert "请按乡镇分成几个文件" in sentence
    assert int(memory) <= 500


def test_a_sheet_is_named_by_its_row_as_the_program_shows_it():
    sheet = read_sheet(
        ledger(*FAMILY), "台账.csv", score=lambda cells: score_header(cells, "people")
    )
    assert sheet.place(int(sheet.rows[0]), 3) == "台账.csv 第2行 “姓名”"
    assert HEAD in sheet.columns[5].to_pylist()
