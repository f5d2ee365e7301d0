"""The rulebook's own cases: each is decided twice, explained and by the kernel, and held against what it expects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from doudi.rules.agreement import COMPARED
from doudi.rules.backgrounds import Background
from doudi.rules.case_file import CaseEntry, read_cases
from doudi.rules.decide import Decision, Need, Option, Result, decide
from doudi.rules.decision_text import reason_lines
from doudi.rules.kernel import decide_cases
from doudi.rules.rulebook import Rulebook
from doudi.rules.written import write_steps
from doudi.units.money import format_yuan, parse_yuan
from doudi.units.text import Problem, ProblemsError, Text


@dataclass(frozen=True, slots=True)
class Failure:
    """One thing that came out differently: where it is expected, what, and the result that shows why.

    `is_disagreement`: not from what was expected, but between the two ways of deciding; no figure excuses that.
    """

    where: str
    case: str
    text: Text
    decision: Decision
    result: Result | None = None
    is_disagreement: bool = False

    def lines(self, lang: str) -> list[str]:
        """The failure, then the reasons of the result, for the terminal."""
        told = reason_lines(self.decision, self.result, lang) if self.result is not None else []
        return [
            f"{self.where}: {self.case}",
            f"  {self.text.in_(lang)}",
            *(f"    {line}" for line in told),
        ]


@dataclass(slots=True)
class CheckReport:
    """How the cases came out. `problems` are cases that could not even be read."""

    cases: int = 0
    failed: int = 0
    failures: list[Failure] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        return not self.failures and not self.problems

    @property
    def summary(self) -> str:
        """The last line, in English in every language: other programs look for it."""
        if self.passed:
            return f"{self.cases} cases passed"
        unread = f", {len(self.problems)} problems in case files" if self.problems else ""
        return f"{self.failed} of {self.cases} cases failed{unread}"


def check_cases(
    rulebook: Rulebook,
    files: Iterable[Path],
    *,
    today: date,
    backgrounds: dict[str, Background],
    known_area: Callable[[str], bool] | None = None,
    only: Callable[[CaseEntry], bool] | None = None,
) -> CheckReport:
    """Run every case of the files (`only`: those of which it says yes), explained and through the kernel."""
    report = CheckReport()
    entries: list[CaseEntry] = []
    for file in files:
        try:
            entries += read_cases(
                file, rulebook, today=today, backgrounds=backgrounds, known_area=known_area
            )
        except ProblemsError as error:
            report.problems += error.problems
    entries = [entry for entry in entries if only is None or only(entry)]
    report.cases = len(entries)
    wanted = [_programmes_of(entry) for entry in entries]
    fast = decide_cases(rulebook, [entry.case for entry in entries], wanted)
    for place, entry in enumerate(entries):
        decision = decide(rulebook, entry.case)
        try:
            failures = list(_unexpected(entry, decision))
        except ProblemsError as error:  # an amount that is none
            report.problems += [replace(p, where=p.where or entry.where) for p in error.problems]
            continue
        failures += _differences(entry, decision, fast[place])
        report.failures += failures
        report.failed += bool(failures)
    return report


# -- explain and kernel ----------------------------------------------------------------------------------
def _programmes_of(entry: CaseEntry) -> set[str]:
    """The programmes that a case says something about: those must come out the same both ways."""
    options = [option for e in entry.expect for option in e.get("options", ())]
    said = [*entry.expect, *(result for o in options for result in o.get("results", ()))]
    return {str(e["programme"]) for e in said if "programme" in e}


def _differences(entry: CaseEntry, decision: Decision, fast: Sequence[Result]) -> Iterator[Failure]:
    by_place = {(r.programme.name, r.row): r for r in fast}
    compared = {name for name, _ in by_place}
    for result in decision.results:
        if result.programme.name not in compared:
            continue
        other = by_place.pop((result.programme.name, result.row), None)
        for key in COMPARED:
            slow, quick = getattr(result, key), getattr(other, key, None)
            if slow != quick:
                text = Text(
                    f"{_name(result)} 的 {key}：解释得 {_shown(slow)}，批量计算得 {_shown(quick)}",
                    f"{key} of {_name(result)}: {_shown(slow)} explained, {_shown(quick)} by the kernel",
                )
                yield Failure(
                    entry.where, entry.case.name, text, decision, result, is_disagreement=True
                )
    for programme, row in by_place:
        text = Text(
            f"批量计算多出 {programme} 第 {row} 行", f"the kernel adds {programme}, row {row}"
        )
        yield Failure(entry.where, entry.case.name, text, decision, is_disagreement=True)


def _name(result: Result) -> str:
    return f"{result.programme.name} · {result.subject}"


def _shown(value: object) -> str:
    if isinstance(value, list | tuple | set):
        return "、".join(str(item) for item in value) or "（空）"
    return "（空）" if value is None else str(value)


# -- what a case expects -----------------------------------------------------------------------------------
def _unexpected(entry: CaseEntry, decision: Decision) -> Iterator[Failure]:
    if not entry.expect:
        text = Text("案例没有写预期结果（expect）", "the case expects nothing (no `expect`)")
        yield Failure(entry.where, entry.case.name, text, decision)
    for where, expected in zip(entry.expected_at, entry.expect, strict=True):
        for text, result in _mismatches(expected, decision.results, decision):
            yield Failure(where, entry.case.name, text, decision, result)
        for text in _option_mismatches(expected.get("options", ()), decision):
            yield Failure(where, entry.case.name, text, decision)


def _mismatches(
    expected: dict[str, Any], results: list[Result], decision: Decision
) -> Iterator[tuple[Text, Result | None]]:
    """What one expected result says, against the result it is about. Only what is listed is compared."""
    if "programme" not in expected:
        return
    result = _result_for(expected, results)
    if result is None:
        wanted = f"{expected['programme']} · {expected.get('subject', 'household')}"
        there = "、".join(_name(r) for r in results)
        yield (
            Text(
                f"没有 {wanted} 的结果（有：{there}）",
                f"no result for {wanted} (there are: {there})",
            ),
            None,
        )
        return
    for key, wanted, found in _compared(expected, result, decision):
        if wanted != found:
            text = Text(
                f"{_name(result)} 的 {key}：应为 {_shown(wanted)}，得到 {_shown(found)}",
                f"{key} of {_name(result)}: expected {_shown(wanted)}, found {_shown(found)}",
            )
            yield text, result


def _result_for(expected: dict[str, Any], results: list[Result]) -> Result | None:
    """The result of the programme for the subject; without a subject, the only one there is."""
    here = [r for r in results if r.programme.name == expected["programme"]]
    if "subject" in expected:
        here = [r for r in here if r.subject == str(expected["subject"])]
    return here[0] if len(here) == 1 else None


def _compared(
    expected: dict[str, Any], result: Result, decision: Decision
) -> Iterator[tuple[str, Any, Any]]:
    """(key, expected, found) in a common form, for each key that the case lists."""
    if "verdict" in expected:
        yield "verdict", expected["verdict"], result.verdict
    if "amount" in expected:
        fen = result.amount_fen
        yield "amount", _money(expected["amount"]), None if fen is None else format_yuan(fen)
    for key in ("from_month", "until_month", "review_month", "earliest_date"):
        if key in expected:
            found = getattr(result, key)
            yield key, expected[key], None if found is None else str(found)
    for key in ("referral_due", "papers_due"):
        if key in expected:
            due = getattr(result, key)
            yield key, expected[key], None if due is None else str(due.date)
    for key in ("failed", "flags"):
        if key in expected:
            yield key, sorted(expected[key]), sorted(getattr(result, key))
    if "needs" in expected:
        wanted, found_needs = list(expected["needs"]), list(result.needs)
        unmet = [w for w in wanted if not any(_meets(n, w, decision) for n in found_needs)]
        extra = [n for n in found_needs if not any(_meets(n, w, decision) for w in wanted)]
        if unmet or extra:
            yield (
                "needs",
                [_wanted_need(w) for w in wanted],
                [_found_need(n, decision) for n in found_needs],
            )


def _money(written: Any) -> str | None:
    return None if written is None else format_yuan(parse_yuan(written))


def _meets(need: Need, wanted: dict[str, Any], decision: Decision) -> bool:
    """Is this the need that the case lists? A subject, key or break-even that it leaves out may be any."""
    if wanted.get(need.kind) != need.name:
        return False
    if "subject" in wanted and str(wanted["subject"]) != need.subject:
        return False
    if "key" in wanted and wanted["key"] != need.key:
        return False
    for bound in ("at_most", "at_least"):
        if bound in wanted:
            steps = getattr(need, bound)
            unit = decision.edition.rulebook.facts[need.name].unit
            if steps is None or Fraction(str(wanted[bound])) * unit.steps != steps:
                return False
    return True


def _wanted_need(wanted: dict[str, Any]) -> str:
    return " ".join(f"{key}={value}" for key, value in wanted.items())


def _found_need(need: Need, decision: Decision) -> str:
    parts = [f"{need.kind}={need.name}", f"subject={need.subject}" if need.subject else ""]
    parts.append(f"key={need.key}" if need.key else "")
    for bound in ("at_most", "at_least"):
        steps = getattr(need, bound)
        if steps is not None:
            figure = write_steps(decision.edition.rulebook.facts[need.name].unit, steps)
            parts.append(f"{bound}={figure}")
    return " ".join(filter(None, parts))


def _option_mismatches(wanted: Iterable[dict[str, Any]], decision: Decision) -> Iterator[Text]:
    for option in wanted:
        found = next((o for o in decision.options if o.elects == option["elects"]), None)
        if found is None:
            there = "；".join(str(o.elects) for o in decision.options)
            yield Text(
                f"没有选项 {option['elects']}（有：{there}）",
                f"no option {option['elects']} (there are: {there})",
            )
            continue
        yield from _option_differences(option, found, decision)


def _option_differences(
    wanted: dict[str, Any], found: Option, decision: Decision
) -> Iterator[Text]:
    elects = wanted["elects"]
    if "total" in wanted:
        total = None if found.total_fen_month is None else format_yuan(found.total_fen_month)
        if _money(wanted["total"]) != total:
            yield Text(
                f"选项 {elects} 的合计：应为 {_shown(wanted['total'])}，得到 {_shown(total)}",
                f"total of option {elects}: expected {_shown(wanted['total'])}, found {_shown(total)}",
            )
    for expected in wanted.get("results", ()):
        for text, _ in _mismatches(expected, found.results, decision):
            yield Text(f"选项 {elects}：{text.zh}", f"option {elects}: {text.en}")
