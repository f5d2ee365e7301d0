"""Reading imports and saved mappings, within the viewer's area."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.db.models import Q, QuerySet

from doudi.foundation.access import Viewer, in_scope
from doudi.registry.imports import engine, staging
from doudi.registry.models import Import, ImportMapping
from doudi.units.area import ancestors

SHOWN_FAULTS = 50


class FaultGroup(NamedTuple):
    """The same sentence under the same column, in how many rows."""

    column: str
    text: dict[str, str]
    rows: int


def list_imports(viewer: Viewer) -> QuerySet[Import]:
    """The viewer's area's imports, the newest first."""
    rows = in_scope(viewer, Import.objects.all())
    return rows.select_related("document", "uploaded_by__account").order_by("-pk")


def list_imports_to_finish(viewer: Viewer) -> QuerySet[Import]:
    """Uploaded or checked by this viewer's posting, and neither imported nor given up."""
    waiting = (Import.State.uploaded, Import.State.checked)
    rows = in_scope(viewer, Import.objects.filter(state__in=waiting))
    return rows.filter(uploaded_by_id=viewer.posting_id)


def find_import(viewer: Viewer, import_id: int) -> Import | None:
    """None: there is none in the viewer's area."""
    rows = in_scope(viewer, Import.objects.filter(pk=import_id))
    return rows.select_related(
        "document", "check_run", "apply_run", "uploaded_by__account", "staged", "faults"
    ).first()


def list_mappings(viewer: Viewer) -> QuerySet[ImportMapping]:
    """Saved mappings that the viewer may use: shipped ones, those of the areas above, those of the area itself."""
    above = ancestors(viewer.area_code) if viewer.area_code else []
    own = Q(area_code__gte=viewer.area_from, area_code__lt=viewer.area_to)
    return ImportMapping.objects.filter(own | Q(area_code__in=["", *above])).order_by(
        "ledger", "name"
    )


def group_faults(record: Import) -> list[FaultGroup]:
    """What is wrong, the most frequent first."""
    if record.faults is None:
        return []
    table = staging.read_faults(record).select(["column", "zh", "en", "row"])
    counted = table.group_by(["column", "zh", "en"]).aggregate([("row", "count_distinct")])
    ordered = counted.sort_by([("row_count_distinct", "descending")]).slice(0, 20)
    return [
        FaultGroup(f["column"], {"zh": f["zh"], "en": f["en"]}, f["row_count_distinct"])
        for f in ordered.to_pylist()
    ]


def list_faults(record: Import) -> list[dict[str, Any]]:
    """The first faults by row: row, column, zh, en, value."""
    if record.faults is None:
        return []
    return staging.read_faults(record).slice(0, SHOWN_FAULTS).to_pylist()  # type: ignore[no-any-return]


def read_bad_rows(record: Import, lang: str) -> tuple[list[str], Iterator[list[str]]]:
    """The rows with faults as the file had them: its header, then each row with its number and what is wrong."""
    sheet = engine.open_sheet(record)
    reasons: dict[int, list[str]] = {}
    for fault in staging.read_faults(record).to_pylist():
        place = f"{fault['column']}：" if fault["column"] else ""
        reasons.setdefault(fault["row"], []).append(place + fault[lang])
    at = np.flatnonzero(np.isin(sheet.rows, np.array(sorted(reasons), np.int32)))
    columns = [pc.fill_null(c.take(pa.array(at)), "").to_pylist() for c in sheet.columns]

    def rows() -> Iterator[list[str]]:
        for number, cells in zip(sheet.rows[at].tolist(), zip(*columns, strict=True), strict=True):
            yield [*cells, str(number), "；".join(dict.fromkeys(reasons.pop(number)))]
        for number, why in sorted(reasons.items()):  # rows whose cells do not fit the header
            yield [*[""] * len(columns), str(number), "；".join(why)]

    return sheet.header, rows()
