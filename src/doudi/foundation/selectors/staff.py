"""Who works here: accounts, postings and tokens of the viewer's area, and the one door to each of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404

from doudi.foundation.access import Viewer, in_scope
from doudi.foundation.areas import name_of_area
from doudi.foundation.models import Account, ApiToken, Area, Posting
from doudi.units.area import level

MOST_CHOICES = 3_000


def in_force(on: date) -> Q:
    """The condition that a posting is in force on a day."""
    return Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))


def list_accounts(viewer: Viewer, on: date) -> QuerySet[Account]:
    """With `posting_count` (in force on the day) and `has_second_factor`."""
    from allauth.mfa.models import Authenticator

    current = Q(postings__valid_from__lte=on) & (
        Q(postings__valid_to__isnull=True) | Q(postings__valid_to__gte=on)
    )
    factor = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
    return (
        in_scope(viewer, Account.objects.all())
        .annotate(posting_count=Count("postings", filter=current), has_second_factor=Exists(factor))
        .order_by("username")
    )


def access_account_for_change(viewer: Viewer, account_id: int, on: date) -> Account:
    """Raises Http404 outside the viewer's area."""
    return _only(list_accounts(viewer, on), account_id)


def get_account(viewer: Viewer, username: str) -> Account | None:
    """By user name. None: there is none in the viewer's area."""
    return in_scope(viewer, Account.objects.filter(username=username)).first()


def list_postings(viewer: Viewer) -> QuerySet[Posting]:
    return in_scope(viewer, Posting.objects.select_related("account", "covers__account")).order_by(
        "area_code", "role", "-valid_from", "id"
    )


def list_postings_of(viewer: Viewer, account: Account) -> QuerySet[Posting]:
    """An account's postings in the viewer's area, newest first."""
    return list_postings(viewer).filter(account=account).order_by("-valid_from", "-id")


def list_covers_of(viewer: Viewer, posting: Posting) -> QuerySet[Posting]:
    return list_postings(viewer).filter(covers=posting)


def access_posting_for_view(viewer: Viewer, posting_id: int) -> Posting:
    return _only(list_postings(viewer), posting_id)


def access_posting_for_change(viewer: Viewer, posting_id: int, on: date) -> Posting:
    """One that is not over. Raises Http404 for others."""
    open_ones = list_postings(viewer).filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on))
    return _only(open_ones, posting_id)


def list_tokens(viewer: Viewer) -> QuerySet[ApiToken]:
    """Of postings in the viewer's area, newest first."""
    postings = in_scope(viewer, Posting.objects.all())
    return (
        ApiToken.objects.filter(posting__in=postings)
        .select_related("posting__account", "created_by")
        .order_by("-id")
    )


def access_token_for_change(viewer: Viewer, token_id: int) -> ApiToken:
    return _only(list_tokens(viewer), token_id)


def list_account_choices(viewer: Viewer) -> list[tuple[str, str]]:
    """(id, name and user name) of the active accounts of the area, for a form."""
    rows = in_scope(viewer, Account.objects.filter(is_active=True)).order_by(
        "full_name", "username"
    )
    return [(str(a.pk), f"{a.full_name}（{a.username}）") for a in rows[:MOST_CHOICES]]


def list_area_choices(viewer: Viewer, lang: str) -> list[tuple[str, str]]:
    """(code, name) of the places in the viewer's area, widest first, those below set in."""
    rows = Area.objects.filter(
        code__gte=viewer.area_from, code__lt=viewer.area_to, valid_to__isnull=True
    ).order_by("code")[:MOST_CHOICES]
    top = level(viewer.area_code).digits
    found = []
    if not any(row.code == viewer.area_code for row in rows):  # before the area table is imported
        found.append((viewer.area_code, name_of_area(viewer.area_code, lang)))
    for row in rows:
        name = row.name_en if lang == "en" and row.name_en else row.name
        found.append((row.code, "\u3000" * max(0, (level(row.code).digits - top + 2) // 3) + name))
    return found


def _only(rows: QuerySet[Any], pk: int) -> Any:
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
