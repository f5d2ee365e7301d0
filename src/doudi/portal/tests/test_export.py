"""The rulebook as a folder of HTML files."""

import json
import re
from datetime import date
from unicodedata import normalize

import pytest

from doudi.portal import export
from doudi.portal.export import MARKER, write_rulebook
from doudi.portal.library import get_rulebook
from doudi.units.text import ProblemsError

ON = date(2022, 7, 15)
ADDRESS = re.compile(r'(?:href|src)="([^"]*)"')
SHOWN_WIDTHS = (360, 1280)
IN_CHINESE = re.compile(r'<(\w+)[^>]* lang="zh[^"]*"[^>]*>.*?</\1>', re.DOTALL)
PERSON = re.compile(r"\([^()<>]*\)")  # of a worked case: “Single-person Dibao (次子): eligible”


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("export") / "cards"
    write_rulebook(out, on=ON, area=None)
    return out


def pages(folder):
    return sorted(folder.rglob("*.html"))


def test_every_card_is_there_in_both_languages(folder):
    book = get_rulebook()
    cards = (book.variables, book.values.declarations, book.facts, book.documents)
    expected = {f"{name}.html" for names in cards for name in names}
    expected |= {"index.html", "stacking.html"}
    homes = {*book.programmes, *(v.programme for v in book.variables.values())}
    homes |= {d.programme for d in book.values.declarations.values()}
    expected |= {f"{page}-{home}.html" for home in homes for page in ("programme", "booklet")}
    assert {p.name for p in folder.glob("*.html")} == expected
    assert {p.name for p in (folder / "en").glob("*.html")} == expected


def test_every_link_leads_to_a_file_of_the_folder(folder):
    for page in pages(folder):
        for address in ADDRESS.findall(page.read_text(encoding="utf-8")):
            if address.startswith("#"):
                continue
            assert not re.match(r"[a-z]+:|/", address), f"{page.name}: {address}"
            assert (page.parent / address.partition("#")[0]).is_file(), f"{page.name}: {address}"


def test_english_pages_have_chinese_only_where_it_is_marked(folder):
    for page in (folder / "en").glob("*.html"):
        text = page.read_text(encoding="utf-8")
        text = PERSON.sub("", IN_CHINESE.sub("", text[text.index("<main") :]))
        assert not re.findall("[\u4e00-\u9fff]+", text), page.name


def test_pages_need_no_server_and_no_scripts(folder):
    for page in pages(folder):
        text = page.read_text(encoding="utf-8")
        assert "<form" not in text, page.name
        assert "<script" not in text, page.name
    style = (folder / "rules.css").read_text(encoding="utf-8")
    assert "url(" not in style
    assert "@import" not in style


def test_pages_say_their_date_and_place_and_that_figures_are_a_demonstration(folder):
    text = (folder / "dibao_line.html").read_text(encoding="utf-8")
    assert "2022年7月15日" in text
    assert "安和县（虚构）" in text
    assert "rc-mark-demonstration" in text
    assert "demonstration" in (folder / "en/dibao_line.html").read_text(encoding="utf-8")


def test_a_second_export_goes_over_the_first_and_clears_what_is_gone(folder):
    gone = folder / "old_rule.html"
    gone.write_text("an earlier card", encoding="utf-8")
    note = folder / "note.txt"
    note.write_text("mine", encoding="utf-8")
    listed = json.loads((folder / MARKER).read_text(encoding="utf-8"))
    (folder / MARKER).write_text(json.dumps([*listed, "old_rule.html"]), encoding="utf-8")
    write_rulebook(folder, on=date(2021, 7, 15), area="522725000000")
    assert not gone.exists()
    assert note.read_text(encoding="utf-8") == "mine"
    text = (folder / "dibao_line.html").read_text(encoding="utf-8")
    assert "瓮安县" in text
    assert "尚未录入" in text
    note.unlink()
    write_rulebook(folder, on=ON)


@pytest.fixture
def few_pages(monkeypatch):
    """What happens to the folder does not depend on what is in the pages."""
    few = [("rules.css", ""), ("index.html", "ours"), ("en/index.html", "ours")]
    monkeypatch.setattr(export, "_pages", lambda on, area: iter(few))


def refused(out):
    with pytest.raises(ProblemsError) as caught:
        write_rulebook(out, on=ON)
    return caught.value.in_("zh")


def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path):
    (tmp_path / "report.docx").write_text("mine", encoding="utf-8")
    assert "不是以前导出的规则卡" in refused(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["report.docx"]


def test_a_file_in_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "out").write_text("a file", encoding="utf-8")
    assert "不是文件夹" in refused(tmp_path / "out")


def test_another_file_of_a_cards_name_is_not_overwritten(few_pages, tmp_path):
    out = tmp_path / "cards"
    out.mkdir()
    (out / MARKER).write_text("[]", encoding="utf-8")
    (out / "index.html").write_text("mine", encoding="utf-8")
    assert "同名" in refused(out)
    assert (out / "index.html").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("content", ["{", '{"a": 1}'])
def test_a_damaged_list_is_refused(tmp_path, content):
    (tmp_path / MARKER).write_text(content, encoding="utf-8")
    assert "损坏" in refused(tmp_path)


def test_a_list_cannot_make_us_delete_what_lies_elsewhere(few_pages, tmp_path):
    outside = tmp_path / "precious.html"
    outside.write_text("mine", encoding="utf-8")
    out = tmp_path / "cards"
    out.mkdir()
    (out / MARKER).write_text(json.dumps(["../precious.html", 7]), encoding="utf-8")
    write_rulebook(out, on=ON)
    assert outside.exists()


def test_a_folder_that_cannot_be_written_gets_a_sentence(few_pages, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert "写不进" in refused(tmp_path / "file" / "cards")


def test_an_export_that_was_cut_off_can_be_done_again(few_pages, tmp_path, monkeypatch):
    from pathlib import Path

    write_text = Path.write_text

    def full_disk(path, text, **more):
        if path.name == "index.html":
            raise OSError(28, "No space left on device")
        return write_text(path, text, **more)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_text", full_disk)
        assert "No space left" in refused(tmp_path)
    assert write_rulebook(tmp_path, on=ON) == 3


def test_an_empty_folder_may_be_used(few_pages, tmp_path):
    assert write_rulebook(tmp_path, on=ON) == 3
    assert len(pages(tmp_path)) == 2


@pytest.fixture(scope="module")
def chromium():
    import shutil

    from playwright.sync_api import sync_playwright

    found = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--no-first-run",
            ],
        )
        yield browser
        browser.close()


def fullest(found, many):
    """The pages with most on them: what fits there fits elsewhere."""
    return sorted(found, key=lambda page: page.stat().st_size)[-many:]


@pytest.mark.browser
@pytest.mark.parametrize("width", SHOWN_WIDTHS)
def test_no_page_is_wider_than_its_screen(folder, chromium, width):
    tab = chromium.new_page(viewport={"width": width, "height": 900})
    for page in [*fullest(folder.glob("*.html"), 20), *fullest(folder.glob("en/*.html"), 30)]:
        tab.goto(page.as_uri())
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, page.name
    tab.close()


@pytest.mark.browser
def test_a_rule_prints_on_one_page(folder, chromium):
    """But for a rule or two that reads five figures of five kinds each: those take two."""
    from io import BytesIO

    from pypdf import PdfReader

    tab = chromium.new_page()
    sheets = {}
    for page in fullest((folder / f"{name}.html" for name in get_rulebook().variables), 12):
        tab.goto(page.as_uri())
        sheets[page.name] = len(PdfReader(BytesIO(tab.pdf(format="A4"))).pages)
    tab.close()
    assert max(sheets.values()) <= 2, sheets
    assert len([name for name, many in sheets.items() if many > 1]) <= 2, sheets


@pytest.mark.browser
def test_a_programme_prints_as_a_booklet_with_page_numbers(folder, chromium):
    from io import BytesIO

    from pypdf import PdfReader

    tab = chromium.new_page()
    tab.goto((folder / "booklet-dibao.html").as_uri())
    pages = PdfReader(BytesIO(tab.pdf(format="A4"))).pages
    tab.close()
    # Chromium writes some characters as their radicals: NFKC makes them characters again.
    texts = ["".join(normalize("NFKC", page.extract_text()).split()) for page in pages]
    assert len(texts) > 3
    assert all(f"{place}/{len(texts)}" in text for place, text in enumerate(texts, 1))
    assert "最低生活保障(低保)" in texts[0]
    assert not any("规则卡" in text for text in texts), "the navigation is not printed"
