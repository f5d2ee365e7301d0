"""What follows decisions, in the demonstration: awards looked at again, a payment held, a change of the place's own law."""

from __future__ import annotations

from datetime import date, timedelta

from doudi.casework.models import Award, Case
from doudi.casework.services.holds import hold_award
from doudi.casework.services.law_changes import ask_law_check, draft_law_change, put_figure
from doudi.casework.services.reviews import open_due_reviews, report_change
from doudi.casework.services.transition import take_step
from doudi.foundation.access import Viewer, acting, in_scope
from doudi.units.dates import Month

LINE = {"urban": "715", "rural": "5760/12"}
SOURCE = "安和县人民政府关于调整最低生活保障标准的通知（演示文件）"


def make_what_follows(*, clerk: Viewer, officer: Viewer, director: Viewer, on: date) -> int:
    """Returns how many cases came of it."""
    with acting(clerk):
        opened = open_due_reviews(actor=clerk, on=on)
        first = in_scope(clerk, Case.objects.filter(procedure="review")).order_by("pk").first()
        if first is not None:
            take_step(actor=clerk, case=first, action="start_review", on=on)
        paid = in_scope(clerk, Award.objects.filter(programme="dibao", state="active"))
        paid = paid.exclude(cases__procedure="review").select_related("household")
        awards = list(paid.order_by("pk"))
        if awards:
            what = "大儿子上个月找到了工作，每月有工资。"
            opened += len(report_change(actor=clerk, household=awards[0].household, on=on, what=what))  # fmt: skip
    if len(awards) > 1:
        month = Month.from_date(on)
        with acting(director):
            hold_award(
                actor=director,
                award=awards[1],
                ground="银行卡户名与本人不符，更正前先缓发",
                from_month=month,
                until_month=month,
                told_on=on,
                on=on,
            )
    _propose_law(officer, on)
    return opened


def _propose_law(officer: Viewer, on: date) -> None:
    """Written down and sent to be worked out; the county's lead signs it or does not."""
    with acting(officer):
        change = draft_law_change(
            actor=officer, area_code=officer.area_code, title="调整低保标准", source=SOURCE
        )
        since = (on.replace(day=1) + timedelta(days=32)).replace(day=1)
        put_figure(
            actor=officer,
            change_id=change.pk,
            value="dibao_line",
            written=LINE,
            since=since,
            comparator="<",
        )
        ask_law_check(actor=officer, change_id=change.pk, on=None, today=on)
