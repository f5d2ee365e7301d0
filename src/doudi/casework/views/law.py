"""The law as it holds in a place: every value, where it comes from, what is not entered yet, how it has changed."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from doudi.casework.forms.law import LawFilter
from doudi.casework.law_cards import cards_of, label_of_home, list_values, place_name
from doudi.casework.models import LawChange
from doudi.casework.selectors.law import get_law_change, list_law_areas, list_law_changes
from doudi.foundation.access import Viewer
from doudi.foundation.clock import get_today
from doudi.foundation.pages import StaffRequest, staff_page
from doudi.foundation.rulebook import get_rulebook
from doudi.foundation.templatetags.doudi import language

OPEN = (LawChange.State.draft, LawChange.State.checking, LawChange.State.checked)
MOST_CHANGES = 20


@require_GET
@staff_page("law.view")
def show_law(request: StaffRequest) -> HttpResponse:
    """`?change=`: values are chosen for that draft."""
    viewer, lang, today = request.viewer, language(), get_today()
    areas = _areas(viewer, lang)
    form = LawFilter(request.GET or None, areas=areas)
    wanted = form.cleaned_data if form.is_valid() else {}
    area = wanted.get("area") or areas[0][0]
    change = get_law_change(viewer, wanted["change"]) if wanted.get("change") else None
    if change is not None:
        area = change.area_code
    groups = list_values(
        cards_of(area, today, lang), words=wanted.get("q", ""), missing=bool(wanted.get("missing"))
    )
    context = {
        "groups": groups,
        "missing": sum(group.missing for group in groups),
        "total": sum(len(group.values) for group in groups),
        "area": area,
        "today": today,
        "form": form,
        "change": change,
        "may_propose": viewer.may("law.propose"),
        "changes": list_law_changes(viewer).order_by("-pk")[:MOST_CHANGES],
    }
    return render(request, "casework/law.html", context)


@require_GET
@staff_page("law.view")
def show_value(request: StaffRequest, value: str) -> HttpResponse:
    """One value: its figure here and now, and every figure that a place has had."""
    lang, viewer, book = language(), request.viewer, get_rulebook()
    if value not in book.values.declarations:
        raise Http404
    areas = _areas(viewer, lang)
    area = request.GET.get("area", "")
    area = area if area in dict(areas) else areas[0][0]
    cards = cards_of(area, get_today(), lang, book)
    declaration = book.values.declarations[value]
    return render(
        request,
        "casework/law_value.html",
        {
            "card": cards.value(value),
            "home": label_of_home(book, declaration.programme),
            "area": area,
            "value": value,
        },
    )


def _areas(viewer: Viewer, lang: str) -> list[tuple[str, str]]:
    """The viewer's own place first, then the counties and townships in it."""
    codes = [area.code for area in list_law_areas(viewer)]
    if viewer.area_code and viewer.area_code not in codes:
        codes.insert(0, viewer.area_code)
    return [(code, place_name(code).in_(lang)) for code in codes] or [("", "")]
