"""Letters that wait for a viewer: one line for each thing to do, with the nearest limit."""

from __future__ import annotations

from django.db.models import Count, Min
from django.urls import reverse

from doudi.casework.letters_table import WAITING
from doudi.casework.selectors.letters import count_waiting, list_waiting_pages
from doudi.casework.services import letter_batches
from doudi.foundation.access import Viewer
from doudi.foundation.jobs import register_job
from doudi.foundation.pages import WorkItem
from doudi.units.text import Text

NEEDS = {"check": "case.check", "sign": "case.confirm", "serve": "case.work", "hand_out": "case.work"}  # fmt: skip


def work_with_letters(viewer: Viewer) -> list[WorkItem]:
    own = [w for w, needed in NEEDS.items() if viewer.area_code and viewer.may(needed)]
    found = []
    for what, told in count_waiting(viewer, own).items():
        label = Text(f"文书{WAITING[what].zh}", f"letters {WAITING[what].en}")
        url = f"{reverse('casework:letters')}?waiting={what}"
        found.append(WorkItem(label, url, told.since, told.due, told.count))
    if viewer.may("case.work"):
        pages = list_waiting_pages(viewer).aggregate(count=Count("pk"), since=Min("uploaded_on"))
        label = Text("扫描件待人工归档", "scanned pages to file by hand")
        found.append(WorkItem(label, reverse("casework:scans"), pages["since"], None, pages["count"]))  # fmt: skip
    return [item for item in found if item.count]


def register_letter_jobs() -> None:
    register_job(
        letter_batches.PRINT,
        label=Text("批量打印文书", "print letters together"),
        perform=letter_batches.perform_print,
        finish=letter_batches.finish_print,
        link=lambda run: reverse("casework:letter_batch", args=[run.pk]),
    )
