"""A care file goes with its family to another village code."""

from __future__ import annotations

from datetime import date

from django.apps import apps

from doudi.care.models import (
    Assessment,
    AssessmentPaper,
    CareFile,
    CareVisit,
    CareVisitPhoto,
    ConditionReport,
    FollowUp,
)
from doudi.foundation.access import Viewer, in_scope
from doudi.registry.models import Household


def move_area(actor: Viewer, old: str, new: str, on: date) -> dict[str, int]:
    """When a village is merged into another: everything under the old code stands under the new one."""
    moved = {"care_files": in_scope(actor, CareFile.objects.filter(area_code=old)).count()}
    for table in apps.get_app_config("care").get_models():
        if not table._meta.model_name.endswith("event"):
            in_scope(actor, table._default_manager.filter(area_code=old)).update(area_code=new)
    return moved


def move_care_of_household(household: Household, new: str) -> None:
    for table, path in (
        (CareFile, "household"),
        (ConditionReport, "file__household"),
        (Assessment, "file__household"),
        (AssessmentPaper, "assessment__file__household"),
        (CareVisit, "file__household"),
        (CareVisitPhoto, "visit__file__household"),
        (FollowUp, "visit__file__household"),
    ):
        table._default_manager.filter(**{path: household}).update(area_code=new)
