"""API tokens: issued for a posting and taken back by the security administrator. A token is shown once."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from doudi.foundation.clock import get_today
from doudi.foundation.domain.separation import ADMINISTRATORS
from doudi.foundation.fields import add_problems
from doudi.foundation.forms.staff import TokenForm
from doudi.foundation.models import ApiToken
from doudi.foundation.pages import StaffRequest, posted, staff_page
from doudi.foundation.selectors.staff import (
    MOST_CHOICES,
    access_posting_for_view,
    access_token_for_change,
    in_force,
    list_postings,
    list_tokens,
)
from doudi.foundation.services.tokens import issue_token, revoke_token
from doudi.foundation.templatetags.doudi import area_name, text
from doudi.units.text import ProblemsError, Text

_VALID, _REVOKED, _EXPIRED = (
    Text("有效", "valid"),
    Text("已收回", "revoked"),
    Text("已过期", "expired"),
)


def state_of(token: ApiToken) -> Text:
    if token.revoked_on is not None:
        return _REVOKED
    return _EXPIRED if token.expires_on < get_today() else _VALID


@staff_page("token.manage")
def list_all_tokens(request: StaffRequest) -> HttpResponse:
    tokens = [(token, state_of(token)) for token in list_tokens(request.viewer)[:500]]
    shown = {"tokens": tokens, "valid": _VALID}
    return render(request, "foundation/token_list.html", shown)


@staff_page("token.manage")
@require_http_methods(["GET", "POST"])
def make_token(request: StaffRequest) -> HttpResponse:
    first = {"expires_on": get_today() + timedelta(days=180)}
    form = TokenForm(_posting_choices(request), posted(request), initial=first)
    if form.is_valid():
        given = form.cleaned_data
        posting = access_posting_for_view(request.viewer, int(given.pop("posting")))
        try:
            new = issue_token(actor=request.viewer, posting=posting, on=get_today(), **given)
        except ProblemsError as error:
            add_problems(form, error)
        else:
            return render(request, "foundation/token_secret.html", {"new": new})
    return render(request, "foundation/token_new.html", {"form": form})


@staff_page("token.manage")
@require_POST
def take_token(request: StaffRequest, token_id: int) -> HttpResponse:
    token = access_token_for_change(request.viewer, token_id)
    revoke_token(actor=request.viewer, token=token, on=get_today())
    return redirect("foundation:tokens")


def _posting_choices(request: StaffRequest) -> list[tuple[str, str]]:
    rows = (
        list_postings(request.viewer)
        .filter(in_force(get_today()))
        .exclude(role__in=[r.value for r in ADMINISTRATORS])
    )
    return [
        (str(p.pk), f"{p.account.full_name} · {text(p.role_label)} · {area_name(p.area_code)}")
        for p in rows[:MOST_CHOICES]
    ]
