"""The doors to accounts."""

from __future__ import annotations

from doudi.casework.access import there
from doudi.foundation.access import Viewer, in_scope, permit
from doudi.payments.models import AccountList, PayeeAccount
from doudi.payments.selectors.accounts import get_account
from doudi.registry.models import Household
from doudi.registry.selectors.households import get_household


def access_household_for_accounts(viewer: Viewer, household_id: int) -> Household:
    permit(viewer, "pay.account")
    return there(get_household(viewer, household_id))


def access_household_for_account_view(viewer: Viewer, household_id: int) -> Household:
    permit(viewer, "pay.view")
    return there(get_household(viewer, household_id))


def access_account_for_reveal(viewer: Viewer, account_id: int) -> PayeeAccount:
    permit(viewer, "register.reveal")
    permit(viewer, "pay.view")
    return there(get_account(viewer, account_id))


def access_account_list(viewer: Viewer, list_id: int) -> AccountList:
    permit(viewer, "pay.account")
    rows = AccountList.objects.select_related("job", "received_by__account")
    return there(in_scope(viewer, rows.filter(pk=list_id)).first())
