"""Rule cards on the site: the index with its search, and one page for each rule, figure, fact and programme."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language

from doudi.foundation.clock import get_today
from doudi.portal.card_pages import (
    Chosen,
    booklet_page,
    card_page,
    changes_page,
    get_default_area,
    index_page,
    make_cards,
    place_context,
    read_choice,
    read_period,
    search_page,
    stacking_page,
)
from doudi.rules.cards import PROGRAMME, Cards, Link
from doudi.units.text import ProblemsError


class SiteAddresses:
    """Addresses on the site; a chosen date and place go along from card to card."""

    def __init__(self, chosen: Chosen) -> None:
        stated = {"on": chosen.on.isoformat(), "area": chosen.area} if chosen.is_stated else {}
        self.query = f"?{urlencode(stated)}" if stated else ""
        self.index = reverse("rules:index") + self.query
        self.stacking = reverse("rules:stacking") + self.query
        area = f"?{urlencode({'area': chosen.area})}" if chosen.is_stated else ""
        self.changes = reverse("rules:changes") + area

    def of(self, link: Link) -> str:
        name = "rules:programme" if link.kind == PROGRAMME else "rules:card"
        return reverse(name, args=[link.name]) + self.query

    def booklet_of(self, home: str) -> str:
        return reverse("rules:booklet", args=[home]) + self.query

    def search_for(self, query: str) -> str:
        """The same search over all cards."""
        return f"{self.index}{'&' if self.query else '?'}{urlencode({'q': query})}"


def show_index(request: HttpRequest) -> HttpResponse:
    try:
        chosen, cards, context = _prepare(request)
    except ProblemsError as error:
        return _show_problem(request, error)
    asked = {name: request.GET.get(name, "").strip() for name in ("q", "programme", "kind")}
    within = {"programme": asked["programme"], "kind": asked["kind"]}
    if asked["q"]:
        context |= search_page(cards, asked["q"], **within)
        context["everywhere"] = SiteAddresses(chosen).search_for(asked["q"])
    else:
        context |= index_page(cards, **within)
    return render(request, "portal/rules_index.html", context | {"asked": asked, "is_index": True})


def show_card(request: HttpRequest, name: str) -> HttpResponse:
    try:
        chosen, cards, context = _prepare(request)
    except ProblemsError as error:
        return _show_problem(request, error)
    if cards.kind_of(name) is None:
        return _show_missing(request, context | {"name": name, "near": cards.nearest(name)})
    template, more = card_page(cards, cards.link(name), SiteAddresses(chosen))
    return render(request, template, context | more)


def show_programme(request: HttpRequest, name: str) -> HttpResponse:
    try:
        chosen, cards, context = _prepare(request)
    except ProblemsError as error:
        return _show_problem(request, error)
    if name not in cards.homes():
        near = cards.nearest_home(name)
        return _show_missing(request, context | {"name": name, "near": near})
    template, more = card_page(cards, cards.home_link(name), SiteAddresses(chosen))
    return render(request, template, context | more)


def show_booklet(request: HttpRequest, name: str) -> HttpResponse:
    """A programme with all its rules on one page, to be printed."""
    try:
        chosen, cards, context = _prepare(request)
    except ProblemsError as error:
        return _show_problem(request, error)
    if name not in cards.homes():
        near = cards.nearest_home(name)
        return _show_missing(request, context | {"name": name, "near": near})
    context |= booklet_page(cards, name, SiteAddresses(chosen))
    return render(request, "portal/rules_booklet.html", context)


def show_stacking(request: HttpRequest) -> HttpResponse:
    """What each two programmes are to each other."""
    try:
        _, cards, context = _prepare(request)
    except ProblemsError as error:
        return _show_problem(request, error)
    return render(request, "portal/rules_stacking.html", context | stacking_page(cards))


def show_changes(request: HttpRequest) -> HttpResponse:
    """What changed between two dates in a place; dates that cannot be read stay in the form, each with its sentence."""
    today = get_today()
    try:
        period = read_period(request.GET.dict(), today=today)
    except ProblemsError as error:
        context = _changes_frame(Chosen(today, get_default_area(), False)) | {
            "problems": [problem.in_(_lang()) for problem in error.problems],
            "period": {"first": request.GET.get("from", ""), "last": request.GET.get("to", "")},
        }
        return render(request, "portal/rules_changes.html", context, status=400)
    context = _changes_frame(Chosen(period.last, period.area, True)) | changes_page(period, _lang())
    return render(request, "portal/rules_changes.html", context)


def _changes_frame(chosen: Chosen) -> dict[str, object]:
    return place_context(make_cards(chosen, _lang()), chosen) | {
        "frame": "portal/rules_site.html",
        "addresses": SiteAddresses(chosen),
    }


def _prepare(request: HttpRequest) -> tuple[Chosen, Cards, dict[str, object]]:
    chosen = read_choice(request.GET.dict(), today=get_today())
    cards = make_cards(chosen, _lang())
    context = place_context(cards, chosen) | {
        "frame": "portal/rules_site.html",
        "addresses": SiteAddresses(chosen),
    }
    return chosen, cards, context


def _lang() -> str:
    return "en" if (get_language() or "").startswith("en") else "zh"


def _show_problem(request: HttpRequest, error: ProblemsError) -> HttpResponse:
    """A date or a place that cannot be read: what is wrong, and the form to mend it."""
    chosen = Chosen(get_today(), get_default_area(), False)
    cards = make_cards(chosen, _lang())
    context = place_context(cards, chosen) | {
        "frame": "portal/rules_site.html",
        "addresses": SiteAddresses(chosen),
        "problems": [problem.in_(_lang()) for problem in error.problems],
    }
    return render(request, "portal/rules_problem.html", context, status=400)


def _show_missing(request: HttpRequest, context: dict[str, object]) -> HttpResponse:
    return render(request, "portal/rules_missing.html", context, status=404)
