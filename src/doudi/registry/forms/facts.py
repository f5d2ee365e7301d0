"""What is stated of a household, a person or a supporter: one heading of the rulebook's facts at a time, with its source."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from doudi.foundation.fields import DayField
from doudi.registry.domain.fact_groups import GROUPS, FactGroup, group_of
from doudi.registry.domain.fact_values import read_value
from doudi.registry.domain.statements import CORE_FACTS, Statement, dictionary
from doudi.registry.forms.base import DeskForm
from doudi.registry.models import Evidence
from doudi.rules.declare import Fact
from doudi.rules.nodes import CATEGORY, DATE, TRUTH
from doudi.units.text import ProblemsError

#: Facts of the place or of a campaign, not of a family; and those that stand in columns of the file.
NOT_ASKED = CORE_FACTS | {
    "sex",
    "hukou_is_here",
    "supporter_kind",
    "is_campaign_base_date",
    "campaign_kind",
    "consumer_price_rise",
    "food_price_rise",
}
SEVERAL_ITEMS = ("income", "assets")
MOST_PAPER = 20 * 1024 * 1024


def groups_of(entity: str) -> list[FactGroup]:
    """The headings that have facts of a household, a member or a supporter."""
    there = {group_of(fact) for fact in _asked(entity)}
    return [group for group in GROUPS if group in there]


def _asked(entity: str) -> Iterator[Fact]:
    for fact in dictionary().values():
        if fact.entity.name == entity and fact.name not in NOT_ASKED:
            yield fact


class FactsForm(DeskForm):
    """The source, then a box for each fact of one heading. An empty box states nothing; 未知 states that it is not known."""

    kind = forms.ChoiceField(
        label=_("来源种类"), choices=Evidence.Kind.choices, initial=Evidence.Kind.declared
    )
    source = forms.CharField(
        label=_("来源"),
        max_length=100,
        required=False,
        help_text=_("如：入户申报表、县残联、村干部走访。"),
    )
    learnt_on = DayField(label=_("获知日期"), error_messages={"required": _("请填写获知日期")})
    paper = forms.FileField(
        label=_("材料"),
        required=False,
        help_text=_("PDF、照片、Word 或 Excel，不超过 20 MB。"),
    )
    valid_from = DayField(
        label=_("从哪天起是这样"), required=False, help_text=_("不填就表示一直如此。")
    )
    period_from = DayField(label=_("金额所属期，从"), required=False)
    period_to = DayField(label=_("到"), required=False)

    def __init__(
        self, *args: Any, entity: str, group: FactGroup, on: date, lang: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.on, self.lang, self.group = on, lang, group
        self.asked = [fact for fact in _asked(entity) if group_of(fact) == group]
        if not any(_has_period(fact) for fact in self.asked):
            del self.fields["period_from"], self.fields["period_to"]
        for fact in self.asked:
            self.fields[fact.name] = self._box(fact)
            if self._takes_item(fact):
                self.fields[f"{fact.name}.item"] = _item_box()

    def _box(self, fact: Fact) -> forms.Field:
        label = fact.label.in_(self.lang)
        unit = fact.unit.name(self.lang) if fact.kind not in (TRUTH, CATEGORY, DATE) else ""
        if unit and fact.unit.name("en") not in ("item", "number"):
            label = f"{label}（{unit}）" if self.lang == "zh" else f"{label} ({unit})"
        note = fact.help.in_(self.lang) if fact.help else ""
        if fact.kind in (TRUTH, CATEGORY):
            box: forms.Field = forms.ChoiceField(
                label=label, required=False, choices=self._options(fact), help_text=note
            )
        else:
            box = forms.CharField(label=label, required=False, max_length=40, help_text=note)
            mode = "numeric" if fact.kind == DATE else "decimal"
            box.widget.attrs.update({"inputmode": mode, "autocomplete": "off"})
        return box

    def _options(self, fact: Fact) -> list[tuple[str, Any]]:
        options: list[tuple[str, Any]] = [("", "")]
        if fact.kind == TRUTH:
            options += [("yes", _("是")), ("no", _("否"))]
        else:
            labels = [text.in_(self.lang) for text in fact.option_labels]
            options += list(zip(fact.options, labels, strict=True))
        return [*options, ("unknown", _("问过，不清楚"))]

    def _takes_item(self, fact: Fact) -> bool:
        return fact.unit.is_money and self.group.key in SEVERAL_ITEMS

    @property
    def source_boxes(self) -> list[forms.BoundField]:
        names = ("kind", "source", "learnt_on", "paper", "valid_from", "period_from", "period_to")
        return [self[name] for name in names if name in self.fields]

    @property
    def fact_boxes(self) -> list[tuple[forms.BoundField, forms.BoundField | None]]:
        """Each fact's box with the box for its item, where it has one."""
        return [
            (self[f.name], self[f"{f.name}.item"] if self._takes_item(f) else None)
            for f in self.asked
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, last = given.get("period_from"), given.get("period_to")
        if (first is None) != (last is None):
            self.add_error(
                "period_to" if last is None else "period_from", _("所属期的起止要一起填")
            )
        stated = []
        for fact in self.asked:
            written = given.get(fact.name, "")
            if written:
                self._read(fact, written, given, stated)
        if not stated and not self.errors:
            self.add_error(None, _("还没有填写任何一项情况"))
        given["statements"] = stated
        return given

    def _read(
        self, fact: Fact, written: str, given: dict[str, Any], stated: list[Statement]
    ) -> None:
        try:
            value, option = read_value(fact, written)
        except ProblemsError as refused:
            self.refuse(refused, fact.name)
            return
        period = None
        if _has_period(fact) and given.get("period_from") and given.get("period_to"):
            period = given["period_from"], given["period_to"]
        stated.append(
            Statement(
                fact.name,
                value,
                option,
                given.get(f"{fact.name}.item", ""),
                period,
                given.get("valid_from"),
            )
        )


def _has_period(fact: Fact) -> bool:
    """Amounts over time: incomes and costs, not the balance of an account."""
    return group_of(fact).key == "income" and fact.kind not in (TRUTH, CATEGORY, DATE)


def _item_box() -> forms.Field:
    box = forms.CharField(label=_("名目"), required=False, max_length=60)
    box.widget.attrs.update({"autocomplete": "off"})
    return box
