"""What the page of one run shows: what is to be done by whom, then the difference to last month, then the sums."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from doudi.casework.award_tables import programme_label
from doudi.foundation.access import Viewer
from doudi.foundation.selectors.runs import why_not_done
from doudi.foundation.templatetags.doudi import yuan
from doudi.payments.domain.plan import QUARTER
from doudi.payments.domain.reasons import REASONS
from doudi.payments.models import Line, PaymentRun
from doudi.payments.pictures import bar, stops_of_run
from doudi.payments.run_words import CHANGES, tone_of_run
from doudi.payments.selectors.funds import available_of, list_funds
from doudi.payments.selectors.paid_before import get_comparison
from doudi.payments.selectors.rhythms import list_places_of_run
from doudi.payments.selectors.run_totals import totals_of
from doudi.payments.selectors.runs import count_states, get_run_before
from doudi.payments.work import has_a_hand_in
from doudi.units.dates import Month
from doudi.units.text import Text

State = PaymentRun.State
TO_SIGN = (State.planned, State.signed_once)
WORKING = (State.planning, State.approving)
AFTER = (State.approved, State.sent, State.closed)
WIDTH = 1000  # of the bar, in its own units


@dataclass(frozen=True, slots=True)
class Difference:
    """One kind of change: how many, how much now and last month, and its piece of the bar."""

    key: str
    label: Text
    lines: int
    fen: int
    before_fen: int
    url: str
    x: int = 0
    width: int = 0


def context_of(viewer: Viewer, run: PaymentRun) -> dict[str, Any]:
    totals = run.totals or {}
    is_planned = bool(totals) and run.state not in (State.planning, State.dropped)
    job = run.approve_run if run.state == State.approving else run.plan_run
    is_to_sign = run.state in TO_SIGN
    states = _states(viewer, run) if run.state in AFTER else []
    has_stopped = job is not None and job.state in ("failed", "stopped")
    return {
        "run": run,
        "tone": tone_of_run(run),
        "stops": stops_of_run(run),
        "totals": totals,
        "job": job,
        "is_working": run.state in WORKING,
        "has_stopped": has_stopped,
        "why_not_done": why_not_done(viewer, job) if job and run.state in WORKING else None,
        "is_planned": is_planned,
        "is_to_sign": is_to_sign,
        "compared": get_comparison(viewer, run) if is_planned else None,
        "before": get_run_before(viewer, run) if is_planned else None,
        "differences": _differences(run, totals) if is_planned else [],
        "held": _held(run, totals) if is_planned else [],
        "programmes": [programme_label(name) for name in run.programmes],
        "by_programme": [(programme_label(p), *v) for p, v in totals.get("programmes", {}).items()],
        "by_fund": _funds(viewer, run) if is_planned else [],
        "by_township": sorted(totals.get("townships", {}).items()),
        "states": states,
        "arrived": bar((f"is-{state}", fen) for state, _label, _n, fen in states),
        "may_bank": True,
        "obstacles": _obstacles(run) if is_to_sign else [],
        "quarterly": _quarterly(viewer, run) if is_planned else None,
        "may_sign": viewer.may("pay.sign") and is_to_sign,
        "is_own": is_to_sign and has_a_hand_in(viewer, run),
        "may_replan": viewer.may("pay.plan") and is_to_sign,
        "may_release": viewer.may("pay.plan") and run.state == State.approving,
        "may_drop": viewer.may("pay.plan") and run.state in (*TO_SIGN, State.planning),
    }


def part_context_of(viewer: Viewer, run: PaymentRun) -> dict[str, Any]:
    """Of the county's run, what a township sees: its own sums, nothing to be done."""
    is_planned = bool(run.totals) and run.state not in (State.planning, State.dropped)
    totals = totals_of(viewer, run) if is_planned else {}
    states = _states(viewer, run) if run.state in AFTER else []
    return {
        "run": run,
        "place": viewer.area_code,
        "tone": tone_of_run(run),
        "stops": stops_of_run(run),
        "totals": totals,
        "is_planned": is_planned,
        "is_to_sign": run.state in (*TO_SIGN, *WORKING),
        "differences": _differences(run, totals) if is_planned else [],
        "held": _held(run, totals) if is_planned else [],
        "quarterly": _quarterly(viewer, run) if is_planned else None,
        "by_programme": [(programme_label(p), *v) for p, v in totals.get("programmes", {}).items()],
        "states": states,
        "arrived": bar((f"is-{state}", fen) for state, _label, _n, fen in states),
        "may_bank": False,
    }


def _differences(run: PaymentRun, totals: dict[str, Any]) -> list[Difference]:
    """In the order of the words; with the place of each in a bar whose whole width is all of them."""
    lines_url = reverse("payments:lines", args=[run.pk])
    found = totals.get("by_change", {})
    total = sum(counts[0] for counts in found.values())
    x, made = 0, []
    for key, label in CHANGES.items():
        n, fen, before = found.get(key, (0, 0, 0))
        if not n:
            continue
        width = max(n * WIDTH // total, 4)
        field = "state" if key in ("stopped", "overpaid") else "change"
        shown = totals.get("overpaid_fen", 0) if key == "overpaid" else fen
        made.append(
            Difference(key, label, n, shown, before, f"{lines_url}?{field}={key}", x, width)
        )
        x += width
    return made


def _held(run: PaymentRun, totals: dict[str, Any]) -> list[tuple[Text, int, int, str]]:
    url = reverse("payments:lines", args=[run.pk])
    return [
        (REASONS.get(reason, Text(reason, reason)), n, fen, f"{url}?state=held&reason={reason}")
        for reason, (n, fen) in sorted(totals.get("held", {}).items(), key=lambda p: -p[1][0])
    ]


def _funds(viewer: Viewer, run: PaymentRun) -> list[dict[str, Any]]:
    """Each fund that pays, and before the money is reserved what it has and lacks."""
    names = {f.pk: f.name for f in list_funds(viewer)}
    left = available_of(viewer, run.area_code) if run.state in TO_SIGN else {}
    found = []
    for key, (n, fen) in run.totals.get("funds", {}).items():
        if not key.isdigit():
            continue
        has = left.get(int(key)) if left else None
        found.append(
            {
                "name": names.get(int(key), ""),
                "lines": n,
                "fen": fen,
                "has_fen": has,
                "short_fen": max(0, fen - has) if has is not None else 0,
            }
        )
    return found


def _quarterly(viewer: Viewer, run: PaymentRun) -> dict[str, Any] | None:
    """Places that are paid by the quarter, and what that means for this run; None where there are none."""
    places = list_places_of_run(viewer, run)
    if not places:
        return None
    month = Month.from_date(run.month)
    first = month - month.index % QUARTER
    return {
        "places": [(p, programme_label(p.programme) if p.programme else None) for p in places],
        "is_first": month == first,
        "is_between": run.kind == PaymentRun.Kind.supplementary,
        "first": first.first_day,
        "last": (first + (QUARTER - 1)).first_day,
        "next": (first + QUARTER).first_day,
    }


def _states(viewer: Viewer, run: PaymentRun) -> list[tuple[str, str, int, int]]:
    found = count_states(viewer, run)
    return [
        (state, Line.State(state).label, *found[state])
        for state in ("approved", "sent", "paid", "failed")
        if state in found
    ]


def _obstacles(run: PaymentRun) -> list[Text]:
    """Why nobody can sign now, whoever it is."""
    if not run.plan_digest:
        return [
            Text(
                "测算以后情况又有变化，审核作废，没有发出任何钱。请重新测算。",
                "Something changed since it was planned: signatures are void, nothing was paid. Plan again.",
            )
        ]
    if not run.totals["lines"]:
        return [Text("没有可发放的，不用审核。", "There is nothing to pay, so nothing to sign.")]
    if short := run.totals["short_fen"]:
        return [
            Text(
                f"资金还差 {yuan(short)} 元：请财务补足预算，再重新测算。",
                f"The funds lack {yuan(short)} yuan: add to the budget, then plan again.",
            )
        ]
    return []
