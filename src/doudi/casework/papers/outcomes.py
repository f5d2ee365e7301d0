"""The results of a decision in the words of a letter."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from doudi.foundation.rulebook import get_rulebook
from doudi.rules.explain import cite
from doudi.rules.programme import Programme
from doudi.units.dates import Month
from doudi.units.money import format_yuan, uppercase_amount

PERIODS = {"month": "每月", "once": "一次性", "year": "每年"}


def outcome_in_words(
    result: dict[str, Any], who: str, steps: list[dict[str, str]]
) -> dict[str, Any]:
    """One result: its name, for whom, one sentence, the tests that fail, the steps with their articles."""
    programme = get_rulebook_programme(str(result.get("programme", "")))
    return {
        "name": programme.label.zh if programme else str(result.get("programme", "")),
        "who": who,
        "is_granted": result.get("verdict") == "eligible",
        "sentence": award_sentence(result),
        "review": _month(result.get("review_month")),
        "failed": [str(f.get("zh", "")) for f in result.get("failed") or []],
        "basis": [t.zh for t in programme.legal_basis] if programme else [],
        "steps": steps,
    }


def get_rulebook_programme(name: str) -> Programme | None:
    return get_rulebook().programmes.get(name)


def award_sentence(result: dict[str, Any]) -> str:
    """ "自2022年10月起，每月380.67元（大写：人民币叁佰捌拾元陆角柒分）"."""
    since, until = _month(result.get("from_month")), _month(result.get("until_month"))
    when = f"自{since}起" if since else ""
    when += f"至{until}止" if until else ""
    amount = result.get("amount_fen")
    money = (
        f"{PERIODS.get(str(result.get('period') or 'month'), '每月')}{format_yuan(int(amount))}元"
        f"（大写：人民币{uppercase_amount(int(amount))}）"
        if amount is not None
        else "不发放现金，按规定享受相应救助"
    )
    return "，".join(filter(None, (when, money)))


def amounts_in_words(about: dict[str, Any]) -> dict[str, Any]:
    """Of a change that a campaign made: {"programme", "before_fen", "after_fen", "from_month"} as words."""
    programme = get_rulebook_programme(str(about.get("programme", "")))
    found = {"since": _month(about.get("from_month"))}
    if programme is not None:
        found["programme_name"] = programme.label.zh
    for name in ("before", "after"):
        fen = about.get(f"{name}_fen")
        if fen is not None:
            found[name] = f"{format_yuan(int(fen))}元（大写：人民币{uppercase_amount(int(fen))}）"
    return found


def cite_all(laws: Iterable[str], on: date) -> list[str]:
    """Each text once, as a letter cites it, in the order of the steps."""
    documents = get_rulebook().documents
    parts = (part.strip() for law in laws for part in law.split(";"))
    return list(dict.fromkeys(cite(part, documents, "zh", on) for part in parts if part))


def _month(value: Any) -> str:
    return Month.parse(str(value)[:7]).format("zh") if value else ""
