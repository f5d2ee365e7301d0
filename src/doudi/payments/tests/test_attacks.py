"""Somebody wants to be paid twice, or to leave somebody unpaid, between two steps of a run. Each time: once, or nobody until a person looks."""

import datetime as dt

import pytest

from doudi.casework.models import Award, Hold
from doudi.foundation import audit
from doudi.foundation.access import acting, system
from doudi.foundation.domain.roles import Role
from doudi.foundation.jobs import perform_run
from doudi.payments.demo.cards import card
from doudi.payments.format_book import format_of
from doudi.payments.models import Due, Line, PaymentRun, ReturnFile
from doudi.payments.services.accounts import record_account
from doudi.payments.services.approving import sign_run
from doudi.payments.services.funds import give_budget
from doudi.payments.services.giving_up import give_up_line
from doudi.payments.services.ledger_checks import check_ledger
from doudi.payments.services.planning import drop_run, replan_run
from doudi.payments.services.receivables import Plan
from doudi.payments.services.repayments import record_repayment
from doudi.payments.services.sending import close_run, send_run
from doudi.payments.tests.bank import answer_all, files, reply, sent, take_in
from doudi.payments.tests.recovery import dies, end, shown, signed
from doudi.payments.tests.runs import again, approve, award, lines, make_desk, plan
from doudi.payments.tests.test_collisions import at_once, refusals
from doudi.registry.tests.families import make_county
from doudi.units.text import ProblemsError

DIBAO, FIFTY = 38067, 5000
DAY = dt.date(2022, 8, 1)


@pytest.fixture
def desk(own_database):
    return make_desk(make_county(), programmes=("dibao", "old_age_allowance"))


@pytest.fixture
def family(desk):
    return desk.county.families["赵明远"]


def sign(desk, role, run, digest=None):
    with acting(desk.county.viewer(role)) as actor:
        return sign_run(actor=actor, run=run, digest=digest or run.plan_digest, on=DAY)


def first_signature(desk, month="2022-08"):
    return sign(desk, Role.county_lead, plan(desk, month))


def second_signature(desk, run):
    run = sign(desk, Role.finance_officer, run)
    perform_run(run.approve_run_id)
    return again(run)


def replanned(desk, run):
    with acting(desk.county.viewer(Role.county_officer)) as officer:
        run = replan_run(actor=officer, run=run, on=DAY)
    perform_run(run.plan_run_id)
    return again(run)


def dropped(desk, run):
    with acting(desk.county.viewer(Role.county_officer)) as officer:
        return drop_run(actor=officer, run=run, reason="重新测算", on=DAY)


def closed(desk, run):
    with acting(desk.county.viewer(Role.finance_officer)) as finance:
        return close_run(actor=finance, run=run, on=DAY + dt.timedelta(days=9))


def posted():
    with acting(system("test")):
        return sorted((d.month.month, d.amount_fen) for d in Due.objects.all())


def holds():
    with acting(system("test")) as viewer:
        assert check_ledger(viewer) == []


def write(row, **columns):
    with acting(system("test")) as actor:
        type(row).objects.filter(pk=row.pk).update(**columns)
        audit.record(actor, "registry.household.changed", object_type="test")


def nothing_is_posted(run):
    """The signatures are void, and the page asks for another plan."""
    assert (run.state, run.plan_digest, run.first_by_id, run.second_by_id) == ("planned", "", None, None)  # fmt: skip
    assert posted() == []


# -- runs ------------------------------------------------------------------------------------------------
def test_a_run_that_was_dropped_and_planned_anew_pays_once(desk, family):
    award(desk, family, DIBAO, "2022-08")
    old = first_signature(desk)
    dropped(desk, old)
    new = plan(desk, "2022-08")
    with pytest.raises(ProblemsError, match="cannot be signed now"):
        sign(desk, Role.finance_officer, old, new.plan_digest)
    with pytest.raises(ProblemsError, match="cannot be planned again"):
        replanned(desk, old)
    perform_run(old.plan_run_id)  # its job, once more
    new = approve(desk, new)
    assert (again(old).state, new.state) == ("dropped", "approved")
    assert posted() == [(8, DIBAO)]
    holds()


def test_an_old_signature_is_not_for_a_new_plan(desk, family):
    award(desk, family, DIBAO, "2022-08")
    run = first_signature(desk)
    seen = run.plan_digest
    award(desk, list(desk.county.families.values())[1], 99900, "2022-08")
    run = replanned(desk, run)
    assert run.first_by_id is None
    with pytest.raises(ProblemsError, match="the plan has changed"):
        sign(desk, Role.finance_officer, run, seen)
    assert posted() == []


def test_a_job_that_is_asked_again_after_all_is_over_posts_nothing(desk, family):
    award(desk, family, DIBAO, "2022-08")
    run = sent(desk, "2022-08")
    for job in (run.plan_run_id, run.approve_run_id):
        perform_run(job)
    with (
        acting(desk.county.viewer(Role.finance_officer)) as finance,
        pytest.raises(ProblemsError, match="cannot be sent now"),
    ):
        send_run(actor=finance, run=run, on=DAY)
    assert posted() == [(8, DIBAO)]
    holds()


# -- between the signatures ------------------------------------------------------------------------------
def test_two_files_that_are_merged_between_the_signatures_are_planned_again(desk):
    one, other = list(desk.county.families.values())[:2]
    for home in (one, other):
        award(desk, home, FIFTY, "2022-08", programme="old_age_allowance", person=home.head)
    run = first_signature(desk)
    assert run.totals["fen"] == 2 * FIFTY
    write(other.head, merged_into_id=one.head.pk, state="merged")
    run = second_signature(desk, run)
    nothing_is_posted(run)
    run = approve(desk, replanned(desk, run))
    assert posted() == [(8, FIFTY)]
    holds()


def test_two_files_that_are_merged_after_the_posting_are_paid_once_from_then_on_and_the_rest_is_shown(desk):  # fmt: skip
    one, other = list(desk.county.families.values())[:2]
    given = [award(desk, home, FIFTY, "2022-08", programme="old_age_allowance", person=home.head) for home in (one, other)]  # fmt: skip
    run = sent(desk, "2022-08")
    write(other.head, merged_into_id=one.head.pk, state="merged")
    answer_all(desk, run)
    closed(desk, run)
    september = sent(desk, "2022-09")
    assert [x.amount_fen for x in lines(september, state="sent")] == [FIFTY]
    assert [sum(d["fen"] for d in x.dues) for x in lines(september, state="overpaid")] == [-FIFTY]
    assert shown(desk, given[1]) or shown(desk, given[0])
    holds()


def test_an_account_that_is_changed_between_the_signatures_gets_nothing_unseen(desk, family):
    """The second who signs has seen the old account: the money goes to neither until both see the new one."""
    award(desk, family, DIBAO, "2022-08")
    run = first_signature(desk)
    with acting(desk.county.viewer(Role.county_officer)) as officer:
        thief = family.persons[-1]
        record_account(actor=officer, household=family.household, person=None, holder=thief, holder_name=thief.name, bank="rural_credit", number=card(77), on=DAY)  # fmt: skip
    run = second_signature(desk, run)
    nothing_is_posted(run)


def test_an_account_that_is_changed_after_the_posting_changes_no_file(desk, family):
    award(desk, family, DIBAO, "2022-08")
    run = approve(desk, plan(desk, "2022-08"))
    (file,) = files(run)
    old = file.sha256
    with acting(desk.county.viewer(Role.county_officer)) as officer:
        record_account(actor=officer, household=family.household, person=None, holder=family.persons[-1], holder_name=family.persons[-1].name, bank="rural_credit", number=card(77), on=DAY)  # fmt: skip
    with acting(desk.county.viewer(Role.finance_officer)) as finance:
        send_run(actor=finance, run=run, on=DAY)
    (file,) = files(run)
    assert file.sha256 == old
    assert take_in(desk, file, reply(file)).state == "posted"


def test_an_award_that_is_ended_back_while_the_run_is_posted_is_found_or_shown(desk, family):
    """Before its township is posted: planned again. After: it is paid, and the next plan shows it as too much."""
    given = award(desk, family, DIBAO, "2022-07")
    run = sign(desk, Role.finance_officer, first_signature(desk))
    end(given, "2022-06")
    perform_run(run.approve_run_id)
    nothing_is_posted(again(run))
    write(given, until_month=None, state="active")
    run = approve(desk, replanned(desk, again(run)))
    assert posted() == [(7, DIBAO), (8, DIBAO)]
    end(given, "2022-06")
    with acting(desk.county.viewer(Role.finance_officer)) as finance:
        send_run(actor=finance, run=run, on=DAY)
    answer_all(desk, again(run))
    september = plan(desk, "2022-09")
    assert [(x.state, sum(d["fen"] for d in x.dues)) for x in lines(september)] == [("overpaid", -2 * DIBAO), ("stopped", 0)]  # fmt: skip
    assert shown(desk, given).fen == 2 * DIBAO
    holds()


def test_a_hold_between_the_signatures_is_not_passed_over(desk, family):
    given = award(desk, family, DIBAO, "2022-08")
    run = first_signature(desk)
    with acting(system("test")) as actor:
        Hold.objects.create(area_code=given.area_code, award=given, ground="疑似死亡", from_month=DAY, until_month=DAY, signed_on=DAY)  # fmt: skip
        audit.record(actor, "casework.award.suspended", object_type="award", object_id=given.pk)
    nothing_is_posted(second_signature(desk, run))


def test_a_refused_payment_that_is_given_up_between_the_signatures_is_not_paid_again(desk, family):
    award(desk, family, DIBAO, "2022-08", last="2022-08")
    award(desk, list(desk.county.families.values())[1], 40000, "2022-09")
    first = sent(desk, "2022-08")
    answer_all(desk, first, {1: other_failure(files(first)[0])})
    run = first_signature(desk, "2022-09")
    assert run.totals["fen"] == DIBAO + 40000
    (line,) = lines(first)
    with acting(desk.county.viewer(Role.county_officer)) as officer:
        give_up_line(actor=officer, line=line, reason="本人不要", on=dt.date(2022, 9, 2))
    run = second_signature(desk, run)
    assert (run.state, run.plan_digest) == ("planned", "")
    assert sum(fen for _m, fen in posted()) == 0
    holds()


def test_a_debt_that_is_paid_in_cash_between_the_signatures_is_not_kept_back_too(desk, family):
    given = award(desk, family, 8000, "2022-06", programme="old_age_allowance", person=family.head)
    for month in ("2022-06", "2022-07"):
        answer_all(desk, sent(desk, month))
    end(given, "2022-05")
    award(desk, family, 5000, "2022-06", programme="old_age_allowance", person=family.head)
    debt = signed(desk, given, ground="change", plan=Plan(6000, DAY, may_net=True), on=DAY)
    write(debt, told_on=DAY)
    run = first_signature(desk)
    assert [n["fen"] for x in lines(run, state="planned") for n in x.netted] == [2500]
    with acting(desk.county.viewer(Role.county_officer)) as officer:
        record_repayment(actor=officer, receivable=debt, amount_fen=6000, receipt="收据1", on=DAY, today=DAY)  # fmt: skip
    run = second_signature(desk, run)
    assert (run.state, run.plan_digest) == ("planned", "")
    run = approve(desk, replanned(desk, run))
    assert [(x.amount_fen, x.netted) for x in lines(run, state="approved")] == [(5000, [])]
    holds()


def take_back(desk, fen):
    with acting(desk.county.viewer(Role.finance_officer)) as finance:
        give_budget(actor=finance, fund=desk.funds["county"], amount_fen=-fen, basis="收回", on=DAY)


def test_a_budget_that_is_taken_back_between_the_steps_is_never_overdrawn(desk, family):
    """Before a signature: it cannot be signed. After the second: what is signed away cannot be taken back."""
    award(desk, family, 60_000_000, "2022-08")
    run = plan(desk, "2022-08")
    take_back(desk, 50_000_000)
    with pytest.raises(ProblemsError, match="less than when it was planned"):
        sign(desk, Role.county_lead, run)
    take_back(desk, -50_000_000)
    run = sign(desk, Role.county_lead, run)
    take_back(desk, 50_000_000)
    with pytest.raises(ProblemsError, match="less than when it was planned"):
        sign(desk, Role.finance_officer, run)
    take_back(desk, -50_000_000)
    run = sign(desk, Role.finance_officer, run)
    with pytest.raises(ProblemsError, match="less is left"):
        take_back(desk, 50_000_000)
    take_back(desk, 40_000_000)  # what nobody has signed away
    perform_run(run.approve_run_id)
    assert again(run).state == "approved"
    with pytest.raises(ProblemsError, match="less is left"):
        take_back(desk, 1)
    assert posted() == [(8, 60_000_000)]
    holds()


def test_a_budget_taken_back_while_the_second_signs_is_never_overdrawn(desk, family):
    award(desk, family, 60_000_000, "2022-08")
    run = first_signature(desk)
    found = at_once(lambda: sign(desk, Role.finance_officer, run), lambda: take_back(desk, 50_000_000))  # fmt: skip
    assert len(refusals(found)) == 1
    run = again(run)
    if run.state == "approving":
        perform_run(run.approve_run_id)
        assert again(run).state == "approved"
    holds()


def test_a_budget_that_is_gone_between_the_signatures_pays_nobody(desk, family):
    """Two runs of different programmes share a fund: the second finds it empty before anything is sent."""
    with acting(system("test")):
        assert not PaymentRun.objects.exists()
    award(desk, family, 60_000_000, "2022-08")
    award(desk, family, 60_000_000, "2022-08", programme="old_age_allowance", person=family.head)
    run = plan(desk, "2022-08")
    with pytest.raises(ProblemsError, match="not enough"):
        sign(desk, Role.county_lead, run)
    assert posted() == []


# -- after the posting -----------------------------------------------------------------------------------
def test_a_death_between_posting_and_sending_is_shown_and_stops_the_next_month(desk, family):
    given = award(desk, family, FIFTY, "2022-08", programme="old_age_allowance", person=family.head)
    run = approve(desk, plan(desk, "2022-08"))
    dies(family.head, dt.date(2022, 7, 15))
    with acting(desk.county.viewer(Role.finance_officer)) as finance:
        send_run(actor=finance, run=run, on=DAY)
    answer_all(desk, again(run))
    closed(desk, run)
    september = plan(desk, "2022-09")
    assert {(x.state, x.reason) for x in lines(september)} == {("held", "death")}
    found = shown(desk, given, dt.date(2022, 9, 5))
    assert (found.fen, str(found.after_death_from)) == (FIFTY, "2022-08")
    holds()


def test_a_line_that_was_paid_again_is_not_answered_twice(desk, family):
    """The bank refused it, it was paid by the next run; then the first file answers it anew, or gives it back."""
    award(desk, family, DIBAO, "2022-08", last="2022-08")
    first = sent(desk, "2022-08")
    (old,) = files(first)
    answer_all(desk, first, {1: other_failure(old)})
    closed(desk, first)
    second = sent(desk, "2022-09")
    assert [(x.change, x.amount_fen) for x in lines(second, state="sent")] == [("retried", DIBAO)]
    answer_all(desk, second)
    for again_said in (reply(old), reply(old, {1: "1001"}), reply(old, {1: "9001"})):
        came = take_in(desk, old, again_said)
        assert came.state == "blocked"
        assert "已经有回盘结果" in came.problems[0]["zh"]
    assert posted() == [(8, DIBAO)]
    assert lines(plan(desk, "2022-10"), state="planned") == []
    holds()


def codes(file):
    return {c: r for c, r in format_of(file.road).results.items() if r.means == "failed"}


def other_failure(file):
    """A refusal that is not the account's fault: it is paid again to the same."""
    return next(c for c, r in codes(file).items() if r.because not in ("account", "name"))


def test_what_comes_back_twice_is_paid_again_once(desk, family):
    award(desk, family, DIBAO, "2022-08", last="2022-08")
    first = sent(desk, "2022-08")
    answer_all(desk, first, {1: other_failure(files(first)[0])})
    second = sent(desk, "2022-09")
    (file,) = files(second)
    answer_all(desk, second, {1: other_failure(file)})
    (line,) = lines(first)
    with (
        acting(desk.county.viewer(Role.county_officer)) as officer,
        pytest.raises(ProblemsError, match="already"),
    ):
        give_up_line(actor=officer, line=line, reason="不再发", on=dt.date(2022, 9, 20))
    third = sent(desk, "2022-10")
    answer_all(desk, third)
    with acting(system("test")):
        assert Line.objects.filter(state="paid").count() == 1
        assert not Award.objects.filter(state="ended").exists()
    assert posted() == [(8, DIBAO)]
    assert lines(plan(desk, "2022-11"), state="planned") == []
    holds()


def test_recovered_and_given_back_is_not_counted_twice(desk, family):
    """A death found late, the money asked back by two; then the bank gives it back: a person looks, nothing is posted."""
    given = award(desk, family, FIFTY, "2022-08", programme="old_age_allowance", person=family.head)
    run = sent(desk, "2022-08")
    answer_all(desk, run)
    dies(family.head, dt.date(2022, 7, 15))
    end(given, "2022-07")
    signed(desk, given)
    (file,) = files(run)
    came = take_in(desk, file, reply(file, {1: "9001"}))
    assert came.state == "blocked"
    assert "已经办了追回" in came.problems[0]["zh"]
    holds()


def test_somebody_who_was_in_two_families_in_a_month_is_counted_in_one(desk):
    one, other = list(desk.county.families.values())[:2]
    award(desk, one, DIBAO, "2022-08")
    award(desk, other, 40000, "2022-08")
    run = first_signature(desk)
    moving = one.members[-1]
    with acting(system("test")) as actor:
        type(moving).objects.filter(pk=moving.pk).update(valid_to=dt.date(2022, 8, 2))
        type(moving).objects.create(area_code=moving.area_code, household=other.household, person=moving.person, relation="other", position=9, valid_from=dt.date(2022, 8, 2))  # fmt: skip
        audit.record(actor, "registry.household.changed", object_type="test")
    run = second_signature(desk, run)
    if run.state == "planned":
        run = approve(desk, replanned(desk, run))
    assert sorted(f for _m, f in posted()) == [DIBAO, 40000]
    holds()


# -- the same button, twice at once ----------------------------------------------------------------------
def test_two_answers_to_one_file_at_once_post_one(desk, family):
    award(desk, family, DIBAO, "2022-08")
    run = sent(desk, "2022-08")
    (file,) = files(run)
    paid, failed = reply(file), reply(file, {1: other_failure(file)})
    came = at_once(lambda: take_in(desk, file, paid), lambda: take_in(desk, file, failed))
    assert sorted(c.state for c in came) == ["blocked", "posted"]
    assert [x.state for x in lines(run)] in (["paid"], ["failed"])
    holds()


def test_the_same_answer_twice_at_once_posts_once(desk, family):
    award(desk, family, DIBAO, "2022-08")
    run = sent(desk, "2022-08")
    (file,) = files(run)
    said = reply(file)
    came = at_once(lambda: take_in(desk, file, said), lambda: take_in(desk, file, said))
    assert "posted" in {c.state for c in came}
    with acting(system("test")):
        assert ReturnFile.objects.filter(state="posted").count() == 1
    assert [x.state for x in lines(run)] == ["paid"]
    holds()


def test_sent_and_closed_twice_at_once(desk, family):
    award(desk, family, DIBAO, "2022-08")
    run = approve(desk, plan(desk, "2022-08"))

    def press(service):
        with acting(desk.county.viewer(Role.finance_officer)) as finance:
            return service(actor=finance, run=run, on=DAY)

    assert len(refusals(at_once(lambda: press(send_run), lambda: press(send_run)))) == 1
    answer_all(desk, again(run))
    assert len(refusals(at_once(lambda: press(close_run), lambda: press(close_run)))) == 1
    holds()


def test_signed_and_dropped_at_once_is_one_of_them(desk, family):
    award(desk, family, DIBAO, "2022-08")
    run = first_signature(desk)
    found = at_once(lambda: sign(desk, Role.finance_officer, run), lambda: dropped(desk, run))
    assert len(refusals(found)) == 1
    run = again(run)
    if run.state == "approving":
        perform_run(run.approve_run_id)
        assert posted() == [(8, DIBAO)]
    else:
        assert run.state == "dropped"
        assert posted() == []
    holds()
