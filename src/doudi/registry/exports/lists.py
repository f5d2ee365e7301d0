"""What an export holds: which rows, which columns under which headings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from doudi.foundation.access import Viewer
from doudi.foundation.rulebook import get_rulebook
from doudi.registry.domain.statements import CORE_FACTS
from doudi.registry.imports.ledgers import FACT, get_ledger
from doudi.registry.imports.mappings import shipped_mappings
from doudi.registry.models import ImportMapping
from doudi.registry.selectors.imports import list_mappings
from doudi.units.text import Text, refusal

LAYOUT = "layout:"  # a kind that is a saved mapping: layout:12
MOST_FACTS = 30
PEOPLE_LEDGERS = ("people", "facts", "income", "assets", "disability", "condition")


@dataclass(frozen=True, slots=True)
class Heading:
    """A column: what stands in it (a field, or `fact:…`) and its heading. `field` "": an empty column of a department's layout."""

    field: str
    label: Text
    words: Mapping[str, str] = field(default_factory=dict)  # our word: the department's


@dataclass(frozen=True, slots=True)
class ExportList:
    """`rows`: household (one row each, with its head) or person."""

    kind: str
    label: Text
    rows: str
    columns: tuple[Heading, ...]
    with_facts: bool = False

    @property
    def facts(self) -> list[str]:
        return [c.field.removeprefix(FACT) for c in self.columns if c.field.startswith(FACT)]


_MORE_LABELS = {"members": Text("人数", "members")}


@lru_cache(maxsize=1)
def shipped_lists() -> dict[str, ExportList]:
    raw = yaml.safe_load(Path(__file__).with_name("lists.yaml").read_text(encoding="utf-8"))
    return {kind: _shipped(kind, entry) for kind, entry in raw.items()}


def _shipped(kind: str, entry: Mapping[str, Any]) -> ExportList:
    labels = {name: known.label for name, known in get_ledger("people").fields.items()}
    columns = tuple(Heading(f, (_MORE_LABELS | labels)[f]) for f in entry["fields"])
    label = Text(entry["zh"], entry["en"])
    return ExportList(kind, label, entry["rows"], columns, bool(entry.get("with_facts")))


def list_of(viewer: Viewer, kind: str, facts: Sequence[str] = ()) -> ExportList:
    """A shipped list with the facts asked for, or a department's layout. Raises ProblemsError for any other kind or fact."""
    if kind.startswith(LAYOUT):
        return _layout(viewer, kind)
    shipped = shipped_lists().get(kind)
    if shipped is None:
        raise refusal("没有这种名单", "There is no such list", value=kind)
    if not shipped.with_facts:
        return shipped
    offered = dict(person_facts())
    unknown = [name for name in facts if name not in offered]
    if unknown or not facts or len(facts) > MOST_FACTS:
        raise refusal(
            f"请选择1至{MOST_FACTS}项情况", f"Choose 1 to {MOST_FACTS} facts", where="facts"
        )
    more = tuple(Heading(FACT + name, offered[name]) for name in facts)
    return ExportList(kind, shipped.label, shipped.rows, shipped.columns + more, True)


@lru_cache(maxsize=1)
def person_facts() -> tuple[tuple[str, Text], ...]:
    """The facts of a person that a list may have, in the order of the law's dictionary."""
    found = get_rulebook().facts.values()
    return tuple(
        (f.name, f.label) for f in found if f.entity.name == "member" and f.name not in CORE_FACTS
    )


def _layout(viewer: Viewer, kind: str) -> ExportList:
    mapping = _mappings(viewer).get(kind)
    if mapping is None:
        raise refusal("没有这个对应方案", "There is no such mapping", value=kind)
    columns = tuple(_heading(mapping, cell) for cell in mapping.header)
    return ExportList(kind, Text(mapping.name, mapping.name), "person", columns)


def _heading(mapping: ImportMapping, cell: str) -> Heading:
    """Columns that the register has nothing for stay empty. Words are the department's where they mean just one of ours."""
    target = str(mapping.columns.get(cell) or "")
    known = (
        target.removeprefix(FACT) in dict(person_facts())
        if target.startswith(FACT)
        else target in get_ledger("people").fields
    )
    theirs: dict[str, list[str]] = {}
    for word, ours in mapping.options.get("values", {}).get(target, {}).items():
        theirs.setdefault(str(ours), []).append(str(word))
    words = {ours: found[0] for ours, found in theirs.items() if len(found) == 1}
    return Heading(target if known else "", Text(cell, cell), words)


def _mappings(viewer: Viewer) -> dict[str, ImportMapping]:
    """By the kind of export that writes them: the shipped examples, and those saved for the viewer's area, of lists of people."""
    shipped = {f"{LAYOUT}shipped-{n}": m for n, m in enumerate(shipped_mappings(), start=1)}
    saved = {f"{LAYOUT}{m.pk}": m for m in list_mappings(viewer)}
    return {
        kind: mapping
        for kind, mapping in (shipped | saved).items()
        if mapping.header and mapping.ledger in PEOPLE_LEDGERS
    }


def list_layouts(viewer: Viewer) -> list[tuple[str, Text]]:
    """The departments' layouts that can be written."""
    return [(kind, Text(m.name, m.name)) for kind, m in _mappings(viewer).items()]
