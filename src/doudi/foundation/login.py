"""How staff log in: what Doudi asks of allauth. No sign-up, no e-mail; every login, refusal and change is in the trail."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from doudi.foundation import audit
from doudi.foundation.access import acting, oneself
from doudi.foundation.clock import get_now
from doudi.foundation.models import Account
from doudi.foundation.second_factors import seal, unseal

ACTION = "foundation.account."


def record_own(account: Account, verb: str, **details: Any) -> None:
    """An event of somebody's own account (`verb`: "logged_in"). Inside `acting(oneself(account))`."""
    audit.record(
        oneself(account),
        ACTION + verb,
        object_type="account",
        object_id=account.pk,
        area_code=account.area_code,
        details=details,
    )


class StaffAdapter(DefaultAccountAdapter):
    """allauth's account part."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("用户名或密码不对。"),
        "too_many_login_attempts": _("错误次数太多，请过几分钟再试。"),
        "incorrect_password": _("密码不对。"),
        "incorrect_code": _("验证码不对。"),
        "enter_current_password": _("现在的密码不对。"),
        "rate_limited": _("操作太频繁，请过几分钟再试。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(self, *args: Any, **options: Any) -> None:
        """The pages say what happened; allauth's own messages are left out."""

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        from django.urls import reverse

        return reverse("mfa_index")

    def login(self, request: HttpRequest, user: Account) -> None:
        with acting(oneself(user)):
            super().login(request, user)
            user.last_login = get_now()
            user.save(update_fields=["last_login"])
            record_own(user, "logged_in")

    def logout(self, request: HttpRequest) -> None:
        if request.user.is_authenticated:
            with acting(oneself(request.user)):
                record_own(request.user, "logged_out")
        super().logout(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Wrong passwords are counted by axes, in the database, for all processes together."""
        self._login_failed_rl_usage = None

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Only for accounts that exist: what else is typed here may be a password."""
        account = Account.objects.filter(username=credentials.get("username", "")).first()
        if account is not None:
            with acting(oneself(account)):
                record_own(account, "refused")

    def set_password(self, user: Account, password: str) -> None:
        with acting(oneself(user)):
            user.set_password(password)
            user.must_change_password = False
            user.save(update_fields=["password", "must_change_password"])
            record_own(user, "password_changed")


class SecondFactor(DefaultMFAAdapter):
    """allauth's second factor. Its secrets are encrypted like identity numbers."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("验证码不对。请看手机上现在的六位数字。"),
    }

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)

    def get_totp_label(self, user: Account) -> str:
        return user.username


def has_second_factor(account: Account) -> bool:
    from allauth.mfa.models import Authenticator
    from allauth.mfa.utils import is_mfa_enabled

    return is_mfa_enabled(account, [Authenticator.Type.TOTP])


def watch_second_factors() -> None:
    """Called once, from `ready()`: allauth tells of a changed factor by signals only."""
    from allauth.mfa import signals

    def tell(user: Account, authenticator: Any, **_: Any) -> None:
        with acting(oneself(user)):
            record_own(user, "factor_changed", kind=authenticator.type)

    for signal in (
        signals.authenticator_added,
        signals.authenticator_removed,
        signals.authenticator_reset,
    ):
        signal.connect(tell, weak=False, dispatch_uid="doudi.second_factor")
