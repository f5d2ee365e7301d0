"""Postings: who holds what where, since when; given, ended, covered and handed over by the security administrator."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from doudi.foundation.clock import get_today
from doudi.foundation.domain.roles import Role
from doudi.foundation.fields import add_problems, choices_of
from doudi.foundation.forms.staff import CoverForm, EndForm, HandOverForm, PostingForm
from doudi.foundation.models import Account, Posting
from doudi.foundation.pages import StaffRequest, posted, staff_page
from doudi.foundation.selectors.staff import (
    access_account_for_change,
    access_posting_for_change,
    access_posting_for_view,
    in_force,
    list_covers_of,
    list_postings,
)
from doudi.foundation.services.postings import (
    cover_posting,
    end_posting,
    grant_posting,
    hand_over,
)
from doudi.foundation.tables import Column, Table
from doudi.units.text import ProblemsError, Text

_STATES = {
    "before": Text("未到任", "not yet begun"),
    "now": Text("在任", "in force"),
    "over": Text("已离任", "over"),
}
_TONES = {"before": "warn", "now": "good", "over": ""}


def state_of(posting: Posting) -> str:
    """before, now or over."""
    today = get_today()
    if posting.valid_from > today:
        return "before"
    return "over" if posting.valid_to is not None and posting.valid_to < today else "now"


class PostingFilter(forms.Form):
    text = forms.CharField(label=_("姓名或用户名"), max_length=50, required=False)
    role = forms.ChoiceField(
        label=_("岗位"),
        required=False,
        choices=choices_of({role.value: role.label for role in Role}, none=_("全部")),
    )
    past = forms.BooleanField(label=_("也看已离任的"), required=False)


class PostingTable(Table):
    caption = Text("任职", "postings")
    columns = (
        Column(
            "account.full_name",
            Text("姓名", "name"),
            sort="account__full_name",
            link=lambda p: reverse("foundation:posting", args=[p.pk]),
            main=True,
        ),
        Column("role_label", Text("岗位", "posting"), sort="role"),
        Column("area_code", Text("辖区", "area"), kind="area", sort="area_code"),
        Column("valid_from", Text("到任", "from"), kind="date", sort="valid_from"),
        Column("valid_to", Text("最后一天", "last day"), kind="date", sort="valid_to"),
        Column(
            "covers",
            Text("代理", "covers"),
            value=lambda p: p.covers.account.full_name if p.covers else "",
        ),
        Column(
            "state",
            Text("状态", "state"),
            value=lambda p: _STATES[state_of(p)],
            tone=lambda p: _TONES[state_of(p)],
        ),
    )
    filter_form, order, is_exportable = PostingFilter, "area_code", True
    empty = Text(
        "还没有任职。先由系统管理员建账号，再在这里任命岗位。",
        "No postings yet. The system administrator makes the accounts first.",
    )

    def narrow(self, rows: QuerySet[Posting], wanted: dict[str, Any]) -> QuerySet[Posting]:
        if text := wanted["text"]:
            found = Q(account__full_name__icontains=text) | Q(account__username__icontains=text)
            rows = rows.filter(found)
        if wanted["role"]:
            rows = rows.filter(role=wanted["role"])
        if not wanted["past"]:
            rows = rows.filter(in_force(get_today()) | Q(valid_from__gt=get_today()))
        return rows


@staff_page("posting.view")
def list_all_postings(request: StaffRequest) -> HttpResponse:
    table = PostingTable(list_postings(request.viewer), request)
    if table.wants_xlsx:
        return table.to_xlsx(request.viewer)
    shown = {"table": table, "may_give": request.viewer.may("posting.manage")}
    return render(request, "foundation/posting_list.html", shown)


@staff_page("posting.view")
def show_posting(request: StaffRequest, posting_id: int) -> HttpResponse:
    posting = access_posting_for_view(request.viewer, posting_id)
    state = state_of(posting)
    shown = {
        "posting": posting,
        "state": _STATES[state],
        "tone": _TONES[state],
        "may_change": state != "over"
        and request.viewer.may("posting.manage")
        and posting.account_id != request.viewer.account_id,
        "covers": list_covers_of(request.viewer, posting),
    }
    return render(request, "foundation/posting_detail.html", shown)


@staff_page("posting.manage")
@require_http_methods(["GET", "POST"])
def give_posting(request: StaffRequest) -> HttpResponse:
    first = {"account": request.GET.get("account", ""), "valid_from": get_today()}
    form = PostingForm(request.viewer, posted(request), initial=first)

    def give(account: str, **given: Any) -> Posting:
        return grant_posting(actor=request.viewer, account=_account(request, account), on=get_today(), **given)  # fmt: skip

    return _do(request, form, give, "foundation/posting_new.html", {})


@staff_page("posting.manage")
@require_http_methods(["GET", "POST"])
def end_one_posting(request: StaffRequest, posting_id: int) -> HttpResponse:
    posting = access_posting_for_change(request.viewer, posting_id, get_today())
    form = EndForm(posted(request), initial={"last_day": get_today()})

    def end(**given: Any) -> Posting:
        return end_posting(actor=request.viewer, posting=posting, on=get_today(), **given)

    return _do(request, form, end, "foundation/posting_end.html", {"posting": posting})


@staff_page("posting.manage")
@require_http_methods(["GET", "POST"])
def cover_one_posting(request: StaffRequest, posting_id: int) -> HttpResponse:
    posting = access_posting_for_change(request.viewer, posting_id, get_today())
    form = CoverForm(request.viewer, posted(request), initial={"valid_from": get_today()})

    def cover(account: str, **given: Any) -> Posting:
        by = _account(request, account)
        return cover_posting(actor=request.viewer, posting=posting, by=by, on=get_today(), **given)

    return _do(request, form, cover, "foundation/posting_cover.html", {"posting": posting})


@staff_page("posting.manage")
@require_http_methods(["GET", "POST"])
def hand_over_posting(request: StaffRequest, posting_id: int) -> HttpResponse:
    posting = access_posting_for_change(request.viewer, posting_id, get_today())
    form = HandOverForm(request.viewer, posted(request))

    def hand(account: str, reason: str) -> Posting:
        to = _account(request, account)
        return hand_over(
            actor=request.viewer, posting=posting, to=to, reason=reason, on=get_today()
        )

    return _do(request, form, hand, "foundation/posting_hand_over.html", {"posting": posting})


def _account(request: StaffRequest, account_id: str) -> Account:
    return access_account_for_change(request.viewer, int(account_id), get_today())


def _do(
    request: StaffRequest,
    form: forms.Form,
    act: Callable[..., Posting],
    template: str,
    shown: dict[str, Any],
) -> HttpResponse:
    """The form, or what it asks for and then the posting's page."""
    if form.is_valid():
        try:
            return redirect("foundation:posting", act(**form.cleaned_data).pk)
        except ProblemsError as error:
            add_problems(form, error)
    return render(request, template, {"form": form, **shown})
