"""Funds as finance keeps them: every figure a sum of the ledger, rubbish refused."""

import datetime as dt

import pytest

from doudi.foundation.access import acting, system
from doudi.foundation.domain.roles import Role
from doudi.payments.models import Fund, Funding, Transfer
from doudi.payments.selectors.fund_standing import standing_of
from doudi.payments.tests.pages import browser, text_of
from doudi.payments.tests.runs import approve, award, make_desk, plan
from doudi.registry.tests.families import make_county

pytestmark = pytest.mark.time_machine(dt.datetime(2022, 8, 20, 2, tzinfo=dt.UTC))


@pytest.fixture
def desk(own_database):
    return make_desk(make_county(), budget_fen=100_000)


def test_a_fund_from_its_name_to_what_it_pays(desk):
    finance = browser(desk, Role.finance_officer)
    made = finance.post("/pay/funds/new/", {"name": "中央补助资金", "source": "central"})
    budget = {"way": "more", "amount_fen": "12,345.60", "basis": "安财社〔2022〕8号"}
    assert finance.post(f"{made['Location']}budget/", budget).status_code == 302
    page = text_of(finance.get(made["Location"]))
    assert "12,345.60" in page
    assert "安财社〔2022〕8号" in page
    back = budget | {"way": "less", "amount_fen": "345.60"}
    finance.post(f"{made['Location']}budget/", back)
    assert "12,000.00" in text_of(finance.get("/pay/funds/"))
    with acting(system("test")):
        fund = Fund.objects.get(name="中央补助资金")
    asked = {"programme": "dibao", "fund": fund.pk, "order": 2, "road": "rural_bank", "on": "2022-08-20"}  # fmt: skip
    assert finance.post("/pay/funds/programmes/set/", asked).status_code == 302
    assert "中央补助资金" in text_of(finance.get("/pay/funds/programmes/"))
    with acting(system("test")):
        funding = Funding.objects.get(fund=fund)
    finance.post(f"/pay/funds/programmes/{funding.pk}/end/")
    assert "中央补助资金</a>" not in text_of(finance.get("/pay/funds/programmes/"))


def test_where_the_money_is_after_a_run(desk):
    award(desk, desk.county.families["赵明远"], 38067, "2022-08")
    approve(desk, plan(desk, "2022-08"))
    with acting(system("test")) as viewer:
        standing = standing_of(viewer, desk.funds["county"])
    assert standing.budget_fen == 100_000
    assert standing.places["available"] == 100_000 - 38067
    assert standing.places["approved"] == 38067
    page = text_of(browser(desk, Role.auditor).get(f"/pay/funds/{desk.funds['county'].pk}/"))
    assert "619.33元" in page
    assert "登记预算" not in page


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "请填写"),
        ({"way": "less", "amount_fen": "1000.01", "basis": "文"}, "剩余资金不够收回"),
        ({"way": "more", "amount_fen": "0", "basis": "文"}, "金额须大于零"),
        ({"way": "more", "amount_fen": "-5", "basis": "文"}, "金额须大于零"),
        ({"way": "more", "amount_fen": "1.234", "basis": "文"}, "金额"),
        ({"way": "more", "amount_fen": "一百", "basis": "文"}, "金额"),
        ({"way": "more", "amount_fen": "9" * 30, "basis": "文"}, "金额"),
        ({"way": "more", "amount_fen": "1", "basis": "文" * 300}, "200"),
    ],
)
def test_a_wrong_budget_is_refused_and_nothing_is_written(desk, asked, said):
    finance = browser(desk, Role.finance_officer)
    answer = finance.post(f"/pay/funds/{desk.funds['county'].pk}/budget/", asked)
    assert answer.status_code == 200
    assert said in text_of(answer)
    with acting(system("test")):
        assert Transfer.objects.count() == 1


@pytest.mark.parametrize(
    "asked",
    [{}, {"fund": 999999, "programme": "dibao", "order": 1, "road": "rural_bank", "on": "2022-08-01"},
     {"fund": 1, "programme": "=1", "order": "x", "road": "../x", "on": "明天"}],
)  # fmt: skip
def test_a_wrong_funding_is_refused(desk, asked):
    finance = browser(desk, Role.finance_officer)
    assert finance.post("/pay/funds/programmes/set/", asked).status_code == 200
    with acting(system("test")):
        assert Funding.objects.count() == 1
