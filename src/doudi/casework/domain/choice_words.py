"""A choice as a clerk reads it out: fits and gives how much, may fit and needs what, does not fit because."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from doudi.casework.domain.choices import Choice
from doudi.rules.decide import ELECTION, ELIGIBLE, NOT_ELIGIBLE, UNDETERMINED, Decision
from doudi.rules.explain import name_of
from doudi.units.dates import format_date
from doudi.units.money import format_yuan
from doudi.units.text import Text

MOST = 4
_PER = {
    "month": Text("每月 {0} 元", "{0} yuan a month"),
    "once": Text("一次性 {0} 元", "{0} yuan once"),
    "year": Text("每年 {0} 元", "{0} yuan a year"),
}


@dataclass(frozen=True, slots=True)
class Card:
    """One programme for one subject ("" is the household), in one language. `obstacle`: why it cannot be chosen."""

    key: str
    name: str
    who: str
    verdict: str
    amount: str
    needs: tuple[str, ...]
    more: int
    why: tuple[str, ...]
    earliest: str
    is_near: bool
    is_chosen: bool
    obstacle: str
    case_id: int | None


@dataclass(frozen=True, slots=True)
class Cards:
    """`likely`: may fit and a trouble leads there; `possible`: may fit as well."""

    fits: tuple[Card, ...]
    likely: tuple[Card, ...]
    possible: tuple[Card, ...]
    unlikely: tuple[Card, ...]


def cards_of(
    decision: Decision,
    choices: Iterable[Choice],
    obstacles: Mapping[str, tuple[Text, int | None]],
    chosen: Iterable[str],
    lang: str,
    *,
    with_reasons: bool,
) -> Cards:
    """`with_reasons`: for those who may see what a file says of illness, disability and prison."""
    picked = set(chosen)
    cards = [
        _card(decision, c, obstacles.get(c.key), c.key in picked, lang, with_reasons)
        for c in choices
    ]
    opened = [c for c in cards if c.verdict == UNDETERMINED]
    return Cards(
        tuple(c for c in cards if c.verdict == ELIGIBLE),
        tuple(c for c in opened if c.is_near),
        tuple(c for c in opened if not c.is_near),
        tuple(c for c in cards if c.verdict not in (ELIGIBLE, UNDETERMINED)),
    )


def _card(
    decision: Decision,
    choice: Choice,
    obstacle: tuple[Text, int | None] | None,
    is_chosen: bool,
    lang: str,
    with_reasons: bool,
) -> Card:
    result, book = choice.result, decision.edition.rulebook
    needs = tuple(
        dict.fromkeys(
            name_of(book, n.name, lang) for n in result.needs if not n.name.startswith(ELECTION)
        )
    )
    amount = ""
    if result.amount_fen is not None and result.verdict == ELIGIBLE:
        amount = _PER[result.programme.period].in_(lang).format(format_yuan(result.amount_fen))
    failed = result.failed if with_reasons and result.verdict == NOT_ELIGIBLE else []
    return Card(
        choice.key,
        result.programme.label.in_(lang),
        "" if choice.person is None else result.subject,
        result.verdict,
        amount,
        needs[:MOST] if result.verdict in (ELIGIBLE, UNDETERMINED) else (),
        max(0, len(needs) - MOST),
        tuple(name_of(book, test, lang) for test in failed),
        format_date(result.earliest_date, lang) if result.earliest_date else "",
        choice.is_near,
        is_chosen,
        obstacle[0].in_(lang) if obstacle else "",
        obstacle[1] if obstacle else None,
    )
