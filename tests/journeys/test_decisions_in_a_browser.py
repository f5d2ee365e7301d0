"""An opinion is given, a case is drawn and visited, a lead decides, an auditor computes again: in a real Chromium, at a desk and on a phone."""

import datetime as dt

import pytest

from doudi.casework.tests.cases import bring_to
from doudi.casework.tests.policy_families import file_case, register_case, worked_case
from doudi.foundation.access import acting
from doudi.foundation.clock import get_today
from doudi.foundation.domain.roles import Role
from tests.journeys.browser import NEEDS_A_BROWSER, PHONE, WIDE, fits, violations

pytestmark = NEEDS_A_BROWSER
DIBAO = ["dibao", "gradual_exit", "dibao_edge", "single_person_case"]


def check(page):
    page.wait_for_load_state("networkidle")
    fits(page)
    assert not violations(page), violations(page)


@pytest.fixture(scope="module")
def filed(desk):
    """Policy case 1, waiting for its decision today; made before a browser runs."""
    today = get_today()
    with acting(desk.county.viewer(Role.township_clerk)) as clerk:
        family = register_case(clerk, worked_case("dibao", "政策案例1，"), on=today).family
        return file_case(clerk, family, on=today, programmes=DIBAO, is_drawn=False).pk


@pytest.fixture(scope="module")
def unclear(desk):
    """A family of which little is known, being investigated."""
    start = get_today() - dt.timedelta(days=3)
    return bring_to(desk.county, desk.county.families["赵明远"], "investigating", start=start).pk


def test_a_case_is_drawn_visited_decided_and_computed_again(desk, filed, unclear, open_desk):
    case = filed
    officer = open_desk(Role.county_officer, WIDE)
    officer.goto(f"{desk.address}/cases/draws/")
    officer.get_by_role("button", name="今天抽取").click()
    officer.get_by_text("从 1 件中抽出 1 件").wait_for()
    check(officer)
    officer.get_by_role("link", name="SB-").or_(officer.locator("#waiting ~ ul a")).first.click()
    officer.get_by_label("一致", exact=True).check()
    check(officer)
    officer.get_by_role("button", name="保存").click()
    officer.locator("#draws ~ ul a").first.click()
    officer.get_by_text("抽中").wait_for()
    check(officer)

    lead = open_desk(Role.county_lead, PHONE)
    lead.goto(f"{desk.address}/cases/{case}/decide/")
    lead.get_by_text("380.67元").first.wait_for()
    lead.get_by_text("叁佰捌拾元陆角柒分").wait_for()
    lead.get_by_text("怎样算出来的").first.click()
    check(lead)
    lead.get_by_role("button", name="作出决定").click()
    assert lead.get_by_role("alert").is_visible()  # nothing is chosen beforehand
    lead.get_by_label("审核确认", exact=True).check()
    lead.get_by_role("button", name="作出决定").click()
    lead.get_by_text("已办理").wait_for()
    check(lead)

    auditor = open_desk(Role.auditor, WIDE)
    auditor.goto(f"{desk.address}/cases/{case}/")
    auditor.get_by_role("button", name="重新计算").click()
    auditor.get_by_text("逐字节一致").wait_for()
    check(auditor)


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_what_is_not_known_is_told_on_the_opinion_page(desk, unclear, open_desk, size):
    clerk = open_desk(Role.township_clerk, size)
    clerk.goto(f"{desk.address}/cases/{unclear}/opinion/")
    clerk.get_by_text("不清楚不等于不符合").wait_for()
    check(clerk)
    clerk.get_by_role("button", name="提出意见").click()
    assert clerk.get_by_role("alert").is_visible()
    check(clerk)
