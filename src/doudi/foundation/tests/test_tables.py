"""Lists: sorting, filters, pages, rubbish in the address, and files that no spreadsheet program runs."""

import datetime as dt
import io
import re

import openpyxl
import pytest
from django import forms
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from doudi.foundation.access import acting, system
from doudi.foundation.models import AuditEvent, Run
from doudi.foundation.tables import PER_PAGE, Column, Table
from doudi.units.text import Text

WHEN = dt.datetime(2022, 7, 1, 2, 30, tzinfo=dt.UTC)


class StateFilter(forms.Form):
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), ("done", "完成")]
    )


class RunTable(Table):
    caption = Text("任务", "runs")
    columns = (
        Column("kind", Text("任务", "run"), sort="kind", link=lambda run: f"/x/{run.pk}/", main=True),
        Column("total", Text("件数", "items"), kind="count", sort="total"),
        Column("paid", Text("金额", "amount"), kind="money", value=lambda run: run.params.get("fen")),
        Column("created", Text("时间", "time"), kind="time", value=lambda r: r.created_at, sort="created_at"),
        Column("state", Text("状态", "state"), tone=lambda run: "good" if run.state == "done" else ""),
    )  # fmt: skip
    filter_form, order, is_exportable = StateFilter, "-total", True

    def narrow(self, rows, wanted):
        return rows.filter(state=wanted["state"]) if wanted["state"] else rows


def _runs(many):
    Run.objects.bulk_create(
        Run(kind=f"k{n:03}", total=n, created_at=WHEN, params={"fen": n * 12345}, state="done" if n % 2 else "queued")
        for n in range(many)
    )  # fmt: skip


def _table(address="/runs/", rows=None):
    return RunTable(Run.objects.all() if rows is None else rows, RequestFactory().get(address))


def _html(table):
    return render_to_string("foundation/table.html", {"table": table}, request=table.request)


def _first_column(table):
    return [row[0].text for row in table.shown]


def test_a_list_is_sorted_as_declared_until_somebody_asks_otherwise(db):
    _runs(3)
    assert _first_column(_table()) == ["k002", "k001", "k000"]
    assert _first_column(_table("/runs/?sort=kind")) == ["k000", "k001", "k002"]
    assert _table("/runs/?sort=kind").headings[0]["order"] == "ascending"
    assert "sort=-kind" in _table("/runs/?sort=kind").headings[0]["url"]


def test_fifty_rows_make_a_page(db):
    _runs(PER_PAGE + 1)
    first, second = _table(), _table("/runs/?page=2&state=")
    assert (len(first.shown), len(second.shown)) == (PER_PAGE, 1)
    assert (first.previous_url, first.next_url) == ("", "/runs/?page=2")
    assert "第 2 页，共 2 页" in _html(second)


@pytest.mark.parametrize(
    "address",
    [
        "?page=0",
        "?page=-1",
        "?page=²",
        "?page=99999999999999",
        "?page=x",
        "?sort=password",
        "?sort=--kind",
        "?sort=state",
    ],
)
def test_rubbish_in_the_address_is_a_page_all_the_same(db, address):
    _runs(2)
    assert "k000" in _html(_table(f"/runs/{address}"))


def test_a_filter_narrows_and_is_kept_by_sorting_and_paging(db):
    _runs(4)
    table = _table("/runs/?state=done&sort=kind")
    assert _first_column(table) == ["k001", "k003"]
    assert "state=done" in table.headings[1]["url"]
    assert 'name="sort" value="kind"' in _html(table)


def test_a_wrong_filter_says_so_and_shows_nothing(db):
    _runs(2)
    html = _html(_table("/runs/?state=rubbish"))
    assert "请改一下这里" in html
    assert "k001" not in html


def test_an_empty_list_says_what_to_do(db):
    assert "这里还没有内容" in _html(_table())
    assert "请放宽条件" in _html(_table("/runs/?state=done"))


def test_cells_are_written_as_clerks_write_them(db):
    _runs(2)
    html = _html(_table())
    assert "123.45" in html
    assert "2022年7月1日 10:30" in html
    with translation.override("en"):
        assert "1 July 2022, 10:30" in _html(_table())


def test_what_a_cell_holds_is_text_and_never_markup():
    rows = [{"kind": "<script>", "total": 1}]

    class Plain(Table):
        columns = (
            Column("kind", Text("任务", "run")),
            Column("total", Text("数", "n"), kind="count"),
        )

    assert "&lt;script&gt;" in _html(Plain(rows, RequestFactory().get("/")))


def test_a_file_has_every_row_and_no_formula(db):
    _runs(PER_PAGE + 2)
    Run.objects.filter(kind="k001").update(kind="=HYPERLINK(1)")
    table = _table("/runs/?format=xlsx&sort=total")
    assert table.wants_xlsx
    with acting(system("test", area_code="900101000000")) as viewer:
        answer = table.to_xlsx(viewer)
        event = AuditEvent.objects.get(action="foundation.export.made")
    assert event.details["rows"] == PER_PAGE + 2
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == ("任务", "件数", "金额", "时间", "状态")
    assert rows[2][0] == "'=HYPERLINK(1)"
    assert rows[2][2] == 123.45
    assert rows[2][3] == dt.datetime(2022, 7, 1, 10, 30)  # noqa: DTZ001 # a sheet knows no zones
    assert len(rows) == PER_PAGE + 3
    assert re.search(r"filename\*=utf-8''%E4%BB%BB%E5%8A%A1", answer["Content-Disposition"])


def test_a_list_that_is_not_for_files_gives_none(db):
    class Closed(RunTable):
        is_exportable = False

    table = Closed(Run.objects.all(), RequestFactory().get("/?format=xlsx"))
    assert not table.wants_xlsx
    assert table.xlsx_url == ""
