"""The pages of the rule cards, as templates and what goes into them; `cards` serves them, `export` writes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Protocol

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from doudi.law import cn
from doudi.portal.library import get_rulebook
from doudi.portal.markdown import render_markdown
from doudi.rules.backgrounds import read_backgrounds
from doudi.rules.card_changes import ChangedFigure, Changes, changes_between, check_order
from doudi.rules.card_search import DOCUMENT, FACT, PROGRAMME, VALUE, VARIABLE
from doudi.rules.card_stacking import SHORT_LABELS, meetings_of, stacking_matrix
from doudi.rules.cards import KIND_LABELS, Cards, Link, ProgrammeCard, SharedCard, ValueUse
from doudi.rules.case_file import checked_area, read_cases
from doudi.rules.stacking import RELATIONS
from doudi.rules.values import NATION
from doudi.rules.worked_cases import WorkedCase, worked_cases
from doudi.units.area import DEMONSTRATION_PROVINCE, parse_area
from doudi.units.dates import add_months, add_years, parse_date
from doudi.units.text import Problem, ProblemsError, Text

SHOWN_CASES = 6  # a card is one printed page; some more unfold
MOST_CASES = 30
MOST_FIGURES = 12  # new figures that a page of changes shows unfolded

TEMPLATES = {
    VARIABLE: "portal/rules_rule.html",
    VALUE: "portal/rules_value.html",
    FACT: "portal/rules_fact.html",
    DOCUMENT: "portal/rules_document.html",
    PROGRAMME: "portal/rules_programme.html",
}
SHARED_TEMPLATE = "portal/rules_shared.html"


class Addresses(Protocol):
    """Where a card is to be found: on the site, or in a folder of files."""

    index: str
    stacking: str

    def of(self, link: Link) -> str: ...

    def booklet_of(self, home: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Chosen:
    """The date and place that the figures are shown for. `is_stated`: somebody asked for them."""

    on: date
    area: str
    is_stated: bool


# -- what is loaded once ---------------------------------------------------------------------------
def get_worked_cases() -> dict[str, list[WorkedCase]] | None:
    """Every case beside the rules, by what took part in it; None while a server is still deciding them.

    Deciding them all takes many seconds. One that cannot be read is the business of `doudi check`.
    """
    if _in_background.locked():
        return None
    with _deciding:  # a second visitor waits for the first one's work, instead of doing it again
        return _decide_cases()


def decide_worked_cases() -> None:
    """For a server's own thread as it starts: meanwhile the cards are shown without their cases."""
    with _in_background:
        _decide_cases()


_deciding, _in_background = Lock(), Lock()


@lru_cache(maxsize=1)
def _decide_cases() -> dict[str, list[WorkedCase]]:
    book = get_rulebook()
    backgrounds = read_backgrounds(cn.backgrounds_path(), book)
    found: dict[str, list[WorkedCase]] = {}
    for path in cn.case_files():
        try:
            entries = read_cases(
                path, book, today=_LAST_DAY, backgrounds=backgrounds, known_area=cn.known_area
            )
        except ProblemsError:
            continue
        file = f"{path.parent.parent.name}/cases/{path.name}"
        for name, cases in worked_cases(book, entries, file).items():
            found.setdefault(name, []).extend(cases)
    return found


_LAST_DAY = date(2199, 12, 31)  # a case of the rulebook states its own date


# -- date and place --------------------------------------------------------------------------------
def read_choice(asked: Mapping[str, str], *, today: date) -> Chosen:
    """The date and place of an address such as ?on=2022-07-01&area=520000; the county's own where none is given.

    Raises:
        ProblemsError: what cannot be read, each with a sentence.
    """
    problems: list[Problem] = []
    on, area = today, get_default_area()
    written_day = asked.get("on", "").strip()
    written_area = asked.get("code", "").strip() or asked.get("area", "").strip()
    try:
        on = parse_date(written_day) if written_day else today
    except ProblemsError as error:
        problems += error.problems
    try:
        area = checked_area(written_area, cn.known_area, "") if written_area else area
    except ProblemsError as error:
        problems += error.problems
    if problems:
        raise ProblemsError(problems)
    return Chosen(on, area, bool(written_day or written_area))


def get_default_area() -> str:
    """The place that the county's own pack speaks of; without one, the fictional county."""
    return cn.own_area(get_rulebook())


def list_areas(chosen: str) -> list[str]:
    """Codes of the places to choose from: those with a name or figures of their own."""
    layers = get_rulebook().values.layers
    codes = {f.area for layer in layers for f in layer if f.area != NATION}
    codes |= {get_default_area(), parse_area(chosen), *cn.named_areas()}
    return sorted(codes)


def place_name(code: str) -> Text:
    """A place as a line of text has room for it: 云岭省青禾市安和县（虚构）, its *fictional* said once."""
    name = cn.area_name(code)
    return Text(
        _said_once(name.zh.replace(" ", ""), "（虚构）"), _said_once(name.en, " (fictional)")
    )


def _said_once(text: str, remark: str) -> str:
    return text.replace(remark, "") + remark if remark in text else text


# -- pages ----------------------------------------------------------------------------------------
def make_cards(chosen: Chosen, lang: str) -> Cards:
    return Cards(
        get_rulebook(),
        on=chosen.on,
        area=chosen.area,
        lang=lang,
        area_name=place_name,
        cases=get_worked_cases() or {},
        other_words=cn.other_words(),
        shared_labels=cn.SHARED_LABELS,
    )


def card_page(cards: Cards, link: Link, addresses: Addresses) -> tuple[str, dict[str, object]]:
    """Template and context of one card."""
    context: dict[str, object] = {"kind": KIND_LABELS[link.kind].in_(cards.lang)}
    if link.kind == VARIABLE:
        rule = cards.rule(link.name)
        context |= {"card": rule, "shows_demonstration": _any_demonstration(rule.values)}
        context |= _cases(rule.cases)
    elif link.kind == VALUE:
        value = cards.value(link.name)
        context |= {
            "card": value,
            "uses": [value.use],
            "near": [place for place in value.history if place.is_near],
            "elsewhere": [place for place in value.history if not place.is_near],
            "shows_demonstration": _any_demonstration((value.use,)),
        }
        context |= _cases(value.cases)
    elif link.kind == FACT:
        fact = cards.fact(link.name)
        context |= {"card": fact} | _cases(fact.cases)
    elif link.kind == DOCUMENT:
        context |= {"card": cards.document(link.name)}
    else:
        context |= _home_context(cards, link.name, addresses)
        context["booklet"] = addresses.booklet_of(link.name)
        if link.name not in get_rulebook().programmes:
            return SHARED_TEMPLATE, context
        context["meetings"] = meetings_of(cards, link.name)
    return TEMPLATES[link.kind], context


def _home_context(cards: Cards, name: str, addresses: Addresses) -> dict[str, object]:
    """A programme, or what the programmes share."""
    in_book = name in get_rulebook().programmes
    home = cards.programme(name) if in_book else cards.shared(name)
    return {
        "card": home,
        "decisions": read_decisions(cards, name, addresses),
        "shows_demonstration": _any_demonstration(home.values),
    }


def stacking_page(cards: Cards) -> dict[str, object]:
    """Context of the matrix: what each two programmes are to each other."""
    legend = [(cards.t(SHORT_LABELS[key]), cards.t(text)) for key, text in RELATIONS.items()]
    return {"matrix": stacking_matrix(cards), "legend": legend}


def booklet_page(cards: Cards, name: str, addresses: Addresses) -> dict[str, object]:
    """Context of everything about one programme on one page, to be printed: its card, each rule, figures, facts."""
    context = _home_context(cards, name, addresses)
    card = context["card"]
    assert isinstance(card, ProgrammeCard | SharedCard)
    rules = [cards.rule(link.name) for link in card.rules]
    facts = {fact.link.name: fact for rule in rules for fact in rule.facts}
    meetings = meetings_of(cards, name)
    return context | {"rules": rules, "facts": list(facts.values()), "meetings": meetings}


def index_page(cards: Cards, *, programme: str = "", kind: str = "") -> dict[str, object]:
    """Context of the index: sections by kind, figures with what they are here and now."""
    sections = cards.sections(programme=programme, kind=kind)
    values = [link.name for s in sections if s.kind == VALUE for link in s.links]
    uses = {name: cards.value_use(name) for name in values}
    groups = [
        (kind, label.in_(cards.lang), [s for s in sections if s.kind == kind])
        for kind, label in KIND_LABELS.items()
        if any(s.kind == kind for s in sections)
    ]
    return {
        "groups": groups,
        "found": sum(len(s.links) for s in sections),
        "figure_uses": uses,
        "programmes": [cards.home_link(home) for home in cards.homes()],
        "kinds": [(kind, label.in_(cards.lang)) for kind, label in KIND_LABELS.items()],
        "shows_demonstration": _any_demonstration(tuple(uses.values())),
    }


def search_page(
    cards: Cards, query: str, *, programme: str = "", kind: str = ""
) -> dict[str, object]:
    """Context of the index with what a search found; where it found nothing, all programmes."""
    result = cards.search(query, programme=programme, kind=kind)
    context = index_page(cards, kind=PROGRAMME)
    values = [hit.link.name for k, _, hits in result.groups if k == VALUE for hit in hits]
    shows_demonstration = any(cards.value_use(name).is_demonstration for name in values)
    return context | {"result": result, "shows_demonstration": shows_demonstration}


# -- what changed ------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Period:
    """Two dates that are compared, and the place."""

    first: date
    last: date
    area: str


def read_period(asked: Mapping[str, str], *, today: date) -> Period:
    """The dates and place of an address such as ?from=2021-01-01&to=2022-07-01&area=520000; the last year where none is given.

    Raises:
        ProblemsError: what cannot be read, each with a sentence; the first date is not before the second.
    """
    problems: list[Problem] = []
    days: dict[str, date | None] = {"from": None, "to": None}
    for name in days:
        written = asked.get(name, "").strip()
        try:
            days[name] = parse_date(written) if written else None
        except ProblemsError as error:
            problems += error.problems
    place = {key: asked[key] for key in ("area", "code") if key in asked}
    try:
        area = read_choice(place, today=today).area
    except ProblemsError as error:
        problems += error.problems
    if problems:
        raise ProblemsError(problems)
    first, last = days["from"], days["to"]
    last = last or (add_months(first, 1) if first and first >= today else today)
    first = first or add_years(last, -1)
    check_order(first, last)
    return Period(first, last, area)


def changes_page(period: Period, lang: str) -> dict[str, object]:
    """Context of what changed between two dates: numbers that changed first, then new ones and those that are gone."""
    before = make_cards(Chosen(period.first, period.area, True), lang)
    after = make_cards(Chosen(period.last, period.area, True), lang)
    changes = changes_between(before, after)
    lines = [line for f in changes.figures for line in (f.before, f.after) if line]
    return {
        "changes": changes,
        "period": {"first": period.first.isoformat(), "last": period.last.isoformat()},
        "first_words": after.day(period.first),
        "last_words": after.day(period.last),
        "figure_groups": _figure_groups(changes),
        "shows_demonstration": any(m.kind == "demonstration" for ln in lines for m in ln.marks),
    }


def _figure_groups(changes: Changes) -> list[tuple[str, list[ChangedFigure], bool]]:
    """Under a heading each; what is only new or gone is folded where it is much."""
    groups = [
        (_("变了的数字"), [f for f in changes.figures if f.before and f.after], MOST_FIGURES * 10),
        (_("新有的数字"), [f for f in changes.figures if not f.before], MOST_FIGURES),
        (_("不再有的数字"), [f for f in changes.figures if not f.after], MOST_FIGURES),
    ]
    return [(heading, found, len(found) > most) for heading, found, most in groups if found]


def place_context(cards: Cards, chosen: Chosen) -> dict[str, object]:
    """What every page says of its date and place."""
    law_is_in_force = any(p.in_force(chosen.on) for p in get_rulebook().programmes.values())
    return {
        "cards": cards,
        "chosen": chosen,
        "on_words": cards.day(chosen.on),
        "area_words": cards.area_words(chosen.area),
        "areas": [(code, cards.area_words(code)) for code in list_areas(chosen.area)],
        "law_is_in_force": law_is_in_force,
        "is_demonstration_area": chosen.area.startswith(DEMONSTRATION_PROVINCE),
    }


def _any_demonstration(uses: tuple[ValueUse, ...]) -> bool:
    return any(use.is_demonstration for use in uses)


def _cases(cases: tuple[WorkedCase, ...]) -> dict[str, object]:
    return {
        "first_cases": cases[:SHOWN_CASES],
        "more_cases": cases[SHOWN_CASES:MOST_CASES],
        "all_cases": len(cases),
        "cases_are_coming": get_worked_cases() is None,
    }


def read_decisions(cards: Cards, home: str, addresses: Addresses) -> dict[str, SafeString]:
    """What the law's text leaves open and how it was read: decisions.md beside the rules, by language."""
    folder = _folder_of(home)
    path = folder / "decisions.md" if folder else None
    if path is None or not path.exists():
        return {}

    def find_link(name: str) -> tuple[str, str] | None:
        if cards.kind_of(name) is None:
            return None
        link = cards.link(name)
        return addresses.of(link), link.label

    return render_markdown(path.read_text(encoding="utf-8"), find_link)


def _folder_of(home: str) -> Path | None:
    """Where the rules of a programme, or those that programmes share, stand. None: figures only, as those of procedures."""
    variables = get_rulebook().variables.values()
    found = (Path(v.rule.file).parents[1] for v in variables if v.programme == home)
    return next(found, None)
