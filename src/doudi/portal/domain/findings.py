"""A decision as a resident needs it: what first, how much, what to do, why, what is missing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from doudi.law.cn import area_name
from doudi.portal.domain.plain_words import PlainWords
from doudi.rules.decide import (
    ELIGIBLE,
    NOT_ELIGIBLE,
    NOT_YET,
    UNDETERMINED,
    Decision,
    Need,
    Result,
)
from doudi.rules.explain import Reason, is_demonstration, name_of, reason_list, show_number
from doudi.units.dates import Month, format_date
from doudi.units.money import format_yuan, uppercase_amount
from doudi.units.text import Text

_ORDER = {ELIGIBLE: 0, UNDETERMINED: 1, NOT_YET: 2, NOT_ELIGIBLE: 3}


@dataclass(frozen=True, slots=True)
class Failure:
    """A test that failed: the plain sentence, and the figures that decided."""

    sentence: str
    arithmetic: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One programme for one subject, every text in one language. `subject` is "" for the household."""

    programme: str
    name: str
    subject: str
    verdict: str
    fen: int | None
    amount: str
    uppercase: str
    per_month: bool
    since: str
    until: str
    earliest: str
    benefit: str
    bring: list[str]
    go_to: str
    basis: list[str]
    steps: list[Reason] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @property
    def is_eligible(self) -> bool:
        return self.verdict == ELIGIBLE

    @property
    def is_open(self) -> bool:
        return self.verdict == UNDETERMINED


@dataclass(frozen=True, slots=True)
class Findings:
    """All of a decision: `main` (given, open or later), `others` (what is not given), and the monthly money in all."""

    main: list[Finding]
    others: list[Finding]
    total: str
    is_demonstration: bool
    place: str
    day: date

    @property
    def first(self) -> Finding | None:
        return self.main[0] if self.main else None

    @property
    def given(self) -> list[Finding]:
        return [f for f in self.main if f.is_eligible]


def findings_of(decision: Decision, words: PlainWords, lang: str) -> Findings:
    """The results in the order in which they matter to the family: money first."""
    results = sorted(decision.results, key=_urgency)
    found = [_finding(decision, r, words, lang) for r in results if _is_worth_showing(r)]
    money = [f.fen for f in found if f.is_eligible and f.per_month and f.fen]
    return Findings(
        [f for f in found if f.verdict != NOT_ELIGIBLE],
        [f for f in found if f.verdict == NOT_ELIGIBLE],
        format_yuan(sum(money)) if money else "",
        is_demonstration(decision),
        area_name(decision.case.area).in_(lang),
        decision.case.on,
    )


def _urgency(result: Result) -> tuple[int, int, int]:
    return _ORDER[result.verdict], -(result.amount_fen or 0), result.programme.stratum


def _is_worth_showing(result: Result) -> bool:
    """What one member does not get alone is told only where the family does not get it for him either."""
    if result.verdict != NOT_ELIGIBLE or result.programme.subject == "household":
        return True
    return "~is_dibao_household" not in result.failed and "may_enter_alone" not in result.failed


def _finding(decision: Decision, result: Result, words: PlainWords, lang: str) -> Finding:
    programme = result.programme
    fen = result.amount_fen if result.verdict == ELIGIBLE else None
    steps = reason_list(decision, result, lang)
    return Finding(
        programme.name,
        programme.label.in_(lang),
        "" if programme.subject == "household" else result.subject,
        result.verdict,
        fen,
        _amount(result, lang),
        uppercase_amount(fen) if fen else "",
        programme.period == "month",
        _month(result.from_month, lang),
        _month(result.until_month, lang),
        format_date(result.earliest_date, lang) if result.earliest_date else "",
        programme.benefit.in_(lang),
        [t.in_(lang) for t in programme.bring],
        programme.go_to.in_(lang),
        [t.in_(lang) for t in programme.legal_basis],
        steps,
        _failures(decision, result, steps, words, lang),
        [missing_sentence(decision, need, lang) for need in result.needs],
    )


def _amount(result: Result, lang: str) -> str:
    """The figure, or the range in which it must lie; "" where the programme pays nothing."""
    if result.amount_fen is not None:
        return format_yuan(result.amount_fen)
    if result.amount_range is None:
        return ""
    low, high = (format_yuan(fen) for fen in result.amount_range)
    return Text(f"{low} 至 {high}", f"{low} to {high}").in_(lang)


def _month(month: Month | None, lang: str) -> str:
    return month.format(lang) if month is not None else ""


def _failures(
    decision: Decision, result: Result, steps: list[Reason], words: PlainWords, lang: str
) -> list[Failure]:
    book = decision.edition.rulebook
    shown = {step.variable: step.arithmetic for step in steps}
    found = []
    for test in result.failed:
        arithmetic = shown.get(test, "")
        is_figures = any(c.isdigit() for c in arithmetic)
        found.append(Failure(words.why(book, test, lang), arithmetic if is_figures else ""))
    return found


def missing_sentence(decision: Decision, need: Need, lang: str) -> str:
    """What is missing, from whom, and the amount on which the answer turns."""
    book = decision.edition.rulebook
    label = name_of(book, need.name, lang)
    if need.kind in ("value", "law"):
        return Text(
            f"当地还没有公布或录入“{label}”，要由民政部门确定，不用您提供。",
            f"The place has not entered its “{label}” yet; that is for the office, not for you.",
        ).in_(lang)
    if need.kind == "rows":
        return Text(
            f"是不是已经把所有的“{label}”都填上了。", f"Whether every {label} is listed."
        ).in_(lang)
    who = Text("您家", "your household").in_(lang) if need.subject == "household" else need.subject
    sentence = Text(f"{who}：{label}。", f"{who}: {label}.").in_(lang)
    return sentence + _break_even(decision, need).in_(lang)


def _break_even(decision: Decision, need: Need) -> Text:
    fact = decision.edition.rulebook.facts[need.name]
    zh, en = (f" {fact.unit.name(lang)}" if fact.unit.name(lang) else "" for lang in ("zh", "en"))
    if need.at_most is not None:
        limit = show_number(need.at_most, fact.unit)
        return Text(f"不超过 {limit}{zh}，就符合；超过，就不符合。", f" Up to {limit}{en} the answer is yes; above it, no.")
    if need.at_least is not None:
        limit = show_number(need.at_least, fact.unit)
        return Text(f"达到 {limit}{zh}，就符合；达不到，就不符合。", f" From {limit}{en} the answer is yes; below it, no.")
    return Text("", "")
