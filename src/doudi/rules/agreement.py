"""Do explain and the kernel agree? Every variable of a rulebook, both ends of every interval, and every verdict."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from doudi.rules.case import Case
from doudi.rules.columns import Array, Population
from doudi.rules.decide import decide
from doudi.rules.evaluate import Evaluation
from doudi.rules.kernel import compile_program, decide_cases, run
from doudi.rules.rulebook import Rulebook

COMPARED = (
    "verdict",
    "amount_fen",
    "amount_range",
    "from_month",
    "until_month",
    "review_month",
    "flags",
)


def disagreements(book: Rulebook, cases: Sequence[Case]) -> Iterator[str]:
    """A sentence for each variable, verdict, amount or month that comes out differently. Cases of one date and place."""
    first = cases[0]
    edition = book.at(first.on, first.area, first.stated)
    population = Population.from_cases(book, cases)
    columns = run(compile_program(edition, list(book.variables)), population, threads=1)
    before = dict.fromkeys(book.entities, 0)
    for case in cases:
        evaluation = Evaluation(edition, case)
        for name, variable in book.variables.items():
            slow = evaluation.variable(name)
            fast = _ends(columns, name, before[variable.rule.entity.name], len(slow))
            if slow != fast:
                yield f"{case.name}: {name} is {slow} explained, {fast} by the kernel"
        for name, entity in book.entities.items():
            before[name] += evaluation.row_count(entity)
    if edition.programmes:
        yield from _verdicts(book, cases)


def _ends(columns: dict[str, Array], name: str, start: int, count: int) -> list[tuple[int, int]]:
    low = columns[name][start : start + count]
    high = columns.get(f"{name}.high", columns[name])[start : start + count]
    return list(zip(low.tolist(), high.tolist(), strict=True))


def _verdicts(book: Rulebook, cases: Sequence[Case]) -> Iterator[str]:
    for case, fast in zip(cases, decide_cases(book, cases), strict=True):
        slow = decide(book, case).results
        for a, b in zip(slow, fast, strict=True):
            for key in COMPARED:
                if getattr(a, key) != getattr(b, key):
                    yield (
                        f"{case.name}: {key} of {a.programme.name} for {a.subject} is "
                        f"{getattr(a, key)} explained, {getattr(b, key)} by the kernel"
                    )
