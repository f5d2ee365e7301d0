"""Which fund pays which line, and whether each has enough. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Purse:
    """A fund that may pay a programme, by the road over which its money goes."""

    fund: int
    road: str


@dataclass(frozen=True, slots=True)
class Allotted:
    """`purse` None: no fund is set for the programme. `short_fen`: what the funds lack in all."""

    purses: list[Purse | None]
    short_fen: int
    by_fund: dict[int, int]


def allot(
    lines: Iterable[tuple[str, int]],
    fundings: Mapping[str, Sequence[Purse]],
    available: Mapping[int, int],
) -> Allotted:
    """`lines`: (programme, fen) in order. Each is paid wholly by the first fund in the programme's order that still has enough.

    Where none has, the last takes it and the run is short: nothing is sent then.
    """
    left = dict(available)
    spent: dict[int, int] = {}
    purses: list[Purse | None] = []
    for programme, fen in lines:
        order = fundings.get(programme, ())
        if not order:
            purses.append(None)
            continue
        purse = next((p for p in order if left.get(p.fund, 0) >= fen), order[-1])
        left[purse.fund] = left.get(purse.fund, 0) - fen
        spent[purse.fund] = spent.get(purse.fund, 0) + fen
        purses.append(purse)
    return Allotted(purses, -sum(v for v in left.values() if v < 0), spent)
