"""The worker: what wakes it, what it does beside runs."""

import datetime as dt

from django.db import connection

from doudi.foundation import jobs
from doudi.foundation.access import acting, system
from doudi.foundation.jobs import JOBS, register_job
from doudi.foundation.jobs.duties import Duties, register_duty, tidy_queue, wake_neglected_runs
from doudi.foundation.jobs.leases import holding
from doudi.foundation.models import Run, RunItem
from doudi.units.text import Text

KIND = "test.nothing"


def _run(state=Run.State.queued):
    register_job(KIND, label=Text("测试", "test"), perform=lambda run, item, viewer: {})
    try:
        with acting(system("test")) as actor:
            run = jobs.start_run(actor=actor, kind=KIND, params={}, items=[{}])
    finally:
        JOBS.pop(KIND)
    Run.objects.filter(pk=run.pk).update(state=state)
    return run


def _asked():
    with connection.cursor() as cursor:
        cursor.execute("SELECT args ->> 'run_id' FROM procrastinate_jobs WHERE status = 'todo'")
        return [int(run_id) for (run_id,) in cursor.fetchall()]


def _forget():
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


def test_starting_a_run_asks_the_worker_once(db):
    run = _run()
    wake_neglected_runs()
    assert _asked() == [run.pk]


def test_a_run_whose_wake_up_was_lost_is_woken(db):
    run = _run()
    _forget()
    assert wake_neglected_runs() == 1
    assert _asked() == [run.pk]


def test_a_run_that_is_over_or_in_living_hands_is_left_alone(db):
    _run(Run.State.done)
    held = _run(Run.State.running)
    _forget()
    with holding() as holder:
        holder.be_alive()
        held.items.update(state=RunItem.State.leased, lease_by=holder.name, lease_until=dt.datetime(2999, 1, 1, tzinfo=dt.UTC))  # fmt: skip
        assert wake_neglected_runs() == 0
    assert wake_neglected_runs() == 1
    assert held.items.get().state == RunItem.State.pending


def test_wake_ups_that_a_dead_worker_had_taken_are_cleared(db):
    _run()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
    tidy_queue()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        assert cursor.fetchone() == (0,)


def test_a_duty_is_done_when_its_time_has_come(db, monkeypatch):
    done = []
    monkeypatch.setattr("doudi.foundation.jobs.duties._duties", {})
    register_duty("often", every_seconds=0, do=lambda: done.append("often"))
    register_duty("seldom", every_seconds=3600, do=lambda: done.append("seldom"))
    duties = Duties()
    duties.do_what_is_due()
    duties.do_what_is_due()
    assert done == ["often", "seldom", "often"]
