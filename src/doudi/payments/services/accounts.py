"""Accounts to pay to: recorded with whose they are; the former one ends."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from doudi.foundation import audit
from doudi.foundation.access import Viewer, in_scope, permit
from doudi.foundation.keys import keyring
from doudi.payments.domain.account_numbers import clean_holder, clean_number, passes_luhn, shown
from doudi.payments.format_book import get_banks
from doudi.payments.models import PayeeAccount
from doudi.registry.models import Document, Household, Membership, Person
from doudi.units.text import refusal

__all__ = ["PURPOSE", "passes_luhn", "record_account", "reveal_account"]
PURPOSE = "account.number"


@transaction.atomic
def record_account(
    *,
    actor: Viewer,
    household: Household,
    person: Person | None,
    holder: Person | None,
    holder_name: str,
    bank: str,
    number: str,
    on: date,
    agreement: Document | None = None,
) -> PayeeAccount:
    """The account for a household's money, or (person) for one person's own; what was there ends this day.

    Raises ProblemsError: a number that no bank gives; an unknown bank; nobody's name; an account of somebody outside the family, or
    that another family uses too, without a written agreement; a person of another family.
    """
    permit(actor, "pay.account")
    digits, name = clean_number(number), clean_holder(holder_name)
    if bank not in get_banks():
        raise refusal("没有这家银行", "there is no such bank", where="bank", value=bank)
    members = _members(actor, household)
    if person is not None and person.pk not in members:
        raise refusal("这个人不在这个家庭", "this person is not of this family", where="person")
    index = keyring().blind_index(digits, PURPOSE)
    standing = in_scope(actor, PayeeAccount.objects.select_for_update(of=("self",)))
    used_by = standing.filter(number_index=index, valid_to__isnull=True).exclude(
        household=household
    )
    is_own = holder is not None and holder.pk in members
    if agreement is None and (not is_own or used_by.exists()):
        raise refusal(
            "不是本人或家庭成员的账户，或者已有别的家庭使用：须附书面协议",
            "an account of somebody else, or that another family uses, needs a written agreement",
            where="agreement",
        )
    standing.filter(household=household, person=person, valid_to__isnull=True).update(valid_to=on)
    account = PayeeAccount.objects.create(
        area_code=household.area_code,
        household=household,
        person=person,
        holder=holder,
        holder_name=name,
        bank=bank,
        number_cipher=keyring().encrypt(digits, PURPOSE),
        number_index=index,
        number_shown=shown(digits),
        basis=PayeeAccount.Basis.agreement if agreement else PayeeAccount.Basis.own,
        agreement=agreement,
        valid_from=on,
        entered_by_id=actor.posting_id,
    )
    _record(actor, "recorded", account)
    return account


def _members(actor: Viewer, household: Household) -> set[int]:
    rows = Membership.objects.filter(household=household, valid_to__isnull=True)
    return set(in_scope(actor, rows).values_list("person_id", flat=True))


def reveal_account(*, actor: Viewer, account: PayeeAccount, reason: str) -> str:
    """The whole number, shown once; who asked and why stays in the trail. Raises ProblemsError: no reason."""
    permit(actor, "register.reveal")
    permit(actor, "pay.view")
    reason = reason.strip()
    if len(reason) < 2:
        raise refusal("请写明查看的理由", "Say why you need to see it", where="reason")
    _record(actor, "revealed", account, reason)
    return keyring().decrypt(account.number_cipher, PURPOSE)


def _record(actor: Viewer, what: str, account: PayeeAccount, reason: str = "") -> None:
    audit.record(
        actor,
        f"payments.account.{what}",
        object_type="account",
        object_id=account.pk,
        household_id=account.household_id,
        person_id=account.person_id,
        area_code=account.area_code,
        reason=reason[:500],
    )
