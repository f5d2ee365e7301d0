"""Finding somebody in the register.

The box is posted: a whole identity or telephone number must not stand in an address, a history or a server's log. Any other
search goes on to an address of its own, which can be kept and paged.
"""

from __future__ import annotations

import re
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from doudi.foundation.pages import StaffRequest, staff_page
from doudi.registry.selectors.search import SearchResult, search_register
from doudi.units.identity import mask
from doudi.units.text import plain

LONGEST = 60
_A_WHOLE_NUMBER = re.compile(r"[0-9Xx -]*[0-9][0-9Xx -]{9,}")


@staff_page("register.view")
@require_http_methods(["GET", "POST"])
def show_search(request: StaffRequest) -> HttpResponse:
    if request.method == "POST":
        asked = request.POST.get("q", "")[:LONGEST].strip()
        if not is_whole_number(asked):
            return redirect(f"{reverse('registry:search')}?{urlencode({'q': asked})}")
        found = search_register(request.viewer, asked)
        return _answer(request, mask(re.sub(r"[ -]", "", plain(asked))), found, in_address=False)
    asked = request.GET.get("q", "")[:LONGEST].strip()
    if not asked or is_whole_number(asked):
        return _answer(request, "", None)
    page = request.GET.get("page", "1")
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 5 else 1
    return _answer(request, asked, search_register(request.viewer, asked, page=number))


def is_whole_number(asked: str) -> bool:
    """An identity or telephone number, or what is very like one."""
    return _A_WHOLE_NUMBER.fullmatch(plain(asked)) is not None


def _answer(
    request: StaffRequest, asked: str, found: SearchResult | None, *, in_address: bool = True
) -> HttpResponse:
    return render(
        request,
        "registry/search.html",
        {"asked": asked, "found": found, "in_address": in_address},
    )
