"""Registering people, and what is done to one person's own file. Changes that need a preview: `changes`."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from doudi.foundation import audit
from doudi.foundation.access import Viewer, permit
from doudi.foundation.keys import keyring
from doudi.registry.domain.names import clean_name, name_initials
from doudi.registry.domain.phones import clean_phone, mask_phone
from doudi.registry.models import Evidence, Person
from doudi.registry.services.places import check_place
from doudi.units.area import parse_area
from doudi.units.identity import FIRST_BIRTH_YEAR, IdentityNumber, Sex, mask
from doudi.units.text import Problem, ProblemsError, Text, refusal

IDENTITY, PHONE = "person.identity", "person.phone"


def register_person(
    *,
    actor: Viewer,
    name: str,
    area_code: str,
    identity: IdentityNumber,
    on: date,
    sex: Sex | None = None,
    birth_date: date | None = None,
    hukou_area: str = "",
    phone: str = "",
) -> Person:
    """A new person, once. Sex and birth date are taken from the number where they are not stated.

    Raises ProblemsError: a bad name, place or telephone number; a number that is registered already.
    """
    permit(actor, "register.record")
    person = Person(
        area_code=check_place(actor, area_code, on),
        hukou_area=parse_area(hukou_area) if hukou_area else "",
        **name_columns(name),
        **identity_columns(identity),
        **phone_columns(phone),
        sex=sex or identity.sex or "",
        birth_date=check_birth(birth_date or identity.birth_date, on),
    )
    save_person(person)
    audit.record(
        actor,
        "registry.person.created",
        object_type="person",
        object_id=person.pk,
        person_id=person.pk,
        area_code=person.area_code,
        details={"name": person.name, "identity": person.identity_shown},
    )
    return person


def save_person(person: Person) -> None:
    """Save; a number that another person has already is a ProblemsError, also where that person lives outside the area."""
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as error:
        if "identity_once" not in str(error):
            raise
        raise refusal(
            "这个证件号码已经登记在另一位居民名下；请先查找，确有两人时请核对证件",
            "Another resident is registered with this number; search first, and check the card",
            value=person.identity_shown,
        ) from None


def name_columns(name: str) -> dict[str, str]:
    cleaned = clean_name(name)
    return {"name": cleaned, "name_initials": name_initials(cleaned)[:40]}


def identity_columns(identity: IdentityNumber, purpose: str = IDENTITY) -> dict[str, Any]:
    """How a number is kept: sealed, findable, masked; or the reason why there is none."""
    kept: dict[str, Any] = {
        "identity_kind": identity.kind.value,
        "identity_state": identity.state.value,
        "identity_reason": "",
        "identity_cipher": None,
        "identity_index": None,
        "identity_shown": "",
    }
    if identity.number is None:
        return kept | {"identity_reason": identity.reason.zh[:200]}
    keys = keyring()
    return kept | {
        "identity_cipher": keys.encrypt(identity.number, purpose),
        "identity_index": keys.blind_index(identity.number, purpose),
        "identity_shown": mask(identity.number),
    }


def phone_columns(phone: str) -> dict[str, Any]:
    if not phone.strip():
        return {"phone_cipher": None, "phone_index": None, "phone_shown": ""}
    number, keys = clean_phone(phone), keyring()
    return {
        "phone_cipher": keys.encrypt(number, PHONE),
        "phone_index": keys.blind_index(number, PHONE),
        "phone_shown": mask_phone(number),
    }


def check_birth(born: date | None, on: date) -> date | None:
    if born is not None and not (born.year >= FIRST_BIRTH_YEAR and born <= on):
        raise refusal("没有可能的出生日期", "Nobody was born on this date", value=born)
    return born


def record_death(
    *, actor: Viewer, person: Person, died_on: date | None, evidence: Evidence, on: date
) -> Person:
    """`died_on` None: it is known that the person died, not when. The membership stays: the law asks who has died.

    Raises ProblemsError: died before birth or in the future; the death is recorded already.
    """
    permit(actor, "register.record")
    person = lock_person(person.pk)
    check_death(person, died_on, on)
    mark_deceased(actor, person, died_on, evidence)
    return person


def mark_deceased(
    actor: Viewer, person: Person, died_on: date | None, evidence: Evidence | None
) -> None:
    """The bare write, audited. The caller has the permission, holds the lock and has checked."""
    person.is_deceased, person.died_on, person.death_evidence = True, died_on, evidence
    person.version += 1
    person.save(update_fields=["is_deceased", "died_on", "death_evidence", "version"])
    audit.record(
        actor,
        "registry.person.died",
        object_type="person",
        object_id=person.pk,
        person_id=person.pk,
        area_code=person.area_code,
        details={
            "died_on": died_on.isoformat() if died_on else None,
            "evidence": evidence.pk if evidence else None,
        },
    )


def check_death(person: Person, died_on: date | None, on: date) -> None:
    problems = []
    if person.is_deceased and (person.died_on is not None or died_on is None):
        problems.append(Text("已经登记过死亡", "The death is recorded already"))
    if died_on is not None and died_on > on:
        problems.append(Text("死亡日期还没有到", "The date of death lies ahead"))
    if died_on is not None and person.birth_date is not None and died_on < person.birth_date:
        problems.append(Text("死亡日期早于出生日期", "The date of death is before the birth"))
    if problems:
        raise ProblemsError(Problem(text, person.name) for text in problems)


def lock_person(person_id: int) -> Person:
    """The present row, held until the transaction ends. Raises ProblemsError when the file was merged into another."""
    person = Person.objects.select_for_update().get(pk=person_id)
    if person.state == Person.State.merged:
        raise refusal(
            "这份档案已合并到另一位居民，请在合并后的档案上办理",
            "This file was merged into another person's; work on that one",
            where=person.name,
        )
    return person


def note_person_viewed(*, actor: Viewer, person: Person) -> None:
    """Leave in the trail that somebody looked at this file."""
    permit(actor, "register.view")
    audit.record(
        actor,
        "registry.person.viewed",
        object_type="person",
        object_id=person.pk,
        person_id=person.pk,
        area_code=person.area_code,
    )


def reveal_number(*, actor: Viewer, person: Person, what: str, reason: str) -> str:
    """The whole `identity` or `phone` number, shown once; who asked and why stays in the trail.

    Raises ProblemsError: no reason given; there is no such number.
    """
    permit(actor, "register.reveal")
    reason = reason.strip()
    if len(reason) < 2:
        raise refusal("请写明查看的理由", "Say why you need to see it")
    sealed = {"identity": person.identity_cipher, "phone": person.phone_cipher}[what]
    if sealed is None:
        raise refusal("没有登记这个号码", "No such number is registered", where=person.name)
    audit.record(
        actor,
        "registry.person.revealed",
        object_type="person",
        object_id=person.pk,
        person_id=person.pk,
        area_code=person.area_code,
        reason=reason[:500],
        details={"what": what},
    )
    return keyring().decrypt(sealed, f"person.{what}")
