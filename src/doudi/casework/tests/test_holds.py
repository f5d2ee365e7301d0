"""A payment is held by a named person, with a ground and an end; lifted, what was held is paid after all."""

import datetime as dt

import pytest

from doudi.casework.models import Award, Hold
from doudi.casework.selectors.awards import months_of
from doudi.casework.services.awards import end_holds, resume_award, suspend_award
from doudi.casework.services.holds import hold_award
from doudi.foundation import audit
from doudi.foundation.access import NotPermitted, acting, system
from doudi.foundation.domain.roles import Role
from doudi.foundation.models import AuditEvent
from doudi.registry.tests.families import COUNTY, make_county
from doudi.units.dates import Month
from doudi.units.text import ProblemsError

ON = dt.date(2022, 8, 10)
AUGUST, SEPTEMBER, OCTOBER = (dt.date(2022, n, 1) for n in (8, 9, 10))


@pytest.fixture
def county(db):
    return make_county()


@pytest.fixture
def award(county):
    return give(county, "dibao")


@pytest.fixture
def lead(county):
    with acting(county.viewer(Role.county_lead)) as viewer:
        yield viewer


def give(county, programme, **more):
    household = county.families["赵明远"].household
    with acting(county.viewer(Role.county_lead)) as viewer:
        made = Award.objects.create(
            area_code=household.area_code,
            household=household,
            programme=programme,
            outcome="money",
            amount_fen=38067,
            from_month=dt.date(2022, 6, 1),
            **more,
        )
        audit.record(viewer, "casework.award.given", object_type="award", object_id=made.pk)
        return made


def suspend(actor, award, **more):
    given = {
        "ground": "疑似已经死亡，正在核实",
        "from_month": AUGUST,
        "until_month": AUGUST,
        "on": ON,
    }
    return suspend_award(actor=actor, award=award, **(given | more))


def paid(award, until=dt.date(2022, 10, 31)):
    award = Award.objects.get(pk=award.pk)
    return [m.month for m, _fen in months_of(award, until)]


def test_a_hold_leaves_its_months_out_and_lifting_it_pays_them(lead, award):
    hold = suspend(lead, award, until_month=SEPTEMBER)
    award.refresh_from_db()
    assert award.state == "suspended"
    assert hold.signed_by_id == lead.posting_id
    assert paid(award, dt.date(2022, 9, 30)) == [6, 7]
    assert paid(award) == [6, 7, 8, 9, 10]  # it ends by itself, and nobody decided otherwise
    resume_award(actor=lead, hold=hold, because="本人健在", on=ON)
    award.refresh_from_db()
    hold.refresh_from_db()
    assert (award.state, hold.lifted_on, hold.lifted_because) == ("active", ON, "本人健在")
    assert paid(award, dt.date(2022, 9, 30)) == [6, 7, 8, 9]
    reasons = AuditEvent.objects.filter(object_type="award", object_id=award.pk)
    assert reasons.filter(action="casework.award.suspended").count() == 1
    assert reasons.filter(action="casework.award.resumed").get().reason == "本人健在"


def test_a_hold_that_is_over_ends_by_itself_or_is_signed_again(lead, award):
    suspend(lead, award, until_month=SEPTEMBER)
    with pytest.raises(ProblemsError, match="not being paid"):
        suspend(lead, award, from_month=SEPTEMBER, until_month=SEPTEMBER)
    assert end_holds(actor=lead, on=dt.date(2022, 9, 30)) == 0
    october = dt.date(2022, 10, 1)
    suspend(lead, award, from_month=october, until_month=october)
    assert end_holds(actor=lead, on=october) == 0
    assert paid(award) == [6, 7]  # renewed: the earlier months wait as well
    assert end_holds(actor=lead, on=dt.date(2022, 11, 1)) == 1
    award.refresh_from_db()
    assert award.state == "active"
    assert end_holds(actor=lead, on=dt.date(2022, 11, 1)) == 0


def test_gradual_exit_goes_on_as_gradual_exit(county, lead):
    award = give(county, "gradual_exit", state="gradual_exit")
    hold = suspend(lead, award)
    resume_award(actor=lead, hold=hold, because="核实无误", on=ON)
    award.refresh_from_db()
    assert award.state == "gradual_exit"


def test_what_is_wrong_is_said_and_nothing_is_held(county, lead, award):
    for wanted, more in (
        ("Say why", {"ground": "  "}),
        ("ends before it begins", {"from_month": SEPTEMBER}),
    ):
        with pytest.raises(ProblemsError, match=wanted):
            suspend(lead, award, **more)
    ended = give(county, "tekun", state="ended")
    with pytest.raises(ProblemsError, match="not being paid"):
        suspend(lead, ended)
    assert not Hold.objects.exists()
    award.refresh_from_db()
    assert award.state == "active"


def test_a_payment_is_held_once_and_lifted_once(lead, award):
    hold = suspend(lead, award)
    with pytest.raises(ProblemsError, match="not being paid"):
        suspend(lead, award)
    with pytest.raises(ProblemsError, match="Say why"):
        resume_award(actor=lead, hold=hold, because=" ", on=ON)
    resume_award(actor=lead, hold=hold, because="核实无误", on=ON)
    with pytest.raises(ProblemsError, match="lifted before"):
        resume_award(actor=lead, hold=hold, because="再来一次", on=ON)


def test_no_machine_and_nobody_without_the_right_holds_a_payment(county, award):
    machine = system("night", area_code=COUNTY)
    with acting(machine), pytest.raises(ProblemsError, match="only a person"):
        suspend(machine, award)
    with acting(county.viewer(Role.township_clerk)) as clerk, pytest.raises(NotPermitted):
        suspend(clerk, award)


def test_a_hold_is_no_longer_than_the_place_allows_and_holds_nothing_back_in_time(lead, award):
    def hold(first, last, told=ON):
        return hold_award(
            actor=lead,
            award=award,
            ground="正在核实",
            from_month=Month.from_date(first),
            until_month=Month.from_date(last),
            told_on=told,
            on=ON,
        )

    with pytest.raises(ProblemsError, match="at most 1 months"):
        hold(AUGUST, SEPTEMBER)
    with pytest.raises(ProblemsError, match="is over"):
        hold(dt.date(2022, 7, 1), dt.date(2022, 7, 1))
    with pytest.raises(ProblemsError, match="in the future"):
        hold(AUGUST, AUGUST, told=ON + dt.timedelta(1))
    assert hold(AUGUST, AUGUST).told_on == ON
