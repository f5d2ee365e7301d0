"""Two years of whatever happens: awards that begin, end and change (also backward), deaths, holds, failures, late returns, recoveries,
debts met by later payments, families that move, places that go over to quarters and back, care money that buys hours for a while.

After every step the ledger holds. What was posted, and what is still owed, is at every moment what a plain book-keeper comes to from
awards, deaths, holds, accounts and agreements, month by month, without a line of the plan's code or SQL.
"""

import datetime as dt
from dataclasses import dataclass, field, replace

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from doudi.casework.models import Award, Hold
from doudi.foundation import audit
from doudi.foundation.access import acting, system
from doudi.foundation.domain.roles import Role
from doudi.payments.domain import plan as plan_module
from doudi.payments.models import (
    CareAgreement,
    CareMonth,
    Cover,
    Due,
    Line,
    PaymentRun,
    Receivable,
)
from doudi.payments.selectors.too_much import too_much_of
from doudi.payments.services.accounts import record_account
from doudi.payments.services.care_agreements import (
    agree_care,
    end_care,
    record_provider_account,
)
from doudi.payments.services.care_months import confirm_hours, record_hours
from doudi.payments.services.ledger import held_by
from doudi.payments.services.ledger_checks import check_ledger
from doudi.payments.services.planning import drop_run
from doudi.payments.services.receivables import (
    Plan,
    place_of,
    propose_receivable,
    sign_receivable,
)
from doudi.payments.services.rhythms import pay_monthly, pay_quarterly
from doudi.payments.services.sending import close_run, send_run
from doudi.payments.tests.bank import answer_all, files, reply, take_in
from doudi.payments.tests.care import PDF, PHOTO, make_provider
from doudi.payments.tests.runs import again, approve, award, card, lines, make_desk, plan
from doudi.registry.models import Person
from doudi.registry.services.places import settle_household
from doudi.registry.tests.families import (
    FAR_VILLAGE,
    NEXT_VILLAGE,
    QINGGANG,
    SHIBAN,
    VILLAGE,
    make_county,
)
from doudi.units.dates import Month
from doudi.units.text import ProblemsError

FIRST, MONTHS = Month(2022, 1), 24
HOUSEHOLD, PERSON, ONCE = "dibao", "old_age_allowance", "temp_assistance"
PLACES = (VILLAGE, NEXT_VILLAGE, FAR_VILLAGE)
QUARTER = 3
LESSENED = {PERSON: 50}  # hundredths of a payment; what a family lives on is never lessened
SEEN = {"dues": 0, "retried": 0, "corrected": 0, "arrears": 0, "months": 0, "netted": 0, "moved": 0, "ahead": 0, "waited": 0, "bought": 0, "confirmed": 0}  # fmt: skip


@dataclass
class Given:
    """An award as the book-keeper knows it."""

    row: Award
    who: tuple  # (family, person or None)
    programme: str
    parts: dict
    first: int
    last: int | None
    once: bool = False


@dataclass
class Bought:
    """Whose care money buys hours, from a month to a month; what the confirmed hours of each cost."""

    row: CareAgreement
    who: tuple
    first: int
    last: int | None = None
    costs: dict = field(default_factory=dict)  # month → fen; none: not confirmed
    entered: set = field(default_factory=set)  # months with hours

    def runs(self, month):
        return self.first <= month and (self.last is None or month <= self.last)


@dataclass
class Debt:
    """What was too much, and was agreed to be kept back from later payments: so much of each run at most."""

    row: Receivable
    who: tuple
    programme: str
    left: int
    instalment: int | None


@dataclass
class Book:
    """Pen and paper: who gets what for which month, and what went out."""

    awards: list = field(default_factory=list)
    deaths: dict = field(default_factory=dict)  # person → month
    holds: list = field(default_factory=list)  # [(who, programme, month, row)]
    bad_accounts: set = field(default_factory=set)
    posted: dict = field(default_factory=dict)
    homes: dict = field(default_factory=dict)  # family → village
    quarterly: dict = field(default_factory=dict)  # (place, programme or "") → row
    debts: list = field(default_factory=list)
    bought: list = field(default_factory=list)
    is_provider_bad: bool = False

    def buys(self, key):
        who, programme, part, _occasion, month = key
        if (programme, part) != (PERSON, "care"):
            return None
        return next((b for b in self.bought if b.who == who and b.runs(month)), None)

    def given(self, upto):
        """(who, programme, component, occasion, month) → fen."""
        found = {}
        for number, a in enumerate(self.awards):
            months = [a.first] if a.once else range(a.first, (upto if a.last is None else min(upto, a.last)) + 1)  # fmt: skip
            for month in months:
                if month > upto:
                    continue
                occasion = number + 1 if a.once else 0
                for key in [k for k in found if (k[0], k[1], k[3], k[4]) == (a.who, a.programme, occasion, month)]:  # fmt: skip
                    del found[key]
                for part, fen in a.parts.items():
                    found[a.who, a.programme, part, occasion, month] = fen
        for key in found:
            bought = self.buys(key)
            if bought and key[4] in bought.costs:
                found[key] = min(found[key], bought.costs[key[4]])
        return found

    def may_be_paid(self, key, given, families, now):
        (family, person), programme, _part, occasion, month = key
        bought = self.buys(key)
        if self.is_provider_bad if bought else family in self.bad_accounts:
            return False
        if bought and month not in bought.costs:
            return False
        if occasion:
            return True
        held = {h[2] for h in self.holds if h[:2] == (key[0], programme)}
        if now in held and month in held:  # a hold that is over holds nothing
            return False
        people = [person] if person else [p.pk for p in families[family].persons]
        if all(month > self.deaths.get(p, month) for p in people):
            return False
        others = [k for k in self.posted if (k[0], k[1], k[4]) == (key[0], programme, month) and not k[3]]  # fmt: skip
        return not any(k != key and self.posted[k] > 0 and not given.get(k) for k in others)

    def comes_quarterly(self, key):
        (family, _person), programme, _part, occasion, _month = key
        return not occasion and any(
            self.homes[family].startswith(place.rstrip("0")) and named in ("", programme)
            for place, named in self.quarterly
        )

    def comes_now(self, key, now, is_regular):
        """By the month: every month up to now. By the quarter: all of it, with its first month or a run between."""
        if self.buys(key) or not self.comes_quarterly(key):
            return key[4] <= now
        return not is_regular or now % QUARTER == 0

    def pay(self, now, families, is_regular):
        """A run is posted: everything that may be paid is brought up to what was given. Returns what went on each payment."""
        given = self.given(now + QUARTER - 1 - now % QUARTER)
        due = {
            k: fen - self.posted.get(k, 0)
            for k, fen in given.items()
            if fen > self.posted.get(k, 0) and self.may_be_paid(k, given, families, now)
        }
        come = {k: fen for k, fen in due.items() if self.comes_now(k, now, is_regular)}
        SEEN["ahead"] += any(k[4] > now for k in come)
        SEEN["waited"] += any(k not in come and k[4] <= now for k in due)
        self.posted.update({k: given[k] for k in come})
        self.keep_back(come)
        return come

    def keep_back(self, come):
        """Debts, the oldest first, of what one programme pays somebody: never more than agreed, owed, or allowed of a payment."""
        free = {d.row.pk: min(d.instalment or 0, d.left) for d in self.debts}
        payments = {}
        for key, fen in come.items():
            who, programme, part, occasion, _month = key
            if not occasion and not self.buys(key):
                payments[who, programme, part] = payments.get((who, programme, part), 0) + fen
        for (who, programme, _part), fen in sorted(payments.items(), key=lambda p: p[0][2]):
            may = min(fen - 1, fen * LESSENED.get(programme, 0) // 100)
            for debt in self.debts:
                if (debt.who, debt.programme) == (who, programme):
                    kept = min(may, free[debt.row.pk])
                    may, debt.left = may - kept, debt.left - kept
                    free[debt.row.pk] -= kept
                    SEEN["netted"] += kept > 0


class AnyMonths(RuleBasedStateMachine):
    @initialize()
    def begin(self):
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.desk = make_desk(
            make_county(), budget_fen=10**11, programmes=(HOUSEHOLD, PERSON, ONCE)
        )
        self.families = list(self.desk.county.families.values())[:4]
        self.book, self.now, self.cards, self.sent_runs = Book(), FIRST, 100, []
        self.book.homes = {n: f.household.area_code for n, f in enumerate(self.families)}
        self.rhythm(VILLAGE, PERSON)
        self.provider = make_provider(self.desk)
        for number in range(len(self.families)):
            self.give(number, HOUSEHOLD, 30000 + number, 0, has_parts=False)
            self.give(number, PERSON, 5000 + number, 0, has_parts=number % 2 == 0)
        self.buy(0, 10)
        self.one_run([])
        self.now += 1
        self.turns_out_lower(1, 3000, 1)  # kept back from what comes later
        self.hold(2)  # stands when the next run comes, unless it is lifted before

    def teardown(self):
        if hasattr(self, "savepoint"):
            try:
                if self.now.index < FIRST.index + MONTHS:
                    self.everything_comes_right_in_the_end()
            finally:
                transaction.set_rollback(True)
                self.savepoint.__exit__(None, None, None)
                if transaction.get_connection().in_atomic_block:
                    transaction.set_rollback(False)

    def do(self, work):
        with acting(system("test")) as actor:
            found = work(actor)
            audit.record(actor, "casework.award.given", object_type="test")
        return found

    # -- what happens -------------------------------------------------------------------------------
    @rule(
        number=st.integers(0, 3),
        programme=st.sampled_from([HOUSEHOLD, PERSON, ONCE]),
        fen=st.integers(100, 90000),
        back=st.integers(0, 4),
        has_parts=st.booleans(),
    )
    def give(self, number, programme, fen, back, has_parts):
        """New, or in place of the one that stands: from this month or from a past one."""
        family = self.families[number]
        person = family.head if programme == PERSON else None
        who, first = (number, person.pk if person else None), self.now.index - back
        is_once = programme == ONCE
        parts = {"basic": fen - fen // 3, "care": fen // 3} if has_parts and person else {}
        if not is_once:
            self.end_standing(who, programme, first - 1)
        more = {"period": "once", "last": str(self.now - back)} if is_once else {}
        row = award(self.desk, family, fen, str(self.now - back), programme=programme, person=person, parts=parts, **more)  # fmt: skip
        self.book.awards.append(Given(row, who, programme, parts or {"main": fen}, first, None, is_once))  # fmt: skip

    def end_standing(self, who, programme, last):
        for a in self.book.awards:
            if (a.who, a.programme, a.last, a.once) == (who, programme, None, False):
                a.last = max(last, a.first - 1)
                until = Month.from_index(a.last).first_day
                self.do(lambda _, a=a, until=until: Award.objects.filter(pk=a.row.pk).update(until_month=until, state="ended"))  # fmt: skip

    @rule(number=st.integers(0, 3), programme=st.sampled_from([HOUSEHOLD, PERSON]), back=st.integers(0, 3))  # fmt: skip
    def end(self, number, programme, back):
        person = self.families[number].head.pk if programme == PERSON else None
        self.end_standing((number, person), programme, self.now.index - back)

    @rule(number=st.integers(0, 3), place=st.integers(0, 2), back=st.integers(0, 3))
    def die(self, number, place, back):
        people = self.families[number].persons
        person = people[min(place, len(people) - 1)].pk
        if person in self.book.deaths:
            return
        month = self.now - back
        self.book.deaths[person] = month.index
        self.do(lambda _: Person.objects.filter(pk=person).update(died_on=month.first_day + dt.timedelta(days=14), is_deceased=True))  # fmt: skip

    @rule(at=st.integers(0, 30))
    def hold(self, at):
        standing = [a for a in self.book.awards if not a.once and a.last is None]
        if not standing:
            return
        a, month = standing[at % len(standing)], self.now.first_day
        row = self.do(lambda _: Hold.objects.create(area_code=a.row.area_code, award=a.row, ground="疑似死亡", from_month=month, until_month=month, signed_on=month))  # fmt: skip
        self.book.holds.append((a.who, a.programme, self.now.index, row))

    @precondition(lambda self: self.book.holds)
    @rule(at=st.integers(0, 30))
    def lift(self, at):
        *_, row = self.book.holds.pop(at % len(self.book.holds))
        self.do(lambda _: Hold.objects.filter(pk=row.pk).update(lifted_on=self.now.first_day, lifted_because="健在"))  # fmt: skip

    @rule(number=st.integers(0, 3), place=st.sampled_from(PLACES))
    def move(self, number, place):
        household = self.families[number].household
        if self.book.homes[number] == place:
            return
        self.do(lambda _: settle_household(household, place))
        self.book.homes[number] = place
        SEEN["moved"] += 1

    @rule(place=st.sampled_from([SHIBAN, VILLAGE, QINGGANG]), programme=st.sampled_from(["", PERSON]))  # fmt: skip
    def rhythm(self, place, programme):
        """Over to quarters, or back to months."""
        standing = self.book.quarterly.pop((place, programme), None)
        with acting(self.desk.county.viewer(Role.county_officer)) as officer:
            if standing is not None:
                pay_monthly(actor=officer, place=standing, on=self.now.first_day)
            else:
                self.book.quarterly[place, programme] = pay_quarterly(actor=officer, area_code=place, programme=programme, source="安和民发〔2022〕9号", on=self.now.first_day)  # fmt: skip

    @rule(number=st.integers(0, 4))
    def new_account(self, number):
        if number < len(self.families):
            self.new_account_of(number, self.families[number].persons[-1])
        else:
            self.new_account_of_the_provider()

    def settle_account(self, number, holder):
        self.book.bad_accounts.discard(number)
        self.holders = {**getattr(self, "holders", {}), number: holder}

    def accounts_now(self):
        """Also bad: whose holder has died."""
        holders = getattr(self, "holders", {})
        for number, family in enumerate(self.families):
            if holders.get(number, family.head.pk) in self.book.deaths:
                self.book.bad_accounts.add(number)

    # -- care is bought -----------------------------------------------------------------------------
    def try_care(self, call):
        """What the services refuse does not happen."""
        try:
            with acting(self.desk.county.viewer(Role.county_officer)) as actor:
                return call(actor)
        except ProblemsError:
            return None

    @rule(number=st.integers(0, 3), hours=st.integers(1, 40))
    def buy(self, number, hours):
        who = (number, self.families[number].head.pk)
        given = [a for a in self.book.awards if a.who == who and a.programme == PERSON]
        part = given[-1].parts.get("care", 0) if given else 0
        price = max(part // hours, 1)
        made = self.try_care(lambda actor: agree_care(actor=actor, award=given[-1].row, provider=self.provider, hours=hours, hour_fen=price, first=self.now, content=PDF, file_name="a.pdf", on=self.now.first_day))  # fmt: skip
        if made:
            self.book.bought.append(Bought(made, who, self.now.index))
            SEEN["bought"] += 1

    @precondition(lambda self: self.book.bought)
    @rule(at=st.integers(0, 30), hours=st.integers(0, 45), less=st.integers(0, 3), is_confirmed=st.booleans())  # fmt: skip
    def care_for(self, at, hours, less, is_confirmed):
        b = self.book.bought[at % len(self.book.bought)]
        months = [m for m in range(b.first, self.now.index + 1) if b.runs(m) and m not in b.entered]
        if not months:
            self.confirm_later(b, less)
            return
        month = Month.from_index(months[at % len(months)])
        care = self.try_care(lambda actor: record_hours(actor=actor, agreement=b.row, month=month, hours=hours, on=self.now.first_day))  # fmt: skip
        if care is None:
            return
        b.entered.add(month.index)
        if not hours:
            b.costs[month.index] = 0
        elif is_confirmed:
            self.confirm(b, care, max(min(hours, b.row.hours) - less, 0))

    def confirm_later(self, b, less):
        with acting(system("test")):
            care = CareMonth.objects.filter(agreement=b.row, confirmed_hours=None).first()
        if care:
            self.confirm(b, care, max(min(care.hours_delivered, care.hours_planned) - less, 0))

    def confirm(self, b, care, hours):
        done = self.try_care(lambda actor: confirm_hours(actor=actor, care=care, hours=hours, is_by_trusted=False, receipt_kind="photo", content=PHOTO, file_name="a.jpg", on=care.month))  # fmt: skip
        assert done
        b.costs[Month.from_date(care.month).index] = hours * care.hour_fen
        SEEN["confirmed"] += 1

    @precondition(lambda self: any(b.last is None for b in self.book.bought))
    @rule(at=st.integers(0, 30), back=st.integers(0, 2))
    def stop_buying(self, at, back):
        standing = [b for b in self.book.bought if b.last is None]
        b, last = standing[at % len(standing)], self.now - back
        if self.try_care(lambda actor: end_care(actor=actor, agreement=b.row, last=last, reason="本人改选领钱", on=self.now.first_day)):  # fmt: skip
            b.last = last.index

    def new_account_of_the_provider(self):
        self.cards += 1
        with acting(self.desk.county.viewer(Role.county_officer)) as actor:
            record_provider_account(actor=actor, provider=self.provider, holder_name=self.provider.name, bank="postal", number=f"90010200{self.cards:06}", on=self.now.first_day)  # fmt: skip
        self.book.is_provider_bad = False

    # -- runs ---------------------------------------------------------------------------------------
    @precondition(lambda self: self.now.index <= FIRST.index + MONTHS - 3)
    @rule(failures=st.lists(st.sampled_from(["", "", "", "", "1001", "2001"]), min_size=12, max_size=12), kind=st.sampled_from(["regular", "regular", "regular", "twice", "dropped"]), months=st.integers(1, 3))  # fmt: skip
    def runs_of_some_months(self, failures, kind, months):
        for _ in range(months):
            for _ in range(2 if kind == "twice" else 1):
                self.one_run(failures, is_dropped=kind == "dropped")
            self.now += 1
            SEEN["months"] += 1

    def one_run(self, failures, *, is_dropped=False):
        self.accounts_now()
        with acting(system("test")):
            has_regular = PaymentRun.objects.filter(month=self.now.first_day, kind="regular").exclude(state="dropped").exists()  # fmt: skip
        run = plan(self.desk, str(self.now), kind="supplementary" if has_regular else "regular")
        if is_dropped or not run.totals["lines"]:
            with acting(self.desk.county.viewer(Role.county_officer)) as officer:
                drop_run(actor=officer, run=run, reason="重新测算", on=run.on)
            return
        run = approve(self.desk, run)
        assert run.state == "approved"
        SEEN["arrears"] += run.totals["arrears_fen"] > 0
        SEEN["dues"] += len(self.book.pay(self.now.index, self.families, run.kind == "regular"))
        with acting(self.desk.county.viewer(Role.finance_officer)) as finance:
            send_run(actor=finance, run=run, on=run.on)
        sent = lines(again(run), state="sent")
        SEEN["retried"] += sum(1 for line in sent if line.retry_of_id)
        failed = {line.number: code for line, code in zip(sent, failures, strict=False) if code}
        self.answer(run, sent, failed)

    def answer(self, run, sent, failed):
        answer_all(self.desk, run, failed)
        homes = {f.household.pk: n for n, f in enumerate(self.families)}
        refused = [x for x in sent if failed.get(x.number) == "1001"]
        of_provider = {x.pk for x in refused if self.is_of_provider(x)}
        self.book.bad_accounts |= {homes[x.household_id] for x in refused if x.pk not in of_provider}  # fmt: skip
        self.book.is_provider_bad |= bool(of_provider)
        with acting(self.desk.county.viewer(Role.finance_officer)) as finance:
            close_run(actor=finance, run=run, on=run.on + dt.timedelta(days=9))
        self.sent_runs.append(again(run))

    @precondition(lambda self: self.sent_runs)
    @rule(at=st.integers(0, 30), which=st.integers(0, 30))
    def late_return(self, at, which):
        """The bank paid, then it came back after all; not of what somebody was asked to repay. A part that was kept back stays so."""
        run = self.sent_runs[at % len(self.sent_runs)]
        paid = [x for x in lines(run, state="paid") if not self.is_recovered(x)]
        if not paid:
            return
        line = paid[which % len(paid)]
        (file, *_) = files(run)
        take_in(self.desk, file, reply(file, {line.number: "9001"}, only=[line.number]), on=run.on + dt.timedelta(days=25))  # fmt: skip
        with acting(system("test")):
            if line.account.valid_to is None and line.account.provider_id:
                self.book.is_provider_bad = True
            elif line.account.valid_to is None:
                homes = {f.household.pk: n for n, f in enumerate(self.families)}
                self.book.bad_accounts.add(homes[line.household_id])

    def is_of_provider(self, line):
        with acting(system("test")):
            return line.account.provider_id is not None

    def is_recovered(self, line):
        with acting(system("test")):
            return line.transfers.filter(source="paid", target="receivable").exists()

    @rule(number=st.integers(0, 3), instalment=st.sampled_from([None, 700, 4000, 4000]))
    def recover(self, number, instalment=None):
        """What was too much is taken back by two people; the month may then be paid rightly again. `instalment`: the family agreed
        that so much of each later payment is kept back."""
        family = self.families[number]
        on = self.now.first_day
        with acting(self.desk.county.viewer(Role.county_officer)) as officer:
            groups = too_much_of(officer, family.household, on)
        for group in groups:
            whose = ((number, group.person or None), group.programme)
            halves = {}
            for t in group.taken:  # what the provider got and what the person got: apart
                place = (*whose, t.payment.component, 0, t.payment.month.index)
                halves.setdefault(bool(self.book.buys(place)), []).append(t)
            for is_bought, taken in halves.items():
                self.take_back(number, group, taken, None if is_bought else instalment)

    def take_back(self, number, group, taken, instalment):
        on = self.now.first_day
        agreed = Plan(instalment, on, may_net=True) if instalment else Plan()
        with acting(self.desk.county.viewer(Role.county_officer)) as officer:
            award = Award.objects.get(pk=group.award)
            amounts = {place_of(t): t.fen for t in taken}
            made = propose_receivable(actor=officer, award=award, amounts=amounts, ground="office", words="核定有误", plan=agreed, on=on)  # fmt: skip
        with acting(self.desk.county.viewer(Role.county_lead)) as lead:
            sign_receivable(actor=lead, receivable=made, on=on)
        self.do(lambda _: Receivable.objects.filter(pk=made.pk).update(told_on=on))
        who = (number, group.person or None)
        self.book.debts.append(Debt(made, who, group.programme, made.amount_fen, instalment))
        occasion = self.occasion_of(group.occasion)
        for m in made.months:
            key = (who, group.programme, m["component"], occasion, Month.parse(m["month"]).index)
            self.book.posted[key] -= m["fen"]
            SEEN["corrected"] += 1

    @rule(number=st.integers(0, 3), fen=st.integers(100, 9000), back=st.integers(1, 3))
    def turns_out_lower(self, number, fen, back):
        """Of months that were paid; the family agrees that it is kept back."""
        self.give(number, PERSON, fen, back, has_parts=False)
        self.recover(number, 4000)

    def occasion_of(self, award_id):
        return next((n for n, a in enumerate(self.book.awards, 1) if a.row.pk == award_id), 0)

    # -- what must hold -----------------------------------------------------------------------------
    @invariant()
    def the_ledger_holds(self):
        if hasattr(self, "sent_runs"):
            with acting(system("test")) as viewer:
                assert [fault.en for fault in check_ledger(viewer)] == []

    @invariant()
    def what_was_posted_is_what_the_book_keeper_says(self):
        if not hasattr(self, "sent_runs"):
            return
        homes = {f.household.pk: n for n, f in enumerate(self.families)}
        with acting(system("test")):
            rows = Due.objects.values("household_id", "person_id", "programme", "component", "occasion", "month").annotate(fen=Sum("amount_fen"))  # fmt: skip
            found = {
                ((homes[r["household_id"]], r["person_id"]), r["programme"], r["component"], self.occasion_of(r["occasion"]), Month.from_date(r["month"]).index): r["fen"]
                for r in rows
            }  # fmt: skip
        book = self.book.posted
        assert {k: v for k, v in found.items() if v} == {k: v for k, v in book.items() if v}

    @invariant()
    def what_is_owed_is_what_the_book_keeper_says(self):
        if not hasattr(self, "sent_runs") or not self.book.debts:
            return
        with acting(system("test")):
            found = {d.row.pk: sum(fen for _, fen in held_by(d.row, "receivable")) for d in self.book.debts}  # fmt: skip
        assert found == {d.row.pk: d.left for d in self.book.debts}

    def everything_comes_right_in_the_end(self):
        """Holds lifted, accounts right, what was too much taken back, two last runs: all that was given is paid, to the fen."""
        while self.book.holds:
            self.lift(0)
        for place, programme in list(self.book.quarterly):
            self.rhythm(place, programme)
        for number in range(len(self.families)):
            self.recover(number)
        for number, family in enumerate(self.families):
            living = [p for p in family.persons if p.pk not in self.book.deaths]
            if living:
                self.new_account_of(number, living[-1])
        self.new_account_of_the_provider()
        self.one_run([])
        self.now += 1
        self.one_run([])
        self.the_ledger_holds()
        self.what_was_posted_is_what_the_book_keeper_says()
        self.what_is_owed_is_what_the_book_keeper_says()
        self.nobody_is_counted_twice()

    def new_account_of(self, number, holder):
        family = self.families[number]
        self.cards += 1
        with acting(self.desk.county.viewer(Role.county_officer)) as officer:
            record_account(actor=officer, household=family.household, person=None, holder=holder, holder_name=holder.name, bank="rural_credit", number=card(self.cards), on=self.now.first_day)  # fmt: skip
        self.settle_account(number, holder.pk)

    def nobody_is_counted_twice(self):
        with acting(system("test")):
            covers = list(Cover.objects.filter(is_released=False).values_list("person_id", "month"))
            assert len(covers) == len(set(covers))
            every = Line.objects.filter(state__in=("paid", "failed"))
            last = every.exclude(
                retries__state__in=("paid", "failed")
            )  # of each payment, its newest try
            gone_out = last.aggregate(fen=Sum("amount_fen"))["fen"] or 0
            owed = Due.objects.filter(amount_fen__gt=0).aggregate(fen=Sum("amount_fen"))["fen"] or 0
            kept_back = sum(d.row.amount_fen - d.left for d in self.book.debts)
            assert gone_out + kept_back == owed


def walk(examples, steps):
    run_state_machine_as_test(
        AnyMonths,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            phases=[Phase.explicit, Phase.generate],  # shrinking takes minutes
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.slow
def test_two_years_of_anything(db):
    for name in SEEN:
        SEEN[name] = 0
    walk(8, 40)
    assert all(SEEN.values()), SEEN  # dues, arrears, retries and corrections did happen


@pytest.mark.slow
@pytest.mark.parametrize(
    "broken", ["pays a month again", "forgets a hold", "pays the dead", "pays unconfirmed care"]
)
def test_a_plan_that_is_wrong_is_found(db, monkeypatch, broken):
    """That the machine above can fail."""
    if broken == "pays a month again":
        right = plan_module._Plan.lines_of

        def wrong(self, key, months):
            return right(self, key, [replace(m, posted_fen=0) for m in months])

        monkeypatch.setattr(plan_module._Plan, "lines_of", wrong)
    else:
        word = {"forgets a hold": "hold", "pays the dead": "death", "pays unconfirmed care": "unconfirmed"}[broken]  # fmt: skip
        right_reason = plan_module._Plan._why_not

        def blind(self, m):
            found = right_reason(self, m)
            return "" if found == word else found

        monkeypatch.setattr(plan_module._Plan, "_why_not", blind)
    with pytest.raises(BaseException):  # noqa: B017, PT011  (whatever hypothesis wraps it in)
        walk(10, 40)
