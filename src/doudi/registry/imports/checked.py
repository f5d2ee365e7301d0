"""What checking makes of a file: good rows ready for the register, and what is wrong with the others."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from doudi.registry.imports.faults import Faults


@dataclass
class Checked:
    """`rows` (with `row`, its number in the sheet) and `facts` (with `at`, the place in `rows`), both in the order of `rows`.

    `ends`: where a chunk of rows may end, so that a household stays together. `repeated`: rows said twice in the same words.
    """

    rows: pa.Table
    facts: pa.Table
    ends: np.ndarray
    faults: Faults
    repeated: int = 0
    counts: dict[str, int] = field(default_factory=dict)

    def chunks(self, size: int) -> list[tuple[int, int]]:
        """Ranges of rows of about `size`, each ending with a household."""
        found, start = [], 0
        while start < self.rows.num_rows:
            at = int(np.searchsorted(self.ends, start + size))
            end = int(self.ends[min(at, len(self.ends) - 1)])
            found.append((start, end))
            start = end
        return found

    def facts_between(self, start: int, end: int) -> pa.Table:
        places = self.facts.column("at").to_numpy()
        lo, hi = np.searchsorted(places, [start, end])
        return self.facts.slice(int(lo), int(hi - lo))


def order_facts(facts: pa.Table, order: np.ndarray, count: int) -> pa.Table:
    """Facts of kept rows only, `at` counted in the order in which the rows are kept."""
    place = np.full(count, -1, np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    at = place[facts.column("at").to_numpy()]
    by_place = np.argsort(at, kind="stable")
    by_place = by_place[at[by_place] >= 0]
    columns = {name: facts.column(name).take(pa.array(by_place)) for name in facts.column_names}
    columns["at"] = pa.chunked_array([pa.array(at[by_place])])
    return pa.table(columns)


def codes_of(*arrays: np.ndarray) -> np.ndarray:
    """One number for each different combination, counted in the order in which they appear."""
    codes = np.zeros(len(arrays[0]), np.int64)
    for array in arrays:
        found = pa.array(array).dictionary_encode()
        codes = codes * (len(found.dictionary) + 1) + found.indices.to_numpy()
        codes = pa.array(codes).dictionary_encode().indices.to_numpy().astype(np.int64)
    return codes


def first_of_each(codes: np.ndarray) -> np.ndarray:
    """For each row the place of the first row with the same code."""
    _, first, inverse = np.unique(codes, return_index=True, return_inverse=True)
    return first[inverse]
