"""Consents, visits and letters for other systems: by the services of the pages, with their checks.

No `from __future__ import annotations` here: see foundation/api.py.
"""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import AwareDatetime, Field

from doudi.casework.access import access_case_for_visit
from doudi.casework.access_intake import access_application_for_intake
from doudi.casework.access_letters import access_letter_for_work
from doudi.casework.api import Day, LetterState, Long, Number, letter_state
from doudi.casework.domain.visits import Findings, Position, Visitor
from doudi.casework.models import Letter
from doudi.casework.services.consents import record_consent
from doudi.casework.services.letters import (
    check_letter,
    return_letter,
    serve_letter,
    sign_letter,
)
from doudi.casework.services.visits import record_visit
from doudi.foundation.access import Viewer
from doudi.foundation.api import Id, answers, operation
from doudi.foundation.clock import get_today
from doudi.registry.access import access_person_for_view
from doudi.units.text import refusal

router = Router(tags=["cases"])
Line = Annotated[str, Field(max_length=100, pattern=r"^[^\x00]*$")]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Answer = Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$")]
Moment = Annotated[AwareDatetime, Field(ge=datetime.fromisoformat("1990-01-01T00:00:00+08:00"), le=datetime.fromisoformat("2100-01-01T00:00:00+08:00"))]  # fmt: skip


class NewConsent(Schema):
    person_id: Number
    is_given: bool
    on: Day
    form: Literal["signature", "thumbprint", "guardian", "online"] = "signature"
    purpose: Literal["cross_check", "without_application"] = "cross_check"
    witness: Line = ""
    signed_by_name: Line = ""


class ConsentState(Schema):
    id: int
    person_id: int
    purpose: str
    is_given: bool
    on: date


class VisitorLine(Schema):
    name: Annotated[str, Field(max_length=50, pattern=r"^[^\x00]*$")]
    office: Annotated[str, Field(max_length=50, pattern=r"^[^\x00]*$")] = ""


class NewVisit(Schema):
    """Sent again with the same `client_id`, nothing is kept twice. Photographs are sent by the page on the phone."""

    client_id: UUID
    kind: Literal["home", "neighbour", "spot_check", "decider", "review"]
    at: Moment
    visitors: list[VisitorLine] = Field([], max_length=6)
    place: Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")] = ""
    met_person_id: Number | None = None
    met_name: Line = ""
    nobody_home: bool = False
    refused: bool = False
    answers: dict[Key, Answer | list[Key]] = Field({}, max_length=60)
    indicators: dict[Key, Literal["can", "cannot", "unknown"]] = Field({}, max_length=6)
    remarks: Long = ""


class VisitState(Schema):
    id: int
    client_id: UUID
    kind: str
    on: date
    is_new: bool
    late: bool


class LetterDay(Schema):
    on: Day


class LetterReturn(Schema):
    reason: Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$")]


class LetterServed(Schema):
    on: Day
    how: Literal["in_person", "post", "village", "left_at_home", "online", "public"]
    to: Line = ""


@router.post("/applications/{application_id}/consents", response=answers(ConsentState), url_name="api_consents")  # fmt: skip
@operation("case.open")
def record_one_consent(request: HttpRequest, application_id: Id, new: NewConsent) -> ConsentState:
    """An adult agrees to the cross-check, or does not."""
    viewer = _viewer(request)
    application = access_application_for_intake(viewer, application_id)
    made = record_consent(
        actor=viewer,
        application=application,
        person=access_person_for_view(viewer, new.person_id),
        is_given=new.is_given,
        on=new.on,
        form=new.form,
        purpose=new.purpose,
        witness=new.witness,
        signed_by_name=new.signed_by_name,
    )
    return ConsentState(
        id=made.pk,
        person_id=made.person_id,
        purpose=made.purpose,
        is_given=made.is_given,
        on=made.on,
    )


@router.post("/cases/{case_id}/visits", response=answers(VisitState), url_name="api_visits")
@operation("case.visit")
def record_one_visit(request: HttpRequest, case_id: Id, new: NewVisit) -> VisitState:
    """A visit as it was made: who went, whom they met, what they saw."""
    viewer = _viewer(request)
    case = access_case_for_visit(viewer, case_id)
    kept = record_visit(
        actor=viewer,
        case=case,
        client_id=new.client_id,
        kind=new.kind,
        at=new.at,
        visitors=[Visitor(v.name, v.office) for v in new.visitors],
        position=Position(place=new.place),
        findings=Findings(
            met_person=new.met_person_id,
            met_name=new.met_name,
            nobody_home=new.nobody_home,
            refused=new.refused,
            answers=dict(new.answers),
            indicators=dict(new.indicators),
            remarks=new.remarks,
        ),
    )
    visit = kept.visit
    return VisitState(
        id=visit.pk,
        client_id=visit.client_id,
        kind=visit.kind,
        on=visit.on,
        is_new=kept.is_new,
        late=kept.is_late,
    )


@router.post("/letters/{letter_id}/check", response=answers(LetterState), url_name="api_check_letter")  # fmt: skip
@operation("case.check")
def check_one_letter(request: HttpRequest, letter_id: Id, new: LetterDay) -> LetterState:
    """Somebody else than the drafter has read it."""
    viewer, letter = _letter(request, letter_id, "check", new.on)
    return letter_state(check_letter(actor=viewer, letter=letter, on=new.on))


@router.post("/letters/{letter_id}/sign", response=answers(LetterState), url_name="api_sign_letter")
@operation("case.confirm")
def sign_one_letter(request: HttpRequest, letter_id: Id, new: LetterDay) -> LetterState:
    """The signature gives the number and freezes the text."""
    viewer, letter = _letter(request, letter_id, "sign", new.on)
    return letter_state(sign_letter(actor=viewer, letter=letter, on=new.on))


@router.post("/letters/{letter_id}/return", response=answers(LetterState), url_name="api_return_letter")  # fmt: skip
@operation("case.check")
def return_one_letter(request: HttpRequest, letter_id: Id, new: LetterReturn) -> LetterState:
    """Back to the drafter with what is wrong."""
    viewer, letter = _letter(request, letter_id, "return", get_today())
    return letter_state(return_letter(actor=viewer, letter=letter, reason=new.reason))


@router.post("/letters/{letter_id}/serve", response=answers(LetterState), url_name="api_serve_letter")  # fmt: skip
@operation("case.open")
def serve_one_letter(request: HttpRequest, letter_id: Id, new: LetterServed) -> LetterState:
    """It reached the family: when, how, who took it."""
    viewer, letter = _letter(request, letter_id, "serve", new.on)
    return letter_state(
        serve_letter(actor=viewer, letter=letter, on=new.on, how=new.how, to=new.to)
    )


def _letter(request: HttpRequest, letter_id: int, deed: str, on: date) -> tuple[Viewer, Letter]:
    viewer = _viewer(request)
    letter = access_letter_for_work(viewer, letter_id, deed)
    if on > get_today():
        raise refusal("日期不能晚于今天", "the day is in the future", value=on)
    return viewer, letter


def _viewer(request: HttpRequest) -> Viewer:
    found: Viewer = request.auth  # type: ignore[attr-defined]
    return found
