"""Accounts to pay to."""

from django.urls import path

from doudi.payments.views import accounts

HOME = "households/<int:household_id>/accounts/"
urlpatterns = [
    path("accounts/", accounts.show_accounts, name="accounts"),
    path("accounts/import/", accounts.import_list, name="import_accounts"),
    path("accounts/lists/<int:account_list_id>/", accounts.show_list, name="account_list"),
    path("accounts/<int:payee_account_id>/reveal/", accounts.reveal, name="reveal_account"),
    path(HOME, accounts.show_household_accounts, name="household_accounts"),
    path(f"{HOME}new/", accounts.new_account, name="new_account"),
]
