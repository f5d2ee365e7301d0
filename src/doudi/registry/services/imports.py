"""Taking a ledger in: upload, match its columns, check, apply, discard. Each step leaves its trace; nothing is half-written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import PurePath
from typing import Any

from django.db import transaction

from doudi.foundation import audit
from doudi.foundation.access import Viewer, acting, in_scope, permit
from doudi.foundation.clock import get_now
from doudi.foundation.files import store_file
from doudi.foundation.jobs import start_run
from doudi.foundation.jobs.runs import WHOLE_INSTALLATION
from doudi.foundation.models import Run
from doudi.registry.imports import engine, staging
from doudi.registry.imports.guessing import guess_columns, guess_ledger, score_header
from doudi.registry.imports.ledgers import get_ledger
from doudi.registry.imports.mappings import recognise, shipped_mappings
from doudi.registry.imports.options import read_options
from doudi.registry.imports.reading import Sheet, read_sheet
from doudi.registry.models import Document, Import, ImportMapping
from doudi.units.identity import mask
from doudi.units.text import ProblemsError, Text, refusal

CHECK, APPLY = "registry.import.check", "registry.import.apply"
MODES = ("good_rows", "all_or_none")
PEEK, SAMPLES = 20, 2
_NUMBER = re.compile(r"[0-9A-Za-z]{7,}")
_MEDIA = {".csv": "text/csv", ".txt": "text/csv", ".xls": "application/vnd.ms-excel"}
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def upload_ledger(
    *, actor: Viewer, file_name: str, content: bytes, on: date, ledger: str = "", sheet: str = ""
) -> Import:
    """Keep a file, encrypted, and guess what it is and which column is what. Nothing of it is in the register yet.

    `ledger`: "" guesses it too. A saved mapping whose header fits goes before a guess. Raises ProblemsError: the file
    cannot be a ledger.
    """
    permit(actor, "import.run")
    name = PurePath(file_name.replace("\\", "/")).name[-200:]
    peek = read_sheet(
        content, name, score=lambda cells: score_header(cells, ledger), sheet=sheet, peek=PEEK
    )
    saved = recognise(actor, peek.header, ledger)
    ledger = saved.ledger if saved else ledger or guess_ledger(peek.header)
    found = get_ledger(ledger)
    mapping: dict[str, Any] = (
        {"columns": saved.columns, "options": saved.options, "saved": saved.pk or saved.name}
        if saved
        else {"columns": guess_columns(peek.header, found), "options": {}}
    )
    mapping |= {"header": peek.header, "sample": sample_of(peek)}
    path, sha256, size = store_file(content)
    area_code = actor.area_code or WHOLE_INSTALLATION
    document = Document.objects.create(
        area_code=area_code,
        title=f"{found.label.zh}：{name}"[:100],
        file_name=name,
        media_type=_MEDIA.get(PurePath(name.lower()).suffix, _XLSX),
        size=size,
        sha256=sha256,
        path=path,
        added_at=get_now(),
        added_by_id=actor.posting_id,
    )
    record = Import.objects.create(
        area_code=area_code,
        ledger=ledger,
        document=document,
        sheet=peek.name,
        mapping=mapping,
        uploaded_by_id=actor.posting_id,
        uploaded_at=get_now(),
    )
    _record(
        actor, "registry.import.uploaded", record, {"file": name, "sha256": sha256, "size": size}
    )
    return record


def sample_of(sheet: Sheet) -> dict[str, list[str]]:
    """By column, what stands in the first rows, with long numbers masked: so that a clerk recognises the column."""
    first: dict[str, list[str]] = {}
    for cell, column in zip(sheet.header, sheet.columns, strict=True):
        found = [v for v in column.to_pylist()[:PEEK] if v and v.strip()]
        if cell and found:
            shown = dict.fromkeys(_NUMBER.sub(lambda m: mask(m[0]), v)[:24] for v in found)
            first[cell] = list(shown)[:SAMPLES]
    return first


def get_import(viewer: Viewer, import_id: int, *, lock: bool = False) -> Import:
    """An import of the viewer's area. Raises Import.DoesNotExist."""
    rows = in_scope(viewer, Import.objects.all())
    if lock:
        rows = rows.select_for_update(of=("self",))
    return rows.select_related("document").get(pk=import_id)


def match_columns(
    *,
    actor: Viewer,
    import_id: int,
    on: date,
    columns: dict[str, str],
    options: dict[str, Any],
    ledger: str = "",
) -> Import:
    """Say which column of the file is which field, and what holds for the whole file.

    Raises ProblemsError: a field twice, a field that the ledger does not have, a required one that is missing, options
    that cannot be read; or the import is under way already.
    """
    permit(actor, "import.run")
    record = get_import(actor, import_id, lock=True)
    _refuse_unless(record, Import.State.uploaded, Import.State.checked, Import.State.refused)
    found = get_ledger(ledger or record.ledger)
    check_columns(found.name, columns)
    read_options(options, found, on)
    staging.discard_staged(record)
    record.ledger = found.name
    record.mapping = record.mapping | {"columns": columns, "options": options}
    record.state, record.counts, record.problems = Import.State.uploaded, {}, []
    record.save()
    _record(actor, "registry.import.uploaded", record, {"columns": len(columns)})
    return record


def check_columns(ledger_name: str, columns: dict[str, str]) -> None:
    """Raises ProblemsError when two columns are the same field, or a required field has none."""
    ledger = get_ledger(ledger_name)
    seen: dict[str, str] = {}
    for cell, target in columns.items():
        field = ledger.field(target)
        if target in seen:
            raise refusal(
                f"“{seen[target]}”和“{cell}”都对应到了“{field.label.zh}”",
                f"both “{seen[target]}” and “{cell}” are matched with “{field.label.en}”",
            )
        seen[target] = cell
    missing = [ledger.fields[f].label for f in ledger.required if f not in seen]
    if missing:
        raise refusal(
            f"还没有对应这些必需的项：{'、'.join(t.zh for t in missing)}",
            f"these fields are needed: {', '.join(t.en for t in missing)}",
        )


def check_import(*, actor: Viewer, import_id: int, on: date) -> Run:
    """Start the check: every row by itself, against the others, against the register. Changes nothing there."""
    permit(actor, "import.run")
    record = get_import(actor, import_id, lock=True)
    if not _has_failed(record.check_run):
        _refuse_unless(record, Import.State.uploaded, Import.State.checked, Import.State.refused)
    check_columns(record.ledger, record.mapping["columns"])
    run = start_run(
        actor=actor,
        kind=CHECK,
        params={"import": record.pk, "on": on.isoformat()},
        items=[{"step": "read"}],
        area_code=record.area_code,
    )
    record.state, record.check_run, record.problems = Import.State.checking, run, []
    record.save(update_fields=["state", "check_run", "problems"])
    return run


def apply_import(*, actor: Viewer, import_id: int, on: date, mode: str = "good_rows") -> Run:
    """Start applying what was checked. `all_or_none` is one transaction; `good_rows` one for each chunk.

    Raises ProblemsError: not checked yet; all or none, and some row is bad; nothing good in it.
    """
    permit(actor, "import.run")
    record = get_import(actor, import_id, lock=True)
    _refuse_unless(record, Import.State.checked)
    _check_mode(record, mode)
    if not record.parts:
        raise refusal("没有可以导入的行", "there is no row to import")
    chunks = list(range(len(record.parts)))
    items = [{"chunks": chunks}] if mode == "all_or_none" else [{"chunks": [n]} for n in chunks]
    run = start_run(
        actor=actor,
        kind=APPLY,
        params={"import": record.pk, "on": on.isoformat()},
        items=items,
        area_code=record.area_code,
    )
    record.state, record.apply_run, record.mode = Import.State.applying, run, mode
    record.save(update_fields=["state", "apply_run", "mode"])
    return run


def _check_mode(record: Import, mode: str) -> None:
    if mode not in MODES:
        raise refusal("没有这种导入方式", "there is no such way to import", value=mode)
    bad = record.counts.get("bad", 0)
    if mode == "all_or_none" and bad:
        raise refusal(
            f"有 {bad} 行有问题，不能整份导入。请改好后重新上传，或者只导入没有问题的行",
            f"{bad} rows have faults, so not all can be imported; correct them and upload again, or import the good rows",
        )


def discard_import(*, actor: Viewer, import_id: int) -> Import:
    """Give it up: what was read from the file is forgotten. Raises ProblemsError once it is being applied."""
    permit(actor, "import.run")
    record = get_import(actor, import_id, lock=True)
    _refuse_unless(record, Import.State.uploaded, Import.State.checked, Import.State.refused)
    staging.discard_staged(record)
    record.state = Import.State.discarded
    record.save(update_fields=["state"])
    _record(actor, "registry.import.discarded", record, {})
    return record


def import_ledger(
    *, actor: Viewer, import_id: int, on: date, mode: str = "good_rows"
) -> dict[str, int]:
    """Check and apply in this process, without a run: for commands, demonstrations and measurements.

    Committed chunk by chunk (`good_rows`) or at once (`all_or_none`); call it outside a transaction, and again after an
    interruption. Returns the counts. Raises ProblemsError: the file cannot be used; all or none, and a row is bad.
    """
    with acting(actor):
        record = get_import(actor, import_id, lock=True)
        counts = note_checked(actor, record, engine.check_file(actor, record, on).counts)
        _check_mode(record, mode)
        record.mode, record.state = mode, Import.State.applying
        record.save(update_fields=["mode", "state", "counts"])
    found, conflicts = [counts], []
    numbers = range(len(record.parts))
    for chunks in [list(numbers)] if mode == "all_or_none" else [[n] for n in numbers]:
        with acting(actor):
            done, against = apply_chunks(actor, record, chunks, on)
        found.append(done)
        conflicts += against
    with acting(actor):
        note_applied(actor, record, engine.add_counts(found), conflicts, on)
    return record.counts


def apply_chunks(
    actor: Viewer, record: Import, chunks: list[int], on: date
) -> tuple[dict[str, int], engine.Conflicts]:
    """Some chunks in this transaction. Raises ProblemsError when all or none was asked for and a row is in conflict."""
    found, conflicts = [], []
    with transaction.atomic():
        for number in chunks:
            counts, against = engine.apply_chunk(actor, record, number, on)
            found.append(counts)
            conflicts += against
        if conflicts and record.mode == "all_or_none":
            raise refusal(
                f"核对之后登记有了变化，有 {len(conflicts)} 行与登记不符，没有导入任何一行。请重新核对",
                f"the register has changed since the check: {len(conflicts)} rows do not fit it, and nothing was imported; check again",
            )
    return engine.add_counts(found), conflicts


def note_checked(actor: Viewer, record: Import, counts: dict[str, int]) -> dict[str, int]:
    """The check is done: its counts stand with the import, and in the trail."""
    record.counts, record.state = counts, Import.State.checked
    record.save(update_fields=["counts", "state"])
    _record(actor, "registry.import.checked", record, counts)
    return counts


def note_refused(actor: Viewer, record: Import, error: ProblemsError) -> None:
    """The file cannot be used at all: why."""
    record.state = Import.State.refused
    record.problems = [{"zh": p.in_("zh"), "en": p.in_("en")} for p in error.problems[:50]]
    record.save(update_fields=["state", "problems"])
    _record(actor, "registry.import.checked", record, {"refused": len(error.problems)})


def note_applied(
    actor: Viewer, record: Import, counts: dict[str, int], conflicts: engine.Conflicts, on: date
) -> None:
    """Everything is applied: coverage is recorded, the rows that waited are forgotten, the bad ones stay for download."""
    record.refresh_from_db()
    counts = {"touched": 0, "facts_new": 0} | counts
    if conflicts:
        staging.add_faults(record, engine.faults_of_conflicts(record, conflicts))
    counts["coverage"] = engine.record_coverage(actor, record, on)
    counts["bad"] = len(set(staging.read_faults(record).column("row").to_pylist()))
    staging.discard_staged(record, faults=False)
    record.counts, record.state = counts, Import.State.applied
    record.save(update_fields=["counts", "state"])
    _record(actor, "registry.import.applied", record, counts)


def note_bad_rows_downloaded(*, actor: Viewer, record: Import) -> None:
    """The rows as they were uploaded leave Doudi again: that stays in the trail."""
    permit(actor, "import.run")
    _record(
        actor, "registry.import.bad_rows_downloaded", record, {"bad": record.counts.get("bad", 0)}
    )


SHOWN_COUNTS = {
    "rows": Text("读到的行", "rows read"),
    "good": Text("没有问题的行", "rows without faults"),
    "bad": Text("有问题的行", "rows with faults"),
    "conflicts": Text("其中与登记不符的行", "of these, at odds with the register"),
    "repeated": Text("重复的行（只算一次）", "repeated rows (counted once)"),
    "empty": Text("没有填写情况的行", "rows that say nothing"),
    "households_new": Text("新登记的家庭", "households to be registered"),
    "households_changed": Text("更新的家庭", "households to be updated"),
    "persons_new": Text("新登记的居民", "persons to be registered"),
    "persons_changed": Text("更新的居民", "persons to be updated"),
    "persons_same": Text("没有变化的居民", "persons without changes"),
    "supporters_new": Text("新登记的义务人", "supporters to be registered"),
    "facts_new": Text("新登记的情况", "facts to be recorded"),
    "facts_same": Text("登记里已有的情况", "facts that the register has already"),
    "coverage": Text("登记的名册范围", "statements of what the list covers"),
}


def shown_counts(record: Import) -> list[tuple[str, Text, int]]:
    """The counts of a check or a result with their labels, in order; what is zero is left out but for rows."""
    keep = {"rows", "good", "bad"}
    return [
        (name, text, record.counts[name])
        for name, text in SHOWN_COUNTS.items()
        if record.counts.get(name) or (name in keep and name in record.counts)
    ]


def save_mapping(*, actor: Viewer, import_id: int, name: str) -> ImportMapping:
    """Keep an import's mapping under a name; the same name in the same area is written anew. Raises ProblemsError."""
    permit(actor, "mapping.edit")
    record = get_import(actor, import_id)
    columns = record.mapping["columns"]
    check_columns(record.ledger, columns)
    dated = {"learnt_on", "period_from", "period_to", "valid_from", "valid_to"}
    options = {k: v for k, v in record.mapping["options"].items() if k not in dated}
    return keep_mapping(
        actor=actor,
        name=name,
        ledger=record.ledger,
        header=[cell for cell in record.mapping["header"] if cell in columns],
        columns=columns,
        options=options,
    )


def keep_mapping(
    *,
    actor: Viewer,
    name: str,
    ledger: str,
    header: Sequence[str],
    columns: dict[str, str],
    options: dict[str, Any],
    area_code: str = "",
) -> ImportMapping:
    """Write a mapping: in the actor's area, or as a shipped one. Raises ProblemsError."""
    permit(actor, "mapping.edit")
    if not name.strip():
        raise refusal("请写明名称", "a name is needed", where="name")
    mapping, _ = ImportMapping.objects.update_or_create(
        area_code=area_code or actor.area_code or WHOLE_INSTALLATION,
        name=name.strip()[:100],
        ledger=ledger,
        defaults={
            "header": list(header),
            "columns": columns,
            "options": options,
            "saved_by_id": actor.posting_id,
            "saved_at": get_now(),
        },
    )
    _record_mapping(actor, mapping)
    return mapping


def adopt_mapping(*, actor: Viewer, name: str) -> ImportMapping:
    """Make one of the shipped mappings the area's own, to be edited. Raises ProblemsError: there is none of this name."""
    permit(actor, "mapping.edit")
    for shipped in shipped_mappings():
        if shipped.name == name:
            return keep_mapping(
                actor=actor,
                name=name,
                ledger=shipped.ledger,
                header=shipped.header,
                columns=shipped.columns,
                options=shipped.options,
            )
    raise refusal("没有这个对应方案", "there is no such mapping", value=name)


def change_mapping(
    *, actor: Viewer, mapping: ImportMapping, name: str, columns: dict[str, str]
) -> ImportMapping:
    """Edit a saved mapping. One of a wider area is left as it is: the change becomes the actor's own. Raises ProblemsError."""
    permit(actor, "mapping.edit")
    check_columns(mapping.ledger, columns)
    if not actor.sees(mapping.area_code):
        return keep_mapping(
            actor=actor,
            name=name,
            ledger=mapping.ledger,
            header=mapping.header,
            columns=columns,
            options=mapping.options,
        )
    mapping.name, mapping.columns = name.strip()[:100], columns
    mapping.saved_by_id, mapping.saved_at = actor.posting_id, get_now()
    mapping.save()
    _record_mapping(actor, mapping)
    return mapping


def _record_mapping(actor: Viewer, mapping: ImportMapping) -> None:
    audit.record(
        actor,
        "registry.mapping.saved",
        object_type="mapping",
        object_id=mapping.pk,
        area_code=mapping.area_code,
        details={"name": mapping.name, "ledger": mapping.ledger, "columns": len(mapping.columns)},
    )


def _has_failed(run: Run | None) -> bool:
    return run is not None and run.state == Run.State.failed


def _refuse_unless(record: Import, *states: str) -> None:
    if record.state not in states:
        label = Import.State(record.state).label
        raise refusal(
            f"这份台账现在是“{label}”，不能这样做",
            "this import is at another stage, this cannot be done now",
            where=record.document.file_name,
        )


def _record(actor: Viewer, action: str, record: Import, details: dict[str, Any]) -> None:
    audit.record(
        actor,
        action,
        object_type="import",
        object_id=record.pk,
        area_code=record.area_code,
        details={"ledger": record.ledger, **details},
    )
