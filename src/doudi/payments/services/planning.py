"""A payment run: asked for, worked out township by township, planned again, given up."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Max

from doudi.foundation import audit
from doudi.foundation.access import Viewer, in_scope, permit
from doudi.foundation.clock import get_now
from doudi.foundation.jobs import Skip, start_run
from doudi.foundation.models import Area, Run, RunItem
from doudi.foundation.rulebook import get_rulebook
from doudi.payments.domain import reasons
from doudi.payments.domain.funding import allot
from doudi.payments.domain.netting import net_lines
from doudi.payments.domain.plan import PLANNED, PlannedLine, plan_lines
from doudi.payments.models import Line, PaymentRun, RunPart
from doudi.payments.selectors.funds import available_of, fundings_of
from doudi.payments.selectors.open_months import read_open_months
from doudi.payments.selectors.owed import read_owed
from doudi.payments.selectors.rhythms import quarterly_places
from doudi.payments.selectors.run_totals import totals_of
from doudi.payments.selectors.surroundings import read_returned, read_surroundings
from doudi.units.area import AreaLevel, at_level, scope
from doudi.units.dates import Month
from doudi.units.text import Text, refusal

PLAN = "payments.run.plan"
State = PaymentRun.State


def ask_run(
    *,
    actor: Viewer,
    month: Month,
    kind: str,
    programmes: list[str],
    on: date,
) -> PaymentRun:
    """Begin to work out a run of the actor's county.

    Raises ProblemsError: not a county's officer; a month to come; a month before the newest one; another run that is not posted
    yet; a regular run of the month that exists; an unknown programme.
    """
    permit(actor, "pay.plan")
    if at_level(actor.area_code, AreaLevel.county) != actor.area_code:
        raise refusal("发放由县级办理", "payments are made by the county")
    if month > Month.from_date(on) + 1:
        raise refusal(
            "只能测算到下个月", "no later than next month", where="month", value=str(month)
        )
    for name in programmes:
        if name not in get_rulebook().programmes:
            raise refusal(
                "没有这个项目", "there is no such programme", where="programmes", value=name
            )
    _one_at_a_time(actor.area_code)
    runs = in_scope(actor, PaymentRun.objects.select_for_update(of=("self",)))
    open_run = runs.filter(state__in=PaymentRun.OPEN).first()
    if open_run is not None:
        raise refusal(
            "上一批还没有生成文件，先办完或者放弃它",
            "the run before is not posted yet: finish it or give it up first",
            value=open_run.label,
        )
    newest = runs.exclude(state=State.dropped).aggregate(Max("month"))["month__max"]
    if newest is not None and month.first_day < newest:
        paid = Month.from_date(newest)
        raise refusal(
            f"已经发到{paid.format()}；以前漏发的，会列在下一批里",
            f"{paid.format('en')} is paid already; what was left out before comes with the next run",
            where="month",
            value=str(month),
        )
    of_month = runs.filter(month=month.first_day)
    if (
        kind == PaymentRun.Kind.regular
        and of_month.filter(kind=kind).exclude(state=State.dropped).exists()
    ):
        raise refusal(
            "这个月已经有月度发放；补发请选“补充发放”",
            "this month has its regular run; choose a supplementary one",
            where="kind",
            value=str(month),
        )
    run = PaymentRun.objects.create(
        area_code=actor.area_code,
        month=month.first_day,
        number=(of_month.aggregate(Max("number"))["number__max"] or 0) + 1,
        kind=kind,
        programmes=sorted(set(programmes)),
        on=on,
        asked_by_id=actor.posting_id,
        asked_at=get_now(),
    )
    record(actor, "asked", run)
    return _start(actor, run)


def _one_at_a_time(area_code: str) -> None:
    """Who asks for a run of the county at the same time waits, and then sees this one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"payments.run.{area_code}"])


def replan_run(*, actor: Viewer, run: PaymentRun, on: date) -> PaymentRun:
    """Work it out again: an account was corrected, a hold signed. Signatures given so far are void."""
    permit(actor, "pay.plan")
    locked = lock_run(actor, run)
    if locked.state not in (State.planned, State.signed_once):
        raise refusal("现在不能重新测算", "it cannot be planned again now")
    locked.state, locked.on, locked.plan_digest, locked.note = State.planning, on, "", ""
    locked.first_by = locked.first_at = None
    record(actor, "asked", locked)
    return _start(actor, locked)


def _start(actor: Viewer, run: PaymentRun) -> PaymentRun:
    parts = townships_of(actor, run)
    run.plan_run = start_run(
        actor=actor,
        kind=PLAN,
        params={"run": run.pk},
        items=[{"area": code} for code in parts],
        area_code=run.area_code,
    )
    run.save()
    return run


def townships_of(viewer: Viewer, run: PaymentRun) -> list[str]:
    """Codes of the county's townships that were ever in force; the county itself where it has none."""
    lo, hi = scope(run.area_code)
    codes = Area.objects.filter(code__gte=lo, code__lt=hi).values_list("code", flat=True)
    return sorted({c for c in codes if at_level(c, AreaLevel.township) == c}) or [run.area_code]


def drop_run(*, actor: Viewer, run: PaymentRun, reason: str, on: date) -> PaymentRun:
    """Given up before anything was posted. Raises ProblemsError: too late; no reason."""
    permit(actor, "pay.plan")
    locked = lock_run(actor, run)
    if locked.state not in (State.planning, State.planned, State.signed_once):
        raise refusal("已经审核入账，不能放弃", "it is posted: it cannot be given up")
    if not reason.strip():
        raise refusal("请写明理由", "Say why", where="reason")
    locked.state, locked.note = State.dropped, reason.strip()[:500]
    locked.save()
    record(actor, "dropped", locked, reason=locked.note)
    return locked


def lock_run(actor: Viewer, run: PaymentRun) -> PaymentRun:
    """Who signed is read when the lock is held: joined to the row, it would be what stood there before somebody else's signature."""
    return in_scope(actor, PaymentRun.objects.select_for_update()).get(pk=run.pk)


# -- the job ------------------------------------------------------------------------------------------
def work_out(viewer: Viewer, run: PaymentRun, area_code: str) -> list[PlannedLine]:
    """The lines of one township, from what is in the database now."""
    quarterly = quarterly_places(viewer, run)
    months = read_open_months(viewer, run, area_code, ahead=bool(quarterly))
    around = read_surroundings(viewer, run, area_code, months, quarterly)
    returned = read_returned(viewer, run, area_code)
    lines = plan_lines(
        Month.from_date(run.month),
        months,
        around,
        returned,
        programmes=run.programmes,
        is_regular=run.kind == PaymentRun.Kind.regular,
    )
    return net_lines(lines, read_owed(viewer, run, area_code))


def digest_of(lines: list[PlannedLine]) -> str:
    return hashlib.sha256("\n".join(line.text() for line in lines).encode()).hexdigest()


def perform_plan(job: Run, item: RunItem, viewer: Viewer) -> dict[str, Any]:
    """A township. Written anew each time it is done."""
    run = PaymentRun.objects.get(pk=job.params["run"])
    if run.state != State.planning:
        raise Skip(Text("已经放弃，不再测算", "it was given up"))
    area = item.payload["area"]
    lines = work_out(viewer, run, area)
    lo, hi = scope(area)
    in_scope(viewer, Line.objects.filter(run=run, area_code__gte=lo, area_code__lt=hi)).delete()
    Line.objects.bulk_create((_row(run, line) for line in lines), batch_size=5_000)
    paid = [line.amount_fen for line in lines if line.state == PLANNED]
    RunPart.objects.update_or_create(
        run=run,
        area_code=area,
        defaults={"digest": digest_of(lines), "lines": len(paid), "amount_fen": sum(paid)},
    )
    audit.record(
        viewer,
        "payments.run.planned",
        object_type="payment_run",
        object_id=run.pk,
        area_code=area,
        details={"lines": len(paid), "fen": sum(paid)},
        items=(line.text().encode() for line in lines),
    )
    return {"lines": len(paid), "fen": sum(paid)}


def _row(run: PaymentRun, line: PlannedLine) -> Line:
    key, payee = line.key, line.payee
    return Line(
        run=run,
        area_code=key.area_code,
        household_id=key.household,
        person_id=key.person or None,
        programme=key.programme,
        component=key.component,
        occasion=key.occasion,
        account_id=(payee.account or None) if payee else None,
        payee_name=payee.name if payee else "",
        amount_fen=line.amount_fen,
        month_fen=line.month_fen,
        before_fen=line.before_fen,
        dues=line.dues,
        netted=line.netted,
        state=line.state,
        change=line.change,
        reason=line.reason,
        retry_of_id=line.retry_of,
    )


def finish_plan(job: Run, viewer: Viewer) -> None:
    """Numbers in the order of the lines, a fund for each, the totals."""
    run = lock_run(viewer, PaymentRun(pk=job.params["run"]))
    if run.state != State.planning:
        return
    _hold_who_is_claimed_twice(run)
    short = _number_and_fund(viewer, run)
    run.totals = totals_of(viewer, run) | {"short_fen": short}
    parts = run.parts.order_by("area_code").values_list("area_code", "digest")
    run.plan_digest = hashlib.sha256("".join(a + d for a, d in parts).encode()).hexdigest()
    run.state = State.planned
    run.save()
    record(viewer, "planned", run, **{k: run.totals[k] for k in ("lines", "fen")})


_CLAIMED_TWICE = """
UPDATE payments_line SET state = 'held', reason = %(reason)s WHERE id IN (
    SELECT id FROM (
        SELECT line.id, line.household_id, min(line.household_id) OVER (PARTITION BY person, due.month) AS first
        FROM payments_line AS line CROSS JOIN LATERAL jsonb_to_recordset(line.dues) AS due (month text, persons jsonb)
            CROSS JOIN LATERAL jsonb_array_elements_text(due.persons) AS person
        WHERE line.run_id = %(run)s AND line.state = 'planned' AND line.retry_of_id IS NULL
    ) AS claim WHERE household_id <> first
)
"""


def _hold_who_is_claimed_twice(run: PaymentRun) -> None:
    """Two townships that both count somebody in a month: the second family's line waits for a person to look."""
    with connection.cursor() as cursor:
        cursor.execute(_CLAIMED_TWICE, {"run": run.pk, "reason": reasons.COVERED})


def _number_and_fund(viewer: Viewer, run: PaymentRun) -> int:
    """What the funds lack, in fen. A line without a fund is held."""
    rows = list(
        in_scope(viewer, Line.objects.filter(run=run, state=PLANNED))
        .order_by("area_code", "household_id", "person_id", "programme", "component", "occasion", "pk")
        .values_list("pk", "programme", "amount_fen")
    )  # fmt: skip
    allotted = allot(
        ((programme, fen) for _pk, programme, fen in rows),
        fundings_of(viewer, run.area_code, run.on),
        available_of(viewer, run.area_code),
    )
    funded = [(r[0], p) for r, p in zip(rows, allotted.purses, strict=True) if p is not None]
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE payments_line AS line SET number = v.number, fund_id = v.fund, road = v.road
            FROM unnest(%s::bigint[], %s::int[], %s::bigint[], %s::text[]) AS v (id, number, fund, road)
            WHERE line.id = v.id""",
            [
                [pk for pk, _ in funded],
                list(range(1, len(funded) + 1)),
                [p.fund for _, p in funded],
                [p.road for _, p in funded],
            ],
        )
    without = [r[0] for r, p in zip(rows, allotted.purses, strict=True) if p is None]
    Line.objects.filter(pk__in=without).update(state=Line.State.held, reason=reasons.NO_FUND)
    return allotted.short_fen


def record(actor: Viewer, what: str, run: PaymentRun, reason: str = "", **details: Any) -> None:
    audit.record(
        actor,
        f"payments.run.{what}",
        object_type="payment_run",
        object_id=run.pk,
        area_code=run.area_code,
        reason=reason,
        details={"run": run.label, **details},
    )
