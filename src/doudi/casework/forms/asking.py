"""The facts that the chosen programmes still need, of one subject: only those. An empty box is not asked yet; 不清楚 is an answer.

What need not be asked now is folded away below. "None of these" never speaks of it: nobody read it out.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from doudi.registry.domain.evidence import BasePeriod
from doudi.registry.domain.fact_groups import ASSETS, INCOME, group_of
from doudi.registry.domain.fact_values import read_value
from doudi.registry.domain.statements import Statement
from doudi.registry.facts import OVER_BASE_PERIOD
from doudi.registry.forms.base import DeskForm
from doudi.rules.declare import Fact
from doudi.rules.nodes import CATEGORY, COUNT, DATE, TRUTH
from doudi.units.text import ProblemsError

UNKNOWN = "unknown"
#: What the family chooses, and what is usually so: "none of these" must not answer it in passing.
ASKED_ALONE = ("elects_", "has_local_", "lives_with_", "has_duty_", "can_")
#: Of whoever is not at school nobody asks about the parents.
USUALLY_NONE = ("schooling",)
NOT_KNOWN = frozenset({UNKNOWN, "不清楚", "不知道", "不详", "not known"})


def is_amount(fact: Fact) -> bool:
    """Of which "there is none" can be said for all at once: sums of income, costs and assets, and numbers of things."""
    return fact.kind == COUNT and group_of(fact) in (INCOME, ASSETS)


def is_ticked(fact: Fact) -> bool:
    return fact.kind == TRUTH and not fact.name.startswith(ASKED_ALONE)


def can_be_none(fact: Fact) -> bool:
    """Whether "there is none", "no", is what most families answer."""
    return is_amount(fact) or is_ticked(fact) or fact.name in USUALLY_NONE


class AskingForm(DeskForm):
    none_else = forms.BooleanField(
        label=_("其余没填的收入、支出和财产都没有"),
        required=False,
        help_text=_("问过了再勾选，没填的金额和数量就登记为 0。"),
    )

    def __init__(
        self,
        *args: Any,
        facts: list[Fact],
        lang: str,
        base: BasePeriod,
        now: Collection[str] | None = None,
        **kwargs: Any,
    ) -> None:
        """`now`: names of the facts to ask now (None: all); the others are folded away."""
        super().__init__(*args, **kwargs)
        self.facts, self.lang, self.base = facts, lang, base
        self.now = {f.name for f in facts} if now is None else set(now)
        asked = [f for f in facts if f.name in self.now]
        self._boxes(asked, "is_so", _("有这些情况的，勾选"))
        if any(is_ticked(fact) for fact in asked):
            self.fields["others_are"] = forms.ChoiceField(
                label=_("没有勾选的那些"),
                required=False,
                choices=[("no", _("都没有")), (UNKNOWN, _("不清楚")), ("", _("先不填"))],
                widget=forms.RadioSelect,
                initial="",
            )
            self.order_fields(["is_so", "others_are"])
        if any(is_amount(fact) for fact in asked):
            self.fields["none_else"] = self.fields.pop("none_else")  # behind the boxes
        else:
            del self.fields["none_else"]
        above = set(self.fields)
        self._boxes([f for f in facts if f.name not in self.now], "also_so", _("有的勾选"))
        self._folded = [name for name in self.fields if name not in above]

    def _boxes(self, facts: list[Fact], name: str, label: Any) -> None:
        ticked = [(f.name, f.label.in_(self.lang)) for f in facts if is_ticked(f)]
        if ticked:
            self.fields[name] = forms.MultipleChoiceField(
                label=label,
                required=False,
                choices=ticked,
                widget=forms.CheckboxSelectMultiple,
            )
        for fact in facts:
            if not is_ticked(fact):
                self.fields[fact.name] = self._box(fact)

    @property
    def asked_now(self) -> list[BoundField]:
        return [self[name] for name in self.fields if name not in self._folded]

    @property
    def folded(self) -> list[BoundField]:
        return [self[name] for name in self._folded]

    @property
    def is_folded_faulty(self) -> bool:
        return any(field.errors for field in self.folded)

    def _box(self, fact: Fact) -> forms.Field:
        label = fact.label.in_(self.lang)
        note = fact.help.in_(self.lang) if fact.help else ""
        if fact.kind in (TRUTH, CATEGORY):
            options: list[tuple[str, Any]] = [("yes", _("是")), ("no", _("否"))]
            if fact.kind == CATEGORY:
                labels = [text.in_(self.lang) for text in fact.option_labels]
                options = list(zip(fact.options, labels, strict=True))
            few = len(options) <= 3
            empty = [] if few else [("", _("请选择"))]
            return forms.ChoiceField(
                label=label,
                required=False,
                help_text=note,
                choices=[*empty, *options, (UNKNOWN, _("不清楚"))],
                widget=forms.RadioSelect if few else forms.Select,
            )
        unit = fact.unit.name(self.lang) if fact.kind != DATE else ""
        if unit and fact.unit.name("en") not in ("item", "number"):
            label = f"{label}（{unit}）" if self.lang == "zh" else f"{label} ({unit})"
        box = forms.CharField(label=label, required=False, max_length=40, help_text=note)
        box.widget.attrs.update({"inputmode": "numeric" if fact.kind == DATE else "decimal"})
        box.widget.attrs["autocomplete"] = "off"
        return box

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        stated: list[Statement] = []
        for fact in self.facts:
            written = self._written(fact, given)
            if not written and self._has_none_else(fact, given):
                written = "0"
            if written:
                self._read(fact, written, stated)
        given["statements"] = stated
        return given

    def _has_none_else(self, fact: Fact, given: dict[str, Any]) -> bool:
        return bool(given.get("none_else")) and is_amount(fact) and fact.name in self.now

    def _written(self, fact: Fact, given: dict[str, Any]) -> str:
        if not is_ticked(fact):
            return str(given.get(fact.name) or "")
        if fact.name not in self.now:
            return "yes" if fact.name in given.get("also_so", ()) else ""
        return "yes" if fact.name in given.get("is_so", ()) else str(given.get("others_are") or "")

    def _read(self, fact: Fact, written: str, stated: list[Statement]) -> None:
        try:
            value, option = read_value(fact, "未知" if written in NOT_KNOWN else written)
        except ProblemsError as refused:
            self.refuse(refused, fact.name)
            return
        over = fact.name in OVER_BASE_PERIOD
        stated.append(
            Statement(
                fact.name,
                value,
                option,
                period=(self.base.first, self.base.last) if over else None,
            )
        )
