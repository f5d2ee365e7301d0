"""Some forty fictional cases in the demonstration county, at every step, as a township's office would have them on a working day.

Days count back from `on`. Opinions, notices, objections and decisions go through the real services; consents, cross-checks and
visits are the plainest rows that their guards accept. Done once: where there is a case already nothing is added.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from doudi.casework.domain.proposals import Entry
from doudi.casework.models import Application, Case, Consent, CrossCheck, Notice, Visit
from doudi.casework.services.decisions import decide_case, give_opinion
from doudi.casework.services.draws import draw_spot_checks, record_spot_check
from doudi.casework.services.notices import post_notice
from doudi.casework.services.numbers import application_number, new_code
from doudi.casework.services.objections import receive_objection
from doudi.casework.services.proposals import propose
from doudi.casework.services.transition import open_case, take_step
from doudi.foundation import audit
from doudi.foundation.access import Viewer, acting, in_scope, viewer_of
from doudi.foundation.clock import CHINA, get_now
from doudi.foundation.models import Account
from doudi.foundation.postings import postings_in_force
from doudi.registry.models import Household, Membership

Say = Callable[[str], None]
PROCEDURE, PROGRAMME = "dibao", "dibao"
PHONE, PLACES = "0851-5550102", "村务公开栏"
DIFFERS = "演示：按入户调查的情况"
#: The road to a grant, with days after the start.
ROAD = (
    ("accept", 0),
    ("start_investigation", 1),
    ("give_opinion", 16),
    ("post_notice", 18),
    ("file", 26),
    ("confirm", 28),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """So many cases begun so many days ago and taken along the road for so many steps."""

    count: int
    days_ago: int
    steps: int
    is_objected: bool = False
    is_withdrawn: bool = False


PLANS = (
    Plan(3, 0, 0),
    Plan(3, 2, 0),
    Plan(3, 1, 1),
    Plan(1, 12, 1),  # the investigation should have begun
    Plan(5, 4, 2),
    Plan(4, 12, 2),
    Plan(1, 70, 2),  # the whole procedure should be over
    Plan(3, 18, 3),
    Plan(4, 20, 4),
    Plan(1, 21, 4, is_objected=True),
    Plan(2, 27, 4),  # the notice is over
    Plan(4, 28, 5),
    Plan(4, 40, 6),
    Plan(1, 8, 1, is_withdrawn=True),
)


class Office:
    """Those of the demonstration who do the work."""

    def __init__(self, on: date) -> None:
        self.on = on
        self.clerk, self.director = self._viewer("clerk"), self._viewer("director")
        self.officer = self._viewer("officer")

    def _viewer(self, username: str) -> Viewer:
        return viewer_of(postings_in_force(Account.objects.get(username=username).pk, self.on)[0])


def make_cases(*, on: date, say: Say = lambda line: None) -> int:
    """Returns how many were made. Each is committed by itself."""
    office = Office(on)
    with acting(office.clerk):
        if in_scope(office.clerk, Case.objects.all()).exists():
            return 0
    families = _families(office)
    made = 0
    for plan in PLANS:
        for _ in range(plan.count):
            family = next(families, None)
            if family is None:
                return made
            make_case(office, family, plan)
            made += 1
    say(f"  cases  {made}")
    return made


def _families(office: Office) -> Iterator[Household]:
    """Households of the clerk's township whose head is known, spread over its villages."""
    with acting(office.clerk):
        heads = in_scope(office.clerk, Membership.objects.filter(relation="head", valid_to__isnull=True))  # fmt: skip
        ids = list(
            heads.filter(person__state="active", household__state="active")
            .exclude(person__is_deceased=True)
            .order_by("household_id")
            .values_list("household_id", flat=True)
        )
        wanted = sum(plan.count for plan in PLANS)
        chosen = ids[:: max(1, len(ids) // wanted)]
        found = list(in_scope(office.clerk, Household.objects.filter(pk__in=chosen)).order_by("pk"))
    yield from found


def make_case(office: Office, household: Household, plan: Plan) -> Case:
    start = office.on - timedelta(days=plan.days_ago)
    with acting(office.clerk) as clerk:
        application = _apply(clerk, household, start)
        case = open_case(
            actor=clerk,
            procedure=PROCEDURE,
            household=household,
            on=start,
            programmes=[PROGRAMME],
            application=application,
            about={"relatives_asked_on": start.isoformat()},
        )
    for action, days in ROAD[: plan.steps]:
        case = _go_on(office, case, action, start + timedelta(days=days))
    with acting(office.clerk) as clerk:
        if plan.is_objected:
            notice = Notice.objects.filter(case=case, state=Notice.State.posted).first()
            text = "听说他家儿子在外面有稳定工作，请再核实一下。"
            about: dict[str, Any] = {"about": "notice", "channel": "window", "notice": notice}
            receive_objection(actor=clerk, case=case, text=text, on=office.on, **about)
        if plan.is_withdrawn:
            note = "申请人说家里情况好转，不再申请"
            case = take_step(actor=clerk, case=case, action="withdraw", on=office.on, note=note)
    return case


def _apply(clerk: Viewer, household: Household, on: date) -> Application:
    members = list(household.memberships.filter(valid_to__isnull=True).select_related("person"))
    head = next((m.person for m in members if m.relation == "head"), members[0].person)
    application = Application.objects.create(
        area_code=household.area_code,
        accepting_area=clerk.area_code,
        number=application_number(household.area_code, on.year),
        receipt=new_code(),
        household=household,
        applicant=head,
        channel="window",
        through="self",
        applied_on=on,
        pledged_on=on,
        state="submitted",
        opened_by_id=clerk.posting_id,
        opened_at=get_now(),
    )
    for member in members:
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
    deciding = action == "confirm"
    if deciding:
        _spot_check(office, on)
    with acting(office.director if deciding else office.clerk) as actor:
        with _noted(actor, case):
            if action == "start_investigation":
                CrossCheck.objects.create(area_code=case.area_code, case=case, asked_on=on)
            elif action == "give_opinion":
                _look_into(case, on)
        if action == "give_opinion":
            give_opinion(actor=actor, case=case, results=_granting(actor, case, on), on=on, differs_because=DIFFERS)  # fmt: skip
        elif action == "post_notice":
            post_notice(actor=actor, case=case, on=on, phone=PHONE, places=PLACES)
        elif deciding:
            results = case.opinions.order_by("-pk")[0].results
            decide_case(actor=actor, case=case, action=action, results=results, on=on, differs_because=DIFFERS)  # fmt: skip
        else:
            take_step(actor=actor, case=case, action=action, on=on)
        return in_scope(actor, Case.objects.select_related("household", "application")).get(
            pk=case.pk
        )


def _spot_check(office: Office, on: date) -> None:
    """The draw of the day, and the visits to those drawn."""
    with acting(office.officer) as officer:
        for made in draw_spot_checks(actor=officer, area=officer.area_code, on=on):
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
    Visit.objects.create(
        area_code=case.area_code,
        case=case,
        client_id=uuid.uuid4(),
        kind=Visit.Kind.home,
        on=on,
        at=datetime.combine(on, time(10), CHINA),
        synced_at=get_now(),
        visitors=[{"name": "李慧"}, {"name": "王秀英"}],
        remarks="房屋和陈设与申请所说一致。",
    )


def _granting(actor: Viewer, case: Case, on: date) -> list[Entry]:
    """The engine's proposal where it grants; else what somebody who was in the home would propose."""
    proposal = propose(actor, case, on).results
    if any(entry["verdict"] == "eligible" for entry in proposal):
        return proposal
    entries = [dict(entry) for entry in proposal]
    for entry in entries:
        if entry["programme"] == PROGRAMME:
            entry |= {"verdict": "eligible", "amount_fen": 38_000, "period": "month", "outcome": "money"}  # fmt: skip
            entry |= {"from_month": on.strftime("%Y-%m"), "failed": [], "needs": []}
    return entries  # type: ignore[return-value]
