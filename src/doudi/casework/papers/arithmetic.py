"""How a result was computed, in the words of a letter: the steps of the law with their figures and articles.

They are told only where the rulebook, asked again for the day of the decision, comes to what was decided. Where a person decided
otherwise, the letter gives that person's reason and no arithmetic that leads elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from doudi.casework.domain.proposals import MEMBER
from doudi.casework.models import Case
from doudi.foundation.access import Viewer
from doudi.foundation.rulebook import get_rulebook
from doudi.registry.facts import known_of_household
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
        known = known_of_household(viewer, case.household_id, on)
        decision = decide(get_rulebook(), known.case())
    except ProblemsError:  # no law in force on that day
        return [[] for _ in wanted]
    persons = [m.person_id for m in known.memberships]
    return [_steps(decision, _result_of(decision, persons, case, one), one) for one in wanted]


def _result_of(
    decision: Decision, persons: Sequence[int], case: Case, wanted: dict[str, Any]
) -> Result | None:
    """The engine's result of the same programme for the same person, or for the family: never another member's, however alike."""
    found = [r for r in decision.results if r.programme.name == wanted.get("programme")]
    if found and found[0].programme.subject == MEMBER:
        whose = wanted.get("person") or case.person_id
        found = [r for r in found if persons[r.row] == whose]
    return found[0] if found else None


def _steps(
    decision: Decision, found: Result | None, wanted: dict[str, Any]
) -> list[dict[str, str]]:
    if found is None or not _is_same(found, wanted):
        return []
    reasons = reason_list(decision, found, "zh")
    if found.verdict != "eligible":
        reasons = [r for r in reasons if r.state == "no" or r.arithmetic]
    told = [r for r in reasons if r.depth <= DEEPEST]
    return [{"text": _line(r), "law": r.law} for r in told[:MOST_STEPS]]


def _is_same(found: Result, wanted: dict[str, Any]) -> bool:
    return found.verdict == wanted.get("verdict") and found.amount_fen == wanted.get("amount_fen")


def _line(reason: Reason) -> str:
    who = f"{reason.subject}，" if reason.subject else ""
    text = f"{who}{reason.label}：{f'{reason.value} {reason.unit}'.strip()}"
    if reason.arithmetic and reason.arithmetic != reason.value:
        text = f"{text} = {reason.arithmetic}"
    return text
