"""An auditor follows one yuan from the bank's file to the article, in four clicks, in a real Chromium, at a desk and on a phone.

MONEY_PICTURES=docs/images pytest tests/journeys/test_money_trail_in_a_browser.py      takes the guide's pictures anew
"""

import datetime as dt
import os
from pathlib import Path

import pytest

from doudi.casework.models import Award
from doudi.casework.tests.cases import bring_to
from doudi.foundation import audit
from doudi.foundation.access import acting, system
from doudi.foundation.domain.roles import Role
from doudi.payments.tests.bank import answer_all, files, sent
from doudi.payments.tests.runs import make_desk
from tests.journeys.browser import NEEDS_A_BROWSER, PHONE, WIDE, fits, violations

pytestmark = NEEDS_A_BROWSER
PICTURES = os.environ.get("MONEY_PICTURES", "")


def shoot(page, name, size):
    """What the page holds, for the guide; nothing when no pictures are wanted."""
    if PICTURES and size == WIDE:
        page.locator("main").screenshot(path=Path(PICTURES) / f"money-{name}.png")


def check(page):
    page.wait_for_load_state("networkidle")
    fits(page)
    assert not violations(page), violations(page)


@pytest.fixture(scope="module")
def run(desk):
    """A month of one award that a decision gave, paid by the bank."""
    family = desk.county.families["赵明远"]
    case = bring_to(desk.county, family, "granted", start=dt.date(2022, 7, 1))
    with acting(system("test")) as actor:
        decision = case.decisions.get()
        Award.objects.filter(household=family.household).delete()
        Award.objects.create(
            area_code=case.area_code,
            household=case.household,
            programme="dibao",
            outcome="money",
            amount_fen=38067,
            from_month=dt.date(2022, 8, 1),
            given_by=decision,
        )
        audit.record(actor, "casework.award.given", object_type="award", details={"test": "trail"})
    purse = make_desk(desk.county)
    paid = sent(purse, "2022-08")
    assert [file.lines for file in files(paid)] == [1]
    answer_all(purse, paid)
    return paid


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_one_yuan_in_four_clicks(desk, run, open_desk, size):
    reference = f"{run.label.replace('-', '')}{1:06}"
    auditor = open_desk(Role.auditor, size)
    auditor.set_default_timeout(90_000)  # the first rule card makes all of them
    auditor.goto(f"{desk.address}/pay/runs/{run.pk}/lines/")  # the lines of the bank's file
    check(auditor)
    auditor.get_by_role("link", name="赵明远").click()  # 1: the payment
    auditor.get_by_text(reference).wait_for()
    auditor.get_by_text("银行处理中 → 已到账").wait_for()
    check(auditor)
    shoot(auditor, "payment", size)
    auditor.locator("#why ~ div a").first.click()  # 2: the award behind its month
    auditor.get_by_text("应发月份").wait_for()
    auditor.locator("dl a[href*='/cases/']").last.click()  # 3: the decision
    auditor.get_by_text("依据的条文").first.wait_for()
    auditor.get_by_role("link", name="依据的条文").first.click()  # 4: the rule and its articles
    auditor.get_by_text("最低生活保障审核确认办法").first.wait_for()


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("page", ["", "reports/?month=2022-08", "reconciliation/?month=2022-08"])
def test_pages_of_money_fit(desk, run, open_desk, size, page):
    auditor = open_desk(Role.auditor, size)
    auditor.goto(f"{desk.address}/pay/{page or f'runs/{run.pk}/'}")
    check(auditor)
    if "reports" not in page:
        shoot(auditor, page.split("/")[0] or "run", size)
