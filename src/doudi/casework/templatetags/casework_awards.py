"""Names of programmes in the reader's language."""

from __future__ import annotations

from django import template

from doudi.casework.award_tables import programme_label
from doudi.foundation.templatetags.doudi import language

register = template.Library()


@register.filter
def programme_name(name: str) -> str:
    return programme_label(name).in_(language())
