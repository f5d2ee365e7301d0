"""Computing decisions again from what was kept of them: the recorded facts and the law of the day."""

from __future__ import annotations

import json
from collections.abc import Iterator

from doudi.casework.domain.frozen_record import Replay, replay
from doudi.casework.models import Decision
from doudi.foundation import audit
from doudi.foundation.access import Viewer, in_scope, permit
from doudi.rules.canonical import decompress
from doudi.units.text import Text

NOTHING_KEPT = Replay("", 0, ("nothing",))
FAULTS = {
    "digest": Text("记录的内容与当时的摘要不符", "the record is not what its digest says"),
    "format": Text("记录的格式认不出来", "the record has a form that is not known"),
    "law": Text("保存的法规版本与记录不符", "the kept law is not the one that the record names"),
    "proposal": Text("重新计算的结果与记录不同", "the result computed again differs"),
    "trace": Text("计算过程与记录不同", "a step of the computation differs"),
    "figures": Text("所用数值与记录不同", "a figure that was used differs"),
    "bytes": Text("记录逐字节比较不同", "the bytes differ"),
    "nothing": Text("这个决定没有保存计算记录", "no record was kept of this decision"),
    "columns": Text(
        "决定上写的结果与记录不同", "the decision's own columns differ from its record"
    ),
}


def replay_decision(decision: Decision) -> Replay:
    """Reads only. A record that cannot be read is a difference, not an error."""
    if decision.law is None or not decision.record:
        return NOTHING_KEPT
    try:
        record, law = decompress(bytes(decision.record)), decompress(bytes(decision.law.content))
    except ValueError:
        return Replay("", 0, ("format",))
    found = replay(record, law, digest=decision.digest)
    if found.is_same and not _says_the_same(decision, record):
        return Replay(found.digest, found.variables, ("columns",))
    return found


def _says_the_same(decision: Decision, record: bytes) -> bool:
    """What pages and letters read stands in columns beside the record: they must agree."""
    decided = json.loads(record)["decided"]
    return bool(
        decided["results"] == decision.results
        and decided["outcome"] == decision.outcome
        and decided["on"] == decision.on.isoformat()
        and decided["authority"] == decision.authority
    )


def note_replay(*, actor: Viewer, decision: Decision, found: Replay) -> None:
    """An auditor computed again: the trail says so, and how it came out."""
    permit(actor, "case.supervise")
    audit.record(
        actor,
        "casework.decision.replayed",
        object_type="decision",
        object_id=decision.pk,
        household_id=decision.case.household_id,
        area_code=decision.area_code,
        details={"same": found.is_same, "faults": list(found.faults)},
    )


def replay_all(viewer: Viewer, number: str = "") -> Iterator[tuple[Decision, Replay]]:
    """Every decision, or those of one case, oldest first."""
    rows = in_scope(viewer, Decision.objects.select_related("case", "law")).order_by("pk")
    if number:
        rows = rows.filter(case__number=number)
    for decision in rows.iterator(chunk_size=200):
        yield decision, replay_decision(decision)
