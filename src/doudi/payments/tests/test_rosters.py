"""The finance bureau's road: a roster for each fund and programme out, its result back."""

import datetime as dt
import io

import pytest

from doudi.foundation.access import acting, system
from doudi.foundation.domain.roles import Role
from doudi.foundation.spreadsheets import Heading
from doudi.payments.format_book import get_formats
from doudi.payments.rosters import read_roster, written
from doudi.payments.services.funds import set_funding
from doudi.payments.tests.bank import answer_all, content, files, reply, sent, take_in
from doudi.payments.tests.runs import START, award, lines, make_desk
from doudi.registry.imports.reading import read_sheet
from doudi.registry.tests.families import make_county


@pytest.fixture
def desk(own_database):
    desk = make_desk(make_county(), programmes=("dibao", "orphan"))
    with acting(desk.county.viewer(Role.finance_officer)) as finance:
        for programme in ("dibao", "orphan"):
            set_funding(
                actor=finance,
                programme=programme,
                fund=desk.funds["county"],
                order=1,
                road="one_card",
                on=START,
            )
    families = list(desk.county.families.values())
    award(desk, families[0], 38067, "2022-08")
    award(desk, families[1], 40000, "2022-08")
    award(desk, families[1], 100000, "2022-08", programme="orphan", person=families[1].head)
    return desk


def table(raw):
    sheet = read_sheet(raw, "roster.xlsx", score=len)
    columns = [c.to_pylist() for c in sheet.columns]
    return sheet.header, list(zip(*columns, strict=True))


def test_each_programme_has_its_roster(desk):
    run = sent(desk, "2022-08")
    dibao, orphan = files(run)
    assert (dibao.programme, dibao.lines, orphan.programme, orphan.lines) == (
        "dibao",
        2,
        "orphan",
        1,
    )
    header, rows = table(content(dibao))
    assert header[:4] == ["业务编号", "乡镇", "村（社区）", "补贴对象姓名"]
    family = desk.county.families["赵明远"]
    first = dict(zip(header, rows[0], strict=True))
    assert first["补贴对象姓名"] == family.head.name
    assert len(first["补贴对象身份证号"]) == 18
    assert first["补贴金额（元）"] == "380.67"
    assert first["乡镇"] == "石板镇"
    assert rows[-1][:3] == ("合计", "2", "780.67")
    returned = answer_all(desk, run, {1: "户名不符"})
    assert [r.state for r in returned] == ["posted", "posted"]
    assert [line.state for line in lines(run)] == ["failed", "paid", "paid"]
    with acting(system("test")):
        assert lines(run)[0].account.is_confirmed is False


def test_the_same_rows_give_the_same_book():
    headings = [Heading("甲"), Heading("乙", "money")]
    made = [
        b"".join(written("册", headings, [["a", 1], ["=1+1", 2]], dt.date(2022, 8, 1)))
        for _ in range(2)
    ]
    assert made[0] == made[1]
    assert "'=1+1" in table(made[0])[1][1][0]


def test_a_fault_in_a_sheet_is_named_and_nothing_posted(desk):
    run = sent(desk, "2022-08")
    dibao, orphan = files(run)
    for upload, words in (
        (reply(orphan), "没有这一笔"),
        (reply(dibao)[:2000], "工作簿"),
        (b"", "空"),
        ("业务编号,发放结果\n1,成功\n".encode(), "缺少“开户名”这一列"),
        (rows_of(dibao, account="=6217"), "账号与送出的不一致"),
        (rows_of(dibao, account=6.217e18), "账号与送出的不一致"),
        (rows_of(dibao, amount="三百"), "不是金额"),
        (rows_of(dibao, result="好"), "结果代码"),
    ):
        returned = take_in(desk, dibao, upload, name="结果.xlsx")
        assert returned.state == "blocked"
        assert words in "\n".join(p["zh"] for p in returned.problems)
    assert {line.state for line in lines(run)} == {"sent"}


def rows_of(file, **changed):
    """The bureau's sheet with something else in its first row."""
    form = get_formats()["one_card"]
    header, rows = table(reply(file))
    held = [next(c.holds for c in form.back.line if c.label.zh == label) for label in header]
    first = [str(changed.get(h, v)) for h, v in zip(held, rows[0], strict=True)]
    headings = [Heading(label) for label in header]
    return b"".join(written("册", headings, [first, *rows[1:]], dt.date(2022, 8, 1)))


def test_a_formula_in_the_result_is_refused():
    import openpyxl

    form = get_formats()["one_card"]
    book = openpyxl.Workbook()
    book.active.append([c.label.zh for c in form.back.line])
    book.active.append(["20220801000001", "赵", "62", "=1+1", "成功", ""])
    raw = io.BytesIO()
    book.save(raw)
    raw.seek(0)
    said = "\n".join(p.in_("zh") for p in read_roster(form, raw, "结果.xlsx").faults)
    assert "公式" in said
    assert "第2行" in said
