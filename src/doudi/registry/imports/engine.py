"""The steps of an import, each inside `acting(viewer)`: read and check the file; set a chunk against the register; apply it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from doudi.foundation import audit
from doudi.foundation.access import Viewer
from doudi.foundation.clock import get_now
from doudi.foundation.files import read_file
from doudi.foundation.models import Area
from doudi.registry.domain.fact_values import Stored
from doudi.registry.imports import (
    bulk,
    facts_applying,
    people_applying,
    supporters_applying,
)
from doudi.registry.imports.checked import Checked
from doudi.registry.imports.conflicts import CONFLICTS
from doudi.registry.imports.facts_checks import check_facts
from doudi.registry.imports.faults import Faults
from doudi.registry.imports.guessing import score_header
from doudi.registry.imports.ledgers import Ledger, get_ledger
from doudi.registry.imports.options import Options, read_options
from doudi.registry.imports.people_checks import Places, check_people
from doudi.registry.imports.reading import Sheet, read_sheet
from doudi.registry.imports.staging import read_part, stage
from doudi.registry.imports.supporter_checks import check_supporters
from doudi.registry.models import Coverage, Evidence, Import
from doudi.units.area import AreaLevel, level, parent
from doudi.units.text import refusal

Conflicts = list[list[Any]]  # [row, code]


def open_sheet(record: Import) -> Sheet:
    """The uploaded file as columns of text. Raises ProblemsError."""
    content = read_file(record.document.path)
    return read_sheet(
        content,
        record.document.file_name,
        score=lambda cells: score_header(cells, record.ledger),
        sheet=record.sheet,
    )


def options_of(record: Import, ledger: Ledger, on: dt.date) -> Options:
    return read_options(record.mapping.get("options", {}), ledger, on)


def check_file(viewer: Viewer, record: Import, on: dt.date) -> Checked:
    """Read the file and check its rows; they are kept with the import, in chunks. Raises ProblemsError for a hopeless file."""
    sheet, ledger = open_sheet(record), get_ledger(record.ledger)
    columns, options = record.mapping["columns"], options_of(record, ledger, on)
    missing = [f for f in ledger.required if f not in columns.values()]
    if missing:
        zh = "、".join(ledger.fields[f].label.zh for f in missing)
        en = ", ".join(ledger.fields[f].label.en for f in missing)
        raise refusal(
            f"还没有对应这些必需的列：{zh}",
            f"these columns are needed: {en}",
            where=sheet.file_name,
        )
    if ledger.kind == "people":
        checked = check_people(sheet, ledger, columns, options, places_of(viewer, on), on)
    elif ledger.kind == "facts":
        checked = check_facts(sheet, ledger, columns, options, on)
    else:
        checked = check_supporters(sheet, ledger, columns, options, on)
    stage(record, checked)
    return checked


def places_of(viewer: Viewer, on: dt.date) -> Places:
    """The villages (and townships, where the village is not known) in force within the viewer's area."""
    rows = Area.objects.filter(valid_from__lte=on).exclude(valid_to__lte=on)
    names_of = dict(rows.values_list("code", "name"))
    codes, names = {}, {}
    for code, name in names_of.items():
        if not viewer.sees(code) or level(code) not in (AreaLevel.village, AreaLevel.township):
            continue
        codes[code] = name
        if level(code) is AreaLevel.village:
            above = names_of.get(parent(code) or "", "")
            names[name] = "" if name in names else code
            if above:
                names[above + name] = code
    return Places(codes, names)


# -- one chunk ----------------------------------------------------------------------------------------------------
_COMPARE = {
    "people": people_applying.compare,
    "facts": facts_applying.compare,
    "supporters": supporters_applying.compare,
}
_WRITE = {"people": people_applying.write, "supporters": supporters_applying.write}
# Whose the facts of a row are: before anything is written, and after.
_TARGET_FOUND = {
    "people": facts_applying.PEOPLE_FOUND,
    "facts": facts_applying.FOUND_TARGET,
    "supporters": supporters_applying.FOUND,
}
_TARGET_WRITTEN = _TARGET_FOUND | {
    "people": facts_applying.PEOPLE_WRITTEN,
    "supporters": supporters_applying.WRITTEN,
}


def compare_chunk(record: Import, number: int, on: dt.date) -> tuple[dict[str, int], Conflicts]:
    """What a chunk would change, without changing anything."""
    ledger = get_ledger(record.ledger)
    rows, facts = read_part(record, number)
    counts = _COMPARE[ledger.kind](rows)
    options = options_of(record, ledger, on)
    counts |= facts_applying.compare_facts(
        facts, _TARGET_FOUND[ledger.kind], options.learnt_on, options.coverage
    )
    return counts, _conflicts()


def apply_chunk(
    viewer: Viewer, record: Import, number: int, on: dt.date
) -> tuple[dict[str, int], Conflicts]:
    """Apply a chunk: everything of it, in this transaction, with one event in the trail that holds a digest of its rows.

    Applied again it finds nothing to do.
    """
    ledger, source = get_ledger(record.ledger), _Source(viewer, record, on)
    rows, facts = read_part(record, number)
    counts = _COMPARE[ledger.kind](rows)
    touched = _WRITE[ledger.kind](rows, source) if ledger.kind in _WRITE else 0
    options = options_of(record, ledger, on)
    counts |= facts_applying.compare_facts(
        facts, _TARGET_WRITTEN[ledger.kind], options.learnt_on, options.coverage
    )
    counts["touched"] = touched + facts_applying.write_facts(source)
    audit.record(
        viewer,
        "registry.import.applied",
        object_type="import",
        object_id=record.pk,
        area_code=record.area_code,
        details={"chunk": number + 1, "of": len(record.parts), **counts},
        items=_digest_lines(rows),
    )
    return counts, _conflicts()


def _conflicts() -> Conflicts:
    return [
        list(found)
        for found in bulk.fetch(
            "SELECT row, problem FROM found WHERE problem IS NOT NULL ORDER BY row"
        )
    ]


def _digest_lines(rows: pa.Table) -> Any:
    """One line for each row: what the trail's digest is made of. Never kept."""
    columns = [pc.fill_null(column.cast(pa.string()), "") for column in rows.columns]
    lines = pc.binary_join_element_wise(*columns, "\x1f").cast(pa.binary())
    return lines.to_pylist()


class _Source:
    """The evidence of an import, made when the first fact needs it: a file that says nothing new leaves none."""

    def __init__(self, viewer: Viewer, record: Import, on: dt.date) -> None:
        self.viewer, self.record, self.on = viewer, record, on

    def __call__(self) -> int:
        locked = Import.objects.select_for_update().get(pk=self.record.pk)
        if locked.evidence_id is None:
            options = options_of(self.record, get_ledger(self.record.ledger), self.on)
            locked.evidence = Evidence.objects.create(
                area_code=self.record.area_code,
                kind=options.evidence,
                source=options.source[:100],
                learnt_on=options.learnt_on,
                document_id=self.record.document_id,
                run_id=self.record.apply_run_id,
                recorded_at=get_now(),
                recorded_by_id=self.viewer.posting_id,
                recorded_by_name=self.viewer.name,
            )
            locked.save(update_fields=["evidence"])
        self.record.evidence_id = locked.evidence_id
        return int(locked.evidence_id or 0)


# -- the whole ----------------------------------------------------------------------------------------------------
def record_coverage(viewer: Viewer, record: Import, on: dt.date) -> int:
    """That the list is complete, where the file's options say so. Said once for each day on which the list was learnt:
    a list speaks only against what was learnt before it."""
    options = options_of(record, get_ledger(record.ledger), on)
    area = options.coverage_area or viewer.area_code or record.area_code
    since = options.valid_from or options.learnt_on
    added = 0
    for name, stored in options.coverage.items():
        if not _is_covered(name, area, stored, since, options.learnt_on):
            Coverage.objects.create(
                area_code=area,
                name=name,
                value=stored.value,
                option=stored.option,
                valid_from=since,
                valid_to=options.valid_to,
                evidence_id=_Source(viewer, record, on)(),
            )
            added += 1
    if added:
        audit.record(
            viewer,
            "registry.coverage.recorded",
            object_type="import",
            object_id=record.pk,
            area_code=area,
            details={"names": sorted(options.coverage)},
        )
    return added


def _is_covered(name: str, area: str, stored: Stored, since: dt.date, learnt_on: dt.date) -> bool:
    return Coverage.objects.filter(
        name=name,
        area_code=area,
        value=stored.value,
        option=stored.option,
        valid_from__lte=since,
        valid_to__isnull=True,
        evidence__learnt_on__gte=learnt_on,
    ).exists()


def faults_of_conflicts(record: Import, conflicts: Conflicts) -> pa.Table:
    """Conflicts in the words of faults, under the file's own column names."""
    header = {target: cell for cell, target in record.mapping["columns"].items()}
    faults = Faults(record.document.file_name)
    by_code: dict[str, list[int]] = {}
    for row, code in conflicts:
        by_code.setdefault(code, []).append(row)
    for code, rows in by_code.items():
        field, text = CONFLICTS[code]
        faults.add(np.array(sorted(set(rows)), np.int32), header.get(field, ""), text)
    return faults.table()


def add_counts(all_counts: list[dict[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for counts in all_counts:
        for name, count in counts.items():
            total[name] = total.get(name, 0) + count
    return total
