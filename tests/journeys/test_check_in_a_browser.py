"""A real Chromium walks /check/: to a result and a PDF, in both languages, wide and at 360 px, without scripts, by keyboard."""

import re
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.journeys.browser import NEEDS_A_BROWSER, PHONE, WIDE, fits, violations

pytestmark = NEEDS_A_BROWSER

WORDS = {
    "zh-hans": {
        "start": "开始",
        "go": "继续",
        "rural": "农村",
        "yes": "是",
        "name": "称呼（可以不填）",
        "relation": "与户主关系",
        "birth": "出生日期或年龄",
        "spouse": "配偶",
        "child": "子女",
        "add": "添加，再填一个人",
        "done": "就这些人，继续",
        "wage": "工资、打工的钱",
        "wages": "工资",
        "monthly": "每个月的钱",
        "months": "做了几个月",
        "none": "以上都没有",
        "nobody": "没有这样的亲属",
        "review": "核对您的回答",
        "result": "看结果",
        "money": "您家可能每月领到 189.67 元",
        "pdf": "下载说明信（PDF）",
        "in_pdf": "每月189.67元（大写：壹佰捌拾玖元陆角柒分）",
    },
    "en": {
        "start": "Start",
        "go": "Continue",
        "rural": "Rural",
        "yes": "Yes",
        "name": "Name or nickname (optional)",
        "relation": "relation to head",
        "birth": "Date of birth, or age",
        "spouse": "spouse",
        "child": "child",
        "add": "Add, then another person",
        "done": "That is everybody, continue",
        "wage": "wages",
        "wages": "Wages",
        "monthly": "per month",
        "months": "For how many months",
        "none": "None of these",
        "nobody": "There are none",
        "review": "Check your answers",
        "result": "See the result",
        "money": "Your household may receive 189.67 yuan a month",
        "pdf": "Download the letter (PDF)",
        "in_pdf": "189.67yuanamonth",
    },
}


def press(page, name):
    """Press a button and wait for the page that it brings: every address is the same."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def press_enter(page):
    with page.expect_navigation():
        page.keyboard.press("Enter")


def tick(page, role, name):
    page.get_by_role(role, name=name, exact=True).check()


def add_person(page, word, name, kind, birth):
    page.get_by_label(word["name"]).fill(name)
    if kind:
        page.get_by_label(word["relation"]).select_option(label=word[kind])
    page.get_by_label(word["birth"]).fill(birth)


def walk_to_the_result(page, site, word, look=lambda page: None):
    page.goto(f"{site}/check/")
    press(page, word["start"])
    look(page)
    press(page, word["go"])
    tick(page, "radio", word["rural"])
    press(page, word["go"])
    tick(page, "radio", word["yes"])
    press(page, word["go"])
    add_person(page, word, "爸爸", None, "1984-03-02")
    press(page, word["add"])
    add_person(page, word, "妈妈", "spouse", "38")
    press(page, word["add"])
    look(page)
    add_person(page, word, "小明", "child", "10")
    press(page, word["done"])
    tick(page, "checkbox", word["none"])
    press(page, word["go"])
    tick(page, "checkbox", word["wage"])
    look(page)
    press(page, word["go"])
    page.get_by_label(word["wages"], exact=True).fill("1800")
    tick(page, "radio", word["monthly"])
    page.get_by_label(word["months"]).fill("8")
    look(page)
    press(page, word["go"])
    answer_the_rest(page, word)
    look(page)
    press(page, word["result"])
    look(page)


def answer_the_rest(page, word):
    for _ in range(12):
        if page.locator("h1").inner_text() == word["review"]:
            return
        if page.get_by_role("button", name=word["nobody"], exact=True).count():
            press(page, word["nobody"])
            continue
        if page.get_by_role("checkbox", name=word["none"], exact=True).count():
            tick(page, "checkbox", word["none"])
        else:
            page.get_by_role("radio").last.check()
        press(page, word["go"])
    raise AssertionError(f"no end: {page.locator('h1').inner_text()}")


def read_pdf(page, word, folder):
    with page.expect_download() as started:
        page.get_by_role("button", name=word["pdf"], exact=True).click()
    path = Path(folder) / "letter.pdf"
    started.value.save_as(path)
    return "".join("".join(p.extract_text().split()) for p in PdfReader(path).pages)


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_from_the_first_page_to_the_letter(open_page, site, tmp_path, lang, size):
    page, word = open_page(size, lang), WORDS[lang]
    addresses = []
    page.on("request", lambda request: addresses.append(request.url))
    walk_to_the_result(page, site, word, look=fits)
    assert page.locator("h1").inner_text() == word["money"]
    assert word["in_pdf"] in read_pdf(page, word, tmp_path)
    assert all(address.startswith(site) for address in addresses)
    assert not [address for address in addresses if "?" in address]


def test_without_scripts(open_page, site, tmp_path):
    page, word = open_page(PHONE, scripts=False), WORDS["zh-hans"]
    page.goto(f"{site}/")
    page.get_by_role("link", name="看看我能享受什么").click()
    walk_to_the_result(page, site, word)
    assert page.locator("h1").inner_text() == word["money"]
    assert not page.get_by_role("button", name="打印本页").is_visible()
    assert word["in_pdf"] in read_pdf(page, word, tmp_path)


def test_by_keyboard_alone(open_page, site):
    """Enter goes on, and never presses the language or the type size; arrows, space and tab do the rest."""
    page = open_page(WIDE)
    page.goto(f"{site}/check/")
    focus(page, "button", "开始")
    press_enter(page)
    focus(page, "button", "继续")
    press_enter(page)
    focus(page, "radio", "农村")
    page.keyboard.press("Space")
    press_enter(page)
    assert page.locator("h1").inner_text() == "您家的户口在本县吗？"
    focus(page, "radio", "是")
    page.keyboard.press("Space")
    press_enter(page)
    focus(page, "textbox", "出生日期或年龄")
    page.keyboard.type("42")
    press_enter(page)
    assert page.locator("h1").inner_text() == "家里有没有人属于下面的情况？"
    assert page.locator("html").get_attribute("lang") == "zh-hans"
    assert page.evaluate("document.activeElement.id") == "content", (
        "a new page is read from its start"
    )


def test_the_browsers_own_back_button(open_page, site):
    page = open_page(PHONE)
    page.goto(f"{site}/check/")
    press(page, "开始")
    press(page, "继续")
    tick(page, "radio", "农村")
    press(page, "继续")
    page.go_back()
    page.get_by_role("heading", name="户口本上，您家是农村还是城镇？").wait_for()
    assert page.get_by_role("radio", name="农村", exact=True).is_checked()
    page.go_back()
    page.get_by_role("heading", name="您的户口在哪个地方？").wait_for()
    page.go_forward()
    page.get_by_role("heading", name="户口本上，您家是农村还是城镇？").wait_for()
    press(page, "继续")
    assert page.locator("h1").inner_text() == "您家的户口在本县吗？"


def focus(page, role, name):
    """Tab until the thing has the focus: it must be reachable so."""
    target = page.get_by_role(role, name=name, exact=True)
    target.wait_for()
    for _ in range(40):
        page.keyboard.press("Tab")
        if target.evaluate("e => e === document.activeElement"):
            return
        if role == "radio" and page.evaluate("document.activeElement.type") == "radio":
            target.evaluate("e => e.focus()")
            return
    raise AssertionError(f"the keyboard does not reach {name}")


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_nothing_serious_for_a_screen_reader(open_page, site, size):
    found = []

    def look(page):
        found.extend(violations(page))

    page = open_page(size)
    page.goto(f"{site}/")
    look(page)
    page.goto(f"{site}/check/")
    look(page)
    walk_to_the_result(page, site, WORDS["zh-hans"], look=look)
    for slug in ("old-couple", "disabled-son"):
        page.goto(f"{site}/check/example/{slug}/")
        look(page)
    page.goto(f"{site}/check/")
    press(page, "开始")
    press(page, "继续")
    press(page, "继续")
    assert page.locator(".dd-faults").is_visible()
    look(page)
    assert not found


def test_larger_type_fits_a_phone(open_page, site):
    page = open_page(PHONE)
    page.goto(f"{site}/check/")
    press(page, "开始")
    press(page, "大字")
    assert re.search("dd-large-type", page.locator("html").get_attribute("class"))
    press(page, "继续")
    fits(page)
