"""Registering a household with its head, and a person alone."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from doudi.foundation.fields import DayField
from doudi.registry.forms.base import DeskForm, read_identity
from doudi.registry.selectors.places import Choices
from doudi.units.identity import IdentityKind, Sex
from doudi.units.text import ProblemsError

_NOT_CHOSEN = ("", _("请选择"))


class PersonForm(DeskForm):
    """One person's columns. `identity` in the cleaned data is the number as read, or why there is none."""

    name = forms.CharField(label=_("姓名"), max_length=100, help_text=_("照证件写，生僻字照写。"))
    identity_kind = forms.ChoiceField(label=_("证件种类"), initial=IdentityKind.resident.value)
    identity_number = forms.CharField(label=_("证件号码"), max_length=30, required=False)
    identity_reason = forms.CharField(
        label=_("没有证件号码的原因"),
        max_length=200,
        required=False,
        help_text=_("只在证件种类选“无证件号码”时填写。"),
    )
    sex = forms.ChoiceField(label=_("性别"), required=False, help_text=_("不选就以证件号码为准。"))
    birth_date = DayField(
        label=_("出生日期"), required=False, help_text=_("不填就以证件号码为准。")
    )
    phone = forms.CharField(label=_("电话"), max_length=30, required=False)

    def __init__(self, *args: Any, on: date, lang: str, **kwargs: Any) -> None:
        self.on = on
        super().__init__(*args, **kwargs)
        self.choices_of("identity_kind", [(k.value, k.label.in_(lang)) for k in IdentityKind])
        self.choices_of("sex", [_NOT_CHOSEN, *((s.value, s.label.in_(lang)) for s in Sex)])
        for name in ("identity_number", "phone", "name"):
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def choices_of(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "identity_kind" in given:
            try:
                given["identity"] = read_identity(
                    given["identity_kind"],
                    given.get("identity_number", ""),
                    given.get("identity_reason", ""),
                    on=self.on,
                )
            except ProblemsError as refused:
                has_none = given["identity_kind"] == IdentityKind.none.value
                self.refuse(refused, "identity_reason" if has_none else "identity_number")
        return given

    def person(self) -> dict[str, Any]:
        """The arguments of `register_person`."""
        given = self.cleaned_data
        return {
            "name": given["name"],
            "identity": given["identity"],
            "sex": Sex(given["sex"]) if given["sex"] else None,
            "birth_date": given["birth_date"],
            "phone": given["phone"],
        }


class LonePersonForm(PersonForm):
    """A person who belongs to no household yet."""

    area_code = forms.ChoiceField(label=_("居住的村（社区）"))
    has_hukou_here = forms.BooleanField(label=_("户籍也在这里"), required=False, initial=True)
    field_order = ("area_code",)

    def __init__(self, *args: Any, places: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices_of("area_code", [_NOT_CHOSEN, *places])


class HouseholdForm(PersonForm):
    """A household with its head."""

    area_code = forms.ChoiceField(label=_("所在村（社区）"))
    address = forms.CharField(label=_("住址"), max_length=200, required=False)
    residence_class = forms.ChoiceField(label=_("城乡类别"), required=False)
    number = forms.CharField(
        label=_("家庭编号"), max_length=40, required=False, help_text=_("不填就自动编号。")
    )
    has_hukou_here = forms.BooleanField(label=_("户主的户籍也在这里"), required=False, initial=True)
    field_order = ("area_code", "address", "residence_class", "number")

    def __init__(self, *args: Any, places: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices_of("area_code", [_NOT_CHOSEN, *places])
        self.choices_of(
            "residence_class",
            [("", _("还不知道")), ("rural", _("农村")), ("urban", _("城镇"))],
        )
        self.fields["name"].label = _("户主姓名")
