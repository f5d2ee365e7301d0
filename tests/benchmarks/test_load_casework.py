"""A few clerks at once on a small county, without an error. Needs locust (`make bench-deps`)."""

import json
import subprocess
import sys
from importlib.util import find_spec

import pytest

SIZES = {"--persons": 600, "--cases": 200, "--clerks": 5, "--seconds": 5, "--pace": 0.5}


@pytest.mark.slow
@pytest.mark.skipif(find_spec("locust") is None, reason="locust is not installed")
def test_five_clerks_work_at_once():
    sizes = [str(word) for pair in SIZES.items() for word in pair]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.load_casework", *sizes, "--json"],
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    (row,) = json.loads(done.stdout)
    assert row["reads"] > 0
    assert row["errors"] == 0, done.stderr
    assert not row["long_lock_waits"]
