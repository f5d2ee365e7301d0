"""Scanned pages go back to their letters by the code on them; what cannot be read waits for a person. Nothing is lost: what was
uploaded is kept whole, and every page of it has a row."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date

from pypdf import PdfReader, PdfWriter

from doudi.casework.models import Letter, ScannedPage
from doudi.casework.papers import LETTER_KINDS
from doudi.casework.papers.codes import read_code
from doudi.casework.papers.reading import ReadPage, read_pages
from doudi.casework.selectors.letters import find_letter
from doudi.foundation import audit
from doudi.foundation.access import Viewer, in_scope, permit
from doudi.registry.models import Document
from doudi.registry.services.documents import add_document, check_file, read_document
from doudi.units.text import refusal

MEDIA = ("application/pdf", "image/jpeg", "image/png")
State = ScannedPage.State


@dataclass(frozen=True, slots=True)
class Upload:
    """One file from the scanner."""

    content: bytes
    name: str


def upload_scans(*, actor: Viewer, files: list[Upload], on: date) -> list[ScannedPage]:
    """Read, file and keep: one row for each page, or for each letter on it. Raises ProblemsError with the file's name: not a scan, broken, locked."""
    permit(actor, "case.work")
    read = []
    for file in files:
        media_type = check_file(file.content, file.name)
        if media_type not in MEDIA:
            raise refusal("只收PDF、JPG和PNG", "Only PDF, JPG and PNG", where="files", value=file.name)  # fmt: skip
        read.append((file, read_pages(file.content, media_type)))
    return [page for file, pages in read for page in _keep(actor, file, pages, on)]


def file_by_hand(*, actor: Viewer, page: ScannedPage, code: str, on: date) -> ScannedPage:
    """A person read what the machine could not. `code`: on the paper, or the letter's number."""
    permit(actor, "case.work")
    page = _lock(actor, page)
    letter = find_letter(actor, read_code(code))
    if letter is None:
        letter = in_scope(actor, Letter.objects.filter(number=code.strip()).exclude(number="")).first()  # fmt: skip
    if letter is None:
        raise refusal("没有找到这份文书，请核对编码", "No such letter: check the code", where="code")  # fmt: skip
    content = read_document(actor=actor, document=page.document)
    _file(actor, page.document, content, letter, [page.page])
    page.state, page.letter, page.filed_by_id = State.filed, letter, actor.posting_id
    page.save()
    return page


def set_page_aside(*, actor: Viewer, page: ScannedPage, reason: str) -> ScannedPage:
    """An empty back side, a page of something else: it stays in what was uploaded."""
    permit(actor, "case.work")
    if not reason.strip():
        raise refusal("请写明不归档的理由", "Say why it is not filed", where="reason")
    page = _lock(actor, page)
    page.state, page.reason, page.filed_by_id = State.set_aside, reason.strip()[:200], actor.posting_id  # fmt: skip
    page.save()
    audit.record(
        actor,
        "casework.scan.set_aside",
        object_type="document",
        object_id=page.document_id,
        area_code=page.area_code,
        reason=page.reason,
        details={"page": page.page},
    )
    return page


def _lock(actor: Viewer, page: ScannedPage) -> ScannedPage:
    rows = in_scope(actor, ScannedPage.objects.select_for_update(of=("self",)))
    locked = rows.select_related("document").get(pk=page.pk)
    if locked.state != State.waiting:
        raise refusal("这一页已经处理过", "This page is dealt with already")
    return locked


def _keep(actor: Viewer, file: Upload, pages: list[ReadPage], on: date) -> list[ScannedPage]:
    whole = add_document(actor=actor, content=file.content, file_name=file.name, title="扫描件")
    letters: dict[str, Letter | None] = {
        code: find_letter(actor, code) for page in pages for code in page.codes
    }
    by_letter: dict[int, list[int]] = {}
    rows: list[ScannedPage] = []
    for page in pages:
        known = [x for x in map(letters.get, page.codes) if x is not None]
        for letter in known:
            by_letter.setdefault(letter.pk, []).append(page.number)
            rows.append(_row(actor, whole, page, on, letter))
        if not known:
            rows.append(_row(actor, whole, page, on, None))
    found = {x.pk: x for x in letters.values() if x is not None}
    for pk, numbers in by_letter.items():
        _file(actor, whole, file.content, found[pk], numbers)
    made = ScannedPage.objects.bulk_create(rows)
    audit.record(
        actor,
        "casework.scan.uploaded",
        object_type="document",
        object_id=whole.pk,
        area_code=whole.area_code,
        details={"pages": len(pages), "letters": len(found)},
    )
    return made


def _row(
    actor: Viewer, whole: Document, page: ReadPage, on: date, letter: Letter | None
) -> ScannedPage:
    return ScannedPage(
        area_code=whole.area_code,
        document=whole,
        page=page.number,
        state=State.filed if letter else State.waiting,
        problem="" if letter else page.problem or "unknown",
        letter=letter,
        uploaded_on=on,
        filed_by_id=actor.posting_id if letter else None,
    )


def _file(actor: Viewer, whole: Document, content: bytes, letter: Letter, pages: list[int]) -> None:
    """The letter's own pages, as a paper of the family. An earlier scan stays among the family's papers."""
    title = f"{LETTER_KINDS[letter.kind]['zh']}（扫描件）"
    is_pdf = whole.media_type == "application/pdf"
    document = add_document(
        actor=actor,
        content=_only(content, pages) if is_pdf else content,
        file_name=f"{letter.code}.pdf" if is_pdf else whole.file_name,
        title=title,
        household=letter.household,
        area_code=letter.area_code,
    )
    letter.scan = document
    letter.save(update_fields=["scan"])
    audit.record(
        actor,
        "casework.scan.filed",
        object_type="letter",
        object_id=letter.pk,
        household_id=letter.household_id,
        area_code=letter.area_code,
        details={"document": document.pk, "pages": pages},
    )


def _only(content: bytes, pages: list[int]) -> bytes:
    reader, writer = PdfReader(io.BytesIO(content)), PdfWriter()
    for number in pages:
        writer.add_page(reader.pages[number - 1])
    cut = io.BytesIO()
    writer.write(cut)
    return cut.getvalue()
