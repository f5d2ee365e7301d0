"""A person's file is put right, or two files of one person become one, or two again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from doudi.foundation.fields import DayField
from doudi.law.cn.facts import RELATIONS
from doudi.registry.forms.changes.base import ChangeForm, resolve
from doudi.registry.forms.sealed import SealedField
from doudi.registry.models import Household
from doudi.registry.selectors.changes import find_undoable_merges
from doudi.registry.selectors.lookups import find_one_person, get_household_id
from doudi.units.identity import IdentityKind, Sex
from doudi.units.text import Text


class CorrectPerson(ChangeForm):
    """Boxes are filled with what stands there; what is left alone does not change. Numbers are asked for anew."""

    kind = "correction"
    name = forms.CharField(label=_("姓名"), max_length=100)
    sex = forms.ChoiceField(label=_("性别"), required=False)
    birth_date = DayField(label=_("出生日期"), required=False)
    hukou_area = forms.CharField(label=_("户籍所在地（区划代码）"), max_length=12, required=False)
    relation = forms.ChoiceField(label=_("与户主关系"), required=False)
    identity_kind = forms.ChoiceField(label=_("证件"), required=False)
    identity_number = SealedField(label=_("正确的证件号码"), max_length=30, required=False)
    identity_reason = forms.CharField(label=_("没有证件号码的原因"), max_length=200, required=False)
    phone = SealedField(
        label=_("新的电话"), max_length=30, required=False, help_text=_("不改就空着。")
    )

    def arrange(self) -> None:
        person, lang = self.scene.person, self.scene.lang
        assert person is not None
        self.choices("sex", [("", _("未知")), *((s.value, s.label.in_(lang)) for s in Sex)])
        kinds = [(k.value, k.label.in_(lang)) for k in IdentityKind]
        self.choices("identity_kind", [("", _("不改")), *kinds])
        for name in ("name", "sex", "birth_date", "hukou_area"):
            self.fields[name].initial = getattr(person, name)
        for name in ("identity_number", "phone"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        self.membership = next((m for m in self.scene.members if m.person_id == person.pk), None)
        if self.membership is None or self.membership.relation == "head":
            del self.fields["relation"]
        else:
            relations = [(n, Text(*p).in_(lang)) for n, p in RELATIONS.items() if n != "head"]
            self.choices("relation", relations)
            self.fields["relation"].initial = self.membership.relation

    def household(self) -> Household | None:
        return None

    def payload(self) -> dict[str, Any]:
        given, person = self.cleaned_data, self.scene.person
        found: dict[str, Any] = {}
        for name in ("name", "sex", "hukou_area"):
            if given[name] != getattr(person, name):
                found[name] = given[name]
        if given["birth_date"] != person.birth_date:
            born = given["birth_date"]
            found["birth_date"] = born.isoformat() if born else None
        if self.membership and given.get("relation", "") not in ("", self.membership.relation):
            found["relation"] = given["relation"]
        if given["phone"]:
            found["phone"] = given["phone"]
        if given["identity_kind"] == IdentityKind.none.value:
            found["identity"] = {"reason": given["identity_reason"]}
        elif given["identity_kind"]:
            found["identity"] = {
                "kind": given["identity_kind"],
                "number": given["identity_number"],
            }
        return {"columns": found}


class MergePersons(ChangeForm):
    """This file is kept; the other one goes into it."""

    kind = "merge_persons"
    other = SealedField(
        label=_("另一份档案"),
        max_length=60,
        help_text=_("证件号码，或者在辖区内不重名的姓名。这一份保留，另一份并进来。"),
    )
    stays_in = forms.ChoiceField(
        label=_("合并后属于哪一户"),
        required=False,
        choices=[
            ("", _("两份在同一户，或只有一份有家庭")),
            ("mine", _("这一份的家庭")),
            ("other", _("另一份的家庭")),
        ],
    )
    take = forms.MultipleChoiceField(
        label=_("用另一份的哪些内容"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("name", _("姓名")),
            ("sex", _("性别")),
            ("birth_date", _("出生日期")),
            ("hukou_area", _("户籍所在地")),
            ("identity", _("证件号码")),
            ("phone", _("电话")),
        ],
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("other"):
            given["other_person"] = resolve(
                self,
                "other",
                lambda asked: find_one_person(self.scene.viewer, asked),
                given["other"],
            )
        return given

    def household(self) -> Household | None:
        return None

    def payload(self) -> dict[str, Any]:
        given = self.cleaned_data
        other = given["other_person"]
        stays_in = None
        if given["stays_in"]:
            assert self.scene.person is not None
            whose = self.scene.person if given["stays_in"] == "mine" else other
            stays_in = get_household_id(self.scene.viewer, whose)
        return {"other": other.pk, "stays_in": stays_in, "take": given["take"]}


class UndoMerge(ChangeForm):
    """Two files again, as they were."""

    kind = "undo_merge"
    change = forms.ChoiceField(label=_("撤销哪一次合并"))

    def arrange(self) -> None:
        assert self.scene.person is not None
        merges = find_undoable_merges(self.scene.viewer, self.scene.person.pk)
        named = gettext("%(day)s 的合并（第 %(number)d 号）")
        self.choices("change", [(str(m.pk), named % {"day": m.on, "number": m.pk}) for m in merges])

    def household(self) -> Household | None:
        return None

    def payload(self) -> dict[str, Any]:
        return {"change": int(self.cleaned_data["change"])}
