"""The pages of what was paid too much, as a clerk, a lead and finance go through them."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from doudi.foundation.access import acting, system
from doudi.foundation.domain.roles import Role
from doudi.payments.models import Due, Receivable
from doudi.payments.tests.recovery import dies, ledger_holds, paid
from doudi.payments.tests.runs import award, lines, make_desk, plan
from doudi.registry.tests.families import make_county


@pytest.fixture
def desk(own_database):
    return make_desk(make_county(), programmes=("dibao", "old_age_allowance"))


@pytest.fixture
def old(desk, time_machine):
    family = desk.county.families["赵明远"]
    given = award(desk, family, 5000, "2022-12", programme="old_age_allowance", person=family.head)
    for month in ("2022-12", "2023-01"):
        paid(desk, month)
    dies(family.head, dt.date(2022, 12, 5))
    time_machine.move_to(dt.datetime(2023, 3, 10, 4, tzinfo=dt.UTC))
    return given


def browser(desk, role, area=None):
    client = Client()
    client.force_login(desk.county.account(role, area))
    return client


def text(response):
    return response.content.decode()


def test_from_the_death_to_the_fund(desk, old):
    clerk = browser(desk, Role.township_clerk)
    assert "赵明远" in text(clerk.get(reverse("payments:too_much")))
    page = text(clerk.get(reverse("payments:too_much_of", args=[old.household_id])))
    assert "202301-01" in page
    assert "2023年1月" in page
    url = reverse("payments:propose_receivable", args=[old.pk])
    page = text(clerk.get(url))
    name = page.split('name="take-')[1].split('"')[0]
    form = {f"take-{name}": "50.00", "ground": "death", "words": "家属报得晚", "instalment_fen": "25", "first_due": "2023-04-01"}  # fmt: skip
    for field, rubbish in (
        (f"take-{name}", "五十"),
        (f"take-{name}", "50.01"),
        (f"take-{name}", "-1"),
        (f"take-{name}", "9" * 30),
        ("ground", "revenge"),
        ("words", ""),
        ("words", "长" * 501),
        ("first_due", "2022-01-01"),
        ("first_due", "2023-02-30"),
        ("instalment_fen", ""),
        ("instalment_fen", "=1+1"),
    ):
        assert clerk.post(url, form | {field: rubbish}).status_code == 200, (field, rubbish)
    with acting(system("test")):
        assert not Receivable.objects.exists()
    assert clerk.post(url, form).status_code == 302
    with acting(system("test")):
        pk = Receivable.objects.get().pk
    assert "审核同意" not in text(clerk.get(reverse("payments:receivable", args=[pk])))
    assert "不用再提" in text(clerk.get(url))

    lead = browser(desk, Role.township_lead)
    one = reverse("payments:receivable", args=[pk])
    assert "审核同意" in text(lead.get(one))
    assert reverse("payments:receivables") in text(lead.get(reverse("foundation:home")))
    assert lead.post(reverse("payments:sign_receivable", args=[pk])).status_code == 302
    page = text(clerk.get(one))
    assert "50.00" in page
    assert "2023年4月1日" in page or "2023-04-01" in page
    assert "还没有送达" in page
    assert "办告知书" in page

    repay = reverse("payments:repay_receivable", args=[pk])
    good = {"amount_fen": "50", "on": "2023-03-10", "receipt": "收据1"}
    for field, rubbish in (
        ("amount_fen", "51"),
        ("on", "2023-03-11"),
        ("on", "明天"),
        ("receipt", ""),
    ):
        assert clerk.post(repay, good | {field: rubbish}).status_code == 200
    assert clerk.post(repay, good).status_code == 302
    assert "已结清" in text(clerk.get(one))
    finance = browser(desk, Role.finance_officer)
    assert finance.post(reverse("payments:refund_receivable", args=[pk]), {"basis": "凭证1"}).status_code == 302  # fmt: skip
    assert "可用" in text(finance.get(one))
    ledger_holds()


def test_a_payment_that_came_back_is_not_paid_again(desk, time_machine):
    family = desk.county.families["赵明远"]
    award(desk, family, 38067, "2022-08")
    run = paid(desk, "2022-08", {1: "1001"})
    (line,) = lines(run)
    time_machine.move_to(dt.datetime(2022, 8, 20, 4, tzinfo=dt.UTC))
    clerk = browser(desk, Role.township_clerk)
    url = reverse("payments:give_up_line", args=[line.pk])
    assert clerk.post(url, {"reason": " "}).status_code == 200
    assert clerk.post(url, {"reason": "账户销户，重新登记后再发"}).status_code == 302
    assert "已经重发或者已经不再重发" in text(clerk.post(url, {"reason": "再一次"}))
    with acting(system("test")):
        assert sorted(Due.objects.values_list("amount_fen", flat=True)) == [-38067, 38067]
    following = plan(desk, "2022-09")
    assert not lines(following, change="retried")
    (again,) = [x for x in lines(following) if x.state in ("planned", "held")]
    assert again.amount_fen == 2 * 38067
    ledger_holds()
