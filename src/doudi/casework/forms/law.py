"""Forms of the place's own law. The boxes of a figure come from its declaration."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from doudi.casework.domain.law_figures import SIGNS, Entry, bounds_in_words, is_percent, keys_of
from doudi.foundation.fields import DayField
from doudi.foundation.models import Area
from doudi.foundation.templatetags.doudi import language
from doudi.registry.forms.base import DeskForm
from doudi.rules.nodes import CATEGORY, COUNT, RATE, TRUTH
from doudi.rules.rulebook import Rulebook
from doudi.rules.values import Declaration
from doudi.units.money import Quantum, Rounding
from doudi.units.text import Text


class HeadingForm(DeskForm):
    """What document it is."""

    area_code = forms.ChoiceField(label=_("适用地区"))
    title = forms.CharField(label=_("名称"), max_length=100, help_text=_("例如：2022年城乡低保标准"))  # fmt: skip
    source = forms.CharField(label=_("文件名称和文号"), max_length=180, help_text=_("例如：安和县人民政府关于调整城乡低保标准的通知（安府发〔2022〕6号）"))  # fmt: skip
    file = forms.FileField(label=_("文件扫描件"), required=False, help_text=_("PDF、照片或者Word文件，不超过20 MB"))  # fmt: skip

    def __init__(self, *args: Any, areas: list[Area], **options: Any) -> None:
        super().__init__(*args, **options)
        names = [(a.code, a.name_en if language() == "en" and a.name_en else a.name) for a in areas]
        self.fields["area_code"].choices = names  # type: ignore[attr-defined]

    def file_given(self) -> tuple[str, bytes] | None:
        file = self.cleaned_data.get("file")
        return (file.name, file.read()) if file else None


class FigureForm(DeskForm):
    """One figure: a box for each key, the sign where there is one, from when until when."""

    def __init__(
        self, *args: Any, declaration: Declaration, book: Rulebook, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.declaration = declaration
        for key in keys_of(declaration):
            self.fields[key] = _box(declaration, key, book)
        if declaration.has_comparator:
            signs = [("", _("请选择")), *((s, t.in_(language())) for s, t in SIGNS.items())]
            self.fields["comparator"] = forms.ChoiceField(
                label=_("怎样才算符合"),
                choices=signs,
                help_text=_("照文件的原话选，正好等于标准的家庭就看这一项。"),
            )
        self.fields["since"] = DayField(label=_("从哪天起执行"))
        self.fields["until"] = DayField(
            label=_("执行到哪天"),
            required=False,
            help_text=_("文件没有写就不填，用到下一份文件为止。"),
        )
        self.fields["clause"] = forms.CharField(
            label=_("条款"), required=False, max_length=60, help_text=_("例如：第二条第（一）项")
        )

    def written(self) -> dict[str, str]:
        return {key: self.cleaned_data.get(key) or "" for key in keys_of(self.declaration)}


def initial_of(declaration: Declaration, entry: Entry) -> dict[str, Any]:
    """An entry as its form has it."""
    found = {"since": entry["from"], "until": entry["until"], "clause": entry.get("clause", "")}
    found["comparator"] = entry.get("comparator", "")
    for key in keys_of(declaration):
        written = entry[key]
        if isinstance(written, bool):
            written = "yes" if written else "no"
        elif isinstance(written, dict):
            written = f"{written['to']}|{written['mode']}"
        found[key] = written
    return found


def _box(declaration: Declaration, key: str, book: Rulebook) -> forms.Field:
    lang = language()
    label = _("数值") if key == "figure" else _option(declaration, key, book).in_(lang)
    choices = _choices(declaration)
    if choices:
        shown = [("", _("请选择")), *((name, text.in_(lang)) for name, text in choices)]
        return forms.ChoiceField(label=label, choices=shown)
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    return forms.CharField(
        label=label, max_length=40, widget=widget, help_text=_hint(declaration, lang)
    )


def _option(declaration: Declaration, key: str, book: Rulebook) -> Text:
    fact = book.facts[declaration.by or ""]
    return fact.option_labels[fact.options.index(key)]


def _choices(declaration: Declaration) -> list[tuple[str, Text]]:
    if declaration.kind == TRUTH:
        return [("yes", Text("是", "yes")), ("no", Text("否", "no"))]
    if declaration.kind == CATEGORY:
        return list(zip(declaration.options, declaration.option_labels, strict=True))
    if declaration.kind == "rounding":
        return [
            (
                f"{to.name}|{mode.name}",
                Text(f"{mode.label.zh}到{to.label.zh}", f"{mode.label.en} to the {to.label.en}"),
            )
            for to in Quantum
            for mode in Rounding
        ]
    return []


def _hint(declaration: Declaration, lang: str) -> str:
    unit, bounds = declaration.unit.name(lang), bounds_in_words(declaration).in_(lang)
    if declaration.kind == RATE:
        said = Text("百分比，例如 30%", "a percentage, as 30%") if is_percent(declaration) else Text("倍数，例如 1.5", "a factor, as 1.5")  # fmt: skip
    elif declaration.kind == COUNT and str(declaration.unit) != "number":
        said = Text(f"单位：{unit}", f"in {unit}")
    else:
        said = Text("数字", "a number")
    return said.in_(lang) + bounds


class CheckForm(DeskForm):
    on = DayField(
        label=_("按哪一天测算"), required=False, help_text=_("不填就按全部数值都生效的第一天。")
    )


class SignForm(DeskForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class RefuseForm(DeskForm):
    reason = forms.CharField(
        label=_("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class LawFilter(forms.Form):
    """What the list of values is cut to."""

    area = forms.ChoiceField(label=_("地区"), required=False)
    q = forms.CharField(label=_("查找"), required=False, max_length=50)
    missing = forms.BooleanField(label=_("只看没有录入的"), required=False)
    change = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, areas: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["area"].choices = areas  # type: ignore[attr-defined]
