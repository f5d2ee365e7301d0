"""Pictures in papers."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString, mark_safe

from doudi.casework.papers.codes import link_svg

register = template.Library()


@register.filter
def link_picture(address: str) -> SafeString:
    return mark_safe(link_svg(address))  # noqa: S308 # our own picture
