"""Several workers at one run: an item is in one pair of hands, in order unless the job says otherwise."""

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from doudi.foundation import audit, jobs
from doudi.foundation.access import acting, system
from doudi.foundation.jobs import JOBS, perform_run, register_job
from doudi.foundation.models import Area, Run
from doudi.units.text import Text

KIND, ITEMS = "test.together", 40


@pytest.fixture
def at_once():
    """How many performers were inside an item at the same time, at most."""
    return {"now": 0, "most": 0, "lock": threading.Lock()}


@pytest.fixture
def start(own_database, at_once):
    def perform(run, item, viewer):
        with at_once["lock"]:
            at_once["now"] += 1
            at_once["most"] = max(at_once["most"], at_once["now"])
        code = f"9001011{item.number:05d}"
        Area.objects.create(code=code, name="村", valid_from=dt.date(2022, 1, 1))
        audit.record(viewer, "foundation.area.changed", object_id=code)
        with at_once["lock"]:
            at_once["now"] -= 1

    def start_one(*, parallel):
        register_job(KIND, label=Text("测试", "test"), perform=perform, parallel=parallel)
        with acting(system("test")) as actor:
            return jobs.start_run(actor=actor, kind=KIND, params={}, items=[{}] * ITEMS)

    yield start_one
    JOBS.pop(KIND)


def _perform_in_thread(run_id):
    try:
        return perform_run(run_id).state
    finally:
        connection.close()


@pytest.mark.parametrize("parallel", [True, False])
def test_each_item_is_done_once_whoever_performs(start, at_once, parallel):
    run = start(parallel=parallel)
    with ThreadPoolExecutor(3) as workers:
        states = list(workers.map(_perform_in_thread, [run.pk] * 3))
    assert states == [Run.State.done] * 3
    run = Run.objects.get(pk=run.pk)
    assert (run.done, run.failed, Area.objects.count()) == (ITEMS, 0, ITEMS)
    assert parallel or at_once["most"] == 1
