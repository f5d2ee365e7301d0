"""Chance, a column at a time: the same seed always gives the same columns."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

# What a column holds, for the reader; NumPy's own types would say it for every intermediate step.
Array = NDArray[Any]
Truths = NDArray[Any]
Reals = NDArray[Any]
Codes = NDArray[Any]


class Chance:
    """One stream of chance. `spread` and what rests on it let shares come out exactly, so that rare groups
    have the size that the figures give them in every draw, not only on average."""

    def __init__(self, *seed: int) -> None:
        self.random = np.random.Generator(np.random.SFC64(np.random.SeedSequence(seed)))

    def even(self, n: int) -> Reals:
        """Numbers from 0 up to 1."""
        return self.random.random(n, np.float32)

    def spread(self, n: int) -> Reals:
        """One number out of each n-th part of 0 … 1, in random order."""
        return (self.random.permutation(n).astype(np.float32) + self.even(n)) / np.float32(
            max(n, 1)
        )

    def happens(self, n: int, share: float | Reals) -> Truths:
        """True for about this share of the rows (one share, or one for each row)."""
        return self.even(n) < share

    def of(self, rows: Truths, share: float) -> Truths:
        """True for exactly this share of the marked rows (to the nearest row), never for others."""
        chosen = np.zeros(len(rows), bool)
        places = np.flatnonzero(rows)
        chosen[places] = self.spread(len(places)) < share
        return chosen

    def alike(self, rows: Truths, share: float, column: Array) -> Truths:
        """Like `of`, and the chosen rows hold small and large values of a column in the same proportions as the others."""
        places = self.random.permutation(np.flatnonzero(rows))
        places = places[np.argsort(column[places], kind="stable")]
        steps = np.floor((np.arange(len(places) + 1) + self.random.random()) * share)
        chosen = np.zeros(len(rows), bool)
        chosen[places[np.diff(steps) > 0]] = True
        return chosen

    def one_of(self, n: int, weights: Sequence[float]) -> Codes:
        """0, 1, 2 … in these proportions, spread exactly."""
        return pick(self.spread(n), weights)

    def any_of(self, n: int, weights: Sequence[float]) -> Codes:
        """0, 1, 2 … in about these proportions."""
        return pick(self.even(n), weights)

    def between(self, n: int, low: float, high: float, lean: float = 1.0) -> Reals:
        """Numbers from low to high; with `lean` above 1 most lie near the lower end."""
        share = self.even(n)
        if lean != 1:
            share = share**lean
        return np.float32(low) + np.float32(high - low) * share

    def within(self, n: int, ends: Sequence[float], lean: float = 1.0) -> Reals:
        """`between` the two ends of a figure."""
        low, high = ends
        return self.between(n, low, high, lean)

    def bell(self, n: int) -> Reals:
        """Normally distributed around 0, with a spread of 1."""
        return self.random.standard_normal(n, np.float32)


def pick(places: Reals, weights: Sequence[float]) -> Codes:
    """The option on whose stretch of 0 … 1 each number falls."""
    ends = np.cumsum(np.asarray(weights, np.float64))
    return np.searchsorted((ends / ends[-1])[:-1], places, side="right").astype(np.int8)


def normal_at(shares: Reals) -> Reals:
    """How many spreads from the middle the given share of a normal distribution ends."""
    points, heights = _normal_table()
    return np.interp(shares, points, heights).astype(np.float32)


@cache
def _normal_table() -> tuple[Array, Array]:
    fine = np.concatenate([np.linspace(1e-5, 0.01, 400), np.linspace(0.01, 0.5, 2000)[1:]])
    points = np.concatenate([fine, 1 - fine[-2::-1]])
    heights = np.array([NormalDist().inv_cdf(float(p)) for p in points])
    return points, heights
