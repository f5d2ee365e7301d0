"""From rows of the register to the case of a household."""

import datetime as dt

import pytest

from doudi.foundation.access import acting, system
from doudi.foundation.audit import record
from doudi.foundation.rulebook import get_rulebook
from doudi.registry.facts import case_of_household, known_of_household
from doudi.registry.models import (
    Coverage,
    Evidence,
    Fact,
    Household,
    Membership,
    Person,
    Supporter,
)
from doudi.rules.decide import decide
from doudi.rules.declare import day_number
from doudi.rules.dimensions import STEPS_PER_FEN

ON = dt.date(2022, 7, 1)
COUNTY, VILLAGE = "900101000000", "900101102201"


@pytest.fixture
def viewer(db):
    with acting(system("test")) as found:
        record(found, "registry.facts.recorded")
        yield found


def make_evidence(learnt_on=dt.date(2022, 6, 1)):
    return Evidence.objects.create(
        area_code=COUNTY, kind="visit", learnt_on=learnt_on, recorded_at=dt.datetime(2022, 6, 1, tzinfo=dt.UTC)
    )  # fmt: skip


def make_person(name, **more):
    return Person.objects.create(
        area_code=VILLAGE, name=name, identity_kind="none", identity_state="not_verified", identity_reason="未办理", **more
    )  # fmt: skip


def make_member(household, name, relation, position=0, valid_from=None, valid_to=None, **more):
    person = make_person(name, **more)
    Membership.objects.create(
        area_code=VILLAGE, household=household, person=person, relation=relation,
        position=position, valid_from=valid_from, valid_to=valid_to,
    )  # fmt: skip
    return person


def state(subject, name, value=None, option=None, evidence=None, **more):
    key = type(subject).__name__.lower()
    return Fact.objects.create(
        area_code=VILLAGE, name=name, value=value, option=option, evidence=evidence or make_evidence(), **{key: subject}, **more
    )  # fmt: skip


@pytest.fixture
def household(viewer):
    return Household.objects.create(
        area_code=VILLAGE, number="A1", residence_class="rural", members_are_complete=True
    )


def test_rows_become_a_case_in_the_numbers_of_the_engine(viewer, household):
    head = make_member(
        household,
        "张三",
        "head",
        birth_date=dt.date(1950, 3, 4),
        sex="male",
        hukou_area="900101102000",
        is_deceased=False,
    )
    son = Supporter.objects.create(
        area_code=VILLAGE, household=household, name="张小", kind="child"
    )
    state(household, "homes", 1)
    state(head, "deposits", 300_000, item="农商行")
    state(head, "deposits", 200_000, item="邮储")
    state(head, "disability_grade", option="grade_2")
    state(son, "payer_income", 500_000)
    case = case_of_household(viewer, household.pk, ON)
    assert case.facts == {"residence_class": 1, "homes": 1}
    assert case.rows["member"][0].name == "张三"
    assert case.rows["member"][0].facts == {
        "birth_date": day_number(dt.date(1950, 3, 4)),
        "relation": 0,
        "sex": 1,
        "is_deceased": 0,
        "hukou_is_here": 1,
        "deposits": 500_000 * STEPS_PER_FEN,
        "disability_grade": 2,
    }
    assert case.rows["supporter"][0].facts == {
        "supporter_kind": 0,
        "payer_income": 500_000 * STEPS_PER_FEN,
    }
    assert case.complete == {"member": True, "supporter": None}
    assert decide(get_rulebook(), case).results


def test_who_belongs_goes_by_the_day(viewer, household):
    make_member(household, "甲", "head")
    make_member(household, "乙", "child", 2, valid_from=ON)
    make_member(household, "丙", "child", 1, valid_to=ON)
    names = [row.name for row in case_of_household(viewer, household.pk, ON).rows["member"]]
    assert names == ["甲", "乙"]
    before = case_of_household(viewer, household.pk, dt.date(2022, 6, 30))
    assert [row.name for row in before.rows["member"]] == ["甲", "丙"]


def test_a_list_fills_silence_and_never_goes_before_what_is_stated(viewer, household):
    named, other, open_ = (make_member(household, n, "other", i) for i, n in enumerate("甲乙丙"))
    state(named, "disability_grade", option="grade_1")
    state(open_, "disability_grade")
    early, late = make_evidence(dt.date(2022, 5, 1)), make_evidence(dt.date(2022, 6, 1))
    for area, option, evidence in (
        (COUNTY, "none", late),
        ("900101102000", "grade_4", early),
        ("900101103000", "grade_3", late),
    ):
        Coverage.objects.create(
            area_code=area, name="disability_grade", option=option, valid_from=dt.date(2022, 1, 1), evidence=evidence
        )  # fmt: skip
    grades = [
        row.facts.get("disability_grade")
        for row in case_of_household(viewer, household.pk, ON).rows["member"]
    ]
    assert grades == [1, 0, None]
    earlier = case_of_household(viewer, household.pk, ON, known_by=dt.date(2022, 5, 15))
    assert earlier.rows["member"][1].facts["disability_grade"] == 4
    assert (
        "disability_grade"
        not in case_of_household(viewer, household.pk, dt.date(2021, 12, 31))
        .rows["member"][1]
        .facts
    )
    known = known_of_household(viewer, household.pk, ON)
    assert known.of_persons[named.pk].settled["disability_grade"].rows
    assert known.of_persons[other.pk].covered["disability_grade"]


def test_a_stated_sum_beyond_what_the_fact_can_be_is_not_known(viewer, household):
    state(household, "homes", 15, item="一")
    state(household, "homes", 15, item="二")
    assert "homes" not in case_of_household(viewer, household.pk, ON).facts


def test_names_and_options_that_the_rulebook_does_not_have_are_left_out(viewer, household):
    state(household, "no_such_fact", 1)
    state(household, "dibao_class", option="z")
    state(household, "income_wage", 1)
    assert case_of_household(viewer, household.pk, ON).facts == {"residence_class": 1}


def test_a_list_longer_than_the_law_reads_is_cut_and_no_longer_complete(viewer, household):
    for place in range(61):
        make_member(household, f"人{place}", "other", place)
    case = case_of_household(viewer, household.pk, ON)
    assert len(case.rows["member"]) == 60
    assert case.complete["member"] is None


def test_the_same_few_queries_whatever_the_family(viewer, household, django_assert_num_queries):
    for place in range(5):
        state(make_member(household, f"人{place}", "other", place), "deposits", 100)
    with django_assert_num_queries(6):  # the first asks whether the place's law has changed
        case_of_household(viewer, household.pk, ON)


def test_a_household_elsewhere_is_not_there(viewer, household):
    elsewhere = system("test", area_code="900101103000")
    with acting(elsewhere), pytest.raises(Household.DoesNotExist):
        case_of_household(elsewhere, household.pk, ON)
