"""Names of programmes in the reader's language."""

from __future__ import annotations

from django import template

from doudi.foundation.rulebook import get_rulebook
from doudi.foundation.templatetags.doudi import language

register = template.Library()


@register.filter
def programme_name(name: str) -> str:
    """The programme's label; its key where this law does not have it any more."""
    found = get_rulebook().programmes.get(name)
    return found.label.in_(language()) if found else name
