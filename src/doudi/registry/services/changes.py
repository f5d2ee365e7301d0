"""Asking for a change, and deciding it. What each kind needs in its payload: `plans`. Which need a second person: `changes.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.conf import settings

from doudi.foundation import audit
from doudi.foundation.access import Viewer, permit
from doudi.foundation.clock import CHINA, get_now
from doudi.foundation.keys import keyring
from doudi.foundation.models import AuditEvent, Posting
from doudi.registry.domain.changes import Plan
from doudi.registry.domain.signing import SHIPPED, Signing, is_needed, read_signing
from doudi.registry.models import ChangeRequest, Evidence, Household, Person
from doudi.registry.selectors.changes import is_on_own_desk
from doudi.registry.services.applying import Applied, apply_homes, lock_concerned
from doudi.registry.services.corrections import apply_correction, read_identity
from doudi.registry.services.merges import apply_merge, apply_undo, find_merge
from doudi.registry.services.persons import lock_person, mark_deceased
from doudi.registry.services.plans import plan_change
from doudi.units.identity import mask
from doudi.units.text import refusal

SEALED_IDENTITY, SEALED_PHONE = "change.identity", "change.phone"
Kind = ChangeRequest.Kind


@dataclass(frozen=True, slots=True)
class Requirements:
    """What one change needs before it takes effect."""

    second_person: bool
    evidence: bool


@lru_cache(maxsize=1)
def _signing() -> dict[str, Signing]:
    own = settings.DOUDI.data / "changes.yaml"
    return read_signing(SHIPPED) | (read_signing(own) if own.exists() else {})


def requirements_of(
    kind: str,
    payload: Mapping[str, Any],
    *,
    viewer: Viewer,
    household: Household | None,
    on: date,
) -> Requirements:
    """What this change needs when this viewer asks for it. Raises ProblemsError when there is no such kind.

    Whoever registers a household lists its members on the same day without a second person: it is one registration.
    """
    if kind not in Kind.values:
        raise refusal("没有这种变更", "There is no such change", value=kind)
    if kind == Kind.add_member and household and _is_being_registered(viewer, household, on):
        return Requirements(second_person=False, evidence=False)
    rule, columns = _signing()[kind], payload.get("columns") or {}
    return Requirements(is_needed(rule.second_person, columns), is_needed(rule.evidence, columns))


def _is_being_registered(viewer: Viewer, household: Household, on: date) -> bool:
    """Registered today by the viewer themselves, as the trail says."""
    if viewer.account_id is None:
        return False
    made = AuditEvent.objects.filter(
        household_id=household.pk,
        action="registry.household.created",
        account_id=viewer.account_id,
    ).order_by("pk")
    event = made.first()
    return event is not None and event.at.astimezone(CHINA).date() == on


def request_change(
    *,
    actor: Viewer,
    kind: str,
    payload: Mapping[str, Any],
    effective_on: date,
    on: date,
    household: Household | None = None,
    person: Person | None = None,
    reason: str = "",
    evidence: Evidence | None = None,
) -> ChangeRequest:
    """Ask for a change. Where nobody else has to sign, it takes effect at once.

    Raises ProblemsError: what stands against the change; no evidence where it is needed; the same is asked for already.
    """
    permit(actor, "change.request")
    plan = plan_change(
        actor,
        kind=kind,
        household=household,
        person=person,
        payload=payload,
        effective_on=effective_on,
        on=on,
    )
    needs = requirements_of(kind, payload, viewer=actor, household=household, on=on)
    if needs.evidence and evidence is None:
        raise refusal("这种变更须有依据（材料或数据来源）", "This change needs evidence")
    _refuse_twice(kind, household, person)
    change = _write_request(
        actor,
        ChangeRequest(
            kind=kind,
            household=household,
            person=person,
            reason=reason.strip()[:500],
            evidence=evidence,
            on=effective_on,
            before=plan.state(),
        ),
        payload,
    )
    if not needs.second_person:
        _take_effect(actor, change, on)
    return change


def _write_request(
    actor: Viewer, change: ChangeRequest, payload: Mapping[str, Any]
) -> ChangeRequest:
    subject = change.household or change.person
    assert subject is not None
    change.area_code = subject.area_code
    change.payload, change.identity_cipher, change.phone_cipher = _seal(payload)
    change.asked_by_id, change.asked_at = actor.posting_id, get_now()
    change.desk_id = actor.posting_id
    change.save()
    _record(actor, "registry.change.requested", change, reason=change.reason)
    return change


def _refuse_twice(kind: str, household: Household | None, person: Person | None) -> None:
    same = ChangeRequest.objects.filter(
        kind=kind, household=household, person=person, state=ChangeRequest.State.submitted
    )
    if same.exists():
        raise refusal(
            "已经有一件同样的变更在等审核，请先审核或撤回",
            "The same change is waiting already: decide or withdraw it first",
        )


def approve_change(
    *, actor: Viewer, change: ChangeRequest, on: date, reason: str = ""
) -> ChangeRequest:
    """The second person agrees, and the change takes effect.

    Raises ProblemsError: decided already; asked for by the same person; what was shown is no longer so.
    """
    permit(actor, "change.approve")
    change = _lock_waiting(change)
    _refuse_same_person(actor, change)
    change.decision_reason = reason.strip()[:500]
    _take_effect(actor, change, on)
    _record(actor, "registry.change.approved", change, reason=change.decision_reason)
    return change


def refuse_change(*, actor: Viewer, change: ChangeRequest, on: date, reason: str) -> ChangeRequest:
    """The second person does not agree, and says why. Raises ProblemsError: decided already, no reason."""
    permit(actor, "change.approve")
    change = _lock_waiting(change)
    _refuse_same_person(actor, change)
    if not reason.strip():
        raise refusal("请写明不同意的理由", "Say why not")
    _close(actor, change, ChangeRequest.State.refused, reason)
    _record(actor, "registry.change.refused", change, reason=change.decision_reason)
    return change


def withdraw_change(
    *, actor: Viewer, change: ChangeRequest, on: date, reason: str = ""
) -> ChangeRequest:
    """Whoever asked, took over from them or covers them takes it back. Raises ProblemsError: decided already, or somebody else's."""
    permit(actor, "change.request")
    change = _lock_waiting(change)
    if not is_on_own_desk(actor, change):
        raise refusal("只有提出的人可以撤回", "Only whoever asked may withdraw it")
    _close(actor, change, ChangeRequest.State.withdrawn, reason)
    _record(actor, "registry.change.withdrawn", change, reason=change.decision_reason)
    return change


def hand_over_changes(actor: Viewer, old: Posting, new: Posting, on: date) -> int:
    """What waits on the desk of one posting now waits on another's; who asked stays who asked. Called at a handover."""
    waiting = ChangeRequest.objects.filter(desk=old, state=ChangeRequest.State.submitted)
    return waiting.update(desk=new)


def plan_again(viewer: Viewer, change: ChangeRequest, on: date) -> Plan:
    """What a waiting change would do now. Raises ProblemsError where it can no longer be done."""
    return plan_change(
        viewer,
        kind=change.kind,
        household=change.household,
        person=change.person,
        payload=_unseal(change),
        effective_on=change.on,
        on=on,
    )


def _lock_waiting(change: ChangeRequest) -> ChangeRequest:
    locked = ChangeRequest.objects.select_for_update().get(pk=change.pk)
    if locked.state != ChangeRequest.State.submitted:
        raise refusal("这件变更已经办结", "This change was decided already")
    return locked


def _asker(change: ChangeRequest) -> int | None:
    return change.asked_by.account_id if change.asked_by else None


def _refuse_same_person(actor: Viewer, change: ChangeRequest) -> None:
    if actor.account_id is None or actor.account_id == _asker(change):
        raise refusal("提出变更的人不能自己审核", "Whoever asked for a change does not decide it")


def _close(actor: Viewer, change: ChangeRequest, state: str, reason: str) -> None:
    change.state, change.decision_reason = state, reason.strip()[:500]
    change.decided_by_id, change.decided_at = actor.posting_id, get_now()
    change.save()


def _take_effect(actor: Viewer, change: ChangeRequest, on: date) -> None:
    """Lock what is concerned, see that what was shown is still so, and make the change."""
    lock_concerned(plan_again(actor, change, on))
    plan = plan_again(actor, change, on)
    if plan.state() != change.before:
        raise refusal(
            "提出之后情况已有变化，与当时看到的不同；请撤回后重新提出",
            "Things have changed since this was asked for: withdraw it and ask again",
        )
    _apply(actor, change, plan, on)


def _apply(actor: Viewer, change: ChangeRequest, plan: Plan, on: date) -> None:
    payload = _unseal(change)
    persons = _lock_persons(change, plan)
    if change.kind == Kind.undo_merge:
        done = _undo(actor, change, payload)
    else:
        done = apply_homes(actor, plan, change.on)
    if change.kind == Kind.death:
        assert change.person_id is not None
        died_on = payload.get("died_on")
        day = date.fromisoformat(died_on) if died_on else None
        mark_deceased(actor, persons[change.person_id], day, change.evidence)
    elif change.kind == Kind.correction:
        _correct(change, payload, on)
    elif change.kind == Kind.merge_persons:
        assert change.person_id is not None
        change.undo = _merge(persons[change.person_id], payload, done)
    elif change.kind == Kind.move and payload.get("departs"):
        for person in persons.values():
            if not person.is_deceased:
                person.state = Person.State.departed
                person.version += 1
                person.save(update_fields=["state", "version"])
    _close(actor, change, ChangeRequest.State.applied, change.decision_reason)
    _record_effects(actor, change, plan, done)


def _lock_persons(change: ChangeRequest, plan: Plan) -> dict[int, Person]:
    """Everybody whose own columns change, in one order for everybody."""
    ids = {edit.id for edit in plan.edits if edit.table == "person"}
    ids |= {change.person_id} if change.person_id else set()
    if change.kind == Kind.undo_merge:
        ids.discard(int(_closed_file(plan)))
    return {number: lock_person(number) for number in sorted(ids)}


def _closed_file(plan: Plan) -> int:
    """The file that a merge closed: the one whose state would change."""
    return next(e.id for e in plan.edits if e.table == "person" and e.column == "state")


def _correct(change: ChangeRequest, payload: Mapping[str, Any], on: date) -> None:
    person, household = change.person, change.household
    if person is not None:
        person = lock_person(person.pk)
        household = None
    apply_correction(person, household, payload["columns"], on)


def _merge(kept: Person, payload: Mapping[str, Any], done: Applied) -> dict[str, Any]:
    kept.refresh_from_db()
    other = Person.objects.get(pk=int(payload["other"]))
    undo = apply_merge(kept, other, payload.get("take") or [], done.closed)
    homes = [household.pk for household in done.households]
    return undo | {
        "closed": done.closed,
        "opened": done.opened,
        "homes": homes,
        "ended": done.ended,
    }


def _undo(actor: Viewer, change: ChangeRequest, payload: Mapping[str, Any]) -> Applied:
    assert change.person is not None
    merge = find_merge(actor, change.person, int(payload["change"]))
    apply_undo(merge, change)
    return Applied(households=list(Household.objects.filter(pk__in=merge.undo["homes"])))


_EFFECTS = {
    Kind.add_member: "registry.household.member_added",
    Kind.remove_member: "registry.household.member_removed",
    Kind.change_head: "registry.household.head_changed",
    Kind.split: "registry.household.split",
    Kind.merge_households: "registry.household.merged",
    Kind.move: "registry.household.moved",
    Kind.death: "registry.household.changed",
    Kind.merge_persons: "registry.person.merged",
    Kind.undo_merge: "registry.person.unmerged",
}


def _record_effects(actor: Viewer, change: ChangeRequest, plan: Plan, done: Applied) -> None:
    """One event for each household and person touched, so that each one's trail tells of it."""
    action = _EFFECTS.get(Kind(change.kind))
    for household in done.households:
        _record(actor, action or "registry.household.changed", change, household=household)
    if change.kind == Kind.correction and change.person is None:
        _record(actor, "registry.household.changed", change, household=change.household)
    for number in sorted({e.id for e in plan.edits if e.table == "person"}):
        person = Person.objects.get(pk=number)
        is_merge = change.kind in (Kind.merge_persons, Kind.undo_merge)
        name = action if is_merge and action else "registry.person.changed"
        columns = sorted({e.column for e in plan.edits if e.id == number})
        _record(actor, name, change, person=person, columns=columns)


def _record(
    actor: Viewer,
    action: str,
    change: ChangeRequest,
    *,
    household: Household | None = None,
    person: Person | None = None,
    columns: list[str] | None = None,
    reason: str = "",
) -> None:
    subject = household or person
    household_id = household.pk if household else change.household_id if subject is None else None
    person_id = person.pk if person else change.person_id if subject is None else None
    details: dict[str, Any] = {"kind": change.kind, "on": change.on.isoformat()}
    audit.record(
        actor,
        action,
        object_type="change",
        object_id=change.pk,
        household_id=household_id,
        person_id=person_id,
        area_code=subject.area_code if subject else change.area_code,
        reason=reason,
        details=details | ({"columns": columns} if columns else {}),
    )


def _seal(payload: Mapping[str, Any]) -> tuple[dict[str, Any], bytes | None, bytes | None]:
    """The payload without whole numbers, and the numbers encrypted."""
    kept = dict(payload)
    columns = dict(kept.get("columns") or {})
    if not {"identity", "phone"} & set(columns):
        return kept, None, None
    sealed_identity = sealed_phone = None
    if "identity" in columns:
        number = str(columns["identity"].get("number") or "")
        if number:
            read = read_identity(columns["identity"])
            sealed_identity = keyring().encrypt(read.number or "", SEALED_IDENTITY)
            columns["identity"] = {"kind": read.kind.value, "shown": mask(read.number or "")}
    if columns.get("phone"):
        sealed_phone = keyring().encrypt(str(columns["phone"]), SEALED_PHONE)
        columns["phone"] = "*"
    return kept | {"columns": columns}, sealed_identity, sealed_phone


def _unseal(change: ChangeRequest) -> dict[str, Any]:
    payload = dict(change.payload)
    columns = dict(payload.get("columns") or {})
    if change.identity_cipher is not None:
        number = keyring().decrypt(change.identity_cipher, SEALED_IDENTITY)
        columns["identity"] = {"kind": columns["identity"]["kind"], "number": number}
    if change.phone_cipher is not None:
        columns["phone"] = keyring().decrypt(change.phone_cipher, SEALED_PHONE)
    return payload | ({"columns": columns} if columns else {})
