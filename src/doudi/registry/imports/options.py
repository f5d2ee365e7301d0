"""What is said once for a whole file: whose list, known since when, for which days, which village."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from doudi.foundation.rulebook import get_rulebook
from doudi.registry.domain.fact_values import Stored, read_value
from doudi.registry.imports.ledgers import Ledger
from doudi.units.area import parse_area
from doudi.units.dates import parse_date
from doudi.units.text import Problem, ProblemsError, refusal


@dataclass(frozen=True)
class Options:
    """`coverage`: facts that whoever is missing from the list has in `coverage_area`, from `valid_from` (else `learnt_on`).
    `supporters_are_complete`: of new households, that all their supporters are listed (elsewhere), none or more."""

    evidence: str
    source: str
    learnt_on: dt.date
    area_code: str = ""
    period_from: dt.date | None = None
    period_to: dt.date | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    members_are_complete: bool = False
    supporters_are_complete: bool = False
    coverage: dict[str, Stored] = field(default_factory=dict)
    coverage_area: str = ""
    values: dict[str, dict[str, str]] = field(default_factory=dict)  # column → word → word we know


def read_options(raw: dict[str, Any], ledger: Ledger, on: dt.date) -> Options:
    """The options of a mapping as a form, a file or a command gives them.

    Raises:
        ProblemsError: every one that cannot be read.
    """
    problems: list[Problem] = []

    def day(name: str) -> dt.date | None:
        if not raw.get(name):
            return None
        try:
            return parse_date(
                str(raw[name]), not_after=on if name == "learnt_on" else None, where=name
            )
        except ProblemsError as error:
            problems.extend(error.problems)
            return None

    def area(name: str) -> str:
        if not raw.get(name):
            return ""
        try:
            return parse_area(str(raw[name]), where=name)
        except ProblemsError as error:
            problems.extend(error.problems)
            return ""

    coverage = {}
    for name, written in dict(raw.get("coverage") or {}).items():
        try:
            coverage[name] = _coverage(name, written)
        except ProblemsError as error:
            problems.extend(error.problems)
    options = Options(
        raw.get("evidence") or ledger.evidence,
        str(raw.get("source") or ledger.source),
        day("learnt_on") or on,
        area("area_code"),
        day("period_from"),
        day("period_to"),
        day("valid_from"),
        day("valid_to"),
        bool(raw.get("members_are_complete")),
        bool(raw.get("supporters_are_complete")),
        coverage,
        area("coverage_area"),
        dict(raw.get("values") or {}),
    )
    if problems:
        raise ProblemsError(problems)
    return options


def _coverage(name: str, written: Any) -> Stored:
    fact = get_rulebook().facts.get(name)
    if fact is None:
        raise refusal("没有这一项情况", "there is no such fact", where="coverage", value=name)
    return read_value(fact, written, "coverage")
