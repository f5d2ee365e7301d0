"""Households decided again one by one, by `decide`: a sample that holds the sums of a simulation."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from doudi.rules.case import Case
from doudi.rules.decide import (
    ELECTION,
    ELIGIBLE,
    NOT_ELIGIBLE,
    NOT_YET,
    UNDETERMINED,
    Result,
    decide,
)
from doudi.rules.kernel import VERDICTS
from doudi.rules.population_file import ID, case_of
from doudi.rules.simulate.batch import column
from doudi.rules.simulate.plan import ALL, RECORDED, Law, Plan, is_paid_monthly
from doudi.units.text import Problem, ProblemsError, Text


@dataclass(frozen=True, slots=True)
class Sampled:
    """A household as it was read, and what the simulation found for it."""

    case: Case
    row: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Recomputed:
    """How many households were decided again, and the sums of both ways, by law: equal, or it would be an error."""

    households: int
    fen: dict[str, int]


def choose_rows(households: int, sample: int, seed: int) -> list[int]:
    """Places of the households to decide again, in order; the same seed gives the same."""
    return sorted(random.Random(seed).sample(range(households), min(sample, households)))  # noqa: S311 - no secret


def take(batch: Any, result: Any, places: Iterable[int], plan: Plan) -> Iterator[Sampled]:
    """Households of a batch with their answers, choices as the policy has them."""
    for place in places:
        case = case_of(batch, place, plan.book, plan.stated, plan.request.on)
        _elect(case, plan)
        yield Sampled(case, result.slice(place, 1).to_pylist()[0])


def _elect(case: Case, plan: Plan) -> None:
    if plan.request.elections == RECORDED:
        return
    answer = int(plan.request.elections == ALL)
    for name, fact in plan.book.facts.items():
        if name.startswith(ELECTION):
            rows = case.rows.get(fact.entity.name)
            for facts in [case.facts] if rows is None else [r.facts for r in rows]:
                facts.setdefault(name, answer)


def recompute(sampled: Iterable[Sampled], plan: Plan) -> Recomputed:
    """Decide them one by one under every law.

    Raises:
        ProblemsError: a verdict, a count or an amount differs; each is named with its household.
    """
    problems: list[Problem] = []
    count, fen = 0, {law.name: 0 for law in plan.laws}
    for one in sampled:
        count += 1
        for law in plan.laws:
            answers = answers_of(one.case, law, plan)
            for name, expected in answers.items():
                if one.row[name] != expected:
                    problems.append(_difference(one, name, expected))
            fen[law.name] += answers[column(law.name, "fen")] or 0
    if problems:
        raise ProblemsError(problems)
    return Recomputed(count, fen)


def _difference(one: Sampled, name: str, expected: Any) -> Problem:
    text = Text(
        f"抽样复算不一致：{name} 逐户计算为 {expected}",
        f"the sample differs: {name} is {expected} when decided alone",
    )
    return Problem(text, f"{ID} {one.case.name}", str(one.row[name]))


def answers_of(case: Case, law: Law, plan: Plan) -> dict[str, Any]:
    """What `simulate_batch` should say of a household under one law."""
    names = [p.name for p in law.programmes]
    decision = decide(law.book, case, names)
    results = decision.results if names else []
    found: dict[str, Any] = {}
    total: int | None = 0
    for programme in law.programmes:
        own = [r for r in results if r.programme.name == programme.name]
        verdict = _together([r.verdict for r in own])
        found[column(law.name, programme.name, "verdict")] = VERDICTS.index(verdict)
        persons = sum(r.verdict == ELIGIBLE for r in own)
        if programme.subject == plan.book.root.name and persons:
            persons = decision.evaluation.variable(plan.lens.persons)[0][0]
        found[column(law.name, programme.name, "persons")] = persons
        if "amount" in programme.entry:
            fen = _sum(own)
            found[column(law.name, programme.name, "fen")] = fen
            if is_paid_monthly(programme):
                total = None if total is None or fen is None else total + fen
    found[column(law.name, "fen")] = total
    return found


def _together(verdicts: list[str]) -> str:
    """Of several members: the first of these that any of them has."""
    return next((v for v in (ELIGIBLE, UNDETERMINED, NOT_YET) if v in verdicts), NOT_ELIGIBLE)


def _sum(results: list[Result]) -> int | None:
    if any(r.verdict == UNDETERMINED for r in results):
        return None
    amounts = [r.amount_fen for r in results if r.verdict == ELIGIBLE]
    return None if None in amounts else sum(a for a in amounts if a is not None)
