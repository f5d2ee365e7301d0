"""What the page of a simulation writes inside its scripts."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from doudi.portal.simulation_page import as_json

register = template.Library()


@register.filter
def chart_json(options: dict[str, Any]) -> SafeString:
    """The options of a chart as JSON that cannot close its element."""
    return as_json(options)
