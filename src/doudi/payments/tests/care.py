"""People in extreme difficulty with money for care, and a provider that it is bought from.

desk = care_desk(county); given = care_award(desk, "赵明远"); provider = make_provider(desk)
agreement = agree(desk, given, provider, hours=20, hour_fen=2500, first="2022-08")
care = deliver(desk, agreement, "2022-08", 18); confirm(desk, care, 16)
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from doudi.casework.models import Award
from doudi.foundation.access import acting
from doudi.foundation.domain.roles import Role
from doudi.payments.domain.credit_codes import check_letter_of
from doudi.payments.models import CareAgreement, CareMonth, CareProvider
from doudi.payments.services.care_agreements import (
    add_provider,
    agree_care,
    record_provider_account,
)
from doudi.payments.services.care_months import confirm_hours, record_hours
from doudi.payments.tests.runs import START, Desk, award
from doudi.registry.tests.families import Family
from doudi.units.dates import Month

BASIC, CARE = 57330, 55667
PDF = b"%PDF-1.7\n" + b"x" * 1000
PHOTO = b"\xff\xd8\xff\xe0" + b"a photograph" * 20
NAME = "安和居家养老服务中心"


def credit_code(place: int) -> str:
    body = f"52900101MJ{place:07}"
    return body + check_letter_of(body)


def clerk(desk: Desk, role: Role = Role.county_officer) -> Any:
    return acting(desk.county.viewer(role))


def care_award(desk: Desk, family: Family, first: str = "2022-07", care: int = CARE, **more: Any) -> Award:  # fmt: skip
    parts = {"basic": BASIC, "care": care}
    return award(desk, family, BASIC + care, first, programme="tekun", person=family.head, parts=parts, **more)  # fmt: skip


def make_provider(
    desk: Desk, place: int = 1, *, name: str = NAME, role: Role = Role.county_officer
) -> CareProvider:
    with clerk(desk, role) as actor:
        provider = add_provider(actor=actor, name=name, credit_code=credit_code(place), on=START)
        record_provider_account(actor=actor, provider=provider, holder_name=name, bank="rural_credit", number=f"90010100000{place:04}", on=START)  # fmt: skip
    return provider


def agree(
    desk: Desk,
    given: Award,
    provider: CareProvider,
    *,
    role: Role = Role.county_officer,
    **more: Any,
) -> CareAgreement:
    asked: dict[str, Any] = {"hours": 20, "hour_fen": 2500, "first": Month(2022, 8), "content": PDF, "file_name": "协议.pdf", "on": dt.date(2022, 8, 1)} | more  # fmt: skip
    if isinstance(asked["first"], str):
        asked["first"] = Month.parse(asked["first"])
    with clerk(desk, role) as actor:
        return agree_care(actor=actor, award=given, provider=provider, **asked)


def deliver(desk: Desk, agreement: CareAgreement, month: str, hours: int, **more: Any) -> CareMonth:
    on = (Month.parse(month) + 1).first_day
    with clerk(desk) as actor:
        return record_hours(
            **({"actor": actor, "agreement": agreement, "month": Month.parse(month), "hours": hours, "on": on} | more)
        )  # fmt: skip


def confirm(desk: Desk, care: CareMonth, hours: int, **more: Any) -> CareMonth:
    asked = {"is_by_trusted": False, "receipt_kind": "signature", "content": PHOTO, "file_name": "确认单.jpg", "on": care.month + dt.timedelta(days=29)} | more  # fmt: skip
    with clerk(desk) as actor:
        return confirm_hours(actor=actor, care=care, hours=hours, **asked)
