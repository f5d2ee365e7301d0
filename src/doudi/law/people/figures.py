"""The figures the synthetic people are drawn by: one file, each with where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from doudi.rules.marked_yaml import Marks, read_marked
from doudi.units.text import Problem, ProblemsError, Text

FILE = Path(__file__).with_name("figures.yaml")

#: found: in a public source that is named. recalled: known, without a source at hand. assumed: set to be plausible.
#: fitted: set so that the published counts come out when the rulebook decides.
TAGS = ("found", "recalled", "assumed", "fitted")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, or a list or table of numbers, with its tag and source."""

    value: Any
    tag: str
    source: str


class Figures:
    """`figures["work.migrants"]` is the value under `migrants` in the part `work`; a place's own figures go first."""

    def __init__(self, entries: dict[str, Figure]) -> None:
        self.entries = entries

    def __getitem__(self, name: str) -> Any:
        return self.entries[name].value


def read_figures(place: str, path: Path = FILE) -> Figures:
    """All figures, with those of `place` laid over the rest.

    Raises:
        ProblemsError: an entry without value, tag or source, or an unknown place, with its line.
    """
    data, marks = read_marked(path.read_text(encoding="utf-8"), str(path))
    places = data.pop("places")
    if place not in places:
        known = ", ".join(places)
        text = Text(
            f"没有这个样本地区，可选：{known}", f"there is no such place; there are: {known}"
        )
        raise ProblemsError([Problem(text, "--place", place)])
    problems: list[Problem] = []
    entries = _entries(data, marks, (), problems)
    entries |= _entries(places[place], marks, ("places", place), problems)
    if problems:
        raise ProblemsError(problems)
    return Figures(entries)


def _entries(
    data: dict[str, Any], marks: Marks, path: tuple[str, ...], problems: list[Problem]
) -> dict[str, Figure]:
    found = {}
    for part, figures in data.items():
        for name, entry in figures.items():
            whole = isinstance(entry, dict) and {"value", "tag", "source"} == set(entry)
            if whole and entry["tag"] in TAGS and entry["source"]:
                found[f"{part}.{name}"] = Figure(
                    _numbers(entry["value"]), entry["tag"], entry["source"]
                )
                continue
            text = Text(
                f"每个数都要有 value、source 和 tag（{'、'.join(TAGS)}）",
                f"every figure needs value, source and tag ({', '.join(TAGS)})",
            )
            problems.append(Problem(text, marks.where((*path, part, name)), f"{part}.{name}"))
    return found


def _numbers(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _numbers(v) for key, v in value.items()}
    if isinstance(value, list):
        return [_numbers(v) for v in value]
    return float(value) if isinstance(value, Decimal) else value
