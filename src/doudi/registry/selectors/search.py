"""Finding somebody by whatever a clerk has at hand: a name or its pinyin initials, a number or its last four figures,
a telephone number, a household's number, an address.

Row security lets the database use an index only for plain comparisons, so every probe is an equality or a half-open range on
a column ordered by bytes. An address is the exception: it is looked through in the area, narrowed by the names of places in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db.models import Q, QuerySet

from doudi.foundation.access import Viewer, in_scope
from doudi.foundation.keys import keyring
from doudi.foundation.models import Area
from doudi.registry.domain.names import clean_name
from doudi.registry.domain.phones import clean_phone
from doudi.registry.models import Household, Membership, Person
from doudi.registry.selectors.persons import identity_spellings
from doudi.units.area import scope
from doudi.units.identity import parse_identity
from doudi.units.text import ProblemsError, plain

PER_PAGE = 50
MOST_PAGES = 20  # whoever has not found it by then asks more exactly
LONGEST = 60

_DIGITS = re.compile(r"[0-9]{15}|[0-9]{17}[0-9Xx]")
_LAST_FOUR = re.compile(r"[0-9]{3}[0-9Xx]")
_LETTERS = re.compile(r"[A-Za-z]{1,20}")
_HOUSEHOLD = re.compile(r"(?=.*[0-9])[0-9A-Za-z][0-9A-Za-z-]{2,39}")
_PHONE = re.compile(r"\+?[0-9 -]{7,20}")


Row = TypeVar("Row", Person, Household)


@dataclass(frozen=True, slots=True)
class Hit:
    """One line of the result: a person with the household they belong to now, or (for an address) a household and its head."""

    person_id: int | None
    name: str
    identity_shown: str
    sex: str
    birth_date: date | None
    is_deceased: bool | None
    person_state: str
    area_code: str
    household_id: int | None
    household_number: str
    relation: str
    address: str


@dataclass(frozen=True, slots=True)
class SearchResult:
    """`matched`: by what it was found (name, initials, identity, last_four, phone, household, address); "" when nothing was.
    `more`: there is another page."""

    hits: list[Hit]
    matched: tuple[str, ...] = ()
    page: int = 1
    more: bool = False


def search_register(viewer: Viewer, text: str, *, page: int = 1, area: str = "") -> SearchResult:
    """What the viewer may see that fits `text`, a page at a time (fifty for each way of matching). `area`: only there (a 12-digit code in the viewer's area)."""
    page = min(max(page, 1), MOST_PAGES)
    words = plain(text)[:LONGEST].split()
    lo, hi = _narrow(viewer, area)
    place = _place_of(viewer, words, lo, hi) if len(words) > 1 else None
    if place is not None:
        words.remove(place[0])
        lo, hi = max(lo, place[1]), min(hi, place[2])
    asked = " ".join(words)
    if not asked:
        return SearchResult([])
    search = _Search(slice((page - 1) * PER_PAGE, page * PER_PAGE + 1))
    persons = search.take(_probes(viewer, asked, lo, hi))
    homes = search.take(_household_probes(viewer, asked, lo, hi, is_name=bool(persons)))
    hits = _with_households(viewer, persons) + _heads(viewer, homes)
    unique = {(h.person_id, h.household_id if h.person_id is None else None): h for h in hits}
    return SearchResult(list(unique.values()), tuple(search.matched), page, search.more)


class _Search:
    """Asks each probe for one page, and remembers which of them had an answer."""

    def __init__(self, window: slice) -> None:
        self.window = window
        self.matched: list[str] = []
        self.more = False

    def take(self, probes: Iterable[tuple[str, QuerySet[Row]]]) -> list[Row]:
        found: dict[int, Row] = {}
        for name, rows in probes:
            page = list(rows[self.window])
            self.more |= len(page) > PER_PAGE and self.window.stop <= MOST_PAGES * PER_PAGE
            if page and name not in self.matched:
                self.matched.append(name)
            found |= {row.pk: row for row in page[:PER_PAGE]}
        return list(found.values())


def _narrow(viewer: Viewer, area: str) -> tuple[str, str]:
    if not area:
        return viewer.area_from, viewer.area_to
    lo, hi = scope(area)
    return max(lo, viewer.area_from), min(hi, viewer.area_to)


def _within(viewer: Viewer, rows: QuerySet[Row], lo: str, hi: str) -> QuerySet[Row]:
    """Where nothing was narrowed the range stands once: each more makes the planner think the area smaller."""
    rows = in_scope(viewer, rows)
    if (lo, hi) == (viewer.area_from, viewer.area_to):
        return rows
    return rows.filter(area_code__gte=lo, area_code__lt=hi)


def _place_of(viewer: Viewer, words: list[str], lo: str, hi: str) -> tuple[str, str, str] | None:
    """The word that is the name of a place in the viewer's area, and that place's range."""
    rows = Area.objects.filter(name__in=words, code__gte=lo, code__lt=hi).order_by("-valid_from")
    found = next(iter(rows.values_list("name", "code")), None)
    return None if found is None else (found[0], *scope(found[1]))


def starts_with(column: str, text: str) -> Q:
    """A prefix as a half-open range: what an index by bytes can answer under row security."""
    return Q((f"{column}__gte", text), (f"{column}__lt", text + "\U0010ffff"))


def _probes(viewer: Viewer, asked: str, lo: str, hi: str) -> Iterable[tuple[str, QuerySet[Person]]]:
    """The questions this text may stand for, the surest first."""
    everybody = _within(viewer, Person.objects.all(), lo, hi)
    people = everybody.exclude(state=Person.State.merged)
    if _DIGITS.fullmatch(asked) and (indexes := _identity_indexes(asked)):
        # Two partial indexes: the files in use, and those merged into others.
        yield "identity", people.filter(identity_index__in=indexes).order_by("identity_index")
        merged = everybody.filter(identity_index__in=indexes, state=Person.State.merged)
        yield "identity", merged.order_by("identity_index")
        return
    if _PHONE.fullmatch(asked) and (index := _phone_index(asked)):
        yield "phone", people.filter(phone_index=index).order_by("pk")
    if _LAST_FOUR.fullmatch(asked):
        yield "last_four", people.filter(identity_end=asked.upper()).order_by("area_code", "pk")
    if _LETTERS.fullmatch(asked):
        rows = people.filter(starts_with("name_initials", asked.lower()))
        yield "initials", rows.order_by("name_initials", "area_code", "pk")
    if name := _as_name(asked):
        rows = people.filter(starts_with("name", name))
        yield "name", rows.order_by("name", "area_code", "pk")


def _household_probes(
    viewer: Viewer, asked: str, lo: str, hi: str, *, is_name: bool
) -> Iterable[tuple[str, QuerySet[Household]]]:
    """An address is looked for when the text was nobody's name: it is the one probe without an index."""
    homes = _within(viewer, Household.objects.all(), lo, hi)
    if _HOUSEHOLD.fullmatch(asked) and not _DIGITS.fullmatch(asked):
        yield "household", homes.filter(starts_with("number", asked)).order_by("number")
    if len(asked) > 1 and not asked.isascii() and not is_name:
        rows = homes.filter(address__contains=asked.replace(" ", ""))
        yield "address", rows.order_by()


def _identity_indexes(asked: str) -> list[bytes]:
    """Nothing for figures that cannot be a number: they are looked up nowhere."""
    try:
        numbers = identity_spellings(parse_identity(asked))
    except ProblemsError:
        return []
    return keyring().blind_indexes(numbers, "person.identity")


def _phone_index(asked: str) -> bytes | None:
    try:
        return keyring().blind_index(clean_phone(asked), "person.phone")
    except ProblemsError:
        return None


def _as_name(asked: str) -> str:
    try:
        return clean_name(asked)
    except ProblemsError:
        return ""


def _with_households(viewer: Viewer, persons: list[Person]) -> list[Hit]:
    open_ones = Membership.objects.filter(person__in=persons, valid_to__isnull=True)
    rows = in_scope(viewer, open_ones).select_related("household")
    homes = {m.person_id: m for m in rows}
    return [_hit(p, homes.get(p.pk)) for p in persons]


def _heads(viewer: Viewer, households: list[Household]) -> list[Hit]:
    open_ones = Membership.objects.filter(
        household__in=households, valid_to__isnull=True, relation="head"
    )
    heads = {m.household_id: m for m in in_scope(viewer, open_ones).select_related("person")}
    found = []
    for household in households:
        head = heads.get(household.pk)
        if head is None:
            found.append(_empty_home(household))
        else:
            head.household = household
            found.append(_hit(head.person, head))
    return found


def _hit(person: Person, member: Membership | None) -> Hit:
    home = member.household if member else None
    return Hit(
        person.pk,
        person.name,
        person.identity_shown,
        person.sex,
        person.birth_date,
        person.is_deceased,
        person.state,
        person.area_code,
        home.pk if home else None,
        home.number if home else "",
        member.relation if member else "",
        home.address if home else "",
    )


def _empty_home(home: Household) -> Hit:
    return Hit(
        None, "", "", "", None, None, "", home.area_code, home.pk, home.number, "", home.address
    )
