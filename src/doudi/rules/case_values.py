"""Figures that a case states instead of the place's own."""

from __future__ import annotations

from typing import Any

from doudi.rules.case import Case
from doudi.rules.case_findings import Findings
from doudi.rules.marked_yaml import Path as Place
from doudi.rules.rulebook import Rulebook
from doudi.rules.values import COMPARATORS, Declaration, Resolved, stated, steps_of
from doudi.units.text import ProblemsError, refusal

Stated = dict[tuple[str, str], Resolved]


def stated_values(
    rulebook: Rulebook, case: Case, raw: dict[str, Any], path: Place, findings: Findings
) -> Stated:
    """What stands under `values` of a case, by value and key."""
    found: Stated = {}
    for name, written in (findings.part(raw, "values", path) or {}).items():
        declaration = rulebook.values.declarations.get(name)
        at = (*path, "values", name)
        if declaration is None or any(p[: len(at)] == at for p in findings.bad):
            continue
        try:
            found |= _stated_value(rulebook, case, declaration, written, at, findings)
        except ProblemsError as error:
            findings.note(error)
    return found


def _stated_value(
    rulebook: Rulebook,
    case: Case,
    declaration: Declaration,
    written: Any,
    path: Place,
    findings: Findings,
) -> Stated:
    """A figure, a figure by key, or only another comparator for the place's own figures."""
    name, where = declaration.name, findings.where(path)
    figures, sign = {"": written}, None
    if isinstance(written, dict) and declaration.kind != "rounding":
        sign = COMPARATORS.get(written.get("comparator", ""))
        figures = {
            "" if key == "value" else key: f for key, f in written.items() if key != "comparator"
        }
    found = {}
    for key in declaration.keys or ("",):
        own = rulebook.values.resolve(name, key, case.area, case.on) if case.area else None
        comparator = sign or (own.comparator if own is not None else None)
        if key in figures:
            figure = steps_of(declaration, figures[key], findings.where((*path, key or "value")))
        elif sign is not None and own is not None:
            figure = own.figure
        else:
            continue
        if declaration.has_comparator and comparator is None:
            signs = " ".join(COMPARATORS)
            raise refusal(
                f"{name} 还要写明 comparator（{signs} 之一），当地没有规定可以沿用",
                f"{name} also needs a comparator (one of {signs}): the place has none of its own",
                where=where,
            )
        found[name, key] = stated(own, figure, comparator, where)
    return found
