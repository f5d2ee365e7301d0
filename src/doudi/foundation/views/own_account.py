"""Logging in and one's own account: allauth's pages at Doudi's addresses, in Doudi's frame."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from doudi.foundation.postings import get_viewer


def _in_frame(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """With the staff menu, where somebody is logged in with a posting. Not `own_page`: these are where it sends people."""

    @functools.wraps(view)
    def shown(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and not request.user.must_change_password:
            request.viewer = get_viewer(request)
        return view(request, *args, **kwargs)

    shown.is_own_page = True  # type: ignore[attr-defined]
    return shown


log_in = account.login
log_out = _in_frame(account.logout)
show_inactive = account.account_inactive
reauthenticate = _in_frame(account.reauthenticate)
change_password = _in_frame(account.password_change)
show_own_account = _in_frame(mfa.index)
ask_for_code = mfa.authenticate
reauthenticate_by_code = _in_frame(mfa.reauthenticate)
activate_second_factor = _in_frame(totp.activate_totp)
remove_second_factor = _in_frame(totp.deactivate_totp)
show_recovery_codes = _in_frame(codes.view_recovery_codes)
make_recovery_codes = _in_frame(codes.generate_recovery_codes)


def show_locked_out(
    request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any] | None
) -> HttpResponse:
    """Too many wrong passwords for one user name (axes)."""
    return render(request, "account/locked_out.html", status=429)
