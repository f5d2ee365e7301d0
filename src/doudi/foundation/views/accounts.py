"""Accounts of staff, for the system administrator. A password is shown once, on the answer to the click that made it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from doudi.foundation.clock import get_today
from doudi.foundation.fields import add_problems
from doudi.foundation.forms.staff import AccountForm, FactorForm, NewAccountForm
from doudi.foundation.models import Account
from doudi.foundation.pages import StaffRequest, posted, staff_page
from doudi.foundation.selectors.staff import (
    access_account_for_change,
    list_accounts,
    list_postings_of,
)
from doudi.foundation.services.accounts import (
    change_account,
    create_account,
    remove_second_factor,
    reset_password,
)
from doudi.foundation.tables import Column, Table
from doudi.units.text import ProblemsError, Text

_YES, _NO = Text("是", "yes"), Text("否", "no")
_ACTIVE, _DISABLED = Text("可以登录", "may log in"), Text("已停用", "disabled")


class AccountFilter(forms.Form):
    text = forms.CharField(label=_("姓名或用户名"), max_length=50, required=False)


class AccountTable(Table):
    caption = Text("账号", "accounts")
    columns = (
        Column(
            "full_name",
            Text("姓名", "name"),
            sort="full_name",
            link=lambda a: reverse("foundation:account", args=[a.pk]),
            main=True,
        ),
        Column("username", Text("用户名", "user name"), sort="username"),
        Column("area_code", Text("所在单位辖区", "area"), kind="area", sort="area_code"),
        Column("posting_count", Text("在任岗位", "postings"), kind="count", sort="posting_count"),
        Column(
            "has_second_factor",
            Text("双重验证", "second factor"),
            value=lambda a: _YES if a.has_second_factor else _NO,
        ),
        Column("last_login", Text("上次登录", "last login"), kind="time", sort="last_login"),
        Column(
            "is_active",
            Text("状态", "state"),
            value=lambda a: _ACTIVE if a.is_active else _DISABLED,
            tone=lambda a: "good" if a.is_active else "bad",
        ),
    )
    filter_form, order, is_exportable = AccountFilter, "username", True
    empty = Text(
        "还没有账号。点“新建账号”，给每位工作人员建一个，不要几个人共用。",
        "No accounts yet. Make one for each member of staff; nobody shares one.",
    )

    def narrow(self, rows: QuerySet[Account], wanted: dict[str, Any]) -> QuerySet[Account]:
        text = wanted["text"]
        return (
            rows.filter(Q(full_name__icontains=text) | Q(username__icontains=text))
            if text
            else rows
        )


@staff_page("account.manage")
def list_all_accounts(request: StaffRequest) -> HttpResponse:
    table = AccountTable(list_accounts(request.viewer, get_today()), request)
    if table.wants_xlsx:
        return table.to_xlsx(request.viewer)
    return render(request, "foundation/account_list.html", {"table": table})


@staff_page("account.manage")
@require_http_methods(["GET", "POST"])
def make_account(request: StaffRequest) -> HttpResponse:
    form = NewAccountForm(request.viewer, posted(request))
    if form.is_valid():
        try:
            new = create_account(actor=request.viewer, on=get_today(), **form.cleaned_data)
        except ProblemsError as error:
            add_problems(form, error)
        else:
            return _show_password(request, new.account, new.password, is_new=True)
    return render(request, "foundation/account_new.html", {"form": form})


@staff_page("account.manage")
@require_http_methods(["GET", "POST"])
def show_account(request: StaffRequest, account_id: int) -> HttpResponse:
    account = access_account_for_change(request.viewer, account_id, get_today())
    now = {"full_name": account.full_name, "is_active": account.is_active}
    form = AccountForm(posted(request), initial=now)
    if form.is_valid():
        try:
            change_account(
                actor=request.viewer, account=account, on=get_today(), **form.cleaned_data
            )
        except ProblemsError as error:
            add_problems(form, error)
        else:
            return redirect("foundation:account", account_id)
    return _show_account(request, account, form, FactorForm())


@staff_page("account.manage")
@require_POST
def give_new_password(request: StaffRequest, account_id: int) -> HttpResponse:
    account = access_account_for_change(request.viewer, account_id, get_today())
    form = AccountForm(initial={"full_name": account.full_name, "is_active": account.is_active})
    try:
        password = reset_password(actor=request.viewer, account=account, on=get_today())
    except ProblemsError as error:
        form = AccountForm({"full_name": account.full_name, "is_active": account.is_active})
        add_problems(form, error)
        return _show_account(request, account, form, FactorForm())
    return _show_password(request, account, password, is_new=False)


@staff_page("account.manage")
@require_POST
def take_second_factor(request: StaffRequest, account_id: int) -> HttpResponse:
    account = access_account_for_change(request.viewer, account_id, get_today())
    factor = FactorForm(request.POST)
    if factor.is_valid():
        try:
            remove_second_factor(
                actor=request.viewer, account=account, on=get_today(), **factor.cleaned_data
            )
        except ProblemsError as error:
            add_problems(factor, error)
        else:
            return redirect("foundation:account", account_id)
    now = {"full_name": account.full_name, "is_active": account.is_active}
    return _show_account(request, account, AccountForm(initial=now), factor)


def _show_account(
    request: StaffRequest, account: Account, form: AccountForm, factor: FactorForm
) -> HttpResponse:
    postings = list_postings_of(request.viewer, account)
    shown = {"account": account, "form": form, "factor": factor, "postings": postings}
    return render(request, "foundation/account_detail.html", shown)


def _show_password(
    request: StaffRequest, account: Account, password: str, *, is_new: bool
) -> HttpResponse:
    shown = {"account": account, "password": password, "is_new": is_new}
    return render(request, "foundation/account_password.html", shown)
