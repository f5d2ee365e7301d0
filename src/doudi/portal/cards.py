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
    card_page,
    get_default_area,
    index_page,
    make_cards,
    place_context,
    read_choice,
)
from doudi.rules.cards import PROGRAMME, Cards, Link
from doudi.units.text import ProblemsError


class SiteAddresses:
    """Addresses on the site; a chosen date and place go along from card to card."""

    def __init__(self, chosen: Chosen) -> None:
        stated = {"on": chosen.on.isoformat(), "area": chosen.area} if chosen.is_stated else {}
        self.query = f"?{urlencode(stated)}" if stated else ""
        self.index = reverse("rules:index") + self.query

    def of(self, link: Link) -> str:
        name = "rules:programme" if link.kind == PROGRAMME else "rules:card"
        return reverse(name, args=[link.name]) + self.query


def show_index(request: HttpRequest) -> HttpResponse:
    try:
        _, cards, context = _prepare(request)
    except ProblemsError as error:
        return _show_problem(request, error)
    asked = {name: request.GET.get(name, "").strip() for name in ("q", "programme", "kind")}
    context |= index_page(cards, query=asked["q"], programme=asked["programme"], kind=asked["kind"])
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
