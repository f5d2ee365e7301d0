"""Two at once, a clock that jumps, a disk that is full: one run, one file, and a sentence."""

import datetime as dt
import resource
import threading

import pytest
import time_machine
from django.db import connection

from doudi.foundation import audit
from doudi.foundation.access import acting, system, viewer_of
from doudi.foundation.domain.roles import Role
from doudi.foundation.jobs import perform_run, resume_run
from doudi.foundation.models import Run
from doudi.payments.models import BankFile, Due, PaymentRun
from doudi.payments.services.approving import sign_run
from doudi.payments.services.planning import ask_run, drop_run
from doudi.payments.tests.bank import answer_all, content
from doudi.payments.tests.pages import browser, text_of
from doudi.payments.tests.runs import again, approve, award, lines, make_desk, plan
from doudi.registry.tests.families import make_county, make_posting
from doudi.units.dates import Month
from doudi.units.text import ProblemsError

AUGUST = dt.date(2022, 8, 1)


@pytest.fixture
def desk(own_database):
    desk = make_desk(make_county())
    award(desk, desk.county.families["赵明远"], 38067, "2022-08")
    return desk


def at_once(*works):
    """All begin together; what each gave or raised."""
    found, start = [], threading.Barrier(len(works))

    def one(work):
        start.wait()
        try:
            found.append(work())
        except ProblemsError as error:
            found.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def refusals(found):
    return [error for error in found if isinstance(error, ProblemsError)]


def test_two_workers_make_one_plan_and_one_file(desk):
    with acting(desk.county.viewer(Role.county_officer)) as officer:
        run = ask_run(actor=officer, month=Month(2022, 8), kind="regular", programmes=[], on=AUGUST)
    at_once(lambda: perform_run(run.plan_run_id), lambda: perform_run(run.plan_run_id))
    run = again(run)
    assert run.totals["lines"] == 1
    for role in (Role.county_lead, Role.finance_officer):
        with acting(desk.county.viewer(role)) as actor:
            run = sign_run(actor=actor, run=run, digest=run.plan_digest, on=AUGUST)
    at_once(lambda: perform_run(run.approve_run_id), lambda: perform_run(run.approve_run_id))
    with acting(system("test")):
        assert again(run).state == "approved"
        assert Due.objects.count() == BankFile.objects.count() == 1


def test_two_who_ask_at_once_get_one_run(desk):
    def ask():
        with acting(desk.county.viewer(Role.county_officer)) as officer:
            return ask_run(actor=officer, month=Month(2022, 8), kind="regular", programmes=[], on=AUGUST)  # fmt: skip

    found = at_once(ask, ask)
    assert len(refusals(found)) == 1
    assert "not posted yet" in refusals(found)[0].in_("en")
    with acting(system("test")):
        assert PaymentRun.objects.count() == 1


def test_two_who_sign_at_once_give_one_signature_each(desk):
    run = plan(desk, "2022-08")

    def sign(role):
        with acting(desk.county.viewer(role)) as actor:
            return sign_run(actor=actor, run=run, digest=run.plan_digest, on=AUGUST)

    found = at_once(lambda: sign(Role.county_lead), lambda: sign(Role.finance_officer))
    assert not refusals(found)
    run = again(run)
    assert {run.first_by_id, run.second_by_id} == {
        desk.county.posting(role).pk for role in (Role.county_lead, Role.finance_officer)
    }
    with acting(system("test")):
        assert Run.objects.filter(kind="payments.run.approve").count() == 1


def test_one_who_signs_twice_at_once_has_signed_once(desk):
    run = plan(desk, "2022-08")

    def sign():
        with acting(desk.county.viewer(Role.county_lead)) as actor:
            return sign_run(actor=actor, run=run, digest=run.plan_digest, on=AUGUST)

    found = at_once(sign, sign, sign)
    assert len(refusals(found)) == 2
    assert again(run).state == "signed_once"
    assert again(run).second_by_id is None


def test_three_who_sign_at_once_two_are_enough(desk):
    run = plan(desk, "2022-08")
    with acting(system("test")) as actor:
        third = make_posting(
            actor, Role.county_lead, desk.county.posting(Role.county_lead).area_code, "陈第三"
        )
        audit.record(actor, "foundation.posting.granted", details={"test": "third"})

    def sign(viewer):
        with acting(viewer) as actor:
            return sign_run(actor=actor, run=run, digest=run.plan_digest, on=AUGUST)

    viewers = [desk.county.viewer(Role.county_lead), desk.county.viewer(Role.finance_officer), viewer_of(third)]  # fmt: skip
    found = at_once(*[lambda v=v: sign(v) for v in viewers])
    assert [e.in_("en") for e in refusals(found)] == ["it cannot be signed now"]


@pytest.mark.parametrize("moment", [dt.datetime(2022, 7, 1, tzinfo=dt.UTC), dt.datetime(2031, 1, 1, tzinfo=dt.UTC)])  # fmt: skip
def test_a_clock_that_jumps_changes_no_byte(desk, moment):
    run = plan(desk, "2022-08")
    with time_machine.travel(moment, tick=True):
        run = approve(desk, run)
    assert run.state == "approved"
    assert run.approved_on == AUGUST
    with acting(system("test")):
        file = run.bank_files.get()
        assert "202208" in file.file_name
        assert (file.lines, file.amount_fen) == (1, 38067)


#: The office's clock at each step, where it was right at the plan only: back over a month's end, forward over a year's, there and back.
JUMPS = {
    "forward": ("2022-08-31 23:59", "2022-09-01 00:00", "2022-09-30 23:59", "2022-10-01 00:01", "2023-01-01 00:00"),
    "backward": ("2022-08-01 00:00", "2022-07-31 23:59", "2022-07-01 00:01", "2022-06-30 12:00", "2022-02-28 12:00"),
    "there and back": ("2022-08-31 23:59", "2031-01-01 00:00", "2022-07-31 23:59", "2022-12-31 23:59", "2022-08-01 00:00"),
}  # fmt: skip


@pytest.mark.parametrize("jump", ["none", *JUMPS])
def test_a_clock_that_jumps_between_the_steps_pays_the_same_once(desk, jump):
    """Planned, signed, signed, sent, answered and closed at their pages, each at another moment; the run keeps its month and its bytes."""
    first = "2022-08-01 09:00"
    moments = iter(JUMPS.get(jump, [first] * 5))

    def press(role, path, moment, **fields):
        with time_machine.travel(dt.datetime.fromisoformat(f"{moment}:00+08:00"), tick=True):
            answer = browser(desk, role).post(path, fields)
            assert answer.status_code == 302, text_of(answer)
            return answer["Location"]

    officer, finance = Role.county_officer, Role.finance_officer
    page = press(officer, "/pay/runs/new/", first, month="2022-08", kind="regular")
    with acting(system("test")):
        run = PaymentRun.objects.get()
    perform_run(run.plan_run_id)
    run = again(run)
    signed_on = next(moments)
    press(Role.county_lead, f"{page}sign/", signed_on, digest=run.plan_digest)
    second = next(moments)
    press(finance, f"{page}sign/", second, digest=run.plan_digest)
    with time_machine.travel(dt.datetime.fromisoformat(f"{next(moments)}:00+08:00"), tick=True):
        run = again(run)
        assert perform_run(run.approve_run_id).state == "done"
    press(finance, f"{page}bank/send/", next(moments))
    last = next(moments)
    with time_machine.travel(dt.datetime.fromisoformat(f"{last}:00+08:00"), tick=True):
        answer_all(desk, again(run))
    press(finance, f"{page}bank/close/", last)
    run = again(run)
    assert (run.state, run.month) == ("closed", AUGUST)
    with acting(system("test")):
        (due,) = Due.objects.all()
        assert (due.month, due.amount_fen) == (AUGUST, 38067)
        file = run.bank_files.get()
        assert (file.lines, file.amount_fen) == (1, 38067)
        assert file.file_name == "DF9001010000172022080101.txt"
        day = second[:10].replace(
            "-", ""
        )  # the day of the second signature, and nothing else, is in the file
        assert content(file).decode("gb18030").startswith(f"H9001010000172022080101  {day}")
    # Whatever the clock says next, the month is not paid again.
    for month in ("2022-08", "2022-09"):
        later = plan(desk, month, kind="supplementary")
        assert [d["month"] for line in lines(later) for d in line.dues if line.state == "planned"] == (["2022-09"] if month == "2022-09" else [])  # fmt: skip
        with acting(desk.county.viewer(officer)) as actor:
            drop_run(actor=actor, run=later, reason="只看一看", on=AUGUST)


def test_a_full_disk_is_said_and_the_run_goes_on_when_there_is_room(desk):
    run = plan(desk, "2022-08")
    for role in (Role.county_lead, Role.finance_officer):
        with acting(desk.county.viewer(role)) as actor:
            run = sign_run(actor=actor, run=run, digest=run.plan_digest, on=AUGUST)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64, hard))  # as a quota does
    try:
        job = perform_run(run.approve_run_id)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert job.state == "failed"
    assert "no room left on the disk" in job.message["en"]
    assert again(run).state == "approving"
    with acting(desk.county.viewer(Role.county_officer)) as officer:
        resume_run(actor=officer, run_id=job.pk)
    assert perform_run(job.pk).state == "done"
    with acting(system("test")):
        assert Due.objects.count() == BankFile.objects.count() == 1
