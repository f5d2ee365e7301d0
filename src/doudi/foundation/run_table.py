"""The list of background runs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from doudi.foundation.jobs import JOBS
from doudi.foundation.models import Run
from doudi.foundation.selectors.runs import label_of_run
from doudi.foundation.tables import Column, Table
from doudi.foundation.templatetags.doudi import language
from doudi.units.text import Text

TONES = {
    Run.State.running: "warn",
    Run.State.stopping: "warn",
    Run.State.done: "good",
    Run.State.failed: "bad",
}


def tone_of_run(run: Run) -> str:
    return TONES.get(Run.State(run.state), "")


def _kinds() -> list[tuple[str, str]]:
    return [("", _("全部")), *((k, job.label.in_(language())) for k, job in sorted(JOBS.items()))]


class RunFilter(forms.Form):
    kind = forms.ChoiceField(label=_("任务"), required=False, choices=_kinds)
    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("全部")), *Run.State.choices]
    )


class RunTable(Table):
    caption = Text("后台任务", "background runs")
    columns = (
        Column(
            "kind",
            Text("任务", "run"),
            value=label_of_run,
            sort="kind",
            link=lambda run: reverse("foundation:run", args=[run.pk]),
            main=True,
        ),
        Column("state", Text("状态", "state"), value=Run.get_state_display, sort="state", tone=tone_of_run),
        Column("area", Text("区划", "area"), kind="area", value=lambda run: run.area_code, sort="area_code"),
        Column("starter", Text("发起人", "started by"), value=lambda run: run.account or Text("系统", "the system")),
        Column("total", Text("总数", "items"), kind="count", sort="total"),
        Column("done", Text("完成", "done"), kind="count", sort="done"),
        Column("failed", Text("出错", "failed"), kind="count", sort="failed"),
        Column("created", Text("发起时间", "started"), kind="time", value=lambda r: r.created_at, sort="created_at"),
    )  # fmt: skip
    filter_form, order, is_exportable = RunFilter, "-created", True
    empty = Text(
        "还没有后台任务。导入台账、查找重复、导出名单时，进度都在这里。",
        "No runs yet. Imports, the search for duplicates and exports show their progress here.",
    )

    def narrow(self, rows: Any, wanted: dict[str, Any]) -> Any:
        return rows.filter(**{name: value for name, value in wanted.items() if value})
