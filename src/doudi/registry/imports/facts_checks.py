"""Checks of lists of facts: whose they are, and that nobody is said two things of at once."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pyarrow as pa

from doudi.registry.imports.checked import Checked, codes_of, first_of_each, order_facts
from doudi.registry.imports.columns import Columns
from doudi.registry.imports.fact_columns import read_facts
from doudi.registry.imports.faults import Faults
from doudi.registry.imports.identities import Identities, read_identities
from doudi.registry.imports.ledgers import Ledger
from doudi.registry.imports.options import Options
from doudi.registry.imports.people_checks import read_names, read_number
from doudi.registry.imports.reading import Sheet
from doudi.units.text import Text, refusal


def check_facts(
    sheet: Sheet, ledger: Ledger, mapping: dict[str, str], options: Options, on: dt.date
) -> Checked:
    """Everything that can be said about the file without looking into the register. Raises ProblemsError."""
    faults = Faults(sheet.file_name)
    for row, text in sheet.ragged.items():
        faults.add([row], "", text)
    columns = Columns(sheet, mapping, faults)
    _refuse_without_facts(columns, sheet)
    for field in ledger.required:
        columns.require(field)
    found = read_number_column(columns, "identity", on)
    values = {
        "household_number": columns.words("household_number", read_number),
        "name": read_names(columns, "name"),
        "identity": found.number,
    }
    facts = read_facts(columns, ledger, options)
    _check_subjects(columns, values, facts)
    check_said_twice(columns, _person_keys(values), facts)
    return finish(columns, values, facts)


def _refuse_without_facts(columns: Columns, sheet: Sheet) -> None:
    if not any(t.startswith("fact:") for t in columns.place) and "fact_value" not in columns:
        raise refusal(
            "没有一列是情况。请把要登记的列对应到具体项目",
            "no column is a fact; match the columns to be recorded with facts",
            where=sheet.file_name,
        )


def read_number_column(columns: Columns, field: str, on: dt.date) -> Identities:
    """Identity numbers of any document; a form that cannot be checked is refused here, where it only looks somebody up."""
    found = read_identities(columns.text(field), None, not_after=on)
    for at, (text, shown) in found.faults.items():
        columns.fault(np.array([at]), field, text, shown)
    return found


def _check_subjects(columns: Columns, values: dict[str, np.ndarray], facts: pa.Table) -> None:
    """A person's fact needs a number, or household and name; a household's at least the household or a member."""
    at = facts.column("at").to_numpy()
    is_person = facts.column("subject").to_numpy(zero_copy_only=False) == "person"
    of_person = np.zeros(columns.count, bool)
    of_person[at[is_person]] = True
    has_number = columns.filled("identity")
    has_household = columns.filled("household_number")
    named = has_household & columns.filled("name")
    field = "identity" if "identity" in columns else "household_number"
    columns.fault(
        of_person & ~has_number & ~named,
        field,
        Text(
            "不知道是谁：请填写证件号码，或者户编号和姓名",
            "whose is it? Give the identity number, or household number and name",
        ),
    )
    columns.fault(
        ~of_person & ~has_number & ~has_household,
        field,
        Text("不知道是哪一户：请填写户编号", "which household? Give its number"),
    )


def _person_keys(values: dict[str, np.ndarray]) -> np.ndarray:
    by_name = np.where(values["identity"] == "", values["household_number"], "")
    names = np.where(values["identity"] == "", values["name"], "")
    return codes_of(values["identity"], by_name, names)


def check_said_twice(columns: Columns, keys: np.ndarray, facts: pa.Table) -> None:
    """One item of one subject with two values is a fault of both rows: which is right, only the sender knows."""
    if not facts.num_rows:
        return
    at = facts.column("at").to_numpy()

    def texts(name: str) -> np.ndarray:
        column = facts.column(name)
        return (
            (column if pa.types.is_string(column.type) else column.cast(pa.string()))
            .fill_null("")
            .to_numpy()
        )

    same = codes_of(
        keys[at],
        texts("name"),
        texts("item"),
        texts("period_from"),
        texts("period_to"),
        texts("valid_from"),
    )
    value = codes_of(texts("value"), texts("option"))
    first = first_of_each(same)
    differs = np.flatnonzero(
        (value != value[first])
        & (facts.column("subject").to_numpy(zero_copy_only=False) != "household")
    )
    for place in differs.tolist():
        for one, other in ((place, first[place]), (first[place], place)):
            row = int(columns.sheet.rows[at[other]])
            columns.faults.add(
                [int(columns.sheet.rows[at[one]])],
                "",
                Text(
                    f"同一人的同一项在第 {row} 行有不同的数值；几个账户请用“项目说明”区分",
                    f"the same fact of the same person has another value in row {row}; tell several accounts apart by “item”",
                ),
            )


def finish(
    columns: Columns, values: dict[str, np.ndarray], facts: pa.Table, *, everybody: bool = False
) -> Checked:
    """Good rows in the order of the sheet; a row that says nothing is no row, unless `everybody` counts."""
    rows = columns.sheet.rows
    bad = np.isin(rows, columns.faults.rows())
    says = np.full(len(rows), everybody)
    says[facts.column("at").to_numpy()] = True
    order = np.flatnonzero(~bad & says)
    table = pa.table(
        {
            "row": pa.array(rows[order]),
            **{name: pa.array(v[order], pa.string()) for name, v in values.items()},
        }
    )
    counts = {
        "rows": len(rows) + len(columns.sheet.ragged),
        "good": len(order),
        "bad": len(columns.faults.rows()),
        "empty": int((~says & ~bad).sum()),
    }
    ends = np.arange(1, len(order) + 1)
    return Checked(
        table, order_facts(_once(values, facts), order, len(rows)), ends, columns.faults, 0, counts
    )


def _once(values: dict[str, np.ndarray], facts: pa.Table) -> pa.Table:
    """The same words twice in a file are said once."""
    if not facts.num_rows or "supporter_name" in values:
        return facts
    at = facts.column("at").to_numpy()
    keys = _person_keys(values)
    columns = [
        facts.column(n).cast(pa.string()).fill_null("").to_numpy()
        for n in facts.column_names
        if n != "at"
    ]
    codes = codes_of(keys[at], *columns)
    first = first_of_each(codes)
    return facts.filter(pa.array(first == np.arange(len(first))))
