"""Some forty fictional cases in the demonstration county, at every step, as a township's office would have them on a working day.

Days count back from `on`. Opinions, notices, objections and decisions go through the real services; consents, cross-checks and
visits are the plainest rows that their guards accept. Done once: where there is a case already nothing is added.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any

from doudi.casework.demo.after import make_what_follows
from doudi.casework.demo.people import People
from doudi.casework.demo.plans import PLANS, TEKUN, Plan
from doudi.casework.guards.self_care import INDICATORS
from doudi.casework.models import Application, Appraisal, Case, Consent, CrossCheck, Notice, Visit
from doudi.casework.procedure_book import procedure_of
from doudi.casework.services.authority import authority_of
from doudi.casework.services.decisions import decide_case, give_opinion
from doudi.casework.services.draws import draw_spot_checks, record_spot_check
from doudi.casework.services.notices import post_notice
from doudi.casework.services.numbers import application_number, new_code
from doudi.casework.services.objections import receive_objection
from doudi.casework.services.papers_notices import list_missing, tell_missing
from doudi.casework.services.proposals import propose
from doudi.casework.services.transition import open_case, take_step
from doudi.foundation import audit
from doudi.foundation.access import Viewer, acting, in_scope, viewer_of
from doudi.foundation.clock import CHINA, get_now
from doudi.foundation.models import Account
from doudi.foundation.postings import postings_in_force
from doudi.registry.demo.last_year import record_last_year
from doudi.registry.models import Household, Person
from doudi.units.text import ProblemsError

Say = Callable[[str], None]
PHONE, PLACES = "0851-5550102", "村务公开栏"
NOTES = {
    "skip_notice": "公示会让同学知道孩子的身世",
    "answer_yes": "医保局已按规定报销并救助",
    "refuse": "家庭人均收入高于低保标准",
}


class Office:
    """Those of the demonstration who do the work."""

    def __init__(self, on: date) -> None:
        self.on = on
        self.clerk, self.lead = self._viewer("clerk"), self._viewer("lead")
        self.officer, self.director = self._viewer("officer"), self._viewer("director")

    def _viewer(self, username: str) -> Viewer:
        return viewer_of(postings_in_force(Account.objects.get(username=username).pk, self.on)[0])


def make_cases(*, on: date, say: Say = lambda line: None) -> int:
    """Returns how many were made. Each is committed by itself."""
    office, people, made = Office(on), People(), 0
    with acting(office.clerk):
        if in_scope(office.clerk, Case.objects.all()).exists():
            return 0
        record_last_year(actor=office.clerk, on=on)
    for plan in PLANS:
        for _ in range(plan.count):
            made += _make_case(office, people, plan)
    made += make_what_follows(
        clerk=office.clerk, officer=office.officer, director=office.director, on=on
    )
    say(f"  cases  {made}")
    return made


def _make_case(office: Office, people: People, plan: Plan) -> bool:
    start = office.on - timedelta(days=plan.days_ago)
    with acting(office.clerk) as clerk:
        chosen = people.choose(clerk, plan, start + timedelta(days=plan.days_taken))
        if chosen is None:
            return False
        household, person = chosen
        case = open_case(
            actor=clerk,
            procedure=plan.kind.procedure,
            household=household,
            person=person,
            on=start,
            programmes=[plan.kind.programme],
            application=_apply(clerk, household, person, start, plan),
            about={"relatives_asked_on": start.isoformat()},
        )
    try:
        for action, days in plan.kind.road[: plan.steps]:
            case = _go_on(office, case, action, start + timedelta(days=days))
        with acting(office.clerk) as clerk:
            _set_apart(clerk, case, plan, office.on)
    except ProblemsError:
        pass  # this family's case stays where it is; each step is a transaction of its own
    return True


def _set_apart(clerk: Viewer, case: Case, plan: Plan, on: date) -> None:
    if plan.is_objected:
        notice = Notice.objects.filter(case=case, state=Notice.State.posted).first()
        text = "听说他家儿子在外面有稳定工作，请再核实一下。"
        about: dict[str, Any] = {"about": "notice", "channel": "window", "notice": notice}
        receive_objection(actor=clerk, case=case, text=text, on=on, **about)
    if plan.is_withdrawn:
        note = "申请人说家里情况好转，不再申请"
        take_step(actor=clerk, case=case, action="withdraw", on=on, note=note)
    if plan.lacks_papers and case.application is not None:
        items = list_missing(clerk, case.application, on)
        tell_missing(actor=clerk, case=case, items=items, on=on)


def _apply(
    clerk: Viewer, household: Household, person: Person | None, on: date, plan: Plan
) -> Application:
    members = list(household.memberships.filter(valid_to__isnull=True).select_related("person"))
    head = next((m.person for m in members if m.relation == "head"), members[0].person)
    application = Application.objects.create(
        area_code=household.area_code,
        accepting_area=clerk.area_code,
        number=application_number(household.area_code, on.year),
        receipt=new_code(),
        household=household,
        applicant=person or head,
        channel="window",
        through="self",
        trouble=[plan.kind.trouble],
        applied_on=on,
        pledged_on=on,
        state="submitted",
        opened_by_id=clerk.posting_id,
        opened_at=get_now(),
    )
    for member in members[: 0 if plan.lacks_papers else None]:
        Consent.objects.create(
            area_code=household.area_code,
            application=application,
            person=member.person,
            purpose=Consent.Purpose.cross_check,
            is_given=True,
            on=on,
            form=Consent.Form.signature,
            recorded_by_id=clerk.posting_id,
            recorded_at=get_now(),
        )
    return application


def _go_on(office: Office, case: Case, action: str, on: date) -> Case:
    deciding = action in ("confirm", "refuse")
    if deciding and procedure_of(case).authority.spot_check_share:
        _spot_check(office, on)
    with acting(_decider(office, case, on) if deciding else office.clerk) as actor:
        note = NOTES.get(action, "")
        with _noted(actor, case):
            if action == "start_investigation":
                CrossCheck.objects.create(area_code=case.area_code, case=case, asked_on=on)
            elif action == "give_opinion":
                _look_into(case, on)
            elif action == "close_appraisal":
                _appraise(actor, case, on)
        if action == "give_opinion":
            results = propose(actor, case, on).results
            give_opinion(actor=actor, case=case, results=results, on=on)
        elif action == "post_notice":
            post_notice(actor=actor, case=case, on=on, phone=PHONE, places=PLACES)
        elif deciding:
            results = propose(actor, case, on).results
            decide_case(actor=actor, case=case, action=action, results=results, on=on, reason=note)  # fmt: skip
        else:
            take_step(actor=actor, case=case, action=action, on=on, note=note)
        return in_scope(
            actor, Case.objects.select_related("household", "application", "person")
        ).get(pk=case.pk)


def _decider(office: Office, case: Case, on: date) -> Viewer:
    with acting(office.clerk):
        level = authority_of(case, procedure_of(case), on).level
    return office.lead if level == "township" else office.director


def _spot_check(office: Office, on: date) -> None:
    """The draw of the day, and the visits to those drawn."""
    with acting(office.officer) as officer:
        try:
            draws = draw_spot_checks(actor=officer, area=officer.area_code, on=on)
        except ProblemsError:  # an earlier draw had the case
            return
        for made in draws:
            for check in made.checks.all():
                record_spot_check(actor=officer, check=check, on=on, agrees=True)


@contextmanager
def _noted(actor: Viewer, case: Case) -> Iterator[None]:
    yield
    audit.record(
        actor, "casework.case.changed", object_type="case", object_id=case.pk,
        household_id=case.household_id, area_code=case.area_code,
    )  # fmt: skip


def _look_into(case: Case, on: date) -> None:
    """The report is there and told, and two were in the home."""
    case.cross_checks.update(state=CrossCheck.State.reported, reported_on=on, told_on=on)
    alone = dict.fromkeys(INDICATORS, "can") | {"bathe": "cannot", "walk_indoors": "cannot"}
    Visit.objects.create(
        area_code=case.area_code,
        case=case,
        client_id=uuid.uuid4(),
        kind=Visit.Kind.home,
        on=on,
        at=datetime.combine(on, time(10), CHINA),
        synced_at=get_now(),
        visitors=[{"name": "李慧"}, {"name": "王秀英"}],
        indicators=alone if case.procedure == TEKUN.procedure else {},
        remarks="房屋和陈设与申请所说一致。",
    )


def _appraise(actor: Viewer, case: Case, on: date) -> None:
    Appraisal.objects.create(
        area_code=case.area_code,
        case=case,
        on=on,
        place="村委会会议室",
        chair="王秀英",
        panel=[
            {"name": n, "as": "villager"} for n in ("吴敏", "赵大山", "陈桂花", "刘长福", "周有财")
        ],
        called=5,
        attended=5,
        questions=[{"text": "房屋是否因灾损坏", "true": 5, "not_true": 0, "unsure": 0}],
        minutes="到场的五人都看过房屋，情况属实。",
        recorded_by_id=actor.posting_id,
        recorded_at=get_now(),
    )
