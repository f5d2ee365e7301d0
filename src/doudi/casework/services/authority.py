"""Who decides a case on a day."""

from __future__ import annotations

from datetime import date

from doudi.casework.domain.authority import COUNTY, TOWNSHIP, Authority, decide_authority
from doudi.casework.domain.procedures import Procedure
from doudi.casework.models import Case, Opinion
from doudi.casework.procedure_values import figure_of
from doudi.foundation.access import Viewer
from doudi.units.area import AreaLevel, level


def authority_of(case: Case, procedure: Procedure, on: date) -> Authority:
    """The level, and the place's value that says so. The amount is what the last opinion proposes."""
    opinion = Opinion.objects.filter(case=case).order_by("-pk").first()
    amount = amount_of(opinion.results) if opinion is not None else None
    return decide_authority(
        procedure.authority, lambda name: figure_of(name, case.area_code, on), amount
    )


def amount_of(results: list[dict[str, object]]) -> int | None:
    """Fen of everything granted together; None where one amount is not known."""
    paying = [r for r in results if r.get("outcome", "money") == "money"]
    amounts = [r.get("amount_fen") for r in paying if r.get("verdict") == "eligible"]
    if any(a is None for a in amounts):
        return None
    return sum(int(str(a)) for a in amounts)


def level_of(viewer: Viewer) -> str:
    """The level at which a viewer's posting decides; "" none (a village decides nothing)."""
    if not viewer.area_code:
        return ""
    return {AreaLevel.county: COUNTY, AreaLevel.township: TOWNSHIP}.get(level(viewer.area_code), "")
