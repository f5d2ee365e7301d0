"""Which changes a second person signs, and which need evidence: a county's own choice, in a file of data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from doudi.units.text import Problem, ProblemsError, Text

SHIPPED = Path(__file__).parent.parent / "changes.yaml"
_SWITCHES = ("second_person", "evidence")


@dataclass(frozen=True, slots=True)
class Signing:
    """For one kind of change. True, False, or the columns that make it necessary."""

    second_person: bool | frozenset[str]
    evidence: bool | frozenset[str]


def is_needed(switch: bool | frozenset[str], columns: Iterable[str]) -> bool:
    """Whether it is needed for a change that touches these columns."""
    return switch if isinstance(switch, bool) else bool(switch & set(columns))


def read_signing(path: Path) -> dict[str, Signing]:
    """Raises ProblemsError naming the file and the kind that cannot be read."""
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        text = Text("读不出这个文件", "This file cannot be read")
        raise ProblemsError([Problem(text, path.name, str(error))]) from None
    if not isinstance(raw, dict):
        raise ProblemsError([Problem(Text("应按种类列出", "Kinds are wanted"), path.name)])
    problems = [p for kind, given in raw.items() for p in _faults(path.name, kind, given)]
    if problems:
        raise ProblemsError(problems)
    return {k: Signing(*(_switch(given[name]) for name in _SWITCHES)) for k, given in raw.items()}


def _faults(file: str, kind: object, given: object) -> list[Problem]:
    fits = (
        isinstance(given, dict) and set(given) == set(_SWITCHES) and all(map(_fits, given.values()))
    )
    if fits and isinstance(kind, str):
        return []
    text = Text(
        "每种变更写明 second_person 和 evidence：yes、no，或一列内容的名称",
        "Each kind has second_person and evidence: yes, no, or a list of columns",
    )
    return [Problem(text, f"{file} {kind}", str(given))]


def _fits(value: Any) -> bool:
    return isinstance(value, bool) or (
        isinstance(value, list) and all(isinstance(v, str) for v in value)
    )


def _switch(value: Any) -> bool | frozenset[str]:
    return value if isinstance(value, bool) else frozenset(value)
