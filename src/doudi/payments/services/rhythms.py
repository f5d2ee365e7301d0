"""A place goes over to quarterly payment, or back to monthly."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from doudi.foundation import audit
from doudi.foundation.access import Viewer, in_scope, permit
from doudi.foundation.models import Area
from doudi.foundation.rulebook import get_rulebook
from doudi.payments.models import QuarterlyPlace
from doudi.registry.services.documents import check_file, keep_document
from doudi.units.text import refusal


@transaction.atomic
def pay_quarterly(
    *,
    actor: Viewer,
    area_code: str,
    programme: str = "",
    source: str,
    on: date,
    content: bytes = b"",
    file_name: str = "",
) -> QuarterlyPlace:
    """From a day on. `content`: the document that says so, if it is at hand; `source`: its name and number.

    Raises ProblemsError: no place of the actor's; an unknown programme; no document; it is so already.
    """
    permit(actor, "pay.plan")
    if not actor.sees(area_code) or not Area.objects.filter(code=area_code).exists():
        raise refusal("没有这个地方", "there is no such place", where="area_code", value=area_code)
    if programme and programme not in get_rulebook().programmes:
        raise refusal(
            "没有这个项目", "there is no such programme", where="programme", value=programme
        )
    if not source.strip():
        raise refusal("请写明文件", "name the document", where="source")
    standing = QuarterlyPlace.objects.filter(area_code=area_code, programme=programme, valid_to__isnull=True)  # fmt: skip
    if in_scope(actor, standing).exists():
        raise refusal("已经按季发放", "it is paid by the quarter already", where="area_code")
    place = QuarterlyPlace(
        area_code=area_code, programme=programme, source=source.strip()[:200], valid_from=on
    )
    if content or file_name:
        place.document = keep_document(
            actor=actor,
            content=content,
            file_name=file_name,
            media_type=check_file(content, file_name),
            title=place.source,
            area_code=area_code,
        )
    place.save()
    _record(actor, place, "quarter")
    return place


@transaction.atomic
def pay_monthly(*, actor: Viewer, place: QuarterlyPlace, on: date) -> QuarterlyPlace:
    """From this day on by the month again. What was paid ahead stays paid. Raises ProblemsError: it is so already; before it began."""
    permit(actor, "pay.plan")
    locked = in_scope(actor, QuarterlyPlace.objects.select_for_update()).get(pk=place.pk)
    if locked.valid_to is not None:
        raise refusal("已经按月发放", "it is paid by the month already")
    if on < locked.valid_from:
        raise refusal("不能早于开始的日期", "not before it began", where="on")
    locked.valid_to = on
    locked.save()
    _record(actor, locked, "month")
    return locked


def _record(actor: Viewer, place: QuarterlyPlace, every: str) -> None:
    audit.record(
        actor,
        "payments.rhythm.changed",
        object_type="quarterly_place",
        object_id=place.pk,
        area_code=place.area_code,
        details={"programme": place.programme, "every": every, "source": place.source},
    )
