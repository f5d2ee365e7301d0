"""The troubles that people say at the window → programmes that they may lead to. An order for the page, never a filter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from doudi.units.text import Text


@dataclass(frozen=True, slots=True)
class Trouble:
    key: str
    label: Text
    programmes: tuple[str, ...]


@cache
def troubles() -> dict[str, Trouble]:
    """By key, in the order of the page."""
    path = Path(__file__).with_suffix(".yaml")
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {
        key: Trouble(key, Text(t["zh"], t["en"]), tuple(t["programmes"])) for key, t in raw.items()
    }


def programmes_near(keys: Iterable[str]) -> list[str]:
    """The programmes of the troubles, the first trouble's first, each once."""
    known = troubles()
    return list(dict.fromkeys(p for key in keys if key in known for p in known[key].programmes))
