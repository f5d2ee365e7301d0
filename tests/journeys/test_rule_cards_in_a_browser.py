"""Rule cards in a real Chromium: wide and at 360 px, in both languages, without scripts, for a screen reader."""

import pytest

from doudi.portal.card_pages import get_worked_cases
from tests.journeys.browser import NEEDS_A_BROWSER, PHONE, WIDE, fits, violations

pytestmark = NEEDS_A_BROWSER

PAGES = [
    "/rules/",
    "/rules/?q=低保标淮",
    "/rules/?q=zzzz",
    "/rules/?kind=value&programme=tekun",
    "/rules/changes/?from=2020-06-01&to=2022-07-15",
    "/rules/changes/?from=x",
    "/rules/stacking/?on=2022-07-15",
    "/rules/programmes/tekun/?on=2022-07-15",
    "/rules/programmes/orphan/booklet/?on=2022-07-15",
    "/rules/dibao_line/?on=2022-07-15",
    "/rules/basic_amount/?on=2022-07-15",
    "/rules/residence_class/",
    "/rules/SA/",
]


@pytest.fixture(scope="module", autouse=True)
def _with_cases():
    """Decided before the browser begins to wait for them."""
    get_worked_cases()


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_every_page_fits_and_can_be_read_aloud(open_page, site, size, lang):
    page = open_page(size, lang)
    page.emulate_media(reduced_motion="reduce")  # a colour on its way to another is neither
    found = []
    for address in PAGES:
        page.goto(site + address)
        for fold in page.locator("main details").all():
            fold.evaluate("fold => { fold.open = true }")
        fits(page)
        found += violations(page)
    assert not found


def test_a_search_without_scripts_leads_to_the_card_and_to_another_date(open_page, site):
    page = open_page(PHONE, scripts=False)
    page.goto(f"{site}/rules/")
    page.get_by_label("找什么").fill("低保标准")
    page.get_by_role("button", name="查找").click()
    page.get_by_role("link", name="最低生活保障标准", exact=True).first.click()
    assert page.locator("h1").inner_text() == "最低生活保障标准"
    page.get_by_text("换日期或地方").click()
    page.get_by_label("日期", exact=True).fill("2021-06-30")
    page.get_by_role("button", name="显示").click()
    assert "2021年6月30日" in page.locator(".rc-place").inner_text()


def test_two_dates_are_compared_without_scripts(open_page, site):
    page = open_page(PHONE, scripts=False)
    page.goto(f"{site}/rules/")
    page.get_by_role("link", name="两个日期之间改了什么").click()
    page.get_by_label("从哪天").fill("2021-06-30")
    page.get_by_label("到哪天").fill("2021-07-01")
    page.get_by_role("button", name="对照").click()
    assert page.get_by_text("2021年7月1日起施行：").count()
