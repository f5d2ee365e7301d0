"""Letters: drafted by the steps that make them, checked, signed, served. Two people see a letter before it leaves the office.

A letter that nobody signs (a receipt, a form) is handed out by the clerk at once: printed is served.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.db.models import Max

from doudi.casework.domain.offices import letter_number, office_area
from doudi.casework.models import Case, Decision, Letter
from doudi.casework.papers import LETTER_KINDS
from doudi.casework.papers.content import about_of, build_content
from doudi.casework.procedure_values import days_of
from doudi.casework.selectors.offices import lines_of_office
from doudi.casework.services.numbers import new_code, take_number
from doudi.foundation import audit
from doudi.foundation.access import Viewer, in_scope, permit
from doudi.foundation.clock import get_now
from doudi.registry.models import Household, Person
from doudi.units.calendar import WorkCalendar
from doudi.units.text import refusal

State = Letter.State
HOW = ("in_person", "post", "village", "left_at_home", "online", "public")


def draft_letter(
    *, actor: Viewer, case: Case, kind: str, on: date, about: dict[str, Any] | None = None
) -> Letter:
    """The draft of one letter to the family of a case. Its number comes with the signature; `about`: what its template asks for."""
    decision = case.decisions.order_by("-pk").first()
    letter = Letter.objects.create(
        area_code=case.area_code,
        office_area=office_area(actor.area_code or case.area_code),
        case=case,
        decision=decision,
        household=case.household,
        person=case.person,
        kind=kind,
        code=new_code(),
        content={"about": dict(about or {})},
        drafted_by_id=actor.posting_id,
        drafted_at=get_now(),
        serve_by=_serve_by(case, kind, decision, on),
    )
    _record(actor, "casework.letter.drafted", letter)
    return letter


def draft_household_letter(
    *, actor: Viewer, household: Household, person: Person | None, kind: str, on: date, about: dict[str, Any]
) -> Letter:  # fmt: skip
    """A letter to a family that is of no case: about money that was paid."""
    letter = Letter.objects.create(
        area_code=household.area_code,
        office_area=office_area(actor.area_code or household.area_code),
        household=household,
        person=person,
        kind=kind,
        code=new_code(),
        content={"about": dict(about)},
        drafted_by_id=actor.posting_id,
        drafted_at=get_now(),
    )
    _record(actor, "casework.letter.drafted", letter)
    return letter


_served: dict[str, Callable[[Viewer, Letter], None]] = {}


def register_served(kind: str, call: Callable[[Viewer, Letter], None]) -> None:
    """Called once, from an app's `ready()`: what must follow when a letter of this kind has reached the family."""
    _served[kind] = call


def _serve_by(case: Case, kind: str, decision: Decision | None, on: date) -> date | None:
    """Counted from the decision, not from the signature: the family does not wait for the office."""
    value = LETTER_KINDS[kind].get("serve_within")
    if not value:
        return None
    start = decision.on if decision is not None else on
    days, _ = days_of(value, case.area_code, start)
    return WorkCalendar.shipped().add_working_days(start, days).date


def hand_out_form(*, actor: Viewer, case: Case, kind: str, on: date) -> Letter:
    """A form that somebody asked for: drafted to be printed. Raises ProblemsError: a letter that only a step makes."""
    permit(actor, "case.work")
    if LETTER_KINDS.get(kind, {}).get("sign", True):
        raise refusal("没有这种表格", "There is no such form", where="kind", value=kind)
    return draft_letter(actor=actor, case=case, kind=kind, on=on)


def add_words(*, actor: Viewer, letter: Letter, words: str) -> Letter:
    """What the office adds in its own words, while it is a draft."""
    permit(actor, "case.check")
    letter = _lock(actor, letter, State.draft)
    letter.content = {"about": {**about_of(letter), "extra": words.strip()[:1000]}}
    letter.save(update_fields=["content"])
    _record(actor, "casework.letter.changed", letter)
    return letter


def check_letter(*, actor: Viewer, letter: Letter, on: date) -> Letter:
    """Somebody else than the drafter has read it. Raises ProblemsError: one's own draft, another office's, not a draft."""
    permit(actor, "case.check")
    letter = _lock(actor, letter, State.draft)
    _refuse_unsigned_kind(letter)
    if _is_by(actor, letter.drafted_by):
        raise refusal("不能核自己拟的稿", "Nobody checks their own draft")
    letter.state, letter.checked_by_id, letter.checked_on = State.checked, actor.posting_id, on
    letter.returned_because = ""
    letter.save()
    _record(actor, "casework.letter.checked", letter)
    return letter


def sign_letter(*, actor: Viewer, letter: Letter, on: date) -> Letter:
    """The signature gives the number and the day and freezes what it says. Whoever checked it does not sign it.

    Raises ProblemsError: not checked; another office's; checked by the same person; a day before the decision or a later letter's.
    """
    permit(actor, "case.confirm")
    letter = _lock(actor, letter, State.checked)
    if not actor.is_system and actor.area_code != letter.office_area:
        raise refusal("别的单位的文书，由该单位签发", "Another office's letter: it signs itself")
    if _is_by(actor, letter.checked_by):
        raise refusal("核稿和签发不能是同一个人", "Whoever checked a letter does not sign it")
    _refuse_day(letter, on)
    number = take_number(letter.office_area, "letter", on.year)
    prefix = lines_of_office(letter.office_area).prefix
    letter.number = letter_number(prefix, on.year, number)
    letter.content = build_content(actor, letter, on, number=letter.number)
    letter.state, letter.signed_by_id, letter.signed_on = State.signed, actor.posting_id, on
    letter.save()
    _record(actor, "casework.letter.signed", letter)
    return letter


def sign_letters(*, actor: Viewer, letters: Iterable[Letter], on: date) -> list[Letter]:
    """A list at once, in its order: all or none."""
    return [sign_letter(actor=actor, letter=letter, on=on) for letter in letters]


def return_letter(*, actor: Viewer, letter: Letter, reason: str) -> Letter:
    """Back to the drafter with what is wrong. Only while nobody has signed it."""
    permit(actor, "case.check")
    letter = _lock(actor, letter, State.draft, State.checked)
    if not reason.strip():
        raise refusal("请写明退回的理由", "Say why it is returned", where="reason")
    letter.state, letter.returned_because = State.draft, reason.strip()[:500]
    letter.checked_by_id, letter.checked_on = None, None
    letter.save()
    _record(actor, "casework.letter.returned", letter, reason=letter.returned_because)
    return letter


def serve_letter(*, actor: Viewer, letter: Letter, on: date, how: str, to: str = "") -> Letter:
    """It reached the family: when, how, who took it. A paper without signature is frozen now.

    Raises ProblemsError: not signed; no such way; before the signature, or in the future.
    """
    permit(actor, "case.open")  # whoever meets the family: window, village, clerk
    if how not in HOW:
        raise refusal("请选择送达方式", "Choose how it was served", where="how", value=how)
    letter = _lock(actor, letter, State.draft, State.signed)
    if letter.state == State.draft:
        if LETTER_KINDS[letter.kind]["sign"]:
            raise refusal("还没有签发，不能送达", "It is not signed yet")
        letter.content = build_content(actor, letter, on)
    if letter.signed_on and on < letter.signed_on:
        raise refusal("送达不能早于签发", "Not before it was signed", where="on", value=on)
    if on > get_now().date():
        raise refusal("送达日期不能是将来", "The day lies in the future", where="on", value=on)
    letter.state, letter.served_on, letter.served_how = State.served, on, how
    letter.content = {**letter.content, "taken_by": to.strip()[:100]}
    letter.save()
    _record(actor, "casework.letter.served", letter, details={"how": how, "on": on.isoformat()})
    if letter.kind in _served:
        _served[letter.kind](actor, letter)
    return letter


def void_letter(*, actor: Viewer, letter: Letter, reason: str) -> Letter:
    """It does not count any more; its number stays taken. A signed one only by whoever may sign."""
    permit(actor, "case.confirm" if letter.signed_on else "case.check")
    letter = _lock(actor, letter, State.draft, State.checked, State.signed, State.served)
    if not reason.strip():
        raise refusal("请写明作废的理由", "Say why it is void", where="reason")
    letter.state, letter.returned_because = State.void, reason.strip()[:500]
    letter.save()
    _record(actor, "casework.letter.voided", letter, reason=letter.returned_because)
    return letter


def content_of(viewer: Viewer, letter: Letter, on: date) -> dict[str, Any]:
    """What the paper says: frozen, else as it would be signed on the day."""
    return letter.content if "blocks" in letter.content else build_content(viewer, letter, on)


def note_letter_printed(*, actor: Viewer, letter: Letter, form: str) -> None:
    """It left as a file: who took it."""
    _record(actor, "casework.letter.printed", letter, details={"form": form})


def _lock(actor: Viewer, letter: Letter, *states: str) -> Letter:
    rows = in_scope(actor, Letter.objects.select_for_update(of=("self",)))
    # Who drafted and checked is read when the lock is held: joined, it would be what stood there before somebody else's step.
    locked = rows.select_related(
        "case__household", "case__application__applicant", "case__person", "decision"
    ).get(pk=letter.pk)
    if locked.state not in states:
        label = State(locked.state).label
        raise refusal(
            f"文书现在是“{label}”，不能这样办",
            f"the letter is “{locked.state}”: this cannot be done now",
        )
    return locked


def _refuse_unsigned_kind(letter: Letter) -> None:
    if not LETTER_KINDS[letter.kind]["sign"]:
        raise refusal("这种文书不用核稿签发，打印交付即可", "This paper needs no signature")


def _refuse_day(letter: Letter, on: date) -> None:
    """Numbers and days of an office go together: none is dated before the last one's."""
    if on > get_now().date():
        raise refusal("签发日期不能是将来", "The day lies in the future", where="on", value=on)
    if letter.decision is not None and on < letter.decision.on:
        raise refusal("签发不能早于决定", "Not before the decision", where="on", value=on)
    signed = Letter.objects.filter(office_area=letter.office_area, signed_on__year=on.year)
    last = signed.aggregate(last=Max("signed_on"))["last"]
    if last is not None and on < last:
        raise refusal(
            f"本单位已签发到{last}，文号要按日期顺序",
            f"the office has signed up to {last}: numbers follow the days",
            where="on",
            value=on,
        )


def _is_by(actor: Viewer, posting: Any) -> bool:
    """The person, under whatever posting: who stands in for a colleague is still the same pair of eyes."""
    return posting is not None and posting.account_id == actor.account_id


def _record(
    actor: Viewer, action: str, letter: Letter, *, reason: str = "", details: dict[str, Any] | None = None
) -> None:  # fmt: skip
    audit.record(
        actor,
        action,
        object_type="letter",
        object_id=letter.pk,
        household_id=letter.household_id,
        person_id=letter.person_id,
        area_code=letter.area_code,
        reason=reason,
        details={"kind": letter.kind, "number": letter.number, **(details or {})},
    )
