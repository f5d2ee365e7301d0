"""Form fields as clerks type: days, months, money; and faults that a service finds, put beside the field they are about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from doudi.foundation.templatetags.doudi import language
from doudi.units.dates import Month, parse_date
from doudi.units.money import format_yuan, parse_yuan
from doudi.units.text import Problem, ProblemsError, Text


def choices_of(
    labels: Mapping[str, Text] | Callable[[], Mapping[str, Text]], *, none: Any = None
) -> Callable[[], list[tuple[str, Any]]]:
    """The choices of a field, in the language of the page that shows it. `none`: what it says where nothing is chosen, first."""

    def choices() -> list[tuple[str, Any]]:
        known = labels() if callable(labels) else labels
        first = [] if none is None else [("", none)]
        return first + [(key, label.in_(language())) for key, label in known.items()]

    return choices


class _Parsed(forms.CharField):
    """Text that a function of units/ reads; its sentences become the field's faults."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**({"max_length": 40} | options))

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if text in self.empty_values:
            return None
        try:
            return self.parse(text)
        except ProblemsError as error:
            raise ValidationError([p.text.in_(language()) for p in error.problems]) from error

    def parse(self, text: str) -> Any:
        raise NotImplementedError

    def run_validators(self, value: Any) -> None:
        """Those of CharField are about text, and this is none any more."""


class LongSelect(forms.Select):
    """For hundreds of choices: Django's own asks two templates for each."""

    template_name = "foundation/long_select.html"


class FilesField(forms.FileField):
    """Several files from one box; a list."""

    widget = type("Files", (forms.ClearableFileInput,), {"allow_multiple_selected": True})

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, (list, tuple)) else [data]
        found = [super(FilesField, self).clean(one, initial) for one in given or [None]]
        return [one for one in found if one is not None]


PICTURES = {
    "accept": "image/jpeg,image/png,image/webp"
}  # attributes of a box for what a phone takes


class DayField(_Parsed):
    """A date: from the browser's calendar, or typed as 2022-07-01, 2022年7月1日, 20220701."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def parse(self, text: str) -> date:
        return parse_date(text)


class MonthField(_Parsed):
    """A month: 2022-07 or 2022年7月."""

    widget = forms.TextInput(attrs={"type": "month", "placeholder": "2022-07"})

    def parse(self, text: str) -> Month:
        return Month.parse(text)


class YuanField(_Parsed):
    """Money typed in yuan; the cleaned value is whole fen."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "dd-money"})

    def parse(self, text: str) -> int:
        return parse_yuan(text)

    def prepare_value(self, value: Any) -> Any:
        return format_yuan(value) if isinstance(value, int) else value


_PLAIN: dict[type[forms.Field], dict[str, Any]] = {
    forms.Field: {"required": _("请填写这一项。")},
    forms.IntegerField: {"invalid": _("请填写整数。")},
    forms.ChoiceField: {
        "required": _("请选择一项。"),
        "invalid_choice": _("没有“%(value)s”这个选项，请重新选择。"),
    },
    forms.MultipleChoiceField: {
        "required": _("请至少选择一项。"),
        "invalid_choice": _("没有“%(value)s”这个选项，请重新选择。"),
    },
    forms.BooleanField: {"required": _("请先勾选这一项。")},
    forms.FileField: {
        "required": _("请选择文件。"),
        "missing": _("没有收到文件，请重新选择。"),
        "empty": _("这个文件是空的。"),
        "invalid": _("没有收到文件，请重新选择。"),
    },
}


def speak_plainly() -> None:
    """Django's own sentences about fields in the words of this house, on every form. Called once, from `ready()`."""
    for field, messages in _PLAIN.items():
        field.default_error_messages = field.default_error_messages | messages  # type: ignore[attr-defined]


def add_problems(form: forms.Form, error: ProblemsError) -> None:
    """Faults that a service found: beside the field that a problem's `where` names, else on top."""
    for problem in error.problems:
        if problem.where in form.fields:
            form.add_error(problem.where, Problem(problem.text, "", problem.value).in_(language()))
        else:
            form.add_error(None, problem.in_(language()))
