"""The law of one day in one place as bytes, and back: formulas, figures, labels and programmes, without the files they came from.

    content = snapshot_of(rulebook.at(on, area))      canonical bytes; the same law gives the same bytes
    law = read_snapshot(content)                      a rulebook that knows this one law, whatever the files say now
    decide(law, case)                                 as it was decided then

What a snapshot does not hold is the engine itself: what `add` or `round` mean. A record kept in the tests guards that.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from doudi.rules.bounds import BoundsFinder
from doudi.rules.canonical import canonical_bytes
from doudi.rules.declare import Document, Fact, Rule
from doudi.rules.dimensions import Unit
from doudi.rules.nodes import RATE, Entity, Node
from doudi.rules.programme import Papers, Programme
from doudi.rules.rulebook import Edition, Rulebook, Variable, Version
from doudi.rules.stacking import Stacking
from doudi.rules.values import Declaration, Pack, Resolved, ValueBook
from doudi.units.money import Quantum, Rounding
from doudi.units.text import Text

FORMAT = 1


# -- writing ------------------------------------------------------------------------------------------
def snapshot_of(edition: Edition) -> bytes:
    """The law of an edition as canonical bytes."""
    book, nodes = edition.rulebook, _Nodes()
    return canonical_bytes(
        {
            "format": FORMAT,
            "entities": [_entity(e) for e in book.entities.values()],
            "facts": [_fact(f) for f in book.facts.values()],
            "values": [_declaration(d) for d in book.values.declarations.values()],
            "figures": _figures(edition),
            "variables": [_variable(edition, v, nodes) for v in book.variables.values()],
            "nodes": nodes.written,
            "programmes": [_programme(p) for p in edition.programmes],
            "documents": {k: _document(d) for k, d in book.documents.items()},
        }
    )


class _Nodes:
    """Expressions as a list in which each names those before it; equal ones are written once."""

    def __init__(self) -> None:
        self.written: list[list[Any]] = []
        self._places: dict[str, int] = {}
        self._seen: dict[int, int] = {}

    def place(self, node: Node) -> int:
        if id(node) not in self._seen:
            args = [self.place(a) for a in node.args]
            data = list(node.data) if isinstance(node.data, tuple) else node.data
            entity = node.entity.name if node.entity else None
            line = [node.op, args, entity, node.kind, _unit(node.unit), data, list(node.options)]
            key = json.dumps(line)
            if key not in self._places:
                self._places[key] = len(self.written)
                self.written.append(line)
            self._seen[id(node)] = self._places[key]
        return self._seen[id(node)]


def _unit(unit: Unit) -> list[list[Any]]:
    return [[name, power] for name, power in unit.powers]


def _texts(texts: tuple[Text, ...]) -> list[list[str]]:
    return [list(t) for t in texts]


def _entity(entity: Entity) -> list[Any]:
    parent = entity.parent.name if entity.parent else None
    return [entity.name, list(entity.label), parent, entity.maximum]


def _fact(fact: Fact) -> dict[str, Any]:
    return {
        "name": fact.name,
        "entity": fact.entity.name,
        "kind": fact.kind,
        "label": list(fact.label),
        "source": list(fact.source),
        "sensitivity": fact.sensitivity,
        "unit": _unit(fact.unit),
        "options": list(fact.options),
        "option_labels": _texts(fact.option_labels),
        "low": fact.low,
        "high": fact.high,
    }


def _declaration(declared: Declaration) -> dict[str, Any]:
    return {
        "name": declared.name,
        "label": list(declared.label),
        "kind": declared.kind,
        "law": declared.law,
        "programme": declared.programme,
        "unit": _unit(declared.unit),
        "by": declared.by,
        "keys": list(declared.keys),
        "options": list(declared.options),
        "option_labels": _texts(declared.option_labels),
        "low": _exact(declared.low),
        "high": _exact(declared.high),
        "has_comparator": declared.has_comparator,
        "enter": list(declared.enter) if declared.enter else None,
    }


def _exact(number: Any) -> int | str:
    """The bounds of a rate may have decimals in the files: kept as text, never as a float."""
    return number if isinstance(number, int) else str(number)


def _figures(edition: Edition) -> list[dict[str, Any]]:
    found = []
    for declared in edition.rulebook.values.declarations.values():
        for key in declared.keys or ("",):
            resolved = edition.value(declared.name, key)
            if resolved is not None:
                found.append({"name": declared.name, "key": key, **write_figure(resolved)})
    return found


def write_figure(resolved: Resolved) -> dict[str, Any]:
    """A figure in force, with where it comes from, ready for JSON."""
    pack = resolved.pack
    return {
        "figure": _plain_figure(resolved.figure),
        "comparator": resolved.comparator,
        "source": resolved.source,
        "tag": resolved.tag,
        "area": resolved.area,
        "since": resolved.since.isoformat(),
        "until": resolved.until.isoformat() if resolved.until else None,
        "last_known": resolved.last_known,
        "pack": [pack.name, list(pack.label), pack.demonstration, pack.source, pack.local],
    }


def _plain_figure(figure: Any) -> Any:
    if isinstance(figure, tuple):
        quantum, rounding = figure
        return {"to": quantum.name, "mode": rounding.value}
    return str(figure) if isinstance(figure, Fraction) else int(figure)


def _variable(edition: Edition, variable: Variable, nodes: _Nodes) -> dict[str, Any]:
    version = variable.on(edition.on)
    rule = (version or variable.versions[-1]).rule
    return {
        "name": variable.name,
        "programme": variable.programme,
        "node": nodes.place(version.node) if version else None,
        "entity": rule.entity.name,
        "kind": rule.kind,
        "unit": _unit(rule.unit),
        "label": list(rule.label),
        "law": rule.law,
        "sentence": rule.sentence,
        "bounds": list(edition.rulebook.bounds[variable.name]),
    }


def _programme(programme: Programme) -> dict[str, Any]:
    return {
        "name": programme.name,
        "label": list(programme.label),
        "subject": programme.subject,
        "stratum": programme.stratum,
        "since": programme.since.isoformat(),
        "until": programme.until.isoformat() if programme.until else None,
        "agency": list(programme.agency),
        "legal_basis": _texts(programme.legal_basis),
        "period": programme.period,
        "outcome": programme.outcome,
        "entry": programme.entry,
        "statuses": list(programme.statuses),
        "referral_days": programme.referral_days,
        "flags": list(programme.flags),
        "papers": [programme.papers.days, programme.papers.after] if programme.papers else None,
        "group": programme.group,
        "records": programme.records,
        "on_the_day": list(programme.on_the_day),
        **({"parts": programme.parts} if programme.parts else {}),
    }


def _document(document: Document) -> list[Any]:
    return [
        list(document.title),
        document.since.isoformat() if document.since else None,
        document.until.isoformat() if document.until else None,
    ]


# -- reading back ------------------------------------------------------------------------------------
def read_snapshot(content: bytes) -> Rulebook:
    """The law as it was kept. Raises ValueError: not a snapshot, or of a format that this Doudi does not read."""
    data = json.loads(content)
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise ValueError("not a snapshot of the law")
    return KeptLaw(data)


@dataclass(slots=True)
class _KeptFigures(ValueBook):
    """Figures of one day in one place: whoever asks gets these."""

    kept: dict[tuple[str, str], Resolved]

    def __init__(self, declarations: list[Declaration], kept: dict[tuple[str, str], Resolved]):
        ValueBook.__init__(self, declarations, ())
        self.kept = kept

    def resolve(self, name: str, key: str, area: str, on: date) -> Resolved | None:
        return self.kept.get((name, key))


class KeptLaw(Rulebook):
    """A rulebook of one day. It was checked when it was in force, so nothing is checked again."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.entities = _read_entities(data["entities"])
        self.root = next(e for e in self.entities.values() if e.parent is None)
        facts = [_read_fact(f, self.entities) for f in data["facts"]]
        self.facts = {f.name: f for f in facts}
        declared = [_read_declaration(d) for d in data["values"]]
        self.values = _KeptFigures(declared, _read_figures(data["figures"], declared))
        self.documents = {k: _read_document(d) for k, d in data["documents"].items()}
        self.packs = []
        self.stacking = Stacking()
        self.programmes = {p["name"]: _read_programme(p) for p in data["programmes"]}
        nodes = _read_nodes(data["nodes"], self.entities)
        self.variables = {
            v["name"]: _read_variable(v, self.entities, nodes) for v in data["variables"]
        }
        self.bounds = {v["name"]: (v["bounds"][0], v["bounds"][1]) for v in data["variables"]}
        self.finder = BoundsFinder(self, [])


def _read_entities(rows: list[list[Any]]) -> dict[str, Entity]:
    found: dict[str, Entity] = {}
    for name, label, parent, maximum in rows:
        found[name] = Entity(name, Text(*label), found[parent] if parent else None, maximum)
    return found


def _read_unit(powers: list[list[Any]]) -> Unit:
    return Unit(tuple((name, power) for name, power in powers))


def _read_texts(rows: list[list[str]]) -> tuple[Text, ...]:
    return tuple(Text(*row) for row in rows)


def _read_fact(row: dict[str, Any], entities: dict[str, Entity]) -> Fact:
    return Fact(
        row["name"],
        entities[row["entity"]],
        row["kind"],
        Text(*row["label"]),
        Text(*row["source"]),
        row["sensitivity"],
        _read_unit(row["unit"]),
        tuple(row["options"]),
        _read_texts(row["option_labels"]),
        row["low"],
        row["high"],
    )


def _read_declaration(row: dict[str, Any]) -> Declaration:
    return Declaration(
        row["name"],
        Text(*row["label"]),
        row["kind"],
        row["law"],
        row["programme"],
        _read_unit(row["unit"]),
        row["by"],
        tuple(row["keys"]),
        tuple(row["options"]),
        _read_texts(row["option_labels"]),
        _read_bound(row["low"]),
        _read_bound(row["high"]),
        row["has_comparator"],
        Text(*row["enter"]) if row["enter"] else None,
    )


def _read_bound(written: int | str) -> Any:
    return Fraction(written) if isinstance(written, str) else written


def _read_figures(
    rows: list[dict[str, Any]], declared: list[Declaration]
) -> dict[tuple[str, str], Resolved]:
    kinds = {d.name: d.kind for d in declared}
    return {(r["name"], r["key"]): _read_figure(r, kinds[r["name"]]) for r in rows}


def _read_figure(row: dict[str, Any], kind: str) -> Resolved:
    figure: Any = row["figure"]
    if isinstance(figure, dict):
        figure = Quantum[figure["to"]], Rounding(figure["mode"])
    elif kind == RATE:
        figure = Fraction(figure)
    name, label, demonstration, source, local = row["pack"]
    return Resolved(
        figure,
        row["comparator"],
        row["source"],
        row["tag"],
        row["area"],
        date.fromisoformat(row["since"]),
        _read_day(row["until"]),
        row["last_known"],
        Pack(name, Text(*label), demonstration, source, local),
        "",
    )


def _read_day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def _read_nodes(rows: list[list[Any]], entities: dict[str, Entity]) -> list[Node]:
    found: list[Node] = []
    for op, args, entity, kind, unit, data, options in rows:
        found.append(
            Node(
                op,
                tuple(found[a] for a in args),
                entity=entities[entity] if entity else None,
                kind=kind,
                unit=_read_unit(unit),
                data=tuple(data) if isinstance(data, list) else data,
                options=tuple(options),
                where="",
            )
        )
    return found


def _read_variable(row: dict[str, Any], entities: dict[str, Entity], nodes: list[Node]) -> Variable:
    never = row["node"] is None
    rule = Rule(
        row["name"],
        entities[row["entity"]],
        row["kind"],
        _read_unit(row["unit"]),
        Text(*row["label"]),
        row["law"],
        row["sentence"],
        _no_function,
        # No text was in force on the day: one that never holds keeps the name and its label.
        date.max if never else None,
    )
    node = (
        Node("const", (), entity=None, kind=row["kind"], data=0, where="")
        if never
        else nodes[row["node"]]
    )
    return Variable(row["name"], row["programme"], [Version(rule, node)])


def _no_function(**_: Any) -> Node:
    raise NotImplementedError("a kept rule has its expression, not its function")


def _read_programme(row: dict[str, Any]) -> Programme:
    nothing = Text("", "")
    return Programme(
        row["name"],
        Text(*row["label"]),
        row["subject"],
        row["stratum"],
        date.fromisoformat(row["since"]),
        _read_day(row["until"]),
        Text(*row["agency"]),
        _read_texts(row["legal_basis"]),
        row["period"],
        row["outcome"],
        dict(row["entry"]),
        nothing,
        (),
        nothing,
        (),
        tuple(row["statuses"]),
        row["referral_days"],
        tuple(row["flags"]),
        Papers(*row["papers"]) if row["papers"] else None,
        row["group"],
        dict(row["records"]),
        tuple(row["on_the_day"]),
        dict(row.get("parts") or {}),
        "",
    )


def _read_document(row: list[Any]) -> Document:
    title, since, until = row
    return Document(Text(*title), _read_day(since), _read_day(until))
