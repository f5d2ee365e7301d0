"""Scans come back to their letters: noisy, askew, turned, two on a page; what cannot be read waits for a person."""

import datetime as dt
import io
import random

import pypdfium2
import pytest
from PIL import Image

from doudi.casework.models import ScannedPage
from doudi.casework.papers.layout import pdf_of
from doudi.casework.papers.reading import read_pages
from doudi.casework.services.letters import content_of, draft_letter
from doudi.casework.services.scans import Upload, file_by_hand, set_page_aside, upload_scans
from doudi.casework.tests.cases import bring_to
from doudi.foundation import paper
from doudi.foundation.access import acting
from doudi.foundation.domain.roles import Role
from doudi.registry.models import Document
from doudi.registry.tests.families import make_county
from doudi.units.text import ProblemsError

ON = dt.date(2022, 10, 21)
pytestmark = pytest.mark.skipif(not paper.can_make_pdf(), reason="Pango is missing: no PDF here")


@pytest.fixture
def county(db):
    return make_county()


@pytest.fixture
def letters(county):
    case = bring_to(county, county.families["赵明远"], "applied")
    with acting(county.viewer(Role.township_clerk)) as clerk:
        made = [draft_letter(actor=clerk, case=case, kind=k, on=ON) for k in ("consent_form", "pledge_form")]  # fmt: skip
        return [(x, pdf_of([content_of(clerk, x, ON)])) for x in made]


def picture(pdf, *, dots=200):
    return pypdfium2.PdfDocument(pdf)[0].render(scale=dots / 72, grayscale=True).to_pil()


def as_file(image, kind="PNG"):
    buffer = io.BytesIO()
    image.save(buffer, kind, resolution=200)
    return buffer.getvalue()


def askew(image, degrees=5):
    """As a tired scanner sees it: turned, grey, with dirt."""
    turned = image.rotate(degrees, expand=True, fillcolor=235)
    dirt = random.Random(7)  # noqa: S311 # dirt
    for _ in range(turned.width * turned.height // 400):
        at = dirt.randrange(turned.width), dirt.randrange(turned.height)
        turned.putpixel(at, dirt.randrange(256))
    return turned


def upload(county, *files):
    with acting(county.viewer(Role.township_clerk)) as clerk:
        return upload_scans(actor=clerk, files=[Upload(c, n) for c, n in files], on=ON)


@pytest.mark.parametrize("degrees", [0, 5, 90, 180])
def test_a_page_askew_is_read(letters, degrees):
    letter, pdf = letters[0]
    content = as_file(askew(picture(pdf), degrees), "JPEG")
    assert read_pages(content, "image/jpeg")[0].codes == (letter.code,)


def test_scans_are_filed_and_the_rest_waits(county, letters):
    (first, one), (second, two) = letters
    pages = [askew(picture(one)), Image.new("L", (1200, 1700), 255), askew(picture(two))]
    pdf = io.BytesIO()
    pages[0].save(pdf, "PDF", save_all=True, append_images=pages[1:], resolution=200)
    rows = upload(county, (pdf.getvalue(), "扫描.pdf"))
    assert [(r.page, r.letter_id, r.state) for r in rows] == [
        (1, first.pk, "filed"),
        (2, None, "waiting"),
        (3, second.pk, "filed"),
    ]
    with acting(county.viewer(Role.township_clerk)):
        first.refresh_from_db()
        assert first.scan.household_id == first.household_id
        assert Document.objects.filter(title="扫描件").count() == 1


def test_two_letters_on_one_page(county, letters):
    small = [picture(pdf).resize((827, 1169)) for _, pdf in letters]
    both = Image.new("L", (827 * 2, 1169), 255)
    for place, image in enumerate(small):
        both.paste(image, (827 * place, 0))
    rows = upload(county, (as_file(both), "both.png"))
    assert {r.letter_id for r in rows} == {letter.pk for letter, _ in letters}


def test_a_person_files_or_sets_aside(county, letters):
    blank = as_file(Image.new("L", (300, 300), 255))
    page, other = upload(county, (blank, "a.png"), (blank, "b.png"))
    letter = letters[0][0]
    with acting(county.viewer(Role.township_clerk)) as clerk:
        with pytest.raises(ProblemsError, match="No such letter"):
            file_by_hand(actor=clerk, page=page, code="=1+1", on=ON)
        file_by_hand(actor=clerk, page=page, code=letter.code.upper(), on=ON)
        with pytest.raises(ProblemsError, match="dealt with"):
            file_by_hand(actor=clerk, page=page, code=letter.code, on=ON)
        with pytest.raises(ProblemsError, match="Say why"):
            set_page_aside(actor=clerk, page=other, reason="")
        set_page_aside(actor=clerk, page=other, reason="空白页")
        assert not ScannedPage.objects.filter(state="waiting").exists()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "a.pdf"),
        (b"%PDF-1.7 broken", "a.pdf"),
        (b"\x89PNG\r\n\x1a\nbroken", "a.png"),
        (b"hello", "a.jpg"),
        (b"PK\x03\x04", "a.docx"),
    ],
)
def test_rubbish_is_refused_and_nothing_written(county, content, name):
    with pytest.raises(ProblemsError):
        upload(county, (content, name))
    with acting(county.actor):
        assert not ScannedPage.objects.exists()
