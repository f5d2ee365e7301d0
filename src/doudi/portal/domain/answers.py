"""What a resident has answered so far: plain text as it was typed, so that every page can show it again.

It travels in the page itself, signed; nothing is stored here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

VERSION = 1
Raw = dict[str, list[str]]
UNKNOWN: Raw = {"unknown": ["1"]}
NONE: Raw = {"none": ["1"]}
MOST_CHARACTERS = 40  # of one box


class UnreadableAnswers(ValueError):
    """The answers do not have the shape that this version writes."""


@dataclass(slots=True)
class Person:
    """A row: somebody of the household, or who has a duty to support it."""

    key: str
    name: str = ""
    kind: str = ""
    birth: str = ""


@dataclass(slots=True)
class Answers:
    """`given` keeps the order in which the pages were answered."""

    on: date
    area: str
    people: dict[str, list[Person]] = field(default_factory=dict)
    given: dict[str, Raw] = field(default_factory=dict)
    counter: int = 0
    example: str = ""

    def add_person(self, entity: str, name: str, kind: str, birth: str) -> Person:
        self.counter += 1
        person = Person(f"{entity[0]}{self.counter}", name, kind, birth)
        self.people.setdefault(entity, []).append(person)
        return person

    def person(self, entity: str, key: str) -> Person | None:
        return next((p for p in self.people.get(entity, ()) if p.key == key), None)

    def remove_person(self, entity: str, key: str) -> None:
        """Also what was answered about that person."""
        self.people[entity] = [p for p in self.people.get(entity, ()) if p.key != key]
        self.given = {k: raw for k, raw in self.given.items() if not k.endswith(f"@{key}")}
        for raw in self.given.values():
            raw.pop(key, None)
            if "w" in raw:
                raw["w"] = [k for k in raw["w"] if k != key]

    def has(self, key: str) -> bool:
        return key in self.given

    def pack(self) -> dict[str, Any]:
        """Ready for JSON."""
        return {
            "v": VERSION,
            "on": self.on.isoformat(),
            "area": self.area,
            "people": {
                entity: [[p.key, p.name, p.kind, p.birth] for p in rows]
                for entity, rows in self.people.items()
            },
            "given": self.given,
            "n": self.counter,
            "ex": self.example,
        }


def unpack(data: Any) -> Answers:
    """The answers as `pack` wrote them.

    Raises:
        UnreadableAnswers: they were written by another version.
    """
    if not isinstance(data, dict) or data.get("v") != VERSION:
        raise UnreadableAnswers
    reading: Callable[[Any], Answers] = _unpack
    try:
        return reading(data)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnreadableAnswers from error


def _unpack(data: dict[str, Any]) -> Answers:
    people = {
        str(entity): [Person(*(str(part) for part in row)) for row in rows]
        for entity, rows in data["people"].items()
    }
    given = {
        str(key): {str(n): [str(v) for v in values] for n, values in raw.items()}
        for key, raw in data["given"].items()
    }
    return Answers(
        date.fromisoformat(data["on"]),
        str(data["area"]),
        people,
        given,
        int(data["n"]),
        str(data["ex"]),
    )
