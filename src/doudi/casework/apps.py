from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CaseworkConfig(AppConfig):
    name = "doudi.casework"
    verbose_name = _("案件办理")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from doudi.casework.actions import ACTIONS, LOOKS
        from doudi.casework.encrypted import ENCRYPTED
        from doudi.casework.household_cases import build_household_part
        from doudi.casework.jobs import register_jobs
        from doudi.casework.navigation import NAVIGATION
        from doudi.casework.selectors.law import content_of, newest_digest
        from doudi.casework.services.following import (
            hand_over_desk,
            move_area,
            move_cases_of_household,
        )
        from doudi.casework.work import WORK
        from doudi.foundation.audit import register_actions, register_looks
        from doudi.foundation.encrypted import register_encrypted
        from doudi.foundation.pages import (
            register_logout_part,
            register_navigation,
            register_work,
        )
        from doudi.foundation.rulebook import LocalLaw, register_local_law
        from doudi.foundation.services.areas import register_area_move
        from doudi.foundation.services.postings import register_handover
        from doudi.registry.household_parts import register_part
        from doudi.registry.services.places import register_settling

        register_part("casework/household_part.html", build_household_part)
        register_actions(ACTIONS)
        register_local_law(LocalLaw(newest_digest, content_of))
        register_looks(*LOOKS)
        register_encrypted(*ENCRYPTED)
        register_navigation(*NAVIGATION)
        register_area_move(move_area)
        register_handover(hand_over_desk)
        register_settling(move_cases_of_household)
        for source in WORK:
            register_work(source)
        register_logout_part("casework/visit_leaving.html")
        register_jobs()
