"""What of payments waits for somebody: one source for each part of the work."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse

from doudi.foundation.access import Viewer
from doudi.foundation.clock import get_today
from doudi.foundation.pages import WorkItem
from doudi.foundation.templatetags.doudi import language
from doudi.payments.models import PaymentRun
from doudi.payments.selectors.care import list_to_confirm
from doudi.payments.selectors.goods import list_to_check
from doudi.payments.selectors.receivables import list_waiting as list_waiting_receivables
from doudi.payments.selectors.runs import list_runs
from doudi.units.dates import Month
from doudi.units.text import Text

State = PaymentRun.State
WAITS = {
    "pay.sign": ((State.planned, State.signed_once), Text("待审核的发放：", "Payments to sign: ")),
    "pay.bank": ((State.approved,), Text("待送银行的发放：", "Payments to send: ")),
}


def work_with_runs(viewer: Viewer) -> list[WorkItem]:
    """Runs that wait for this person's signature, or for the files to be sent."""
    wanted = [(states, label) for p, (states, label) in WAITS.items() if viewer.may(p)]
    if not wanted:
        return []
    states = [state for those, _label in wanted for state in those]
    found = []
    for run in list_runs(viewer).filter(state__in=states).select_related("asked_by", "first_by"):
        if run.state in WAITS["pay.sign"][0] and has_a_hand_in(viewer, run):
            continue
        label = next(label for those, label in wanted if run.state in those)
        month = Month.from_date(run.month).format(language())
        said = Text(label.zh + month, label.en + month)
        found.append(WorkItem(said, reverse("payments:run", args=[run.pk]), run.asked_at))
    return found


def has_a_hand_in(viewer: Viewer, run: PaymentRun) -> bool:
    hands = [p.account_id for p in (run.asked_by, run.first_by) if p is not None]
    return viewer.account_id in hands


def work_with_receivables(viewer: Viewer) -> list[WorkItem]:
    """Proposals that wait for another person's signature."""
    if not viewer.may("award.sign"):
        return []
    waiting = list(list_waiting_receivables(viewer).values_list("proposed_on", flat=True)[:1000])
    if not waiting:
        return []
    label = Text("待审核的追回", "Recoveries to sign")
    url = f"{reverse('payments:receivables')}?state=proposed"
    return [WorkItem(label, url, min(waiting), None, len(waiting))]


def work_with_goods(viewer: Viewer) -> list[WorkItem]:
    """Goods that somebody should look at again."""
    if not viewer.may("goods.work"):
        return []
    due = list(list_to_check(viewer, get_today()).values_list("check_due", flat=True)[:1000])
    if not due:
        return []
    label = Text("待回访的物资", "Goods to look at again")
    return [WorkItem(label, reverse("payments:goods_checks"), due[0], due[0], len(due))]


def work_with_care(viewer: Viewer) -> list[WorkItem]:
    """Hours of bought care that the person has not confirmed."""
    if not viewer.may("goods.work"):
        return []
    since = list(list_to_confirm(viewer).values_list("delivered_on", flat=True)[:1000])
    if not since:
        return []
    label = Text("等本人确认的服务小时", "Hours of care to be confirmed")
    return [WorkItem(label, reverse("payments:services"), min(since), None, len(since))]


WORK: tuple[Callable[[Viewer], list[WorkItem]], ...] = (
    work_with_runs,
    work_with_receivables,
    work_with_goods,
    work_with_care,
)
