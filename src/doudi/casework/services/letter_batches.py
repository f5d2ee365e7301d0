"""Many letters as one PDF: a run of the worker, some hundreds at a time, put together at the end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import Any

from django.db import transaction

from doudi.casework.models import Letter
from doudi.casework.papers import LETTER_KINDS
from doudi.casework.papers.layout import pdf_of
from doudi.casework.services.letters import content_of
from doudi.foundation import audit
from doudi.foundation.access import Viewer, in_scope, permit
from doudi.foundation.clock import get_now, get_today
from doudi.foundation.files import read_file, remove_file, store_file
from doudi.foundation.jobs import start_run
from doudi.foundation.models import Run, RunItem
from doudi.foundation.paper import can_make_pdf, join_pdf
from doudi.registry.models import Document
from doudi.units.text import refusal

PRINT = "casework.letters.print"
AT_ONCE = 200  # letters in one piece: some seconds of work, and as much is done again after a kill
MOST = 5_000


def is_printable(letter: Letter) -> bool:
    """Signed, or of a kind that nobody signs."""
    if letter.state in (Letter.State.signed, Letter.State.served):
        return True
    return letter.state == Letter.State.draft and not LETTER_KINDS[letter.kind]["sign"]


def print_letters(*, actor: Viewer, letter_ids: Iterable[int], on: date) -> Run:
    """Begin to put letters into one PDF, in the given order. Raises ProblemsError: none chosen, too many, one not to be printed yet."""
    permit(actor, "case.check")
    if not can_make_pdf():
        raise refusal("这台服务器还不能生成PDF", "PDF cannot be made on this server")
    wanted = list(dict.fromkeys(letter_ids))
    if not wanted or len(wanted) > MOST:
        raise refusal(f"请选择1至{MOST}份文书", f"Choose 1 to {MOST} letters", where="letters")
    found = {x.pk: x for x in in_scope(actor, Letter.objects.filter(pk__in=wanted))}
    if len(found) < len(wanted) or not all(map(is_printable, found.values())):
        raise refusal("有的文书还没有签发，请重新选择", "Some are not signed yet: choose again", where="letters")  # fmt: skip
    run = start_run(
        actor=actor,
        kind=PRINT,
        params={"letters": len(wanted), "on": on.isoformat()},
        items=[{"letters": wanted[i : i + AT_ONCE]} for i in range(0, len(wanted), AT_ONCE)],
    )
    in_scope(actor, Letter.objects.filter(pk__in=wanted)).update(run=run)
    audit.record(
        actor,
        "casework.letters.printed",
        object_type="run",
        object_id=run.pk,
        details={"letters": len(wanted)},
        items=(str(pk).encode() for pk in wanted),
    )
    return run


def perform_print(run: Run, item: RunItem, viewer: Viewer) -> dict[str, Any]:
    """The job: one piece."""
    ids, on = item.payload["letters"], date.fromisoformat(run.params["on"])
    rows = in_scope(viewer, Letter.objects.filter(pk__in=ids))
    found = {x.pk: x for x in rows.select_related("case__household", "case__application__applicant", "case__person", "household", "decision")}  # fmt: skip
    contents = [content_of(viewer, found[pk], found[pk].signed_on or on) for pk in ids]
    stored = store_file(pdf_of(contents))
    return {"part": stored.path, "letters": len(contents)}


def finish_print(run: Run, viewer: Viewer) -> None:
    """Put the pieces together, keep the whole, forget the pieces."""
    parts = [i.result["part"] for i in run.items.order_by("number")]
    stored = store_file(join_pdf(map(read_file, parts)))
    document = Document.objects.create(
        area_code=run.area_code,
        title=f"批量打印文书（{run.params['letters']}份）",
        file_name=f"letters-{run.pk}.pdf",
        media_type="application/pdf",
        size=stored.size,
        sha256=stored.sha256,
        path=stored.path,
        added_at=get_now(),
        added_by_id=run.posting_id,
    )
    Run.objects.filter(pk=run.pk).update(params={**run.params, "document": document.pk})
    audit.record(
        viewer,
        "casework.letters.printed",
        object_type="document",
        object_id=document.pk,
        area_code=run.area_code,
        details={"sha256": stored.sha256, "on": get_today().isoformat()},
    )
    for path in parts:
        transaction.on_commit(partial(remove_file, path))
