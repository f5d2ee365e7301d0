"""A village cadre on a phone takes in the application of an old woman who has no telephone and cannot write."""

import re

from doudi.casework.models import Application, Case, Consent
from doudi.foundation.access import acting, system
from doudi.foundation.domain.roles import Role
from doudi.registry.models import Fact
from doudi.registry.tests.families import make_family
from tests.journeys.browser import NEEDS_A_BROWSER, PHONE, WIDE, fits, violations
from tests.journeys.register_site import aside

pytestmark = NEEDS_A_BROWSER
NEXT = re.compile("^(下一步|Next)$")


def check(page):
    page.wait_for_load_state("networkidle")
    fits(page)
    assert not violations(page), violations(page)


def make_old_woman(name):
    with acting(system("test")) as actor:
        return make_family(
            actor, [(name, "head", "1941-05-02", "female")], address="上寨村五组"
        ).head.pk


def next_page(page):
    page.get_by_role("button", name=NEXT).click()
    page.wait_for_load_state()


def find(page, desk, name):
    page.goto(f"{desk.address}/cases/intake/")
    page.get_by_role("searchbox").fill(name)
    page.get_by_role("button", name="查找").click()


def test_a_cadre_applies_for_an_old_woman_without_phone_or_letters(desk, open_desk):
    woman = aside(make_old_woman, "罗秀珍")
    page = open_desk(Role.village_cadre, PHONE)
    find(page, desk, "罗秀珍")
    check(page)
    page.get_by_role("link", name="罗秀珍").click()
    check(page)
    next_page(page)

    check(page)
    page.get_by_label("村（居）委会").check()
    page.get_by_label("申请人不会写字，按了手印").check()
    next_page(page)
    assert page.get_by_role("alert").is_visible()  # whose name, how related, which witness
    check(page)
    page.get_by_label("代办人姓名").fill("李村长")
    page.get_by_label("与申请人的关系").fill("村干部")
    page.get_by_label("见证人姓名").fill("王秀英")
    next_page(page)

    check(page)
    page.get_by_label("年纪大了，没有人照顾").check()
    page.get_by_label("一直不够生活").check()
    next_page(page)

    check(page)
    page.locator("input[value=dibao]").check()
    next_page(page)

    for _page in range(12):
        if "/facts/" not in page.url:
            break
        check(page)
        for label in ("具有本地户籍", "与家庭长期共同生活"):
            if page.get_by_role("group", name=label).count():
                page.get_by_role("group", name=label).get_by_label("是", exact=True).check()
        if page.get_by_label("都没有", exact=True).count():
            page.get_by_label("都没有", exact=True).check()
        box = page.get_by_label("其余没填的收入、支出和财产都没有")
        if box.count():
            box.check()
        next_page(page)
    assert "/relatives/" in page.url

    next_page(page)
    assert page.get_by_role("alert").is_visible()  # must be answered
    page.get_by_label("没有", exact=True).check()
    check(page)
    next_page(page)

    check(page)
    page.get_by_label("同意", exact=True).check()
    page.get_by_label("方式").select_option(label="按手印")
    page.get_by_label("见证人").fill("王秀英")
    page.get_by_label("已签诚信承诺书").check()
    next_page(page)

    check(page)
    page.get_by_role("button", name="提交申请").click()
    page.get_by_text("请把回执交给申请人").first.wait_for()
    check(page)
    application, case, consent, facts = aside(_what_is_there, woman)
    assert page.get_by_text(application.receipt).is_visible()
    assert application.mandate["by_thumbprint"]
    assert (case.procedure, case.state) == ("dibao", "applied")
    assert (consent.form, consent.witness) == ("thumbprint", "王秀英")
    assert "income_property" in facts

    clerk = open_desk(Role.township_clerk, WIDE)
    clerk.goto(f"{desk.address}/cases/{case.pk}/")
    clerk.get_by_role("link", name=application.number).click()
    check(clerk)
    clerk.goto(f"{desk.address}/cases/{case.pk}/papers/")
    check(clerk)
    clerk.get_by_role("button", name="保存").click()
    clerk.get_by_text("已登记一次性告知").wait_for()
    clerk.goto(f"{desk.address}/cases/{case.pk}/papers/")
    for box in clerk.get_by_role("checkbox").all():
        box.check()
    check(clerk)
    clerk.get_by_role("button", name="保存").click()
    clerk.get_by_text("材料已经补齐").wait_for()


def _what_is_there(person):
    with acting(system("test")):
        application = Application.objects.get(applicant_id=person)
        return (
            application,
            Case.objects.get(application=application),
            Consent.objects.get(application=application),
            set(Fact.objects.filter(person_id=person).values_list("name", flat=True)),
        )


def test_a_draft_is_taken_up_again_at_a_desk(desk, open_desk):
    aside(make_old_woman, "罗玉梅")
    page = open_desk(Role.township_clerk, WIDE)
    find(page, desk, "罗玉梅")
    check(page)
    page.get_by_role("link", name="罗玉梅").click()
    next_page(page)
    next_page(page)
    check(page)
    page.goto(f"{desk.address}/cases/intake/")
    page.get_by_role("link", name="罗玉梅").click()
    check(page)
    page.get_by_role("button", name="提交申请").click()
    assert page.get_by_role("alert").is_visible()
    page.get_by_role("button", name="放弃这份草稿").click()
    page.get_by_text("草稿已经放弃").wait_for()
