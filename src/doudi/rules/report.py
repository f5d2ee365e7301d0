"""A decision as data for other programs: the JSON of `doudi decide --json`. Money in fen; months as 2022-08."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from doudi.rules.decide import Decision, Need, Option, Result, monthly_total
from doudi.rules.explain import is_demonstration, name_of, need_sentence, reasons
from doudi.rules.values import Resolved
from doudi.rules.written import write_steps
from doudi.units.text import Problem


def report(decision: Decision, lang: str, *, warnings: Sequence[Problem] = ()) -> dict[str, Any]:
    """Everything that was decided about one case. `lang` chooses the language of labels and sentences."""
    case = decision.case
    return {
        "case": case.name,
        "on": case.on.isoformat(),
        "area": case.area,
        "demonstration": is_demonstration(decision),
        "backgrounds": list(dict.fromkeys(case.from_background.values())),
        "results": [
            {**_result(decision, r, lang), "reasons": reasons(decision, r, lang)}
            for r in decision.results
        ],
        "total_fen_month": monthly_total(decision.results),
        "options": [_option(decision, option, lang) for option in decision.options],
        "last_known_values": last_known_values(decision, lang),
        "warnings": [warning.in_(lang) for warning in warnings],
    }


def _result(decision: Decision, result: Result, lang: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "programme": result.programme.name,
        "label": result.programme.label.in_(lang),
        "subject": result.subject,
        "verdict": result.verdict,
        "amount_fen": result.amount_fen,
        "outcome": result.programme.outcome,
        "period": result.programme.period,
        "from_month": _text(result.from_month),
        "until_month": _text(result.until_month),
        "review_month": _text(result.review_month),
        "earliest_date": _text(result.earliest_date),
        "referral_due": _text(result.referral_due and result.referral_due.date),
        "papers_due": _text(result.papers_due and result.papers_due.date),
        "failed": result.failed,
        "needs": [_need(decision, need, lang) for need in result.needs],
        "flags": result.flags,
    }
    if result.amount_range is not None:
        found["amount_range_fen"] = list(result.amount_range)
    return found


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _option(decision: Decision, option: Option, lang: str) -> dict[str, Any]:
    return {
        "elects": option.elects,
        "results": [_result(decision, r, lang) for r in option.results],
        "total_fen_month": option.total_fen_month,
        "loses": [
            {
                "programme": loss.programme.name,
                "label": loss.programme.label.in_(lang),
                "subject": loss.subject,
                "fen_month": loss.fen_month,
            }
            for loss in option.loses
        ],
    }


def _need(decision: Decision, need: Need, lang: str) -> dict[str, Any]:
    """What is missing: a fact, whether all rows are listed, a value nobody has entered, or the law itself."""
    if need.kind == "value":
        case = decision.case
        return {
            "value": need.name,
            "key": need.key or None,
            "area": case.area,
            "on": case.on.isoformat(),
            "label": name_of(decision.edition.rulebook, need.name, lang),
            "how": need_sentence(decision, need, lang),
        }
    label = name_of(decision.edition.rulebook, need.name, lang)
    if need.kind == "rows":
        return {"rows": need.name, "label": label, "subject": need.subject}
    if need.kind == "law":
        return {"law": need.name, "label": label}
    break_even, eligible_if = None, None
    unit = decision.edition.rulebook.facts[need.name].unit
    if need.at_most is not None:
        break_even, eligible_if = write_steps(unit, need.at_most), "at_most"
    elif need.at_least is not None:
        break_even, eligible_if = write_steps(unit, need.at_least), "at_least"
    return {
        "fact": need.name,
        "label": label,
        "subject": need.subject,
        "break_even": break_even,
        "eligible_if": eligible_if,
    }


def last_known_values(decision: Decision, lang: str) -> list[dict[str, Any]]:
    """Figures of an earlier year that were used because nobody has entered a newer one."""
    used: dict[tuple[str, str], Resolved | None] = decision.edition._cache
    return [
        {
            "value": name,
            "key": key or None,
            "label": name_of(decision.edition.rulebook, name, lang),
            "area": resolved.area,
            "since": resolved.since.isoformat(),
            "source": resolved.source,
        }
        for (name, key), resolved in used.items()
        if resolved is not None and resolved.last_known
    ]
