"""Cases for other systems: the same steps as the pages take, by the same services, with the same checks.

Whoever sends a request again with the same `client_key` gets what the first one made; nothing is done twice.
No `from __future__ import annotations` here: see foundation/api.py.
"""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from doudi.casework.access import access_case_for_view, access_case_for_work
from doudi.casework.access_intake import access_application_for_intake
from doudi.casework.letters_table import title_of
from doudi.casework.models import Award, Case, Letter, Notice
from doudi.casework.procedure_book import procedure_of
from doudi.casework.selectors.awards import list_awards
from doudi.casework.selectors.case_page import get_case_page
from doudi.casework.selectors.letters import list_letters_of_case
from doudi.casework.selectors.search import list_cases
from doudi.casework.services.cases import note_case_viewed, note_cases_listed
from doudi.casework.services.decisions import decide_case, give_opinion
from doudi.casework.services.notices import post_notice
from doudi.casework.services.objections import receive_objection
from doudi.casework.services.outside_applications import open_case_by_application
from doudi.casework.services.proposals import propose
from doudi.casework.services.transition import Possible, lock_case, take_step
from doudi.foundation.access import Viewer
from doudi.foundation.api import (
    USUAL,
    After,
    AreaCode,
    Id,
    Limit,
    Page,
    Words,
    answers,
    next_of,
    operation,
)
from doudi.foundation.clock import get_today
from doudi.registry.access import access_household_for_view, access_person_for_view
from doudi.registry.services.households import lock_household
from doudi.units.area import scope
from doudi.units.text import refusal

router = Router(tags=["cases"])
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Note = Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$")]
Long = Annotated[str, Field(max_length=1000, pattern=r"^[^\x00]*$")]
Day = Annotated[date, Field(ge=date(1990, 1, 1), le=date(2100, 1, 1), description="The day on which it counts; not in the future.")]  # fmt: skip
Seen = Annotated[int | None, Field(ge=1, le=2**31 - 1, description="`version` of the case as you saw it.")]  # fmt: skip
Number = Annotated[int, Field(ge=1, le=2**63 - 1)]
Fen = Annotated[int | None, Field(ge=0, le=10**12)]
Verdict = Literal["eligible", "not_eligible", "undetermined", "not_yet"]


class CaseLine(Schema):
    id: int
    number: str
    area_code: str
    household_id: int
    person_id: int | None
    application_id: int | None
    procedure: str
    procedure_version: str
    programmes: list[str]
    state: str
    state_label: Words
    is_open: bool
    opened_on: date
    accepted_on: date | None
    decided_on: date | None
    next_due: date | None
    version: int


class ClockState(Schema):
    name: str
    label: Words
    kind: str
    unit: str
    days: int
    started_on: date
    due_on: date
    days_left: int | None
    stands_still: bool
    is_provisional: bool
    source: str


class ActionState(Schema):
    """`is_own`: this posting may do it. `problems`: what stands against it today; empty: it can be done."""

    name: str
    label: Words
    is_own: bool
    problems: list[Words]
    needs_reason: bool
    own_address: bool = Field(description="Done by an operation of its own, not by /steps.")


class LetterState(Schema):
    id: int
    kind: str
    label: Words
    number: str
    state: str
    served_on: date | None


class CaseDetail(CaseLine):
    clocks: list[ClockState]
    actions: list[ActionState]
    letters: list[LetterState]


class Keyed(Schema):
    client_key: UUID | None = Field(None, description="Yours; sent again, nothing is done twice.")


class NewCase(Keyed):
    procedure: Name
    on: Day
    application_id: Number | None = Field(None, description="An application handed in here; else `applicant_id`.")  # fmt: skip
    applicant_id: Number | None = Field(None, description="The member who applied elsewhere: the application is recorded with the case.")  # fmt: skip
    person_id: Number | None = None
    programmes: list[Name] = Field([], max_length=20)
    note: Note = ""


class NewStep(Keyed):
    action: Name
    on: Day
    version: Seen = None
    note: Note = ""
    ground: Annotated[str, Field(pattern=r"^([a-z][a-z_]{0,39})?$")] = ""


class Finding(Schema):
    """What a person finds of one programme; the rest is as the engine proposes."""

    programme: Name
    person: Number | None = None
    verdict: Verdict
    amount_fen: Fen = None


class NewOpinion(Schema):
    on: Day
    version: Seen = None
    findings: list[Finding] = Field([], max_length=50)
    differs_because: Long = ""
    text: Long = ""


class NewDecision(Schema):
    action: Name
    on: Day
    version: Seen = None
    findings: list[Finding] = Field([], max_length=50)
    differs_because: Long = ""
    reason: Long = ""


class NewNotice(Schema):
    on: Day
    version: Seen = None
    phone: Annotated[str, Field(max_length=40, pattern=r"^[0-9+ -]*$")]
    places: Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]


class NewObjection(Schema):
    about: Literal["notice", "decision", "payment"]
    channel: Literal["window", "online", "phone", "letter"]
    text: Long
    on: Day
    who: Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")] = ""
    notice_id: Number | None = None


class ObjectionState(Schema):
    id: int
    about: str
    received_on: date
    holds: bool
    answer_by: date | None


class ProposedEntry(Schema):
    programme: str
    person: int | None
    verdict: str
    amount_fen: int | None
    period: str | None
    from_month: str | None
    needs: list[Words]


class AwardLine(Schema):
    id: int
    area_code: str
    household_id: int
    person_id: int | None
    programme: str
    state: str
    period: str
    amount_fen: int | None
    from_month: date
    until_month: date | None
    review_due: date | None


@router.get("/cases", response=answers(Page[CaseLine]), url_name="cases")
@operation("case.view")
def list_all_cases(
    request: HttpRequest,
    area: AreaCode = "",
    is_open: Annotated[bool | None, Query(description="Only open, or only closed ones.")] = None,
    after: After = 0,
    limit: Limit = USUAL,
) -> Page[CaseLine]:
    """Cases of the token's area, by id."""
    viewer = _viewer(request)
    rows = list_cases(viewer).filter(pk__gt=after).order_by("pk")
    if area:
        lo, hi = scope(area)
        rows = rows.filter(area_code__gte=lo, area_code__lt=hi)
    if is_open is not None:
        rows = rows.filter(is_open=is_open)
    found = list(rows[:limit])
    note_cases_listed(actor=viewer, cases=found)
    return Page(items=[_line(c) for c in found], next=next_of(found, limit))


@router.get("/cases/{case_id}", response=answers(CaseDetail), url_name="case")
@operation("case.view")
def show_one_case(request: HttpRequest, case_id: Id) -> CaseDetail:
    """A case with its clocks, its letters, and what may be done with it today and what stands against it."""
    viewer = _viewer(request)
    case = access_case_for_view(viewer, case_id)
    note_case_viewed(actor=viewer, case=case)
    return _detail(viewer, case)


@router.post("/households/{household_id}/cases", response=answers(CaseDetail), url_name="open_case")
@operation("case.open")
def open_one_case(request: HttpRequest, household_id: Id, new: NewCase) -> CaseDetail:
    """Begin a case by the procedure in force on the day, for an application: one that was handed in here, or one taken in elsewhere."""
    viewer = _viewer(request)
    household = access_household_for_view(viewer, household_id)
    _refuse_future(new.on)
    key = str(new.client_key) if new.client_key else ""
    if key:
        lock_household(household.pk)  # … see take_one_step
        known = list_cases(viewer).filter(household=household, about__client_key=key).first()
        if known is not None:
            return _detail(viewer, access_case_for_view(viewer, known.pk))
    person = access_person_for_view(viewer, new.person_id) if new.person_id else None
    applicant = access_person_for_view(viewer, new.applicant_id) if new.applicant_id else None
    application = (
        access_application_for_intake(viewer, new.application_id) if new.application_id else None
    )
    case = open_case_by_application(
        actor=viewer,
        procedure=new.procedure,
        household=household,
        application=application,
        applicant=applicant,
        person=person,
        on=new.on,
        programmes=new.programmes,
        note=new.note,
        about={"client_key": key} if key else {},
    )
    return _detail(viewer, access_case_for_view(viewer, case.pk))


@router.post("/cases/{case_id}/steps", response=answers(CaseDetail), url_name="case_steps")
@operation("case.view")
def take_one_step(request: HttpRequest, case_id: Id, new: NewStep) -> CaseDetail:
    """A step that needs no operation of its own. Which roles may take it is the procedure's to say."""
    viewer = _viewer(request)
    case = access_case_for_work(viewer, case_id)
    _refuse_future(new.on)
    action = procedure_of(case).actions.get(new.action)
    if action is not None and action.form:
        raise refusal("这一步有自己的接口", "this step has an operation of its own", value=new.action)  # fmt: skip
    key = str(new.client_key) if new.client_key else ""
    if key:  # a request of the same key whose server died may still be on its way into the database
        lock_case(viewer, case)
    if not key or not case.steps.filter(data__client_key=key).exists():
        data = {n: v for n, v in (("ground", new.ground), ("client_key", key)) if v}
        take_step(
            actor=viewer,
            case=case,
            action=new.action,
            on=new.on,
            version=new.version,
            note=new.note,
            data=data,
        )
    return _detail(viewer, access_case_for_view(viewer, case_id))


@router.get("/cases/{case_id}/proposal", response=answers(list[ProposedEntry]), url_name="proposal")
@operation("register.sensitive")
def show_proposal(request: HttpRequest, case_id: Id) -> list[ProposedEntry]:
    """What the engine proposes today for the case's programmes. A proposal decides nothing."""
    viewer = _viewer(request)
    case = access_case_for_view(viewer, case_id)
    note_case_viewed(actor=viewer, case=case)
    return [ProposedEntry(**entry) for entry in propose(viewer, case, get_today()).results]


@router.post("/cases/{case_id}/opinion", response=answers(CaseDetail), url_name="api_opinion")
@operation("case.work")
def give_one_opinion(request: HttpRequest, case_id: Id, new: NewOpinion) -> CaseDetail:
    """The preliminary opinion of the person behind the token, beside the engine's proposal."""
    viewer = _viewer(request)
    case = access_case_for_work(viewer, case_id)
    _refuse_future(new.on)
    give_opinion(
        actor=viewer,
        case=case,
        results=_results(viewer, case, new.on, new.findings),
        on=new.on,
        differs_because=new.differs_because,
        text=new.text,
        version=new.version,
    )
    return _detail(viewer, access_case_for_view(viewer, case_id))


@router.post("/cases/{case_id}/decision", response=answers(CaseDetail), url_name="api_decision")
@operation("case.confirm")
def decide_one_case(request: HttpRequest, case_id: Id, new: NewDecision) -> CaseDetail:
    """The decision, under the authority that holds on the day."""
    viewer = _viewer(request)
    case = access_case_for_work(viewer, case_id)
    _refuse_future(new.on)
    decide_case(
        actor=viewer,
        case=case,
        action=new.action,
        results=_results(viewer, case, new.on, new.findings),
        on=new.on,
        differs_because=new.differs_because,
        reason=new.reason,
        version=new.version,
    )
    return _detail(viewer, access_case_for_view(viewer, case_id))


@router.post("/cases/{case_id}/notice", response=answers(CaseDetail), url_name="api_notice")
@operation("case.work")
def post_one_notice(request: HttpRequest, case_id: Id, new: NewNotice) -> CaseDetail:
    """That the notice hangs since the day."""
    viewer = _viewer(request)
    case = access_case_for_work(viewer, case_id)
    _refuse_future(new.on)
    post_notice(
        actor=viewer,
        case=case,
        on=new.on,
        phone=new.phone,
        places=new.places,
        version=new.version,
    )
    return _detail(viewer, access_case_for_view(viewer, case_id))


@router.post("/cases/{case_id}/objections", response=answers(ObjectionState), url_name="api_objections")  # fmt: skip
@operation("case.open")
def receive_one_objection(request: HttpRequest, case_id: Id, new: NewObjection) -> ObjectionState:
    """Somebody says that something is not so. Who it was is sealed at once and never read back here."""
    viewer = _viewer(request)
    case = access_case_for_work(viewer, case_id)
    _refuse_future(new.on)
    notice = None
    if new.notice_id is not None:
        notice = Notice.objects.filter(case=case, pk=new.notice_id).first()
        if notice is None:
            raise refusal("这一件没有这份公示", "this case has no such notice", value=new.notice_id)
    made = receive_objection(
        actor=viewer,
        case=case,
        about=new.about,
        channel=new.channel,
        text=new.text,
        on=new.on,
        who=new.who,
        notice=notice,
    )
    return ObjectionState(
        id=made.pk,
        about=made.about,
        received_on=made.received_on,
        holds=made.holds,
        answer_by=made.answer_by,
    )


@router.get("/awards", response=answers(Page[AwardLine]), url_name="awards")
@operation("case.view")
def list_all_awards(
    request: HttpRequest, area: AreaCode = "", after: After = 0, limit: Limit = USUAL
) -> Page[AwardLine]:
    """Awards of the token's area, in force or not, by id."""
    viewer = _viewer(request)
    rows = list_awards(viewer).filter(pk__gt=after).order_by("pk")
    if area:
        lo, hi = scope(area)
        rows = rows.filter(area_code__gte=lo, area_code__lt=hi)
    found = list(rows[:limit])
    note_cases_listed(actor=viewer, cases=found, kind="award")
    return Page(items=[_award(a) for a in found], next=next_of(found, limit))


# -- shapes ------------------------------------------------------------------------------------------------
def _viewer(request: HttpRequest) -> Viewer:
    found: Viewer = request.auth  # type: ignore[attr-defined]
    return found


def _refuse_future(on: date) -> None:
    if on > get_today():
        raise refusal("日期不能晚于今天", "the day is in the future", value=on)


def _results(viewer: Viewer, case: Case, on: date, findings: list[Finding]) -> list[dict[str, Any]]:
    """The engine's entries, with what the person finds otherwise laid over them."""
    entries = [dict(entry) for entry in propose(viewer, case, on).results]
    for finding in findings:
        mine = [e for e in entries if (e["programme"], e["person"]) == (finding.programme, finding.person)]  # fmt: skip
        if not mine:
            raise refusal("这一件不包括这个项目", "the case is not about this programme", value=finding.programme)  # fmt: skip
        mine[0].update(verdict=finding.verdict, amount_fen=finding.amount_fen)
    return entries


def _fields(case: Case) -> dict[str, Any]:
    names = ("number", "area_code", "household_id", "person_id", "application_id", "procedure", "procedure_version", "programmes", "state", "is_open", "opened_on", "accepted_on", "decided_on", "next_due", "version")  # fmt: skip
    label = procedure_of(case).states[case.state].label
    return {"id": case.pk, "state_label": Words.of(label)} | {n: getattr(case, n) for n in names}


def _line(case: Case) -> CaseLine:
    return CaseLine(**_fields(case))


def _detail(viewer: Viewer, case: Case) -> CaseDetail:
    page = get_case_page(viewer, case, procedure_of(case), get_today())
    clocks = [
        ClockState(
            name=line.clock.name,
            label=Words.of(line.label),
            kind=line.clock.kind,
            unit=line.clock.unit,
            days=line.clock.days,
            started_on=line.clock.started_on,
            due_on=line.clock.due_on,
            days_left=line.left.days if line.left else None,
            stands_still=line.stands_still_since is not None,
            is_provisional=line.clock.is_provisional,
            source=line.clock.source,
        )
        for line in page.clocks
    ]
    letters = [
        letter_state(letter)
        for letter in list_letters_of_case(viewer, case).exclude(state=Letter.State.void)
    ]
    actions = [_action(one) for one in page.possible]
    return CaseDetail(**_fields(case), clocks=clocks, actions=actions, letters=letters)


def letter_state(letter: Letter) -> LetterState:
    """A letter as the API tells of it."""
    return LetterState(
        id=letter.pk,
        kind=letter.kind,
        label=Words.of(title_of(letter)),
        number=letter.number,
        state=letter.state,
        served_on=letter.served_on,
    )


def _action(one: Possible) -> ActionState:
    return ActionState(
        name=one.action.name,
        label=Words.of(one.action.label),
        is_own=one.is_own,
        problems=[Words.of(p) for p in one.problems],
        needs_reason=one.action.adverse,
        own_address=bool(one.action.form),
    )


def _award(row: Award) -> AwardLine:
    names = ("area_code", "household_id", "person_id", "programme", "state", "period", "amount_fen", "from_month", "until_month", "review_due")  # fmt: skip
    return AwardLine(id=row.pk, **{n: getattr(row, n) for n in names})
