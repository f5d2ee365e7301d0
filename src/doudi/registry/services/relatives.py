"""Kinship between registered people, and those outside a household who owe support by law."""

from __future__ import annotations

from datetime import date

from doudi.foundation import audit
from doudi.foundation.access import Viewer, permit
from doudi.law.cn.facts import SUPPORT_KINDS
from doudi.registry.domain.names import clean_name
from doudi.registry.models import Evidence, Household, Person, Relation, Supporter
from doudi.registry.services.households import lock_household, record_household, touch
from doudi.registry.services.persons import identity_columns
from doudi.units.identity import IdentityNumber
from doudi.units.text import refusal

SUPPORTER_IDENTITY = "supporter.identity"
MOST_SUPPORTERS = 20  # the rulebook's bound


def record_relation(
    *,
    actor: Viewer,
    person: Person,
    relative: Person,
    kind: str,
    on: date,
    evidence: Evidence | None = None,
    valid_from: date | None = None,
) -> Relation:
    """`relative` is the `kind` of `person`. Raises ProblemsError: no such kind, oneself, or recorded already."""
    permit(actor, "register.record")
    _check_kind(kind)
    if person.pk == relative.pk:
        raise refusal("不能与本人登记亲属关系", "Nobody is their own relative", where=person.name)
    open_ones = Relation.objects.filter(valid_to__isnull=True, kind=kind)
    if open_ones.filter(person=person, relative=relative).exists():
        raise refusal("已经登记过这项关系", "This relation is recorded already", where=person.name)
    relation = Relation.objects.create(
        area_code=person.area_code,
        person=person,
        relative=relative,
        kind=kind,
        valid_from=valid_from,
        evidence=evidence,
    )
    audit.record(
        actor,
        "registry.relation.recorded",
        object_type="relation",
        object_id=relation.pk,
        person_id=person.pk,
        area_code=person.area_code,
        details={"relative": relative.pk, "kind": kind},
    )
    return relation


def record_supporter(
    *,
    actor: Viewer,
    household: Household,
    name: str,
    kind: str,
    on: date,
    supported: Person | None = None,
    person: Person | None = None,
    identity: IdentityNumber | None = None,
    valid_from: date | None = None,
) -> Supporter:
    """Somebody outside the household who owes its member `supported` support. Their circumstances: `record_facts`.

    Raises ProblemsError: a bad name or kind; more than twenty; `supported` is not a member of the household.
    """
    permit(actor, "register.record")
    household = lock_household(household.pk)
    _check_kind(kind)
    there = household.supporters.filter(valid_to__isnull=True).count()
    if there >= MOST_SUPPORTERS:
        raise refusal(f"义务人最多登记{MOST_SUPPORTERS}人", f"At most {MOST_SUPPORTERS} supporters")
    _check_supported(household, supported)
    supporter = Supporter.objects.create(
        area_code=household.area_code,
        household=household,
        person=person,
        supported=supported,
        name=clean_name(name),
        kind=kind,
        position=there,
        valid_from=valid_from,
        **_kept_identity(identity),
    )
    touch(household)
    record_household(
        actor,
        "registry.supporter.recorded",
        household,
        {"supporter": supporter.pk, "kind": kind},
        person=supported,
    )
    return supporter


def _kept_identity(identity: IdentityNumber | None) -> dict[str, object]:
    if identity is None or identity.number is None:
        return {}
    kept = identity_columns(identity, SUPPORTER_IDENTITY)
    return {name: kept[name] for name in ("identity_cipher", "identity_index", "identity_shown")}


def _check_kind(kind: str) -> None:
    if kind not in SUPPORT_KINDS:
        raise refusal("没有这种亲属关系", "There is no such kinship", value=kind)


def _check_supported(household: Household, supported: Person | None) -> None:
    if supported is None:
        return
    present = household.memberships.filter(person=supported, valid_to__isnull=True)
    if not present.exists():
        raise refusal(
            "被赡养人不是这一户的成员", "Not a member of this household", where=supported.name
        )
