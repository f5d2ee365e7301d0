"""What the law says now of one registered household, as a clerk reads it: what is given, what is open and why, what is not.

The same decision as everywhere else; here it is only put in order. Every text is in one language.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from doudi.rules.decide import (
    ELIGIBLE,
    NOT_ELIGIBLE,
    NOT_YET,
    UNDETERMINED,
    Decision,
    Result,
    monthly_total,
)
from doudi.rules.explain import (
    Reason,
    is_demonstration,
    name_of,
    need_sentence,
    reason_list,
)
from doudi.units.dates import format_date
from doudi.units.money import format_yuan
from doudi.units.text import Text

MOST_MISSING = 6  # of one programme, on a page
_HOUSEHOLD = "household"


@dataclass(frozen=True, slots=True)
class Finding:
    """One programme for one subject ("" is the household)."""

    programme: str
    name: str
    subject: str
    verdict: str
    amount: str
    period: str  # month | once | year
    since: str
    until: str
    earliest: str
    basis: tuple[str, ...]
    steps: tuple[Reason, ...] = ()
    missing: tuple[str, ...] = ()
    more_missing: int = 0


@dataclass(frozen=True, slots=True)
class Refusal:
    """A programme that is not given: whom it would have been for, with the tests that fail."""

    programme: str
    name: str
    lines: tuple[tuple[str, str], ...]  # (who, tests)


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice that the law leaves to the family: what it elects, and the monthly money in all."""

    elects: tuple[str, ...]
    total: str
    loses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Findings:
    """All of a decision. `total`: the monthly money of what is given ("" for none, or not known)."""

    given: tuple[Finding, ...]
    later: tuple[Finding, ...]
    open: tuple[Finding, ...]
    refused: tuple[Refusal, ...]
    choices: tuple[Choice, ...]
    total: str
    missing: tuple[str, ...]
    on: str
    is_demonstration: bool


def findings_of(decision: Decision, lang: str) -> Findings:
    """The results of a decision, each where a clerk looks for it."""
    by_verdict: dict[str, list[Result]] = {}
    for result in decision.results:
        by_verdict.setdefault(result.verdict, []).append(result)
    given = sorted(by_verdict.get(ELIGIBLE, []), key=lambda r: -(r.amount_fen or 0))
    total = monthly_total(given)
    opened = by_verdict.get(UNDETERMINED, [])
    return Findings(
        tuple(_finding(decision, r, lang) for r in given),
        tuple(_finding(decision, r, lang) for r in by_verdict.get(NOT_YET, [])),
        tuple(_finding(decision, r, lang) for r in opened),
        tuple(_refusals(decision, by_verdict.get(NOT_ELIGIBLE, []), lang)),
        tuple(_choices(decision, lang)),
        format_yuan(total) if total else "",
        _asked_first(decision, opened, lang),
        format_date(decision.case.on, lang),
        is_demonstration(decision),
    )


def _finding(decision: Decision, result: Result, lang: str) -> Finding:
    programme = result.programme
    missing = tuple(dict.fromkeys(need_sentence(decision, need, lang) for need in result.needs))
    return Finding(
        programme.name,
        programme.label.in_(lang),
        "" if programme.subject == _HOUSEHOLD else result.subject,
        result.verdict,
        _amount(result, lang),
        programme.period,
        result.from_month.format(lang) if result.from_month else "",
        result.until_month.format(lang) if result.until_month else "",
        format_date(result.earliest_date, lang) if result.earliest_date else "",
        tuple(basis.in_(lang) for basis in programme.legal_basis),
        tuple(_steps(decision, result, lang)) if result.verdict != UNDETERMINED else (),
        missing[:MOST_MISSING],
        max(0, len(missing) - MOST_MISSING),
    )


def _amount(result: Result, lang: str) -> str:
    """The figure, or the range in which it must lie; "" where the programme pays nothing."""
    if result.amount_fen is not None:
        return format_yuan(result.amount_fen)
    if result.amount_range is None or result.verdict != ELIGIBLE:
        return ""
    low, high = (format_yuan(fen) for fen in result.amount_range)
    return Text(f"{low} 至 {high}", f"{low} to {high}").in_(lang)


def _steps(decision: Decision, result: Result, lang: str) -> Iterator[Reason]:
    """What settled the verdict; what stayed unknown did not matter to it."""
    return (step for step in reason_list(decision, result, lang) if step.state != "undecided")


def _refusals(decision: Decision, results: list[Result], lang: str) -> Iterator[Refusal]:
    """By programme; members who fail the same tests share a line."""
    by_programme: dict[str, list[Result]] = {}
    for result in results:
        by_programme.setdefault(result.programme.name, []).append(result)
    comma, book = Text("、", ", ").in_(lang), decision.edition.rulebook
    for name, rows in by_programme.items():
        lines: dict[str, list[str]] = {}
        for row in rows:
            tests = comma.join(name_of(book, test, lang) for test in row.failed)
            lines.setdefault(tests, []).append(
                "" if row.programme.subject == _HOUSEHOLD else row.subject
            )
        yield Refusal(
            name,
            rows[0].programme.label.in_(lang),
            tuple((comma.join(filter(None, who)), tests) for tests, who in lines.items()),
        )


def _choices(decision: Decision, lang: str) -> Iterator[Choice]:
    book = decision.edition.rulebook
    for option in decision.options:
        yield Choice(
            tuple(
                Text(
                    f"{name_of(book, name, 'zh')}：{'是' if yes else '否'}",
                    f"{name_of(book, name, 'en')}: {'yes' if yes else 'no'}",
                ).in_(lang)
                for name, yes in option.elects.items()
            ),
            "" if option.total_fen_month is None else format_yuan(option.total_fen_month),
            tuple(loss.programme.label.in_(lang) for loss in option.loses),
        )


def _asked_first(decision: Decision, opened: list[Result], lang: str) -> tuple[str, ...]:
    """What would settle most of what is open, the most useful first."""
    found: dict[str, int] = {}
    for result in opened:
        for sentence in {need_sentence(decision, need, lang) for need in result.needs}:
            found[sentence] = found.get(sentence, 0) + 1
    ordered = sorted(found, key=lambda sentence: (-found[sentence], sentence))
    return tuple(ordered[:MOST_MISSING])
