"""The speed test of a simulation runs the real command and prints what it says."""

import json
import sys

import pytest
from benchmarks import measure_simulate


@pytest.mark.slow
def test_the_bench_of_a_simulation_prints_every_figure(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["simulate", "--persons", "5000", "--json"])
    measure_simulate.main()
    (row,) = json.loads(capsys.readouterr().out)
    assert row["persons"] == 5_000
    assert row["winners"] > 0
    assert {"seconds", "cpu_s", "peak_mb", "persons_per_s", "file_mb", "machine"} <= set(row)
