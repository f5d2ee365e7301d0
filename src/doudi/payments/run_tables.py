"""The lists of runs and of a run's lines."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from doudi.casework.award_tables import programme_label
from doudi.casework.selectors.award_file import heads_of
from doudi.foundation.access import Viewer, in_scope
from doudi.foundation.tables import Column, Table
from doudi.foundation.templatetags.doudi import area_name, language, month
from doudi.payments.domain.reasons import REASONS
from doudi.payments.models import Line, PaymentRun
from doudi.payments.run_words import NEXT, tone_of_line, tone_of_run
from doudi.payments.selectors.runs import sums_of_parts
from doudi.registry.models import Membership
from doudi.units.area import scope
from doudi.units.text import Text

ALL = ("", _("全部"))


class RunFilter(forms.Form):
    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[ALL, *PaymentRun.State.choices]
    )


class RunTable(Table):
    caption = Text("发放", "payment runs")
    columns = (
        Column(
            "month",
            Text("月份", "month"),
            value=lambda r: f"{month(r.month)} {r.get_kind_display()}",
            link=lambda r: reverse("payments:run", args=[r.pk]),
            main=True,
            sort=("month", "number"),
        ),
        Column(
            "state",
            Text("状态", "state"),
            value=PaymentRun.get_state_display,
            tone=tone_of_run,
        ),
        Column("next", Text("下一步", "next"), value=lambda r: NEXT.get(r.state)),
        Column("lines", Text("笔数", "payments"), kind="count", value=lambda r: r.shown.get("lines")),
        Column("fen", Text("金额（元）", "amount (yuan)"), kind="money", value=lambda r: r.shown.get("fen")),
        Column("held", Text("暂不发放", "held back"), kind="count", value=lambda r: r.shown.get("held")),
        Column("area_code", Text("办理", "office"), kind="area"),
        Column("label", Text("批号", "number")),
    )  # fmt: skip
    filter_form, order = RunFilter, "-month"
    empty = Text(
        "这里没有发放。发放由县级经办人测算；一户的发放记录在这一户的页面上。",
        "No payment here. The county's officer plans them; what a family was paid is on its own page.",
    )

    def __init__(self, viewer: Viewer, rows: QuerySet[PaymentRun], request: HttpRequest) -> None:
        self.viewer = viewer
        super().__init__(rows, request)

    def narrow(self, rows: Any, wanted: dict[str, Any]) -> Any:
        return rows.filter(state=wanted["state"]) if wanted["state"] else rows

    def prepare(self, rows: list[Any]) -> list[Any]:
        """Of the county's runs a township sees its own part."""
        parts = [r.pk for r in rows if not self.viewer.sees(r.area_code)]
        sums = sums_of_parts(self.viewer, parts) if parts else {}
        for run in rows:
            held = sum(n for n, _fen in run.totals.get("held", {}).values())
            run.shown = sums.get(run.pk, run.totals | {"held": held})
        return rows


class LineFilter(forms.Form):
    township = forms.ChoiceField(label=_("乡镇（街道）"), required=False)
    programme = forms.ChoiceField(label=_("项目"), required=False)
    state = forms.ChoiceField(label=_("状态"), required=False, choices=[ALL, *Line.State.choices])
    change = forms.ChoiceField(
        label=_("与上月比"), required=False, choices=[ALL, *Line.Change.choices]
    )
    reason = forms.ChoiceField(label=_("暂不发放的原因"), required=False)
    name = forms.CharField(label=_("姓名"), required=False, max_length=50)


class LineTable(Table):
    """`townships`, `programmes`: those that the run has, for the filter; `all_lines`: how many it has, where that is known."""

    caption = Text("发放名单", "payments of the run")
    columns = (
        Column(
            "number", Text("序号", "no."), kind="count", sort="number"
        ),
        Column(
            "whose",
            Text("享受人", "for"),
            value=lambda i: i.shown_name,
            link=lambda i: reverse("payments:line", args=[i.pk]),
            main=True,
        ),
        Column("area_code", Text("村（社区）", "village"), kind="area"),
        Column("programme", Text("项目", "programme"), value=lambda i: programme_label(i.programme)),
        Column("amount_fen", Text("金额（元）", "amount (yuan)"), kind="money", sort="amount_fen"),
        Column(
            "before_fen", Text("上月（元）", "last month (yuan)"), kind="money", value=lambda i: i.before_fen or None
        ),
        Column("change", Text("与上月比", "against last month"), value=Line.get_change_display),
        Column("state", Text("状态", "state"), value=Line.get_state_display, tone=tone_of_line),
        Column("reason", Text("原因", "reason"), value=lambda i: REASONS.get(i.reason) or i.bank_reason),
        Column("account", Text("账户", "account"), value=lambda i: _account(i)),
    )  # fmt: skip
    filter_form, order = LineFilter, "number"

    def __init__(
        self,
        viewer: Viewer,
        rows: QuerySet[Line],
        request: HttpRequest,
        *,
        townships: list[str],
        programmes: list[str],
        all_lines: int | None,
    ) -> None:
        self.viewer, self.townships, self.programmes = viewer, townships, programmes
        self.all_lines = all_lines
        super().__init__(rows, request)

    @property
    def total(self) -> int:
        """Of the whole list the run knows it: fifty thousand rows are not counted for each look."""
        if self.all_lines is not None and not self.is_filtered:
            return self.all_lines
        return super().total

    def _narrowed(self, rows: Any) -> Any:
        if self.form is not None:
            lang = language()
            choices = {
                "township": [(code, area_name(code)) for code in self.townships],
                "programme": [(p, programme_label(p).in_(lang)) for p in self.programmes],
                "reason": [(key, text.in_(lang)) for key, text in REASONS.items()],
            }
            for name, found in choices.items():
                self.form.fields[name].choices = [ALL, *found]  # type: ignore[attr-defined]
        return super()._narrowed(rows)

    def narrow(self, rows: Any, wanted: dict[str, Any]) -> Any:
        for field in ("programme", "state", "change", "reason"):
            if wanted[field]:
                rows = rows.filter(**{field: wanted[field]})
        if wanted["township"]:
            lo, hi = scope(wanted["township"])
            rows = rows.filter(area_code__gte=lo, area_code__lt=hi)
        if name := wanted["name"].strip():
            homes = Membership.objects.filter(valid_to__isnull=True, person__name=name)
            at_home = in_scope(self.viewer, homes).values("household")
            rows = rows.filter(Q(person__name=name) | Q(household__in=at_home))
        return rows

    def prepare(self, rows: list[Any]) -> list[Any]:
        heads = heads_of(self.viewer, {i.household_id for i in rows if i.person_id is None})
        for line in rows:
            line.shown_name = (
                line.person.name
                if line.person
                else heads.get(line.household_id, line.household.number)
            )
        return rows


def _account(line: Line) -> str:
    """Whose account, and its last figures: enough to know it again."""
    if line.account is None:
        return ""
    return f"{line.payee_name} {line.account.number_shown[-4:]}"
