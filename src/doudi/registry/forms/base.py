"""What all forms of the register share: the look of their boxes, and refusals of the services as faults of the form."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from doudi.foundation.templatetags.doudi import language
from doudi.units.dates import parse_date
from doudi.units.identity import IdentityKind, IdentityNumber, no_identity, parse_identity
from doudi.units.text import ProblemsError


class DeskForm(forms.Form):
    """Boxes of one look; each box names its hint and its fault for a screen reader."""

    error_css_class = "dd-box-bad"
    use_required_attribute = False  # the server says what is missing, in words

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            widget = field.widget
            if isinstance(widget, forms.Select) and not isinstance(widget, forms.RadioSelect):
                widget.attrs.setdefault("class", "form-select")
            elif not isinstance(
                widget, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple
            ):
                widget.attrs.setdefault("class", "form-control")

    def refuse(self, refused: ProblemsError, field: str | None = None) -> None:
        """What a service refused, as a fault of the form or of one box."""
        for problem in refused.problems:
            self.add_error(field, problem.in_(language()))


class DateField(forms.Field):
    """A day as people write it: 2022-07-01, 2022年7月1日, 20220701."""

    def __init__(self, *, not_after: date | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("如：2022-07-01 或 2022年7月1日"))
        super().__init__(**kwargs)
        self.not_after = not_after
        self.widget.attrs.update({"inputmode": "numeric", "autocomplete": "off", "size": "16"})

    def to_python(self, value: Any) -> date | None:
        if not value:
            return None
        try:
            return parse_date(value, not_after=self.not_after)
        except ProblemsError as refused:
            raise forms.ValidationError(refused.in_(language())) from None

    def prepare_value(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, date) else value


def read_identity(kind: str, number: str, reason: str, *, on: date) -> IdentityNumber:
    """The number of a form's three boxes, or the reason why there is none.

    Raises:
        ProblemsError: neither, or a number that is not of its kind.
    """
    chosen = IdentityKind(kind)
    if chosen is IdentityKind.none:
        return no_identity(reason)
    return parse_identity(number, kind=chosen, not_after=on)
