"""From awards to the ledger: each month once, whatever happens between."""

import datetime as dt

import pytest

from doudi.foundation.access import acting, system
from doudi.foundation.domain.roles import Role
from doudi.foundation.jobs import perform_run
from doudi.payments.models import Cover, Due, Transfer
from doudi.payments.services.approving import release_run, sign_run
from doudi.payments.services.planning import replan_run
from doudi.payments.services.sending import close_run, send_run
from doudi.payments.tests.runs import again, approve, award, lines, make_desk, plan
from doudi.registry.tests.families import FAR_VILLAGE, make_county
from doudi.units.text import ProblemsError


@pytest.fixture
def desk(own_database):
    return make_desk(make_county())


def test_a_month_is_paid_once(desk):
    family = desk.county.families["赵明远"]
    award(desk, family, 38067, "2022-07")
    run = plan(desk, "2022-08")
    assert run.totals["lines"] == 1
    assert run.totals["fen"] == 76134
    assert run.totals["arrears_fen"] == 38067
    run = approve(desk, run)
    assert run.state == "approved"
    with acting(system("test")):
        assert Due.objects.count() == 2
        assert Cover.objects.count() == 2 * len(family.persons)
        assert Transfer.objects.filter(target="approved").get().amount_fen == 76134
    again_planned = plan(desk, "2022-08", kind="supplementary")
    assert again_planned.totals["lines"] == 0
    with (
        acting(desk.county.viewer(Role.county_lead)) as lead,
        pytest.raises(ProblemsError, match="nothing to pay"),
    ):
        sign_run(
            actor=lead, run=again_planned, digest=again_planned.plan_digest, on=dt.date(2022, 8, 2)
        )


def test_three_people_and_the_plan_that_they_saw(desk):
    award(desk, desk.county.families["赵明远"], 38067, "2022-08")
    run = plan(desk, "2022-08")
    on = dt.date(2022, 8, 2)
    with acting(desk.county.viewer(Role.county_lead)) as lead:
        with pytest.raises(ProblemsError, match="has changed"):
            sign_run(actor=lead, run=run, digest="0" * 64, on=on)
        run = sign_run(actor=lead, run=run, digest=run.plan_digest, on=on)
        with pytest.raises(ProblemsError, match="three people"):
            sign_run(actor=lead, run=run, digest=run.plan_digest, on=on)


def test_what_changed_since_is_not_posted(desk):
    family = desk.county.families["赵明远"]
    award(desk, family, 38067, "2022-08")
    run = plan(desk, "2022-08")
    award(
        desk,
        desk.county.families["周小兰"]
        if "周小兰" in desk.county.families
        else list(desk.county.families.values())[1],
        100,
        "2022-08",
    )
    run = approve(desk, run)
    assert run.state == "planned"
    assert run.plan_digest == ""
    with acting(system("test")):
        assert not Due.objects.exists()


def test_more_than_the_fund_has_is_not_signed(own_database):
    desk = make_desk(make_county(), budget_fen=38066)
    award(desk, desk.county.families["赵明远"], 38067, "2022-08")
    run = plan(desk, "2022-08")
    assert run.totals["short_fen"] == 1
    with (
        acting(desk.county.viewer(Role.county_lead)) as lead,
        pytest.raises(ProblemsError, match="not enough"),
    ):
        sign_run(actor=lead, run=run, digest=run.plan_digest, on=dt.date(2022, 8, 2))


def test_sent_answered_closed(desk):
    award(desk, desk.county.families["赵明远"], 38067, "2022-08")
    run = approve(desk, plan(desk, "2022-08"))
    with acting(desk.county.viewer(Role.finance_officer)) as finance:
        run = send_run(actor=finance, run=run, on=dt.date(2022, 8, 3))
        with pytest.raises(ProblemsError, match="no answer"):
            close_run(actor=finance, run=run, on=dt.date(2022, 8, 4))
    assert [line.state for line in lines(run)] == ["sent"]
    assert again(run).state == "sent"


def stopped_while_posting(desk, monkeypatch, fails):
    """Signed; posting fails in the townships that `fails` names, until the job gives up."""
    from doudi.payments.services import approving

    real = approving._post_lines

    def post(viewer, run, area):
        if fails(area):
            raise RuntimeError("the township cannot be posted")
        return real(viewer, run, area)

    monkeypatch.setattr(approving, "_post_lines", post)
    run = approve(desk, plan(desk, "2022-08"))
    monkeypatch.undo()
    assert run.state == "approving"
    return run


def release(desk, run):
    with acting(desk.county.viewer(Role.county_officer)) as officer:
        return release_run(actor=officer, run=run)


def test_what_cannot_be_posted_does_not_keep_the_county_from_paying(desk, monkeypatch):
    here = desk.county.families["赵明远"]
    there = next(f for f in desk.county.families.values() if f.household.area_code == FAR_VILLAGE)
    places = [family.household.area_code[:9] for family in (here, there)]
    assert places[0] != places[1]
    award(desk, here, 38067, "2022-08")
    award(desk, there, 10000, "2022-08")
    run = release(desk, stopped_while_posting(desk, monkeypatch, lambda a: a.startswith(places[1])))
    assert run.state == "approved"
    assert (run.totals["lines"], run.totals["fen"]) == (1, 38067)
    with acting(system("test")):
        assert [f.amount_fen for f in run.bank_files.all()] == [38067]
        assert Due.objects.get().household_id == here.household.pk
    assert [line.reason for line in lines(run, state="held")] == ["not_posted"]
    later = plan(desk, "2022-08", kind="supplementary")
    assert (later.totals["lines"], later.totals["fen"]) == (1, 10000)


def test_where_nothing_was_posted_it_is_planned_and_signed_again(desk, monkeypatch):
    award(desk, desk.county.families["赵明远"], 38067, "2022-08")
    run = release(desk, stopped_while_posting(desk, monkeypatch, lambda area: True))
    assert (run.state, run.plan_digest, run.first_by_id, run.second_by_id) == ("planned", "", None, None)  # fmt: skip
    with acting(desk.county.viewer(Role.county_officer)) as officer:
        run = replan_run(actor=officer, run=run, on=dt.date(2022, 8, 1))
        with pytest.raises(ProblemsError, match="has not stopped"):
            release_run(actor=officer, run=run)
    perform_run(run.plan_run_id)
    run = approve(desk, again(run))
    assert run.state == "approved"
    with acting(system("test")):
        assert Due.objects.count() == 1
