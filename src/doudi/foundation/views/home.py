"""The first page of the day: what waits for this posting, and where it may go."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from doudi.foundation.clock import get_today
from doudi.foundation.pages import StaffRequest, menu_of, staff_page, work_of
from doudi.foundation.selectors.work import list_waiting


@require_GET
@staff_page(None)
def show_home(request: StaffRequest) -> HttpResponse:
    waiting = list_waiting(work_of(request.viewer), get_today())
    groups = menu_of(request.viewer)
    return render(request, "foundation/home.html", {"waiting": waiting, "groups": groups})
