"""The speed test of payments runs at a small size, as the command that prints it, and says how it grows."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks.measure_payments import growth

LINES = 200
STAGES = ("plan", "approve", "send", "answered")


@pytest.mark.slow
def test_the_bench_of_payments_prints_every_figure():
    done = subprocess.run(
        [Path(sys.executable).with_name("doudi"), "bench", "payments", "--lines", str(LINES), "--json"],
        capture_output=True,
        check=False,
        encoding="utf-8",
        env=os.environ,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (row,) = json.loads(done.stdout)
    assert row["lines"] == row["paid_lines"] + row["failed_lines"] == LINES
    assert row["failed_lines"] == LINES // 50
    for stage in STAGES:
        assert row[f"{stage}_s"] > 0
        assert row[f"{stage}_mb"] > 0 or not sys.platform.startswith("linux")
    assert row["first_screen_ms"] > 0 < row["first_lines_ms"]
    assert row["memory_mb"] > 0
    assert row["machine"]


def test_growth_is_one_where_ten_times_the_payments_take_ten_times_as_long():
    rows = [
        {"lines": 50_000, "plan_s": 60.0, "memory_mb": 900, "machine": "m"},
        {"lines": 5_000, "plan_s": 6.0, "memory_mb": 300, "machine": "m"},
    ]
    assert growth(rows) == {"lines": "10 x", "plan_s": 1.0, "memory_mb": 0.3, "machine": None}
    slow = [rows[1], rows[0] | {"plan_s": 600.0}]
    assert growth(slow)["plan_s"] == 10.0


def test_several_sizes_go_through_the_command(monkeypatch):
    from doudi.rules import bench

    asked = []
    done = subprocess.CompletedProcess([], 0)
    monkeypatch.setattr(bench.subprocess, "run", lambda command, **_: asked.append(command) or done)
    bench.bench("payments", lines=[5000, 50000], as_json=True)
    assert asked[0][3:] == ["--lines", "5000", "50000", "--json"]


@pytest.mark.parametrize("words", [["--lines", "0"], ["--lines", "-3"], ["--lines", "many"], ["--lines"]])  # fmt: skip
def test_rubbish_is_refused(words):
    command = [sys.executable, "-m", "benchmarks.measure_payments", *words]
    done = subprocess.run(command, capture_output=True, check=False, encoding="utf-8")
    assert done.returncode == 2
    assert "payments" in done.stderr
