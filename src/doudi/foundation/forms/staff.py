"""Forms about staff: accounts, postings, tokens. They read what was typed; whether it may be is the services' business."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from doudi.foundation.access import Viewer
from doudi.foundation.domain.roles import Role
from doudi.foundation.fields import DayField
from doudi.foundation.selectors.staff import list_account_choices, list_area_choices
from doudi.foundation.templatetags.doudi import language

REASON = {
    "label": _("依据"),
    "max_length": 200,
    "help_text": _("如：安民发〔2022〕3号，或“年休假”"),
}


class _AreaForm(forms.Form):
    """Offers the places of the viewer's area."""

    def __init__(self, viewer: Viewer, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        lang = language()
        areas: forms.ChoiceField = self.fields["area_code"]  # type: ignore[assignment]
        areas.choices = list_area_choices(viewer, lang)


class NewAccountForm(_AreaForm):
    username = forms.CharField(
        label=_("用户名"),
        max_length=30,
        help_text=_("登录时用，如 chen.jing；定了以后不改"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    full_name = forms.CharField(label=_("姓名"), max_length=100)
    area_code = forms.ChoiceField(
        label=_("所在单位辖区"), help_text=_("由这个辖区和它上级的系统管理员维护")
    )


class AccountForm(forms.Form):
    full_name = forms.CharField(label=_("姓名"), max_length=100)
    is_active = forms.BooleanField(
        label=_("可以登录"), required=False, help_text=_("离岗、退休的，取消勾选；账号不删除")
    )


class FactorForm(forms.Form):
    reason = forms.CharField(label=_("理由"), max_length=200, help_text=_("如：手机丢失"))


class PostingForm(_AreaForm):
    account = forms.ChoiceField(label=_("人员"))
    role = forms.ChoiceField(label=_("岗位"))
    area_code = forms.ChoiceField(label=_("辖区"))
    valid_from = DayField(label=_("到任日期"))
    valid_to = DayField(label=_("离任日期"), required=False, help_text=_("最后一天；没有定的不填"))
    reason = forms.CharField(**REASON)

    def __init__(self, viewer: Viewer, *args: Any, **options: Any) -> None:
        super().__init__(viewer, *args, **options)
        _offer(self, "account", list_account_choices(viewer))
        _offer(self, "role", [(r.value, r.label.in_(language())) for r in Role])


class EndForm(forms.Form):
    last_day = DayField(label=_("最后一天"))
    reason = forms.CharField(**REASON)


class _ToSomebody(forms.Form):
    account = forms.ChoiceField(label=_("人员"))

    def __init__(self, viewer: Viewer, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _offer(self, "account", list_account_choices(viewer))


class CoverForm(_ToSomebody):
    valid_from = DayField(label=_("从哪天起"))
    valid_to = DayField(label=_("到哪天止"), help_text=_("代理的最后一天，到期自动结束"))
    reason = forms.CharField(**REASON)


class HandOverForm(_ToSomebody):
    reason = forms.CharField(**REASON)


class TokenForm(forms.Form):
    posting = forms.ChoiceField(label=_("岗位"), help_text=_("程序只看得到这个岗位看得到的"))
    label = forms.CharField(label=_("用途"), max_length=100, help_text=_("如：县数据共享平台"))
    expires_on = DayField(label=_("有效期至"), help_text=_("最长一年"))

    def __init__(self, choices: list[tuple[str, str]], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _offer(self, "posting", choices)


def _offer(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    field: forms.ChoiceField = form.fields[name]  # type: ignore[assignment]
    field.choices = [("", _("请选择")), *choices]
