"""What every request for a change has: from which day, why, on what evidence; and choices of people, places and relations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from doudi.foundation.access import Viewer
from doudi.foundation.fields import DayField
from doudi.law.cn.facts import RELATIONS
from doudi.registry.forms.base import DeskForm
from doudi.registry.models import Document, Evidence, Household, Membership, Person
from doudi.registry.selectors.places import Choices
from doudi.units.text import ProblemsError, Text

UNKNOWN_YES_NO = [("unknown", _("还不知道")), ("yes", _("是")), ("no", _("否"))]
TRUTHS = {"unknown": None, "yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class Scene:
    """Where a change is asked for: the household with its members, or the person with the membership of today."""

    viewer: Viewer
    today: date
    lang: str
    household: Household | None
    person: Person | None
    members: list[Membership]
    documents: list[Document]
    places: Choices

    def names(self, *, without: Person | None = None) -> list[tuple[str, str]]:
        """Present members who are alive, as choices."""
        return [
            (str(m.person_id), f"{m.person.name}（{Text(*RELATIONS[m.relation]).in_(self.lang)}）")
            for m in self.members
            if not m.person.is_deceased and (without is None or m.person_id != without.pk)
        ]

    def relations(self, *, first: str, head: bool = False) -> list[tuple[str, str]]:
        """Relations to the head, after an empty choice."""
        found = [(name, Text(*pair).in_(self.lang)) for name, pair in RELATIONS.items()]
        return [("", first), *(f for f in found if head or f[0] != "head")]


@dataclass(frozen=True, slots=True)
class Source:
    """The evidence as given: none of it when `kind` is ""."""

    kind: str
    source: str
    learnt_on: date | None
    document: Document | None


class ChangeForm(DeskForm):
    """The base. Subclasses add their boxes in front and say what the payload is."""

    kind: ClassVar[str] = ""

    effective_on = DayField(label=_("从哪天起生效"))
    reason = forms.CharField(label=_("理由"), max_length=500, widget=forms.Textarea({"rows": 2}))
    evidence_kind = forms.ChoiceField(label=_("证据种类"), required=False)
    evidence_source = forms.CharField(
        label=_("证据来源"),
        max_length=100,
        required=False,
        help_text=_("如：结婚证、出生医学证明、派出所户籍证明。"),
    )
    evidence_on = DayField(label=_("获知日期"), required=False)
    evidence_document = forms.ChoiceField(
        label=_("已上传的材料"), required=False, help_text=_("还没有上传的，先到档案页上传。")
    )

    def __init__(self, *args: Any, scene: Scene, **kwargs: Any) -> None:
        self.scene = scene
        super().__init__(*args, **kwargs)
        self.choices("evidence_kind", [("", _("没有")), *Evidence.Kind.choices])
        papers = [(str(d.pk), d.title) for d in scene.documents]
        self.choices("evidence_document", [("", _("没有")), *papers])
        self.fields["effective_on"].initial = scene.today
        self.fields["evidence_on"].initial = scene.today
        self.arrange()
        shared = list(ChangeForm.base_fields)
        self.order_fields([name for name in self.fields if name not in shared])

    @property
    def own_boxes(self) -> list[forms.BoundField]:
        """What this kind of change asks."""
        shared = ChangeForm.base_fields
        return [box for box in self.visible_fields() if box.name not in shared]

    @property
    def shared_boxes(self) -> list[forms.BoundField]:
        """From when, why, on what evidence."""
        return [self[name] for name in ChangeForm.base_fields]

    def arrange(self) -> None:
        """Fill in choices, add boxes that depend on the household."""

    def payload(self) -> dict[str, Any]:
        raise NotImplementedError

    def subject(self) -> Person | None:
        """The person concerned: of the file, unless the form names one."""
        return self.scene.person

    def household(self) -> Household | None:
        return self.scene.household

    def asked(self) -> dict[str, Any]:
        """Raises ProblemsError where something named in the form cannot be found."""
        return {
            "kind": self.kind,
            "household": self.household(),
            "person": self.subject(),
            "payload": self.payload(),
            "effective_on": self.cleaned_data["effective_on"],
        }

    def source(self) -> Source:
        given = self.cleaned_data
        chosen = given["evidence_document"]
        paper = next((d for d in self.scene.documents if str(d.pk) == chosen), None)
        return Source(given["evidence_kind"], given["evidence_source"], given["evidence_on"], paper)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        is_named = given.get("evidence_source") or given.get("evidence_document")
        if is_named and not given.get("evidence_kind"):
            self.add_error("evidence_kind", gettext("写了证据，请选择证据种类"))
        if given.get("evidence_kind") and not given.get("evidence_on"):
            self.add_error("evidence_on", gettext("请填写获知日期"))
        return given

    # -- boxes ---------------------------------------------------------------------------------------------------
    def choices(self, name: str, choices: Iterable[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)

    def ask_relations(self, people: Iterable[Person], prefix: str, label: str, first: str) -> None:
        """A box for each person: the relation to the (new) head."""
        for person in people:
            box = forms.ChoiceField(
                label=label % {"name": person.name},
                required=False,
                choices=self.scene.relations(first=first),
            )
            self.fields[f"{prefix}{person.pk}"] = box

    def relations(self, prefix: str) -> dict[str, str]:
        return {
            name.removeprefix(prefix): given
            for name, given in self.cleaned_data.items()
            if name.startswith(prefix) and given
        }


def resolve(form: DeskForm, name: str, find: Any, asked: str) -> Any:
    """What a text box means; None, with the fault in its place, when it means nothing."""
    try:
        return find(asked)
    except ProblemsError as refused:
        form.refuse(refused, name)
        return None
