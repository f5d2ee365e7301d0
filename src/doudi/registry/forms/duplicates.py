"""What somebody decides of a pair."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from doudi.registry.forms.base import DeskForm
from doudi.registry.models import DuplicatePair, Person

FIRST, SECOND, DIFFERENT = "first", "second", "different"


class PairForm(DeskForm):
    """Two people, or one whose files are joined: then which file stays."""

    verdict = forms.ChoiceField(label=_("核对结果"), widget=forms.RadioSelect, choices=())
    note = forms.CharField(
        label=_("依据"),
        max_length=500,
        help_text=_("写明怎样核实的，如：已见户口本、已电话核实。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: object, pair: DuplicatePair, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verdict"].choices = [  # type: ignore[attr-defined]
            (DIFFERENT, _("是两个人，都保留")),
            (FIRST, _merge_label(pair.first, 1)),
            (SECOND, _merge_label(pair.second, 2)),
        ]


def _merge_label(person: Person, number: int) -> str:
    words = {"name": person.name, "number": number}
    return _("是同一个人，保留第%(number)s份（%(name)s），提出合并") % words
