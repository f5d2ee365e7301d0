"""Filters of payments' templates."""

from __future__ import annotations

from collections.abc import Mapping

from django import template

from doudi.casework.award_tables import programme_label
from doudi.foundation.templatetags.doudi import language
from doudi.payments.models import Line
from doudi.units.dates import Month
from doudi.units.money import uppercase_amount

register = template.Library()


@register.filter
def capital_figures(fen: int) -> str:
    """As on a bill; nothing in English, which has no such figures."""
    return uppercase_amount(fen) if language() == "zh" else ""


@register.filter
def programme_name(name: str) -> str:
    return programme_label(name).in_(language())


@register.filter
def months_of(line: Line) -> str:
    """2022年7月、2022年8月: what a payment is for."""
    months = sorted({Month.parse(due["month"]) for due in line.dues})
    return (", " if language() == "en" else "、").join(m.format(language()) for m in months)


@register.filter
def in_language(said: Mapping[str, str]) -> str:
    """Of a sentence kept in both languages."""
    return said[language()]
