"""What a programme for members gives each household, in one loop over the members."""

from __future__ import annotations

import numpy as np

from doudi.rules.columns import Array
from doudi.rules.lower import LATER, NO, OPEN, YES
from doudi.rules.machine import kept


def together(
    offsets: Array, verdict: Array, fen: Array | None, most: Array | None
) -> tuple[Array, Array, Array | None, Array]:
    """By household: the verdict, how many members are eligible, their fen, and where these are not known.

    One eligible member makes the household eligible, else one that is open leaves it open, else one whose time has not come.
    `fen` and `most` are the least and the most that each member can get; None: the programme pays nothing.
    """
    households = len(offsets) - 1
    verdicts, persons = np.empty(households, np.int8), np.empty(households, np.int16)
    is_open, total = np.empty(households, np.bool_), np.empty(households, np.int64)
    if fen is None:
        fen = most = np.zeros(len(verdict), np.int8)
        _add_up(offsets, verdict, fen, most, verdicts, persons, total, is_open)
        return verdicts, persons, None, is_open
    _add_up(offsets, verdict, fen, fen if most is None else most, verdicts, persons, total, is_open)
    return verdicts, persons, total, is_open


@kept
def _add_up(
    offsets: Array, verdict: Array, fen: Array, most: Array, verdicts: Array, persons: Array, total: Array, is_open: Array
) -> None:  # fmt: skip
    for household in range(len(verdicts)):
        eligible, opened, later, paid, unknown = 0, 0, 0, 0, False
        for row in range(offsets[household], offsets[household + 1]):
            code = verdict[row]
            eligible += code == YES
            opened += code == OPEN
            later += code == LATER
            paid += fen[row]
            unknown |= fen[row] != most[row]
        persons[household], total[household] = eligible, paid
        is_open[household] = unknown or opened > 0
        if eligible:
            verdicts[household] = YES
        elif opened:
            verdicts[household] = OPEN
        else:
            verdicts[household] = LATER if later else NO
