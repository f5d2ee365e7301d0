"""A village cadre at a family's door in a real Chromium: no network, a photograph, signatures, a reload; sent once when there is one."""

import io
import re

import pytest
from PIL import Image

from doudi.casework.models import Visit, VisitPaper
from doudi.casework.tests.cases import bring_to
from doudi.foundation.access import acting
from doudi.foundation.domain.roles import Role
from doudi.registry.tests.families import VILLAGE
from tests.journeys.browser import NEEDS_A_BROWSER, PHONE, fits, violations
from tests.journeys.register_site import aside

pytestmark = NEEDS_A_BROWSER


TAKEN = set()


def families_of(desk):
    return [
        f for f in desk.county.families.values() if f.household.area_code.startswith(VILLAGE[:9])
    ]


@pytest.fixture
def case(desk):
    family = next(f for f in families_of(desk) if f.household.pk not in TAKEN)
    TAKEN.add(family.household.pk)
    return aside(bring_to, desk.county, family, "investigating")


def photo():
    kept = io.BytesIO()
    Image.new("RGB", (2400, 1800), "teal").save(kept, "JPEG")
    return {"name": "屋里.jpg", "mimeType": "image/jpeg", "buffer": kept.getvalue()}


def open_form(page, desk, case):
    page.goto(f"{desk.address}/cases/{case.pk}/visit/")
    page.locator(".cv-form[data-kept=yes]").wait_for()


def fill(page):
    page.get_by_label("不是家里人的，写姓名").fill("赵老太")
    page.get_by_role("radio", name="够吃", exact=True).check()
    page.get_by_label("拍照或选照片").set_input_files(photo())
    page.locator("[data-photos] canvas").wait_for()
    page.get_by_label("在哪里", exact=True).fill("赵家院坝")
    page.get_by_label("第二位调查人", exact=True).fill("王秀英")
    sign(page, "family_signature")


def sign(page, name):
    box = page.locator(f"[data-signature={name}] canvas")
    box.hover(position={"x": 20, "y": 20})  # waits until the page stands still
    page.mouse.down()
    box.hover(position={"x": 120, "y": 60})
    page.mouse.up()


def kept(desk, case):
    def look():
        with acting(desk.county.viewer(Role.township_clerk)):
            visits = list(Visit.objects.filter(case=case))
            papers = VisitPaper.objects.filter(visit__case=case)
            return visits, sorted(papers.values_list("kind", flat=True))

    return aside(look)


def records(page):
    return page.evaluate("DoudiVisits.all().then((all) => all.map((r) => r.state))")


def kept_pages(page):
    return page.evaluate(
        "caches.open('doudi-visit-pages').then((c) => c.keys()).then((all) => all.map((r) => new URL(r.url).pathname))"
    )


def test_a_visit_without_a_network_is_sent_once(desk, open_desk, case):
    page = open_desk(Role.township_clerk, PHONE)
    open_form(page, desk, case)
    fits(page)
    assert not violations(page), violations(page)
    page.context.set_offline(True)
    fill(page)
    assert page.evaluate(
        "(async () => { for (let n = 0; n < 500; n += 1) { const [one] = await DoudiVisits.all(); if (one && one.files.family_signature) return one.files.family_signature.size; } return 0; })()"
    )
    page.reload()
    page.locator(".cv-form[data-ready=yes]").wait_for()
    assert page.get_by_label("第二位调查人", exact=True).input_value() == "王秀英"
    page.locator("[data-photos] canvas").wait_for()
    page.get_by_role("button", name="保存并送出").click()
    page.get_by_text("还在手机上的记录").wait_for()
    assert records(page) == ["waiting"]
    assert kept(desk, case) == ([], [])
    page.context.set_offline(False)
    page.get_by_text("已送出。").wait_for()
    visits, papers = kept(desk, case)
    assert len(visits) == 1
    assert papers == ["family", "photo"]
    assert visits[0].answers == {"food": "enough"}
    assert records(page) == []
    assert f"/cases/{case.pk}/visit/" not in kept_pages(page)


def test_an_answer_that_is_lost_leaves_one_visit(desk, open_desk, case):
    page = open_desk(Role.township_clerk, PHONE)
    open_form(page, desk, case)
    fill(page)

    def lose_the_answer(route):
        route.fetch()  # the office has it
        route.abort()  # the phone never hears

    page.route(re.compile(r"/cases/\d+/visits/$"), lose_the_answer, times=1)
    page.get_by_role("button", name="保存并送出").click()
    page.get_by_text("已送出。").wait_for()  # the list sends again at once
    visits, papers = kept(desk, case)
    assert len(visits) == 1
    assert papers == ["family", "photo"]


def test_after_the_session_nothing_is_lost_and_at_logout_nothing_stays(desk, open_desk, case):
    page = open_desk(Role.township_clerk, PHONE)
    open_form(page, desk, case)
    fill(page)
    page.context.clear_cookies(name="doudi_session")
    page.get_by_role("button", name="保存并送出").click()
    page.wait_for_url("**/desk/login/**")  # the list asks for the login; the record waits
    assert kept(desk, case) == ([], [])
    page.context.add_cookies(aside(desk.cookies, Role.township_clerk))
    page.goto(f"{desk.address}/desk/logout/")
    page.locator("form[data-ready=yes]").wait_for()
    page.get_by_text("还有没有送出的走访记录").wait_for()
    page.get_by_role("button", name="删除并退出").click()
    page.wait_for_url("**/desk/login/**")
    assert page.evaluate("indexedDB.databases().then((all) => all.map((d) => d.name))") == []
    assert page.evaluate("caches.has('doudi-visit-pages')") is False
    assert kept(desk, case) == ([], [])
