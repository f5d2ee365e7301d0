"""A visit as it is written at the door: the same boxes for the page, for a phone that sends later, and for another program."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from doudi.casework.domain.visit_form import (
    INDICATOR_ANSWERS,
    Question,
    get_indicators,
    get_questions,
)
from doudi.casework.domain.visits import MOST_ANSWER, Findings, Position, Visitor
from doudi.casework.models import Case, Visit
from doudi.casework.services.authority import level_of
from doudi.casework.services.visits import OF_THE_DECIDER, Picture
from doudi.foundation.access import Viewer
from doudi.foundation.clock import CHINA, get_now
from doudi.foundation.templatetags.doudi import language
from doudi.registry.forms.base import DeskForm
from doudi.registry.models import Membership

TEKUN = "tekun"
OUTCOMES = (
    ("met", _("见到了人")),
    ("nobody_home", _("家中无人")),
    ("refused", _("拒绝配合")),
)
SIGNATURES = (
    ("family_signature", "family"),
    ("visitor_1_signature", "visitor"),
    ("visitor_2_signature", "visitor"),
)
MOST_TAKEN = 100


class VisitForm(DeskForm):
    """Boxes of a visit; `read` gives what the service takes."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("方式"), widget=forms.RadioSelect)
    at = forms.DateTimeField(
        label=_("走访时间"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={
            "required": _("请填写走访时间"),
            "invalid": _("走访时间写成：2022-10-01 09:30"),
        },
    )
    visitor_1 = forms.CharField(label=_("调查人"), required=False, max_length=50)
    office_1 = forms.CharField(label=_("单位或职务"), required=False, max_length=50)
    visitor_2 = forms.CharField(label=_("第二位调查人"), required=False, max_length=50)
    office_2 = forms.CharField(label=_("单位或职务"), required=False, max_length=50)
    outcome = forms.ChoiceField(
        label=_("见到人了吗"), choices=OUTCOMES, widget=forms.RadioSelect, initial="met"
    )
    met_person = forms.TypedChoiceField(
        label=_("见到了谁"), required=False, coerce=int, empty_value=None, widget=forms.RadioSelect
    )
    met_name = forms.CharField(label=_("不是家里人的，写姓名"), required=False, max_length=100)
    remarks = forms.CharField(
        label=_("其他情况"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    no_signature = forms.CharField(label=_("没有签名的，写明原因"), required=False, max_length=200)
    latitude = forms.IntegerField(required=False, widget=forms.HiddenInput)
    longitude = forms.IntegerField(required=False, widget=forms.HiddenInput)
    accuracy = forms.IntegerField(required=False, widget=forms.HiddenInput)
    place = forms.CharField(label=_("在哪里"), required=False, max_length=200)
    photo_taken = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        viewer: Viewer,
        case: Case,
        members: Iterable[Membership],
        uploads: MultiValueDict[str, UploadedFile] | None = None,
        **options: Any,
    ) -> None:
        initial = {
            "client_id": uuid4(),
            "at": get_now().replace(second=0, microsecond=0, tzinfo=None),
            "kind": "home",
            "visitor_1": viewer.name,
        } | options.pop("initial", {})
        super().__init__(*args, initial=initial, **options)
        self.viewer, self.uploads = viewer, uploads
        self.fields["kind"].choices = kinds_for(viewer)  # type: ignore[attr-defined]
        people = [(m.person_id, m.person.name) for m in members]
        self.fields["met_person"].choices = [*people, ("", _("其他人"))]  # type: ignore[attr-defined]
        self.questions = get_questions()
        for question in self.questions:
            self.fields[f"q_{question.name}"] = _box(question)
        self.indicators = get_indicators() if TEKUN in case.programmes else ()
        for indicator in self.indicators:
            self.fields[f"i_{indicator.name}"] = forms.ChoiceField(
                label=indicator.label.in_(language()),
                required=False,
                choices=[(k, t.in_(language())) for k, t in INDICATOR_ANSWERS.items()],
                widget=forms.RadioSelect,
            )

    def question_boxes(self) -> list[tuple[Question, forms.BoundField]]:
        return [(q, self[f"q_{q.name}"]) for q in self.questions]

    def indicator_boxes(self) -> list[forms.BoundField]:
        return [self[f"i_{i.name}"] for i in self.indicators]

    def read(self) -> dict[str, Any]:
        """What `record_visit` takes, of a valid form."""
        given = self.cleaned_data
        return {
            "client_id": given["client_id"],
            "kind": given["kind"],
            "at": _in_china(given["at"]),
            "visitors": self._visitors(given),
            "position": Position(
                given["latitude"], given["longitude"], given["accuracy"], given["place"]
            ),
            "findings": self._findings(given),
            "pictures": self._pictures(given),
        }

    def _visitors(self, given: dict[str, Any]) -> list[Visitor]:
        own = self.viewer.posting_id
        pairs = [(given[f"visitor_{n}"], given[f"office_{n}"]) for n in (1, 2)]
        return [
            Visitor(name, office, own if name == self.viewer.name else None)
            for name, office in pairs
            if name
        ]

    def _findings(self, given: dict[str, Any]) -> Findings:
        answers = {
            q.name: given[f"q_{q.name}"]
            for q in self.questions
            if given[f"q_{q.name}"] and q.asked_at(given["kind"])
        }
        if given["no_signature"]:
            answers["no_signature"] = given["no_signature"]
        return Findings(
            met_person=given["met_person"],
            met_name=given["met_name"],
            nobody_home=given["outcome"] == "nobody_home",
            refused=given["outcome"] == "refused",
            answers=answers,
            indicators={
                i.name: given[f"i_{i.name}"] for i in self.indicators if given[f"i_{i.name}"]
            },
            remarks=given["remarks"],
        )

    def _pictures(self, given: dict[str, Any]) -> list[Picture]:
        if self.uploads is None:
            return []
        taken = _moments(given["photo_taken"])
        photos = self.uploads.getlist("photos")
        found = [
            Picture("photo", p.read(), p.name or "", taken_at=taken[n] if n < len(taken) else None)
            for n, p in enumerate(photos)
        ]
        names = {
            "family_signature": given["met_name"],
            "visitor_1_signature": given["visitor_1"],
            "visitor_2_signature": given["visitor_2"],
        }
        for box, kind in SIGNATURES:
            for signed in self.uploads.getlist(box)[:1]:
                found.append(Picture(kind, signed.read(), signed.name or "", names[box]))
        return found


def kinds_for(viewer: Viewer) -> list[tuple[str, Any]]:
    """A village's people do not make the visits of the level that decides."""
    return [
        (value, label)
        for value, label in Visit.Kind.choices
        if value not in OF_THE_DECIDER or level_of(viewer)
    ]


def _box(question: Question) -> forms.Field:
    options = [(o.name, o.label.in_(language())) for o in question.options]
    label = question.label.in_(language())
    if question.kind == "choice":
        return forms.ChoiceField(
            label=label, required=False, choices=options, widget=forms.RadioSelect
        )
    if question.kind == "choices":
        return forms.MultipleChoiceField(
            label=label, required=False, choices=options, widget=forms.CheckboxSelectMultiple
        )
    return forms.CharField(
        label=label,
        required=False,
        max_length=MOST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def _in_china(at: datetime) -> datetime:
    """A phone at a Chinese family's door shows China's time."""
    return at.replace(tzinfo=CHINA) if at.tzinfo is None else at


def _moments(written: str) -> list[datetime | None]:
    """When each photograph was taken, as the phone says; what cannot be read is not known."""
    try:
        listed = json.loads(written or "[]")
    except ValueError:
        return []
    if not isinstance(listed, list):
        return []
    return [_moment(one) for one in listed[:MOST_TAKEN]]


def _moment(written: Any) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(written))
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


class LookedForm(DeskForm):
    """What follows from a visit that came when the case was closed."""

    note = forms.CharField(label=_("怎么处理"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("例如：和决定一致，不影响；或者：收入有出入，已启动复核。"))  # fmt: skip
