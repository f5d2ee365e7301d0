"""Decisions of the policy's worked cases, from the register's facts to the months that are paid."""

import datetime as dt

import pytest

from doudi.casework.models import Award, Case
from doudi.casework.selectors.awards import months_of
from doudi.casework.services.decisions import decide_case
from doudi.casework.services.proposals import propose
from doudi.casework.tests.policy_families import file_case, register_case, worked_case
from doudi.foundation import audit
from doudi.foundation.access import acting, system
from doudi.foundation.domain.roles import Role
from doudi.registry.facts import case_of_household
from doudi.registry.tests.families import COUNTY, make_county
from doudi.units.text import ProblemsError

DIBAO = ["dibao", "gradual_exit", "dibao_edge", "single_person_case"]


@pytest.fixture
def county(db):
    return make_county()


def filed(county, programme, start, *, on=None, programmes=None, person=0, applied_on=None):
    """A worked case as a case of casework that waits for its decision. `person` None: the household's own."""
    entry = worked_case(programme, start)
    with acting(county.viewer(Role.township_clerk)) as clerk:
        found = register_case(clerk, entry)
        whose = None if programmes is None or person is None else found.family.persons[person]
        case = file_case(
            clerk,
            found.family,
            on=on or found.case.on,
            programmes=programmes or DIBAO,
            person=whose,
            applied_on=applied_on,
        )
    return found.family, case, on or found.case.on


def confirm(county, case, on, *, action="confirm", change=None, **more):
    """Decide as the engine proposes, or with `change` laid over its first result."""
    with acting(county.viewer(Role.county_lead)) as lead:
        results = propose(lead, case, on).results
        if change:
            results = [{**results[0], **change}, *results[1:]]
        return decide_case(actor=lead, case=case, action=action, results=results, on=on, **more)


def awards_of(county, household, **only):
    with acting(county.viewer(Role.county_lead)):
        return list(Award.objects.filter(household=household, **only).order_by("pk"))


def paid(county, award, until):
    with acting(county.viewer(Role.county_lead)):
        return [(str(m), fen) for m, fen in months_of(Award.objects.get(pk=award.pk), until)]


def test_case_1_a_family_of_four(county):
    family, case, on = filed(county, "dibao", "政策案例1，")
    decision = confirm(county, case, on)
    assert decision.outcome == "granted"
    [award] = awards_of(county, family.household)
    assert (award.programme, award.amount_fen, award.members) == ("dibao", 38067, 4)
    with acting(county.viewer(Role.county_lead)):
        case.refresh_from_db()
    assert case.state == "granted"


def test_case_4_three_fen_are_paid_and_shown(county):
    family, case, on = filed(county, "dibao", "政策案例4，")
    confirm(county, case, on)
    [award] = awards_of(county, family.household)
    with acting(county.viewer(Role.county_lead)):
        case.refresh_from_db()
    assert award.amount_fen == 3
    assert "tiny_award" in case.flags


def test_case_3_at_the_line_the_family_is_on_the_edge(county):
    family, case, on = filed(county, "dibao", "政策案例3，")
    confirm(county, case, on)
    [award] = awards_of(county, family.household)
    assert (award.programme, award.outcome, award.amount_fen) == ("dibao_edge", "status", None)


def test_case_9_what_is_not_known_is_neither_granted_nor_refused(county):
    _, case, on = filed(county, "dibao", "政策案例9，长子家收入不知道")
    with pytest.raises(ProblemsError, match="not known yet"):
        confirm(county, case, on)
    with pytest.raises(ProblemsError, match="not known yet"):
        confirm(
            county, case, on, action="refuse", reason="收入不明", change={"verdict": "not_eligible"}
        )
    with acting(county.viewer(Role.county_lead)) as lead:
        [needed] = propose(lead, case, on).results[0]["needs"]
    assert "5,119.33" in needed["en"]


def test_case_15_the_text_of_the_day_decides(county):
    with acting(county.viewer(Role.township_clerk)) as clerk:
        old = register_case(clerk, worked_case("tekun", "政策案例15，2019"))
        then = file_case(clerk, old.family, on=old.case.on, programmes=["tekun"])
        [found] = propose(clerk, then, old.case.on).results
    assert (found["verdict"], found["failed"][0]["name"]) == ("not_eligible", "no_work_ability")


def test_case_15_the_same_person_under_the_text_of_2021(county):
    family, case, on = filed(county, "tekun", "政策案例15，2022", programmes=["tekun"])
    confirm(county, case, on)
    [award] = awards_of(county, family.household)
    assert (award.amount_fen, award.from_month, award.person_id) == (
        64330,
        dt.date(2022, 4, 1),
        family.head.pk,
    )


def drawn(county, family, programme, fen, since, *, person=None, members=1):
    """An award that the family already has."""
    with acting(county.viewer(Role.county_lead)) as lead:
        award = Award.objects.create(
            area_code=family.household.area_code,
            household=family.household,
            person=person,
            programme=programme,
            outcome="money",
            amount_fen=fen,
            members=members,
            from_month=since,
        )
        audit.record(lead, "casework.award.given", object_type="award", object_id=award.pk)
        return award


def test_case_16_tekun_ends_what_nobody_has_beside_it(county):
    family, case, on = filed(
        county, "tekun", "政策案例16，选择特困供养，从七月起发给", programmes=["tekun"]
    )
    since, me = dt.date(2021, 5, 1), family.head
    old = [
        drawn(county, family, "dibao", 44100, since),
        drawn(county, family, "disability_living_subsidy", 5000, since, person=me),
        drawn(county, family, "disability_care_subsidy", 9000, since, person=me),
    ]
    decision = confirm(county, case, on)
    for award in old:
        with acting(county.viewer(Role.county_lead)):
            award.refresh_from_db()
        assert (award.state, award.until_month, award.ended_by_id) == (
            "ended",
            dt.date(2022, 6, 1),
            decision.pk,
        )
    [tekun] = awards_of(county, family.household, programme="tekun")
    august = dt.date(2022, 8, 31)
    by_month = {}
    for award in [*old, tekun]:
        for month, fen in paid(county, award, august):
            by_month[month] = by_month.get(month, 0) + fen
    assert by_month["2022-06"] == 58100
    assert by_month["2022-07"] == by_month["2022-08"] == 112997
    with acting(county.viewer(Role.county_lead)) as lead:
        known = case_of_household(lead, family.household.pk, dt.date(2022, 7, 2))
    assert known.rows["member"][0].facts["is_tekun"] == 1
    assert known.facts["is_dibao_recipient"] == 0


def test_case_16_the_rest_of_the_household_is_decided_again_by_a_person(county):
    family, case, on = filed(
        county, "tekun", "政策案例16，选择特困供养，从七月起发给", programmes=["tekun"]
    )
    dibao = drawn(county, family, "dibao", 88200, dt.date(2021, 5, 1), members=2)
    decision = confirm(county, case, on)
    with acting(county.viewer(Role.county_lead)):
        dibao.refresh_from_db()
        [again] = Case.objects.filter(award=dibao)
    assert (dibao.state, dibao.until_month) == ("active", None)
    assert (again.procedure, again.state, again.about["because_of"]) == (
        "review",
        "due",
        decision.pk,
    )


def test_case_19_the_day_before_nothing_is_refused_and_after_it_is_paid_from_october(county):
    family, case, on = filed(
        county,
        "unattended_child",
        "政策案例19，九月二十日确认",
        programmes=["unattended_child"],
        person=1,
    )
    with acting(county.viewer(Role.county_lead)) as lead:
        [early] = propose(lead, case, dt.date(2022, 9, 1)).results
    assert early["verdict"] == "not_yet"
    confirm(county, case, on)
    [award] = awards_of(county, family.household)
    assert (award.amount_fen, award.from_month) == (90000, dt.date(2022, 10, 1))


@pytest.mark.parametrize(
    ("on", "first"),
    [("7月15日", "2022-08"), ("7月31日", "2022-08"), ("8月1日", "2022-09")],
)
def test_case_21_from_the_month_after_the_decision(county, on, first):
    family, case, day = filed(county, "dibao", f"政策案例21，{on}确认")
    confirm(county, case, day)
    [award] = awards_of(county, family.household)
    assert award.amount_fen == 44100
    assert paid(county, award, dt.date(2022, 9, 30))[0] == (first, 44100)


def test_case_22_a_year_of_gradual_exit(county):
    family, case, on = filed(county, "gradual_exit", "政策案例22，妻子就业")
    dibao = drawn(county, family, "dibao", 63000, dt.date(2021, 5, 1), members=3)
    confirm(county, case, on)
    with acting(county.viewer(Role.county_lead)):
        dibao.refresh_from_db()
    [exit_] = awards_of(county, family.household, programme="gradual_exit")
    assert (dibao.state, dibao.until_month) == ("ended", dt.date(2022, 9, 1))
    assert (exit_.state, exit_.until_month) == ("gradual_exit", dt.date(2023, 9, 1))
    months = paid(county, exit_, dt.date(2025, 1, 1))
    assert len(months) == 12
    assert sum(fen for _, fen in months) == 756000


def test_a_difference_needs_a_reason(county):
    family, case, on = filed(county, "dibao", "政策案例1，")
    other = {"amount_fen": 40000}
    with pytest.raises(ProblemsError, match="differs from the engine"):
        confirm(county, case, on, change=other)
    assert not awards_of(county, family.household)
    decision = confirm(county, case, on, change=other, differs_because="另有生产自救补助")
    [award] = awards_of(county, family.household)
    assert award.amount_fen == 40000
    assert decision.proposal[0]["amount_fen"] == 38067


def test_a_refusal_needs_a_reason_and_grants_nothing(county):
    family, case, on = filed(county, "dibao", "政策案例3，")
    out = [{"verdict": "not_eligible", "amount_fen": None}]
    with acting(county.viewer(Role.county_lead)) as lead:
        results = [{**e, **out[0]} for e in propose(lead, case, on).results]
        with pytest.raises(ProblemsError, match="Say why"):
            decide_case(
                actor=lead,
                case=case,
                action="refuse",
                results=results,
                on=on,
                differs_because="查实",
            )
        decide_case(
            actor=lead,
            case=case,
            action="refuse",
            results=results,
            on=on,
            differs_because="查实",
            reason="隐瞒收入",
        )
    assert not awards_of(county, family.household)


def test_no_machine_refuses_anybody(county):
    _, case, on = filed(county, "dibao", "政策案例1，")
    with acting(system("night")) as machine:
        results = [
            {**e, "verdict": "not_eligible", "amount_fen": None}
            for e in propose(machine, case, on).results
        ]
        with pytest.raises(ProblemsError, match="only a person"):
            decide_case(
                actor=machine,
                case=case,
                action="refuse",
                results=results,
                on=on,
                differs_because="x",
                reason="x",
            )


def test_no_machine_decides_even_as_the_engine_proposes(county):
    """Nor with the county's own area, where the level would be right."""
    _, case, on = filed(county, "dibao", "政策案例1，")
    machine = system("night", area_code=COUNTY)
    with acting(machine):
        results = propose(machine, case, on).results
        with pytest.raises(ProblemsError, match="only a person"):
            decide_case(actor=machine, case=case, action="confirm", results=results, on=on)


def test_the_township_does_not_decide_what_the_county_decides(county):
    _, case, on = filed(county, "dibao", "政策案例1，")
    with acting(county.viewer(Role.township_lead)) as lead:
        results = propose(lead, case, on).results
        with pytest.raises(ProblemsError, match="decided by the county"):
            decide_case(actor=lead, case=case, action="confirm", results=results, on=on)


def test_whoever_decides_second_is_refused(county):
    family, case, on = filed(county, "dibao", "政策案例1，")
    confirm(county, case, on, version=1)
    with pytest.raises(ProblemsError, match=r"worked on this case|cannot be done now"):
        confirm(county, case, on, version=1)
    assert len(awards_of(county, family.household)) == 1


@pytest.mark.parametrize(
    "rubbish",
    [
        {"programme": "no_such_programme"},
        {"verdict": "perhaps"},
        {"amount_fen": -1},
        {"amount_fen": 380.67},
        {"amount_fen": True},
        {"person": 999_999},
    ],
)
def test_rubbish_decides_nothing(county, rubbish):
    family, case, on = filed(county, "dibao", "政策案例1，")
    with pytest.raises(ProblemsError):
        confirm(county, case, on, change=rubbish, differs_because="x")
    assert not awards_of(county, family.household)
