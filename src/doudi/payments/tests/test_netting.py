"""Later payments that are lessened by what was paid too much: only told, agreed, allowed, and to the fen in the ledger."""

import datetime as dt
from fractions import Fraction

import pytest

from doudi.foundation import audit
from doudi.foundation.access import acting, system
from doudi.foundation.domain.roles import Role
from doudi.payments.domain.netting import Owed, net
from doudi.payments.models import Line, Receivable, Transfer
from doudi.payments.services.giving_up import give_up_line
from doudi.payments.services.ledger import held_by
from doudi.payments.services.receivables import Plan
from doudi.payments.tests.bank import answer_all, sent
from doudi.payments.tests.recovery import TODAY, end, ledger_holds, paid, signed
from doudi.payments.tests.runs import again, award, lines, make_desk, plan
from doudi.registry.tests.families import make_county


@pytest.fixture
def desk(own_database):
    return make_desk(make_county(), programmes=("dibao", "old_age_allowance"))


def owing(desk, programme, *, told=True):
    """Two months at 80 that should have been at 50: 60 too much; 20 a month agreed."""
    family = desk.county.families["赵明远"]
    person = family.head if programme == "old_age_allowance" else None
    given = award(desk, family, 8000, "2022-11", programme=programme, person=person)
    paid(desk, "2022-11")
    paid(desk, "2022-12")
    end(given, "2022-10")
    award(desk, family, 5000, "2022-11", programme=programme, person=person)
    receivable = signed(desk, given, ground="change", plan=Plan(2000, TODAY, may_net=True))
    assert receivable.amount_fen == 6000
    if told:
        with acting(system("test")) as actor:
            Receivable.objects.update(told_on=TODAY)
            audit.record(actor, "payments.receivable.told", object_id=receivable.pk)
    return receivable


def planned(desk, month):
    run = plan(desk, month)
    (line,) = lines(run, state="planned")
    return run, line


def left(receivable):
    with acting(system("test")):
        receivable.refresh_from_db()
        return sum(fen for _, fen in held_by(receivable, "receivable"))


def test_a_payment_is_lessened_by_what_was_agreed(desk):
    receivable = owing(desk, "old_age_allowance")
    run = sent(desk, "2023-04")
    (line,) = lines(run)
    # January to April, of which 20 yuan are met by money of before
    assert (line.amount_fen, line.netted[0]["fen"]) == (4 * 5000 - 2000, 2000)
    answer_all(desk, run)
    assert left(receivable) == 4000
    ledger_holds()
    for month, rest in (("2023-05", 2000), ("2023-06", 0), ("2023-07", 0)):
        run = sent(desk, month)
        answer_all(desk, run)
        assert lines(run)[0].amount_fen == (3000 if month < "2023-07" else 5000)
        assert left(receivable) == rest
    assert receivable.state == "settled"
    ledger_holds()


def test_dibao_is_never_lessened_where_the_place_forbids_it(desk):
    owing(desk, "dibao")
    _run, line = planned(desk, "2023-04")
    assert not line.netted
    assert line.amount_fen == 4 * 5000


def test_nothing_before_the_family_was_told(desk):
    owing(desk, "old_age_allowance", told=False)
    assert not planned(desk, "2023-04")[1].netted


def test_given_up_the_netting_is_undone(desk):
    receivable = owing(desk, "old_age_allowance")
    run = sent(desk, "2023-04")
    answer_all(desk, run, {1: "1001"})
    (line,) = lines(run)
    with acting(desk.county.viewer(Role.county_officer)) as officer:
        give_up_line(actor=officer, line=line, reason="账户销户", on=dt.date(2023, 4, 20))
    assert left(receivable) == 6000
    with acting(system("test")):
        assert Transfer.objects.filter(line=line, source="paid", target="receivable").exists()
        assert Line.objects.get(pk=line.pk).state == "failed"
    ledger_holds()
    assert again(run).state == "sent"


def test_never_the_whole_payment():
    owed = [Owed(1, [(1, 900)], 900, Fraction(9, 10))]
    assert net(1000, owed) == [{"receivable": 1, "fund": 1, "fen": 900}]
    assert net(1, [Owed(1, [(1, 900)], 900, Fraction(9, 10))]) == []
    two = [Owed(1, [(1, 30)], 900, Fraction(1, 2)), Owed(2, [(1, 5), (2, 90)], 900, Fraction(1, 2))]
    assert [p["fen"] for p in net(100, two)] == [30, 5, 15]
    assert two[1].left == [(1, 0), (2, 75)]
    assert net(1000, []) == []
