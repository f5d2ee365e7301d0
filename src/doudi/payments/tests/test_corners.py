"""What happens to families between two months: they move, files turn out to be one person's, deaths are learnt late."""

import datetime as dt

import pytest

from doudi.casework.models import Hold
from doudi.foundation import audit
from doudi.foundation.access import acting, system
from doudi.foundation.domain.roles import Role
from doudi.foundation.jobs import perform_run
from doudi.payments.models import Due, Line
from doudi.payments.services.following import move_area
from doudi.payments.services.planning import drop_run, replan_run
from doudi.payments.tests.bank import answer_all, sent
from doudi.payments.tests.runs import again, approve, award, lines, make_desk, plan
from doudi.registry.services.places import settle_household
from doudi.registry.tests.families import FAR_VILLAGE, VILLAGE, make_county

DIBAO = 38067


@pytest.fixture
def desk(own_database):
    return make_desk(
        make_county(), programmes=("dibao", "old_age_allowance", "tekun", "temp_assistance")
    )


def change(row, **columns):
    with acting(system("test")) as actor:
        type(row).objects.filter(pk=row.pk).update(**columns)
        audit.record(actor, "registry.household.changed", object_type="test")


def said(run):
    found = lines(run)
    return sorted((x.programme, x.state, x.reason, x.amount_fen) for x in found)


def first_of(desk):
    return desk.county.families["赵明远"]


def test_a_family_that_moves_is_paid_where_it_lives_with_its_account(desk):
    family = first_of(desk)
    assert family.household.area_code == VILLAGE
    award(desk, family, DIBAO, "2022-08")
    august = sent(desk, "2022-08")
    answer_all(desk, august, {1: "1001"})
    with acting(system("test")) as actor:
        settle_household(family.household, FAR_VILLAGE)
        audit.record(actor, "registry.household.moved", object_type="household")
        assert set(Due.objects.values_list("area_code", flat=True)) == {FAR_VILLAGE}
    september = plan(desk, "2022-09")
    assert {line.area_code for line in lines(september)} == {FAR_VILLAGE}
    assert said(september) == [
        ("dibao", "held", "account_refused", DIBAO),
        ("dibao", "held", "account_refused", DIBAO),
    ]


def test_a_family_that_moves_between_plan_and_posting_is_planned_again(desk):
    family = first_of(desk)
    award(desk, family, DIBAO, "2022-08")
    run = plan(desk, "2022-08")
    with acting(system("test")) as actor:
        settle_household(family.household, FAR_VILLAGE)
        audit.record(actor, "registry.household.moved", object_type="household")
    run = approve(desk, run)
    assert (run.state, run.plan_digest) == ("planned", "")
    with acting(system("test")):
        assert not Due.objects.exists()


def test_a_village_that_goes_to_another_township_takes_its_payments_along(desk):
    family = first_of(desk)
    award(desk, family, DIBAO, "2022-07")
    sent(desk, "2022-07")
    with acting(system("test")) as actor:
        moved = move_area(actor, VILLAGE, FAR_VILLAGE, dt.date(2022, 7, 20))
        audit.record(actor, "registry.household.moved", details=moved)
    with acting(system("test")):
        assert set(Due.objects.values_list("area_code", flat=True)) == {FAR_VILLAGE}
        assert set(Line.objects.values_list("area_code", flat=True)) == {FAR_VILLAGE}


def test_two_files_of_one_person_are_one_beneficiary(desk):
    """In two townships, both with an award: after the merge it is paid once, and what was paid twice is seen."""
    families = list(desk.county.families.values())
    kept = families[0]
    other = next(f for f in families if f.household.area_code == FAR_VILLAGE)
    for family in (kept, other):
        award(desk, family, 5000, "2022-08", programme="old_age_allowance", person=family.head)
    august = sent(desk, "2022-08")
    assert august.totals["fen"] == 10000
    change(other.head, merged_into_id=kept.head.pk, state="merged")
    september = plan(desk, "2022-09")
    assert said(september) == [
        ("old_age_allowance", "overpaid", "", 0),
        ("old_age_allowance", "planned", "", 5000),
    ]
    assert {line.person_id for line in lines(september)} == {kept.head.pk}
    approve(desk, september)


def test_a_person_who_changed_the_household_is_not_paid_a_month_twice(desk):
    one, other = list(desk.county.families.values())[:2]
    person = one.head
    old = award(desk, one, 5000, "2022-08", programme="old_age_allowance", person=person)
    sent(desk, "2022-08")
    change(old, until_month=dt.date(2022, 7, 1), state="ended")
    new = award(desk, other, 5000, "2022-08", programme="old_age_allowance", person=person)
    run = approve(desk, plan(desk, "2022-09"))
    assert [(line.household_id, line.amount_fen) for line in lines(run)] == [(other.household.pk, 5000)]  # fmt: skip
    with acting(system("test")):
        assert [(d.month.month, d.award_id) for d in Due.objects.order_by("month")] == [(8, old.pk), (9, new.pk)]  # fmt: skip


def test_a_household_that_went_into_another_is_paid_for_the_months_it_was_there(desk):
    one, other = list(desk.county.families.values())[:2]
    award(desk, one, DIBAO, "2022-07")
    award(desk, other, 30000, "2022-07")
    with acting(system("test")) as actor:
        for row in one.members:
            type(row).objects.filter(pk=row.pk).update(valid_to=dt.date(2022, 8, 15))
            type(row).objects.create(area_code=row.area_code, household=other.household, person=row.person, relation="other", position=9, valid_from=dt.date(2022, 8, 15))  # fmt: skip
        type(one.household).objects.filter(pk=one.household.pk).update(state="merged", merged_into=other.household)  # fmt: skip
        audit.record(actor, "registry.household.merged", object_type="household")
    run = approve(desk, plan(desk, "2022-09"))
    assert said(run) == [
        ("dibao", "approved", "", DIBAO),
        ("dibao", "approved", "", 3 * 30000),
        ("dibao", "held", "nobody", 2 * DIBAO),
    ]


def test_two_months_held_then_lifted_come_as_arrears(desk):
    given = award(desk, first_of(desk), DIBAO, "2022-07")
    with acting(system("test")) as actor:
        hold = Hold.objects.create(area_code=given.area_code, award=given, ground="疑似死亡", from_month=dt.date(2022, 7, 1), until_month=dt.date(2022, 8, 1), signed_on=dt.date(2022, 6, 30))  # fmt: skip
        audit.record(actor, "casework.award.suspended", object_type="award")
    run = plan(desk, "2022-07")
    assert said(run) == [("dibao", "held", "hold", DIBAO)]
    with acting(desk.county.viewer(Role.county_officer)) as officer:
        drop_run(actor=officer, run=run, reason="没有可发放的", on=dt.date(2022, 7, 2))  # fmt: skip
    change(given, until_month=dt.date(2022, 8, 1), state="ended")
    award(desk, first_of(desk), 40000, "2022-08")
    run = plan(desk, "2022-08")
    assert said(run) == [("dibao", "held", "hold", DIBAO + 40000)]
    change(hold, lifted_on=dt.date(2022, 8, 3), lifted_because="本人健在")
    run = plan_again(desk, run)
    assert said(run) == [("dibao", "planned", "", DIBAO + 40000)]
    approve(desk, run)


def test_a_death_that_is_learnt_late_stops_what_is_not_paid_and_shows_what_was(desk):
    person = first_of(desk).head
    given = award(desk, first_of(desk), 5000, "2022-07", programme="old_age_allowance", person=person)  # fmt: skip
    sent(desk, "2022-07")
    sent(desk, "2022-08")
    change(person, died_on=dt.date(2022, 7, 20), is_deceased=True)
    september = plan(desk, "2022-09")
    assert ("old_age_allowance", "held", "death", 5000) in said(september)
    change(given, until_month=dt.date(2022, 7, 1), state="ended")
    october = plan_again(desk, september)
    assert [(line.state, [d["month"] for d in line.dues]) for line in lines(october)] == [
        ("overpaid", ["2022-08"]),
        ("stopped", []),
    ]


def plan_again(desk, run):
    with acting(desk.county.viewer(Role.county_officer)) as officer:
        run = replan_run(actor=officer, run=run, on=run.on)
    perform_run(run.plan_run_id)
    return again(run)


def test_replaced_in_the_same_month_once_a_year_and_twice_at_once(desk):
    family = first_of(desk)
    first = award(desk, family, DIBAO, "2022-08")
    change(first, until_month=dt.date(2022, 7, 1), state="ended")
    award(desk, family, 40000, "2022-08")
    for fen in (80000, 35000):
        award(desk, family, fen, "2022-08", programme="temp_assistance", period="once", last="2022-08")  # fmt: skip
    award(desk, family, 12000, "2021-08", programme="tekun", person=family.head, period="year")
    run = sent(desk, "2022-08")
    assert said(run) == [
        ("dibao", "sent", "", 40000),
        ("tekun", "sent", "", 24000),  # August of last year and of this
        ("temp_assistance", "sent", "", 35000),
        ("temp_assistance", "sent", "", 80000),
    ]
    following = plan(desk, "2022-09")
    assert said(following) == [
        ("dibao", "planned", "", 40000),
    ]  # what comes once, or once a year, has not stopped
