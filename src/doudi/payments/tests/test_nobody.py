"""A filter that matches nobody pays nobody and says so; it never falls back to everybody."""

import datetime as dt

import pytest

from doudi.foundation.access import acting, system
from doudi.foundation.domain.roles import Role
from doudi.payments.models import BankFile, Due, PaymentRun, Transfer
from doudi.payments.services.approving import sign_run
from doudi.payments.services.planning import ask_run
from doudi.payments.tests.runs import award, lines, make_desk, plan
from doudi.registry.tests.families import make_county
from doudi.units.dates import Month
from doudi.units.text import ProblemsError


@pytest.fixture
def desk(db):
    made = make_desk(make_county(), programmes=("dibao", "orphan"))
    for family in made.county.families.values():
        award(made, family, 38067, "2022-08")
    return made


def pays_nobody(desk, run):
    assert (run.state, run.totals["lines"], run.totals["fen"]) == ("planned", 0, 0)
    assert lines(run, state="planned") == []
    with (
        acting(desk.county.viewer(Role.county_lead)) as lead,
        pytest.raises(ProblemsError, match="nothing to pay"),
    ):
        sign_run(actor=lead, run=run, digest=run.plan_digest, on=dt.date(2022, 8, 2))
    with acting(system("test")):
        assert not Due.objects.exists()
        assert not BankFile.objects.exists()
        assert not Transfer.objects.filter(target="approved").exists()


def test_a_programme_that_nobody_has(desk):
    run = plan(desk, "2022-08", programmes=("orphan",))
    assert lines(run) == []
    pays_nobody(desk, run)


def test_a_month_before_anybody_had_anything(desk):
    run = plan(desk, "2022-05")
    assert lines(run) == []
    pays_nobody(desk, run)


def test_the_page_says_that_nobody_is_paid(desk, client):
    run = plan(desk, "2022-08", programmes=("orphan",))
    client.force_login(desk.county.account(Role.county_officer))
    assert "这一批谁也不发" in client.get(f"/pay/runs/{run.pk}/").content.decode()


@pytest.mark.parametrize("programmes", [["gold"], [""], ["dibao", "gold"], ["dibao "], ["DIBAO"]])
def test_an_unknown_programme_is_refused_and_nothing_is_written(desk, programmes):
    with acting(desk.county.viewer(Role.county_officer)) as officer:
        with pytest.raises(ProblemsError, match="no such programme"):
            ask_run(actor=officer, month=Month(2022, 8), kind="regular", programmes=programmes, on=dt.date(2022, 8, 1))  # fmt: skip
        assert not PaymentRun.objects.exists()


def test_a_county_without_awards_beside_one_with_many(desk):
    with acting(desk.county.viewer(Role.county_officer, "900102000000")) as officer:
        run = ask_run(actor=officer, month=Month(2022, 8), kind="regular", programmes=[], on=dt.date(2022, 8, 1))  # fmt: skip
    from doudi.foundation.jobs import perform_run
    from doudi.payments.tests.runs import again

    perform_run(run.plan_run_id)
    run = again(run)
    assert {line.area_code[:6] for line in lines(run)} <= {"900102"}
    assert (run.totals["lines"], run.area_code) == (0, "900102000000")
