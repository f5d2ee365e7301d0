"""Imports as runs of the worker: each item is done wholly or not at all, so that a run goes on where it was killed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from doudi.foundation.access import Viewer
from doudi.foundation.jobs import add_items, register_job
from doudi.foundation.models import Run, RunItem
from doudi.registry.imports import engine, staging
from doudi.registry.models import Import
from doudi.registry.services import imports as service
from doudi.units.text import ProblemsError, Text


def register_jobs() -> None:
    """Called once, from the app's `ready()`."""
    register_job(
        service.CHECK,
        label=Text("核对台账", "check a ledger"),
        perform=check_item,
        finish=finish_check,
        link=_link,
    )
    register_job(
        service.APPLY,
        label=Text("导入台账", "import a ledger"),
        perform=apply_item,
        finish=finish_apply,
        link=_link,
    )


def _link(run: Run) -> str:
    return reverse("registry:import", args=[run.params["import"]]) if "import" in run.params else ""


def check_item(run: Run, item: RunItem, viewer: Viewer) -> dict[str, Any]:
    """First the file by itself, then, as further items, each chunk against the register."""
    record, on = _import_of(run, viewer), _day_of(run)
    if item.payload.get("step") == "read":
        return _check_file(run, record, viewer, on)
    counts, conflicts = engine.compare_chunk(record, item.payload["chunk"], on)
    return {"counts": counts, "conflicts": conflicts}


def _check_file(run: Run, record: Import, viewer: Viewer, on: date) -> dict[str, Any]:
    try:
        checked = engine.check_file(viewer, record, on)
    except ProblemsError as error:
        service.note_refused(viewer, record, error)
        return {"refused": True}
    add_items(run, [{"chunk": number} for number in range(len(record.parts))])
    # The file's own rows are stored by now; the counts of the check are recorded with them.
    service.note_checked(viewer, record, checked.counts)
    record.state = Import.State.checking
    record.save(update_fields=["state"])
    return {"counts": checked.counts}


def finish_check(run: Run, viewer: Viewer) -> None:
    record = _import_of(run, viewer)
    if record.state == Import.State.refused:
        return
    counts, conflicts = _results(run)
    if conflicts:
        staging.add_faults(record, engine.faults_of_conflicts(record, conflicts))
        counts["bad"] += len(conflicts)
        counts["good"] -= len(conflicts)
    service.note_checked(viewer, record, counts)


def apply_item(run: Run, item: RunItem, viewer: Viewer) -> dict[str, Any]:
    record, on = _import_of(run, viewer), _day_of(run)
    try:
        counts, conflicts = service.apply_chunks(viewer, record, item.payload["chunks"], on)
    except ProblemsError as error:  # all or none, and the register has changed meanwhile
        service.note_refused(viewer, record, error)
        return {"refused": True}
    return {"counts": counts, "conflicts": conflicts}


def finish_apply(run: Run, viewer: Viewer) -> None:
    record = _import_of(run, viewer)
    if record.state == Import.State.refused:
        return
    counts, conflicts = _results(run)
    before = {name: record.counts[name] for name in _OF_FILE if name in record.counts}
    known = set(staging.read_faults(record).column("row").to_pylist())
    new = [c for c in conflicts if c[0] not in known]
    service.note_applied(viewer, record, before | counts, new, _day_of(run))


_OF_FILE = ("rows", "good", "repeated", "households", "empty")


def _results(run: Run) -> tuple[dict[str, int], engine.Conflicts]:
    results = list(run.items.order_by("number").values_list("result", flat=True))
    conflicts = [c for result in results for c in result.get("conflicts", [])]
    return engine.add_counts([r["counts"] for r in results if "counts" in r]), conflicts


def _import_of(run: Run, viewer: Viewer) -> Import:
    return service.get_import(viewer, run.params["import"], lock=True)


def _day_of(run: Run) -> date:
    return date.fromisoformat(run.params["on"])
