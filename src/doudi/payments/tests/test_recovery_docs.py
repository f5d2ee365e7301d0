"""The table of docs/en/recovery.md says what the code finds: see test_receivables.py for the same cases through real runs."""

import datetime as dt
from pathlib import Path

from doudi.casework.procedure_values import figure_of

DOC = Path(__file__).parents[4] / "docs" / "en" / "recovery.md"


def row_of(case: str) -> list[str]:
    line = next(x for x in DOC.read_text("utf-8").splitlines() if x.startswith(f"| {case}:"))
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_the_sums_of_the_worked_table():
    assert row_of("27")[1:4] == ["200.00", "100.00", "100.00"]
    assert row_of("29")[1:4] == ["3150.00", "0.00", "3150.00"]
    on = dt.date(2022, 12, 31)
    least = figure_of("fraud_fine_least_times", "900101101001", on)
    most = figure_of("fraud_fine_most_times", "900101101001", on)
    assert f"{3150 * int(least.figure)}.00 to {3150 * int(most.figure)}.00" in row_of("29")[4]
