"""Money that was paid too much before, standing for a part of what is due now: only where the law allows and the family agreed. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from doudi.payments.domain.plan import PLANNED, RETRIED, SERVICE, Key, PlannedLine
from doudi.payments.domain.recovery import spread

#: Money to live on by its law, whatever group of the catalogue it stands in.
TO_LIVE_ON = frozenset({"tekun", "orphan", "unattended_child"})
Whose = tuple[int, int, str]  # household (0 where it is a person's), person, programme


def is_to_live_on(programme: str, group: str) -> bool:
    return group in ("living", "urgent") or programme in TO_LIVE_ON


def whose_of(key: Key) -> Whose:
    return (0 if key.person else key.household, key.person, key.programme)


@dataclass(slots=True)
class Owed:
    """An open receivable whose family agreed that later payments of the programme are lessened. `left`: (fund, fen), in order.

    `most_fen`: of one run, the instalment agreed; `most_share`: of one payment, what the law allows.
    """

    receivable: int
    left: list[tuple[int, int]]
    most_fen: int
    most_share: Fraction


def net(amount_fen: int, owed: Sequence[Owed]) -> list[dict[str, int]]:
    """What of a payment is met by money that was paid too much before; always less than the whole. Lessens `owed` by it."""
    free = min(amount_fen - 1, max((int(amount_fen * o.most_share) for o in owed), default=0))
    parts: list[dict[str, int]] = []
    for debt in owed:
        wanted = min(free, debt.most_fen, sum(fen for _, fen in debt.left))
        if wanted <= 0:
            continue
        now = spread(debt.left, wanted)
        parts += [{"receivable": debt.receivable, "fund": f, "fen": fen} for f, fen in now]
        gone = dict(now)
        debt.left = [(fund, fen - gone.get(fund, 0)) for fund, fen in debt.left]
        debt.most_fen -= wanted
        free -= wanted
    return parts


def net_lines(
    lines: Iterable[PlannedLine], owed: Mapping[Whose, Sequence[Owed]]
) -> list[PlannedLine]:
    """Each payment less what is netted from it: its dues stay whole. What the bank gave back, what is paid once
    and what a provider of care earned is left alone."""
    found = []
    for line in lines:
        debts = owed.get(whose_of(line.key), ())
        is_monthly = (
            line.state == PLANNED
            and line.change not in (RETRIED, SERVICE)
            and not line.key.occasion
        )
        parts = net(line.amount_fen, debts) if debts and is_monthly else []
        taken = sum(p["fen"] for p in parts)
        if taken:
            line = replace(
                line,
                amount_fen=line.amount_fen - taken,
                month_fen=max(0, line.month_fen - taken),
                netted=parts,
            )
        found.append(line)
    return found
