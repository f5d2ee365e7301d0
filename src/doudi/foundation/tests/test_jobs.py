"""Runs: each item done wholly or not at all, once, whoever performs it and whatever stops them."""

import datetime as dt

import pytest

from doudi.foundation import audit, jobs
from doudi.foundation.access import NotPermitted, acting, system, viewer_of
from doudi.foundation.jobs import JOBS, Skip, add_items, perform_run, register_job
from doudi.foundation.models import Account, Area, AuditEvent, Posting, Run, RunItem
from doudi.units.text import ProblemsError, Text, refusal

KIND, NUMBER = "test.areas", "900101199001011234"
CLERK = system("clerk", area_code="900101102000")


def _note(run, item, viewer):
    """The work of these tests: one area for each item."""
    payload = item.payload
    code = f"9001011{payload['n']:05d}"
    Area.objects.create(code=code, name="村", valid_from=dt.date(2022, 1, 1))
    audit.record(viewer, "foundation.area.changed", object_id=code)
    if payload.get("more"):
        add_items(run, [{"n": n} for n in payload["more"]])
    if payload.get("skip"):
        raise Skip(Text("不在辖区", "not in the area"))
    if payload.get("refuse"):
        raise refusal("这一行不对", "this row is wrong")
    if payload.get("break"):
        raise KeyError(NUMBER)
    return {"code": code}


@pytest.fixture
def kind():
    register_job(KIND, label=Text("测试", "test"), perform=_note)
    yield KIND
    JOBS.pop(KIND)


def _start(items, actor=CLERK):
    with acting(actor):
        return jobs.start_run(actor=actor, kind=KIND, params={"of": "test"}, items=items)


def _stop(run):
    with acting(CLERK):
        return jobs.stop_run(actor=CLERK, run_id=run.pk)


def _resume(run):
    with acting(CLERK):
        return jobs.resume_run(actor=CLERK, run_id=run.pk)


def _codes():
    return sorted(int(code[-5:]) for code in Area.objects.values_list("code", flat=True))


def test_a_run_does_its_items_in_order_and_says_how_many(db, kind):
    run = perform_run(_start([{"n": 1}, {"n": 2, "more": [3, 4]}]).pk)
    assert (run.state, run.total, run.done, run.failed) == ("done", 4, 4, 0)
    assert _codes() == [1, 2, 3, 4]
    assert run.started_at <= run.finished_at
    with acting(CLERK):
        said = list(AuditEvent.objects.order_by("id").values_list("action", "actor"))
    assert said[0] == ("foundation.run.started", "system:clerk")
    assert said[-1] == ("foundation.run.finished", f"system:{KIND}")


def test_an_item_left_out_on_purpose_leaves_nothing(db, kind):
    run = perform_run(_start([{"n": 1, "skip": True}, {"n": 2}]).pk)
    assert (run.state, run.done, run.skipped) == ("done", 1, 1)
    assert _codes() == [2]
    assert run.items.get(number=1).result["why"]["zh"] == "不在辖区"


@pytest.mark.parametrize(("how", "sentence"), [("refuse", "这一行不对"), ("break", "KeyError")])
def test_an_item_that_cannot_be_done_is_tried_three_times_and_the_others_go_on(
    db, kind, caplog, how, sentence
):
    run = perform_run(_start([{"n": 1, how: True}, {"n": 2}]).pk)
    failed = run.items.get(number=1)
    assert (run.state, run.done, run.failed) == ("failed", 1, 1)
    assert (failed.state, failed.result["errors"]) == ("failed", 3)
    assert sentence in failed.result["why"]["zh"]
    assert NUMBER not in caplog.text + str(failed.result)
    assert _codes() == [2]


def test_a_failed_run_that_is_resumed_tries_again_what_failed(db, kind):
    run = perform_run(_start([{"n": 1, "refuse": True}, {"n": 2}]).pk)
    run.items.filter(number=1).update(payload={"n": 1})
    run = perform_run(_resume(run).pk)
    assert (run.state, run.done, run.failed) == ("done", 2, 0)
    assert _codes() == [1, 2]


def test_finish_is_called_once_and_only_when_nothing_failed(db, kind):
    called = []
    register_job(
        KIND, label=Text("测试", "test"), perform=_note, finish=lambda r, v: called.append(r.pk)
    )
    good, bad = _start([{"n": 1}]), _start([{"n": 2, "refuse": True}])
    for run in (good, bad, good):
        perform_run(run.pk)
    assert called == [good.pk]


def test_an_error_at_the_end_fails_the_run_and_it_can_end_again(db, kind):
    broken = [True]

    def finish(run, viewer):
        if broken:
            raise refusal("合计不平", "the sums do not agree")

    register_job(KIND, label=Text("测试", "test"), perform=_note, finish=finish)
    run = perform_run(_start([{"n": 1}]).pk)
    assert (run.state, run.message["zh"]) == ("failed", "合计不平")
    broken.clear()
    run = perform_run(_resume(run).pk)
    assert (run.state, run.done, run.message) == ("done", 1, {})


def test_a_run_without_items_is_done(db, kind):
    assert perform_run(_start([]).pk).state == "done"


def test_a_stopped_run_keeps_what_is_done_and_goes_on_when_resumed(db, kind):
    def stop_after_first(run, item, viewer):
        found = _note(run, item, viewer)
        if item.number == 1:
            Run.objects.filter(pk=run.pk).update(state=Run.State.stopping)
        return found

    register_job(KIND, label=Text("测试", "test"), perform=stop_after_first)
    run = perform_run(_start([{"n": 1}, {"n": 2}]).pk)
    assert (run.state, run.done) == ("stopped", 1)
    run = perform_run(_resume(run).pk)
    assert (run.state, run.done) == ("done", 2)
    assert _codes() == [1, 2]


def test_what_is_not_going_on_is_not_stopped_and_what_goes_on_is_not_resumed(db, kind):
    run = _start([{"n": 1}])
    with pytest.raises(ProblemsError, match="没有停止"):
        _resume(run)
    perform_run(run.pk)
    with pytest.raises(ProblemsError, match="不在进行"):
        _stop(run)


def test_a_grid_worker_does_not_stop_runs(db, kind):
    run = _start([{"n": 1}])
    account = Account.objects.create(username="grid", full_name="吴敏")
    posting = Posting.objects.create(
        account=account,
        role="grid_worker",
        area_code=CLERK.area_code,
        valid_from=dt.date(2022, 1, 1),
    )
    viewer = viewer_of(posting)
    with pytest.raises(NotPermitted), acting(viewer):
        jobs.stop_run(actor=viewer, run_id=run.pk)
    with acting(CLERK):
        audit.record(CLERK, "foundation.posting.granted")


def test_a_run_whose_starter_has_left_the_post_does_nothing_and_says_so(db, kind):
    account = Account.objects.create(username="clerk", full_name="李慧")
    posting = Posting.objects.create(
        account=account,
        role="township_clerk",
        area_code=CLERK.area_code,
        valid_from=dt.date(2022, 1, 1),
    )
    run = _start([{"n": 1}], actor=viewer_of(posting))
    Posting.objects.filter(pk=posting.pk).update(valid_to=dt.date(2022, 1, 31))
    run = perform_run(run.pk)
    assert run.state == "failed"
    assert "任职已经结束" in run.items.get().result["why"]["zh"]
    assert _codes() == []


@pytest.mark.parametrize("holder", ["elsewhere:1:77", "", "rubbish"])
def test_the_lease_of_a_dead_worker_is_taken_over_at_once(db, kind, holder):
    run = _start([{"n": 1}, {"n": 2}])
    run.items.filter(number=1).update(
        state=RunItem.State.leased,
        lease_by=holder,
        lease_until=dt.datetime(2999, 1, 1, tzinfo=dt.UTC),
        attempts=1,
    )
    run = perform_run(run.pk)
    assert (run.state, run.done) == ("done", 2)
    assert run.items.get(number=1).attempts == 2


def test_an_item_that_kills_every_worker_is_given_up(db, kind):
    run = _start([{"n": 1}])
    run.items.update(state=RunItem.State.leased, lease_by="dead:1:5", attempts=12)
    run = perform_run(run.pk)
    assert (run.state, run.failed) == ("failed", 1)
    assert "多次中断" in run.items.get().result["why"]["zh"]


def test_an_item_whose_lease_was_lost_is_undone(db, kind):
    def lose_once(run, item, viewer):
        if item.attempts == 1:
            RunItem.objects.filter(pk=item.pk).update(lease_by="other:1:9")
        return _note(run, item, viewer)

    register_job(KIND, label=Text("测试", "test"), perform=lose_once)
    run = perform_run(_start([{"n": 1}]).pk)
    assert (run.state, run.done) == ("done", 1)
    assert _codes() == [1]
