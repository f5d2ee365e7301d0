"""The month's tables add up to the lines of its runs, and every side of the books is the other, to the fen."""

import datetime as dt
import io
from urllib.parse import unquote

import openpyxl
import pytest

from doudi.foundation import audit
from doudi.foundation.access import acting, system
from doudi.foundation.domain.roles import Role
from doudi.payments.selectors.money_reports import list_fund_rows, list_once_rows, list_paid_rows
from doudi.payments.selectors.month_sums import add_up, list_month_sums
from doudi.payments.selectors.reconciliation import reconcile
from doudi.payments.services.sending import close_run
from doudi.payments.tests.bank import answer_all, sent
from doudi.payments.tests.pages import browser, text_of
from doudi.payments.tests.runs import again, award, lines, make_desk
from doudi.registry.tests.families import make_county
from doudi.units.dates import Month

pytestmark = pytest.mark.time_machine(dt.datetime(2022, 10, 20, 2, tzinfo=dt.UTC))
AUGUST, SEPTEMBER = dt.date(2022, 8, 1), dt.date(2022, 9, 1)


@pytest.fixture
def desk(own_database):
    return make_desk(make_county(), programmes=("dibao", "temp_assistance"))


@pytest.fixture
def families(desk):
    return [f for f in desk.county.families.values() if f.household.area_code.startswith("900101")][:3]  # fmt: skip


def month_sums(month):
    with acting(system("test")) as viewer:
        total = add_up(list_month_sums(viewer, month), lambda p: "all")
        return total.get("all")


def books(run):
    with acting(system("test")) as viewer:
        return reconcile(viewer, run)


def pay_two_months(desk, families):
    """August with a month of arrears, one of three given back; September pays it again, and an emergency."""
    for family in families:
        award(desk, family, 30000, "2022-07" if family is families[0] else "2022-08")
    august = sent(desk, "2022-08")
    answer_all(desk, august, {2: "2001"})
    with acting(desk.county.viewer(Role.finance_officer)) as finance:
        close_run(actor=finance, run=august, on=dt.date(2022, 8, 9))
    award(desk, families[0], 80000, "2022-09", programme="temp_assistance", period="once")
    september = sent(desk, "2022-09")
    return again(august), september


def test_what_is_owed_is_what_became_of_it(desk, families):
    august, september = pay_two_months(desk, families)
    sums = month_sums(AUGUST)
    assert (sums.due, sums.arrears, sums.repeats) == (90000, 30000, 0)
    assert (sums.paid, sums.returned, sums.waiting) == (90000, 30000, 0)
    assert sums.households == 3
    assert sums.persons == sum(len(f.persons) for f in families)
    sums = month_sums(SEPTEMBER)
    assert (sums.due, sums.arrears, sums.repeats) == (170000, 0, 30000)
    assert (sums.paid, sums.returned, sums.waiting, sums.gap) == (0, 0, 200000, 0)
    answer_all(desk, september)
    assert month_sums(SEPTEMBER).paid == 200000
    assert month_sums(AUGUST).returned == 30000  # what was sent back in August stays so
    assert books(august).is_even
    assert books(again(september)).is_even


def test_the_tables_of_the_month(desk, families):
    pay_two_months(desk, families)
    with acting(system("test")) as viewer:
        rows = list_paid_rows(list_month_sums(viewer, AUGUST))
        assert {r.programme for r in rows} == {"dibao"}
        assert sum(r.sums.paid for r in rows) == 90000
        fund = list_fund_rows(viewer, Month.parse("2022-08"))[0]
        assert (fund.month_paid_fen, fund.paid_fen, fund.back_fen, fund.gap) == (90000, 90000, 30000, 0)  # fmt: skip
        assert fund.available_fen == 100_000_000 - 120000
        once = list_once_rows(viewer, SEPTEMBER)
        assert [(r.programme, r.payments, r.fen, r.failed) for r in once] == [
            ("temp_assistance", 1, 80000, 0)
        ]


def test_a_gap_names_its_payment(desk, families):
    august, _september = pay_two_months(desk, families)
    line = lines(august, state="paid")[0]
    with acting(system("test")) as actor:
        august.lines.filter(pk=line.pk).update(state="sent")
        audit.record(actor, "payments.run.changed", details={"test": "gap"})
        found = reconcile(actor, august)
        august.lines.filter(pk=line.pk).update(
            state="paid"
        )  # the ledger is looked at after each test
    assert [e.gap_fen for e in found.equations if e.gap_fen] == [line.amount_fen]
    assert [m.pk for m in found.misfits] == [line.pk]


def test_pages_and_files(desk, families):
    pay_two_months(desk, families)
    auditor = browser(desk, Role.auditor)
    page = text_of(auditor.get("/pay/reports/", {"month": "2022-08"}))
    assert "900.00" in page
    assert "表内不平" not in page
    assert "<svg" in page
    books_page = text_of(auditor.get("/pay/reconciliation/", {"month": "2022-08"}))
    assert "全部一致" in books_page
    assert "不一致" not in books_page
    for report in ("t03", "t14", "t16"):
        answer = auditor.get(f"/pay/reports/{report}/", {"month": "2022-09"})
        sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer) if answer.streaming else answer.content)).active  # fmt: skip
        assert sheet.max_row >= 2
        assert "2022年9月" in unquote(answer["Content-Disposition"])
    assert auditor.get("/pay/reports/t99/").status_code == 404
    for rubbish in ("2022-13", "=1+1", "9" * 50):
        assert auditor.get("/pay/reports/", {"month": rubbish}).status_code == 200
        assert auditor.get("/pay/reconciliation/", {"month": rubbish}).status_code == 200


def test_a_township_reads_its_own(desk, families):
    pay_two_months(desk, families)
    page = text_of(browser(desk, Role.township_clerk).get("/pay/reports/", {"month": "2022-08"}))
    assert "低保" in page
