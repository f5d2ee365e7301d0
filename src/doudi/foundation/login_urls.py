"""Logging in and one's own account. The names are those that allauth looks for, so they stand in no namespace."""

from django.urls import path

from doudi.foundation.views import own_account as views

urlpatterns = [
    path("login/", views.log_in, name="account_login"),
    path("logout/", views.log_out, name="account_logout"),
    path("login/inactive/", views.show_inactive, name="account_inactive"),
    path("login/code/", views.ask_for_code, name="mfa_authenticate"),
    path("me/", views.show_own_account, name="mfa_index"),
    path("me/password/", views.change_password, name="account_change_password"),
    path("me/confirm/", views.reauthenticate, name="account_reauthenticate"),
    path("me/confirm/code/", views.reauthenticate_by_code, name="mfa_reauthenticate"),
    path("me/second-factor/", views.activate_second_factor, name="mfa_activate_totp"),
    path("me/second-factor/remove/", views.remove_second_factor, name="mfa_deactivate_totp"),
    path("me/recovery-codes/", views.show_recovery_codes, name="mfa_view_recovery_codes"),
    path("me/recovery-codes/new/", views.make_recovery_codes, name="mfa_generate_recovery_codes"),
]
