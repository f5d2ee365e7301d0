"""Facts in a ledger: a column for each, or one fact a row. Out come long tables, one line for each thing that is said."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from doudi.registry.domain.fact_values import NOT_KNOWN, read_value
from doudi.registry.imports.columns import Columns, as_dates, rows_of
from doudi.registry.imports.identities import NO_DAY
from doudi.registry.imports.ledgers import FACT, Ledger
from doudi.registry.imports.options import Options
from doudi.rules.declare import Fact, day_number
from doudi.units.text import ProblemsError, Text, plain, refusal

IGNORED = "-"
SUBJECT = {"household": "household", "member": "person", "supporter": "supporter"}

SCHEMA = pa.schema(
    [
        ("at", pa.int32()),  # place of the row in the sheet
        ("subject", pa.string()),
        ("name", pa.string()),
        ("item", pa.string()),
        ("value", pa.int64()),
        ("option", pa.string()),
        ("period_from", pa.date32()),
        ("period_to", pa.date32()),
        ("valid_from", pa.date32()),
        ("valid_to", pa.date32()),
    ]
)


def read_facts(columns: Columns, ledger: Ledger, options: Options) -> pa.Table:
    """Everything the file says as facts, with `at`, the place of its row. Faults are noted."""
    dates = _dates(columns, options)
    item = columns.text("item")
    parts = []
    for target in columns.place:
        if target.startswith(FACT):
            fact = ledger.fields[target].fact
            assert fact is not None
            parts.append(_wide(columns, target, fact, item, dates, options))
    if "fact_name" in columns and "fact_value" in columns:
        parts.append(_long(columns, ledger, item, dates, options))
    return pa.concat_tables(parts) if parts else SCHEMA.empty_table()


def _dates(columns: Columns, options: Options) -> dict[str, np.ndarray]:
    found = {}
    for name, month_end in (
        ("period_from", False),
        ("period_to", True),
        ("valid_from", False),
        ("valid_to", None),
    ):
        days = columns.days(name, month_end=month_end)
        default: dt.date | None = getattr(options, name)
        if default is not None:
            days = np.where(days == NO_DAY, day_number(default), days)
        found[name] = days
    if "period" in columns:
        for name, month_end in (("period_from", False), ("period_to", True)):
            days = columns.days("period", month_end=month_end)
            found[name] = np.where(columns.filled("period"), days, found[name])
    for first, last in (("period_from", "period_to"), ("valid_from", "valid_to")):
        ends = found[last] + (1 if last == "period_to" else 0)  # the day it no longer holds
        wrong = (found[first] != NO_DAY) & (found[last] != NO_DAY) & (found[first] >= ends)
        columns.fault(wrong, last, Text("结束早于开始", "ends before it begins"))
    return found


def _wide(
    columns: Columns,
    target: str,
    fact: Fact,
    item: pa.Array,
    dates: dict[str, np.ndarray],
    options: Options,
) -> pa.Table:
    meanings = options.values.get(target, {})
    stored = columns.by_word(
        target, lambda word: read_value(fact, meanings.get(plain(word), word)), NOT_KNOWN
    )
    codes = columns.codes
    at = np.flatnonzero(columns.filled(target)).astype(np.int32)
    return _lines(
        at,
        pa.repeat(SUBJECT[fact.entity.name], len(at)),
        pa.repeat(fact.name, len(at)),
        item,
        pa.array([s.value for s in stored], pa.int64()).take(pa.array(codes[at])),
        pa.array([s.option for s in stored], pa.string()).take(pa.array(codes[at])),
        dates,
    )


def _lines(
    at: np.ndarray,
    subject: pa.Array,
    name: pa.Array,
    item: pa.Array,
    value: pa.Array,
    option: pa.Array,
    dates: dict[str, np.ndarray],
) -> pa.Table:
    days = [as_dates(dates[d][at]) for d in ("period_from", "period_to", "valid_from", "valid_to")]
    return pa.table(
        [pa.array(at), subject, name, item.take(pa.array(at)), value, option, *days], schema=SCHEMA
    )


def _long(
    columns: Columns,
    ledger: Ledger,
    item: pa.Array,
    dates: dict[str, np.ndarray],
    options: Options,
) -> pa.Table:
    """One fact a row: `fact_name` says which, `fact_value` what.

    A mapping may translate the file's words for facts; several of them may mean one fact, so each is an item of its own
    where the file names none. A word that means IGNORED is none of the register's business.
    """
    by_word, meanings = _facts_by_word(ledger), options.values.get("fact_name", {})
    if meanings:
        said = columns.text("fact_name")
        is_ours = pc.is_in(said, value_set=pa.array(list(meanings)))
        item = pc.if_else(pc.and_(is_ours, pc.equal(item, "")), said, item)

    def read(word: str) -> Fact | None:
        word = meanings.get(plain(word), word)
        if word == IGNORED:
            return None
        fact = by_word.get(plain(word))
        if fact is None:
            raise refusal(
                "没有这一项情况。请按模板的“项目一览”填写",
                "there is no such fact; see the list of facts in the template",
                value=word,
            )
        return fact

    facts = columns.by_word("fact_name", read, None)
    codes = columns.codes
    written = columns.text("fact_value")
    columns.require("fact_name", columns.filled("fact_value"))
    parts = []
    for code, fact in enumerate(facts):
        at = np.flatnonzero((codes == code) & columns.filled("fact_value")).astype(np.int32)
        if fact is None or not len(at):
            continue
        values, chosen = _values(columns, fact, at, written)
        parts.append(
            _lines(
                at,
                pa.repeat(SUBJECT[fact.entity.name], len(at)),
                pa.repeat(fact.name, len(at)),
                item,
                values,
                chosen,
                dates,
            )
        )
    return pa.concat_tables(parts) if parts else SCHEMA.empty_table()


def _values(columns: Columns, fact: Fact, at: np.ndarray, written: pa.Array) -> tuple[Any, Any]:
    coded = written.take(pa.array(at)).dictionary_encode()
    stored, refused = [], {}
    for code, word in enumerate(coded.dictionary.to_pylist()):
        try:
            stored.append(read_value(fact, word))
        except ProblemsError as error:
            stored.append(NOT_KNOWN)
            refused[code] = error.problems[0]
    for code, rows in rows_of(coded.indices.to_numpy(), refused):
        columns.fault(at[rows], "fact_value", refused[code].text, refused[code].value)
    return (
        pa.array([s.value for s in stored], pa.int64()).take(coded.indices),
        pa.array([s.option for s in stored], pa.string()).take(coded.indices),
    )


def _facts_by_word(ledger: Ledger) -> dict[str, Fact]:
    found: dict[str, Fact] = {}
    for field in ledger.fields.values():
        if field.fact is not None:
            for word in (field.fact.name, field.label.zh, *field.words):
                found.setdefault(plain(word), field.fact)
    return found
