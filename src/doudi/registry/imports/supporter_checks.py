"""Checks of the ledger of legal supporters."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from doudi.registry.imports.checked import Checked, codes_of
from doudi.registry.imports.columns import Columns
from doudi.registry.imports.fact_columns import read_facts
from doudi.registry.imports.facts_checks import check_said_twice, finish, read_number_column
from doudi.registry.imports.faults import Faults
from doudi.registry.imports.ledgers import Ledger
from doudi.registry.imports.options import Options
from doudi.registry.imports.people_checks import read_names, read_number
from doudi.registry.imports.reading import Sheet
from doudi.units.text import Text

KIND = "supporter_kind"  # a column of the register, not a statement


def check_supporters(
    sheet: Sheet, ledger: Ledger, mapping: dict[str, str], options: Options, on: dt.date
) -> Checked:
    """Everything that can be said about the file without looking into the register. Raises ProblemsError."""
    faults = Faults(sheet.file_name)
    for row, text in sheet.ragged.items():
        faults.add([row], "", text)
    columns = Columns(sheet, mapping, faults)
    for field in ledger.required:
        columns.require(field)
    own = read_number_column(columns, "supporter_identity", on)
    facts = read_facts(columns, ledger, options)
    values = {
        "household_number": columns.words("household_number", read_number),
        "supported": read_number_column(columns, "supported_identity", on).number,
        "supporter_name": read_names(columns, "supporter_name"),
        "identity": own.number,
        "identity_shown": own.shown,
        "kind": _kinds(columns.count, facts),
    }
    columns.fault(
        columns.filled("supporter_name") & (values["kind"] == ""),
        f"fact:{KIND}",
        Text("没有写明与被赡养人的关系", "the relation to the person supported is not given"),
    )
    keys = codes_of(
        values["household_number"],
        np.where(values["identity"] != "", values["identity"], values["supporter_name"]),
    )
    others = facts.filter(pc.not_equal(facts.column("name"), KIND))
    check_said_twice(columns, keys, others)
    return finish(columns, values, others, everybody=True)


def _kinds(count: int, facts: pa.Table) -> np.ndarray:
    said = facts.filter(pc.equal(facts.column("name"), KIND))
    kinds = np.full(count, "", object)
    kinds[said.column("at").to_numpy()] = [k or "" for k in said.column("option").to_pylist()]
    return kinds
