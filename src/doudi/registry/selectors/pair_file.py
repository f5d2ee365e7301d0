"""Two files that may be of one person, side by side: the person, the household, what is known. Whole numbers stay masked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from doudi.foundation.access import Viewer, in_scope
from doudi.foundation.areas import name_of_area
from doudi.foundation.rulebook import get_rulebook
from doudi.law.cn.facts import RELATIONS
from doudi.registry.domain.fact_values import show_value
from doudi.registry.domain.side_by_side import Row, Said, compare_all, said
from doudi.registry.models import DuplicatePair, Fact, Membership, Person
from doudi.units.area import ancestors
from doudi.units.dates import format_date
from doudi.units.identity import IdentityKind, Sex
from doudi.units.text import Text

LABELS = {
    "name": Text("姓名", "name"),
    "identity_kind": Text("证件", "document"),
    "identity": Text("证件号码", "number"),
    "identity_reason": Text("没有号码的原因", "why there is no number"),
    "sex": Text("性别", "sex"),
    "birth_date": Text("出生日期", "date of birth"),
    "died": Text("死亡", "death"),
    "village": Text("居住地", "lives in"),
    "hukou": Text("户籍所在地", "hukou in"),
    "phone": Text("电话", "telephone"),
    "household": Text("家庭", "household"),
    "relation": Text("与户主关系", "relation to the head"),
    "address": Text("住址", "address"),
    "state": Text("档案状态", "state of the file"),
}


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: the person, the present household and who else is in it."""

    person: Person
    membership: Membership | None
    others: tuple[Membership, ...]


@dataclass(frozen=True, slots=True)
class PairFile:
    pair: DuplicatePair
    first: Side
    second: Side
    rows: list[Row]
    facts: list[Row]


def get_pair_file(viewer: Viewer, pair: DuplicatePair) -> PairFile:
    """Three queries beside the pair's own."""
    persons = (pair.first, pair.second)
    memberships = _memberships(viewer, persons)
    sides = [_side(person, memberships) for person in persons]
    first, second = (_words(side) for side in sides)
    return PairFile(pair, *sides, compare_all(LABELS, first, second), _facts(viewer, persons))


def _memberships(viewer: Viewer, persons: tuple[Person, ...]) -> list[Membership]:
    """Of everybody who now lives in a household of one of them."""
    homes = Membership.objects.filter(person__in=persons, valid_to__isnull=True)
    rows = Membership.objects.filter(
        household__in=homes.values("household_id"), valid_to__isnull=True
    )
    return list(
        in_scope(viewer, rows).select_related("person", "household").order_by("position", "pk")
    )


def _side(person: Person, memberships: list[Membership]) -> Side:
    own = next((m for m in memberships if m.person_id == person.pk), None)
    others = (
        m
        for m in memberships
        if own is not None and m.household_id == own.household_id and m.person_id != person.pk
    )
    return Side(person, own, tuple(others))


def _words(side: Side) -> dict[str, Said]:
    person, home = side.person, side.membership
    words = {
        "name": said(person.name),
        "identity_kind": said(IdentityKind(person.identity_kind).label),
        "identity": said(person.identity_shown, _bytes(person.identity_index)),
        "identity_reason": said(person.identity_reason),
        "sex": said(Sex(person.sex).label if person.sex else ""),
        "birth_date": said(_day(person.birth_date)),
        "died": said(_death(person)),
        "village": said(_place(person.area_code), person.area_code),
        "hukou": said(_place(person.hukou_area), person.hukou_area),
        "phone": said(person.phone_shown, _bytes(person.phone_index)),
        "state": said(person.get_state_display()),
    }
    if home is not None:
        words["household"] = said(home.household.number, home.household_id)
        words["relation"] = said(Text(*RELATIONS[home.relation]))
        words["address"] = said(home.household.address)
    return words


def _bytes(index: bytes | memoryview | None) -> bytes | str:
    return "" if index is None else bytes(index)


def _day(day: date | None) -> Text | str:
    return "" if day is None else Text(format_date(day, "zh"), format_date(day, "en"))


def _death(person: Person) -> Text | str:
    if person.died_on is not None:
        return _day(person.died_on)
    return Text("已死亡，日期不详", "dead, date not known") if person.is_deceased else ""


def _place(code: str) -> Text | str:
    """From the township down."""
    if not code:
        return ""
    path = [c for c in reversed([code, *ancestors(code)]) if c[6:].strip("0")] or [code]
    return Text(
        " ".join(name_of_area(c, "zh") for c in path), " ".join(name_of_area(c, "en") for c in path)
    )


def _facts(viewer: Viewer, persons: tuple[Person, ...]) -> list[Row]:
    """Of each fact the statement learnt last, in the order of the law's dictionary."""
    book = get_rulebook()
    rows = in_scope(viewer, Fact.objects.filter(person__in=persons)).select_related("evidence")
    found: dict[int, dict[str, Said]] = {person.pk: {} for person in persons}
    labels: dict[str, Text] = {}
    order = {name: place for place, name in enumerate(book.facts)}
    for fact in rows.order_by("evidence__learnt_on", "pk"):
        if fact.name in book.facts and fact.person_id is not None:
            asked, key = book.facts[fact.name], f"{fact.name}\n{fact.item}"
            item = f"（{fact.item}）" if fact.item else ""
            labels[key] = Text(f"{asked.label.zh}{item}", f"{asked.label.en}{item}")
            zh, en = (show_value(asked, fact.value, fact.option, lang) for lang in ("zh", "en"))
            found[fact.person_id][key] = said(Text(zh, en))
    labels = dict(sorted(labels.items(), key=lambda entry: order[entry[0].partition("\n")[0]]))
    first, second = (found[person.pk] for person in persons)
    return compare_all(labels, first, second)
