from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistryConfig(AppConfig):
    name = "doudi.registry"
    verbose_name = _("居民与家庭登记")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from doudi.foundation.audit import register_actions, register_looks
        from doudi.foundation.encrypted import register_encrypted, register_files
        from doudi.foundation.pages import register_navigation, register_work
        from doudi.foundation.services.areas import register_area_move
        from doudi.foundation.services.postings import register_handover
        from doudi.registry.actions import ACTIONS, LOOKS
        from doudi.registry.encrypted import ENCRYPTED, FILES
        from doudi.registry.imports.jobs import register_jobs as register_import_jobs
        from doudi.registry.jobs import register_jobs
        from doudi.registry.navigation import NAVIGATION
        from doudi.registry.services.area_moves import move_area
        from doudi.registry.services.changes import hand_over_changes
        from doudi.registry.services.handover import move_open_imports
        from doudi.registry.work import (
            work_with_changes,
            work_with_duplicates,
            work_with_exports,
            work_with_imports,
        )

        register_handover(hand_over_changes)
        register_actions(ACTIONS)
        register_area_move(move_area)
        register_looks(*LOOKS)
        register_encrypted(*ENCRYPTED)
        register_files(*FILES)
        register_navigation(*NAVIGATION)
        register_work(work_with_changes)
        register_handover(move_open_imports)
        register_work(work_with_duplicates)
        register_work(work_with_exports)
        register_work(work_with_imports)
        register_jobs()
        register_import_jobs()
