"""The demonstration's bought care: one provider, three people who live alone and chose services, and how far their months are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from doudi.casework.models import Award
from doudi.foundation import audit
from doudi.foundation.access import Viewer, acting, in_scope
from doudi.payments.demo.papers import PAPER, PHOTO
from doudi.payments.domain.credit_codes import check_letter_of
from doudi.payments.models import CareAgreement
from doudi.payments.services.care_agreements import (
    add_provider,
    agree_care,
    record_provider_account,
)
from doudi.payments.services.care_months import confirm_hours, record_hours
from doudi.registry.models import Membership
from doudi.units.dates import Month

NAME, CODE = "安和居家养老服务中心", "52900101MJ0000001"
PEOPLE, OLD = 3, 65
BASIC, CARE = 57_330, 55_667  # fen: money to live on, and for care
HOURS, HOUR_FEN = 20, 2_500
#: Hours that the provider says it gave, and those that the person confirmed; None: nobody did yet.
MONTHS: tuple[tuple[tuple[int, int | None] | None, ...], ...] = (
    ((20, 20), (18, 16), (20, 20)),
    ((20, 20), (12, 12), (0, None)),
    ((20, 18), (16, None), None),
)


@dataclass
class Bought:
    officer: Viewer
    agreements: list[CareAgreement]


def begin_care(officer: Viewer, first: Month) -> Bought:
    """The awards stand as the county gave them before it began with this system."""
    on = first.first_day
    with acting(officer):
        provider = add_provider(actor=officer, name=NAME, credit_code=CODE + check_letter_of(CODE), on=on)  # fmt: skip
        record_provider_account(actor=officer, provider=provider, holder_name=NAME, bank="rural_credit", number="9001010000017788", on=on)  # fmt: skip
        agreements = [
            agree_care(
                actor=officer,
                award=award,
                provider=provider,
                hours=HOURS,
                hour_fen=HOUR_FEN,
                first=first,
                content=PAPER,
                file_name="购买服务协议.pdf",
                trusted="邻居王大嫂" if place == 1 else "",
                on=on,
            )
            for place, award in enumerate(_awards(officer, first))
        ]
    return Bought(officer, agreements)


def _awards(officer: Viewer, first: Month) -> list[Award]:
    """Of old people who live alone and have nothing yet."""
    born = date(first.year - OLD, 1, 1)
    taken = in_scope(officer, Award.objects.all()).values("household")
    alone = (
        in_scope(officer, Membership.objects.filter(relation="head", valid_to__isnull=True))
        .filter(person__birth_date__lt=born, person__is_deceased=False, household__state="active")
        .exclude(household__in=taken)
        .exclude(household__in=_with_others(officer))
        .select_related("household", "person")
        .order_by("household__area_code", "pk")[:PEOPLE]
    )
    made = [
        Award.objects.create(
            area_code=m.household.area_code,
            household=m.household,
            person=m.person,
            programme="tekun",
            outcome="money",
            amount_fen=BASIC + CARE,
            parts={"basic": BASIC, "care": CARE},
            from_month=(first - 12).first_day,
            paid_through=(first - 1).first_day,
        )
        for m in alone
    ]
    audit.record(officer, "casework.award.given", object_type="award")
    return made


def _with_others(officer: Viewer) -> object:
    others = Membership.objects.filter(valid_to__isnull=True).exclude(relation="head")
    return in_scope(officer, others).values("household")


def enter_month(bought: Bought, month: Month, place: int) -> None:
    """What the provider brought and the people said, in the first days of the next month."""
    on = (month + 1).first_day
    with acting(bought.officer) as officer:
        for agreement, said in zip(bought.agreements, MONTHS[place], strict=False):
            if said is None:
                continue
            given, confirmed = said
            care = record_hours(actor=officer, agreement=agreement, month=month, hours=given, on=on)
            if confirmed:
                confirm_hours(
                    actor=officer,
                    care=care,
                    hours=confirmed,
                    is_by_trusted=bool(agreement.trusted),
                    receipt_kind="thumbprint",
                    content=PHOTO,
                    file_name="确认单.png",
                    on=on,
                )
