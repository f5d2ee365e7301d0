"""What was paid to a family follows it to another village code; what speaks of a county's runs stays where it is."""

from __future__ import annotations

from datetime import date

from django.apps import apps
from django.db import models

from doudi.foundation.access import Viewer, in_scope
from doudi.payments.models import (
    CareAgreement,
    CareMonth,
    Cover,
    Due,
    Line,
    PayeeAccount,
    PaymentRun,
    Receivable,
    RunPart,
)
from doudi.registry.models import Household

#: A township's part of a run is what two people signed.
STAYING: tuple[type[models.Model], ...] = (RunPart,)


def move_area(actor: Viewer, old: str, new: str, on: date) -> dict[str, int]:
    """When a village is merged into another: everything under the old code stands under the new one."""
    moved = {
        "accounts": in_scope(actor, PayeeAccount.objects.filter(area_code=old)).count(),
    }
    for table in apps.get_app_config("payments").get_models():
        names = {f.name for f in table._meta.get_fields()}
        if (
            "area_code" in names
            and table not in STAYING
            and not table._meta.model_name.endswith("event")
        ):
            rows = table._default_manager.filter(area_code=old)
            in_scope(actor, settled(rows) if table is Line else rows).update(area_code=new)
    return moved


def move_payments_of_household(household: Household, new: str) -> None:
    """The family moved to another village: its accounts and what it was paid go with it."""
    for table, path in (
        (PayeeAccount, "household"),
        (Due, "household"),
        (Cover, "due__household"),
        (Receivable, "household"),
        (CareAgreement, "household"),
        (CareMonth, "household"),
    ):
        table._default_manager.filter(**{path: household}).update(area_code=new)
    settled(Line.objects.filter(household=household)).update(area_code=new)


def settled(lines: models.QuerySet[Line]) -> models.QuerySet[Line]:
    """A line of a run that is not posted stays where it was planned, else the township's posting would pass it by."""
    return lines.exclude(run__state__in=PaymentRun.OPEN)
