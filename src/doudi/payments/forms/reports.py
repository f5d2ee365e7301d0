"""For which month."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from doudi.foundation.fields import MonthField
from doudi.registry.forms.base import DeskForm


class MonthForm(DeskForm):
    month = MonthField(label=_("月份"))
