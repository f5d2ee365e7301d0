"""Finding pairs: exact by identity number, then by likelihood (Splink on DuckDB)."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb
import pyarrow as pa
from splink import DuckDBAPI, Linker

from doudi.matching.model import COMPARISONS, chances, make_settings
from doudi.matching.people import prepare

#: Pairs less likely than this, in thousandths, are not shown to anybody.
THRESHOLD = 900
MEMORY = "1500MB"
#: The share of records that are thought to be duplicates before anything is compared.
_EXPECTED = 0.01

PAIRS = pa.schema(
    [
        ("first", pa.int64()),
        ("second", pa.int64()),
        ("per_mille", pa.int32()),
        ("reasons", pa.list_(pa.string())),
    ]
)


def find_duplicates(
    people: pa.Table, *, threshold: int = THRESHOLD, memory: str = MEMORY, threads: int = 2
) -> pa.Table:
    """Pairs within one list that may be one person (`PAIRS`), the likeliest first; `first` has the lower id.

    `people` as `people_table` makes it. The same list gives the same pairs, whatever its order.
    """
    if people.num_rows < 2:
        return PAIRS.empty_table()
    prepared = prepare(people)
    prior = min(2 * _EXPECTED / people.num_rows, 0.1)
    return _pairs([prepared], "dedupe_only", prior, threshold, memory, threads)


def match_file(
    register: pa.Table,
    incoming: pa.Table,
    *,
    threshold: int = THRESHOLD,
    memory: str = MEMORY,
    threads: int = 2,
) -> pa.Table:
    """Pairs of a registered (`first`) and an incoming record (`second`) that may be one person, the likeliest first."""
    if not register.num_rows or not incoming.num_rows:
        return PAIRS.empty_table()
    prior = min(0.5 / register.num_rows, 0.1)
    return _pairs(
        [prepare(register), prepare(incoming)], "link_only", prior, threshold, memory, threads
    )


def _pairs(
    tables: list[pa.Table], link_type: str, prior: float, threshold: int, memory: str, threads: int
) -> pa.Table:
    with _database(memory, threads) as connection, _quiet():
        api = DuckDBAPI(connection)
        names = ["a_register", "b_incoming"][: len(tables)]
        frames = [
            api.register(table, dataset_display_name=name)
            for table, name in zip(tables, names, strict=True)
        ]
        people = sum(table.num_rows for table in tables)
        settings = make_settings(link_type, chances(tables), prior, people)
        linker = Linker(frames, settings, validate_settings=False, log_level=logging.ERROR)
        found = linker.inference.predict(threshold_match_probability=threshold / 1000)
        return connection.sql(_READ.format(table=found.physical_name)).to_arrow_table().cast(PAIRS)


@contextmanager
def _database(memory: str, threads: int) -> Iterator[duckdb.DuckDBPyConnection]:
    """In memory only: whole numbers pass through here, and nothing of them may reach a disk."""
    connection = duckdb.connect(
        ":memory:",
        config={"memory_limit": memory, "threads": threads, "temp_directory": ""},
    )
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def _quiet() -> Iterator[None]:
    logger = logging.getLogger("splink")
    before = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            yield
    finally:
        logger.setLevel(before)


def _reason_sql() -> str:
    """Splink numbers the levels of a comparison from the last (0) upwards; null is -1."""
    cases = []
    for name, (_, findings) in COMPARISONS.items():
        whens = " ".join(
            f"WHEN {level} THEN '{name}.{finding.key}'"
            for level, finding in enumerate(reversed(findings))
        )
        cases.append(f"CASE gamma_{name} {whens} END")
    return f"list_filter([{', '.join(cases)}], lambda r: r IS NOT NULL)"


_READ = f"""
    SELECT unique_id_l AS first, unique_id_r AS second,
        CAST(floor(1000 * match_probability) AS INTEGER) AS per_mille, {_reason_sql()} AS reasons
    FROM {{table}}
    ORDER BY match_weight DESC, first, second
"""  # noqa: S608 # names of columns, no values
