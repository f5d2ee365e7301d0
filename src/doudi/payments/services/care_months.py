"""A month of bought care: what the provider says it gave, what the person confirms. Only that is paid, by the next run."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from doudi.foundation import audit
from doudi.foundation.access import Viewer, in_scope, permit
from doudi.foundation.clock import get_today
from doudi.payments.models import CareAgreement, CareMonth, Handout
from doudi.payments.selectors.care import paid_months
from doudi.payments.services.care_agreements import check_hours, refuse_while_posting
from doudi.registry.services.documents import check_file, keep_document
from doudi.units.dates import Month
from doudi.units.text import refusal

NOTHING_GIVEN = "没有提供服务"


@transaction.atomic
def record_hours(
    *, actor: Viewer, agreement: CareAgreement, month: Month, hours: int, on: date
) -> CareMonth:
    """What the provider's slip says. None at all closes the month: nothing is paid for it.

    Raises ProblemsError: a month outside the agreement, to come or recorded already; impossible hours; the person was dead.
    """
    permit(actor, "goods.work")
    rows = CareAgreement.objects.select_for_update(of=("self",)).select_related("person")
    locked = in_scope(actor, rows).get(pk=agreement.pk)
    check_hours(hours, "hours")
    last = Month.from_date(locked.last_month) if locked.last_month else None
    if month < Month.from_date(locked.first_month) or (last is not None and month > last):
        raise refusal("不在协议约定的月份里", "not a month of the agreement", where="month")
    if month > Month.from_date(on):
        raise refusal("这个月还没有到", "the month has not come", where="month")
    died = locked.person.died_on
    if died is not None and month > Month.from_date(died):
        raise refusal("这个人在那个月以前已去世", "the person had died before", where="month")
    if locked.months.filter(month=month.first_day).exists():
        raise refusal("这个月已经登记过", "it is recorded already", where="month")
    care = CareMonth(
        area_code=locked.area_code,
        agreement=locked,
        household_id=locked.household_id,
        person_id=locked.person_id,
        month=month.first_day,
        hour_fen=locked.hour_fen,
        hours_planned=locked.hours,
        entered_by_id=actor.posting_id,
    )
    _deliver(care, hours, on)
    care.save()
    _record(actor, "delivered", care)
    return care


@transaction.atomic
def correct_hours(*, actor: Viewer, care: CareMonth, hours: int, words: str, on: date) -> CareMonth:
    """Written wrongly: what was confirmed is confirmed anew. Raises ProblemsError: paid already; no reason; impossible hours."""
    permit(actor, "goods.work")
    refuse_while_posting(actor)
    locked = _lock(actor, care)
    check_hours(hours, "hours")
    if not words.strip():
        raise refusal("请写明为什么更正", "say why it is corrected", where="words")
    _deliver(locked, hours, on)
    locked.words = words.strip()[:300]
    locked.save()
    _record(actor, "corrected", locked, locked.words)
    return locked


def _deliver(care: CareMonth, hours: int, on: date) -> None:
    care.hours_delivered, care.delivered_on = hours, on
    is_nothing = hours == 0
    care.confirmed_hours = 0 if is_nothing else None
    care.confirmed_on = on if is_nothing else None
    care.words = NOTHING_GIVEN if is_nothing else ""
    care.confirmed_by, care.receipt_kind, care.receipt, care.taken_by = "", "", None, None


@transaction.atomic
def confirm_hours(
    *,
    actor: Viewer,
    care: CareMonth,
    hours: int,
    is_by_trusted: bool,
    receipt_kind: str,
    content: bytes,
    file_name: str,
    words: str = "",
    on: date,
) -> CareMonth:
    """What the person, or whom they trust, says was given: no more than was delivered or planned. `content`: the signed slip or a photo.

    Raises ProblemsError: confirmed already; too many hours; nobody is trusted by the agreement; no paper (where nothing was given: no
    words); a day before the month or to come.
    """
    permit(actor, "goods.work")
    locked = _lock(actor, care)
    if locked.confirmed_hours is not None:
        raise refusal("已经确认过", "it is confirmed already")
    most = min(locked.hours_delivered, locked.hours_planned)
    if not 0 <= hours <= most:
        raise refusal(f"不能多于{most}小时", f"no more than {most} hours", where="hours")
    trusted = locked.agreement.trusted
    if is_by_trusted and not trusted:
        raise refusal(
            "协议里没有写本人信任的确认人，只能由本人确认",
            "the agreement names nobody whom the person trusts: the person confirms",
            where="by",
        )
    if on < locked.month or on > get_today():
        raise refusal("日期不能早于服务月份，也不能是将来", "neither before the month nor to come", where="on")  # fmt: skip
    if hours and receipt_kind not in Handout.Receipt.values:
        raise refusal("请选择确认方式", "say how it was confirmed", where="receipt_kind")
    if hours or content:
        media_type = check_file(content, file_name)
        locked.receipt = keep_document(
            actor=actor,
            content=content,
            file_name=file_name,
            media_type=media_type,
            title=f"服务确认单 {locked.month:%Y-%m}",
            household=locked.household,
        )
    elif not words.strip():
        raise refusal("一小时也不确认的，请写明情况", "say what happened", where="words")
    locked.confirmed_hours, locked.confirmed_on = hours, on
    locked.confirmed_by = trusted if is_by_trusted else locked.person.name[:40]
    locked.receipt_kind = receipt_kind if receipt_kind in Handout.Receipt.values else ""
    locked.words, locked.taken_by_id = words.strip()[:300], actor.posting_id
    locked.save()
    _record(actor, "confirmed", locked)
    return locked


def _lock(actor: Viewer, care: CareMonth) -> CareMonth:
    """Raises ProblemsError: the month is paid."""
    rows = CareMonth.objects.select_for_update(of=("self",))
    rows = rows.select_related("agreement", "household", "person")
    locked = in_scope(actor, rows).get(pk=care.pk)
    if Month.from_date(locked.month) in paid_months(actor, locked.agreement):
        raise refusal("这个月已经付给服务机构，不能再改", "the month is paid: it stays")
    return locked


def _record(actor: Viewer, what: str, care: CareMonth, reason: str = "") -> None:
    audit.record(
        actor,
        f"payments.care.{what}",
        object_type="care_month",
        object_id=care.pk,
        household_id=care.household_id,
        person_id=care.person_id,
        area_code=care.area_code,
        reason=reason,
    )
