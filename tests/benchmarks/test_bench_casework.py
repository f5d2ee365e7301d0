"""The speed test of casework runs at a small size and prints what it says."""

import json
import subprocess
import sys

import pytest

SIZES = {"--persons": 300, "--cases": 200, "--families": 20, "--letters": 3}
PAGES = ("today_clerk", "today_lead", "today_officer", "case_clerk", "cases_officer", "search_officer")  # fmt: skip


@pytest.mark.slow
def test_the_bench_of_casework_prints_every_figure():
    sizes = [str(word) for pair in SIZES.items() for word in pair]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.measure_casework", *sizes, "--json"],
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    (row,) = json.loads(done.stdout)
    assert (row["persons"], row["cases"]) == (300, 200)
    for page in PAGES:
        assert row[f"{page}_p95_ms"] > 0
        assert row[f"{page}_queries"] > 0  # how many they may be: tests/queries
    assert row["raise_letters"] == row["raise_awards"] > 0
    assert row["raise_plan_s"] > 0 < row["raise_applied_s"]
    assert row["letters_pdf_kb"] > 0
