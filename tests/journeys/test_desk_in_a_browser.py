"""The desk in a browser: a run is watched, stopped and resumed; lists at phone width; larger type."""

import pytest

from doudi.foundation.access import acting
from doudi.foundation.domain.roles import Role
from doudi.foundation.jobs import perform_run
from doudi.registry.services.duplicates import start_duplicate_search
from tests.journeys.browser import NEEDS_A_BROWSER, PHONE, WIDE, fits, violations
from tests.journeys.register_site import aside

pytestmark = NEEDS_A_BROWSER


def start(county):
    with acting(county.viewer(Role.township_clerk)) as clerk:
        return start_duplicate_search(actor=clerk)


@pytest.fixture
def run(desk):
    found = aside(start, desk.county)
    yield found
    aside(perform_run, found.pk)


def test_a_run_is_stopped_resumed_and_watched_to_its_end(desk, open_desk, run):
    page = open_desk(Role.township_clerk, PHONE)
    page.goto(f"{desk.address}/desk/")
    page.get_by_role("navigation", name="主要栏目").get_by_text("后台任务").click()
    fits(page)
    assert not violations(page)
    page.get_by_role("link", name="查找疑似重复居民").first.click()
    page.get_by_text("后台程序没有运行").wait_for()
    fits(page)
    assert not violations(page)

    page.get_by_role("button", name="停止").click()
    page.get_by_text("办完就停止").wait_for()
    aside(perform_run, run.pk)
    page.get_by_role("button", name="继续").click()  # it came by itself, when the run had stopped
    page.get_by_text("任务继续办理").wait_for()
    aside(perform_run, run.pk)
    page.get_by_text("已完成").wait_for()
    page.get_by_text("100%").first.wait_for()
    assert not violations(page)


def test_without_scripts_a_run_that_goes_on_loads_itself_again(desk, open_desk, run):
    page = open_desk(Role.township_clerk, WIDE, scripts=False)
    page.goto(f"{desk.address}/desk/runs/{run.pk}/")
    assert page.locator("noscript meta, meta[http-equiv=refresh]").count() == 1
    page.get_by_role("button", name="停止").click()
    page.get_by_text("办完就停止").wait_for()


def test_lists_are_filtered_and_read_in_larger_type_and_in_english(desk, open_desk, run):
    page = open_desk(Role.township_clerk, PHONE, "en")
    page.goto(f"{desk.address}/desk/runs/?state=done")
    page.get_by_label("State").select_option("queued")
    page.get_by_role("button", name="Search").click()
    page.get_by_text("in all").wait_for()
    page.get_by_role("button", name="Larger").click()
    fits(page)
    assert not violations(page)
