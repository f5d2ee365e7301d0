"""A visit as somebody fills it in with a thumb, and what was done about what it found."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from doudi.care.domain.assessments import MOST_WORDS
from doudi.care.domain.visits import (
    KINDS,
    MOST_NOTE,
    OF_THE_TOWNSHIP,
    OUTCOMES,
    OWNERS,
    Question,
    Seen,
    get_care_questions,
)
from doudi.care.services.visits import MOST_PHOTOS
from doudi.casework.domain.visits import Position
from doudi.foundation.access import Viewer
from doudi.foundation.clock import CHINA, get_now, get_today
from doudi.foundation.fields import PICTURES, DayField, FilesField, choices_of
from doudi.foundation.templatetags.doudi import language
from doudi.registry.forms.base import DeskForm

WORDS = forms.Textarea(attrs={"rows": 2})


class CareVisitForm(DeskForm):
    """Boxes of a visit; `asked` gives what the service takes."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        label=_("见到人了吗"), widget=forms.RadioSelect, choices=choices_of(OUTCOMES)
    )
    met_name = forms.CharField(
        label=_("没见到本人的，写明见到了谁"), required=False, max_length=100
    )
    change = forms.CharField(
        label=_("吃饭、穿衣、上下床、如厕、室内行走、洗澡，有哪一件和以前不一样"),
        required=False,
        max_length=MOST_WORDS,
        widget=WORDS,
        help_text=_("没有变化就不填。填了，就报告乡镇上门评估。"),
    )
    own_word = forms.CharField(
        label=_("本人（或邻居）怎么说"),
        required=False,
        max_length=MOST_WORDS,
        widget=WORDS,
        help_text=_("照原话写：照护得好不好，满不满意。"),
    )
    remarks = forms.CharField(
        label=_("其他情况"), required=False, max_length=MOST_WORDS, widget=WORDS
    )
    photos = FilesField(required=False)
    owner = forms.ChoiceField(
        label=_("不好的由谁跟进"),
        widget=forms.RadioSelect,
        required=False,
        choices=choices_of(OWNERS),
    )
    kind = forms.ChoiceField(label=_("谁去的"), widget=forms.RadioSelect)
    visitor = forms.CharField(label=_("看望人姓名"), required=False, max_length=50)
    at = forms.DateTimeField(
        label=_("看望时间"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={
            "required": _("请填写看望时间"),
            "invalid": _("看望时间写成：2022-10-01 09:30"),
        },
    )
    latitude = forms.IntegerField(required=False, widget=forms.HiddenInput)
    longitude = forms.IntegerField(required=False, widget=forms.HiddenInput)
    accuracy = forms.IntegerField(required=False, widget=forms.HiddenInput)
    place = forms.CharField(
        label=_("在哪里"), required=False, max_length=200, help_text=_("例如：本人家中")
    )

    def __init__(
        self,
        *args: Any,
        viewer: Viewer,
        **options: Any,
    ) -> None:
        may_work = viewer.may("care.work")
        initial = {
            "client_id": uuid4(),
            "at": get_now().astimezone(CHINA).replace(second=0, microsecond=0, tzinfo=None),
            "kind": "township" if may_work else "village",
            "owner": "village",
            "visitor": viewer.name,
        }
        super().__init__(*args, initial=initial, **options)
        photos = self.fields["photos"]
        photos.label = _("照片，最多 %(most)s 张") % {"most": MOST_PHOTOS}
        photos.widget.attrs |= PICTURES
        kinds = {k: t for k, t in KINDS.items() if may_work or k not in OF_THE_TOWNSHIP}
        self.fields["kind"].choices = choices_of(kinds)  # type: ignore[attr-defined]
        for question in get_care_questions():
            self.fields[f"q_{question.name}"] = forms.ChoiceField(
                label=question.label.in_(language()),
                required=False,
                widget=forms.RadioSelect,
                choices=choices_of(question.answers),
            )
            self.fields[f"n_{question.name}"] = forms.CharField(
                label=_("什么情况"), required=False, max_length=MOST_NOTE
            )

    def question_boxes(self) -> list[tuple[Question, forms.BoundField, forms.BoundField]]:
        return [(q, self[f"q_{q.name}"], self[f"n_{q.name}"]) for q in get_care_questions()]

    def asked(self) -> dict[str, Any]:
        """What `record_care_visit` takes, of a valid form."""
        given = self.cleaned_data
        names = [q.name for q in get_care_questions()]
        at = given["at"]
        return {
            "client_id": given["client_id"],
            "kind": given["kind"],
            "visitor": given["visitor"],
            "at": at.replace(tzinfo=CHINA) if at.tzinfo is None else at,
            "owner": given["owner"] or "village",
            "position": Position(
                given["latitude"], given["longitude"], given["accuracy"], given["place"]
            ),
            "seen": Seen(
                given["outcome"],
                given["met_name"],
                {n: given[f"q_{n}"] for n in names if given[f"q_{n}"]},
                {n: given[f"n_{n}"] for n in names if given[f"n_{n}"]},
                given["change"],
                given["own_word"],
                given["remarks"],
            ),
            "photos": [(photo.read(), photo.name) for photo in given["photos"]],
        }


class DoneForm(DeskForm):
    words = forms.CharField(
        label=_("怎么解决的"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("例如：送去两床棉被，本人收到。"),
    )
    on = DayField(label=_("哪天办完的"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, initial={"on": get_today().isoformat()}, **options)
