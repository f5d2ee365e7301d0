"""Families in a workbook: read like a case file, and every fault named by its cell."""

import datetime as dt
import io
import struct
import zipfile

import openpyxl
import pytest

from doudi.rules.case_sheet import columns_of
from doudi.rules.case_template import write_template
from doudi.rules.case_workbook import MOST_UNPACKED
from doudi.rules.declare import day_number
from doudi.rules.dimensions import STEPS_PER_UNIT
from doudi.rules.marked_yaml import read_marked
from doudi.rules.tests.family_law import TODAY, Desk

# What a date cell holds: a moment without a zone.
MIDNIGHT = dt.datetime.combine(dt.date(1984, 3, 2), dt.time())
NOON = dt.datetime.combine(dt.date(1984, 3, 2), dt.time(12, 30))
YUAN = STEPS_PER_UNIT["yuan"]
FAMILY = """
case: 三口之家
on: 2022-07-15
area: "900101000000"
background: [settled, at_home]
household: {place: farm, savings: 120.50}
members:
  - {name: 王建国, birth_date: 1984-03-02, relation: head, income: 14400.00, illness: grave}
  - {name: 李秀兰, birth_date: 1986-03-02, income: 0, studies: no, is_away: unknown}
helpers:
  - {name: 长子, gives: 300, mouths: 3}
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    return Desk(tmp_path_factory.mktemp("law"))


@pytest.fixture
def template(desk, tmp_path):
    """The template with the family above as its example."""
    path = tmp_path / "家庭.xlsx"
    example, _ = read_marked(FAMILY, "example")
    write_template(path, desk.rulebook, examples=[example], backgrounds=desk.backgrounds)
    return path


@pytest.fixture
def edit(desk, template):
    """The template's problems after a change to its cells: `edit({"C7": 5})`, `edit(helpers={"C3": 5})`."""

    def change(cells=None, helpers=None, prepare=None):
        return desk.problems(changed(template, cells, helpers, prepare))

    return change


def changed(template, cells=None, helpers=None, prepare=None):
    workbook = openpyxl.load_workbook(template)
    for sheet, changes in (("家庭", cells), ("帮扶人", helpers)):
        for cell, value in (changes or {}).items():
            workbook[sheet][cell] = value
    if prepare is not None:
        prepare(workbook)
    saved = io.BytesIO()
    workbook.save(saved)
    return saved.getvalue()


def place_of(desk, key, sheet="家庭"):
    """The column letter of an identifier."""
    titles = columns_of(desk.rulebook)
    number = [c.key for c in titles[sheet]].index(key) + 1
    return openpyxl.utils.get_column_letter(number)


def test_the_template_is_read_back_as_the_case_it_shows(desk, template):
    from_sheet, from_file = desk.case(template.read_bytes()), desk.case(FAMILY)
    assert from_sheet == from_file


def test_the_template_offers_choices_and_keeps_codes_as_text(template, desk):
    sheet = openpyxl.load_workbook(template)["家庭"]
    offered = {str(rule.sqref).split(":")[0] for rule in sheet.data_validations.dataValidation}
    assert f"{place_of(desk, 'place')}3" in offered
    assert sheet["C3"].number_format == "@"
    assert sheet["C3"].value == "900101000000"
    assert sheet["A1"].value == "家庭"
    assert sheet["A2"].value == "case"


def test_real_dates_truths_and_labels(desk, template):
    born, local = place_of(desk, "birth_date"), place_of(desk, "is_local")
    changes = {f"{born}3": MIDNIGHT, "B3": dt.date(2022, 7, 1), f"{local}3": False}
    case = desk.case(changed(template, changes))
    assert case.on == dt.date(2022, 7, 1)
    assert case.rows["member"][0].facts["birth_date"] == day_number(dt.date(1984, 3, 2))
    assert case.facts["is_local"] == 0


def test_amounts_kept_as_binary_fractions_are_read_exactly(desk, template):
    income = place_of(desk, "income")
    case = desk.case(changed(template, {f"{income}3": 380.67, f"{income}4": 0.1}))
    assert [r.facts["income"] for r in case.rows["member"]] == [38067 * YUAN // 100, YUAN // 10]


def test_several_families_and_their_helpers(desk, template):
    name = place_of(desk, "name")
    cells = {"A6": "李家", "C6": "900101", f"{name}6": "李四", f"{name}7": "李五"}
    first, second = desk.read(changed(template, cells, {"A4": "李家", "B4": "姐姐"}))
    assert [r.name for r in second.case.rows["member"]] == ["李四", "李五"]
    assert [r.name for r in second.case.rows["helper"]] == ["姐姐"]
    assert [r.name for r in first.case.rows["helper"]] == ["长子"]
    assert second.case.on == TODAY


@pytest.mark.parametrize(
    ("word", "complete"),
    [
        ("没有", True),
        ("none", True),
        ("没问过", None),
        ("", None),
        ("没列全", False),
        ("列全", True),
    ],
)
def test_whether_there_are_helpers(desk, template, word, complete):
    column = place_of(desk, "helpers")
    content = changed(template, {f"{column}3": word}, dict.fromkeys(["A3", "B3", "C3", "D3"]))
    case = desk.case(content)
    assert case.rows["helper"] == []
    assert case.complete["helper"] is complete


def test_an_empty_cell_is_not_known(desk, template):
    income = place_of(desk, "income")
    case = desk.case(changed(template, {f"{income}3": "", f"{income}4": "  "}))
    assert all("income" not in row.facts for row in case.rows["member"])


def test_a_sheet_without_the_row_of_identifiers(desk, template):
    content = changed(
        template, prepare=lambda book: [s.delete_rows(2) for s in (book["家庭"], book["帮扶人"])]
    )
    assert desk.case(content) == desk.case(FAMILY)


# -- what is refused -----------------------------------------------------------------------------------------
def test_every_fault_of_a_sheet_at_once(desk, edit):
    income, savings, born = (place_of(desk, k) for k in ("income", "savings", "birth_date"))
    found = edit(
        {f"{income}3": "=SUM(1,2)", f"{savings}3": -5, f"{born}4": "2022-07-16"}, {"D3": 99}
    )
    assert [p.where for p in found] == [
        f"input 家庭!{income}3",
        f"input 家庭!{savings}3",
        "input 帮扶人!D3",
        f"input 家庭!{born}4",
    ]


@pytest.mark.parametrize("formula", ["=SUM(A1:A2)", '=HYPERLINK("http://x","y")', "=1/0"])
def test_a_formula(edit, desk, formula):
    cell = f"{place_of(desk, 'income')}3"
    (problem,) = edit({cell: formula})
    assert problem.where == f"input 家庭!{cell}"
    assert problem.value == formula
    assert "formula" in problem.text.en


def test_a_formula_as_the_familys_name_is_told_once(edit):
    assert len(edit({"A3": "=A1"})) >= 1


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("income", 380.666667, "more than two decimals"),
        ("income", 1e300, "lost figures"),
        ("income", dt.time(12, 30), "date is needed"),
        ("income", "#REF!", "error"),
        ("birth_date", NOON, "without a time"),
        ("birth_date", 30743, "not a date"),
        ("identity_number", 520000198403020012, "as text"),
        ("identity_number", "5.2E+17", "spreadsheet"),
        ("identity_number", "520000198403020012", "check digit"),
        ("illness", "重病", "must be one of"),
        ("is_away", "也许", "yes, no or unknown"),
        ("income", -1, "must be an amount"),
        ("area", 5.2e17, "lost figures"),
        ("area", "5.2E+11", "only digits"),
        ("on", "去年", "not a date"),
        ("background", "没有的背景", "no such background"),
        ("helpers", "也许", "must be one of"),
        ("case", "", "no family above"),
    ],
)
def test_a_cell_that_cannot_be_used(edit, desk, key, value, words):
    cell = f"{place_of(desk, key)}3"
    found = edit({cell: value})
    assert any(words in p.text.en for p in found), found
    assert any(p.where.endswith(f"!{cell}") or key == "case" for p in found)


def test_merged_cells(edit):
    (problem,) = edit(prepare=lambda book: book["家庭"].merge_cells("A3:A4"))
    assert problem.where == "input 家庭!A3"
    assert "A3:A4" in problem.text.en


@pytest.mark.parametrize(
    ("heading", "hint"), [("incom", "'income'"), ("年收人", "'income'"), ("sex of the cat", "")]
)
def test_an_unknown_column(edit, desk, heading, hint):
    column = place_of(desk, "income")
    (problem,) = edit({f"{column}2": heading, f"{column}3": None, f"{column}4": None})
    assert "unknown column" in problem.text.en
    assert hint in problem.text.en
    assert problem.where == f"input 家庭!{column}2"


def test_a_column_twice(edit, desk):
    (problem,) = edit(
        {f"{place_of(desk, 'savings')}2": "place", f"{place_of(desk, 'savings')}3": None}
    )
    assert "twice" in problem.text.en


def test_a_value_without_a_heading(edit):
    (problem,) = edit({"ZZ3": 5})
    assert problem.where == "input 家庭!ZZ3"


def test_missing_headings(desk, edit):
    found = edit(prepare=lambda book: book["家庭"].delete_rows(1, 2))
    assert found


def test_a_workbook_of_something_else(desk):
    book = openpyxl.Workbook()
    book.active["A1"] = "预算"
    saved = io.BytesIO()
    book.save(saved)
    (problem,) = desk.problems(saved.getvalue())
    assert "no sheet '家庭'" in problem.text.en


def test_an_unknown_sheet_with_data_is_not_passed_over(edit):
    (problem,) = edit(prepare=lambda book: book.create_sheet("Sheet9").append(["x"]))
    assert "unknown sheet 'Sheet9'" in problem.text.en


def test_a_member_before_any_family(edit):
    assert any("no family above" in p.text.en for p in edit({"A3": None}))


def test_a_familys_facts_on_a_members_row(edit):
    (problem,) = edit({"C4": "900101"})
    assert "first row of a family only" in problem.text.en


def test_two_families_of_one_name(edit):
    (problem,) = edit({"A5": "三口之家", "C5": "900101"})
    assert "input 家庭!A3" in problem.text.en


def test_a_helper_of_no_family(edit):
    (problem,) = edit(helpers={"A3": "三口之佳"})
    assert "did you mean '三口之家'" in problem.text.en
    assert problem.where == "input 帮扶人!A3"
    (problem,) = edit(helpers={"A3": None})
    assert "does not say which family" in problem.text.en


def test_none_is_said_but_some_are_listed(edit, desk):
    (problem,) = edit({f"{place_of(desk, 'helpers')}3": "没有"})
    assert "1 are listed" in problem.text.en


def test_more_members_than_a_household_can_have(edit, desk):
    name = place_of(desk, "name")
    (problem,) = edit({f"{name}{row}": f"成员{row}" for row in range(3, 12)})
    assert "at most 8, not 9" in problem.text.en


# -- files that are no workbook, or a trap ---------------------------------------------------------------------
def zipped(**parts):
    saved = io.BytesIO()
    with zipfile.ZipFile(saved, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name.replace("__", "/") + ".xml", content)
    return saved.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04 cut off",
        zipped(anything="text"),
        zipped(xl__workbook="<workbook/>"),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old workbook",
    ],
)
def test_what_is_no_workbook(desk, content):
    (problem,) = desk.problems(content)
    assert "workbook" in problem.text.en


def test_a_workbook_cut_off(desk, template):
    whole = template.read_bytes()
    for cut in (100, len(whole) // 2, len(whole) - 10):
        assert desk.problems(whole[:cut])


def test_a_zip_bomb_is_refused_by_what_it_declares(desk):
    content = zipped(xl__worksheets__sheet1=b"0" * (MOST_UNPACKED + 1))
    assert len(content) < 100_000
    (problem,) = desk.problems(content)
    assert "unpacks to more than 60 MB" in problem.text.en


def test_a_zip_bomb_that_lies_about_its_size(desk):
    content = bytearray(zipped(xl__worksheets__sheet1=b"<a>" + b"0" * 10_000_000))
    start = content.rindex(b"PK\x01\x02")
    content[start + 24 : start + 28] = struct.pack("<I", 100)
    assert desk.problems(bytes(content))


def test_a_merge_over_the_whole_sheet(desk, template):
    content = template.read_bytes()
    saved = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(saved, "w") as new:
        for part in old.namelist():
            text = old.read(part)
            if part == "xl/worksheets/sheet1.xml":
                merge = b'</sheetData><mergeCells count="1"><mergeCell ref="A3:XFD1048576"/></mergeCells>'
                text = text.replace(b"</sheetData>", merge)
            new.writestr(part, text)
    (problem,) = desk.problems(saved.getvalue())
    assert "too many cells are merged" in problem.text.en


def test_a_stray_cell_at_the_far_corner_costs_nothing(edit):
    (problem,) = edit({"XFD1048576": "x"})
    assert problem.where == "input 家庭!XFD1048576"
