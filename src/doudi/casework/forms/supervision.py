"""The period of the figures."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from doudi.foundation.fields import DayField


class PeriodForm(forms.Form):
    use_required_attribute = False
    since = DayField(label=_("从"), required=False)
    until = DayField(label=_("到"), required=False)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("since") and found.get("until") and found["since"] > found["until"]:
            self.add_error("until", _("结束日期不能早于开始日期"))
        return found
