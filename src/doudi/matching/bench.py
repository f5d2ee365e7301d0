"""How fast, in how much memory, and how well duplicates are found among made-up people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from time import perf_counter

import pyarrow as pa

from doudi.matching.duplicates import find_duplicates
from doudi.matching.made_people import make_people


@dataclass(frozen=True, slots=True)
class Quality:
    """Of pairs: found, of those right, and there to be found."""

    found: int
    right: int
    there: int

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.there if self.there else 1.0


def quality_of(pairs: pa.Table, truth: Iterable[tuple[int, int]]) -> Quality:
    """Pairs as found, against the pairs that are one person."""
    found = set(zip(pairs["first"].to_pylist(), pairs["second"].to_pylist(), strict=True))
    there = set(truth)
    return Quality(len(found), len(found & there), len(there))


def measure(persons: int = 500_000, *, seed: int = 1) -> dict[str, float]:
    """Seconds, precision and recall of `find_duplicates` on so many made-up people."""
    made = make_people(persons, seed=seed)
    start = perf_counter()
    pairs = find_duplicates(made.people)
    seconds = perf_counter() - start
    quality = quality_of(pairs, made.truth)
    return {
        "persons": persons,
        "seconds": round(seconds, 2),
        "pairs": quality.found,
        "precision": round(quality.precision, 5),
        "recall": round(quality.recall, 5),
    }
