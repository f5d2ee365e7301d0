"""How the pages of the register write facts, places and people."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from django import template
from django.urls import reverse

from doudi.foundation.access import Viewer
from doudi.foundation.areas import name_of_area
from doudi.foundation.templatetags.doudi import language
from doudi.law.cn.facts import RELATIONS, SUPPORT_KINDS
from doudi.registry.domain.change_kinds import ChangeKind
from doudi.registry.domain.fact_values import show_value
from doudi.registry.models import Household, Membership, Person
from doudi.registry.selectors.household_file import FactLine
from doudi.units.area import ancestors
from doudi.units.dates import Month, format_date
from doudi.units.identity import IdentityKind, Sex
from doudi.units.text import Text

register = template.Library()

COUNTY_DIGITS, AREA_DIGITS = 6, 12


@register.filter
def may(viewer: Viewer | None, permission: str) -> bool:
    """Whether a link to what needs the permission is shown."""
    return viewer is not None and viewer.may(permission)


@register.filter
def area_path(code: str) -> str:
    """石板镇 上寨村: the names from the township down. What is no code (a dash) is left as it is."""
    if len(code) != AREA_DIGITS or not code.isdigit():
        return code
    below_county = [c for c in reversed([code, *ancestors(code)]) if c[COUNTY_DIGITS:].strip("0")]
    return " ".join(name_of_area(c, language()) for c in below_county) or name_of_area(
        code, language()
    )


@register.filter
def fact_value(line: FactLine) -> str:
    """The value in words, with its unit."""
    return show_value(line.asked, line.value, line.option, language())


@register.filter
def fact_period(line: FactLine) -> str:
    """The days that an amount covers, else from (and until) when it holds; "" where nobody said."""
    lang = language()
    if line.period_from is not None and line.period_to is not None:
        first, last = Month.from_date(line.period_from), Month.from_date(line.period_to)
        if first == last:
            return first.format(lang)
        return Text(
            f"{first.format('zh')}至{last.format('zh')}",
            f"{first.format('en')} to {last.format('en')}",
        ).in_(lang)
    if line.valid_from is not None and line.valid_to is not None:
        return Text(
            f"{format_date(line.valid_from, 'zh')}起，{format_date(line.valid_to, 'zh')}止",
            f"{format_date(line.valid_from, 'en')} until {format_date(line.valid_to, 'en')}",
        ).in_(lang)
    if line.valid_from is not None:
        return Text(
            f"{format_date(line.valid_from, 'zh')}起", f"from {format_date(line.valid_from, 'en')}"
        ).in_(lang)
    return ""


@register.filter
def name_in(person_id: int, members: Iterable[Membership]) -> str:
    """The name of one of the members."""
    return next((m.person.name for m in members if m.person_id == person_id), "")


@register.filter
def clip(depth: int, deepest: int) -> int:
    """A depth that the stylesheet knows."""
    return min(depth, deepest)


@register.filter
def sex_label(sex: str) -> str:
    return Sex(sex).label.in_(language()) if sex else ""


@register.filter
def relation_label(relation: str) -> str:
    return Text(*RELATIONS[relation]).in_(language()) if relation in RELATIONS else ""


@register.simple_tag
def querystring_of(**values: object) -> str:
    """The part of an address after "?"; escaped by the template."""
    return urlencode(values)


@register.simple_tag
def change_url(kind: ChangeKind, household: Household | None, person: Person | None) -> str:
    """Where a change of this kind is asked for."""
    if household is not None:
        return reverse(kind.route("household"), args=[household.pk])
    assert person is not None
    return reverse(kind.route("person"), args=[person.pk])


@register.filter
def kinship_label(kind: str) -> str:
    """What a relative or a legal supporter is."""
    return Text(*SUPPORT_KINDS[kind]).in_(language()) if kind in SUPPORT_KINDS else ""


@register.filter
def identity_label(kind: str) -> str:
    """The document that a number comes from."""
    return IdentityKind(kind).label.in_(language())
