"""A new member of staff: an account is made, a posting given, and the first login done with the keyboard alone."""

import pytest

from doudi.foundation.domain.roles import Role
from tests.journeys.browser import NEEDS_A_BROWSER, PHONE, WIDE, fits, violations

pytestmark = NEEDS_A_BROWSER
NEW_PASSWORD = "a password of my own"


def look(page):
    fits(page)
    assert not violations(page)


def type_into(page, label, text):
    """With the Tab key to where the focus should go next, never with the mouse."""
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.labels?.[0]?.innerText.trim()") == label:
            page.keyboard.type(text)
            return
    raise AssertionError(f"the keyboard does not reach {label}")


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_from_a_new_account_to_the_first_page(desk, open_desk, chromium, size):
    username = f"chen.jing{size['width']}"
    page = open_desk(Role.system_admin, size)
    page.goto(f"{desk.address}/desk/accounts/")
    look(page)
    page.get_by_role("link", name="新建账号").click()
    look(page)
    page.get_by_label("用户名").fill(username)
    page.get_by_label("姓名").fill("陈静")
    page.get_by_label("所在单位辖区").select_option("900101102000")
    page.get_by_role("button", name="新建").click()
    look(page)
    password = page.locator("code.dd-secret").inner_text()

    page = open_desk(Role.security_admin, size)
    page.goto(f"{desk.address}/desk/postings/")
    look(page)
    page.get_by_role("link", name="任命岗位").click()
    page.get_by_label("人员").select_option(label=f"陈静（{username}）")
    page.get_by_label("岗位").select_option("township_clerk")
    page.get_by_label("辖区").select_option("900101102000")
    page.get_by_label("依据").fill("安民发〔2022〕3号")
    look(page)
    page.get_by_role("button", name="任命").click()
    page.get_by_role("heading", name="陈静 · 乡镇经办人").wait_for()
    look(page)

    context = chromium.new_context(viewport=size)
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.goto(f"{desk.address}/desk/")
    look(page)
    type_into(page, "用户名", username)
    type_into(page, "密码", password)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="修改密码").wait_for()
    look(page)
    type_into(page, "现在的密码", password)
    type_into(page, "新密码", NEW_PASSWORD)
    type_into(page, "再输一次新密码", NEW_PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="我的账号").wait_for()
    page.goto(f"{desk.address}/desk/accounts/")
    page.get_by_text("您的岗位不能维护账号").wait_for()
    look(page)
    context.close()
