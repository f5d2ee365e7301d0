"""What was paid and not owed: shown by the machine, decided by two people, back in the fund in the end."""

import datetime as dt

import pytest
from django.utils import translation

from doudi.casework.models import Letter
from doudi.casework.services.letters import check_letter, content_of, serve_letter, sign_letter
from doudi.foundation.access import NotPermitted, acting, system
from doudi.foundation.domain.roles import Role
from doudi.payments.domain.recovery import next_instalment, spread, take_latest_first
from doudi.payments.models import BankFile, Cover, Due, Receivable, Transfer
from doudi.payments.selectors.funds import available_of
from doudi.payments.services.ledger import held_by
from doudi.payments.services.receivables import Plan, drop_receivable, sign_receivable
from doudi.payments.services.repayments import (
    give_to_fund,
    record_fine,
    record_repayment,
    waive,
)
from doudi.payments.tests.bank import reply, take_in
from doudi.payments.tests.recovery import (
    TODAY,
    dies,
    end,
    ledger_holds,
    paid,
    proposed,
    shown,
    signed,
)
from doudi.payments.tests.runs import award, lines, make_desk, plan
from doudi.registry.tests.families import COUNTY, make_county
from doudi.units.text import ProblemsError


@pytest.fixture
def desk(own_database):
    return make_desk(make_county(), programmes=("dibao", "old_age_allowance"))


@pytest.fixture
def old(desk):
    """Policy case 27: 50 yuan a month, dead on 2022-12-05, paid until February."""
    family = desk.county.families["赵明远"]
    person = family.head
    given = award(desk, family, 5000, "2022-11", programme="old_age_allowance", person=person)
    for month in ("2022-11", "2022-12", "2023-01", "2023-02"):
        paid(desk, month)
    dies(person, dt.date(2022, 12, 5))
    return given


def test_case_27_a_death_found_late_shows_what_went_out_after_it(desk, old):
    found = shown(desk, old)
    assert found.fen == 10000
    assert [str(t.payment.month) for t in found.taken] == ["2023-01", "2023-02"]
    assert str(found.after_death_from) == "2023-01"
    words = found.taken[0].payment.words
    assert words["run"] == "202301-01"
    assert words["settled_on"] == dt.date(2023, 1, 4)
    assert words["file"].startswith("DF")
    assert len(words["tail"]) == 4
    assert words["number"] == 1
    with acting(system("test")):
        assert not Receivable.objects.exists()
        assert not Due.objects.filter(amount_fen__lt=0).exists()


def test_two_people_then_the_month_is_taken_back(desk, old):
    end(old, "2022-12")
    with translation.override("en"):  # whatever language whoever signs reads
        receivable = signed(desk, old)
    assert receivable.amount_fen == 10000
    with acting(system("test")) as viewer:
        assert [d.amount_fen for d in receivable.dues.order_by("month")] == [-5000, -5000]
        assert [d.seq for d in receivable.dues.all()] == [1, 1]
        moved = Transfer.objects.filter(receivable=receivable)
        assert {(t.source, t.target) for t in moved} == {("paid", "receivable")}
        letter = Letter.objects.get(kind="recovery_notice")
        text = str(content_of(viewer, letter, TODAY)["blocks"])
        assert "2023年1月" in text
        assert "100.00元" in text
        assert "行政复议" in text
        assert "死亡后继续发放" in text
        assert "'多发金额（元）']" in text  # the last column
    assert shown(desk, old) is None
    following = plan(desk, "2023-03")
    assert not lines(following, state="overpaid")
    assert not lines(following, state="planned")
    ledger_holds()


def test_the_family_is_told_when_the_letter_is_served(desk, old):
    end(old, "2022-12")
    receivable = signed(desk, old)
    county = desk.county
    with acting(county.viewer(Role.county_officer)) as officer:
        letter = check_letter(actor=officer, letter=receivable.letter, on=TODAY)
    with acting(county.viewer(Role.county_lead)) as lead:
        sign_letter(actor=lead, letter=letter, on=TODAY)
    with acting(county.viewer(Role.county_officer)) as officer:
        serve_letter(actor=officer, letter=letter, on=TODAY, how="in_person")
    with acting(system("test")):
        assert Receivable.objects.get().told_on == TODAY


def test_what_never_arrived_is_not_asked_back(desk):
    family = desk.county.families["赵明远"]
    given = award(desk, family, 63000, "2022-08")
    paid(desk, "2022-08")
    paid(desk, "2022-09", {1: "1001"})
    end(given, "2022-07")
    found = shown(desk, given)
    assert [str(t.payment.month) for t in found.taken] == ["2022-08"]


def test_case_29_fraud_five_months(desk):
    family = desk.county.families["赵明远"]
    given = award(desk, family, 63000, "2022-08")
    for month in ("2022-08", "2022-09", "2022-10", "2022-11", "2022-12"):
        paid(desk, month)
    end(given, "2022-07")
    receivable = signed(desk, given, ground="concealed")
    assert receivable.amount_fen == 315000
    with acting(system("test")):
        assert not Cover.objects.filter(is_released=False).exists()
    with acting(desk.county.viewer(Role.county_officer)) as officer:
        about = {"by": "安和县民政局", "number": "安民罚〔2023〕1号", "on": TODAY}
        for fen in (314999, 945001):
            with pytest.raises(ProblemsError, match="outside"):
                record_fine(actor=officer, receivable=receivable, amount_fen=fen, decided_on=TODAY, **about)  # fmt: skip
        record_fine(actor=officer, receivable=receivable, amount_fen=945000, decided_on=TODAY, **about)  # fmt: skip
    with acting(system("test")):
        assert held_by(receivable, "receivable")[0][1] == 315000


def test_an_office_error_has_no_fine(desk, old):
    end(old, "2022-12")
    receivable = signed(desk, old, ground="office")
    with (
        acting(desk.county.viewer(Role.county_officer)) as officer,
        pytest.raises(ProblemsError, match="no fine"),
    ):
        record_fine(actor=officer, receivable=receivable, amount_fen=10000, by="县局", number="1", decided_on=TODAY, on=TODAY)  # fmt: skip


def repay(desk, receivable, fen, receipt, **more):
    with acting(desk.county.viewer(Role.county_officer)) as officer:
        return record_repayment(
            actor=officer,
            receivable=receivable,
            amount_fen=fen,
            receipt=receipt,
            on=more.get("on", TODAY),
            today=TODAY,
        )


def test_paid_back_and_into_the_fund(desk, old):
    end(old, "2022-12")
    receivable = signed(desk, old, plan=Plan(4000, TODAY))
    with acting(desk.county.viewer(Role.finance_officer)) as finance:
        before = sum(available_of(finance, COUNTY).values())
    repay(desk, receivable, 4000, "收据001")
    for fen, receipt, more, words in (
        (0, "收据002", {}, "amount"),
        (-1, "收据002", {}, "amount"),
        (6001, "收据002", {}, "is left"),
        (10, " ", {}, "receipt"),
        (10, "收据001", {}, "recorded already"),
        (10, "收据002", {"on": TODAY + dt.timedelta(1)}, "between"),
        (10, "收据002", {"on": dt.date(2022, 1, 1)}, "between"),
    ):
        with pytest.raises(ProblemsError, match=words):
            repay(desk, receivable, fen, receipt, **more)
    repay(desk, receivable, 6000, "收据002")
    with acting(system("test")):
        receivable.refresh_from_db()
        assert receivable.state == "settled"
    with acting(desk.county.viewer(Role.finance_officer)) as finance:
        with pytest.raises(ProblemsError, match="voucher"):
            give_to_fund(actor=finance, receivable=receivable, basis="", on=TODAY)
        give_to_fund(actor=finance, receivable=receivable, basis="凭证7", on=TODAY)
        assert sum(available_of(finance, COUNTY).values()) == before + 10000
        with pytest.raises(ProblemsError, match="nothing"):
            give_to_fund(actor=finance, receivable=receivable, basis="凭证8", on=TODAY)


def test_waived_with_reason_and_document(desk, old):
    end(old, "2022-12")
    receivable = signed(desk, old)
    with acting(desk.county.viewer(Role.county_lead)) as lead:
        for reason, basis in (("", "文件"), ("家庭困难", " ")):
            with pytest.raises(ProblemsError):
                waive(actor=lead, receivable=receivable, reason=reason, basis=basis, on=TODAY)
        waive(
            actor=lead, receivable=receivable, reason="家庭困难", basis="安民〔2023〕3号", on=TODAY
        )
        with pytest.raises(ProblemsError, match="cannot be done"):
            waive(actor=lead, receivable=receivable, reason="再一次", basis="文件", on=TODAY)
    with acting(system("test")):
        assert not held_by(receivable, "receivable")
        assert sum(f for _, f in held_by(receivable, "waived")) == 10000


def test_rubbish_writes_nothing(desk, old):
    end(old, "2022-12")
    place = (lines_id(desk), "main", "2023-01")
    good = {place: 5000}
    for amounts, ground in (
        ({}, "death"),
        ({place: 0}, "death"),
        ({place: -5}, "death"),
        ({place: 5001}, "death"),
        ({(place[0], "main", "2022-11"): 5000}, "death"),
        ({(999_999, "main", "2023-01"): 5000}, "death"),
        (good, "revenge"),
    ):
        with pytest.raises(ProblemsError):
            proposed(desk, old, amounts=amounts, ground=ground)
    for bad in (Plan(100, None), Plan(None, TODAY), Plan(0, TODAY), Plan(100, dt.date(2020, 1, 1)), Plan(None, None, may_net=True)):  # fmt: skip
        with pytest.raises(ProblemsError):
            proposed(desk, old, plan=bad)
    with acting(system("test")):
        assert not Receivable.objects.exists()
    receivable = proposed(desk, old, amounts=good)
    with pytest.raises(ProblemsError, match="already waits"):
        proposed(desk, old)
    with acting(desk.county.viewer(Role.county_officer)) as officer:
        with pytest.raises(NotPermitted):
            sign_receivable(actor=officer, receivable=receivable, on=TODAY)
        with pytest.raises(ProblemsError, match="say why"):
            drop_receivable(actor=officer, receivable=receivable, reason=" ", on=TODAY)
        drop_receivable(actor=officer, receivable=receivable, reason="家属有异议", on=TODAY)
    with acting(system("test")):
        assert not Due.objects.filter(amount_fen__lt=0).exists()


def lines_id(desk):
    with acting(system("test")):
        return Due.objects.get(month=dt.date(2023, 1, 1)).line_id


def test_the_next_instalment():
    first = dt.date(2023, 1, 31)
    due = next_instalment(10000, 0, 4000, first, dt.date(2023, 1, 1))
    assert (due.on, due.fen, due.overdue_fen) == (first, 4000, 0)
    due = next_instalment(10000, 4000, 4000, first, dt.date(2023, 3, 31))
    assert (due.on, due.fen, due.overdue_fen) == (dt.date(2023, 2, 28), 4000, 6000)
    assert next_instalment(10000, 8000, 4000, first, dt.date(2023, 3, 31)).fen == 2000
    assert next_instalment(10000, 10000, 4000, first, dt.date(2030, 1, 1)).overdue_fen == 0
    assert next_instalment(10000, 0, None, None, dt.date(2030, 1, 1)).overdue_fen == 0


def test_of_which_fund_it_comes_back():
    assert spread([(1, 30), (2, 40)], 50) == [(1, 30), (2, 20)]
    with pytest.raises(ValueError, match="more than"):
        spread([(1, 30)], 31)
    assert take_latest_first(0, []) == []


def test_what_is_recovered_and_then_comes_back_is_refused(desk, old):
    end(old, "2022-12")
    signed(desk, old)
    with acting(system("test")):
        file = BankFile.objects.select_related("run").get(run__month=dt.date(2023, 2, 1))
    came = take_in(desk, file, reply(file, {1: "9001"}, only=[1]), on=TODAY)
    assert came.state == "blocked"
    assert "is being recovered" in came.problems[0]["en"]
    ledger_holds()
