"""What was paid to me and why; one payment followed to its decision."""

import datetime as dt

import pytest
from django.test import Client

from doudi.casework.models import Application
from doudi.casework.services.numbers import new_code
from doudi.foundation import audit
from doudi.foundation.access import acting, system
from doudi.foundation.domain.roles import Role
from doudi.foundation.models import AuditEvent
from doudi.payments.selectors.statements import statement_of
from doudi.payments.tests.bank import answer_all, sent
from doudi.payments.tests.pages import browser, text_of
from doudi.payments.tests.runs import award, lines, make_desk, plan
from doudi.registry.tests.families import make_county

pytestmark = pytest.mark.time_machine(dt.datetime(2022, 10, 20, 2, tzinfo=dt.UTC))


@pytest.fixture
def desk(own_database):
    return make_desk(make_county(), programmes=("dibao", "disability_care_subsidy"))


@pytest.fixture
def family(desk):
    return desk.county.families["赵明远"]


def statement(about):
    with acting(system("test")) as viewer:
        return statement_of(viewer, about)


def states(about):
    return [(e.due.month.month, e.due.programme, e.due.amount_fen, e.state) for e in statement(about).entries]  # fmt: skip


def test_each_month_is_told_with_its_payment(desk, family):
    award(desk, family, 38067, "2022-07")
    award(
        desk, family, 8000, "2022-08", programme="disability_care_subsidy", person=family.persons[1]
    )
    run = sent(desk, "2022-08")
    assert {s for *_rest, s in states(family.household)} == {"waiting"}
    answer_all(desk, run)
    assert states(family.household) == [
        (8, "dibao", 38067, "paid"),
        (8, "disability_care_subsidy", 8000, "paid"),
        (7, "dibao", 38067, "paid"),
    ]
    assert statement(family.household).paid_fen == 2 * 38067 + 8000
    assert [s[1] for s in states(family.persons[1])].count("disability_care_subsidy") == 1
    assert "disability_care_subsidy" not in {s[1] for s in states(family.head)}


def test_what_came_back_is_told_until_it_is_paid_again(desk, family):
    award(desk, family, 38067, "2022-08")
    run = sent(desk, "2022-08")
    answer_all(desk, run, {1: "1002"})
    entry = statement(family.household).entries[0]
    assert entry.state == "returned"
    assert entry.bank_reason


def test_a_payment_shows_its_months_its_award_and_where_it_went(desk, family):
    made = award(desk, family, 38067, "2022-07")
    run = sent(desk, "2022-08")
    answer_all(desk, run)
    line = lines(run)[0]
    auditor = browser(desk, Role.auditor)
    page = text_of(auditor.get(f"/pay/lines/{line.pk}/"))
    assert f"/cases/awards/{made.pk}/" in page
    assert "2022年7月" in page
    assert "761.34元" in page
    assert "可用 → 已审核待送" in page
    assert "/rules/dibao_amount/" in page
    finance = text_of(browser(desk, Role.finance_officer).get(f"/pay/lines/{line.pk}/"))
    assert "/cases/" not in finance.split("</nav>")[-1]
    township = text_of(browser(desk, Role.township_clerk).get(f"/pay/lines/{line.pk}/"))
    assert "761.34元" in township
    with acting(system("test")):
        looks = AuditEvent.objects.filter(action="payments.line.viewed")
        assert looks.filter(household_id=family.household.pk).count() == 3


def test_the_household_page_fetches_the_latest(desk, family):
    award(desk, family, 38067, "2022-08")
    answer_all(desk, sent(desk, "2022-08"))
    clerk = browser(desk, Role.township_clerk)
    url = f"/pay/households/{family.household.pk}/"
    assert url in text_of(clerk.get(f"/register/households/{family.household.pk}/"))
    part = text_of(clerk.get(url, headers={"HX-Request": "true"}))
    assert "<html" not in part
    assert "380.67元" in part
    whole = text_of(clerk.get(url))
    assert "怎样算的" in whole
    assert "6217" not in whole
    with acting(system("test")):
        assert AuditEvent.objects.filter(action="payments.statement.viewed").count() == 2


def test_what_is_held_back_is_told_with_its_reason(desk, family):
    award(desk, family, 38067, "2022-08")
    with acting(system("test")) as actor:
        family.household.accounts.update(valid_to=dt.date(2022, 8, 1))
        audit.record(actor, "payments.account.closed", details={"test": "closed"})
    plan(desk, "2022-08")
    page = text_of(
        browser(desk, Role.county_officer).get(f"/pay/households/{family.household.pk}/")
    )
    assert "没有登记收款账户" in page


def test_whoever_holds_the_receipt_sees_the_households_money_and_nobody_elses(desk, family):
    award(desk, family, 38067, "2022-08")
    award(
        desk, family, 8000, "2022-08", programme="disability_care_subsidy", person=family.persons[1]
    )
    answer_all(desk, sent(desk, "2022-08"))
    with acting(system("test")) as actor:
        application = Application.objects.create(
            area_code=family.household.area_code,
            accepting_area=family.household.area_code,
            number="A1",
            receipt=new_code(),
            household=family.household,
            applicant=family.head,
            channel="window",
            applied_on=dt.date(2022, 7, 1),
            state="submitted",
            opened_at=dt.datetime(2022, 7, 1, tzinfo=dt.UTC),
        )
        audit.record(actor, "casework.case.changed", details={"test": "receipt"})
    page = text_of(Client().get(f"/my/{application.receipt}/"))
    assert "380.67元" in page
    assert "80.00元" not in page
    assert family.head.name not in page
    assert "6217" not in page
