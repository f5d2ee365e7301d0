"""Under which posting: the page between logging in and working, and the switch in the header."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from doudi.foundation.clock import get_today
from doudi.foundation.pages import own_page
from doudi.foundation.postings import choose, postings_in_force


@own_page
@require_http_methods(["GET", "POST"])
def choose_posting(request: Any) -> HttpResponse:
    if request.method == "POST":
        chosen = request.POST.get("posting", "")
        if not chosen.isascii() or not chosen.isdigit() or choose(request, int(chosen)) is None:
            raise Http404
        return redirect(_next(request))
    postings = postings_in_force(request.user.pk, get_today())
    return render(
        request, "foundation/posting_choose.html", {"postings": postings, "next": _next(request)}
    )


def _next(request: HttpRequest) -> str:
    """Where to go on: only within this site."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else settings.LOGIN_REDIRECT_URL
