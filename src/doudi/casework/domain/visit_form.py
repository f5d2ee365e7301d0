"""What is asked at a visit, as data (visit_form.yaml)."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from doudi.rules.marked_yaml import read_marked
from doudi.units.text import Text

FILE = Path(__file__).with_name("visit_form.yaml")
INDICATOR_ANSWERS = {
    "can": Text("能", "can"),
    "cannot": Text("不能", "cannot"),
    "unknown": Text("没看清", "not known"),
}


@dataclass(frozen=True, slots=True)
class Option:
    name: str
    label: Text


@dataclass(frozen=True, slots=True)
class Question:
    """`kind`: choice (one option), choices (several), text. `kinds`: visits that ask it; () all of them."""

    name: str
    kind: str
    label: Text
    options: tuple[Option, ...] = ()
    kinds: tuple[str, ...] = ()
    is_sensitive: bool = False
    labels: dict[str, Text] = field(default_factory=dict)

    def asked_at(self, visit_kind: str) -> bool:
        return not self.kinds or visit_kind in self.kinds

    def shown(self, answer: Any) -> Text:
        """An answer in words."""
        if self.kind == "text":
            return Text(str(answer), str(answer))
        names = answer if isinstance(answer, list) else [answer]
        chosen = [o.label for o in self.options if o.name in names]
        return Text("、".join(t.zh for t in chosen), ", ".join(t.en for t in chosen))


@dataclass(frozen=True, slots=True)
class Indicator:
    """One of the six of self-care, and the fact of the register that it settles."""

    name: str
    fact: str
    label: Text


@cache
def get_questions() -> tuple[Question, ...]:
    return tuple(_question(entry) for entry in _written()["questions"])


@cache
def get_indicators() -> tuple[Indicator, ...]:
    return tuple(Indicator(e["name"], e["fact"], _text(e)) for e in _written()["indicators"])


@cache
def _written() -> dict[str, Any]:
    data, _ = read_marked(FILE.read_text(encoding="utf-8"), FILE.name)
    found: dict[str, Any] = data
    return found


def _question(entry: dict[str, Any]) -> Question:
    return Question(
        entry["name"],
        entry["kind"],
        _text(entry),
        tuple(Option(o["name"], _text(o)) for o in entry.get("options", ())),
        tuple(entry.get("kinds", ())),
        bool(entry.get("sensitive", False)),
        {kind: _text(label) for kind, label in entry.get("labels", {}).items()},
    )


def _text(entry: dict[str, Any]) -> Text:
    return Text(str(entry["zh"]), str(entry["en"]))
