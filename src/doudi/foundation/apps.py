from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FoundationConfig(AppConfig):
    name = "doudi.foundation"
    verbose_name = _("公共基础")
