"""The steps of a cross-check, one small form each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from doudi.casework.domain.cross_checks import WAYS, Finding
from doudi.casework.findings_file import Member, read_finding, read_findings
from doudi.casework.services.cross_checks import Paper
from doudi.foundation.fields import DayField, choices_of
from doudi.foundation.templatetags.doudi import language
from doudi.registry.domain.statements import CORE_FACTS, dictionary
from doudi.registry.forms.base import DeskForm
from doudi.units.text import ProblemsError

LINES = 6
TABLES = (".csv", ".xlsx", ".xls", ".txt")


class AskForm(DeskForm):
    on = DayField(label=_("发起日期"))
    version = forms.IntegerField(widget=forms.HiddenInput)


class FindingsForm(DeskForm):
    """A few findings by hand, or a table of them."""

    def __init__(self, *args: Any, members: Sequence[Member], **options: Any) -> None:
        super().__init__(*args, **options)
        self.members = members
        people = [("", ""), *((m.person, m.name) for m in members)]
        facts = [("", _("只作说明"))] + [
            (fact.name, fact.label.in_(language()))
            for fact in dictionary().values()
            if fact.entity.name == "member" and fact.name not in CORE_FACTS
        ]
        for n in range(1, LINES + 1):
            self.fields[f"person_{n}"] = forms.TypedChoiceField(
                label=_("谁"), required=False, coerce=int, empty_value=None, choices=people
            )
            self.fields[f"source_{n}"] = forms.CharField(
                label=_("来源"), required=False, max_length=60
            )
            self.fields[f"fact_{n}"] = forms.ChoiceField(
                label=_("情况"), required=False, choices=facts
            )
            self.fields[f"value_{n}"] = forms.CharField(
                label=_("数值"), required=False, max_length=40
            )
            self.fields[f"text_{n}"] = forms.CharField(
                label=_("说明"), required=False, max_length=300
            )

    def line_boxes(self) -> list[list[forms.BoundField]]:
        names = ("person", "source", "fact", "value", "text")
        return [[self[f"{name}_{n}"] for name in names] for n in range(1, LINES + 1)]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        self.findings: list[Finding] = []
        for n in range(1, LINES + 1):
            self._line(given, n)
        return given

    def _line(self, given: dict[str, Any], n: int) -> None:
        row = {k: given.get(f"{k}_{n}") or "" for k in ("source", "fact", "value", "text")}
        person = given.get(f"person_{n}")
        if person is None and not any(row.values()):
            return
        if person is None:
            self.add_error(f"person_{n}", _("请选择是谁"))
        if not row["source"]:
            self.add_error(f"source_{n}", _("请填写来源，如：不动产登记中心"))
        if person is None or not row["source"]:
            return
        try:
            self.findings.append(
                read_finding(person, row["source"], row["text"], row["fact"], row["value"])
            )
        except ProblemsError as refused:
            for problem in refused.problems:
                self.add_error(f"{problem.where}_{n}", problem.text.in_(language()))

    def read_table(self, box: str) -> Paper | None:
        """The file of a box; a table's rows join the findings."""
        given = self.cleaned_data.get(box)
        if given is None:
            return None
        paper = Paper(given.read(), given.name)
        if paper.file_name.lower().endswith(TABLES):
            self.findings += read_findings(paper.content, paper.file_name, self.members)
        return paper


class ReportForm(FindingsForm):
    on = DayField(label=_("报告日期"))
    report = forms.FileField(
        label=_("核对报告"),
        required=False,
        help_text=_(
            "PDF 或照片留作材料；XLSX、CSV 的表（列：姓名、来源、情况、数值、说明）直接读出来。"
        ),
    )
    nothing_found = forms.BooleanField(label=_("各部门都没有发现收入和财产"), required=False)


class TellForm(DeskForm):
    on = DayField(label=_("告知日期"))
    how = forms.ChoiceField(
        label=_("怎么告知的"), widget=forms.RadioSelect, choices=choices_of(WAYS)
    )


class ObjectionForm(DeskForm):
    on = DayField(label=_("提出日期"))
    objection = forms.CharField(
        label=_("申请人对核对结果的异议"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    evidence = forms.FileField(label=_("申请人交来的证明"), required=False)


class RecheckForm(FindingsForm):
    on = DayField(label=_("复核日期"))
    result = forms.CharField(
        label=_("复核结果"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    evidence = forms.FileField(label=_("复核材料"), required=False)


def paper_of(form: DeskForm, box: str) -> Paper | None:
    given = form.cleaned_data.get(box)
    return Paper(given.read(), given.name) if given is not None else None
