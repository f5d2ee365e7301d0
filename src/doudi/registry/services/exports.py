"""Lists that leave Doudi: asked for with a purpose, signed by a second person where the place wants it, written by the worker, downloaded once known by whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any, BinaryIO

from django.db import transaction

from doudi.foundation import audit
from doudi.foundation.access import Viewer, permit
from doudi.foundation.areas import name_of_area
from doudi.foundation.clock import CHINA, get_now
from doudi.foundation.files import open_file, remove_file
from doudi.foundation.jobs import start_run
from doudi.foundation.models import Run, RunItem
from doudi.foundation.rulebook import get_rulebook
from doudi.foundation.spreadsheets import Heading
from doudi.registry.exports.lists import ExportList, list_of
from doudi.registry.exports.rows import Asked, count_rows, read_rows
from doudi.registry.exports.rules import export_rules
from doudi.registry.exports.writing import FORMATS, MOST_SHEET_ROWS, Mark, kinds_of, write_file
from doudi.registry.models import Document, Export
from doudi.units.area import scope
from doudi.units.text import refusal

WRITE = "registry.export.write"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to take out: a list (see `exports/lists.py`), of an area, in a format, in a language ("zh", "en")."""

    kind: str
    area_code: str
    file_format: str
    whole_numbers: bool = False
    facts: Sequence[str] = ()
    lang: str = "zh"


def request_export(*, actor: Viewer, wish: Wish, reason: str, on: date) -> Export:
    """Ask for a list. It is written at once, unless a second person must agree first (many rows, whole numbers).

    Raises ProblemsError: no purpose given; another area; no such list, fact or format; nothing in it. NotPermitted: whole
    numbers for somebody who may not see them.
    """
    permit(actor, "export.run")
    if wish.whole_numbers:
        permit(actor, "register.reveal")
    reason = reason.strip()
    if len(reason) < 4:
        raise refusal("请写明用途", "Say what it is for", where="reason")
    if wish.file_format not in FORMATS:
        raise refusal("没有这种格式", "There is no such format", value=wish.file_format)
    _check_area(actor, wish.area_code)
    asked = _asked(list_of(actor, wish.kind, wish.facts), wish, on)
    rows = count_rows(actor, asked)
    if not rows:
        raise refusal("名单里没有人", "There is nobody on this list", where="area_code")
    if wish.file_format == "xlsx" and rows > MOST_SHEET_ROWS:
        raise refusal(
            "表格装不下这么多行，请改用CSV或缩小地区",
            "A sheet cannot hold so many rows: choose CSV, or a smaller area",
            where="file_format",
        )
    waits = export_rules().need_approval(rows, whole_numbers=wish.whole_numbers)
    export = Export.objects.create(
        area_code=actor.area_code,
        kind=wish.kind,
        filters={
            "area_code": wish.area_code,
            "format": wish.file_format,
            "whole_numbers": wish.whole_numbers,
            "facts": list(wish.facts),
            "lang": wish.lang,
            "on": on.isoformat(),
            "label": asked.list.label._asdict(),
        },
        reason=reason[:500],
        row_count=rows,
        state=Export.State.waiting if waits else Export.State.approved,
        asked_by_id=actor.posting_id,
        asked_at=get_now(),
    )
    _record(actor, "registry.export.requested", export, reason=reason)
    if not waits:
        _start(actor, export)
    return export


def approve_export(*, actor: Viewer, export: Export) -> Export:
    """The second person agrees; the worker writes the file. Raises ProblemsError: decided already, or one's own."""
    export = _decide(actor, export, Export.State.approved)
    _record(actor, "registry.export.approved", export)
    _start(actor, export)
    return export


def refuse_export(*, actor: Viewer, export: Export, reason: str) -> Export:
    """The second person does not agree, and says why."""
    if len(reason.strip()) < 2:
        raise refusal("请写明不批准的理由", "Say why not", where="reason")
    export = _decide(actor, export, Export.State.refused)
    export.filters["refused"] = reason.strip()[:300]
    export.save(update_fields=["filters"])
    _record(actor, "registry.export.refused", export, reason=reason.strip())
    return export


def download_export(*, actor: Viewer, export: Export, on: date) -> BinaryIO:
    """The file, for the person who asked for it. Each time stays in the trail. Raises ProblemsError: somebody else's, not ready, too old."""
    permit(actor, "export.run")
    if export.asked_by.account_id != actor.account_id:
        raise refusal("只有申请人可以下载", "Only whoever asked for it may download it")
    if export.state != Export.State.ready or export.document is None:
        raise refusal("文件还没有生成", "The file is not ready")
    if is_expired(export, on):
        raise refusal("文件已过保存期，请重新申请", "The file is too old; ask for it again")
    _record(actor, "registry.export.downloaded", export)
    return open_file(export.document.path)


def is_expired(export: Export, on: date) -> bool:
    made = (export.decided_at or export.asked_at).astimezone(CHINA).date()
    return on > made + timedelta(days=export_rules().kept_days)


def perform_export(run: Run, item: RunItem, viewer: Viewer) -> dict[str, Any]:
    """The job: write the list as it is now, keep it encrypted. A second try begins anew."""
    export = (
        Export.objects.select_for_update(of=("self",))
        .select_related("asked_by__account")
        .get(pk=item.payload["export"])
    )
    filters = export.filters
    wish = Wish(
        export.kind,
        filters["area_code"],
        filters["format"],
        filters["whole_numbers"],
        filters["facts"],
        filters["lang"],
    )
    listed = list_of(viewer, wish.kind, wish.facts)
    kinds = kinds_of(listed, get_rulebook())
    headings = [
        Heading(column.label.in_(wish.lang), kind)
        for column, kind in zip(listed.columns, kinds, strict=True)
    ]
    rows = read_rows(viewer, _asked(listed, wish, date.fromisoformat(filters["on"])))
    title = listed.label.in_(wish.lang)
    stored, count = write_file(wish.file_format, title, headings, rows, mark_of(export))
    export.document = Document.objects.create(
        area_code=export.area_code,
        title=title[:100],
        file_name=f"{title}-{export.pk}{FORMATS[wish.file_format].suffix}",
        media_type=FORMATS[wish.file_format].media_type,
        size=stored.size,
        sha256=stored.sha256,
        path=stored.path,
        added_at=get_now(),
        added_by=export.asked_by,
    )
    export.row_count, export.state = count, Export.State.ready
    export.save(update_fields=["document", "row_count", "state"])
    _record(viewer, "registry.export.written", export, details={"sha256": stored.sha256})
    return {"rows": count, "bytes": stored.size}


def remove_expired_exports(*, actor: Viewer, on: date) -> int:
    """Forget the files of exports that may not be downloaded any more; what was exported, by whom and why stays. Returns how many."""
    permit(actor, "export.run")
    removed = 0
    for export in Export.objects.filter(document__isnull=False).select_related("document"):
        if is_expired(export, on):
            document, export.document = export.document, None
            export.save(update_fields=["document"])
            assert document is not None
            document.delete()
            _record(actor, "registry.export.removed", export)
            transaction.on_commit(partial(remove_file, document.path))
            removed += 1
    return removed


def mark_of(export: Export) -> Mark:
    """What every page says: who took the list out, under which posting, when, for what, under which number."""
    posting = export.asked_by
    when = export.asked_at.astimezone(CHINA)
    who = f"{posting.account.full_name or posting.account.username}（{posting.get_role_display()}，{name_of_area(posting.area_code, 'zh')}）"
    return Mark((f"导出{export.pk}号", who, f"{when:%Y-%m-%d %H:%M}", f"用途：{export.reason}"))


def _asked(listed: ExportList, wish: Wish, on: date) -> Asked:
    return Asked(listed, wish.area_code, wish.whole_numbers, wish.lang, on)


def _check_area(actor: Viewer, area_code: str) -> None:
    lo, hi = scope(area_code)
    if not (actor.area_from <= lo and hi <= actor.area_to):
        raise refusal("不在您的辖区内", "Not in your area", where="area_code", value=area_code)


def _decide(actor: Viewer, export: Export, state: str) -> Export:
    permit(actor, "export.approve")
    export = (
        Export.objects.select_for_update(of=("self",)).select_related("asked_by").get(pk=export.pk)
    )
    if export.state != Export.State.waiting:
        raise refusal("已经处理过", "This has been decided already")
    if export.asked_by.account_id == actor.account_id:
        raise refusal("不能批准自己的申请", "Nobody approves what they asked for themselves")
    export.state = state
    export.decided_by_id, export.decided_at = actor.posting_id, get_now()
    export.save(update_fields=["state", "decided_by", "decided_at"])
    return export


def _start(actor: Viewer, export: Export) -> None:
    export.run = start_run(
        actor=actor,
        kind=WRITE,
        params={"export": export.pk},
        items=[{"export": export.pk}],
        area_code=export.area_code,
    )
    export.save(update_fields=["run"])


def _record(
    actor: Viewer,
    action: str,
    export: Export,
    *,
    reason: str = "",
    details: dict[str, Any] | None = None,
) -> None:
    kept = {name: export.filters[name] for name in ("area_code", "format", "whole_numbers")}
    audit.record(
        actor,
        action,
        object_type="export",
        object_id=export.pk,
        area_code=export.area_code,
        reason=reason[:500],
        item_count=export.row_count,
        details={"kind": export.kind, **kept, **(details or {})},
    )
