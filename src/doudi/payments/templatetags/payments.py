"""Filters of payments' templates."""

from __future__ import annotations

from collections.abc import Mapping

from django import template

from doudi.casework.award_tables import programme_label
from doudi.foundation.templatetags.doudi import language
from doudi.units.money import uppercase_amount

register = template.Library()


@register.filter
def capital_figures(fen: int) -> str:
    """As on a bill."""
    return uppercase_amount(fen)


@register.filter
def programme_name(name: str) -> str:
    return programme_label(name).in_(language())


@register.filter
def in_language(said: Mapping[str, str]) -> str:
    """Of a sentence kept in both languages."""
    return said[language()]
