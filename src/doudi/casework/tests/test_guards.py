"""Guards against rows: what each refuses, and what lets the case go on."""

import datetime as dt
import uuid

import pytest

from doudi.casework.guards import GUARDS, Situation
from doudi.casework.models import (
    Award,
    Campaign,
    Case,
    Clock,
    Consent,
    CrossCheck,
    Decision,
    Opinion,
    Step,
    Visit,
)
from doudi.casework.procedure_book import get_procedures, procedure_of
from doudi.casework.services.transition import giving_of
from doudi.casework.tests.cases import bring_to
from doudi.foundation import audit
from doudi.foundation.access import acting
from doudi.foundation.clock import CHINA, get_now
from doudi.foundation.domain.roles import Role
from doudi.registry.tests.families import make_county

ON = dt.date(2022, 10, 21)
TWO = [{"name": "李慧"}, {"name": "王秀英"}]
ALL_SIX = dict.fromkeys(("eat", "dress", "bed_transfer", "toilet", "walk_indoors", "bathe"), "can")


class Bench:
    """One case, and a question to a guard."""

    def __init__(self, county):
        self.county = county
        self.head = county.families["赵明远"].head
        self.case = bring_to(county, county.families["赵明远"], "accepted")

    def ask(self, name, *, role=Role.township_clerk, on=ON, **data):
        with acting(self.county.viewer(role)) as viewer:
            case = Case.objects.select_related("award", "campaign", "application").get(pk=self.case.pk)  # fmt: skip
            procedure = procedure_of(case)
            action = next(iter(procedure.actions.values()))
            situation = Situation(viewer, case, procedure, action, on, data, giving_of(case, on))
            return [text.zh for text in GUARDS[name](situation)]

    def write(self, table, **columns):
        with acting(self.county.viewer(Role.township_clerk)) as actor:
            made = table.objects.create(area_code=self.case.area_code, **columns)
            self._tell(actor)
            return made

    def change(self, row, **columns):
        with acting(self.county.viewer(Role.township_clerk)) as actor:
            type(row).objects.filter(pk=row.pk).update(**columns)
            self._tell(actor)

    def _tell(self, actor):
        audit.record(actor, "casework.case.changed", object_type="case", object_id=self.case.pk)

    def visit(self, *, kind="home", on=ON, visitors=TWO, **more):
        return self.write(
            Visit,
            case=self.case,
            client_id=uuid.uuid4(),
            kind=kind,
            on=on,
            at=dt.datetime.combine(on, dt.time(10), CHINA),
            synced_at=get_now(),
            visitors=visitors,
            **more,
        )

    def step(self, action, *, seq):
        return self.write(
            Step,
            case=self.case,
            seq=seq,
            action=action,
            from_state="a",
            to_state="b",
            on=ON,
            at=get_now(),
        )

    def opine(self, **more):
        results = more.pop("results", [])
        return self.write(Opinion, case=self.case, on=ON, proposal=[], results=results, name="李慧", at=get_now(), **more)  # fmt: skip

    def award(self, fen=44100):
        made = self.write(
            Award,
            household=self.case.household,
            programme="dibao",
            outcome="money",
            amount_fen=fen,
            from_month=dt.date(2021, 5, 1),
        )
        self.change(self.case, award=made)
        return made

    def clock(self, name, due):
        return self.write(
            Clock,
            case=self.case,
            name=name,
            kind="limit",
            unit="working_days",
            days=5,
            started_on=ON,
            due_on=due,
        )


@pytest.fixture
def bench(db):
    return Bench(make_county())


def test_self_care_is_assessed_in_all_six_by_two(bench):
    assert bench.ask("self_care_assessed") == ["还没有评估生活自理能力"]
    visit = bench.visit(indicators=ALL_SIX | {"bathe": ""}, visitors=TWO[:1])
    assert bench.ask("self_care_assessed") == ["自理能力评估还缺：洗澡", "自理能力要由两人以上评估"]
    bench.change(visit, indicators=ALL_SIX | {"bathe": "unknown"}, visitors=TWO)
    assert bench.ask("self_care_assessed") == []


def test_an_emergency_needs_its_cause_and_nothing_else_before_aid(bench):
    assert bench.ask("cause_recorded") == ["还没有写遇到了什么急难"]
    bench.change(bench.case.application, trouble_text="房屋失火")
    assert bench.ask("cause_recorded") == []


def test_the_papers_afterwards_hold_cause_amount_and_pledge(bench):
    bench.change(bench.case.application, pledged_on=None)
    assert bench.ask("after_record_complete") == [
        "还没有写急难的事由",
        "还没有登记救助金额",
        "还缺签字的承诺书",
    ]
    bench.change(bench.case.application, pledged_on=ON, trouble_text="房屋失火")
    granted = [{"programme": "temp_assistance", "verdict": "eligible", "amount_fen": 80000}]
    bench.write(Decision, case=bench.case, outcome="granted", on=ON, at=get_now(), proposal=granted, results=granted, authority={}, name="张主任", record=b"", digest="")  # fmt: skip
    assert bench.ask("after_record_complete") == []


@pytest.mark.parametrize(("fen", "goes_up"), [(100000, False), (100001, True)])
def test_only_what_the_township_may_not_decide_goes_up(bench, fen, goes_up):
    emergency = get_procedures().in_force("temp_emergency", bench.case.area_code, ON)
    bench.change(bench.case, procedure=emergency.name, procedure_version=emergency.version)
    granted = [{"programme": "temp_assistance", "verdict": "eligible", "amount_fen": fen}]
    bench.opine(is_to_grant=True, results=granted)
    assert bool(bench.ask("beyond_township")) is not goes_up


def test_only_for_a_minor_may_the_notice_be_left_out(bench):
    grown = bench.head
    bench.change(bench.case, person=grown)
    assert bench.ask("about_a_child") == ["只有涉及未成年人的才可以不公示"]
    bench.change(grown, birth_date=dt.date(2013, 5, 1))
    assert bench.ask("about_a_child") == []


def test_a_notice_left_out_counts_for_this_rounds_opinion_only(bench):
    assert bench.ask("notice_over_or_skipped") == ["还没有公示"]
    bench.step("give_opinion", seq=11)
    bench.step("skip_notice", seq=12)
    assert bench.ask("notice_over_or_skipped") == []
    bench.step("give_opinion", seq=13)
    assert bench.ask("notice_over_or_skipped") == ["还没有公示"]


def test_whoever_did_not_apply_says_yes_first(bench):
    assert bench.ask("agreed_without_application") == []
    application = bench.case.application
    bench.change(application, channel="discovery")
    assert bench.ask("agreed_without_application") == ["还没有登记本人同意"]
    consent = bench.write(
        Consent,
        application=application,
        person=bench.head,
        purpose="without_application",
        is_given=True,
        on=ON,
        form="signature",
        recorded_at=get_now(),
    )
    assert bench.ask("agreed_without_application") == []
    bench.change(consent, withdrawn_on=ON)
    assert bench.ask("agreed_without_application") == ["还没有登记本人同意"]


def test_the_federation_answers_before_an_opinion(bench):
    assert bench.ask("dpf_checked") == ["残联还没有答复"]
    check = bench.write(CrossCheck, case=bench.case, asked_on=ON, state="objected", reported_on=ON)
    assert bench.ask("dpf_checked") == ["本人对残联核对结果有异议，还没有复核"]
    bench.change(check, state="rechecked")
    assert bench.ask("dpf_checked") == []


def test_nobody_is_reminded_before_the_time_is_up(bench):
    assert bench.ask("answer_is_late") == []
    bench.clock("answer", ON)
    assert bench.ask("answer_is_late") == [f"对方的答复期限到 {ON}，还没有过"]
    assert bench.ask("answer_is_late", on=ON + dt.timedelta(days=1)) == []


def test_a_campaigns_list_is_signed_before_anybody_is_paid(bench):
    assert bench.ask("in_one_off_campaign") == ["不在任何一次性发放的名单里"]
    assert bench.ask("campaign_signed") == ["这一批还没有审核"]
    about = {"title": "春节慰问", "basis": "县政府会议", "on": ON, "asked_at": get_now()}
    campaign = bench.write(Campaign, kind="review", **about)
    bench.change(bench.case, campaign=campaign)
    assert bench.ask("in_one_off_campaign") == ["不在任何一次性发放的名单里"]
    bench.change(campaign, kind="one_off", signed_at=get_now())
    assert bench.ask("in_one_off_campaign") == []
    assert bench.ask("campaign_signed") == []


def test_a_review_sees_the_family_unless_a_paper_proves_it(bench):
    bench.change(bench.case, about={"ground": "died"})
    assert bench.ask("seen_for_review") == []
    bench.change(bench.case, about={})
    assert bench.ask("seen_for_review") == ["还没有两人以上的入户核查记录"]
    bench.visit(kind="review", visitors=TWO[:1])
    assert bench.ask("seen_for_review") != []
    bench.visit(kind="review")
    assert bench.ask("seen_for_review") == []


@pytest.mark.parametrize(
    ("grants", "after", "adverse"),
    [(True, 44100, False), (True, 44099, True), (True, 50000, False), (False, None, True)],
)
def test_less_than_before_is_adverse(bench, grants, after, adverse):
    bench.award(44100)
    verdict = "eligible" if grants else "not_eligible"
    bench.opine(
        is_to_grant=grants,
        results=[{"programme": "dibao", "verdict": verdict, "amount_fen": after}],
    )
    assert (bench.ask("opinion_is_adverse") == []) is adverse
    assert (bench.ask("opinion_is_not_adverse") == []) is not adverse
    assert (bench.ask("heard_if_adverse") == []) is not adverse
    if adverse:
        bench.step("tell_intention", seq=11)
        assert bench.ask("heard_if_adverse") == []


def test_the_person_speaks_or_the_days_for_it_pass(bench):
    assert bench.ask("heard") == ["还没有告知本人"]
    bench.step("tell_intention", seq=11)
    bench.clock("hearing", ON + dt.timedelta(days=7))
    assert bench.ask("heard") == ["本人还没有说明意见，等到 2022-10-28 之后再报送"]
    assert bench.ask("heard", on=dt.date(2022, 10, 29)) == []
    bench.step("record_hearing", seq=12)
    assert bench.ask("heard") == []


def test_whoever_gives_an_award_also_stops_it(bench):
    assert bench.ask("has_authority_of_award") == ["不知道这项待遇按哪个程序审核确认"]
    bench.award()
    assert bench.ask("has_authority_of_award", role=Role.township_lead) == ["这一件由县级决定"]
    assert bench.ask("has_authority_of_award", role=Role.county_lead) == []


def test_a_reconsideration_is_asked_for_within_its_days(bench):
    assert bench.ask("asked_in_time") != []
    granted = [{"programme": "dibao", "verdict": "eligible", "amount_fen": 1}]
    decision = bench.write(Decision, case=bench.case, outcome="granted", on=ON, at=get_now(), proposal=granted, results=granted, authority={}, name="张主任", record=b"", digest="")  # fmt: skip
    bench.change(bench.case, about={"known_on": ON.isoformat(), "decision": decision.pk})
    assert bench.ask("asked_in_time", on=ON + dt.timedelta(days=60)) == []
    assert bench.ask("asked_in_time", on=ON + dt.timedelta(days=90)) != []
