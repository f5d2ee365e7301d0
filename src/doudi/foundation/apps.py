from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FoundationConfig(AppConfig):
    name = "doudi.foundation"
    verbose_name = _("公共基础")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.conf import settings
        from django.contrib.auth import user_logged_in

        from doudi.foundation import database
        from doudi.foundation.actions import ACTIONS
        from doudi.foundation.audit import register_actions
        from doudi.foundation.audit_chain import seal_events
        from doudi.foundation.encrypted import register_sealed_texts
        from doudi.foundation.fields import speak_plainly
        from doudi.foundation.jobs import register_duty
        from doudi.foundation.jobs.duties import tidy_queue, wake_neglected_runs
        from doudi.foundation.login import watch_second_factors
        from doudi.foundation.navigation import NAVIGATION, work_with_runs
        from doudi.foundation.pages import register_navigation, register_work
        from doudi.foundation.second_factors import SECOND_FACTORS

        register_navigation(*NAVIGATION)
        register_actions(ACTIONS)
        speak_plainly()
        register_work(work_with_runs)
        register_duty("seal the trail", every_seconds=3, do=seal_events)
        register_duty("wake neglected runs", every_seconds=2, do=wake_neglected_runs)
        register_duty("tidy the queue", every_seconds=600, do=tidy_queue)
        watch_second_factors()
        register_sealed_texts(SECOND_FACTORS)
        # It writes the account without a word in the trail; StaffAdapter.login does both.
        user_logged_in.disconnect(dispatch_uid="update_last_login")
        if settings.DOUDI.database_url:
            urls = settings.DOUDI.database_url, settings.DOUDI.database_owner_url
            database.use(database.Address.of(*urls))
