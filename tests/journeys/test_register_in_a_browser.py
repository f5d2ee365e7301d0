"""A clerk and a lead at work in the register, in a real Chromium: at a desk, on a phone, by keyboard, without scripts."""

import re

import pytest

from doudi.foundation.domain.roles import Role
from tests.journeys.browser import NEEDS_A_BROWSER, PHONE, WIDE, fits, violations

pytestmark = NEEDS_A_BROWSER


def check(page):
    page.wait_for_load_state("networkidle")
    fits(page)
    assert not violations(page), violations(page)


def find(page, desk, words):
    page.goto(f"{desk.address}/register/")
    page.get_by_role("searchbox").fill(words)
    page.get_by_role("button", name=re.compile("^(查找|Search)$")).click()
    page.wait_for_load_state()


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_somebody_is_found_read_and_their_number_shown_with_a_reason(desk, open_desk, size):
    page = open_desk(Role.township_clerk, size)
    find(page, desk, "zmy")
    check(page)
    page.get_by_role("link", name="SB-0001").click()
    page.get_by_text("其中有演示标准").wait_for()
    page.locator(".rg-timeline").wait_for()
    check(page)
    page.get_by_text("逐项查看").click()
    page.get_by_role("link", name="赵明远").first.click()
    check(page)
    page.get_by_role("link", name="查看完整号码").click()
    check(page)
    page.get_by_role("button", name="记录理由并查看").click()
    assert page.get_by_role("alert").is_visible()
    page.get_by_label("查看的理由").fill("核对低保材料")
    page.get_by_role("button", name="记录理由并查看").click()
    assert re.fullmatch(r"900101\d{11}[\dX]", page.locator(".rg-whole").inner_text())
    check(page)
    page.get_by_role("link", name="回到档案").click()
    page.get_by_role("link", name="谁看过").click()
    assert page.get_by_text("核对低保材料").first.is_visible()
    check(page)


def test_a_change_goes_from_the_clerk_to_the_lead(desk, open_desk):
    clerk, lead = open_desk(Role.township_clerk, WIDE), open_desk(Role.township_lead, PHONE)
    find(clerk, desk, "SB-0001")
    clerk.get_by_role("link", name="SB-0001").click()
    clerk.get_by_text("提出变更").click()
    clerk.get_by_role("link", name="减少成员").click()
    check(clerk)
    clerk.get_by_label("谁不再是成员").select_option(label="孙桂英（父母）")
    clerk.get_by_label("理由", exact=True).fill("随小儿子生活")
    clerk.get_by_label("证据种类").select_option(label="入户调查")
    clerk.get_by_label("证据来源").fill("上寨村走访")
    clerk.get_by_role("button", name="下一步").click()
    assert clerk.get_by_text("还没有改动任何内容").is_visible()
    check(clerk)
    clerk.get_by_role("button", name="返回修改").click()
    assert clerk.get_by_label("理由", exact=True).input_value() == "随小儿子生活"
    clerk.get_by_role("button", name="下一步").click()
    clerk.get_by_role("button", name="提交").click()
    clerk.get_by_text("等第二个人审核").wait_for()
    address = clerk.url

    lead.goto(f"{desk.address}/desk/")
    lead.get_by_role("link", name="待审核的变更").click()
    check(lead)
    lead.get_by_role("link", name="减少成员").click()
    check(lead)
    lead.get_by_role("button", name="同意", exact=True).click()
    lead.get_by_text("变更已经同意并生效").wait_for()
    clerk.goto(address)
    assert clerk.get_by_text("已生效").first.is_visible()


def test_facts_are_recorded_on_a_phone_in_english(desk, open_desk):
    page = open_desk(Role.village_cadre, PHONE, "en")
    find(page, desk, "周德福")
    page.get_by_role("link", name="周德福").click()
    page.get_by_role("link", name="Record facts").click()
    check(page)
    page.get_by_label("wages (yuan)").fill("lots")
    page.get_by_role("button", name="Register").click()
    assert page.get_by_role("alert").is_visible()
    check(page)
    page.get_by_label("wages (yuan)").fill("1800.50")
    page.get_by_role("button", name="Register").click()
    page.get_by_text("1 fact was recorded").wait_for()
    assert page.get_by_text("1,800.50 yuan").is_visible()


def test_by_keyboard_alone(desk, open_desk):
    page = open_desk(Role.township_clerk, WIDE)
    page.goto(f"{desk.address}/register/")
    page.keyboard.type("吴")  # the box has the focus
    page.keyboard.press("Enter")
    page.get_by_role("link", name="SB-0003").first.wait_for()
    tab_to(page, "SB-0003")
    page.keyboard.press("Enter")
    page.get_by_text("按现行规定").wait_for()
    tab_to(page, "提出变更")
    page.keyboard.press("Enter")
    tab_to(page, "信息更正")
    page.keyboard.press("Enter")
    page.get_by_label("住址").wait_for()
    assert page.get_by_role("heading", level=1).inner_text() == "信息更正"


def tab_to(page, words):
    for _ in range(60):
        page.keyboard.press("Tab")
        if words in page.evaluate("document.activeElement.innerText || ''"):
            return
    raise AssertionError(f"never reached {words}")


def test_without_scripts_everything_is_a_link_away(desk, open_desk):
    page = open_desk(Role.auditor, PHONE, scripts=False)
    find(page, desk, "SB-0002")
    page.get_by_role("link", name="SB-0002").click()
    page.get_by_role("link", name="查看这一户的经过").click()
    assert page.get_by_text("入户申报表").first.is_visible()
    page.go_back()
    page.get_by_role("link", name="看这一户符合哪些项目").click()
    assert page.get_by_role("heading", name="按现行规定").is_visible()
