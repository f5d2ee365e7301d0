"""What the page of one campaign shows: sums first, then what is to be done by whom."""

from __future__ import annotations

from typing import Any

from doudi.casework.award_tables import programme_label
from doudi.casework.domain.raises import CHANGES, FOR_A_PERSON
from doudi.casework.models import Campaign
from doudi.casework.selectors.campaigns import COLUMNS, count_left, list_progress
from doudi.casework.services.campaigns import is_own
from doudi.foundation.access import Viewer
from doudi.units.text import Text

State = Campaign.State
HEADINGS = {
    "to_do": Text("待办", "to do"),
    "looked_into": Text("核查中", "looked into"),
    "heard": Text("听取意见", "being heard"),
    "filed": Text("待决定", "to be decided"),
    "kept": Text("维持", "kept"),
    "raised": Text("增发", "raised"),
    "reduced": Text("减发", "reduced"),
    "stopped": Text("停止", "stopped"),
    "ended": Text("终止办理", "ended"),
}
WHY = {
    "down": Text(
        "按新标准算反而减少：多半是家里情况变了，要先核实、听本人意见",
        "less by the new figures: the family has probably changed; look and hear them first",
    ),
    "out": Text(
        "按现有情况不再符合：不能直接停，要按程序复核",
        "no longer eligible by what is known: nothing stops without a review",
    ),
    "unknown": Text(
        "情况不全，算不出来：请补充情况后复核", "too little is known: complete it, then review"
    ),
}


def context_of(viewer: Viewer, campaign: Campaign) -> dict[str, Any]:
    run = campaign.apply_run or campaign.plan_run
    is_working = campaign.state in (State.planning, State.applying)
    plan, kind = campaign.plan, campaign.kind
    started = campaign.state in (State.applying, State.running, State.done)
    progress = list_progress(viewer, campaign) if kind == "review" and started else []
    return {
        "campaign": campaign,
        "plan": plan,
        "programmes": [programme_label(name) for name in campaign.programmes],
        "run": run,
        "is_working": is_working and run is not None,
        "has_stopped": run is not None and run.state in ("failed", "stopped"),
        "may_sign": viewer.may("award.sign") and campaign.state == State.planned,
        "may_drop": viewer.may("award.manage") and campaign.state in (State.planning, State.planned),
        "is_own": is_own(viewer, campaign),
        "left": count_left(viewer, campaign) if campaign.state == State.done else 0,
        "changes": [
            (name, label, plan["changes"].get(name, 0), WHY.get(name))
            for name, label in CHANGES.items()
            if kind == "raise" and plan.get("changes", {}).get(name)
        ],
        "left_to_a_person": sum(plan.get("changes", {}).get(c, 0) for c in FOR_A_PERSON),
        "by_programme": [(programme_label(n), v) for n, v in plan.get("programmes", {}).items()],
        "by_township": [
            {"code": code, **(row if isinstance(row, dict) else {"awards": row})}
            for code, row in plan.get("townships", {}).items()
        ],
        "headings": [HEADINGS[name] for name in COLUMNS],
        "progress": [
            (town, [(HEADINGS[name], number) for name, number in town.cells]) for town in progress
        ],
        "may_close": kind == "review"
        and campaign.state == State.running
        and viewer.may("award.manage"),
    }  # fmt: skip
