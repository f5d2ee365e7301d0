"""Cases follow their families: to another village code, and to whoever takes over a desk."""

from __future__ import annotations

from datetime import date

from django.apps import apps
from django.db import models

from doudi.casework.models import Case, LawChange, Lead, NumberSeries, Office
from doudi.foundation.access import Viewer, in_scope
from doudi.foundation.models import Posting
from doudi.registry.models import Household

#: They speak of a place, not of a family: the old code stays true.
STAYING: tuple[type[models.Model], ...] = (NumberSeries, LawChange, Office)


def tables_with_area() -> list[type[models.Model]]:
    """Every table of this app whose rows lie in a family's village."""
    found = apps.get_app_config("casework").get_models()
    return [
        m
        for m in found
        if m not in STAYING
        and not m._meta.model_name.endswith("event")
        and any(f.name == "area_code" for f in m._meta.get_fields())
    ]


def move_area(actor: Viewer, old: str, new: str, on: date) -> dict[str, int]:
    """When a village is merged into another: everything under the old code stands under the new one."""
    moved = {"cases": in_scope(actor, Case.objects.filter(area_code=old)).count()}
    for table in tables_with_area():
        in_scope(actor, table._default_manager.filter(area_code=old)).update(area_code=new)
    return moved


#: From a table of this app to the family whose village its rows lie in.
PATHS = ("household", "case__household", "award__household", "application__household", "visit__case__household")  # fmt: skip


def move_cases_of_household(household: Household, new: str) -> None:
    """The family moved to another village: its cases, awards and papers go with it. Called by whatever moves the household."""
    for table in tables_with_area():
        names = {f.name for f in table._meta.get_fields()}
        for path in (p for p in PATHS if p.split("__")[0] in names):
            table._default_manager.filter(**{path: household}).update(area_code=new)


def hand_over_desk(actor: Viewer, old: Posting, new: Posting, on: date) -> int:
    """Open cases and leads on one posting's desk now lie on another's. Called at a handover."""
    cases = Case.objects.filter(desk=old, is_open=True).update(desk=new)
    leads = Lead.objects.filter(desk=old, state=Lead.State.open).update(desk=new)
    return cases + leads
