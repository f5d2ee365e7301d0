"""What rooms above the register add to the page of a household: a template and what it needs, registered from their `ready()`.

    register_part("casework/household_cases.html", build_household_cases)

`build(viewer, household, on)` returns the template's `part`, or None where there is nothing for this viewer. Its queries count on
every household's page.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from doudi.foundation.access import Viewer
from doudi.registry.models import Household

Build = Callable[[Viewer, Household, date], dict[str, Any] | None]
_parts: list[tuple[str, Build]] = []


def register_part(template: str, build: Build) -> None:
    if (template, build) not in _parts:
        _parts.append((template, build))


def parts_of(viewer: Viewer, household: Household, on: date) -> list[tuple[str, dict[str, Any]]]:
    built = ((template, build(viewer, household, on)) for template, build in _parts)
    return [(template, part) for template, part in built if part is not None]
