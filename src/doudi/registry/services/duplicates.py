"""Leads that two files are of one person: found by a job, looked at by somebody, never merged by the machine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from doudi.foundation import audit
from doudi.foundation.access import Viewer, in_scope, permit
from doudi.foundation.clock import get_now
from doudi.foundation.jobs import start_run
from doudi.foundation.models import Run, RunItem
from doudi.matching import find_duplicates, match_file
from doudi.registry.models import ChangeRequest, DuplicatePair, Import, Person
from doudi.registry.selectors.comparable import read_comparable_people, read_staged_people
from doudi.registry.selectors.duplicates import COMPARE, SEARCH, get_last_comparison, pairs_within
from doudi.registry.services.changes import request_change
from doudi.units.text import refusal

BATCH = 5_000
MOST_LEADS = 500  # of a file: more than that is no list to look through
GOING_ON = (Run.State.queued, Run.State.running, Run.State.stopping)


def start_duplicate_search(*, actor: Viewer) -> Run:
    """Have the whole area of the actor searched by the worker. Raises ProblemsError when that is going on already."""
    permit(actor, "duplicate.review")
    if Run.objects.filter(kind=SEARCH, area_code=actor.area_code, state__in=GOING_ON).exists():
        raise refusal(
            "本辖区正在查找，请等它结束", "Your area is being searched already; wait for it to end"
        )
    return start_run(actor=actor, kind=SEARCH, params={}, items=[{}])


def perform_duplicate_search(run: Run, item: RunItem, viewer: Viewer) -> dict[str, Any]:
    """The job: `start_duplicate_search`. Pairs that are no longer alike are taken off the list, reviewed ones stay as decided."""
    people = read_comparable_people(viewer)
    kept = _keep(run, viewer, find_duplicates(people))
    result = {
        "people": people.num_rows,
        "new": kept.new,
        "gone": kept.gone,
        "open": kept.still_open,
    }
    audit.record(
        viewer,
        "registry.duplicates.searched",
        object_type="run",
        object_id=run.pk,
        area_code=run.area_code,
        details=result,
    )
    return result


@dataclass(frozen=True, slots=True)
class _Kept:
    new: int
    gone: int
    still_open: int


def _keep(run: Run, viewer: Viewer, pairs: pa.Table) -> _Kept:
    """Make the open pairs of the area those that were found. What was reviewed stays, but for merges that were then refused."""
    found = {(row["first"], row["second"]): row for row in pairs.to_pylist()}
    known = {(p.first_id, p.second_id): p for p in pairs_within(viewer)}
    gone = [
        p.pk for key, p in known.items() if p.state == DuplicatePair.State.open and key not in found
    ]
    changed, merges = [], _merges_asked_for(viewer)
    for key, pair in known.items():
        row = found.pop(key, None)
        is_refused = pair.state == DuplicatePair.State.same and key not in merges
        if row and (pair.state == DuplicatePair.State.open or is_refused):
            pair.state = DuplicatePair.State.open
            pair.per_mille, pair.reasons, pair.found_by = row["per_mille"], row["reasons"], run
            changed.append(pair)
    areas = dict(
        Person.objects.filter(pk__in={i for key in found for i in key}).values_list(
            "pk", "area_code"
        )
    )
    fresh = [
        DuplicatePair(
            area_code=areas[first],
            other_area_code=areas[second],
            first_id=first,
            second_id=second,
            per_mille=row["per_mille"],
            reasons=row["reasons"],
            found_by=run,
        )
        for (first, second), row in found.items()
    ]
    DuplicatePair.objects.filter(pk__in=gone).delete()
    DuplicatePair.objects.bulk_update(
        changed, ["state", "per_mille", "reasons", "found_by"], batch_size=BATCH
    )
    DuplicatePair.objects.bulk_create(fresh, batch_size=BATCH)
    return _Kept(len(fresh), len(gone), len(fresh) + len(changed))


def _merges_asked_for(viewer: Viewer) -> set[tuple[int, int]]:
    """Pairs (lower id first) whose merge waits or has been made."""
    waiting_or_made = (ChangeRequest.State.submitted, ChangeRequest.State.applied)
    rows = ChangeRequest.objects.filter(
        kind=ChangeRequest.Kind.merge_persons, state__in=waiting_or_made
    )
    people = in_scope(viewer, rows).values_list("person_id", "payload__other")
    return {(min(pair), max(pair)) for pair in people}


def decide_pair(
    *, actor: Viewer, pair: DuplicatePair, verdict: str, note: str, on: date
) -> DuplicatePair:
    """`verdict`: "different", or which file is to stay: "first" or "second"; then a merge is asked for, which a second person signs.

    Raises ProblemsError: reviewed already, no ground given, or what stands against the merge.
    """
    permit(actor, "duplicate.review")
    note = note.strip()
    if len(note) < 2:
        raise refusal("请写明核实的依据", "Say how you made sure", where="note")
    if verdict == "different":
        return _review(actor, pair, DuplicatePair.State.different, note)
    kept, merged = (pair.first, pair.second) if verdict == "first" else (pair.second, pair.first)
    change = request_change(
        actor=actor,
        kind=ChangeRequest.Kind.merge_persons,
        person=kept,
        payload={"other": merged.pk},
        reason=note,
        effective_on=on,
        on=on,
    )
    return _review(actor, pair, DuplicatePair.State.same, note, change)


def _review(
    actor: Viewer, pair: DuplicatePair, state: str, note: str, change: ChangeRequest | None = None
) -> DuplicatePair:
    pair = DuplicatePair.objects.select_for_update().get(pk=pair.pk)
    if pair.state != DuplicatePair.State.open:
        raise refusal("这一对已经核对过", "This pair has been reviewed already")
    pair.state, pair.note = state, note[:500]
    pair.reviewed_by_id, pair.reviewed_at = actor.posting_id, get_now()
    pair.save(update_fields=["state", "note", "reviewed_by", "reviewed_at"])
    audit.record(
        actor,
        "registry.duplicate.reviewed",
        object_type="duplicate_pair",
        object_id=pair.pk,
        person_id=pair.first_id,
        area_code=pair.area_code,
        reason=pair.note,
        details={
            "verdict": state,
            "other_person": pair.second_id,
            "per_mille": pair.per_mille,
            "change": change.pk if change else None,
        },
    )
    return pair


def start_comparison(*, actor: Viewer, record: Import) -> Run:
    """Have a checked ledger of people compared with the register of the actor's area, before it is imported.

    Raises ProblemsError: the ledger is not checked, holds no people, or is being compared.
    """
    permit(actor, "duplicate.review")
    if record.state != Import.State.checked or record.ledger != "people":
        raise refusal(
            "只有核对过、还没有导入的人口台账可以比对",
            "Only a ledger of people that is checked and not yet imported can be compared",
        )
    last = get_last_comparison(actor, record)
    if last is not None and last.state in GOING_ON:
        raise refusal("正在比对，请等它结束", "It is being compared; wait for it to end")
    return start_run(actor=actor, kind=COMPARE, params={"record": record.pk}, items=[{}])


def perform_comparison(run: Run, item: RunItem, viewer: Viewer) -> dict[str, Any]:
    """The job: `start_comparison`. Rows whose own number is registered are not mentioned: the import finds those itself."""
    record = Import.objects.select_related("staged").get(pk=run.params["record"])
    incoming = read_staged_people(record)
    pairs = match_file(read_comparable_people(viewer), incoming).to_pylist()
    leads = [pair for pair in pairs if "identity.same" not in pair["reasons"]]
    audit.record(
        viewer,
        "registry.duplicates.searched",
        object_type="import",
        object_id=record.pk,
        area_code=run.area_code,
        details={"rows": incoming.num_rows, "found": len(leads)},
    )
    shown = [[p["second"], p["first"], p["per_mille"], p["reasons"]] for p in leads[:MOST_LEADS]]
    return {"rows": incoming.num_rows, "found": len(leads), "matches": shown}
