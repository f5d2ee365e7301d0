"""Papers: photographs, forms, judgments. The file lies encrypted outside the database."""

from __future__ import annotations

from pathlib import PurePath

from doudi.foundation import audit
from doudi.foundation.access import Viewer, permit
from doudi.foundation.clock import get_now
from doudi.foundation.files import read_file, store_file
from doudi.registry.models import Document, Household, Person
from doudi.units.text import refusal

MOST_BYTES = 20 * 1024 * 1024
#: What offices really hand in, with the first bytes by which such a file is known.
MEDIA_TYPES = {
    ".pdf": ("application/pdf", (b"%PDF-",)),
    ".jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    ".jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
    ".png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
    ".docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (b"PK\x03\x04",)),
    ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (b"PK\x03\x04",)),
}  # fmt: skip


def add_document(
    *,
    actor: Viewer,
    content: bytes,
    file_name: str,
    title: str = "",
    household: Household | None = None,
    person: Person | None = None,
    area_code: str = "",
) -> Document:
    """Keep a file of a household, of a person, or of neither (an area's list).

    Raises ProblemsError: empty, above 20 MB, or not a PDF, photograph or office file by its first bytes.
    """
    permit(actor, "register.record")
    return keep_document(
        actor=actor,
        content=content,
        file_name=file_name,
        media_type=check_file(content, file_name),
        title=title,
        household=household,
        person=person,
        area_code=area_code,
    )


def keep_document(
    *,
    actor: Viewer,
    content: bytes,
    file_name: str,
    media_type: str,
    title: str = "",
    household: Household | None = None,
    person: Person | None = None,
    area_code: str = "",
) -> Document:
    """For services that have asked for their own permission and looked at the content themselves: a visit's photographs."""
    owner = household or person
    path, sha256, size = store_file(content)
    name = PurePath(file_name.replace("\\", "/")).name
    document = Document.objects.create(
        area_code=owner.area_code if owner else area_code or actor.area_code,
        household=household,
        person=person,
        title=(title.strip() or name)[:100],
        file_name=name[-200:],
        media_type=media_type,
        size=size,
        sha256=sha256,
        path=path,
        added_at=get_now(),
        added_by_id=actor.posting_id,
    )
    _record(actor, "registry.document.added", document)
    return document


def check_file(content: bytes, file_name: str) -> str:
    """The media type by name and first bytes. Raises ProblemsError."""
    if not content:
        raise refusal("文件是空的", "The file is empty", where=file_name)
    if len(content) > MOST_BYTES:
        raise refusal("文件超过20 MB", "The file is larger than 20 MB", where=file_name)
    media_type, heads = MEDIA_TYPES.get(PurePath(file_name.lower()).suffix, ("", ()))
    if not content.startswith(heads):
        raise refusal(
            "只收PDF、照片（JPG、PNG）和Word、Excel文件，并且内容要与扩展名相符",
            "Only PDF, photographs (JPG, PNG), Word and Excel files whose content fits their name",
            where=file_name,
        )
    return media_type


def read_document(*, actor: Viewer, document: Document) -> bytes:
    """The file's content; who looked stays in the trail."""
    permit(actor, "document.view")
    _record(actor, "registry.document.viewed", document)
    return read_file(document.path)


def _record(actor: Viewer, action: str, document: Document) -> None:
    audit.record(
        actor,
        action,
        object_type="document",
        object_id=document.pk,
        household_id=document.household_id,
        person_id=document.person_id,
        area_code=document.area_code,
        details={"title": document.title, "sha256": document.sha256},
    )
