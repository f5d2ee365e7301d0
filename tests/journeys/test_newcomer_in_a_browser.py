"""A family's way from the window to the letter, through the real pages, each step on its own day: docs/zh/path.md tells it in ten pictures.

PATH_PICTURES=docs/images pytest tests/journeys/test_newcomer_in_a_browser.py      takes the pictures anew
"""

import dataclasses
import datetime as dt
import os
from pathlib import Path

import pytest
import time_machine

from doudi.casework.models import Award, Case, Letter
from doudi.casework.tests.policy_families import register_case, worked_case
from doudi.foundation import audit
from doudi.foundation.access import acting, system
from doudi.foundation.clock import CHINA
from doudi.foundation.domain.roles import Role
from tests.journeys.browser import NEEDS_A_BROWSER, PHONE, WIDE, fits, violations
from tests.journeys.register_site import aside

pytestmark = NEEDS_A_BROWSER
PICTURES = os.environ.get("PATH_PICTURES", "")
FAMILY = ("张国强", "刘春梅", "张小雨", "张小山")
STAFF = {
    Role.township_clerk: "李慧",
    Role.village_cadre: "王秀英",
    Role.county_officer: "陈静",
    Role.township_lead: "赵文斌",
    Role.county_lead: "周建国",
}


def shoot(page, number, *, height=None):
    """The content of the page, at most `height` points of it; nothing when no pictures are wanted."""
    page.wait_for_load_state("networkidle")
    fits(page)
    assert not violations(page), violations(page)
    if not PICTURES:
        return
    from PIL import Image

    path = Path(PICTURES) / f"path-{number:02}.png"
    page.screenshot(path=path, full_page=True)
    with Image.open(path) as image:
        box = page.evaluate(
            """() => { const box = document.querySelector("main").getBoundingClientRect();
            return [box.top + window.scrollY, box.bottom + window.scrollY]; }"""
        )
        begin, end = int(box[0]), min(image.height, int(box[1]))
        end = min(end, begin + height) if height else end
        image = image.crop((0, begin, image.width, end)).convert("RGB")
    image.quantize(128).save(path, optimize=True)


@pytest.fixture(scope="module")
def family(desk):
    """Policy case 1, with names of people, in the register before they come."""
    entry = worked_case("dibao", "政策案例1，")
    members = [
        dataclasses.replace(row, name=name)
        for row, name in zip(entry.case.rows["member"], FAMILY, strict=True)
    ]
    case = dataclasses.replace(entry.case, rows={**entry.case.rows, "member": members})
    with acting(desk.county.viewer(Role.township_clerk)) as clerk:
        made = register_case(clerk, dataclasses.replace(entry, case=case), on=dt.date(2022, 7, 1))
    with acting(system("test")) as actor:
        for role, name in STAFF.items():
            account = desk.county.account(role)
            account.full_name = name
            account.save()
        made.family.household.address = "三组12号"
        made.family.household.save()
        audit.record(actor, "registry.household.created", details={"test": "names"})
    return made.family.household.pk


@pytest.fixture
def on_day(open_desk):
    """`on_day(role, "2022-07-01", size)`: somebody's page on that day, for the server and for the browser."""
    with time_machine.travel(dt.datetime(2022, 7, 1, 9, tzinfo=CHINA)) as traveller:

        def open_on(role, day, size=WIDE, hour=9):
            now = dt.datetime.combine(dt.date.fromisoformat(day), dt.time(hour), CHINA)
            traveller.move_to(now)
            page = open_desk(role, size)
            page.clock.set_fixed_time(now)
            return page

        yield open_on


def case_of(household):
    with acting(system("test")):
        return Case.objects.get(household_id=household)


def letter_of(case):
    with acting(system("test")):
        return Letter.objects.get(case_id=case, kind="confirmation_letter").pk


def what_is_given(case):
    with acting(system("test")):
        awards = Award.objects.filter(given_by__case_id=case)
        return list(awards.values_list("programme", "amount_fen", "from_month"))


def next_page(page):
    page.get_by_role("button", name="下一步", exact=True).click()
    page.wait_for_load_state()


def test_from_the_window_to_the_letter(desk, family, on_day):
    at = desk.address
    clerk = on_day(Role.township_clerk, "2022-07-01")
    clerk.goto(f"{at}/cases/intake/")
    clerk.get_by_role("searchbox").fill("张国强")
    clerk.get_by_role("button", name="查找").click()
    clerk.get_by_role("link", name="张国强").click()
    next_page(clerk)
    clerk.get_by_label("本人", exact=True).check()
    next_page(clerk)
    clerk.get_by_label("一直不够生活").check()
    shoot(clerk, 1)
    next_page(clerk)
    clerk.locator("input[value=dibao]").check()
    shoot(clerk, 2, height=900)
    next_page(clerk)
    for _page in range(12):
        if "/facts/" not in clerk.url:
            break
        next_page(clerk)
    assert "/relatives/" in clerk.url, clerk.url
    clerk.get_by_label("没有", exact=True).check()
    next_page(clerk)
    for box in clerk.get_by_label("同意", exact=True).all():
        box.check()
    clerk.get_by_label("已签诚信承诺书").check()
    shoot(clerk, 3, height=1000)
    next_page(clerk)
    clerk.get_by_role("button", name="提交申请").click()
    clerk.get_by_text("请把回执交给申请人").first.wait_for()
    shoot(clerk, 4)
    case = aside(case_of, family).pk
    clerk.goto(f"{at}/cases/{case}/steps/accept/")
    clerk.get_by_role("button", name="受理", exact=True).click()
    clerk.locator("h1").get_by_text("已受理").wait_for()
    shoot(clerk, 5, height=1100)

    clerk = on_day(Role.township_clerk, "2022-07-04")
    clerk.goto(f"{at}/cases/{case}/cross-check/")
    clerk.get_by_role("button", name="发起核对").click()
    clerk.wait_for_load_state()
    clerk = on_day(Role.township_clerk, "2022-07-06")
    clerk.goto(f"{at}/cases/{case}/cross-check/")
    clerk.get_by_label("各部门都没有发现收入和财产").check()
    clerk.get_by_role("button", name="保存").first.click()
    clerk.wait_for_load_state()
    clerk.goto(f"{at}/cases/{case}/cross-check/")
    clerk.get_by_label("当面", exact=True).check()
    clerk.locator("section[aria-labelledby=do-tell] button").click()
    clerk.wait_for_load_state()

    cadre = on_day(Role.village_cadre, "2022-07-07", PHONE, 15)
    cadre.goto(f"{at}/cases/{case}/visit/")
    cadre.locator(".cv-form[data-ready=yes]").wait_for()
    cadre.get_by_label("在哪里", exact=True).fill("三组12号家中")
    cadre.get_by_label("第二位调查人", exact=True).fill("李慧")
    cadre.get_by_label("没有签名的，写明原因").fill("手受了伤，当面口头确认")
    cadre.get_by_role("radio", name="张国强").check()
    cadre.get_by_role("radio", name="够吃", exact=True).check()
    shoot(cadre, 6, height=1400)
    cadre.get_by_role("button", name="保存并送出").click()
    cadre.get_by_text("已送出。").wait_for()

    clerk = on_day(Role.township_clerk, "2022-07-11")
    clerk.goto(f"{at}/cases/{case}/opinion/")
    shoot(clerk, 7)
    clerk.get_by_role("button", name="提出意见").click()
    clerk.locator("h1").get_by_text("已有初审意见").wait_for()
    clerk = on_day(Role.township_clerk, "2022-07-12")
    clerk.goto(f"{at}/cases/{case}/notice/")
    clerk.get_by_label("受理异议的电话").fill("0854-1234567")
    clerk.get_by_label("张贴地点").fill("上寨村村务公开栏")
    clerk.get_by_role("button", name="已经张贴，登记").click()
    clerk.get_by_role("link", name="打印公示榜").first.wait_for()
    clerk.get_by_role("link", name="打印公示榜").first.click()
    shoot(clerk, 8)

    clerk = on_day(Role.township_clerk, "2022-07-20")
    clerk.goto(f"{at}/cases/{case}/steps/file/")
    clerk.get_by_role("button", name="报送审核确认", exact=True).click()
    clerk.locator("h1").get_by_text("待审核确认").wait_for()

    officer = on_day(Role.county_officer, "2022-07-21")
    officer.goto(f"{at}/cases/draws/")
    officer.get_by_role("button", name="今天抽取").click()
    officer.wait_for_load_state()
    officer.locator("#waiting ~ ul a").first.click()
    officer.get_by_label("一致", exact=True).check()
    officer.get_by_role("button", name="保存").click()
    officer.wait_for_load_state()

    lead = on_day(Role.county_lead, "2022-07-22")
    lead.goto(f"{at}/cases/{case}/decide/")
    lead.get_by_text("380.67元").first.wait_for()
    lead.get_by_label("审核确认", exact=True).check()
    shoot(lead, 9)
    lead.get_by_role("button", name="作出决定").click()
    lead.locator("h1").get_by_text("已确认").wait_for()
    letter = aside(letter_of, case)
    officer = on_day(Role.county_officer, "2022-07-22")
    officer.goto(f"{at}/cases/letters/{letter}/check/")
    officer.get_by_role("button", name="核稿通过").click()
    lead.goto(f"{at}/cases/letters/{letter}/sign/")
    lead.get_by_role("button", name="签发").click()
    lead.wait_for_load_state()
    shoot(lead, 10, height=1500)
    assert aside(what_is_given, case) == [("dibao", 38067, dt.date(2022, 8, 1))]
