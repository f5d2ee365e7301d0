"""Forms of imports: the file; which column is what; how to apply it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from doudi.foundation.fields import DayField
from doudi.registry.forms.base import DeskForm
from doudi.registry.imports.ledgers import FACT, Ledger, get_ledger, ledgers
from doudi.registry.imports.reading import MOST_BYTES
from doudi.registry.models import Evidence, Import, ImportMapping


class UploadForm(DeskForm):
    """The file. The ledger may be left to the header."""

    file = forms.FileField(
        label=_("台账文件"),
        help_text=_("Excel 工作簿（.xlsx、.xls）或 CSV，最大 200 MB、60 万行。加密保存。"),
        error_messages={"required": _("请选择文件"), "empty": _("文件是空的")},
    )
    ledger = forms.ChoiceField(label=_("是哪一种台账"), required=False)

    def __init__(self, *args: Any, lang: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["file"].widget.attrs["accept"] = ".xlsx,.xls,.csv,.txt"
        self.fields["ledger"].choices = [  # type: ignore[attr-defined]
            ("", _("按表头判断")),
            *((name, ledger.label.in_(lang)) for name, ledger in ledgers().items()),
        ]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("文件超过 200 MB，请分成几个文件"))
        return file


class MatchForm(DeskForm):
    """A choice for each column of the file, and what holds for all its rows."""

    evidence = forms.ChoiceField(label=_("来源种类"), choices=Evidence.Kind.choices)
    source = forms.CharField(label=_("来源"), required=False, max_length=100)
    learnt_on = DayField(label=_("获知日期（名册的截止日期）"))
    period_from = DayField(label=_("所属期起"), required=False)
    period_to = DayField(label=_("所属期止"), required=False)
    valid_from = DayField(label=_("情况从哪天起有效"), required=False)
    area_code = forms.ChoiceField(label=_("文件里没有村（社区）时，都属于"), required=False)
    members_are_complete = forms.BooleanField(label=_("每一户的成员都列全了"), required=False)
    is_complete = forms.BooleanField(
        label=_("名册齐全：辖区内不在名册上的人没有这些情况"), required=False
    )

    def __init__(
        self, *args: Any, record: Import, places: Any, on: date, lang: str, **options: Any
    ) -> None:
        self.ledger: Ledger = get_ledger(record.ledger)
        self.header = [cell for cell in record.mapping["header"] if cell]
        self.samples: dict[str, list[str]] = record.mapping.get("sample", {})
        given = record.mapping.get("options", {})
        self.values = given.get("values")  # the export's words, from a saved mapping
        initial = {
            "evidence": given.get("evidence", self.ledger.evidence),
            "source": given.get("source", self.ledger.source),
            "learnt_on": given.get("learnt_on", on),
            **{
                name: given[name]
                for name in (
                    "period_from",
                    "period_to",
                    "valid_from",
                    "area_code",
                    "members_are_complete",
                )
                if name in given
            },
            "is_complete": bool(given.get("coverage")),
        }
        super().__init__(*args, initial=initial, **options)
        self.fields["area_code"].choices = [("", _("（不适用）")), *places]  # type: ignore[attr-defined]
        self._leave_out_unused()
        choices = _targets(self.ledger, lang)
        columns = record.mapping["columns"]
        for number, cell in enumerate(self.header):
            self.fields[f"column_{number}"] = forms.ChoiceField(
                label=cell, required=False, choices=choices, initial=columns.get(cell, "")
            )

    def _leave_out_unused(self) -> None:
        kind = self.ledger.kind
        unused = {
            "people": ["is_complete"],
            "facts": ["area_code", "members_are_complete"],
            "supporters": ["area_code", "members_are_complete", "is_complete"],
        }[kind]
        if not self.ledger.coverage and "is_complete" not in unused:
            unused.append("is_complete")
        for name in unused:
            del self.fields[name]

    def column_rows(self) -> list[dict[str, Any]]:
        """For the page: each column with its box and what stands in its first rows."""
        return [
            {"cell": cell, "field": self[f"column_{n}"], "samples": self.samples.get(cell, [])}
            for n, cell in enumerate(self.header)
        ]

    def option_fields(self) -> list[Any]:
        return [self[name] for name in self.fields if not name.startswith("column_")]

    def columns(self) -> dict[str, str]:
        chosen = {cell: self.cleaned_data[f"column_{n}"] for n, cell in enumerate(self.header)}
        return {cell: target for cell, target in chosen.items() if target}

    def options(self) -> dict[str, Any]:
        """As a mapping keeps them: only what was said, dates as text."""
        found: dict[str, Any] = {"values": self.values} if self.values else {}
        for name in self.fields:
            value = self.cleaned_data.get(name)
            if name.startswith("column_") or name == "is_complete" or value in (None, "", False):
                continue
            found[name] = value.isoformat() if isinstance(value, date) else value
        if self.cleaned_data.get("is_complete"):
            matched = set(self.columns().values())
            found["coverage"] = {
                name: written
                for name, written in self.ledger.coverage.items()
                if FACT + name in matched or "fact_name" in matched
            }
        return found


class SaveMappingForm(DeskForm):
    """A name for a mapping that is used again next month."""

    name = forms.CharField(label=_("名称"), max_length=100)


class MappingForm(DeskForm):
    """A saved mapping: its name, and which column is which field."""

    name = forms.CharField(label=_("名称"), max_length=100)

    def __init__(self, *args: Any, mapping: ImportMapping, lang: str, **options: Any) -> None:
        super().__init__(*args, initial={"name": mapping.name}, **options)
        self.header = list(mapping.header)
        choices = _targets(get_ledger(mapping.ledger), lang)
        for number, cell in enumerate(self.header):
            self.fields[f"column_{number}"] = forms.ChoiceField(
                label=cell,
                required=False,
                choices=choices,
                initial=mapping.columns.get(cell, ""),
            )

    def columns(self) -> dict[str, str]:
        chosen = {cell: self.cleaned_data[f"column_{n}"] for n, cell in enumerate(self.header)}
        return {cell: target for cell, target in chosen.items() if target}


class ApplyForm(DeskForm):
    """Good rows, or all or none."""

    mode = forms.ChoiceField(
        label=_("怎样导入"),
        choices=[
            ("good_rows", _("只导入没有问题的行")),
            ("all_or_none", _("全部导入，有一行不行就都不导入")),
        ],
        widget=forms.RadioSelect,
        initial="good_rows",
    )


def _targets(ledger: Ledger, lang: str) -> list[Any]:
    """Every field of a ledger, facts grouped by whose they are."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for target, field in ledger.fields.items():
        group = field.fact.entity.label.in_(lang) if field.fact else ""
        groups.setdefault(group, []).append((target, field.label.in_(lang)))
    plain = groups.pop("", [])
    return [("", _("不导入")), *plain, *groups.items()]
