"""The ledger holds after every road a payment can go; whatever somebody with the owner's password spoils is named."""

import datetime as dt

import psycopg
import pytest

from doudi.foundation.access import acting, system
from doudi.foundation.audit_chain import seal_events
from doudi.foundation.database import address, as_owner
from doudi.foundation.domain.roles import Role
from doudi.foundation.verify import verify
from doudi.payments.models import PayeeAccount
from doudi.payments.services.ledger_checks import check_ledger
from doudi.payments.services.sending import close_run
from doudi.payments.tests.bank import answer_all, files, reply, sent, take_in
from doudi.payments.tests.runs import approve, award, lines, make_desk, plan
from doudi.registry.tests.families import make_county


def faults():
    with acting(system("test")) as viewer:
        return [fault.en for fault in check_ledger(viewer)]


def close(desk, run):
    with acting(desk.county.viewer(Role.finance_officer)) as finance:
        close_run(actor=finance, run=run, on=run.on + dt.timedelta(days=9))


@pytest.fixture
def desk(own_database):
    """August: two paid, one given back by the bank, one given back late; September: the first of these paid again."""
    desk = make_desk(make_county(), programmes=("dibao", "tekun"))
    families = list(desk.county.families.values())[:3]
    for place, family in enumerate(families):
        award(desk, family, 38067 + place, "2022-07")
    head = families[0].head
    award(desk, families[0], 112997, "2022-08", programme="tekun", person=head, parts={"basic": 57330, "care": 55667})  # fmt: skip
    august = sent(desk, "2022-08")
    numbers = {line.household_id: line.number for line in lines(august, programme="dibao")}
    answer_all(desk, august, {numbers[families[1].household.pk]: "1001"})
    close(desk, august)
    (file,) = files(august)
    late = numbers[families[2].household.pk]
    take_in(desk, file, reply(file, {late: "9001"}, only=[late]), on=dt.date(2022, 8, 20))
    desk.broken_account = lines(august, number=numbers[families[1].household.pk])[0].account_id
    by_owner(f"UPDATE payments_payeeaccount SET is_confirmed = true WHERE id = {desk.broken_account}")  # fmt: skip
    desk.september = sent(desk, "2022-09")
    answer_all(desk, desk.september)
    return desk


def by_owner(*words):
    """With no rule of the database in the way."""
    with psycopg.connect(**address().conninfo(owner=True) | {"user": "postgres"}) as owner:
        owner.execute("SET session_replication_role = replica")
        for each in words:
            owner.execute(each)


def test_it_holds_on_every_road(desk):
    assert [line.state for line in lines(desk.september, change="retried", state="paid")] == ["paid"]  # fmt: skip
    assert faults() == []
    run = plan(desk, "2022-10")
    assert faults() == []
    approve(desk, run)
    assert faults() == []


ONE = "(SELECT min(id) FROM payments_line WHERE state = 'paid' AND retry_of_id IS NULL)"
#: What is done → what is said of it, somewhere.
SPOILT = {
    "a line's state": (f"UPDATE payments_line SET state = 'failed' WHERE id = {ONE}", "its state says 'approved>sent available>approved sent>returned"),
    "a planned line's money": ("UPDATE payments_line SET state = 'planned' WHERE id = " + ONE, "its state says ''"),
    "a line's amount": (f"UPDATE payments_line SET amount_fen = amount_fen + 1 WHERE id = {ONE}", "the ledger says"),
    "one transfer's amount": (f"UPDATE payments_transfer SET amount_fen = 1 WHERE line_id = {ONE} AND target = 'sent'", "the ledger says 1"),
    "one transfer's fund": (f"UPDATE payments_transfer SET fund_id = 77 WHERE line_id = {ONE} AND target = 'sent'", "paid by fund"),
    "one transfer's programme": (f"UPDATE payments_transfer SET programme = 'orphan' WHERE line_id = {ONE} AND target = 'sent'", "the ledger has it under orphan"),
    "more spent than there was": ("UPDATE payments_transfer SET amount_fen = 100 WHERE source = 'outside'", "its account available stands at -"),
    "a transfer is gone": (f"DELETE FROM payments_transfer WHERE line_id = {ONE} AND target = 'sent'", "its account sent stands at -"),
    "more came back than went out": ("INSERT INTO payments_transfer (area_code, entry_id, fund_id, programme, source, target, receivable_id, amount_fen) SELECT area_code, entry_id, fund_id, programme, 'receivable', 'recovered', 5, 9 FROM payments_transfer WHERE target = 'paid' LIMIT 1", "receivable 5: its account receivable stands at -9 fen"),
    "a due's amount": (f"UPDATE payments_due SET amount_fen = amount_fen + 1 WHERE line_id = {ONE}", "the months it pays add up to"),
    "a due beyond its award": (f"UPDATE payments_due SET amount_fen = amount_fen + 1 WHERE line_id = {ONE}", "with what was posted before it comes to"),
    "a due's person": (f"UPDATE payments_due SET component = 'other' WHERE line_id = {ONE}", "its line is for"),
    "a due before its award": (f"UPDATE payments_due SET month = month - interval '31 months' WHERE line_id = {ONE}", "the month posted is 2019-12"),
    "a due's number": (f"UPDATE payments_due SET seq = 4 WHERE line_id = {ONE}", "the last is 4"),
    "a retry's amount": ("UPDATE payments_line SET amount_fen = 5 WHERE retry_of_id IS NOT NULL AND state = 'paid'", "5 fen paid again"),
    "a cover's month": ("UPDATE payments_cover SET month = '2020-01-01' WHERE id = (SELECT min(id) FROM payments_cover)", "people of another month"),
    "nobody covered": ("DELETE FROM payments_cover", "a household's due that counts nobody"),
    "covered twice": ("DROP INDEX covered_once_in_a_month; INSERT INTO payments_cover (area_code, due_id, person_id, month, is_released) SELECT area_code, due_id, person_id, month, false FROM payments_cover LIMIT 1", "with 2 households"),
    "a file's total": ("UPDATE payments_bankfile SET amount_fen = amount_fen + 1 WHERE id = (SELECT min(id) FROM payments_bankfile)", "the file says"),
    "a file is gone": ("DELETE FROM payments_bankfile WHERE id = (SELECT min(id) FROM payments_bankfile)", "the file says 0 / 0"),
    "a return's total": ("UPDATE payments_returnfile SET failed_fen = 1 WHERE id = (SELECT min(id) FROM payments_returnfile)", "it says 4 / "),
    "a closed run's line": (f"UPDATE payments_line SET state = 'sent' WHERE id = {ONE}", "the run is closed, this line still sent"),
    "a dropped run's money": ("UPDATE payments_paymentrun SET state = 'dropped' WHERE month = '2022-09-01'", "the run is dropped"),
    "a part not posted": ("UPDATE payments_runpart SET is_posted = false WHERE id = (SELECT min(id) FROM payments_runpart)", "signed were"),
    "one person signed twice": ("ALTER TABLE payments_paymentrun DROP CONSTRAINT two_who_sign; UPDATE payments_paymentrun SET second_by_id = first_by_id WHERE month = '2022-08-01'", "fewer than three people"),
    "an entry of nothing": ("DELETE FROM payments_transfer WHERE source = 'outside'", "(budget) moved nothing"),
    "a receivable's dues": ("INSERT INTO payments_receivable (id, area_code, household_id, award_id, programme, amount_fen, months, ground, words, may_net, state, proposed_on, closed_because, closed_basis, fine_by, fine_number) SELECT 9, area_code, household_id, award_id, programme, 7, '[]', 'office', '', false, 'open', '2022-09-01', '', '', '', '' FROM payments_due LIMIT 1; INSERT INTO payments_due (area_code, receivable_id, award_id, household_id, programme, component, occasion, month, seq, amount_fen) SELECT area_code, 9, award_id, household_id, programme, component, occasion, month, 1, -8 FROM payments_due WHERE person_id IS NULL LIMIT 1", "receivable 9: 7 fen, the dues taken back are 8"),
}  # fmt: skip


def test_each_thing_that_was_spoilt_is_named(desk):
    missed = []
    for what, (words, said) in SPOILT.items():
        with psycopg.connect(**address().conninfo(owner=True) | {"user": "postgres"}) as owner:
            owner.execute("SET session_replication_role = replica")
            for each in words.split("; "):
                assert owner.execute(each).rowcount, what
            found = _read(owner)
            owner.rollback()
        if not any(said in fault for fault in found):
            missed.append((what, found))
    assert missed == []
    assert faults() == []


def _read(owner):
    from doudi.payments.selectors.ledger_faults import RULES, read_faults

    with owner.cursor() as cursor:
        return [fault.en for rule in RULES for fault in read_faults(cursor, rule)]


def test_verify_looks_at_the_ledger_too(desk, spoilt):
    seal_events()
    with as_owner():
        report = verify(address().app)
    assert report.is_good, report.problems
    assert any("2 payment runs" in seen.en for seen in report.seen)
    by_owner(f"UPDATE payments_line SET state = 'sent' WHERE id = {ONE}")
    with as_owner():
        report = verify(address().app)
    assert [p.en for p in report.problems if "still sent" in p.en]


def test_another_county_sees_nothing_of_it(desk, spoilt):
    by_owner(f"UPDATE payments_line SET state = 'sent' WHERE id = {ONE}")
    with acting(desk.county.viewer(Role.county_officer, "900102000000")) as stranger:
        assert check_ledger(stranger) == []
        assert not PayeeAccount.objects.exists()
