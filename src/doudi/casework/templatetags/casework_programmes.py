"""Programmes by name, for templates."""

from django import template

from doudi.casework.award_tables import programme_label
from doudi.units.text import Text

register = template.Library()


@register.filter
def programme_name(name: str) -> Text:
    return programme_label(name)
