"""The doors to bought care: its providers, agreements and months."""

from __future__ import annotations

from doudi.casework.access import there
from doudi.casework.models import Award
from doudi.foundation.access import Viewer, in_scope, permit
from doudi.foundation.clock import get_today
from doudi.payments.models import CareAgreement, CareMonth, CareProvider
from doudi.payments.selectors.care import list_agreements, list_care_money, list_providers


def access_care_for_view(viewer: Viewer, care_agreement_id: int) -> CareAgreement:
    permit(viewer, "pay.view")
    return there(list_agreements(viewer).filter(pk=care_agreement_id).first())


def access_care_for_work(viewer: Viewer, care_agreement_id: int) -> CareAgreement:
    permit(viewer, "goods.work")
    return there(list_agreements(viewer).filter(pk=care_agreement_id).first())


def access_care_month_for_view(viewer: Viewer, care_month_id: int) -> CareMonth:
    permit(viewer, "pay.view")
    rows = CareMonth.objects.select_related("agreement", "person", "household", "receipt")
    return there(in_scope(viewer, rows.filter(pk=care_month_id)).first())


def access_care_month_for_work(viewer: Viewer, care_month_id: int) -> CareMonth:
    permit(viewer, "goods.work")
    return access_care_month_for_view(viewer, care_month_id)


def access_award_for_care(viewer: Viewer, care_award_id: int) -> Award:
    """With money for care that buys nothing yet."""
    permit(viewer, "goods.work")
    return there(list_care_money(viewer, get_today()).filter(pk=care_award_id).first())


def access_care_provider_for_view(viewer: Viewer, care_provider_id: int) -> CareProvider:
    permit(viewer, "pay.view")
    return there(list_providers(viewer).filter(pk=care_provider_id).first())


def access_care_provider_for_account(viewer: Viewer, care_provider_id: int) -> CareProvider:
    permit(viewer, "pay.account")
    return there(list_providers(viewer).filter(pk=care_provider_id).first())
