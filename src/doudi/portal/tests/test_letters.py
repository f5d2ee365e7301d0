"""The letter: what it says, as PDF and as DOCX, and what happens where PDF cannot be made."""

import ctypes.util
import io
import os
import zipfile

import pytest
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader

from doudi.foundation import paper
from doudi.portal.tests.visitor import Visitor

needs_pdf = pytest.mark.skipif(
    not paper.can_make_pdf() and not os.environ.get("CI"),
    reason="Pango is missing: no PDF here (see docs/en/working.md)",
)


def open_example(client, slug, *, english=False):
    if english:
        client.cookies["doudi_language"] = "en"
    visitor = Visitor(client)
    visitor.response = client.get(f"/check/example/{slug}/")
    assert visitor.response.status_code == 200
    return visitor


def pdf_of(visitor):
    response = visitor.client.post("/check/letter.pdf", {"answers": visitor.sealed})
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/pdf")
    assert response.headers["Content-Disposition"] == 'attachment; filename="doudi-letter.pdf"'
    pages = PdfReader(io.BytesIO(response.content)).pages
    return ["".join(page.extract_text().split()) for page in pages]


def docx_of(visitor):
    response = visitor.client.post("/check/letter.docx", {"answers": visitor.sealed})
    assert response.status_code == 200
    document = Document(io.BytesIO(response.content))
    lines = [p.text for p in document.paragraphs]
    lines += [c.text for table in document.tables for row in table.rows for c in row.cells]
    return document, "\n".join(lines), response.content


@needs_pdf
def test_the_library_that_makes_chinese_pdf_quick_is_here():
    """Without it one letter takes seconds instead of a tenth of one."""
    assert ctypes.util.find_library("harfbuzz-subset"), "apt-get install libharfbuzz-subset0"


@needs_pdf
def test_the_pdf_says_what_was_stated_what_follows_and_why(client):
    pages = pdf_of(open_example(client, "working-family"))
    text = "".join(pages)
    for said in (
        "社会救助待遇测算说明",
        "不是审核决定",
        "演示数据",
        "陈建国（户主，1984-03-02）",
        "每月380.67元（大写：叁佰捌拾元陆角柒分），自2022年7月起",
        "《社会救助暂行办法》第12条",
        "户口簿和全体家庭成员身份证",
        "社会救助窗口",
        "有权提出申请",
        "陈述人（签名或按手印）",
    ):
        assert said in text, said
    assert all(f"—{number}—" in page for number, page in enumerate(pages, start=1))


@needs_pdf
def test_the_pdf_embeds_chinese_type(client):
    visitor = open_example(client, "working-family")
    content = visitor.client.post("/check/letter.pdf", {"answers": visitor.sealed}).content
    fonts = {
        font.get_object()["/BaseFont"]
        for page in PdfReader(io.BytesIO(content)).pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert any("CJK" in name or "FangSong" in name for name in fonts), fonts


@needs_pdf
def test_the_pdf_in_english(client):
    text = "".join(pdf_of(open_example(client, "disabled-son", english=True)))
    assert "Single-personDibao(赵明):probablyeligible,441.00yuanamonth" in text
    assert "youhavetherighttoapply" in text


def test_an_open_case_says_what_would_settle_it(client):
    _, text, _ = docx_of(open_example(client, "old-couple"))
    assert "最低生活保障（低保）：还不能确定。" in text
    assert "大儿子周强" in text
    assert "不超过 5,119.33 元/月，就符合" in text
    assert "测算结果" in text


def test_the_docx_is_set_in_fangsong(client):
    document, text, content = docx_of(open_example(client, "working-family"))
    assert "每月 380.67 元（大写：叁佰捌拾元陆角柒分）" in text
    fonts = document.styles["Normal"].element.rPr.rFonts
    assert fonts.get(qn("w:eastAsia")) == "仿宋"
    footer = zipfile.ZipFile(io.BytesIO(content)).read("word/footer1.xml").decode()
    assert "PAGE" in footer


def test_without_the_system_libraries_the_page_says_so_and_offers_the_rest(client, monkeypatch):
    def missing():
        raise paper.CannotMakePdf

    monkeypatch.setattr(paper, "_weasyprint", missing)
    paper.can_make_pdf.cache_clear()
    try:
        visitor = open_example(client, "working-family")
        assert "暂时不能下载 PDF" in visitor.page
        assert "letter.pdf" not in visitor.page
        assert "letter.docx" in visitor.page
        response = client.post("/check/letter.pdf", {"answers": visitor.sealed})
        assert response.status_code == 503
        assert "暂时不能下载 PDF" in response.text
    finally:
        paper.can_make_pdf.cache_clear()


@needs_pdf
def test_a_letter_loads_nothing_from_anywhere(client):
    visitor = Visitor(client).start()
    visitor.next(v="900101000000").next(v="rural").next(v="yes")
    visitor.next(kind="head", birth="40", name='<img src="http://x.test/">')
    while visitor.at != "review":
        visitor.press("unknown")
    assert '<imgsrc="http://x.test/">' in "".join(pdf_of(visitor))


@pytest.mark.parametrize(
    ("slug", "said"),
    [
        ("working-family", ["380.67", "叁佰捌拾元陆角柒分", "2022年7月"]),
        ("old-couple", ["还不能确定", "5,119.33"]),
        ("disabled-son", ["441.00", "单人户低保（赵明）", "低保边缘家庭"]),
    ],
)
def test_the_examples_open_with_their_result_and_can_be_changed(client, slug, said):
    visitor = open_example(client, slug)
    for words in (*said, "演示数据", "例子："):
        assert words in visitor.page
    assert visitor.press("change:residence_class").at == "residence_class"
    assert 'value="rural" checked' in visitor.page


def test_an_unknown_example_is_not_found(client):
    assert client.get("/check/example/nobody/").status_code == 404


def test_the_home_page_leads_to_everything(client):
    page = client.get("/").text
    for address in (
        "/check/",
        "/rules/",
        "/check/example/working-family/",
        "/check/example/old-couple/",
    ):
        assert f'href="{address}"' in page
