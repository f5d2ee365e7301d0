from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PaymentsConfig(AppConfig):
    name = "doudi.payments"
    verbose_name = _("资金发放")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from doudi.foundation.audit import register_actions, register_looks
        from doudi.foundation.encrypted import register_encrypted, register_files
        from doudi.foundation.pages import register_navigation, register_work
        from doudi.foundation.services.areas import register_area_move
        from doudi.foundation.verify import register_check
        from doudi.payments.actions import ACTIONS, LOOKS
        from doudi.payments.encrypted import ENCRYPTED, FILES
        from doudi.payments.household_accounts import build_accounts_part
        from doudi.payments.household_payments import build_household_part
        from doudi.payments.jobs import register_jobs
        from doudi.payments.navigation import NAVIGATION
        from doudi.payments.payees import register_payee
        from doudi.payments.selectors.care import list_given_to_providers
        from doudi.payments.services.following import move_area, move_payments_of_household
        from doudi.payments.services.ledger_checks import verify_ledger
        from doudi.payments.services.recovery_letters import register_letters
        from doudi.payments.work import WORK
        from doudi.registry.household_parts import register_part
        from doudi.registry.services.places import register_settling

        register_part("payments/household_part.html", build_household_part)
        register_part("payments/accounts_part.html", build_accounts_part)
        register_actions(ACTIONS)
        register_letters()
        register_looks(*LOOKS)
        register_encrypted(*ENCRYPTED)
        register_files(*FILES)
        register_navigation(*NAVIGATION)
        for source in WORK:
            register_work(source)
        register_jobs()
        register_payee(list_given_to_providers)
        register_check(verify_ledger)
        register_area_move(move_area)
        register_settling(move_payments_of_household)
