"""The made-up people as a population file: one row per household, its members and supporters as lists."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.everybody import facts_of
from benchmarks.people import ON, Array, People
from doudi.rules.declare import Fact
from doudi.rules.nodes import CATEGORY, DATE, TRUTH
from doudi.rules.rulebook import Rulebook

ROWS_PER_GROUP = 1 << 16


def write_people(
    path: Path,
    book: Rulebook,
    people: People,
    areas: list[str],
    rows_per_group: int = ROWS_PER_GROUP,
) -> None:
    """Households in their order, shared out among the areas in equal parts."""
    share = -(-people.households // len(areas))
    codes = np.arange(people.households) // share
    columns: dict[str, Any] = {
        "household_id": np.arange(1, people.households + 1),
        "area": pa.DictionaryArray.from_arrays(codes.astype(np.int32), areas),
    }
    lists: dict[str, dict[str, Any]] = {"member": {}, "supporter": {}}
    for name, column in facts_of(book, people):
        fact = book.facts[name]
        lists.get(fact.entity.name, columns)[name] = _arrow(fact, *_with_marks(column))
    for name, sizes in (("member", people.members), ("supporter", people.outside)):
        rows = pa.StructArray.from_arrays(list(lists[name].values()), list(lists[name]))
        offsets = np.concatenate([[0], np.cumsum(sizes, dtype=np.int32)]).astype(np.int32)
        columns[name] = pa.ListArray.from_arrays(offsets, rows)
        columns[f"{name}_complete"] = np.ones(people.households, bool)
    about = {"format": 1, "on": ON.isoformat(), "background": [], "synthetic": True}
    about["source"] = {"zh": "测速用的虚构人口", "en": "people made up for the speed test"}
    table = pa.table(columns).replace_schema_metadata({"doudi": json.dumps(about)})
    pq.write_table(table, path, row_group_size=rows_per_group)


def _with_marks(column: Any) -> tuple[Array, Array | None]:
    return column if isinstance(column, tuple) else (column, None)


def _arrow(fact: Fact, values: Array, known: Array | None) -> Any:
    missing = None if known is None else ~known
    if fact.kind == TRUTH:
        return pa.array(values.astype(bool), mask=missing)
    if fact.kind == CATEGORY:
        codes = pa.array(values.astype(np.int8), mask=missing)
        return pa.DictionaryArray.from_arrays(codes, list(fact.options))
    found = pa.array(values, mask=missing)
    return found.cast(pa.date32()) if fact.kind == DATE else found
