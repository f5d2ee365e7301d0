"""What of this app the worker does."""

from __future__ import annotations

from django.urls import reverse

from doudi.casework.letters_work import register_letter_jobs
from doudi.casework.services import (
    department_lists,
    law_changes,
    law_checks,
    one_off_campaigns,
    raises,
    review_campaigns,
    takeovers,
)
from doudi.casework.services.awards import end_holds
from doudi.casework.services.notices import end_notices
from doudi.casework.services.reviews import open_due_reviews
from doudi.foundation.access import acting, system
from doudi.foundation.clock import get_today
from doudi.foundation.jobs import register_duty, register_job
from doudi.foundation.models import Run
from doudi.units.text import Text

SIX_HOURS = 6 * 3_600


def register_jobs() -> None:
    """Called from `CaseworkConfig.ready`."""
    register_letter_jobs()
    register_job(
        law_changes.CHECK,
        label=Text("测算本地规定的影响", "work out a change of the place's law"),
        perform=law_checks.perform_law_check,
        finish=law_checks.finish_law_check,
        link=lambda run: reverse("casework:law_change", args=[run.params["change"]]),
    )
    register_job(
        takeovers.CHECK,
        label=Text("核对接续名单", "check a list to take over"),
        perform=takeovers.perform_takeover_check,
        finish=takeovers.finish_takeover_check,
        link=show_takeover,
    )
    register_job(
        takeovers.APPLY,
        label=Text("接续原有待遇", "take over awards"),
        perform=takeovers.perform_taking_over,
        finish=takeovers.finish_taking_over,
        link=show_takeover,
    )
    register_job(
        department_lists.COMPARE,
        label=Text("比对部门名单", "compare a department's list"),
        perform=department_lists.perform_comparison,
        finish=department_lists.finish_comparison,
        link=lambda run: reverse("casework:lead_list", args=[run.params["list"]]),
    )
    register_job(
        raises.PLAN,
        label=Text("测算提标", "work out a raise"),
        perform=raises.perform_plan,
        link=_campaign,
    )
    register_job(
        raises.APPLY,
        label=Text("按提标调整待遇", "raise awards"),
        perform=raises.perform_raise,
        finish=raises.finish_raise,
        link=_campaign,
    )
    register_job(
        review_campaigns.OPEN,
        label=Text("集中复核立案", "open the cases of a review of all"),
        perform=review_campaigns.perform_opening,
        finish=review_campaigns.finish_opening,
        link=_campaign,
    )
    register_job(
        one_off_campaigns.PLAN,
        label=Text("测算一次性发放", "work out a one-off payment"),
        perform=one_off_campaigns.perform_plan,
        link=_campaign,
    )
    register_job(
        one_off_campaigns.APPLY,
        label=Text("一次性发放", "make one-off payments"),
        perform=one_off_campaigns.perform_one_off,
        finish=one_off_campaigns.finish_one_off,
        link=_campaign,
    )
    register_duty("casework.reviews.open", every_seconds=SIX_HOURS, do=open_reviews)
    register_duty("casework.holds.end", every_seconds=3_600, do=end_old_holds)
    register_duty("casework.notices.end", every_seconds=3_600, do=end_old_notices)


def show_takeover(run: Run) -> str:
    return reverse("casework:takeover", args=[run.params["takeover"]])


def _campaign(run: Run) -> str:
    return reverse("casework:campaign", args=[run.params["campaign"]])


def open_reviews() -> None:
    """Reviews whose time has come; each is a case on somebody's desk, nothing else."""
    with acting(system("reviews")) as actor:
        open_due_reviews(actor=actor, on=get_today())


def end_old_holds() -> None:
    """A hold ends by itself: what it held is paid, unless somebody has decided otherwise or renewed it."""
    with acting(system("holds")) as actor:
        end_holds(actor=actor, on=get_today())


def end_old_notices() -> None:
    """Once an hour: what has hung its days is marked as ended."""
    with acting(system("notices")) as actor:
        end_notices(actor=actor, on=get_today())
