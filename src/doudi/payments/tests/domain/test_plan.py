"""The plan of a month, without a database: what is paid, what is held and why."""

import pytest

from doudi.payments.domain import reasons
from doudi.payments.domain.plan import (
    HELD,
    OVERPAID,
    PLANNED,
    Key,
    OpenMonth,
    Payee,
    Stay,
    Surroundings,
    plan_lines,
)
from doudi.units.dates import Month

AUGUST = Month(2022, 8)
NOW = AUGUST.index
HOME, OTHER, HEAD, CHILD = 1, 2, 11, 12
VILLAGE = "900101102201"
DIBAO = Key(VILLAGE, HOME, 0, "dibao", "main")


def key(programme="dibao", *, household=HOME, person=0, component="main", occasion=0):
    return Key(VILLAGE, household, person, programme, component, occasion)


def open_month(key, *, month=NOW, target=100, posted=0, award=1, seq=0, decided=0):
    return OpenMonth(key, month, award, target, posted, seq, decided)


def around(**more):
    people = [Stay(HEAD, 0, 10**6), Stay(CHILD, 0, 10**6)]
    given = {
        "stays": {HOME: people, OTHER: [Stay(21, 0, 10**6)]},
        "household_payees": {HOME: Payee(1, "赵明远"), OTHER: Payee(2, "周小兰")},
    }
    return Surroundings(**(given | more))


def plan(*months, programmes=(), **more):
    return plan_lines(AUGUST, months, around(**more), programmes=programmes)


def said(*months, **more):
    return [(line.state, line.reason, line.amount_fen) for line in plan(*months, **more)]


def test_a_month_that_is_missing_is_paid_and_counts_each_person_once():
    (line,) = plan(open_month(DIBAO), open_month(DIBAO, month=NOW - 1))
    assert (line.state, line.amount_fen, line.month_fen) == (PLANNED, 200, 100)
    assert [d["persons"] for d in line.dues] == [[HEAD, CHILD]] * 2


def test_programmes_that_are_named_alone_are_planned_and_one_that_matches_nobody_pays_nobody():
    months = open_month(DIBAO), open_month(key("orphan", person=CHILD))
    assert [line.key.programme for line in plan(*months, programmes=["orphan"])] == ["orphan"]
    assert plan(*months, programmes=["tekun"]) == []
    assert len(plan(*months)) == 2


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"holds": {DIBAO.whose: [(NOW, NOW)]}}, reasons.HOLD),
        ({"deaths": {HEAD: NOW - 1, CHILD: NOW - 1}}, reasons.DEATH),
        ({"deaths": {HEAD: -1, CHILD: -1}}, reasons.DEATH),
        ({"stays": {}}, reasons.NOBODY),
        ({"stays": {HOME: [Stay(HEAD, 0, NOW)]}}, reasons.NOBODY),
        ({"covered": {(CHILD, NOW): OTHER}}, reasons.COVERED),
        ({"household_payees": {}}, reasons.NO_ACCOUNT),
        ({"household_payees": {HOME: Payee(1, "赵", reasons.HOLDER_DEAD)}}, reasons.HOLDER_DEAD),
    ],
)
def test_each_reason_holds_the_whole_amount(more, reason):
    assert said(open_month(DIBAO), **more) == [(HELD, reason, 100)]


def test_the_month_of_death_itself_is_paid():
    assert said(open_month(DIBAO), deaths={HEAD: NOW, CHILD: NOW - 1}) == [(PLANNED, "", 100)]
    (line,) = plan(open_month(DIBAO), deaths={HEAD: NOW, CHILD: NOW - 1})
    assert line.dues[0]["persons"] == [HEAD]


def test_who_joined_after_the_decision_is_not_counted_by_it():
    """Else a bride whose parents were paid for this month would stop the money of her husband's family."""
    stays = {HOME: [Stay(HEAD, 0, 10**6), Stay(CHILD, NOW, 10**6, joined=700)]}
    months = open_month(DIBAO, decided=600)
    (line,) = plan(months, stays=stays, covered={(CHILD, NOW): OTHER})
    assert (line.state, line.dues[0]["persons"]) == (PLANNED, [HEAD])
    later = open_month(DIBAO, decided=700)
    assert said(later, stays=stays, covered={(CHILD, NOW): OTHER}) == [(HELD, reasons.COVERED, 100)]


def test_two_households_that_claim_one_person_only_one_is_paid():
    stays = {HOME: [Stay(HEAD, 0, 10**6)], OTHER: [Stay(HEAD, 0, 10**6)]}
    months = open_month(DIBAO), open_month(key(household=OTHER))
    assert said(*months, stays=stays) == [(PLANNED, "", 100), (HELD, reasons.COVERED, 100)]


def test_two_programmes_of_one_household_count_its_people_once():
    lines = plan(open_month(DIBAO), open_month(key("winter")))
    assert [line.state for line in lines] == [PLANNED] * 2
    assert [line.dues[0]["persons"] for line in lines] == [[HEAD, CHILD], []]


def test_a_hold_outlives_a_change_of_the_amount():
    raised = open_month(DIBAO, award=2, target=120)
    assert said(raised, holds={DIBAO.whose: [(NOW, NOW)]}) == [(HELD, reasons.HOLD, 120)]


def test_what_was_held_is_paid_when_the_hold_is_over_and_was_not_renewed():
    months = open_month(DIBAO, month=NOW - 1), open_month(DIBAO)
    over = {DIBAO.whose: [(NOW - 1, NOW - 1)]}
    assert said(*months, holds=over) == [(PLANNED, "", 200)]
    renewed = {DIBAO.whose: [(NOW - 1, NOW - 1), (NOW, NOW)]}
    assert said(*months, holds=renewed) == [(HELD, reasons.HOLD, 200)]


APART = frozenset({frozenset({"dibao", "gradual_exit"}), frozenset({"dibao", "tekun"})})


def test_a_month_paid_under_what_excludes_this_waits_until_that_is_settled():
    paid = open_month(DIBAO, target=0, posted=100)
    leaving = open_month(key("gradual_exit"))
    assert said(paid, leaving, apart=APART) == [
        (OVERPAID, "", 0),
        (HELD, reasons.PAID_OTHERWISE, 100),
    ]
    tekun = open_month(key("tekun", person=HEAD, component="basic"))
    assert said(paid, tekun, apart=APART)[-1] == (HELD, reasons.PAID_OTHERWISE, 100)
    assert said(open_month(DIBAO, target=0, posted=100), leaving) [-1] == (PLANNED, "", 100)  # fmt: skip


def test_the_same_month_in_other_parts_is_not_paid_twice():
    whole = open_month(key("tekun", person=HEAD), target=0, posted=112997)
    parts = [open_month(key("tekun", person=HEAD, component=c), target=fen) for c, fen in (("basic", 57330), ("care", 55667))]  # fmt: skip
    assert [line[:2] for line in said(whole, *parts)] == [
        (HELD, reasons.PAID_OTHERWISE),
        (HELD, reasons.PAID_OTHERWISE),
        (OVERPAID, ""),
    ]


def test_a_raise_from_a_past_month_pays_the_difference():
    months = [open_month(DIBAO, month=NOW - n, target=120, posted=100 * bool(n), seq=bool(n)) for n in range(3)]  # fmt: skip
    (line,) = plan(*months, covered={(p, NOW - n): HOME for p in (HEAD, CHILD) for n in (1, 2)})
    assert (line.amount_fen, line.month_fen, line.change) == (160, 120, "changed")
    assert [(d["fen"], d["seq"], d["persons"]) for d in line.dues] == [(20, 1, []), (20, 1, []), (120, 0, [HEAD, CHILD])]  # fmt: skip


def test_two_single_payments_in_a_month_are_two_lines():
    lines = plan(open_month(key("temp_assistance", occasion=7)), open_month(key("temp_assistance", occasion=8)))  # fmt: skip
    assert [line.amount_fen for line in lines] == [100, 100]
    assert all("persons" not in d for line in lines for d in line.dues)
