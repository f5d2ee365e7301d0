"""Lists from outside, kept as they came, and the rows that cannot be used, given back with the reason beside each."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from typing import Any

from doudi.foundation.access import Viewer
from doudi.foundation.spreadsheets import Heading, write_sheet
from doudi.foundation.tables import XLSX
from doudi.registry.imports.reading import Sheet
from doudi.registry.models import Document
from doudi.registry.services.documents import keep_document


def keep_list(*, actor: Viewer, content: bytes, file_name: str, title: str) -> Document:
    """The file itself. Whoever calls has looked at it and asked for the permission."""
    return keep_document(
        actor=actor,
        content=content,
        file_name=file_name,
        media_type="text/csv" if file_name.lower().endswith(".csv") else XLSX,
        title=f"{title}：{file_name}",
    )


def keep_faults(
    *, actor: Viewer, sheet: Sheet, faults: Iterable[Mapping[str, Any]], title: str
) -> Document:
    """The faulty rows as they were, with the reasons in a column of their own. A fault: its `line` in the file and `zh`."""
    places = {int(line): place for place, line in enumerate(sheet.rows)}
    rows = (
        [
            *(
                column[places[f["line"]]].as_py() if f["line"] in places else ""
                for column in sheet.columns
            ),
            str(f["line"]),
            f["zh"],
        ]
        for f in faults
    )
    sink = io.BytesIO()
    headings = [*map(Heading, sheet.header), Heading("原文件行号"), Heading("问题")]
    write_sheet(sink, title="有问题的行", headings=headings, rows=rows)
    return keep_list(actor=actor, content=sink.getvalue(), file_name="有问题的行.xlsx", title=title)
