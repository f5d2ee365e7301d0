"""Accounts to pay to: recorded with whose they are; the former one ends."""

from __future__ import annotations

import re
from datetime import date

from django.db import transaction

from doudi.foundation import audit
from doudi.foundation.access import Viewer, in_scope, permit
from doudi.foundation.keys import keyring
from doudi.payments.models import PayeeAccount
from doudi.registry.models import Document, Household, Person
from doudi.units.text import refusal

PURPOSE = "account.number"


def passes_luhn(number: str) -> bool:
    """The check digit of bank cards (ISO/IEC 7812-1)."""
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit)
        if place % 2:
            value = value * 2 - 9 if value > 4 else value * 2
        total += value
    return total % 10 == 0


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

    Raises ProblemsError: a number that no bank gives; nobody's name; an account of somebody else, or that others use too, without
    a written agreement.
    """
    permit(actor, "pay.account")
    digits = re.sub(r"[\s-]", "", number)
    if not re.fullmatch(r"[0-9]{12,19}", digits):
        raise refusal("账号须是12到19位数字", "an account has 12 to 19 digits", where="number")
    if len(digits) >= 16 and not passes_luhn(digits):
        raise refusal(
            "账号的校验位不对，请核对", "the check digit of the card is wrong", where="number"
        )
    if not holder_name.strip():
        raise refusal("请填写户名", "give the name on the account", where="holder_name")
    index = keyring().blind_index(digits, PURPOSE)
    standing = in_scope(actor, PayeeAccount.objects.select_for_update(of=("self",)))
    used_by = standing.filter(number_index=index, valid_to__isnull=True).exclude(
        household=household
    )
    if agreement is None and (holder is None or used_by.exists()):
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
        holder_name=holder_name.strip()[:100],
        bank=bank,
        number_cipher=keyring().encrypt(digits, PURPOSE),
        number_index=index,
        number_shown=f"{digits[:4]} **** {digits[-4:]}",
        basis=PayeeAccount.Basis.agreement if agreement else PayeeAccount.Basis.own,
        agreement=agreement,
        valid_from=on,
        entered_by_id=actor.posting_id,
    )
    audit.record(
        actor,
        "payments.account.recorded",
        object_type="account",
        object_id=account.pk,
        household_id=household.pk,
        person_id=person.pk if person else None,
        area_code=household.area_code,
    )
    return account
