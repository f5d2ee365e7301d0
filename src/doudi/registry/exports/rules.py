"""When an export needs a second person, and how long its file is kept: a place's own choice, in a file of data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from doudi.units.text import Problem, ProblemsError, Text

SHIPPED = Path(__file__).with_name("rules.yaml")


@dataclass(frozen=True, slots=True)
class ExportRules:
    """`approval_above_rows`: a list of more rows waits for a second person."""

    approval_above_rows: int
    approval_for_whole_numbers: bool
    kept_days: int

    def need_approval(self, rows: int, *, whole_numbers: bool) -> bool:
        return rows > self.approval_above_rows or (
            whole_numbers and self.approval_for_whole_numbers
        )


@lru_cache(maxsize=1)
def export_rules() -> ExportRules:
    """The shipped rules with the county's own lines over them."""
    own = settings.DOUDI.data / "exports.yaml"
    return read_rules([SHIPPED, own] if own.exists() else [SHIPPED])


def read_rules(paths: list[Path]) -> ExportRules:
    """Later files go before earlier ones, line by line. Raises ProblemsError naming file and line."""
    found: dict[str, Any] = {}
    for path in paths:
        found |= _read(path)
    return ExportRules(**found)


def _read(path: Path) -> dict[str, Any]:
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        text = Text("读不出这个文件", "This file cannot be read")
        raise ProblemsError([Problem(text, path.name, str(error)[:80])]) from None
    if not isinstance(raw, dict):
        raise ProblemsError([Problem(_WANTED, path.name)])
    wrong = [
        Problem(_WANTED, f"{path.name} {k}", str(v)) for k, v in raw.items() if not _fits(k, v)
    ]
    if wrong:
        raise ProblemsError(wrong)
    return raw


def _fits(name: object, value: object) -> bool:
    kinds = {"approval_above_rows": int, "approval_for_whole_numbers": bool, "kept_days": int}
    return (
        name in kinds
        and type(value) is kinds[name]
        and (value is True or value is False or value >= 0)
    )  # type: ignore[index,operator]


_WANTED = Text(
    "只认 approval_above_rows、kept_days（不小于0的整数）和 approval_for_whole_numbers（yes 或 no）",
    "Known are approval_above_rows and kept_days (whole numbers from 0) and approval_for_whole_numbers (yes or no)",
)
