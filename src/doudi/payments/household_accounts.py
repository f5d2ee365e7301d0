"""The accounts of a family on its page in the register: fetched after it, so that the page asks nothing more."""

from __future__ import annotations

from datetime import date
from typing import Any

from doudi.foundation.access import Viewer
from doudi.registry.models import Household


def build_accounts_part(viewer: Viewer, household: Household, on: date) -> dict[str, Any] | None:
    return {"household": household} if viewer.may("pay.view") else None
