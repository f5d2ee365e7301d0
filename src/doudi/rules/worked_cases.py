"""Which worked families a rule, value or fact took part in, and what must come out of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from doudi.rules.case_file import CaseEntry
from doudi.rules.decide import decide
from doudi.rules.explain import VERDICTS, reason_list
from doudi.rules.programme import PERIOD_LABELS
from doudi.rules.rulebook import Rulebook
from doudi.units.text import ProblemsError, Text


@dataclass(frozen=True, slots=True)
class WorkedCase:
    """A family that was worked out by hand, and what must come out."""

    name: str
    outcomes: tuple[Text, ...]
    verdicts: tuple[str, ...]
    source: str
    file: str  # "dibao/cases/how_much.yaml"

    @property
    def folder(self) -> str:
        return self.file.partition("/")[0]


def worked_cases(
    rulebook: Rulebook, entries: Iterable[CaseEntry], file: str = ""
) -> dict[str, list[WorkedCase]]:
    """By rule, value and fact: the cases whose reasons name it. `file` says where the entries were read from."""
    found: dict[str, list[WorkedCase]] = {}
    for entry in entries:
        expected = _expected_results(entry)
        case = WorkedCase(
            entry.case.name,
            tuple(_outcome(rulebook, e) for e in expected),
            tuple(str(e.get("verdict", "")) for e in expected),
            entry.source,
            file,
        )
        for name in _took_part(rulebook, entry):
            found.setdefault(name, []).append(case)
    return found


def _expected_results(entry: CaseEntry) -> list[dict[str, Any]]:
    """What is expected of single programmes; the totals of a choice belong to none."""
    return [e for e in entry.expect if "programme" in e]


def _took_part(rulebook: Rulebook, entry: CaseEntry) -> list[str]:
    expected = [e["programme"] for e in _expected_results(entry)]
    try:
        decision = decide(rulebook, entry.case, expected or None)
    except ProblemsError:
        return []  # a case that expects no law in force
    names: dict[str, None] = {}
    for result in decision.results:
        for reason in reason_list(decision, result, "zh"):
            names |= dict.fromkeys((reason.variable, *(i.name for i in reason.inputs)))
    return list(names)


def _outcome(rulebook: Rulebook, expected: dict[str, Any]) -> Text:
    """An expected result in one line: programme, verdict, amount."""
    programme = rulebook.programmes[expected["programme"]]
    zh, en = programme.label
    if expected.get("subject"):
        zh, en = f"{zh}（{expected['subject']}）", f"{en} ({expected['subject']})"
    if expected.get("verdict"):
        verdict = VERDICTS[expected["verdict"]]
        zh, en = f"{zh}：{verdict.zh}", f"{en}: {verdict.en}"
    if expected.get("amount") is not None:
        often = PERIOD_LABELS[programme.period]
        zh += f"，{often.zh} {expected['amount']} 元"
        en += f", {expected['amount']} yuan {often.en}"
    return Text(zh, en)
