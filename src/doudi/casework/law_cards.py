"""The values of the rulebook as a place sees them, in words: the rule cards' own sentences, so that both say the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from doudi.casework.domain.law_figures import Entry, keys_of
from doudi.foundation.areas import name_of_area
from doudi.foundation.rulebook import get_rulebook
from doudi.law import cn
from doudi.rules.cards import Cards, FigureLine
from doudi.rules.rulebook import Rulebook
from doudi.rules.values import COMPARATORS, Declaration, Pack, Resolved, steps_of
from doudi.units.area import short
from doudi.units.text import Text


@dataclass(frozen=True, slots=True)
class ValueLine:
    """One value in a place on a day. `lines`: a figure for each key; fewer than `keys`: not all are entered."""

    name: str
    label: Text
    lines: tuple[FigureLine, ...]
    is_missing: bool
    needed_by: tuple[Text, ...]
    how: str


@dataclass(frozen=True, slots=True)
class Group:
    """The values of one programme, or of what programmes share."""

    name: str
    label: Text
    values: list[ValueLine]
    missing: int


def cards_of(area: str, on: date, lang: str, book: Rulebook | None = None) -> Cards:
    return Cards(
        book or get_rulebook(),
        on=on,
        area=area,
        lang=lang,
        area_name=place_name,
        shared_labels=cn.SHARED_LABELS,
    )


def place_name(code: str) -> Text:
    """By the county's own table, else as the rulebook names it."""
    zh = name_of_area(code, "zh")
    return cn.area_name(code) if zh == short(code) else Text(zh, name_of_area(code, "en"))


def label_of_home(book: Rulebook, home: str) -> Text:
    found = book.programmes.get(home)
    return found.label if found else cn.SHARED_LABELS.get(home, Text(home, home))


def list_values(cards: Cards, *, words: str = "", missing: bool = False) -> list[Group]:
    """By programme; what is not entered comes first, because somebody needs it."""
    groups: dict[str, list[ValueLine]] = {}
    for declaration in cards.book.values.declarations.values():
        line = _line(cards, declaration)
        if (missing and not line.is_missing) or not _is_meant(cards, declaration, words):
            continue
        groups.setdefault(declaration.programme, []).append(line)
    found = [
        Group(
            home,
            label_of_home(cards.book, home),
            sorted(lines, key=lambda line: not line.is_missing),
            sum(line.is_missing for line in lines),
        )
        for home, lines in groups.items()
    ]
    return sorted(found, key=lambda g: g.missing == 0)


def _line(cards: Cards, declaration: Declaration) -> ValueLine:
    use = cards.value_use(declaration.name)
    needed = cards.book.programmes_on.get(declaration.name, ())
    return ValueLine(
        declaration.name,
        declaration.label,
        use.lines,
        len(use.lines) < len(declaration.keys or ("",)),
        tuple(cards.book.programmes[name].label for name in needed),
        use.how_to_enter,
    )


def _is_meant(cards: Cards, declaration: Declaration, words: str) -> bool:
    home = label_of_home(cards.book, declaration.programme)
    text = f"{declaration.name} {declaration.label.zh} {declaration.label.en} {home.zh} {home.en}"
    return all(word in text.lower() for word in words.lower().split())


@dataclass(frozen=True, slots=True)
class EntryLine:
    """An entry of a change in words, beside what holds now."""

    number: int
    name: str
    label: Text
    lines: tuple[FigureLine, ...]
    before: tuple[FigureLine, ...]
    since: date
    until: date | None
    source: str


def describe_entries(entries: Iterable[Entry], lang: str) -> list[EntryLine]:
    book = get_rulebook()
    found = []
    for number, entry in enumerate(entries):
        declaration = book.values.declarations.get(entry["value"])
        if declaration is None:
            continue
        since = date.fromisoformat(entry["from"])
        cards = cards_of(entry["area"], since, lang, book)
        until = date.fromisoformat(entry["until"]) if entry["until"] else None
        found.append(
            EntryLine(
                number,
                entry["value"],
                declaration.label,
                tuple(_entered(cards, declaration, entry, since, until)),
                cards.value_use(entry["value"]).lines,
                since,
                until,
                entry["source"],
            )
        )
    return found


def _entered(
    cards: Cards, declaration: Declaration, entry: Entry, since: date, until: date | None
) -> Iterable[FigureLine]:
    pack = Pack("signed", Text("本地规定", "the place's own law"), False, "", True)
    sign = COMPARATORS.get(entry.get("comparator", ""))
    for key in keys_of(declaration):
        figure = steps_of(declaration, entry[key], key)
        found = Resolved(
            figure, sign, entry["source"], "found", entry["area"], since, until, False, pack, ""
        )
        yield cards.figure_line(declaration, "" if key == "figure" else key, found)
