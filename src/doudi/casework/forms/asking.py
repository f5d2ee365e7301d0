"""The facts that the chosen programmes still need, of one subject: only those. An empty box is not asked yet; 不清楚 is an answer."""

from __future__ import annotations

from typing import Any

from django import forms
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
NOT_KNOWN = frozenset({UNKNOWN, "不清楚", "不知道", "不详", "not known"})


def is_amount(fact: Fact) -> bool:
    """Of which "there is none" can be said for all at once: sums of income, costs and assets, and numbers of things."""
    return fact.kind == COUNT and group_of(fact) in (INCOME, ASSETS)


class AskingForm(DeskForm):
    none_else = forms.BooleanField(
        label=_("其余没填的收入、支出和财产都没有"),
        required=False,
        help_text=_("问过了再勾选，没填的金额和数量就登记为 0。"),
    )

    def __init__(
        self, *args: Any, facts: list[Fact], lang: str, base: BasePeriod, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.facts, self.lang, self.base = facts, lang, base
        self.truths = [f for f in facts if f.kind == TRUTH and not f.name.startswith(ASKED_ALONE)]
        if self.truths:
            self.fields["is_so"] = forms.MultipleChoiceField(
                label=_("有这些情况的，勾选"),
                required=False,
                choices=[(f.name, f.label.in_(lang)) for f in self.truths],
                widget=forms.CheckboxSelectMultiple,
            )
            self.fields["others_are"] = forms.ChoiceField(
                label=_("没有勾选的那些"),
                required=False,
                choices=[("no", _("都没有")), (UNKNOWN, _("不清楚")), ("", _("先不填"))],
                widget=forms.RadioSelect,
                initial="",
            )
        for fact in facts:
            if fact not in self.truths:
                self.fields[fact.name] = self._box(fact)
        if any(is_amount(fact) for fact in facts):
            self.fields["none_else"] = self.fields.pop("none_else")  # behind the boxes
        else:
            del self.fields["none_else"]

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
            if not written and given.get("none_else") and is_amount(fact):
                written = "0"
            if written:
                self._read(fact, written, stated)
        given["statements"] = stated
        return given

    def _written(self, fact: Fact, given: dict[str, Any]) -> str:
        if fact not in self.truths:
            return str(given.get(fact.name) or "")
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
