"""The policy's worked cases to the fen, from the decision to the bank's file: what each monthly run pays, posts and writes.

Cases 16, 20, 21 and 22 walk through the pages of the window and the desks first; 18 and 27 to 29: test_policy_journeys.py.
"""

import datetime as dt

import pytest
from django.db.models import Sum

from doudi.casework.models import Award
from doudi.foundation import audit
from doudi.foundation.access import acting, system
from doudi.foundation.domain.roles import Role
from doudi.foundation.keys import keyring
from doudi.payments.models import Due, PayeeAccount, Transfer
from doudi.payments.services.accounts import PURPOSE, record_account
from doudi.payments.services.planning import drop_run
from doudi.payments.services.sending import close_run, send_run
from doudi.payments.tests.bank import answer_all, content, files
from doudi.payments.tests.runs import again, approve, award, card, lines, make_desk, plan
from doudi.registry.models import Person
from doudi.registry.tests.families import make_county
from doudi.units.dates import Month
from tests.journeys import test_policy_cases as journeys
from tests.journeys.test_policy_cases import (  # noqa: F401  (a fixture)
    begin,
    drawn,
    subsidies_of,
    to_file,
    to_the_place_of_the_hukou,
    walk_in_ningxia,
)

PROGRAMMES = (
    "unattended_child",
    "dibao",
    "gradual_exit",
    "tekun",
    "disability_living_subsidy",
    "disability_care_subsidy",
    "old_age_allowance",
)
LIVING, CARE = journeys.SUBSIDIES


class Months:
    """A county's monthly runs, of which one family's payments are looked at."""

    def __init__(self, county, family):
        self.family = family
        self.desk = make_desk(county, programmes=PROGRAMMES)
        if family not in county.families.values():
            with acting(county.viewer(Role.county_officer)) as officer:
                record_account(actor=officer, household=family.household, person=None, holder=family.head, holder_name=family.head.name, bank="rural_credit", number=card(900), on=dt.date(2022, 1, 1))  # fmt: skip

    def pay(self, month):
        """{(programme, component): fen} of a whole run, from plan to closing. What was posted and what the file says agree."""
        run = plan(self.desk, month)
        if not run.totals["lines"]:
            with acting(self.desk.county.viewer(Role.county_officer)) as officer:
                drop_run(actor=officer, run=run, reason="没有可发放的", on=run.on)
            return {}
        run = send_planned(self.desk, run)
        found = lines(run, state="sent")
        self.agrees(run, found)
        answer_all(self.desk, run)
        with acting(self.desk.county.viewer(Role.finance_officer)) as finance:
            close_run(actor=finance, run=run, on=run.on + dt.timedelta(days=9))
        return {(x.programme, x.component): x.amount_fen for x in found}

    def agrees(self, run, found):
        (file,) = files(run)
        rows = content(file).decode("gb18030").split("\r\n")[1:-2]
        with acting(system("test")):
            numbers = {a.pk: keyring().decrypt(a.number_cipher, PURPOSE) for a in PayeeAccount.objects.all()}  # fmt: skip
            for line, row in zip(found, rows, strict=True):
                assert numbers[line.account_id] in row
                assert f"{line.amount_fen:014}" in row
                assert line.payee_name in row
                posted = Due.objects.filter(line=line).aggregate(Sum("amount_fen"))
                assert posted["amount_fen__sum"] == line.amount_fen
                ways = Transfer.objects.filter(line=line).values_list("target", "amount_fen")
                assert dict(ways) == {"approved": line.amount_fen, "sent": line.amount_fen}
        assert file.amount_fen == sum(x.amount_fen for x in found) == run.totals["fen"]
        assert content(file).decode("gb18030").split("\r\n")[-2] == f"T{len(found):08}{file.amount_fen:016}"  # fmt: skip

    def said(self, month):
        """What the month's plan says of everything, paid or not; it is given up again."""
        run = plan(self.desk, month)
        found = {(x.programme, x.component): (x.state, x.reason) for x in lines(run)}
        with acting(self.desk.county.viewer(Role.county_officer)) as officer:
            drop_run(actor=officer, run=run, reason="只看一看", on=run.on)
        return found


def send_planned(desk, run):
    run = approve(desk, run)
    assert run.state == "approved"
    with acting(desk.county.viewer(Role.finance_officer)) as finance:
        send_run(actor=finance, run=run, on=run.on + dt.timedelta(days=1))
    return again(run)


def drawn_until(county, family, programme, fen, month, **more):
    """An award that the old system paid up to this month."""
    made = drawn(county, family, programme, fen, dt.date(2021, 5, 1), **more)
    with acting(system("test")) as actor:
        Award.objects.filter(pk=made.pk).update(paid_through=Month.parse(month).first_day)
        audit.record(actor, "casework.award.given", object_type="award", object_id=made.pk)
    return made


def end(row, last):
    with acting(system("test")) as actor:
        Award.objects.filter(pk=row.pk).update(until_month=Month.parse(last).first_day, state="ended")  # fmt: skip
        audit.record(actor, "casework.award.ended", object_type="award", object_id=row.pk)


@pytest.fixture
def county(db):
    return make_county()


@pytest.fixture
def months(county):
    return Months(county, county.families["赵明远"])


def test_case_16_from_581_yuan_of_dibao_to_1129_97_of_tekun_without_gap_or_overlap(county, client):
    walk = begin(county, client, "tekun", "政策案例16，选择特困供养，从七月起发给")
    months, me = Months(county, walk.family), walk.family.head
    drawn_until(county, walk.family, "dibao", 44100, "2022-05")
    drawn_until(county, walk.family, LIVING, 5000, "2022-05", person=me)
    drawn_until(county, walk.family, CARE, 9000, "2022-05", person=me)
    days = ("2022-05-23", "2022-05-24", "2022-05-30", "2022-06-01", "2022-06-09")
    cannot = ("eat", "dress", "bed_transfer", "toilet", "bathe")
    to_file(walk, days, [f"tekun:{me.pk}"], indicators=True, cannot=cannot)
    walk.draw("2022-06-09")
    june = {("dibao", "main"): 44100, (LIVING, "main"): 5000, (CARE, "main"): 9000}
    assert months.pay("2022-06") == june
    walk.decide("2022-06-20")
    july = {("tekun", "basic"): 57330, ("tekun", "care"): 55667}
    assert sum(july.values()) == 112997
    assert months.pay("2022-07") == july
    assert months.pay("2022-08") == july
    assert set(months.said("2022-09").values()) == {("planned", "")}


@pytest.mark.parametrize("is_new", [False, True])
def test_case_20_460_in_april_or_240_then_230(walk_in_ningxia, is_new):  # noqa: F811
    name = "政策案例20，同一天申请低保" if is_new else "政策案例20，已是低保对象"
    walk = walk_in_ningxia(name)
    months, me = Months(walk.county, walk.family), walk.family.head
    if is_new:
        dibao, *cases = walk.apply("2022-03-25", ["dibao", *subsidies_of(me)])
        walk.case_id = dibao
        walk.step("2022-03-25", "accept")
        walk.check("2022-03-28")
        walk.report("2022-04-06")
        walk.visit("2022-04-06")
        walk.opinion("2022-04-06")
        walk.notice("2022-04-07")
        walk.step("2022-04-15", "file")
        walk.draw("2022-04-15")
        cases = [dibao, *cases]
        to_the_place_of_the_hukou(walk, cases[1:])
    else:
        drawn_until(walk.county, walk.family, "dibao", 44100, "2022-03")
        cases = walk.apply("2022-03-25", subsidies_of(me))
        to_the_place_of_the_hukou(walk, cases)
    for walk.case_id in cases:
        walk.decide("2022-04-18")
    april, may = months.pay("2022-04"), months.pay("2022-05")
    if is_new:
        assert april == {(CARE, "main"): 24000}
    else:
        assert april == {("dibao", "main"): 44100, (LIVING, "main"): 22000, (CARE, "main"): 24000}
        assert april[LIVING, "main"] + april[CARE, "main"] == 46000
    assert may == {("dibao", "main"): 44100, (LIVING, "main"): 11000, (CARE, "main"): 12000}
    assert may[LIVING, "main"] + may[CARE, "main"] == 23000


@pytest.mark.parametrize(
    ("decided", "first"),
    [("2022-07-15", "2022-08"), ("2022-07-31", "2022-08"), ("2022-08-01", "2022-09")],
)
def test_case_21_a_full_month_from_the_month_after_the_decision(county, client, decided, first):
    walk = begin(county, client, "dibao", "政策案例21，7月15日确认")
    months = Months(county, walk.family)
    to_file(walk, ("2022-06-20", "2022-06-21", "2022-06-27", "2022-06-28", "2022-07-06"), ["dibao"])  # fmt: skip
    walk.draw("2022-07-06")
    walk.decide(decided)
    paid = {month: months.pay(month) for month in ("2022-07", "2022-08", "2022-09")}
    whole = {("dibao", "main"): 44100}
    assert paid == {month: whole if month >= first else {} for month in paid}


def test_case_21_where_the_month_of_approval_counts_it_comes_with_the_next_run(months):
    """Chongqing: approved on 31 July, July in full; its run was over, so August pays both."""
    assert months.pay("2022-07") == {}
    award(months.desk, months.family, 44100, "2022-07")
    assert months.pay("2022-08") == {("dibao", "main"): 88200}
    assert months.pay("2022-09") == {("dibao", "main"): 44100}


def test_case_22_twelve_payments_of_630_and_nothing_after(county, client):
    walk = begin(county, client, "gradual_exit", "政策案例22，妻子就业")
    months = Months(county, walk.family)
    drawn_until(county, walk.family, "dibao", 63000, "2022-08", members=3)
    days = ("2022-08-29", "2022-08-30", "2022-09-05", "2022-09-06", "2022-09-14")
    to_file(walk, days, ["gradual_exit"])
    walk.draw("2022-09-14")
    assert months.pay("2022-09") == {("dibao", "main"): 63000}
    walk.decide("2022-09-28")
    year = [months.pay(str(Month(2022, 10) + n)) for n in range(12)]
    assert year == [{("gradual_exit", "main"): 63000}] * 12
    assert sum(sum(month.values()) for month in year) == 756000
    assert months.said("2023-10") == {("gradual_exit", "main"): ("stopped", "")}
    assert months.pay("2023-10") == months.pay("2023-11") == {}


def dies(person, day):
    with acting(system("test")) as actor:
        Person.objects.filter(pk=person.pk).update(is_deceased=True, died_on=dt.date.fromisoformat(day))  # fmt: skip
        audit.record(actor, "registry.person.changed", object_type="person", object_id=person.pk)
