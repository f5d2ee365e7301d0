"""The speed test of the register runs at a small size and prints what it says."""

import json
import subprocess
import sys

import pytest

PERSONS = 300


@pytest.mark.slow
def test_the_bench_of_the_register_prints_every_figure():
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.measure_register", "--persons", str(PERSONS), "--json"],
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    (row,) = json.loads(done.stdout)
    assert row["persons"] == PERSONS
    for name in ("import_csv_s", "import_xlsx_s", "arrays_s", "decided_s", "duplicates_s"):
        assert row[name] > 0
    assert 0 < row["search_queries"] <= 15
    assert row["household_queries"] > 0  # how many they may be: tests/queries
