"""What the engine proposes for a case, as plain data: one entry for each programme and subject. Pure.

    {"programme": "dibao", "person": null, "verdict": "eligible", "amount_fen": 38067, "period": "month", "outcome": "money",
     "from_month": "2022-08", "until_month": null, "review_month": "2023-08", "failed": [], "needs": [], "flags": [], "options": []}

A person's own results have the same shape; what differs from the engine's is found here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from doudi.rules.decide import (
    ELIGIBLE,
    NOT_ELIGIBLE,
    NOT_YET,
    UNDETERMINED,
    Decision,
    Option,
    Result,
)
from doudi.rules.explain import name_of, need_sentence
from doudi.rules.programme import Programme
from doudi.units.dates import Month
from doudi.units.text import Text

Entry = dict[str, Any]
HOUSEHOLD, MEMBER = "household", "member"
VERDICTS = (ELIGIBLE, NOT_ELIGIBLE, NOT_YET, UNDETERMINED)
#: What a person may find otherwise than the engine does.
DECIDED = ("verdict", "amount_fen")


def proposal_of(
    decision: Decision, persons: Sequence[int], *, person: int | None = None
) -> list[Entry]:
    """`persons`: ids of the members in the order of the case's rows. `person`: whom the case is about, None the family."""
    entries = []
    for result in decision.results:
        whose = persons[result.row] if result.programme.subject == MEMBER else None
        if person is None or whose in (None, person):
            entries.append(_entry(decision, result, whose))
    return entries


def _entry(decision: Decision, result: Result, person: int | None) -> Entry:
    programme = result.programme
    return {
        "programme": programme.name,
        "person": person,
        "verdict": result.verdict,
        "amount_fen": result.amount_fen,
        "period": programme.period,
        "outcome": _outcome(programme),
        "from_month": _month(result.from_month),
        "until_month": _month(result.until_month),
        "review_month": _month(result.review_month),
        "failed": [_failed(decision, name) for name in result.failed],
        "needs": [
            _both(need_sentence(decision, n, "zh"), need_sentence(decision, n, "en"))
            for n in result.needs
        ],
        "flags": list(result.flags),
        "options": _options(decision, result),
        **({"parts": result.parts_fen} if result.parts_fen else {}),
    }


def _outcome(programme: Programme) -> str:
    """An edge household is recognised and gets no money of its own."""
    pays = "amount" in programme.entry
    return "status" if programme.outcome == "money" and not pays else programme.outcome


def _month(month: Month | None) -> str | None:
    return None if month is None else str(month)


def _failed(decision: Decision, name: str) -> dict[str, str]:
    book = decision.edition.rulebook
    return {"name": name, **_both(name_of(book, name, "zh"), name_of(book, name, "en"))}


def _both(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}


def _options(decision: Decision, result: Result) -> list[dict[str, Any]]:
    """What each lawful choice of the family would make of this result. The family chooses, and its choice is recorded as a fact."""
    if result.verdict != UNDETERMINED:
        return []
    place = decision.results.index(result)
    return [_option(option, option.results[place]) for option in decision.options]


def _option(option: Option, there: Result) -> dict[str, Any]:
    return {
        "elects": dict(option.elects),
        "verdict": there.verdict,
        "amount_fen": there.amount_fen,
        "total_fen_month": option.total_fen_month,
    }


# -- a person's results beside the engine's ---------------------------------------------------------------
def key_of(entry: Mapping[str, Any]) -> tuple[str, int | None]:
    return entry["programme"], entry["person"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One point in which two results differ. `field` "": one of them does not speak of it at all."""

    programme: str
    person: int | None
    field: str
    here: Any
    there: Any


def differences(here: Iterable[Entry], there: Iterable[Entry]) -> list[Difference]:
    """In verdict or amount; an amount counts where both grant."""
    mine, other = ({key_of(e): e for e in entries} for entries in (here, there))
    found = []
    for key in dict.fromkeys([*mine, *other]):
        one, two = mine.get(key), other.get(key)
        if one is None or two is None:
            found.append(Difference(*key, "", one and one["verdict"], two and two["verdict"]))
        elif one["verdict"] != two["verdict"]:
            found.append(Difference(*key, "verdict", one["verdict"], two["verdict"]))
        elif one["verdict"] == ELIGIBLE and one["amount_fen"] != two["amount_fen"]:
            found.append(Difference(*key, "amount_fen", one["amount_fen"], two["amount_fen"]))
    return found


def with_view(
    proposal: Iterable[Entry], view: Mapping[tuple[str, int | None], tuple[str, int | None]]
) -> list[Entry]:
    """The proposal as a person sees it: `view` gives verdict and amount of what they find otherwise."""
    found = []
    for entry in proposal:
        verdict, amount = view.get(key_of(entry), (entry["verdict"], entry["amount_fen"]))
        seen = {**entry, "verdict": verdict, "amount_fen": amount if verdict == ELIGIBLE else None}
        if seen["amount_fen"] != entry["amount_fen"]:
            seen.pop("parts", None)  # the engine's parts do not add up to a person's amount
        found.append(seen)
    return found


def granted(results: Iterable[Entry]) -> list[Entry]:
    return [e for e in results if e["verdict"] == ELIGIBLE]


def faults_of(results: Sequence[Entry], proposal: Sequence[Entry]) -> list[Text]:
    """Why a person's results cannot be decided on: not about this case, a negative amount, something that is not known."""
    known = {key_of(e): e for e in proposal}
    faults = []
    for entry in results:
        engine = known.get(key_of(entry))
        if engine is None or entry["verdict"] not in VERDICTS:
            faults.append(Text("结果与本案的项目不符", "the results are not about this case"))
        elif entry["verdict"] == ELIGIBLE:
            faults += _faults_of_grant(entry, engine)
    return list(dict.fromkeys(faults))


def _faults_of_grant(entry: Entry, engine: Entry) -> list[Text]:
    if engine["verdict"] == UNDETERMINED:
        return [NOT_KNOWN]
    amount = entry["amount_fen"]
    pays = engine["outcome"] == "money"
    if amount is not None and (
        isinstance(amount, bool) or not isinstance(amount, int) or amount < 0
    ):
        return [Text("金额不对", "the amount is wrong")]
    if pays and amount is None:
        return [
            Text("金额还没有算出来，不能作决定", "the amount is not known: nothing can be decided")
        ]
    return []


NOT_KNOWN = Text(
    "还有情况没有查清，不能作决定；请先补齐所缺的情况",
    "Something is not known yet: nothing can be decided before it is found out",
)


def undetermined(proposal: Iterable[Entry]) -> list[Entry]:
    return [e for e in proposal if e["verdict"] == UNDETERMINED]
