"""Whoever tries whatever in whatever order: what a case promises holds after every attempt (hypothesis, rule-based).

No path reaches an award without the notice's days, the visit by two and the authority; days never run backward; the next limit
is the earliest that runs; of two who act on what they saw at once, the second is refused.
"""

import datetime as dt
import uuid

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from doudi.casework.models import (
    Award,
    Case,
    Clock,
    CrossCheck,
    Decision,
    Draw,
    Notice,
    Objection,
    Step,
    Visit,
)
from doudi.casework.procedure_book import procedure_of
from doudi.casework.services.authority import level_of
from doudi.casework.services.decisions import decide_case, give_opinion
from doudi.casework.services.draws import draw_spot_checks, record_spot_check
from doudi.casework.services.numbers import new_code
from doudi.casework.services.proposals import propose
from doudi.casework.services.transition import open_case, take_step
from doudi.casework.tests.cases import make_application
from doudi.casework.tests.policy_families import register_case, worked_case
from doudi.foundation import audit
from doudi.foundation.access import NotPermitted, acting, system, viewer_of
from doudi.foundation.clock import CHINA, get_now
from doudi.foundation.domain.roles import Role
from doudi.foundation.models import Posting
from doudi.registry.tests.families import COUNTY, make_county
from doudi.units.text import ProblemsError

START = dt.date(2022, 9, 22)
AWARDED: set[str] = set()  # cases that came so far, over all examples
ROLES = st.sampled_from(
    [
        Role.township_clerk,
        Role.township_clerk,  # most often the right one
        Role.township_lead,
        Role.county_officer,
        Role.county_lead,
        Role.village_cadre,
        Role.auditor,
    ]
)
ACTIONS = st.sampled_from(
    [
        "accept",
        "ask_papers",
        "start_investigation",
        "call_appraisal",
        "close_appraisal",
        "give_opinion",
        "post_notice",
        "investigate_again",
        "file",
        "file_refusal",
        "send_back",
        "confirm",
        "refuse",
        "extend",
        "withdraw",
        "end",
    ]
)


class AnyOrder(RuleBasedStateMachine):
    """One family's case, and everybody who may have to do with it. `today` only goes on; acts may be dated otherwise."""

    @initialize(
        walked=st.lists(
            st.sampled_from(["", "", "", "", "visit", "check", "days", "draw"]),
            min_size=3,
            max_size=7,
        )
    )
    def begin(self, walked):
        """Somewhere on the road, with or without what belongs to it."""
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.county = make_county()
        self.today = START
        with acting(self.county.viewer(Role.township_clerk)) as clerk:
            found = register_case(clerk, worked_case("dibao", "政策案例1，"))
            self.household = found.family.household
            application = make_application(clerk, self.household, found.family.head, START)
            self.case = open_case(
                actor=clerk,
                procedure="dibao",
                household=self.household,
                application=application,
                on=START,
                about={"relatives_asked_on": START.isoformat()},
            )
        for without in walked:
            self.the_usual_road(1, without)

    def teardown(self):
        if hasattr(self, "savepoint"):
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)
            if transaction.get_connection().in_atomic_block:
                transaction.set_rollback(False)

    def attempt(self, role, do):
        """Whether it was allowed. What is refused leaves the case as it was."""
        with acting(system("test")):
            before = Case.objects.get(pk=self.case.pk)
        try:
            with acting(self.county.viewer(role)) as actor:
                do(actor, before)
        except (ProblemsError, NotPermitted):
            with acting(system("test")):
                after = Case.objects.get(pk=self.case.pk)
            assert (after.state, after.version) == (before.state, before.version)
            return False
        return True

    # -- what people do -----------------------------------------------------------------------------
    @rule(days=st.integers(0, 12))
    def time_passes(self, days):
        self.today += dt.timedelta(days=days)

    @rule(role=ROLES, action=ACTIONS, back=st.integers(-3, 3))
    def step(self, role, action, back):
        on = self.today + dt.timedelta(days=back)
        data = {"ground": "moved"} if action == "end" else {}
        self.attempt(role, lambda actor, case: take_step(actor=actor, case=case, action=action, on=on, note="写明理由", data=data))  # fmt: skip

    @rule(role=ROLES, action=ACTIONS)
    def two_at_once(self, role, action):
        """The second acts on what it saw before the first had done it."""
        with acting(system("test")):
            seen = Case.objects.get(pk=self.case.pk).version
        went = [
            self.attempt(
                role,
                lambda actor, case: take_step(
                    actor=actor,
                    case=case,
                    action=action,
                    on=self.today,
                    note="写明理由",
                    version=seen,
                    data={"ground": "moved"},
                ),
            )
            for _ in range(2)
        ]
        assert went.count(True) <= 1

    @rule(visitors=st.integers(1, 3), back=st.integers(0, 20), home=st.booleans())
    def visit(self, visitors, back, home):
        on = self.today - dt.timedelta(days=back)
        self.write(
            Visit,
            client_id=uuid.uuid4(),
            kind="home",
            on=on,
            at=dt.datetime.combine(on, dt.time(10), CHINA),
            synced_at=get_now(),
            visitors=[{"name": n} for n in ("李慧", "王秀英", "吴敏")[:visitors]],
            nobody_home=not home,
        )

    @rule(told=st.booleans())
    def cross_check(self, told):
        self.write(CrossCheck, asked_on=self.today, state="reported", reported_on=self.today, told_on=self.today if told else None)  # fmt: skip

    @rule(role=ROLES, grant=st.booleans())
    def opinion(self, role, grant):
        def do(actor, case):
            results = propose(actor, case, self.today).results
            if not grant:
                results = [{**r, "verdict": "not_eligible", "amount_fen": None} for r in results]
            give_opinion(actor=actor, case=case, results=results, on=self.today, differs_because="核查不符")  # fmt: skip

        self.attempt(role, do)

    @rule(role=ROLES)
    def post(self, role):
        def do(actor, case):
            Notice.objects.create(
                area_code=case.area_code,
                case=case,
                kind="preliminary",
                state="posted",
                token=new_code(),
                days=7,
                posted_on=self.today,
                last_day=self.today + dt.timedelta(days=7),
            )
            take_step(actor=actor, case=case, action="post_notice", on=self.today)

        self.attempt(role, do)

    @rule()
    def take_notices_down(self):
        with acting(system("test")) as actor:
            Notice.objects.filter(case=self.case).update(state="void", void_on=self.today)
            self.tell(actor)

    @rule()
    def object(self):
        self.write(Objection, about="notice", channel="window", text="收入不实", received_on=self.today, token=new_code())  # fmt: skip

    @rule()
    def answer(self):
        with acting(system("test")) as actor:
            Objection.objects.filter(case=self.case, answered_on__isnull=True).update(answered_on=self.today)  # fmt: skip
            self.tell(actor)

    @rule(role=ROLES, action=st.sampled_from(["confirm", "refuse"]))
    def decide(self, role, action):
        def do(actor, case):
            results = propose(actor, case, self.today).results
            if action == "refuse":
                results = [{**r, "verdict": "not_eligible", "amount_fen": None} for r in results]
            decide_case(actor=actor, case=case, action=action, results=results, on=self.today, differs_because="核查不符", reason="不符合条件")  # fmt: skip

        self.attempt(role, do)

    @rule()
    def a_draw(self):
        """The county draws, and visits what came out."""

        def do(actor, case):
            for made in draw_spot_checks(actor=actor, area=COUNTY, on=self.today):
                for check in made.checks.all():
                    record_spot_check(actor=actor, check=check, on=self.today, agrees=True)

        self.attempt(Role.county_officer, do)

    @rule(
        days=st.integers(0, 9),
        without=st.sampled_from(["", "", "", "check", "visit", "days", "draw"]),
    )
    def the_usual_road(self, days, without):
        """What an office would do next, diligent or leaving something out: so that long roads are walked too."""
        with acting(system("test")):
            state = Case.objects.get(pk=self.case.pk).state
        if state == "applied":
            self.step(Role.township_clerk, "accept", 0)
        elif state == "accepted":
            self.cross_check(told=without != "check")
            self.step(Role.township_clerk, "start_investigation", 0)
        elif state == "investigating":
            if without != "visit":
                self.visit(2, 0, home=True)
            self.cross_check(told=without != "check")
            self.opinion(Role.township_clerk, grant=True)
        elif state == "opined":
            self.post(Role.township_clerk)
            self.today += dt.timedelta(days=0 if without == "days" else 8)
        elif state == "noticed":
            self.answer()
            self.step(Role.township_clerk, "file", 0)
        elif state == "filed":
            if without != "draw":
                self.a_draw()
            self.decide(Role.county_lead, "confirm")
        self.today += dt.timedelta(days=days)

    def write(self, table, **columns):
        with acting(system("test")) as actor:
            table.objects.create(area_code=self.case.area_code, case=self.case, **columns)
            self.tell(actor)

    def tell(self, actor):
        audit.record(actor, "casework.case.changed", object_type="case", object_id=self.case.pk)

    # -- what must hold -----------------------------------------------------------------------------
    @invariant()
    def an_award_has_all_that_the_law_asks_for(self):
        if not hasattr(self, "case"):
            return
        with acting(system("test")):
            case = Case.objects.get(pk=self.case.pk)
            for award in Award.objects.filter(household=self.household):
                AWARDED.add(case.number)
                decision = award.given_by
                self.check_notice(case, decision)
                self.check_visit(case, decision)
                self.check_authority(decision)
                self.check_draw(case, decision)
                assert case.state == "granted"

                assert Draw.objects.filter(
                    population__contains=[case.pk], on__lte=decision.on
                ).exists()

    def check_notice(self, case, decision):
        step = Step.objects.filter(case=case, action="post_notice").latest("seq")
        assert decision.on > step.on + dt.timedelta(days=7)
        objections = Objection.objects.filter(case=case, received_on__lt=decision.on)
        assert not objections.filter(answered_on__gt=decision.on).exists()

    def check_visit(self, case, decision):
        visits = Visit.objects.filter(case=case, nobody_home=False, on__lte=decision.on)
        visits = visits.filter(on__gte=case.accepted_on)
        assert any(len({v["name"] for v in visit.visitors}) >= 2 for visit in visits)

    def check_authority(self, decision):
        posting = Posting.objects.select_related("account").get(pk=decision.posting_id)
        assert level_of(viewer_of(posting)) == decision.authority["level"] == "county"
        assert posting.role == Role.county_lead

    def check_draw(self, case, decision):
        filed = Step.objects.filter(case=case, to_state="filed").latest("seq")
        draws = Draw.objects.filter(on__gte=filed.on, on__lte=decision.on)
        assert draws.filter(population__contains=[case.pk]).exists()

    @invariant()
    def days_and_limits_run_forward(self):
        if not hasattr(self, "case"):
            return
        with acting(system("test")):
            case = Case.objects.get(pk=self.case.pk)
            days = list(Step.objects.filter(case=case).order_by("seq").values_list("on", flat=True))
            assert days == sorted(days)
            clocks = list(Clock.objects.filter(case=case))
            assert all(c.due_on >= c.started_on for c in clocks)
            assert all(c.ended_on is None or c.ended_on >= c.started_on for c in clocks)
            running = [c.due_on for c in clocks if c.ended_on is None and c.kind == "limit"]
            assert case.next_due == min(running, default=None)
            assert case.is_open != procedure_of(case).states[case.state].is_end
            if not case.is_open:
                assert not running

    @invariant()
    def one_decision_for_one_end(self):
        if not hasattr(self, "case"):
            return
        with acting(system("test")):
            case = Case.objects.get(pk=self.case.pk)
            expected = 1 if case.state in ("granted", "refused") else 0
            assert Decision.objects.filter(case=case).count() == expected


@pytest.mark.parametrize("without", ["", "check", "visit", "days", "draw"])
def test_a_road_that_leaves_something_out_reaches_no_award(db, without):
    """That the machine below can fail: each thing is needed, and with all of them there is an award."""
    machine = AnyOrder()
    machine.begin(walked=[without] * 8)
    with acting(system("test")):
        awards = Award.objects.filter(household=machine.household).count()
    machine.teardown()
    assert awards == (without == "")


@pytest.mark.slow
def test_whatever_is_tried_the_promises_hold(db):
    AWARDED.clear()
    run_state_machine_as_test(
        AnyOrder,
        settings=settings(
            max_examples=20,
            stateful_step_count=20,
            deadline=None,
            derandomize=True,
            phases=[Phase.explicit, Phase.generate],  # shrinking takes minutes
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert AWARDED, "no path reached an award: nothing was tried"
