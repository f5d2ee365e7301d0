"""Supervision: where cases wait, and how fast each township is."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from doudi.casework.case_words import procedure_labels, state_choices
from doudi.casework.forms.supervision import PeriodForm
from doudi.casework.selectors.supervision import Waiting, list_speed, list_waiting, longest
from doudi.foundation.clock import get_today
from doudi.foundation.pages import StaffRequest, staff_page
from doudi.units.text import Text

BAR = 100  # the width of the drawing's longest bar


@require_GET
@staff_page("case.supervise")
def show_supervision(request: StaffRequest) -> HttpResponse:
    today = get_today()
    form = PeriodForm(request.GET or None)
    first, last = date(today.year, 1, 1), today
    if form.is_bound and form.is_valid():
        first, last = form.cleaned_data["since"] or first, form.cleaned_data["until"] or last
    waiting = list_waiting(request.viewer, today)
    labels, states, most = procedure_labels(), dict(_states()), longest(waiting)
    return render(
        request,
        "casework/supervision.html",
        {
            "form": form,
            "first": first,
            "last": last,
            "waiting": [
                {
                    "row": row,
                    "procedure": labels[row.procedure],
                    "state": states[f"{row.procedure}:{row.state}"],
                    "url": _cases_of(row),
                    "width": BAR * row.count // most,
                    "late": BAR * row.overdue // most,
                }
                for row in waiting
                if f"{row.procedure}:{row.state}" in states
            ],
            "has_townships": len({row.township for row in waiting}) > 1,
            "speed": [
                (row, labels[row.procedure])
                for row in list_speed(request.viewer, first, last)
                if row.procedure in labels
            ],
        },
    )


def _states() -> list[tuple[str, Text]]:
    return [entry for _, found in state_choices() for entry in found]


def _cases_of(row: Waiting) -> str:
    asked: dict[str, Any] = {"is_open": "yes", "state": f"{row.procedure}:{row.state}", "township": row.township}  # fmt: skip
    return f"{reverse('casework:cases')}?{urlencode(asked)}"
