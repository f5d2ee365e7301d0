"""Awards looked at again: opened on time and on a ground, heard before anything is taken away."""

import datetime as dt
import uuid

import pytest

from doudi.casework.models import Award, Case, Decision, Opinion, Visit
from doudi.casework.services.reconsiderations import ask_reconsideration, reopen_case
from doudi.casework.services.reviews import open_due_reviews, open_review, report_change
from doudi.casework.services.transition import take_step
from doudi.casework.tests.cases import bring_to
from doudi.foundation import audit
from doudi.foundation.access import acting, system
from doudi.foundation.clock import CHINA, get_now
from doudi.foundation.domain.roles import Role
from doudi.foundation.models import AuditEvent
from doudi.registry.tests.families import make_county
from doudi.units.text import ProblemsError

ON = dt.date(2023, 9, 4)
DIBAO = ["dibao", "gradual_exit", "dibao_edge", "single_person_case", "rigid_expenditure"]


@pytest.fixture
def county(db):
    return make_county()


@pytest.fixture
def granted(county):
    """A case that gave Dibao of 380.67 yuan from November 2022, to be reviewed by October 2023."""
    family = next(iter(county.families.values()))
    case = bring_to(county, family, "granted")
    with acting(system("test")) as actor:
        Award.objects.create(
            area_code=case.area_code,
            household=case.household,
            programme="dibao",
            outcome="money",
            amount_fen=38067,
            members=4,
            from_month=dt.date(2022, 11, 1),
            review_due=dt.date(2023, 10, 1),
            given_by=case.decisions.get(),
        )
        audit.record(actor, "casework.case.changed", details={"test": "award"})
    return case


def award_of(case: Case) -> Award:
    return Award.objects.get(household=case.household)


def test_a_review_is_opened_so_many_days_before_as_the_place_says(granted):
    with acting(system("reviews")) as actor:
        assert open_due_reviews(actor=actor, on=dt.date(2023, 8, 31)) == 0
        assert open_due_reviews(actor=actor, on=dt.date(2023, 9, 1)) == 1
        assert open_due_reviews(actor=actor, on=dt.date(2023, 9, 2)) == 0
        case = Case.objects.get(procedure="review")
    assert (case.state, case.about, case.programmes) == ("due", {"ground": "periodic"}, DIBAO)


def test_one_review_at_a_time(county, granted):
    with acting(county.viewer(Role.township_clerk)) as clerk:
        open_review(actor=clerk, award=award_of(granted), ground="income", on=ON)
        with pytest.raises(ProblemsError, match="open already"):
            open_review(actor=clerk, award=award_of(granted), ground="lead", on=ON)


def test_what_a_family_reports_opens_a_review_and_leaves_the_award_alone(county, granted):
    cadre = county.viewer(Role.village_cadre)
    with acting(cadre), pytest.raises(ProblemsError, match="Say what has changed"):
        report_change(actor=cadre, household=granted.household, on=ON, what=" ")
    with acting(county.viewer(Role.township_clerk)) as clerk:
        opened = report_change(
            actor=clerk, household=granted.household, on=ON, what="儿子九月起到县城上班"
        )
        assert [c.about["ground"] for c in opened] == ["reported"]
        assert AuditEvent.objects.filter(action="casework.change.reported").exists()
        assert award_of(granted).amount_fen == 38067


def give_opinion(case: Case, amount: int | None, on: dt.date) -> None:
    results = [{"programme": "dibao", "verdict": "eligible" if amount else "not_eligible", "amount_fen": amount}]  # fmt: skip
    about = {"area_code": case.area_code, "case": case}
    Visit.objects.create(
        **about,
        client_id=uuid.uuid4(),
        kind="review",
        on=on,
        at=dt.datetime.combine(on, dt.time(10), CHINA),
        synced_at=get_now(),
        visitors=[{"name": "李慧"}, {"name": "王秀英"}],
    )
    Opinion.objects.create(**about, on=on, proposal=results, is_to_grant=bool(amount), results=results, name="李慧", at=get_now())  # fmt: skip


def test_nothing_is_reduced_without_hearing_the_person(county, granted):
    with acting(county.viewer(Role.township_clerk)) as clerk:
        case = open_review(actor=clerk, award=award_of(granted), ground="income", on=ON)
        case = take_step(actor=clerk, case=case, action="start_review", on=ON)
        give_opinion(case, 10000, ON)
        case = take_step(actor=clerk, case=case, action="give_opinion", on=ON)
        with pytest.raises(ProblemsError, match="told and heard"):
            take_step(actor=clerk, case=case, action="file_not_adverse", on=ON)
        case = take_step(actor=clerk, case=case, action="tell_intention", on=ON)
        with pytest.raises(ProblemsError, match="wait until after 2023-09-11"):
            take_step(actor=clerk, case=case, action="file", on=dt.date(2023, 9, 11))
        case = take_step(
            actor=clerk,
            case=case,
            action="record_hearing",
            on=ON,
            note="本人说打零工，下月就没有了",
        )
        case = take_step(actor=clerk, case=case, action="file", on=ON)
        assert case.state == "filed"
        assert case.letters.filter(kind="intention_letter").count() == 1


def test_the_review_clock_stands_still_while_the_person_is_heard(county, granted):
    with acting(county.viewer(Role.township_clerk)) as clerk:
        case = open_review(actor=clerk, award=award_of(granted), ground="income", on=ON)
        case = take_step(actor=clerk, case=case, action="start_review", on=ON)
        before = case.next_due
        give_opinion(case, 10000, ON)
        case = take_step(actor=clerk, case=case, action="give_opinion", on=ON)
        case = take_step(actor=clerk, case=case, action="tell_intention", on=ON)
        assert case.next_due is None
        case = take_step(actor=clerk, case=case, action="file", on=dt.date(2023, 9, 12))
        clock = case.clocks.get(name="review")
    assert (clock.due_on - before).days >= 8


def test_reconsideration_must_be_asked_for_in_time(county, granted):
    with acting(county.viewer(Role.county_officer)) as officer:
        decision = Decision.objects.get(case=granted)
        with pytest.raises(ProblemsError, match="must lie between"):
            ask_reconsideration(actor=officer, decision=decision, known_on=dt.date(2022, 10, 1), on=ON, note="不服")  # fmt: skip
        late = dt.date(2024, 3, 11)
        with pytest.raises(ProblemsError, match="ended on"):
            ask_reconsideration(actor=officer, decision=decision, known_on=dt.date(2024, 1, 2), on=late, note="不服")  # fmt: skip
        case = ask_reconsideration(actor=officer, decision=decision, known_on=dt.date(2024, 1, 2), on=dt.date(2024, 3, 4), note="不服")  # fmt: skip
        case = take_step(actor=officer, case=case, action="accept", on=dt.date(2024, 3, 5))
    assert case.next_due == dt.date(2024, 5, 4)


def test_a_closed_case_begins_anew_and_stays_as_it_was(county, granted):
    with acting(county.viewer(Role.township_clerk)) as clerk:
        with pytest.raises(ProblemsError, match="Say why"):
            reopen_case(actor=clerk, case=granted, on=ON, reason="")
        anew = reopen_case(actor=clerk, case=granted, on=ON, reason="漏记一笔医疗支出")
        with pytest.raises(ProblemsError, match="already"):
            reopen_case(actor=clerk, case=granted, on=ON, reason="再来一次")
        granted.refresh_from_db()
    assert anew.about["reopens"] == granted.pk
    assert (anew.state, granted.state) == ("applied", "granted")
