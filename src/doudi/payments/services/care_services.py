"""Care bought with pooled money: hours planned, delivered, confirmed by the person. What is confirmed waits to be paid; providers are paid outside the run."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from doudi.foundation import audit
from doudi.foundation.access import Viewer, in_scope, permit
from doudi.payments.models import CareService
from doudi.registry.models import Document, Household, Person
from doudi.units.dates import Month
from doudi.units.text import refusal

State = CareService.State
MOST_HOURS = 744  # of a month


@transaction.atomic
def plan_care(
    *, actor: Viewer, household: Household, person: Person, provider: str, month: Month, hours: int, hour_fen: int
) -> CareService:  # fmt: skip
    """Raises ProblemsError: no provider; impossible hours or price; planned already."""
    permit(actor, "goods.work")
    if not provider.strip():
        raise refusal("请填写服务机构", "name the provider", where="provider")
    if not 0 < hours <= MOST_HOURS:
        raise refusal("小时数不对", "an impossible number of hours", where="hours")
    if hour_fen <= 0:
        raise refusal("请填写每小时价格", "give the price of an hour", where="hour_fen")
    rows = CareService.objects.filter(
        person=person, provider=provider.strip()[:100], month=month.first_day
    )
    if in_scope(actor, rows).exists():
        raise refusal("这个月已经安排过", "it is planned already", where="month")
    care = CareService.objects.create(
        area_code=household.area_code,
        household=household,
        person=person,
        provider=provider.strip()[:100],
        month=month.first_day,
        hours_planned=hours,
        hour_fen=hour_fen,
        entered_by_id=actor.posting_id,
    )
    _record(actor, "planned", care)
    return care


@transaction.atomic
def record_delivered(*, actor: Viewer, care: CareService, hours: int, on: date) -> CareService:
    """What the provider says it gave. Raises ProblemsError: not planned only; impossible hours; before the month."""
    permit(actor, "goods.work")
    locked = _lock(actor, care, State.planned)
    if not 0 <= hours <= MOST_HOURS:
        raise refusal("小时数不对", "an impossible number of hours", where="hours")
    if on < locked.month:
        raise refusal("日期早于服务月份", "before the month of the service", where="on")
    locked.hours_delivered, locked.delivered_on, locked.state = hours, on, State.delivered
    locked.save()
    _record(actor, "delivered", locked)
    return locked


@transaction.atomic
def confirm_care(
    *, actor: Viewer, care: CareService, hours: int, by: str, receipt: Document, on: date
) -> CareService:
    """What the person says it got; never more than was delivered or planned. Only that is to be paid.

    Raises ProblemsError: not delivered; too many hours; nobody's name; another family's paper.
    """
    permit(actor, "goods.work")
    locked = _lock(actor, care, State.delivered)
    most = min(locked.hours_delivered or 0, locked.hours_planned)
    if not 0 <= hours <= most:
        raise refusal(f"不能多于{most}小时", f"no more than {most} hours", where="hours")
    if not by.strip():
        raise refusal("请填写确认人", "who confirmed it", where="by")
    if receipt.household_id != locked.household_id:
        raise refusal("签收单不是这一户的", "the paper is another family's", where="receipt")
    if locked.delivered_on and on < locked.delivered_on:
        raise refusal("不能早于服务日期", "before it was delivered", where="on")
    locked.confirmed_hours, locked.confirmed_on, locked.confirmed_by = hours, on, by.strip()[:40]
    locked.receipt, locked.state = receipt, State.confirmed
    locked.save()
    _record(actor, "confirmed", locked)
    return locked


def to_pay_fen(care: CareService) -> int:
    return (care.confirmed_hours or 0) * care.hour_fen


def _lock(actor: Viewer, care: CareService, state: str) -> CareService:
    locked = in_scope(actor, CareService.objects.select_for_update()).get(pk=care.pk)
    if locked.state != state:
        raise refusal(
            f"现在是“{locked.get_state_display()}”，不能这样办",
            f"it is “{locked.state}”: this cannot be done now",
        )
    return locked


def _record(actor: Viewer, what: str, care: CareService) -> None:
    audit.record(
        actor,
        f"payments.care.{what}",
        object_type="care_service",
        object_id=care.pk,
        household_id=care.household_id,
        person_id=care.person_id,
        area_code=care.area_code,
    )
