"""Who gives bought care, to which account it is paid, and for whom it was agreed instead of money."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from doudi.casework.models import Award
from doudi.foundation import audit
from doudi.foundation.access import Viewer, acting, in_scope, permit, system
from doudi.foundation.keys import keyring
from doudi.payments.domain.account_numbers import clean_company_number, clean_holder, shown
from doudi.payments.domain.credit_codes import clean_credit_code
from doudi.payments.format_book import get_banks
from doudi.payments.models import CareAgreement, CareProvider, PayeeAccount, PaymentRun
from doudi.payments.payees import list_given
from doudi.payments.selectors.care import (
    COMPONENT,
    care_awards_of,
    list_given_to_providers,
    list_providers_to_buy_from,
    paid_months,
    part_of,
)
from doudi.payments.services.accounts import PURPOSE
from doudi.registry.models import Person
from doudi.registry.services.documents import check_file, keep_document
from doudi.units.area import AreaLevel, at_level
from doudi.units.dates import Month
from doudi.units.text import refusal

MOST_HOURS = 744  # of a month


@transaction.atomic
def add_provider(*, actor: Viewer, name: str, credit_code: str, on: date) -> CareProvider:
    """For the actor's own area: a township's or the county's. Raises ProblemsError: no name; a wrong code; it is there already."""
    permit(actor, "pay.account")
    name, code = clean_holder(name, where="name"), clean_credit_code(credit_code)
    rows = CareProvider.objects.filter(area_code=actor.area_code, credit_code=code)
    if in_scope(actor, rows).exists():
        raise refusal("这个机构已经登记过", "it is recorded already", where="credit_code")
    provider = CareProvider.objects.create(
        area_code=actor.area_code,
        name=name,
        credit_code=code,
        entered_by_id=actor.posting_id,
        entered_on=on,
    )
    audit.record(
        actor,
        "payments.care.provider",
        object_type="care_provider",
        object_id=provider.pk,
        area_code=provider.area_code,
    )
    return provider


@transaction.atomic
def record_provider_account(
    *, actor: Viewer, provider: CareProvider, holder_name: str, bank: str, number: str, on: date
) -> PayeeAccount:
    """In the provider's own name, and nobody else's; what was there ends this day.

    Raises ProblemsError: another name; an unknown bank; a number that no bank gives; an account that a family or another provider uses.
    """
    permit(actor, "pay.account")
    if clean_holder(holder_name) != provider.name:
        raise refusal(
            f"户名须与机构名称一致：{provider.name}",
            f"the account must be in the name of {provider.name}",
            where="holder_name",
        )
    if bank not in get_banks():
        raise refusal("没有这家银行", "there is no such bank", where="bank", value=bank)
    digits = clean_company_number(number)
    index = keyring().blind_index(digits, PURPOSE)
    standing = in_scope(actor, PayeeAccount.objects.filter(valid_to__isnull=True))
    others = standing.filter(number_index=index).exclude(provider__credit_code=provider.credit_code)
    if others.exists():
        raise refusal(
            "这个账号已经登记给别人，请核对",
            "somebody else is paid to this account",
            where="number",
        )
    in_scope(actor, CareProvider.objects.select_for_update()).get(pk=provider.pk)
    standing.filter(provider=provider).update(valid_to=on)
    account = PayeeAccount.objects.create(
        area_code=provider.area_code,
        provider=provider,
        holder_name=provider.name,
        bank=bank,
        number_cipher=keyring().encrypt(digits, PURPOSE),
        number_index=index,
        number_shown=shown(digits),
        basis=PayeeAccount.Basis.provider,
        valid_from=on,
        entered_by_id=actor.posting_id,
    )
    audit.record(
        actor,
        "payments.account.recorded",
        object_type="account",
        object_id=account.pk,
        area_code=account.area_code,
    )
    return account


@transaction.atomic
def agree_care(
    *,
    actor: Viewer,
    award: Award,
    provider: CareProvider,
    hours: int,
    hour_fen: int,
    first: Month,
    content: bytes,
    file_name: str,
    trusted: str = "",
    on: date,
) -> CareAgreement:
    """From a month on the award's care part buys hours from the provider. `content`: the agreement that was signed.

    Raises ProblemsError: no care part; impossible hours or price, or more than the part; a month that was paid as money; it is agreed
    already, or the money goes to a caregiver; another county's provider; no paper.
    """
    permit(actor, "goods.work")
    refuse_while_posting(actor)
    person = in_scope(actor, Person.objects.select_for_update()).get(pk=award.person_id)
    if provider.pk not in {p.pk for p in list_providers_to_buy_from(actor)}:
        raise refusal("没有这个服务机构", "there is no such provider", where="provider")
    check_hours(hours, "hours", least=1)
    if not 0 < hour_fen <= 100_000_00:
        raise refusal("请填写每小时价格", "give the price of an hour", where="hour_fen")
    if first > Month.from_date(on) + 12:
        raise refusal("最多提前一年", "no more than a year ahead", where="first")
    part = part_of(care_awards_of(actor, person.pk, award.programme), COMPONENT, first)
    if not part:
        raise refusal(
            f"{first}这个人没有照料护理费",
            f"this person has no money for care in {first}",
            where="first",
        )
    if hours * hour_fen > part:
        raise refusal(
            f"安排的服务共{hours * hour_fen / 100:.2f}元，超过每月照料护理费{part / 100:.2f}元",
            f"{hours * hour_fen / 100:.2f} of care is more than the {part / 100:.2f} that the award gives for it",
            where="hours",
        )
    agreement = CareAgreement(
        area_code=award.household.area_code,
        household=award.household,
        person=person,
        programme=award.programme,
        component=COMPONENT,
        provider=provider,
        provider_name=provider.name,
        hours=hours,
        hour_fen=hour_fen,
        first_month=first.first_day,
        trusted=trusted.strip()[:40],
        entered_by_id=actor.posting_id,
        entered_on=on,
    )
    _refuse_other_hands(actor, agreement, award, first)
    agreement.document = keep_document(
        actor=actor,
        content=content,
        file_name=file_name,
        media_type=check_file(content, file_name),
        title="购买服务协议",
        household=award.household,
    )
    agreement.save()
    record(actor, "agreed", agreement)
    return agreement


def _refuse_other_hands(
    actor: Viewer, agreement: CareAgreement, award: Award, first: Month
) -> None:
    """The same money for the same month goes one way only."""
    paid = [m for m in paid_months(actor, agreement) if m >= first]
    if paid:
        raise refusal(
            f"{max(paid)}的照料护理费已经发过，请从{max(paid) + 1}起安排",
            f"the money of {max(paid)} has been paid: begin with {max(paid) + 1}",
            where="first",
        )
    same = CareAgreement.objects.filter(
        person=agreement.person, programme=agreement.programme, component=agreement.component
    )
    for other in in_scope(actor, same):
        last = Month.from_date(other.last_month) if other.last_month else None
        if last is None or last >= max(first, Month.from_date(other.first_month)):
            raise refusal(
                f"已经安排由{other.provider_name}服务，先终止那一份",
                f"{other.provider_name} gives care already: end that first",
                where="first",
            )
    awards = {a.pk for a in care_awards_of(actor, agreement.person_id, agreement.programme)}
    own = set(list_given_to_providers(actor, award.area_code))
    for given in list_given(actor, award.area_code):
        if given in own or given.award not in awards or given.component != agreement.component:
            continue
        if given.last is None or given.last >= first:
            raise refusal(
                "照料护理费已经约定给照料人或者供养机构，先终止那份协议",
                "the money goes to a caregiver or an institution by agreement: end that first",
                where="first",
            )


@transaction.atomic
def end_care(
    *, actor: Viewer, agreement: CareAgreement, last: Month, reason: str, on: date
) -> CareAgreement:
    """With this month the buying ends; from the next one the care part is money again. The month before the first: it never began.

    Raises ProblemsError: ended already; before months with hours; no reason.
    """
    permit(actor, "goods.work")
    refuse_while_posting(actor)
    locked = in_scope(actor, CareAgreement.objects.select_for_update(of=("self",))).get(
        pk=agreement.pk
    )
    if locked.last_month is not None:
        raise refusal("已经终止", "it has ended already")
    if not reason.strip():
        raise refusal("请写明原因", "say why", where="reason")
    first = Month.from_date(locked.first_month)
    if last < first - 1:
        raise refusal(
            f"最早到{first - 1}（就是没有开始）", f"no earlier than {first - 1}", where="last"
        )
    if last > Month.from_date(on) + 12:
        raise refusal("最多提前一年", "no more than a year ahead", where="last")
    later = locked.months.filter(month__gt=last.first_day).order_by("-month").first()
    if later is not None:
        raise refusal(
            f"{later.month:%Y-%m}已经登记了小时，不能早于那个月终止",
            f"hours of {later.month:%Y-%m} are recorded: not before that month",
            where="last",
        )
    locked.last_month, locked.end_reason = last.first_day, reason.strip()[:300]
    locked.save()
    record(actor, "ended", locked, reason=locked.end_reason)
    return locked


def check_hours(hours: int, where: str, *, least: int = 0) -> None:
    if not least <= hours <= MOST_HOURS:
        raise refusal(
            f"小时数须是{least}到{MOST_HOURS}",
            f"between {least} and {MOST_HOURS} hours",
            where=where,
        )


def refuse_while_posting(actor: Viewer) -> None:
    """What two people signed is being posted as it was: no month may change hands until that is done. Who signs now waits for us."""
    county = at_level(actor.area_code, AreaLevel.county)
    with acting(system("payments.care")):
        runs = PaymentRun.objects.select_for_update().filter(
            area_code=county, state__in=PaymentRun.OPEN
        )
        is_posting = any(run.state == PaymentRun.State.approving for run in runs)
    if is_posting:
        raise refusal(
            "这个月的发放正在入账，过几分钟再办",
            "a payment run is being posted: try again in a few minutes",
        )


def note_viewed(*, actor: Viewer, agreement: CareAgreement) -> None:
    permit(actor, "pay.view")
    record(actor, "viewed", agreement)


def record(actor: Viewer, what: str, agreement: CareAgreement, reason: str = "") -> None:
    audit.record(
        actor,
        f"payments.care.{what}",
        object_type="care_agreement",
        object_id=agreement.pk,
        household_id=agreement.household_id,
        person_id=agreement.person_id,
        area_code=agreement.area_code,
        reason=reason,
    )
