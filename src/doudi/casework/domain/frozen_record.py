"""The frozen record of a decision: what was asked, what the law made of it, what the people decided. Pure.

    record = freeze(decision, …)                 canonical bytes
    outcome = replay(record, law)                computed again from the kept law and the recorded facts, byte for byte

`asked`: place, day, programmes and every fact that their answers may rest on. `computed`: proposal, every variable's value with
label, unit and article, every figure with its source. `decided`: what people added. docs/en/decisions.md describes each key.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from doudi.casework.domain.proposals import proposal_of
from doudi.rules.canonical import canonical_bytes, digest_of
from doudi.rules.case import Case, Row
from doudi.rules.decide import Decision, decide
from doudi.rules.evaluate import Evaluation
from doudi.rules.rulebook import used_names
from doudi.rules.snapshot import read_snapshot, write_figure

FORMAT = 1
Record = dict[str, Any]


def freeze(
    decision: Decision,
    *,
    programmes: Sequence[str],
    persons: Sequence[int],
    person: int | None,
    law: str,
    decided: Mapping[str, Any],
) -> bytes:
    """`law`: the digest of the snapshot of `decision.edition`. `decided`: what people added, ready for JSON."""
    asked = _asked(decision, list(programmes), list(persons), person)
    return canonical_bytes(_compose(asked, _computed(decision, asked), law, decided))


def _compose(asked: Record, computed: Record, law: str, decided: Mapping[str, Any]) -> Record:
    return {
        "format": FORMAT,
        "law": law,
        "asked": asked,
        "computed": computed,
        "decided": dict(decided),
    }


def _asked(
    decision: Decision, programmes: list[str], persons: list[int], person: int | None
) -> Record:
    """Facts that no programme of the case asks for stay out: nobody needs them to understand the decision."""
    case, book = decision.case, decision.edition.rulebook
    behind = set(book.facts_behind([p for p in programmes if p in book.programmes]))
    return {
        "name": case.name,
        "on": case.on.isoformat(),
        "area": case.area,
        "programmes": programmes,
        "persons": persons,
        "person": person,
        "facts": _kept(case.facts, behind),
        "rows": {
            entity: [{"name": row.name, "facts": _kept(row.facts, behind)} for row in rows]
            for entity, rows in case.rows.items()
        },
        "complete": dict(case.complete),
    }


def _kept(facts: Mapping[str, int], behind: set[str]) -> dict[str, int]:
    return {name: value for name, value in facts.items() if name in behind}


def _computed(decision: Decision, asked: Record) -> Record:
    edition = decision.edition
    evaluation = Evaluation(edition, decision.case)
    roles = [name for r in decision.results for _, name in r.programme.roles]
    trace, values = (
        [],
        dict.fromkeys(
            p.referral_days
            for p in {r.programme.name: r.programme for r in decision.results}.values()
            if p.referral_days
        ),
    )
    for name in _behind(decision, roles):
        node = edition.expression(name)
        assert node is not None
        figures = used_names(node, "value")
        values |= dict.fromkeys(figures)
        rule = edition.rulebook.variables[name].rule
        trace.append(
            {
                "name": name,
                "of": rule.entity.name,
                "label": list(rule.label),
                "kind": rule.kind,
                "unit": str(rule.unit),
                "law": rule.law,
                "figures": figures,
                "values": [list(interval) for interval in evaluation.variable(name)],
            }
        )
    return {
        "proposal": proposal_of(decision, asked["persons"], person=asked["person"]),
        "trace": sorted(trace, key=lambda line: line["name"]),
        "figures": [line for name in sorted(values) for line in _figures(decision, name)],
    }


def _behind(decision: Decision, roles: Sequence[str]) -> list[str]:
    """Every variable that the roles rest on and that had a text on the day."""
    waiting, found = list(roles), dict[str, None]()
    while waiting:
        name = waiting.pop()
        node = decision.edition.expression(name)
        if name not in found and node is not None:
            found[name] = None
            waiting += used_names(node, "var")
    return list(found)


def _figures(decision: Decision, name: str) -> list[Record]:
    edition = decision.edition
    declared = edition.rulebook.values.declarations[name]
    lines = []
    for key in declared.keys or ("",):
        resolved = edition.value(name, key)
        if resolved is not None:
            about = {"name": name, "key": key, "label": list(declared.label), "law": declared.law}
            lines.append({**about, "unit": str(declared.unit), **write_figure(resolved)})
    return lines


# -- again -------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Replay:
    """How computing again came out. `faults`: the parts that differ; empty, the bytes are the same."""

    digest: str
    variables: int
    faults: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        return not self.faults


def replay(record: bytes, law: bytes, *, digest: str) -> Replay:
    """`record` and `law` as kept; `digest`: the SHA-256 that was written beside the record when it was made."""
    found = digest_of(record)
    if found != digest:
        return Replay(found, 0, ("digest",))
    try:
        kept = json.loads(record)
        asked, decided = kept["asked"], kept["decided"]
        if kept["format"] != FORMAT:
            return Replay(found, 0, ("format",))
    except (ValueError, KeyError, TypeError):
        return Replay(found, 0, ("format",))
    if digest_of(law) != kept["law"]:
        return Replay(found, 0, ("law",))
    decision = decide(read_snapshot(law), case_of(asked), asked["programmes"])
    again = _compose(asked, _computed(decision, asked), kept["law"], decided)
    faults = [
        part
        for part in ("proposal", "trace", "figures")
        if canonical_bytes(again["computed"][part]) != canonical_bytes(kept["computed"].get(part))
    ]
    if not faults and canonical_bytes(again) != record:
        faults = ["bytes"]
    return Replay(found, len(again["computed"]["trace"]), tuple(faults))


def case_of(asked: Record) -> Case:
    """The household as it stood in the record."""
    return Case(
        asked["name"],
        date.fromisoformat(asked["on"]),
        asked["area"],
        dict(asked["facts"]),
        {
            entity: [Row(row["name"], dict(row["facts"])) for row in rows]
            for entity, rows in asked["rows"].items()
        },
        dict(asked["complete"]),
    )
