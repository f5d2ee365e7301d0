"""Lists that leave Doudi: within the area, masked, marked with who asked, signed by another where the place wants it."""

import csv
import datetime as dt
import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from doudi.foundation.access import NotPermitted, acting, system
from doudi.foundation.domain.roles import Role
from doudi.foundation.files import open_file, read_file
from doudi.foundation.jobs import perform_run
from doudi.foundation.models import AuditEvent, Run
from doudi.registry.exports import rules
from doudi.registry.exports.lists import list_layouts, list_of, person_facts, shipped_lists
from doudi.registry.exports.writing import _cell
from doudi.registry.models import Export, ImportMapping, Person
from doudi.registry.services.exports import (
    Wish,
    approve_export,
    download_export,
    refuse_export,
    remove_expired_exports,
    request_export,
)
from doudi.registry.tests import families
from doudi.units.text import ProblemsError

ON = families.ON
CLERK, LEAD = Role.township_clerk, Role.township_lead


@pytest.fixture
def county(db):
    return families.make_county()


def ask(county, *, role=CLERK, reason="核对残疾人两项补贴名单", **wanted):
    wish = {"kind": "persons", "area_code": families.SHIBAN, "file_format": "xlsx", **wanted}
    with acting(county.viewer(role)) as viewer:
        return request_export(actor=viewer, wish=Wish(**wish), reason=reason, on=ON)


def written(export):
    """The export after the worker has been at it."""
    run_id = again(export).run_id
    assert run_id, "nothing was started"
    run = perform_run(run_id)
    assert run.state == Run.State.done, run.message
    return again(export)


def again(export):
    with acting(system("test")):
        return Export.objects.select_related("document", "asked_by__account").get(pk=export.pk)


def sheet_of(export):
    return book_of(export).active


def book_of(export):
    with open_file(export.document.path) as file:
        return openpyxl.load_workbook(file)


def rows_of(export):
    return [[cell.value for cell in row] for row in sheet_of(export).iter_rows()]


def test_a_small_list_is_written_at_once_with_the_people_of_the_area_only(county):
    export = written(ask(county))
    rows = rows_of(export)
    assert rows[0][:3] == ["户编号", "村（社区）", "姓名"]
    names = {row[2] for row in rows[1:]}
    assert {"赵明远", "周德福", "吴雨桐"} <= names
    assert not names & {"郑䶮", "冯国强"}
    assert export.row_count == len(names) == 7
    assert export.state == Export.State.ready


def test_numbers_are_masked_and_cells_are_text(county):
    export = written(ask(county))
    heading, *rows = rows_of(export)
    place = heading.index("身份证号")
    assert all("*" in row[place] for row in rows if row[place])
    assert sheet_of(export).cell(2, place + 1).number_format == "@"


def test_who_asked_stands_on_every_page_and_in_the_properties(county):
    export = written(ask(county))
    book = book_of(export)
    footer = book.active.oddFooter.left.text
    for word in (f"导出{export.pk}号", "乡镇经办人", "石板镇", "核对残疾人两项补贴名单"):
        assert word in footer
        assert word in book.properties.description


def test_whole_numbers_wait_for_another_person_however_few(county):
    export = ask(county, whole_numbers=True)
    assert (export.state, export.run_id) == (Export.State.waiting, None)
    with acting(county.viewer(LEAD)) as lead:
        approve_export(actor=lead, export=export)
    export = written(export)
    numbers = {row[6] for row in rows_of(export)[1:]}
    assert families.identity_number(dt.date(1977, 3, 5), order_of("赵明远")) in numbers


def order_of(name):
    return (sum(map(ord, name)) % 499) * 2 + 1


def test_a_long_list_waits_too(county, monkeypatch):
    short = rules.ExportRules(3, True, 30)
    monkeypatch.setattr("doudi.registry.services.exports.export_rules", lambda: short)
    assert ask(county).state == Export.State.waiting
    assert ask(county, kind="households").state == Export.State.approved


def test_nobody_approves_their_own_and_a_decision_stands(county):
    with acting(county.actor) as actor:
        posting = families.make_posting(actor, Role.county_lead, families.SHIBAN, "两岗一人")
    both = families.viewer_of(posting)
    with acting(both):
        wish = Wish("persons", families.SHIBAN, "xlsx", whole_numbers=True)
        export = request_export(actor=both, wish=wish, reason="核对名单", on=ON)
        with pytest.raises(ProblemsError, match="themselves"):
            approve_export(actor=both, export=export)
    with acting(county.viewer(LEAD)) as lead:
        with pytest.raises(ProblemsError, match="why not"):
            refuse_export(actor=lead, export=export, reason="")
        refuse_export(actor=lead, export=export, reason="用不着完整号码")
        with pytest.raises(ProblemsError, match="already"):
            approve_export(actor=lead, export=export)
    export = again(export)
    assert (export.state, export.run_id) == (Export.State.refused, None)


def test_only_whoever_asked_downloads_and_each_time_is_in_the_trail(county):
    export = written(ask(county))
    with acting(county.viewer(LEAD)) as lead, pytest.raises(ProblemsError, match="Only whoever"):
        download_export(actor=lead, export=export, on=dt.date(2026, 1, 1))
    today = export.asked_at.date()
    with acting(county.viewer(CLERK)) as clerk:
        with download_export(actor=clerk, export=export, on=today) as file:
            assert file.read(2) == b"PK"
        with pytest.raises(ProblemsError, match="too old"):
            download_export(actor=clerk, export=export, on=today + dt.timedelta(days=40))
    with acting(system("test")):
        events = AuditEvent.objects.filter(action__startswith="registry.export").order_by("pk")
        assert [e.action.rpartition(".")[2] for e in events] == [
            "requested",
            "written",
            "downloaded",
        ]
        assert events[0].reason == "核对残疾人两项补贴名单"
        assert events[0].item_count == 7


def test_old_files_are_removed_and_the_record_stays(county, django_capture_on_commit_callbacks):
    export = written(ask(county))
    path = export.document.path
    later = export.asked_at.date() + dt.timedelta(days=40)
    with (
        django_capture_on_commit_callbacks(execute=True),
        acting(system("exports")) as actor,
    ):
        assert remove_expired_exports(actor=actor, on=export.asked_at.date()) == 0
        assert remove_expired_exports(actor=actor, on=later) == 1
    with pytest.raises(ValueError, match="No such file"):
        read_file(path)
    export = again(export)
    assert (export.document_id, export.reason) == (None, "核对残疾人两项补贴名单")


@pytest.mark.parametrize(
    ("file_format", "encoding"), [("csv_gb18030", "gb18030"), ("csv_utf8", "utf-8-sig")]
)
def test_csv_keeps_rare_characters(county, file_format, encoding):
    export = written(ask(county, kind="ledger", file_format=file_format))
    raw = read_file(export.document.path)
    rows = list(csv.reader(io.StringIO(raw.decode(encoding))))
    assert "吴㛃" in {row[4] for row in rows}
    assert rows[0][0] == "户编号"
    assert export.document.file_name.endswith(".csv")


def test_names_that_look_like_formulas_stay_text(county):
    with acting(county.actor) as actor:
        person = families.make_person(actor, "何小月", "1999-09-09", "female")
        Person.objects.filter(pk=person.pk).update(name="=1+1")
    export = written(ask(county))
    cells = [cell for row in sheet_of(export).iter_rows() for cell in row if cell.value]
    assert all(cell.data_type != "f" for cell in cells)
    assert "'=1+1" in {cell.value for cell in cells}


@given(st.text())
def test_no_cell_of_a_csv_begins_as_a_formula(text):
    assert not _cell("text", text).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_a_departments_layout_is_written_as_the_department_wants_it(county):
    with acting(county.actor) as actor:
        mapping = ImportMapping.objects.create(
            area_code=families.COUNTY,
            name="一卡通系统",
            ledger="people",
            header=["序号", "户主编码", "姓名", "身份证件号", "备注"],
            columns={"户主编码": "household_number", "姓名": "name", "身份证件号": "identity"},
            saved_at=dt.datetime(2022, 1, 1, tzinfo=dt.UTC),
        )
        families.audit.record(actor, "registry.mapping.saved", details={"test": "layout"})
        kinds = dict(list_layouts(actor))
    kind = f"layout:{mapping.pk}"
    assert kinds[kind].zh == "一卡通系统"
    export = written(ask(county, kind=kind))
    heading, first, *_ = rows_of(export)
    assert heading == ["序号", "户主编码", "姓名", "身份证件号", "备注"]
    assert (first[0], first[1], first[2]) == (None, "SB-0001", "赵明远")


def test_the_three_systems_that_a_county_must_use_have_their_layouts(own_database):
    county = families.make_county()
    with acting(county.viewer(CLERK)) as viewer:
        layouts = {label.zh: kind for kind, label in list_layouts(viewer)}
    assert len(layouts) == 3
    province = next(kind for name, kind in layouts.items() if "社会救助" in name)
    heading, *rows = rows_of(written(ask(county, kind=province)))
    found = {row[heading.index("成员姓名")]: row for row in rows}
    assert found["吴雨桐"][heading.index("残疾等级")] == "1级"
    assert found["赵明远"][heading.index("劳动能力")] == "有劳动能力"
    assert found["周德福"][heading.index("劳动能力")] == "否"  # their words for it are three


@pytest.mark.parametrize(
    ("wanted", "fault"),
    [
        ({"kind": "everything"}, "no such list"),
        ({"kind": "layout:999999"}, "no such mapping"),
        ({"kind": "layout:x"}, "no such mapping"),
        ({"kind": "facts"}, "Choose 1"),
        ({"kind": "facts", "facts": ["homes", "nonsense"]}, "Choose 1"),
        ({"file_format": "pdf"}, "no such format"),
        ({"area_code": families.QINGGANG}, "Not in your area"),
        ({"area_code": families.COUNTY}, "Not in your area"),
        ({"reason": " 用 "}, "what it is for"),
        ({"area_code": "900101102999"}, "nobody"),
    ],
)
def test_what_cannot_be_exported_is_said(county, wanted, fault):
    with pytest.raises(ProblemsError, match=fault):
        ask(county, **wanted)


@pytest.mark.parametrize("role", [Role.village_cadre, Role.auditor, Role.security_admin])
def test_others_may_not_export(county, role):
    with pytest.raises(NotPermitted):
        ask(county, role=role)


def test_every_shipped_list_has_headings_in_both_languages(db):
    nobody = system("test")
    for kind in shipped_lists():
        facts = [person_facts()[0][0]] if kind == "facts" else []
        assert all(c.label.zh and c.label.en for c in list_of(nobody, kind, facts).columns)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "rows: 3",
        "kept_days: -1",
        "kept_days: yes",
        "approval_above_rows: 2.5",
        "a: [",
        "\x00",
    ],
)
def test_a_rule_file_that_cannot_be_read_is_named(tmp_path, text):
    path = tmp_path / "exports.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ProblemsError, match=r"exports\.yaml"):
        rules.read_rules([rules.SHIPPED, path])


def test_a_countys_own_line_goes_before_the_shipped_one(tmp_path):
    path = tmp_path / "exports.yaml"
    path.write_text("approval_above_rows: 20", encoding="utf-8")
    found = rules.read_rules([rules.SHIPPED, path])
    assert (found.approval_above_rows, found.kept_days) == (20, 30)


def test_facts_are_those_that_count(own_database):
    county = families.make_county()
    export = written(
        ask(county, kind="facts", facts=["income_wage", "disability_grade", "is_able_to_work"])
    )
    heading, *rows = rows_of(export)
    assert heading[-3:] == [
        dict(person_facts())[n].zh for n in ("income_wage", "disability_grade", "is_able_to_work")
    ]
    found = {row[2]: row[-3:] for row in rows}
    assert found["赵明远"][0] == 12600
    assert found["赵明远"][2] == "是"
    assert found["吴雨桐"][1] == "一级"
    assert found["周德福"][2] == "否"
    assert found["钱秀兰"] == [None, None, None]
