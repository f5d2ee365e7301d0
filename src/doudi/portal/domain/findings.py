"""A decision as a resident needs it: what first, how much, what to do, why, what is missing."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from doudi.law.cn import area_name
from doudi.portal.domain.interview import Interview
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

MOST_ALONE = 2  # members whose own open result is told beside the family's
MOST_MISSING = 10  # things named as missing; more would only frighten
SHALLOW = 2  # steps nearer to the verdict than this are told at once, the rest on demand
_HOUSEHOLD = ("家庭", "household")  # what explain calls the family itself
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
    def shallow(self) -> list[Reason]:
        """The steps next to the verdict: what a reader asks first."""
        return [s for s in self.steps if s.depth <= SHALLOW]

    @property
    def details(self) -> list[Reason]:
        return [s for s in self.steps if s.depth > SHALLOW]

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


def findings_of(interview: Interview, words: PlainWords) -> Findings:
    """The results in the order in which they matter to the family: money first."""
    decision, lang = interview.decision, interview.lang
    results = sorted(_without_a_crowd(decision.results), key=_urgency)
    found = [_finding(interview, r, words) for r in results if _is_worth_showing(r)]
    money = [f.fen for f in found if f.is_eligible and f.per_month and f.fen]
    return Findings(
        [f for f in found if f.verdict != NOT_ELIGIBLE],
        [f for f in found if f.verdict == NOT_ELIGIBLE],
        format_yuan(sum(money)) if money else "",
        is_demonstration(decision),
        area_name(decision.case.area).in_(lang),
        decision.case.on,
    )


def _without_a_crowd(results: list[Result]) -> list[Result]:
    """While the family's own result is open, a list of members who might get something alone helps nobody."""
    is_open = [r for r in results if r.verdict == UNDETERMINED]
    alone = [r for r in is_open if r.programme.subject != "household"]
    if len(alone) <= MOST_ALONE or len(alone) == len(is_open):
        return results
    return [r for r in results if r not in alone]


def _urgency(result: Result) -> tuple[int, int, int]:
    return _ORDER[result.verdict], -(result.amount_fen or 0), result.programme.stratum


def _is_worth_showing(result: Result) -> bool:
    """What one member does not get alone is told only where the family does not get it for him either."""
    if result.verdict != NOT_ELIGIBLE or result.programme.subject == "household":
        return True
    return "~is_dibao_household" not in result.failed and "may_enter_alone" not in result.failed


def _finding(interview: Interview, result: Result, words: PlainWords) -> Finding:
    decision, lang, programme = interview.decision, interview.lang, result.programme
    fen = result.amount_fen if result.verdict == ELIGIBLE else None
    steps = _readable(reason_list(decision, result, lang), result, lang)
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
        _missing(interview, result),
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


def _readable(steps: list[Reason], result: Result, lang: str) -> list[Reason]:
    """The steps without those that only hand a figure on; what they used moves up in their place.

    A step names its person only where that is not plain from the result.
    """
    kept: list[Reason] = []
    skipped: list[int] = []  # depths of the steps left out that are still above the current one
    for step in steps:
        while skipped and skipped[-1] >= step.depth:
            skipped.pop()
        if _only_hands_on(step):
            skipped.append(step.depth)
        elif _is_told(step, result, lang):
            is_clear = step.subject in (*_HOUSEHOLD, result.subject)
            subject = "" if is_clear else step.subject
            kept.append(replace(step, depth=step.depth - len(skipped), subject=subject))
    return kept


def _only_hands_on(step: Reason) -> bool:
    """「补差金额 380.67 = 补差（按户取整） 380.67」: the same figure under another name."""
    label, found, rest = step.arithmetic.rpartition(step.value)
    return bool(
        found
        and not rest
        and not step.state
        and label.strip()
        and not any(sign in label for sign in "0123456789+−×÷<>≤≥=，")
    )


def _is_told(step: Reason, result: Result, lang: str) -> bool:
    """Where the verdict is settled, what stayed unknown did not matter to it."""
    if result.verdict == UNDETERMINED:
        return True
    return step.state != "undecided" and step.value != Text("未知", "unknown").in_(lang)


def _missing(interview: Interview, result: Result) -> list[str]:
    found = list(dict.fromkeys(missing_sentence(interview, need) for need in result.needs))
    more = len(found) - MOST_MISSING
    if more <= 0:
        return found
    rest = Text(f"还有 {more} 项。", f"And {more} more.").in_(interview.lang)
    return [*found[:MOST_MISSING], rest]


def missing_sentence(interview: Interview, need: Need) -> str:
    """What is missing, from whom, and the amount on which the answer turns."""
    decision, lang = interview.decision, interview.lang
    label = name_of(decision.edition.rulebook, need.name, lang)
    if need.kind in ("value", "law"):
        return Text(
            f"当地还没有公布或录入“{label}”，要由民政部门确定，不用您提供。",
            f"The place has not entered its “{label}” yet; that is for the office, not for you.",
        ).in_(lang)
    if need.kind == "rows":
        return Text(
            f"是不是已经把所有的“{label}”都填上了。", f"Whether every {label} is listed."
        ).in_(lang)
    who = Text("您家", "Your household").in_(lang) if need.subject == "household" else need.subject
    asked = interview.words_for(need.name)
    what = asked.in_(lang) if asked is not None else label
    sentence = Text(f"{who}：{what}。", f"{who}: {what}.").in_(lang)
    return sentence + _break_even(decision, need).in_(lang)


def _break_even(decision: Decision, need: Need) -> Text:
    fact = decision.edition.rulebook.facts[need.name]
    bound = need.at_most if need.at_most is not None else need.at_least
    if bound is None:
        return Text("", "")
    limit = Text(
        *(f"{show_number(bound, fact.unit)} {fact.unit.name(g)}".strip() for g in ("zh", "en"))
    )
    if need.at_most is not None:
        return Text(
            f"不超过 {limit.zh}，就符合；超过，就不符合。",
            f" Up to {limit.en} the answer is yes; above it, no.",
        )
    return Text(
        f"达到 {limit.zh}，就符合；达不到，就不符合。",
        f" From {limit.en} the answer is yes; below it, no.",
    )
