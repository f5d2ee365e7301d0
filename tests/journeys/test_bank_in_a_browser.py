"""A run's files are sent, a wrong answer is named, a good one posted, an account mended: in a real Chromium, at a desk and on a phone."""

import datetime as dt

import pytest

from doudi.foundation.clock import get_today
from doudi.foundation.domain.roles import Role
from doudi.foundation.jobs import perform_run
from doudi.foundation.models import Run
from doudi.payments.tests.bank import files, reply
from doudi.payments.tests.runs import approve, award, make_desk, plan
from tests.journeys.browser import NEEDS_A_BROWSER, PHONE, WIDE, fits, violations
from tests.journeys.register_site import aside

pytestmark = NEEDS_A_BROWSER


@pytest.fixture(scope="module")
def run(desk):
    """Approved: two families, their file ready, and what the bank will say of it; made before a browser runs."""
    month = f"{get_today() - dt.timedelta(days=get_today().day):%Y-%m}"
    payments = make_desk(desk.county)
    for family in list(desk.county.families.values())[:2]:
        award(payments, family, 38067, month)
    run = approve(payments, plan(payments, month))
    return run.pk, reply(files(run)[0], {1: "1002"})


def check(page):
    page.wait_for_load_state("networkidle")
    fits(page)
    assert not violations(page), violations(page)


def work():
    """What the worker does: the run that waits."""
    aside(perform_run, aside(lambda: Run.objects.latest("pk")).pk)


def test_files_answers_and_an_account(desk, run, open_desk, tmp_path):
    run_id, answer = run
    finance = open_desk(Role.finance_officer, WIDE)
    finance.goto(f"{desk.address}/pay/runs/{run_id}/bank/")
    check(finance)
    finance.get_by_role("button", name="已经送出").click()
    finance.get_by_text("还有 2 笔没有回盘").wait_for()
    wrong, good = tmp_path / "huipan1.txt", tmp_path / "huipan2.txt"
    good.write_bytes(answer)
    wrong.write_bytes(good.read_bytes().replace(b"0038067", b"0038068"))
    finance.set_input_files("input[type=file]", wrong)
    finance.get_by_role("button", name="核对并入账").click()
    finance.get_by_text("正在核对").first.wait_for()
    work()
    finance.get_by_text("一笔也没有入账").wait_for()
    check(finance)
    phone = open_desk(Role.finance_officer, PHONE)
    phone.goto(finance.url)
    check(phone)
    phone.goto(f"{desk.address}/pay/runs/{run_id}/bank/")
    check(phone)
    phone.set_input_files("input[type=file]", good)
    phone.get_by_role("button", name="核对并入账").click()
    phone.get_by_text("正在核对").first.wait_for()
    work()
    phone.goto(f"{desk.address}/pay/runs/{run_id}/bank/")
    phone.get_by_text("都有结果了").wait_for()
    check(phone)
    phone.get_by_role("button", name="结账").click()
    phone.get_by_text("已结账。").wait_for()

    for size in (WIDE, PHONE):
        officer = open_desk(Role.county_officer, size)
        officer.goto(f"{desk.address}/pay/accounts/")
        officer.get_by_text("户名与账号不符").wait_for()
        check(officer)
        officer.locator("main table a").first.click()
        check(officer)
        officer.get_by_role("link", name="更换账户").click()
        check(officer)
        officer.goto(f"{desk.address}/pay/accounts/import/")
        check(officer)
