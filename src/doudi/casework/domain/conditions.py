"""When a clock of a procedure applies to a case. Pure: what is asked is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Told:
    """What a condition may ask of a case."""

    residence_class: str
    flags: frozenset[str]
    about: dict[str, object]


CONDITIONS: dict[str, Callable[[Told], bool]] = {
    "is_urban": lambda told: told.residence_class == "urban",
}
