"""The ledgers that can be imported, and what their columns can be. They stand in `ledgers/*.yaml`; facts come from the rulebook."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml

from doudi.foundation.rulebook import get_rulebook
from doudi.registry.domain.statements import CORE_FACTS
from doudi.rules.declare import Fact
from doudi.units.text import Text, refusal

FACT = "fact:"  # a column target that is a fact: fact:income_wage


@dataclass(frozen=True, slots=True)
class Field:
    """What a column can be. `words`: other names that files have for it."""

    name: str
    label: Text
    words: tuple[str, ...]
    fact: Fact | None = None


@dataclass(frozen=True)
class Ledger:
    """A kind of file: which columns it may and must have. `coverage`: what whoever is missing from a complete list has."""

    name: str
    kind: str  # people | facts | supporters
    label: Text
    about: Text
    evidence: str
    source: str
    required: tuple[str, ...]
    template: tuple[str, ...]
    coverage: dict[str, str]
    fields: dict[str, Field]

    def field(self, target: str) -> Field:
        """Raises ProblemsError for a target that this ledger does not have."""
        if target not in self.fields:
            raise refusal(
                f"{self.label.zh}没有这一项",
                f"the ledger “{self.label.en}” has no such field",
                value=target,
            )
        return self.fields[target]


@lru_cache(maxsize=1)
def ledgers() -> dict[str, Ledger]:
    """Every ledger by name, in the order in which pages offer them."""
    folder = resources.files("doudi.registry.imports").joinpath("ledgers")
    plain_fields = _plain_fields()
    found = {}
    for name in ("people", "facts", "income", "assets", "disability", "condition", "supporters"):
        data = yaml.safe_load(folder.joinpath(f"{name}.yaml").read_text(encoding="utf-8"))
        found[name] = _ledger(data, plain_fields)
    return found


def get_ledger(name: str) -> Ledger:
    """Raises ProblemsError when there is no such ledger."""
    found = ledgers()
    if name not in found:
        raise refusal(
            f"没有这种台账，可选：{'、'.join(found)}",
            f"there is no such ledger; there are: {', '.join(found)}",
            value=name,
        )
    return found[name]


def _ledger(data: dict[str, Any], plain_fields: dict[str, Field]) -> Ledger:
    fields = {name: plain_fields[name] for name in data["fields"]}
    for fact in get_rulebook().facts.values():
        if fact.entity.name in data["entities"] and fact.name not in CORE_FACTS:
            words = (fact.name, fact.label.en, _without_brackets(fact.label.zh))
            fields[FACT + fact.name] = Field(FACT + fact.name, fact.label, words, fact)
    return Ledger(
        data["name"],
        data["kind"],
        Text(data["zh"], data["en"]),
        Text(data["about"]["zh"], data["about"]["en"]),
        data["evidence"],
        data["source"],
        tuple(data["required"]),
        tuple(data["template"]),
        dict(data.get("coverage", {})),
        fields,
    )


def _without_brackets(label: str) -> str:
    return label.partition("（")[0]


def _plain_fields() -> dict[str, Field]:
    folder = resources.files("doudi.registry.imports").joinpath("ledgers")
    data = yaml.safe_load(folder.joinpath("fields.yaml").read_text(encoding="utf-8"))
    return {
        name: Field(name, Text(entry["zh"], entry["en"]), tuple(entry["words"]))
        for name, entry in data.items()
    }


@lru_cache(maxsize=1)
def words() -> dict[str, dict[str, str]]:
    """For relation, sex and the like: what each word of a ledger means."""
    source = resources.files("doudi.registry.imports").joinpath("words.yaml")
    data = yaml.safe_load(source.read_text(encoding="utf-8"))
    return {
        kind: {str(word): name for name, many in groups.items() for word in (name, *many)}
        for kind, groups in data.items()
    }
