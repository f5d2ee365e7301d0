"""Somebody joins, leaves, goes over to another household, or becomes the head."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from doudi.foundation.fields import DayField
from doudi.registry.forms.changes.base import ChangeForm, resolve
from doudi.registry.forms.sealed import SealedField
from doudi.registry.models import Household, Person
from doudi.registry.selectors.households import get_household
from doudi.registry.selectors.lookups import find_one_household, find_one_person
from doudi.registry.selectors.persons import get_person

WORKED_OUT = _("按原来的关系推算")
CHOOSE = _("请选择")


class AddMember(ChangeForm):
    kind = "add_member"
    who = SealedField(
        label=_("谁"),
        max_length=60,
        help_text=_("证件号码，或者在辖区内不重名的姓名。还没有登记的人，先登记居民。"),
    )
    relation = forms.ChoiceField(label=_("与户主关系"))
    person_id = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def arrange(self) -> None:
        has_head = any(m.relation == "head" for m in self.scene.members)
        self.choices("relation", self.scene.relations(first=gettext("请选择"), head=not has_head))
        self.fields["who"].widget.attrs["autocomplete"] = "off"

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("who"):
            given["person"] = self._just_registered(given) or resolve(
                self, "who", lambda asked: find_one_person(self.scene.viewer, asked), given["who"]
            )
        return given

    def _just_registered(self, given: dict[str, Any]) -> Person | None:
        """The person whom the clerk has registered for this; not any more when another name was typed."""
        person = get_person(self.scene.viewer, given.get("person_id") or 0)
        return person if person is not None and person.name == given["who"] else None

    def payload(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {"person": given["person"].pk, "relation": given["relation"]}


class _NewHead(ChangeForm):
    """Where the head may leave: who follows, and how the others are related to them."""

    new_head = forms.ChoiceField(
        label=_("新的户主"), required=False, help_text=_("户主离开时才选；只剩一位成年人可以不选。")
    )

    def arrange(self) -> None:
        self.choices("new_head", [("", _("不变")), *self.scene.names(without=self.scene.person)])
        self.ask_relations(
            (m.person for m in self.scene.members if m.relation != "head"),
            "relation-",
            gettext("%(name)s与新户主的关系（换户主时）"),
            str(WORKED_OUT),
        )

    def follow_up(self) -> dict[str, Any]:
        new_head = self.cleaned_data["new_head"]
        relations = self.relations("relation-") if new_head else {}
        return {"new_head": int(new_head) if new_head else None, "relations": relations}


class RemoveMember(_NewHead):
    kind = "remove_member"
    member = forms.ChoiceField(label=_("谁不再是成员"))

    def arrange(self) -> None:
        super().arrange()
        self.choices("member", [("", CHOOSE), *self.scene.names()])

    def subject(self) -> Person | None:
        return next(
            m.person for m in self.scene.members if str(m.person_id) == self.cleaned_data["member"]
        )

    def payload(self) -> dict[str, Any]:
        return self.follow_up()


class ChangeHead(ChangeForm):
    kind = "change_head"
    head = forms.ChoiceField(label=_("新的户主"))

    def arrange(self) -> None:
        self.choices("head", [("", CHOOSE), *self.scene.names()])
        self.ask_relations(
            (m.person for m in self.scene.members),
            "relation-",
            gettext("%(name)s与新户主的关系"),
            str(WORKED_OUT),
        )

    def payload(self) -> dict[str, Any]:
        head = self.cleaned_data["head"]
        relations = {k: v for k, v in self.relations("relation-").items() if k != head}
        return {"head": int(head), "relations": relations}


class MovePerson(_NewHead):
    """A member goes over to another household."""

    kind = "move"
    to_number = forms.CharField(label=_("到哪一户（家庭编号）"), max_length=40)
    relation = forms.ChoiceField(label=_("与那一户户主的关系"))

    def arrange(self) -> None:
        super().arrange()
        self.choices("relation", self.scene.relations(first=gettext("请选择"), head=True))

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("to_number"):
            given["to"] = resolve(
                self,
                "to_number",
                lambda asked: find_one_household(self.scene.viewer, asked),
                given["to_number"],
            )
        return given

    def household(self) -> Household | None:
        """The one that the person leaves; None, which the plan refuses, when there is none."""
        members = self.scene.members
        return get_household(self.scene.viewer, members[0].household_id) if members else None

    def payload(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "to_household": given["to"].pk,
            "relation": given["relation"],
        } | self.follow_up()


class Death(_NewHead):
    kind = "death"
    died_on = DayField(label=_("死亡日期"), required=False, help_text=_("不知道就空着。"))

    def household(self) -> Household | None:
        return None

    def payload(self) -> dict[str, Any]:
        died_on = self.cleaned_data["died_on"]
        return {"died_on": died_on.isoformat() if died_on else None} | self.follow_up()
