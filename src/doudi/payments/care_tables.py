"""Lists of bought care."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from doudi.casework.models import Award
from doudi.foundation.tables import Column, Table
from doudi.foundation.templatetags.doudi import month
from doudi.payments.models import CareAgreement
from doudi.payments.selectors.care import COMPONENT, CareSight
from doudi.units.text import Text

TO_ENTER, TO_CONFIRM, CONFIRMED, PAID = "enter", "confirm", "confirmed", "paid"
STATES = {
    TO_ENTER: Text("等登记小时", "hours to be entered"),
    TO_CONFIRM: Text("等本人确认", "to be confirmed by the person"),
    CONFIRMED: Text("已确认，下一批支付", "confirmed, paid with the next run"),
    PAID: Text("已列入发放", "in a payment run"),
}
TONES = {TO_ENTER: "warn", TO_CONFIRM: "warn", CONFIRMED: "good", PAID: "good"}
NOTHING = Text("没有服务，不付钱", "nothing given, nothing paid")


def state_of(sight: CareSight) -> str:
    if sight.posted_fen:
        return PAID
    if sight.care is None:
        return TO_ENTER
    return CONFIRMED if sight.is_confirmed else TO_CONFIRM


def word_of(sight: CareSight) -> Text:
    if sight.is_confirmed and not sight.cost_fen:
        return NOTHING
    return STATES[state_of(sight)]


def tone_of(sight: CareSight) -> str:
    return "" if sight.is_confirmed and not sight.cost_fen else TONES[state_of(sight)]


def _url(sight: CareSight) -> str:
    if sight.care is not None:
        return reverse("payments:care_month", args=[sight.care.pk])
    return f"{reverse('payments:care', args=[sight.agreement.pk])}?month={sight.month}#hours"


class CareTable(Table):
    """Everybody whose care is bought in a month: hours and money. Rows are `CareSight`s."""

    caption = Text("购买服务的人", "people whose care is bought")
    columns = (
        Column("name", Text("姓名", "name"), value=lambda s: s.agreement.person.name, link=_url, main=True),
        Column("area", Text("村（社区）", "village"), kind="area", value=lambda s: s.agreement.area_code),
        Column("provider", Text("服务机构", "provider"), value=lambda s: s.agreement.provider_name),
        Column("planned", Text("安排小时", "hours planned"), kind="count", value=lambda s: s.care.hours_planned if s.care else s.agreement.hours),
        Column("delivered", Text("服务小时", "delivered"), kind="count", value=lambda s: s.care.hours_delivered if s.care else None),
        Column("confirmed", Text("确认小时", "confirmed"), kind="count", value=lambda s: s.care.confirmed_hours if s.care else None),
        Column("cost", Text("付给机构（元）", "to the provider (yuan)"), kind="money", value=lambda s: s.cost_fen),
        Column("left", Text("没有用的（元）", "not used (yuan)"), kind="money", value=lambda s: s.left_fen),
        Column("state", Text("状态", "state"), value=word_of, tone=tone_of),
    )  # fmt: skip
    empty = Text("这个月没有人用照料护理费购买服务。", "Nobody's care is bought in this month.")


class CareMoneyTable(Table):
    """Awards with money for care that buys nothing yet."""

    caption = Text("有照料护理费的人", "people with money for care")
    columns = (
        Column("name", Text("姓名", "name"), value=lambda a: a.person.name, link=lambda a: reverse("payments:new_care", args=[a.pk]), main=True),
        Column("area", Text("村（社区）", "village"), kind="area", value=lambda a: a.area_code, sort="area_code"),
        Column("number", Text("家庭编号", "file"), value=lambda a: a.household.number),
        Column("care", Text("照料护理费（元）", "for care (yuan)"), kind="money", value=lambda a: a.parts[COMPONENT]),
    )  # fmt: skip
    order = "area"
    empty = Text(
        "没有领照料护理费、还没有安排服务的人。", "Nobody has money for care that buys nothing yet."
    )


class AgreementTable(Table):
    """Of one provider."""

    caption = Text("服务的人", "people it cares for")
    columns = (
        Column("name", Text("姓名", "name"), value=lambda a: a.person.name, link=lambda a: reverse("payments:care", args=[a.pk]), main=True),
        Column("area_code", Text("村（社区）", "village"), kind="area", sort="area_code"),
        Column("hours", Text("每月小时", "hours a month"), kind="count"),
        Column("hour_fen", Text("每小时（元）", "an hour (yuan)"), kind="money"),
        Column("first", Text("起", "from"), value=lambda a: _month(a.first_month)),
        Column("last", Text("止", "to"), value=lambda a: _month(a.last_month)),
    )  # fmt: skip
    order = "area_code"
    empty = Text("还没有安排人。", "Nobody yet.")

    def __init__(self, rows: QuerySet[CareAgreement], request: HttpRequest) -> None:
        super().__init__(rows, request)


def _month(day: Any) -> str:
    return month(day) if day else ""


def care_part(award: Award) -> int:
    parts: Mapping[str, int] = award.parts
    return int(parts.get(COMPONENT, 0))
