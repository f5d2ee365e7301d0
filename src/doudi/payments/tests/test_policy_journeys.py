"""The policy's cases 18 and 27 to 29 from the window to the bank's file and the family's statement, to the fen."""

import datetime as dt

import pytest

from doudi.casework.models import Case, Decision
from doudi.casework.services.awards import end_award
from doudi.foundation.access import acting, system
from doudi.foundation.domain.roles import Role
from doudi.payments.models import Due, Transfer
from doudi.payments.selectors.statements import statement_of
from doudi.payments.selectors.too_much import too_much_of
from doudi.payments.services.receivables import Plan, place_of, propose_receivable, sign_receivable
from doudi.payments.tests.test_policy_cases import Months, dies
from doudi.registry.domain.statements import Statement
from doudi.registry.services.facts import record_evidence, record_facts
from doudi.registry.tests.families import make_county
from tests.journeys.desk_pages import TOWNSHIP
from tests.journeys.test_policy_cases import begin, to_file

WHOLE, LESS = {("dibao", "main"): 63000}, {("dibao", "main"): 42000}


@pytest.fixture
def county(db):
    return make_county()


def stated(months):
    """What the family's own statement says: fen that arrived, by month and programme."""
    found = {}
    with acting(months.desk.county.viewer(Role.county_officer)) as officer:
        for entry in statement_of(officer, months.family.household).entries:
            place = f"{entry.due.month:%Y-%m}", entry.due.programme
            found[place] = found.get(place, 0) + entry.due.amount_fen
            assert entry.state in ("paid", "corrected")
    return found


def learn(walk, day, subject, name, value):
    """A fact that the clerk learns on a day."""
    with acting(walk.county.viewer(Role.township_clerk)) as clerk:
        on = dt.date.fromisoformat(day)
        evidence = record_evidence(actor=clerk, kind="visit", source="入户核查", on=on, area_code=subject.area_code)  # fmt: skip
        record_facts(actor=clerk, subject=subject, facts=[Statement(name, value)], evidence=evidence, on=on)  # fmt: skip


def decided_again(walk, days, award, ground, action, **decision):
    """A review: opened and looked into, the person told and heard where it takes something away, filed and decided."""
    opened, heard, filed, decided = days
    walk.review(opened, award, ground)
    walk.step(opened, "start_review")
    walk.visit(opened)
    walk.opinion(opened)
    if heard:
        walk.step(opened, "tell_intention")
        walk.step(heard, "record_hearing", note="知道了，没有意见")
        walk.step(filed, "file")
    else:
        walk.step(filed, "file_not_adverse")
    walk.decide(decided, action, **decision)


@pytest.mark.parametrize(
    ("name", "family_fen", "child_fen"),
    [("孩子仍计入低保", 60000, 90000), ("孩子不再计入低保", 15900, 120000)],
)
def test_case_18_the_child_draws_the_difference_beside_the_family(county, client, name, family_fen, child_fen):  # fmt: skip
    """600 for two, so 300 is the child's, and 900 more makes 1,200; or 1,200 alone, and 159 for the grandmother."""
    walk = begin(county, client, "unattended_child", f"政策案例18，{name}")
    months, child = Months(county, walk.family), walk.family.persons[1]
    cases = walk.apply("2022-06-20", ["dibao", f"unattended_child:{child.pk}"])
    for walk.case_id in cases:
        walk.step("2022-06-20", "accept")
        walk.check("2022-06-21")
        walk.report("2022-06-27")
        walk.visit("2022-06-27")
        walk.opinion("2022-06-27")
    with acting(system("test")):
        found = dict(Case.objects.filter(pk__in=cases).values_list("procedure", "pk"))
    dibao, for_child = found["dibao"], found["child"]
    walk.case_id = for_child
    walk.step("2022-06-28", "skip_notice", note="公示会伤害孩子")
    walk.case_id = dibao
    walk.notice("2022-06-28")
    walk.step("2022-07-06", "file")
    walk.draw("2022-07-06")
    for walk.case_id in (dibao, for_child):
        walk.decide("2022-07-15")
    assert months.pay("2022-07") == {}
    both = {("dibao", "main"): family_fen, ("unattended_child", "main"): child_fen}
    assert months.pay("2022-08") == months.pay("2022-09") == both
    assert stated(months) == {
        (month, programme): fen
        for month in ("2022-08", "2022-09")
        for (programme, _part), fen in both.items()
    }


@pytest.fixture
def old_age(county, client):
    """Applied for on the birthday, decided a week later: from the month of the birthday."""
    walk = begin(county, client, "old_age_allowance", "政策案例27，农民当天满八十周岁")
    walk.apply("2022-08-31", [f"old_age_allowance:{walk.family.head.pk}"])
    walk.step("2022-08-31", "accept")
    walk.opinion("2022-09-02")
    walk.step("2022-09-02", "file")
    walk.decide("2022-09-05", role=TOWNSHIP)
    return Months(county, walk.family)


FIFTY = {("old_age_allowance", "main"): 5000}


def test_case_27_december_is_paid_january_is_not(old_age):
    assert old_age.pay("2022-09") == {("old_age_allowance", "main"): 10000}  # August and September
    for month in ("2022-10", "2022-11", "2022-12"):
        assert old_age.pay(month) == FIFTY
    dies(old_age.family.head, "2022-12-05")
    assert old_age.said("2023-01") == {("old_age_allowance", "main"): ("held", "death")}
    assert old_age.pay("2023-01") == {}
    assert sum(stated(old_age).values()) == 5 * 5000
    assert too_much(old_age, "2023-01-20") == []


def test_case_27_what_went_out_before_anybody_knew_is_shown(old_age):
    for month in ("2022-09", "2022-10", "2022-11", "2022-12", "2023-01"):
        old_age.pay(month)
    dies(old_age.family.head, "2022-12-05")
    (found,) = too_much(old_age, "2023-01-20")
    assert (found.fen, str(found.after_death_from)) == (5000, "2023-01")
    assert [str(t.payment.month) for t in found.taken] == ["2023-01"]


def granted(county, client, name, decided):
    """A family of three that is granted 630 yuan."""
    filed = ("2022-06-20", "2022-06-21", "2022-06-27", "2022-06-28", "2022-07-06")
    walk = begin(county, client, "dibao", name)
    months = Months(county, walk.family)
    to_file(walk, filed, ["dibao"])
    walk.draw(filed[-1])
    walk.decide(decided)
    return walk, months


def test_case_28_his_share_of_210_stops_and_comes_again(county, client):
    walk, months = granted(county, client, "政策案例28，拒绝两次后接受了工作", "2022-07-15")
    son = walk.family.persons[2]
    assert months.pay("2022-08") == WHOLE
    learn(walk, "2022-08-15", son, "is_unemployed", 1)
    learn(walk, "2022-08-15", son, "work_refusals", 3)
    days = ("2022-08-16", "2022-08-18", "2022-08-24", "2022-08-26")
    decided_again(walk, days, walk.awards()["dibao"], "work_refusal", "confirm_change", reason="连续三次拒绝介绍的工作")  # fmt: skip
    assert months.pay("2022-09") == LESS
    learn(walk, "2022-09-12", son, "is_unemployed", 0)
    learn(walk, "2022-09-12", son, "work_refusals", 0)
    days = ("2022-09-13", "", "2022-09-14", "2022-09-20")
    decided_again(walk, days, walk.awards()["dibao"], "reported", "confirm_change")
    assert months.pay("2022-10") == WHOLE
    assert stated(months) == {
        ("2022-08", "dibao"): 63000,
        ("2022-09", "dibao"): 42000,
        ("2022-10", "dibao"): 63000,
    }


def test_case_29_five_months_of_630_drawn_with_a_hidden_car_come_to_3150(county, client):
    walk, months = granted(county, client, "政策案例28，拒绝两次后接受了工作", "2022-07-15")
    for month in range(8, 13):
        assert months.pay(f"2022-{month:02}") == WHOLE
    drawn = walk.awards()["dibao"]
    learn(walk, "2022-12-12", walk.family.persons[1], "motor_vehicles", 1)
    days = ("2022-12-13", "2022-12-14", "2022-12-21", "2022-12-23")
    decided_again(walk, days, drawn, "income", "confirm_stop", reason="隐瞒车辆，自始不符合条件")
    with acting(walk.county.viewer(Role.county_lead)) as lead:
        decision = Decision.objects.get(outcome="stopped")
        end_award(actor=lead, award=drawn, decision=decision, last_month=dt.date(2022, 7, 31), reason="隐瞒车辆")  # fmt: skip
    assert months.said("2023-01") == {("dibao", "main"): ("stopped", "")}
    (found,) = too_much(months, "2023-01-05")
    assert (found.fen, len(found.taken)) == (315000, 5)
    on = dt.date(2023, 1, 5)
    with acting(county.viewer(Role.county_officer)) as officer:
        owed = propose_receivable(actor=officer, award=drawn, amounts={place_of(t): t.fen for t in found.taken}, ground="concealed", words="隐瞒车辆", plan=Plan(), on=on)  # fmt: skip
    with acting(county.viewer(Role.county_lead)) as lead:
        owed = sign_receivable(actor=lead, receivable=owed, on=on)
    assert owed.amount_fen == 315000
    with acting(system("test")):
        assert sum(Due.objects.values_list("amount_fen", flat=True)) == 0
        rows = Transfer.objects.filter(receivable=owed, source="paid", target="receivable")
        assert sum(rows.values_list("amount_fen", flat=True)) == 315000
    assert months.pay("2023-01") == {}
    assert set(stated(months).values()) == {0}


def too_much(months, day):
    with acting(months.desk.county.viewer(Role.county_officer)) as officer:
        return too_much_of(officer, months.family.household, dt.date.fromisoformat(day))
