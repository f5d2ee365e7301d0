"""How a result was computed, in the words of a letter: the steps of the law with their figures and articles.

They are told only where the rulebook, asked again for the day of the decision, comes to what was decided. Where a person decided
otherwise, the letter gives that person's reason and no arithmetic that leads elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from doudi.casework.models import Case
from doudi.foundation.access import Viewer
from doudi.foundation.rulebook import get_rulebook
from doudi.registry.facts import case_of_household
from doudi.rules.decide import Decision, Result, decide
from doudi.rules.explain import Reason, reason_list
from doudi.units.text import ProblemsError

MOST_STEPS = 14  # what a family reads on a page; the office holds the rest
DEEPEST = 3


def steps_of_results(
    viewer: Viewer, case: Case, on: date, results: Iterable[dict[str, Any]]
) -> list[list[dict[str, str]]]:
    """For each result its steps, [{"text", "law"}]; [] where they are not known or lead elsewhere."""
    wanted = list(results)
    try:
        known = case_of_household(viewer, case.household_id, on)
        decision = decide(get_rulebook(), known)
    except ProblemsError:  # no law in force on that day
        return [[] for _ in wanted]
    return [_steps(decision, one) for one in wanted]


def _steps(decision: Decision, wanted: dict[str, Any]) -> list[dict[str, str]]:
    found = next((r for r in decision.results if _is_same(r, wanted)), None)
    if found is None:
        return []
    reasons = reason_list(decision, found, "zh")
    if found.verdict != "eligible":
        reasons = [r for r in reasons if r.state == "no" or r.arithmetic]
    told = [r for r in reasons if r.depth <= DEEPEST]
    return [{"text": _line(r), "law": r.law} for r in told[:MOST_STEPS]]


def _is_same(found: Result, wanted: dict[str, Any]) -> bool:
    """The same programme, verdict and amount. Whose result it is, the amount tells well enough for the words."""
    return (
        found.programme.name == wanted.get("programme")
        and found.verdict == wanted.get("verdict")
        and found.amount_fen == wanted.get("amount_fen")
    )


def _line(reason: Reason) -> str:
    who = f"{reason.subject}，" if reason.subject else ""
    text = f"{who}{reason.label}：{f'{reason.value} {reason.unit}'.strip()}"
    if reason.arithmetic and reason.arithmetic != reason.value:
        text = f"{text} = {reason.arithmetic}"
    return text
