"""The six indicators as two people fill them in at the bedside."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from doudi.care.domain.assessments import MOST_WORDS, OCCASIONS
from doudi.care.models import CareFile
from doudi.care.services.assessments import Paper
from doudi.casework.domain.visit_form import INDICATOR_ANSWERS, get_indicators
from doudi.foundation.clock import get_today
from doudi.foundation.fields import PICTURES, DayField, FilesField, choices_of
from doudi.foundation.templatetags.doudi import language
from doudi.registry.forms.base import DeskForm


class AssessmentForm(DeskForm):
    client_id = forms.UUIDField(widget=forms.HiddenInput)
    on = DayField(label=_("评估日期"))
    occasion = forms.ChoiceField(
        label=_("评估原因"), widget=forms.RadioSelect, choices=choices_of(OCCASIONS)
    )
    assessor_1 = forms.CharField(label=_("评估人"), max_length=50, required=False)
    office_1 = forms.CharField(label=_("单位或职务"), max_length=50, required=False)
    assessor_2 = forms.CharField(label=_("第二位评估人"), max_length=50, required=False)
    office_2 = forms.CharField(label=_("单位或职务"), max_length=50, required=False)
    place = forms.CharField(
        label=_("在哪里评估的"), max_length=200, required=False, help_text=_("例如：本人家中")
    )
    photos = FilesField(label=_("现场照片"), required=False)
    signed = forms.FileField(label=_("本人或照护人签名、手印（拍照）"), required=False)
    remarks = forms.CharField(
        label=_("其他情况"),
        max_length=MOST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self,
        *args: Any,
        file: CareFile,
        name: str,
        **options: Any,
    ) -> None:
        """`name`: of whoever fills it in."""
        initial = {
            "client_id": uuid4(),
            "on": get_today().isoformat(),
            "occasion": file.due_for or "yearly",
            "assessor_1": name,
        }
        super().__init__(*args, initial=initial, **options)
        for box in ("photos", "signed"):
            self.fields[box].widget.attrs |= PICTURES
        for indicator in get_indicators():
            self.fields[f"i_{indicator.name}"] = forms.ChoiceField(
                label=indicator.label.in_(language()),
                required=False,
                choices=choices_of(INDICATOR_ANSWERS),
                widget=forms.RadioSelect,
            )

    def indicator_boxes(self) -> list[forms.BoundField]:
        return [self[f"i_{i.name}"] for i in get_indicators()]

    def asked(self) -> dict[str, Any]:
        """What `record_assessment` takes, of a valid form."""
        given = self.cleaned_data
        plain = ("client_id", "on", "occasion", "place", "remarks")
        return {name: given[name] for name in plain} | {
            "assessors": [(given[f"assessor_{n}"], given[f"office_{n}"]) for n in (1, 2)],
            "indicators": {i.name: given[f"i_{i.name}"] for i in get_indicators()},
            "papers": [
                *(Paper("photo", photo.read(), photo.name) for photo in given["photos"]),
                *(
                    Paper("signed", signed.read(), signed.name)
                    for signed in [given["signed"]]
                    if signed
                ),
            ],
        }
