"""Public notices: drafted, posted, photographed, taken down, ended. What they show is `domain/notice_mask`'s to say, and nobody else's."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from doudi.casework.domain.notice_mask import (
    Applicant,
    Given,
    checked,
    shown_preliminary,
    shown_standing,
)
from doudi.casework.models import Award, Case, Notice, Opinion
from doudi.casework.procedure_book import procedure_of
from doudi.casework.procedure_values import days_of, figure_of
from doudi.casework.selectors.notices import get_hanging, outcome_of
from doudi.casework.services.numbers import new_code
from doudi.casework.services.transition import lock_case, take_step
from doudi.foundation import audit
from doudi.foundation.access import Viewer, in_scope, permit
from doudi.foundation.areas import name_of_area
from doudi.foundation.keys import keyring
from doudi.registry.models import Membership, Person
from doudi.registry.services.documents import add_document
from doudi.units.area import AreaLevel, at_level
from doudi.units.text import Problem, ProblemsError, Text, plain, refusal

ACTION = "post_notice"
CLOCK, KEPT_ONLINE, STANDING_ONLINE = "notice", "notice_kept_online_days", "standing_online_days"
_PHONE = re.compile(r"[0-9]{3,4}-?[0-9]{5,8}(-[0-9]{1,5})?")


def draft_notice(*, actor: Viewer, case: Case, on: date, phone: str, places: str = "") -> Notice:
    """The notice as it will hang from a day on, so that it can be printed first. A draft is public to nobody; a new one replaces it.

    Raises ProblemsError: no opinion to grant; a notice hangs already; no telephone of the office, or one of the family's;
    help for a child without a guardian.
    """
    permit(actor, "case.work")
    if get_hanging(actor, case) is not None:
        raise refusal(
            "这一件的公示还挂着，请先撤下",
            "a notice of this case still hangs: take it down first",
            value=case.number,
        )
    days = days_of_notice(case, on)
    notice = _draft_of(actor, case)
    notice.shown = compose_shown(actor, case, phone, on)
    notice.days, notice.posted_on, notice.last_day = days, on, on + timedelta(days=days)
    notice.expires_on = notice.last_day + timedelta(days=_kept_online(case.area_code, on))
    notice.places, notice.posted_by_id = places.strip()[:200], actor.posting_id
    notice.save()
    _record(actor, "casework.notice.drafted", notice)
    return notice


def days_of_notice(case: Case, on: date) -> int:
    """How long a notice of the case hangs: what its procedure's own clock `notice` says, so that wall and clock agree.

    Raises ProblemsError: the procedure knows no notice; the place has not entered the days.
    """
    rule = procedure_of(case).clocks.get(CLOCK)
    if rule is None:
        raise refusal(
            "这类事项不需要公示", "this procedure has no public notice", value=case.number
        )
    return days_of(rule.days, case.area_code, on)[0]


def post_notice(
    *, actor: Viewer, case: Case, on: date, phone: str, places: str, version: int | None = None
) -> Notice:
    """That the notice hangs since `on` (day 0), and the case's step. Its last day is `on` and as many days as the place's figure says.

    Raises ProblemsError: as `draft_notice` and `take_step`; where it hangs is not said.
    """
    permit(actor, "case.work")
    if not places.strip():
        raise refusal("请写明张贴在哪里", "Say where it hangs")
    locked = lock_case(actor, case)
    notice = draft_notice(actor=actor, case=locked, on=on, phone=phone, places=places)
    notice.state = Notice.State.posted
    notice.save()
    take_step(
        actor=actor, case=locked, action=ACTION, on=on, version=version, data={"notice": notice.pk}
    )
    _record(actor, "casework.notice.posted", notice)
    return notice


def draft_notices(
    *, actor: Viewer, cases: Sequence[Case], on: date, phone: str, places: str = ""
) -> list[Notice]:
    """Several families of one village, to be printed on one poster: all of them or, with every reason, none."""
    return _each(
        cases, lambda c: draft_notice(actor=actor, case=c, on=on, phone=phone, places=places)
    )


def post_notices(
    *,
    actor: Viewer,
    cases: Sequence[Case],
    on: date,
    phone: str,
    places: str,
    version: int | None = None,
) -> list[Notice]:
    """Several families of one village on one poster: all of them or, with every reason, none."""
    about = {"on": on, "phone": phone, "places": places, "version": version}
    return _each(cases, lambda c: post_notice(actor=actor, case=c, **about))  # type: ignore[arg-type]


def _each(cases: Sequence[Case], write: Callable[[Case], Notice]) -> list[Notice]:
    if not cases:
        raise refusal("请选择要公示的案件", "Choose what is to be posted")
    if len(cases) == 1:
        return [write(cases[0])]
    made, problems = [], []
    for case in cases:
        try:
            made.append(write(case))
        except ProblemsError as refused:
            problems += [_of_case(case, p) for p in refused.problems]
    if problems:
        raise ProblemsError(problems)
    return made


def record_photo(*, actor: Viewer, notice: Notice, content: bytes, file_name: str) -> Notice:
    """The photograph of the poster on the wall. Raises ProblemsError: not posted; not a photograph."""
    permit(actor, "case.visit")
    if notice.state not in Notice.HANGS:
        raise refusal("还没有登记张贴，不能上传照片", "not posted yet: no photograph")
    if not file_name.lower().endswith((".jpg", ".jpeg", ".png")):
        raise refusal("请上传照片（JPG 或 PNG）", "a photograph is JPG or PNG")
    notice.photo = add_document(
        actor=actor,
        content=content,
        file_name=file_name,
        title="公示照片",
        area_code=notice.area_code,
    )
    notice.save()
    _record(actor, "casework.notice.photographed", notice)
    return notice


def void_notice(*, actor: Viewer, notice: Notice, on: date, reason: str) -> Notice:
    """Take a notice back: what it says is looked at again. Its page is gone at once. Raises ProblemsError: no reason; taken back already."""
    permit(actor, "case.work")
    reason = reason.strip()
    if len(reason) < 2:
        raise refusal("请写明撤下的理由", "Say why it is taken down")
    if notice.state == Notice.State.void:
        raise refusal("这份公示已经撤下", "this notice is taken down already")
    if notice.state != Notice.State.draft and notice.posted_on and on < notice.posted_on:
        raise refusal(
            f"撤下的日期不能早于张贴日期（{notice.posted_on}）",
            f"it was posted on {notice.posted_on}: not before",
            value=on,
        )
    notice.state, notice.void_on, notice.void_reason = Notice.State.void, on, reason[:300]
    notice.save()
    _record(actor, "casework.notice.void", notice, reason=notice.void_reason)
    return notice


def post_standing(*, actor: Viewer, award: Award, on: date) -> Notice:
    """The standing publication (长期公布) of an award: name, members, amount. One at a time; expires unless renewed."""
    permit(actor, "case.work")
    days, _source = days_of(STANDING_ONLINE, award.area_code, on)
    hanging = in_scope(actor, Notice.objects.filter(award=award, kind=Notice.Kind.standing))
    for old in hanging.filter(state__in=Notice.HANGS):
        take_down(actor=actor, notice=old, on=on)
    decision = award.given_by
    case = decision.case if decision else None
    notice = Notice.objects.create(
        area_code=award.area_code,
        case=None,
        award=award,
        kind=Notice.Kind.standing,
        state=Notice.State.posted,
        token=new_code(),
        shown=shown_standing(
            applicant=_applicant_of_award(award, case),
            given=Given(award.programme, award.amount_fen, award.period, award.person_id is not None),
            members=award.members or _members(award.household_id, on),
            on=on,
        ),
        days=days,
        posted_on=on,
        last_day=on + timedelta(days=days),
        expires_on=on + timedelta(days=days),
        posted_by_id=actor.posting_id,
    )  # fmt: skip
    _record(actor, "casework.notice.posted", notice)
    return notice


def take_down(*, actor: Viewer, notice: Notice, on: date) -> Notice:
    """A standing publication that has come to its end: the page is gone from this day on."""
    permit(actor, "case.work")
    if notice.state != Notice.State.posted:
        raise refusal("这份公示没有挂着", "this notice does not hang")
    notice.state, notice.expires_on = Notice.State.ended, on - timedelta(days=1)
    notice.save()
    _record(actor, "casework.notice.taken_down", notice)
    return notice


def end_notices(*, actor: Viewer, on: date) -> int:
    """Mark as ended what has hung its days, and what belongs to a case that ended without a grant. Returns how many; the worker does it."""
    rows = in_scope(actor, Notice.objects.filter(state=Notice.State.posted).select_related("case"))
    ended = 0
    for notice in rows:
        case = notice.case
        is_dead = case is not None and not case.is_open and outcome_of(case) != "granted"
        if is_dead or (notice.last_day is not None and notice.last_day < on):
            notice.state = Notice.State.ended
            if is_dead:
                notice.expires_on = on - timedelta(days=1)
            notice.save()
            _record(actor, "casework.notice.ended", notice)
            ended += 1
    return ended


def compose_shown(actor: Viewer, case: Case, phone: str, on: date) -> dict[str, object]:
    """What the notice of a case would show: also for whoever wants to see it first. Raises ProblemsError."""
    number = plain(phone).strip()
    if not _PHONE.fullmatch(number):
        raise refusal(
            "请填单位的电话，如 0854-1234567",
            "Give the office's telephone, as 0854-1234567",
            where="phone",
        )
    _refuse_phone_of_family(case, number)
    opinion = Opinion.objects.filter(case=case).order_by("-pk").first()
    given = list(_given(opinion.results)) if opinion and opinion.is_to_grant else []
    if not given and not _waits_for_an_opinion(case):
        given = [Given(name, None, "once", False) for name in case.programmes]
    if not given:
        raise refusal("还没有同意的初审意见", "there is no opinion to grant")
    shown = shown_preliminary(
        applicant=_applicant(case),
        given=given,
        members=_members(case.household_id, on),
        office=office_of(case.area_code),
        phone=number,
        on=on,
    )
    return checked("preliminary", shown)


def _waits_for_an_opinion(case: Case) -> bool:
    """Rebuilding is put before the village before the township has looked at it: what is asked for is shown, no amount."""
    posting = procedure_of(case).actions.get("post_notice")
    return posting is None or "opinion_grants" in posting.needs


def office_of(area: str) -> str:
    """The township that takes objections."""
    township = at_level(area, AreaLevel.township) or area
    return name_of_area(township, "zh") + "社会救助服务窗口"


def _given(results: list[dict[str, object]]) -> list[Given]:
    return [
        Given(
            str(r["programme"]),
            None if r.get("amount_fen") is None else int(str(r["amount_fen"])),
            str(r.get("period") or "month"),
            r.get("person") is not None,
        )
        for r in results
        if r.get("verdict") == "eligible"
    ]


def _applicant(case: Case) -> Applicant:
    application = case.application
    if application is not None:
        who = application.applicant
        guardian = str(application.mandate.get("name", "")) if application.through == "guardian" else ""  # fmt: skip
        return Applicant(who.name, who.birth_date, guardian)
    return _of_person(case.person or _head(case.household_id))


def _applicant_of_award(award: Award, case: Case | None) -> Applicant:
    if case is not None:
        return _applicant(case)
    return _of_person(award.person or _head(award.household_id))


def _of_person(person: Person | None) -> Applicant:
    return Applicant(person.name, person.birth_date) if person else Applicant("", None)


def _head(household_id: int) -> Person | None:
    rows = Membership.objects.filter(household_id=household_id, valid_to__isnull=True)
    head = rows.filter(relation="head").select_related("person").first()
    return head.person if head else None


def _members(household_id: int, on: date) -> int:
    """Living members on the day, as registered."""
    rows = Membership.objects.filter(household_id=household_id, person__state="active")
    rows = rows.exclude(person__is_deceased=True).exclude(valid_from__gt=on)
    return rows.exclude(valid_to__lte=on).count()


def _refuse_phone_of_family(case: Case, number: str) -> None:
    """The family's own telephone must not hang on the wall because somebody typed it into the wrong box."""
    index = keyring().blind_index(number.replace("-", ""), "person.phone")
    rows = Membership.objects.filter(household_id=case.household_id, person__phone_index=index)
    if rows.exists():
        raise refusal(
            "这是这户人家的电话，公示上只写单位的电话",
            "this is the family's own telephone: a notice shows the office's",
            where="phone",
        )


def _draft_of(actor: Viewer, case: Case) -> Notice:
    rows = in_scope(actor, Notice.objects.select_for_update().filter(case=case))
    found = rows.filter(state=Notice.State.draft, kind=Notice.Kind.preliminary).first()
    if found is not None:
        return found
    about = {"area_code": case.area_code, "case": case, "token": new_code()}
    return Notice(kind=Notice.Kind.preliminary, state=Notice.State.draft, **about)


def _kept_online(area: str, on: date) -> int:
    """Days for which the page stays after the last day. A place that has not said: none."""
    found = figure_of(KEPT_ONLINE, area, on)
    return int(found.figure) if found else 0


def _of_case(case: Case, problem: Problem) -> Problem:
    who = case.number
    return Problem(
        Text(f"{who}：{problem.text.zh}", f"{who}: {problem.text.en}"), problem.where, problem.value
    )


def _record(actor: Viewer, action: str, notice: Notice, *, reason: str = "") -> None:
    case = notice.case
    audit.record(
        actor,
        action,
        object_type="notice",
        object_id=notice.pk,
        household_id=case.household_id if case else None,
        area_code=notice.area_code,
        reason=reason,
        details={"kind": notice.kind, "posted_on": str(notice.posted_on), "case": case and case.pk},
    )
