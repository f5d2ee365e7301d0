from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CareConfig(AppConfig):
    name = "doudi.care"
    verbose_name = _("照护")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from doudi.care.actions import ACTIONS, LOOKS
        from doudi.care.following import move_area, move_care_of_household
        from doudi.care.household_part import build_household_part
        from doudi.care.jobs import register_jobs
        from doudi.care.navigation import NAVIGATION
        from doudi.care.work import WORK
        from doudi.foundation.audit import register_actions, register_looks
        from doudi.foundation.pages import register_navigation, register_work
        from doudi.foundation.services.areas import register_area_move
        from doudi.registry.household_parts import register_part
        from doudi.registry.services.places import register_settling

        register_part("care/household_part.html", build_household_part)
        register_actions(ACTIONS)
        register_looks(*LOOKS)
        register_navigation(*NAVIGATION)
        for source in WORK:
            register_work(source)
        register_jobs()
        register_area_move(move_area)
        register_settling(move_care_of_household)
