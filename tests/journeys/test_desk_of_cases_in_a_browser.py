"""A clerk's day begins with the work list, at a desk and on a phone: into a case by the keyboard, one step, and back."""

import datetime as dt

import pytest

from doudi.casework.tests.cases import bring_to
from doudi.foundation.clock import get_today
from doudi.foundation.domain.roles import Role
from tests.journeys.browser import NEEDS_A_BROWSER, PHONE, WIDE, fits, violations

pytestmark = NEEDS_A_BROWSER


@pytest.fixture(scope="module")
def applied(desk):
    """One case for each width, handed in yesterday; made before a browser runs."""
    start = get_today() - dt.timedelta(days=1)
    families = (desk.county.families[name] for name in ("赵明远", "周德福"))
    return {
        size: bring_to(desk.county, family, "applied", start=start).pk
        for size, family in zip(("wide", "phone"), families, strict=True)
    }


@pytest.mark.parametrize(("name", "size"), [("wide", WIDE), ("phone", PHONE)])
def test_a_case_is_accepted_from_the_work_list_by_keyboard(desk, applied, open_desk, name, size):
    clerk = open_desk(Role.township_clerk, size)
    clerk.goto(f"{desk.address}/cases/")
    check(clerk)
    assert clerk.get_by_label("程序").is_visible() is (size is WIDE)  # folded on a phone
    enter(clerk, clerk.locator(f'main a[href="/cases/{applied[name]}/"]').first)
    clerk.get_by_role("heading", name="接下来").wait_for()
    check(clerk)
    enter(clerk, clerk.get_by_role("link", name="受理", exact=True))
    clerk.get_by_role("heading", name="受理").wait_for()
    check(clerk)
    enter(clerk, clerk.locator("main form button.btn-primary").first)
    clerk.get_by_role("link", name="启动调查核对").wait_for()
    check(clerk)


def enter(page, target):
    target.focus()
    page.keyboard.press("Enter")


def check(page):
    page.wait_for_load_state("networkidle")
    fits(page)
    assert not violations(page), violations(page)
