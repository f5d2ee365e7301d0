"""What a family has to bring: a programme's list without what the state can look up itself or what is signed at the window."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import yaml

from doudi.units.text import Text


@cache
def _words() -> tuple[tuple[str, ...], tuple[str, ...]]:
    raw = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
    return tuple(raw["asked_elsewhere"]), tuple(raw["still_needed"])


def to_bring(lines: Iterable[Text]) -> list[Text]:
    """Each paper once."""
    elsewhere, needed = _words()
    return [
        line
        for line in dict.fromkeys(lines)
        if any(word in line.zh for word in needed) or not any(word in line.zh for word in elsewhere)
    ]
