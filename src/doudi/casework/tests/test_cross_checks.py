"""A cross-check from its request to its recheck: consents, the report by hand or as a table, the applicant's right to object."""

import datetime as dt
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from doudi.casework.domain.cross_checks import Finding
from doudi.casework.findings_file import Member, read_findings
from doudi.casework.models import Case, Consent, CrossCheck
from doudi.casework.services.cross_checks import (
    Paper,
    ask_cross_check,
    object_to_check,
    recheck,
    record_report,
    tell_result,
)
from doudi.casework.tests.cases import bring_to
from doudi.foundation.access import NotPermitted, acting
from doudi.foundation.domain.roles import Role
from doudi.registry.models import Document, Fact
from doudi.registry.tests.families import make_county
from doudi.units.text import ProblemsError

ON = dt.date(2022, 9, 26)
MEMBERS = [Member(1, "赵明远"), Member(2, "李二"), Member(3, "李二")]


@pytest.fixture
def county(db):
    return make_county()


@pytest.fixture
def family(county):
    return county.families["赵明远"]


@pytest.fixture
def clerk(county):
    return county.viewer(Role.township_clerk)


def later(days):
    return ON + dt.timedelta(days=days)


def test_the_request_begins_the_investigation(county, family, clerk):
    case = bring_to(county, family, "accepted")
    with acting(clerk):
        ask_cross_check(actor=clerk, case=case, on=dt.date(2022, 9, 23), version=case.version)
        case.refresh_from_db()
        assert case.state == "investigating"
        with pytest.raises(ProblemsError, match="not finished"):
            ask_cross_check(actor=clerk, case=case, on=dt.date(2022, 9, 23))


def test_nobody_is_asked_about_without_consent(county, family, clerk):
    case = bring_to(county, family, "accepted")
    with acting(clerk):
        Consent.objects.filter(application=case.application, person=family.head).update(
            withdrawn_on=dt.date(2022, 9, 22)
        )
        with pytest.raises(ProblemsError, match=r"no consent.*赵明远"):
            ask_cross_check(actor=clerk, case=case, on=dt.date(2022, 9, 23))
        assert not CrossCheck.objects.exists()
        case.refresh_from_db()
        assert case.state == "accepted"


def test_report_telling_objection_and_recheck(county, family, clerk):
    case = bring_to(county, family, "investigating")
    with acting(clerk):
        check = case.cross_checks.get()
        head = family.head.pk
        found = [Finding(head, "农商行", "尾号1234", "deposits", 1_200_000)]
        record_report(actor=clerk, check=check, on=ON, findings=found)
        fact = Fact.objects.get(evidence=check.evidence)
        assert (fact.name, fact.value, fact.item) == ("deposits", 1_200_000, "农商行")
        assert check.evidence.kind == "department"
        with pytest.raises(ProblemsError, match="not told"):
            object_to_check(actor=clerk, check=check, on=ON, objection="不是我的")
        tell_result(actor=clerk, check=check, on=later(1), how="in_person")
        with pytest.raises(ProblemsError, match="object to"):
            object_to_check(actor=clerk, check=check, on=later(1), objection="  ")
        object_to_check(
            actor=clerk,
            check=check,
            on=later(2),
            objection="钱是弟弟的",
            paper=Paper(b"%PDF-1.7 proof", "proof.pdf"),
        )
        assert check.state == "objected"
        right = [Finding(head, "农商行", "", "deposits", 0)]
        recheck(actor=clerk, check=check, on=later(3), result="存款属他人", findings=right)
        assert check.state == "rechecked"
        assert Fact.objects.filter(name="deposits", person=head, item="农商行").count() == 2
        assert check.objection_document.household_id == case.household_id


@pytest.mark.parametrize(
    ("wanted", "change"),
    [
        ("lies in the future", {"on": dt.date(2099, 1, 1)}),
        ("is before the request", {"on": dt.date(2022, 9, 22)}),
        ("not both", {"findings": []}),
        ("not both", {"nothing_found": True}),
        ("not of this household", {"findings": [Finding(2**40, "税务")]}),
        ("Only PDF", {"report": Paper(b"MZ", "report.exe")}),
        ("empty or damaged", {"report": Paper(b"\0\0", "report.csv")}),
        ("outside its bounds", {"findings": [("deposits", 10**17)]}),
    ],
)
def test_a_report_that_cannot_be_writes_nothing(county, family, clerk, wanted, change):
    case = bring_to(county, family, "investigating")
    head = family.head.pk
    given = {"on": ON, "findings": [Finding(head, "税务", "无申报")]} | change
    given["findings"] = [
        f if isinstance(f, Finding) else Finding(head, "税务", "", f[0], f[1])
        for f in given["findings"]
    ]
    with acting(clerk):
        check = case.cross_checks.get()
        before = Document.objects.count(), Fact.objects.count()
    with pytest.raises(ProblemsError, match=wanted), acting(clerk):
        record_report(actor=clerk, check=check, **given)
    with acting(clerk):
        assert (Document.objects.count(), Fact.objects.count()) == before
        assert CrossCheck.objects.get().state == "asked"


def test_a_village_does_not_ask_departments(county, family):
    case = bring_to(county, family, "investigating")
    with acting(county.viewer(Role.village_cadre)) as cadre, pytest.raises(NotPermitted):
        ask_cross_check(actor=cadre, case=case, on=ON)


TABLE = "核对结果\n姓名,来源,情况,数值,说明\n赵明远,农商行,deposits,12000.50,尾号1234\n赵明远,不动产,,,名下无房\n"


def workbook(rows):
    book, kept = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(kept)
    return kept.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        TABLE.encode(),
        TABLE.encode("gb18030"),
        workbook([line.split(",") for line in TABLE.splitlines()]),
    ],
    ids=["utf-8", "gb18030", "xlsx"],
)
def test_a_table_is_read_whatever_it_was_saved_as(content):
    name = "a.xlsx" if content.startswith(b"PK") else "a.csv"
    first, second = read_findings(content, name, MEMBERS)
    assert first == Finding(1, "农商行", "尾号1234", "deposits", 1_200_050)
    assert second == Finding(1, "不动产", "名下无房")


def test_every_fault_of_a_table_is_told_with_its_row_and_column():
    rows = "姓名,来源,情况,数值\n王五,税务,deposits,1\n李二,税务,deposits,1\n赵明远,,deposits,1\n赵明远,税务,快乐,1\n赵明远,税务,deposits,很多\n赵明远,税务,deposits,\n赵明远,税务,deposits,=1+1\n"
    with pytest.raises(ProblemsError) as refused:
        read_findings(rows.encode(), "表.csv", MEMBERS)
    told = str(refused.value)
    for row, column in ((2, "姓名"), (3, "姓名"), (4, "来源"), (5, "情况"), (6, "数值"), (7, "数值"), (8, "数值")):  # fmt: skip
        assert f"第{row}行 “{column}”" in told


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        (b"", "empty"),
        (b"a,b\n1,2\n", "header|heading"),
        ("姓名,数值\n赵明远,1\n".encode(), "来源"),
        (b"\xff\xfe\x00\x01", "neither text"),
    ],
)
def test_what_is_no_table_is_refused(content, wanted):
    with pytest.raises(ProblemsError, match=wanted):
        read_findings(content, "a.csv", MEMBERS)


def test_the_page_leads_from_step_to_step(county, family, client):
    case = bring_to(county, family, "accepted")
    client.force_login(county.account(Role.township_clerk))
    address = f"/cases/{case.pk}/cross-check/"
    assert "发起核对" in client.get(address).content.decode()

    def send(do, **given):
        sent = {f"{do}-{name}": value for name, value in given.items()} | {"do": do}
        answer = client.post(address, sent)
        return answer.content.decode() if answer.status_code == 200 else "moved"

    assert "请填写这一项" in send("ask", on="", version=case.version)
    assert send("ask", on="2022-09-23", version=case.version) == "moved"
    table = SimpleUploadedFile(
        "核对.csv", f"姓名,来源,情况,数值\n{family.head.name},农商行,deposits,很多\n".encode()
    )
    assert "第2行 “数值”" in send("report", on="2022-09-26", report=table)
    table = SimpleUploadedFile(
        "核对.csv", f"姓名,来源,情况,数值\n{family.head.name},农商行,deposits,12000\n".encode()
    )
    assert send("report", on="2022-09-26", report=table) == "moved"
    assert "12,000.00" in client.get(address).content.decode()
    assert "请选择一项" in send("tell", on="2022-09-27")
    assert send("tell", on="2022-09-27", how="by_phone") == "moved"
    assert send("object", on="2022-09-28", objection="已经花完了") == "moved"
    assert send("recheck", on="2022-09-29", result="属实", person_1=family.head.pk) != "moved"
    assert send("recheck", on="2022-09-29", result="余额已核实") == "moved"
    shown = client.get(f"/cases/{case.pk}/").content.decode()
    assert "余额已核实" in shown
    client.force_login(county.account(Role.village_cadre))
    hidden = client.get(f"/cases/{case.pk}/").content.decode()
    assert "余额已核实" not in hidden
    assert "12,000.00" not in hidden
    with acting(county.viewer(Role.township_clerk)):
        assert Case.objects.get(pk=case.pk).state == "investigating"
