"""Accounts that families are paid to, and families that cannot be paid because of theirs."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import (  # fmt: skip
    BooleanField,
    Case,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.fields import CharField

from doudi.casework.models import Award
from doudi.foundation.access import Viewer, in_scope
from doudi.payments.domain import reasons
from doudi.payments.models import PayeeAccount
from doudi.registry.models import Household, Membership, Person
from doudi.units.dates import Month

#: In the order in which they are shown and worked on.
PROBLEMS = (
    reasons.ACCOUNT_REFUSED,
    reasons.NAME_MISMATCH,
    reasons.HOLDER_DEAD,
    reasons.SHARED,
    reasons.NO_ACCOUNT,
)


def list_families_without(viewer: Viewer, on: date) -> QuerySet[Household]:
    """Families with money to come whose account is missing or cannot be paid to; `problem`, `rank`, `account_id`, `words`."""
    month = Month.from_date(on).first_day
    money = Award.objects.filter(
        Q(until_month__isnull=True) | Q(until_month__gte=month),
        household=OuterRef("pk"),
        outcome="money",
        amount_fen__isnull=False,
    )
    standing = PayeeAccount.objects.filter(household=OuterRef("pk"), valid_to__isnull=True)
    own = PayeeAccount.objects.filter(person=OuterRef("person"), valid_to__isnull=True)
    faulty = standing.filter(
        Q(is_confirmed=False)
        | Q(holder__isnull=False) & ~Q(holder__name=F("holder_name"))
        | Q(holder__died_on__isnull=False)
    )
    without = ~Exists(standing.filter(person__isnull=True)) & Exists(money.exclude(Exists(own)))
    rows = in_scope(viewer, Household.objects.filter(Exists(money)))
    rows = rows.annotate(
        is_refused=Exists(standing.filter(is_confirmed=False)),
        is_mismatch=Exists(
            standing.filter(holder__isnull=False).exclude(holder__name=F("holder_name"))
        ),
        is_dead=Exists(standing.filter(holder__died_on__isnull=False)),
        is_shared=Exists(shared_without_agreement(standing)),
        is_without=ExpressionWrapper(without, output_field=BooleanField()),
        words=Subquery(
            faulty.order_by("is_confirmed", "pk").values("refused_because")[:1],
            output_field=CharField(),
        ),
    )
    flags = ("is_refused", "is_mismatch", "is_dead", "is_shared", "is_without")
    found = Case(
        *(When(**{flag: True}, then=Value(p)) for flag, p in zip(flags, PROBLEMS, strict=True)),
        default=Value(""),
        output_field=CharField(),
    )
    rank = Case(
        *(When(**{flag: True}, then=Value(n)) for n, flag in enumerate(flags)), default=Value(9)
    )
    return rows.annotate(problem=found, rank=rank).exclude(problem="")


def _others() -> QuerySet[PayeeAccount]:
    """Of the same number, at other families, wherever they live, as their own."""
    own = PayeeAccount.objects.filter(valid_to__isnull=True, basis=PayeeAccount.Basis.own)
    same = own.filter(number_index=OuterRef("number_index"))
    return same.exclude(household=OuterRef("household"))


def shared_without_agreement(accounts: QuerySet[PayeeAccount]) -> QuerySet[PayeeAccount]:
    """Those of them whose number another family used first, without an agreement that this one may.

    First: the account of somebody who still lives in that family; then the one that was recorded before. It goes on being paid.
    """
    lives_here = Membership.objects.filter(
        person=OuterRef("holder"), household=OuterRef("household"), valid_to__isnull=True
    )
    others = _others().annotate(is_at_home=Exists(lives_here))
    own = accounts.filter(valid_to__isnull=True, basis=PayeeAccount.Basis.own)
    return own.annotate(is_at_home=Exists(lives_here)).filter(
        Exists(others.filter(is_at_home=True, pk__lt=OuterRef("pk")))
        | Q(is_at_home=False) & Exists(others.filter(is_at_home=True))
        | Q(is_at_home=False) & Exists(others.filter(pk__lt=OuterRef("pk")))
    )


def find_shared(viewer: Viewer, accounts: QuerySet[PayeeAccount]) -> set[int]:
    """As above, of many accounts: hardly any number stands twice, and only those are looked at closely."""
    own = accounts.filter(valid_to__isnull=True, basis=PayeeAccount.Basis.own)
    twice = list(in_scope(viewer, own.filter(Exists(_others()))).values_list("pk", flat=True))
    if not twice:
        return set()
    rows = in_scope(viewer, PayeeAccount.objects.filter(pk__in=twice))
    return set(shared_without_agreement(rows).values_list("pk", flat=True))


def list_accounts_of(viewer: Viewer, household: Household) -> QuerySet[PayeeAccount]:
    """Of the household and its people, those in force first."""
    rows = PayeeAccount.objects.filter(household=household).select_related(
        "person", "holder", "agreement", "entered_by__account"
    )
    return in_scope(viewer, rows).order_by(F("valid_to").desc(nulls_first=True), "person_id", "-pk")


def get_account(viewer: Viewer, account_id: int) -> PayeeAccount | None:
    rows = PayeeAccount.objects.select_related("household", "person", "holder")
    return in_scope(viewer, rows.filter(pk=account_id)).first()


def list_members(viewer: Viewer, household: Household) -> list[Person]:
    rows = Person.objects.filter(
        memberships__household=household, memberships__valid_to__isnull=True, state="active"
    )
    return list(in_scope(viewer, rows.order_by("memberships__position", "pk")))


def list_shared_of(viewer: Viewer, household: Household) -> set[int]:
    """Accounts of the family that nothing is paid to: another family that the viewer sees used them first."""
    return find_shared(viewer, PayeeAccount.objects.filter(household=household))


def fault_of(account: PayeeAccount, shared: Collection[int] = ()) -> str:
    """A key of domain/reasons.py, or "": why nothing is paid to this account, as the plan sees it."""
    if account.holder is not None and account.holder.died_on is not None:
        return reasons.HOLDER_DEAD
    if account.holder is not None and account.holder.name != account.holder_name:
        return reasons.NAME_MISMATCH
    if account.is_confirmed is False:
        return reasons.ACCOUNT_REFUSED
    return reasons.SHARED if account.pk in shared else ""
