"""A household splits, takes in another, moves, or its file is put right."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from doudi.registry.forms.changes.base import (
    TRUTHS,
    UNKNOWN_YES_NO,
    ChangeForm,
)
from doudi.registry.forms.changes.members import CHOOSE, WORKED_OUT
from doudi.registry.models import Household
from doudi.registry.selectors.households import list_members
from doudi.registry.selectors.lookups import find_one_household
from doudi.units.text import ProblemsError

RESIDENCE = [("", _("不变")), ("rural", _("农村")), ("urban", _("城镇"))]


class Split(ChangeForm):
    kind = "split"
    members = forms.MultipleChoiceField(
        label=_("谁分出去"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请选择分出的人")},
    )
    head = forms.ChoiceField(label=_("新户的户主"))
    area_code = forms.ChoiceField(label=_("新户所在村（社区）"), required=False)
    address = forms.CharField(label=_("新户住址"), max_length=200, required=False)
    residence_class = forms.ChoiceField(label=_("新户城乡类别"), required=False, choices=RESIDENCE)
    new_head = forms.ChoiceField(
        label=_("原户的新户主"), required=False, help_text=_("原户主分出去时才选。")
    )

    def arrange(self) -> None:
        names = self.scene.names()
        self.choices("members", names)
        self.choices("head", [("", CHOOSE), *names])
        self.choices("new_head", [("", _("不变")), *names])
        self.choices("area_code", [("", _("不变")), *self.scene.places])
        self.ask_relations(
            (m.person for m in self.scene.members),
            "relation-",
            gettext("%(name)s与所在户新户主的关系"),
            str(WORKED_OUT),
        )

    def payload(self) -> dict[str, Any]:
        given = self.cleaned_data
        gone = set(given["members"])
        relations = self.relations("relation-")
        return {
            "members": [int(m) for m in given["members"]],
            "head": int(given["head"]),
            "new_head": int(given["new_head"]) if given["new_head"] else None,
            "area_code": given["area_code"],
            "address": given["address"],
            "residence_class": given["residence_class"],
            "relations": {k: v for k, v in relations.items() if k in gone},
            "rest_relations": {k: v for k, v in relations.items() if k not in gone},
        }


class MergeHouseholds(ChangeForm):
    """The boxes for relations come once the other household is known."""

    kind = "merge_households"
    other_number = forms.CharField(label=_("哪一户并入（家庭编号）"), max_length=40)

    def arrange(self) -> None:
        self.other = self._find_other()
        if self.other is not None:
            people = [m.person for m in list_members(self.scene.viewer, self.other)]
            self.ask_relations(
                people, "joining-", gettext("%(name)s与这一户户主的关系"), gettext("请选择")
            )

    def _find_other(self) -> Household | None:
        """None while nothing is asked, or nothing found: `clean` says so."""
        number = self.data.get("other_number", "") if self.is_bound else ""
        try:
            return find_one_household(self.scene.viewer, number) if number else None
        except ProblemsError:
            return None

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("other_number") and self.other is None:
            self.add_error("other_number", gettext("辖区内没有这个家庭编号"))
        for name, answer in list(given.items()):
            if name.startswith("joining-") and not answer:
                self.add_error(name, gettext("请选择与户主的关系"))
        return given

    def payload(self) -> dict[str, Any]:
        assert self.other is not None
        return {"other": self.other.pk, "relations": self.relations("joining-")}


class Move(ChangeForm):
    kind = "move"
    departs = forms.BooleanField(label=_("全家迁出本县，不再登记"), required=False)
    area_code = forms.ChoiceField(label=_("迁到哪个村（社区）"), required=False)
    address = forms.CharField(label=_("新住址"), max_length=200, required=False)
    residence_class = forms.ChoiceField(label=_("城乡类别"), required=False, choices=RESIDENCE)

    def arrange(self) -> None:
        self.choices("area_code", [("", _("不变")), *self.scene.places])

    def payload(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given["departs"]:
            return {"departs": True}
        return {name: given[name] for name in ("area_code", "address", "residence_class")}


class CorrectHousehold(ChangeForm):
    kind = "correction"
    number = forms.CharField(label=_("家庭编号"), max_length=40)
    address = forms.CharField(label=_("住址"), max_length=200, required=False)
    residence_class = forms.ChoiceField(
        label=_("城乡类别"),
        required=False,
        choices=[("", _("还不知道")), ("rural", _("农村")), ("urban", _("城镇"))],
    )
    members_are_complete = forms.ChoiceField(label=_("成员已经列全"), choices=UNKNOWN_YES_NO)
    supporters_are_complete = forms.ChoiceField(
        label=_("赡养（抚养、扶养）义务人已经列全"), choices=UNKNOWN_YES_NO
    )

    def arrange(self) -> None:
        household = self.scene.household
        words = {answer: word for word, answer in TRUTHS.items()}
        for name in ("number", "address", "residence_class"):
            self.fields[name].initial = getattr(household, name)
        for name in ("members_are_complete", "supporters_are_complete"):
            self.fields[name].initial = words[getattr(household, name)]

    def payload(self) -> dict[str, Any]:
        """Only what differs: the number of a household may not be asked for when it is its own."""
        given = dict(self.cleaned_data)
        found = {}
        for name in ("number", "address", "residence_class"):
            if given[name].strip() != getattr(self.scene.household, name):
                found[name] = given[name]
        for name in ("members_are_complete", "supporters_are_complete"):
            if TRUTHS[given[name]] != getattr(self.scene.household, name):
                found[name] = TRUTHS[given[name]]
        return {"columns": found}
