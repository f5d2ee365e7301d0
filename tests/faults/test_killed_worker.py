"""`kill -9` of the worker at any instant: the run goes on where it was, nothing twice, nothing lost."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import asdict

import pytest

from doudi.foundation import jobs
from doudi.foundation.access import acting, system
from doudi.foundation.database import address
from doudi.foundation.models import Area, AuditEvent, Run
from tests.architecture.source_files import ROOT
from tests.faults.jobs import KIND, register

SEED, ROWS_AN_ITEM = 4, 50
LONGEST_ITEM = 0.04  # seconds
PATIENCE = 120  # seconds, for one worker to be born and to get on


@contextmanager
def nursery():
    """A function that bears a worker and gives its process number. All that are left are killed."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.nursery"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        cwd=ROOT,
    )
    born = []

    def say(line):
        process.stdin.write(line + "\n")
        process.stdin.flush()

    def bear():
        say("bear")
        born.append(int(process.stdout.readline()))
        return born[-1]

    say(json.dumps(asdict(address())))
    try:
        yield bear
    finally:
        for worker in born:
            kill(worker)
        process.stdin.close()
        process.stdout.close()
        process.kill()
        process.wait()


def kill(worker):
    try:
        os.kill(worker, signal.SIGKILL)
    except ProcessLookupError:
        return


def wait_for(run_id, reached):
    """The run, once it is as `reached` says; it is looked at often, so that a kill falls anywhere in an item."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        run = Run.objects.get(pk=run_id)
        if reached(run) or run.state in (Run.State.done, Run.State.failed):
            return run
        time.sleep(0.003)
    raise AssertionError(f"the run stands at {run.done} of {run.total}, {run.state}")


@pytest.fixture
def kind():
    register()
    yield KIND
    jobs.JOBS.pop(KIND)


@pytest.mark.slow
def test_nothing_is_lost_and_nothing_done_twice_however_often_the_worker_is_killed(
    own_database, kind, kills, rows
):
    chance = random.Random(SEED)  # noqa: S311 # the same instants every time
    parts = [{"from": n, "to": min(n + ROWS_AN_ITEM, rows)} for n in range(0, rows, ROWS_AN_ITEM)]
    with acting(system("faults", area_code="900000000000")) as actor:
        run = jobs.start_run(actor=actor, kind=KIND, params={}, items=parts)
    points = sorted(chance.sample(range(1, len(parts) - 1), kills))
    with nursery() as bear:
        for point in points:
            worker = bear()
            found = wait_for(run.pk, lambda run, point=point: run.done >= point)
            assert found.state == Run.State.running, "killed too late to prove anything"
            time.sleep(chance.uniform(0, LONGEST_ITEM))  # anywhere in the next item
            kill(worker)
        bear()
        found = wait_for(run.pk, lambda run: run.state == Run.State.done)
    assert (found.state, found.done, found.failed, found.skipped) == ("done", len(parts), 0, 0)
    assert Area.objects.count() == rows
    assert found.message["en"] == f"{rows} areas"
    with acting(system("faults")):
        events = AuditEvent.objects.filter(object_type="item").values_list("object_id", flat=True)
        assert sorted(map(int, events)) == list(range(1, len(parts) + 1))
        assert AuditEvent.objects.filter(action="foundation.run.finished").count() == 1
    assert max(found.items.values_list("attempts", flat=True)) > 1
