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
from doudi.payments.services.planning import ask_run
from doudi.payments.tests.runs import again, approve, award, make_desk, plan
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
