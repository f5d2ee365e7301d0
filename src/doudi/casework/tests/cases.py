"""Cases for tests, brought to any state of the Dibao procedure by writing the rows that its guards ask for.

    case = bring_to(county, family, "filed", start=dt.date(2022, 9, 22))

The rows are the plainest that will do; what the services write around them is their own tests' business.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from doudi.casework.models import (
    Application,
    Case,
    Consent,
    CrossCheck,
    Decision,
    Draw,
    Notice,
    Opinion,
    Visit,
)
from doudi.casework.services.numbers import application_number, new_code
from doudi.casework.services.transition import open_case, take_step
from doudi.foundation import audit
from doudi.foundation.access import Viewer, acting
from doudi.foundation.clock import CHINA, get_now
from doudi.foundation.domain.roles import Role
from doudi.registry.models import Household
from doudi.registry.tests.families import County, Family

START = dt.date(2022, 9, 22)
#: The road to a grant, with days after the start.
ROAD = (
    ("applied", "", 0),
    ("accepted", "accept", 0),
    ("investigating", "start_investigation", 1),
    ("opined", "give_opinion", 18),
    ("noticed", "post_notice", 20),
    ("filed", "file", 28),
    ("granted", "confirm", 29),
)


def make_application(
    clerk: Viewer, household: Household, applicant: Any, on: dt.date
) -> Application:
    """Submitted, pledged, every member's consent given."""
    application = Application.objects.create(
        area_code=household.area_code,
        accepting_area=clerk.area_code,
        number=application_number(household.area_code, on.year),
        receipt=new_code(),
        household=household,
        applicant=applicant,
        channel="window",
        through="self",
        applied_on=on,
        pledged_on=on,
        state="submitted",
        opened_by_id=clerk.posting_id,
        opened_at=get_now(),
    )
    for membership in household.memberships.all():
        Consent.objects.create(
            area_code=household.area_code,
            application=application,
            person=membership.person,
            purpose="cross_check",
            is_given=True,
            on=on,
            form="signature",
            recorded_at=get_now(),
        )
    return application


def bring_to(
    county: County,
    family: Family,
    state: str,
    *,
    start: dt.date = START,
    procedure: str = "dibao",
    amount_fen: int = 38067,
) -> Case:
    """A case of the family in the wanted state (one of ROAD). Not inside `acting`."""
    with acting(county.viewer(Role.township_clerk)) as clerk:
        application = make_application(clerk, family.household, family.head, start)
        case = open_case(
            actor=clerk,
            procedure=procedure,
            household=family.household,
            on=start,
            application=application,
            about={"relatives_asked_on": start.isoformat()},
        )
    for wanted, action, days in ROAD[1:]:
        if case.state == state:
            break
        on = start + dt.timedelta(days=days)
        role = Role.county_lead if action == "confirm" else Role.township_clerk
        with acting(county.viewer(role)) as actor:
            _rows_before(actor, case, action, on, amount_fen)
            case = take_step(actor=actor, case=case, action=action, on=on)
        assert case.state == wanted
    assert case.state == state, f"no road to {state}"
    return case


def note_draw(actor: Viewer, case: Case, on: dt.date) -> Draw:
    """A draw for spot checks that looked at the case and passed it over."""
    made = Draw.objects.create(
        area_code=case.area_code,
        kind=Draw.Kind.spot_check,
        on=on,
        seed="a1b2",
        share="30%",
        population=[case.pk],
        at=get_now(),
    )
    audit.record(actor, "casework.draw.made", object_type="draw", object_id=made.pk)
    return made


def _rows_before(actor: Viewer, case: Case, action: str, on: dt.date, amount_fen: int) -> None:
    about = {"area_code": case.area_code, "case": case}
    granted = [{"programme": "dibao", "verdict": "eligible", "amount_fen": amount_fen}]
    if action == "start_investigation":
        CrossCheck.objects.create(**about, asked_on=on)
    elif action == "give_opinion":
        case.cross_checks.update(state="reported", reported_on=on, told_on=on)
        Visit.objects.create(
            **about,
            client_id=uuid.uuid4(),
            kind="home",
            on=on,
            at=dt.datetime.combine(on, dt.time(10), CHINA),
            synced_at=get_now(),
            visitors=[{"name": "李慧"}, {"name": "王秀英"}],
        )
        Opinion.objects.create(
            **about,
            on=on,
            proposal=granted,
            is_to_grant=True,
            results=granted,
            name="李慧",
            at=get_now(),
        )
    elif action == "post_notice":
        Notice.objects.create(
            **about,
            kind="preliminary",
            state="posted",
            token=new_code(),
            days=7,
            posted_on=on,
            last_day=on + dt.timedelta(days=7),
        )
    elif action == "confirm":
        note_draw(actor, case, on)
        Decision.objects.create(
            **about,
            outcome="granted",
            on=on,
            at=get_now(),
            proposal=granted,
            results=granted,
            authority={"level": "county"},
            name=actor.name,
            record=b"",
            digest="",
        )
    audit.record(
        actor,
        "casework.case.changed",
        object_type="case",
        object_id=case.pk,
        details={"test": action},
    )
