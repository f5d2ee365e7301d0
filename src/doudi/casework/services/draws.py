"""Drawing cases for a visit before they are decided, and what the visit found."""

from __future__ import annotations

import secrets
from datetime import date

from django.db import transaction

from doudi.casework.domain.draws import draw
from doudi.casework.domain.procedures import Procedure
from doudi.casework.models import Case, Draw, SpotCheck, Visit
from doudi.casework.procedure_book import procedure_of
from doudi.casework.procedure_values import figure_of
from doudi.casework.services.authority import authority_of, level_of
from doudi.foundation import audit
from doudi.foundation.access import Viewer, in_scope, permit
from doudi.foundation.clock import get_now, get_today
from doudi.rules.values import Resolved
from doudi.units.area import AreaLevel, at_level, scope
from doudi.units.rate import format_rate
from doudi.units.text import ProblemsError, refusal

WAITING = "filed"  # the state in which a case waits for its decision
SEED_BYTES = 16


@transaction.atomic
def draw_spot_checks(*, actor: Viewer, area: str, on: date) -> list[Draw]:
    """One draw for each procedure, among cases that wait for this level's decision and took part in no draw since they came.

    At least the share that the place has set is drawn, so of one case that one.

    Raises ProblemsError: no such case waits; the place has set no share.
    """
    permit(actor, "case.work")
    groups: dict[str, tuple[Procedure, Resolved, list[Case]]] = {}
    for case in _waiting(actor, area, on):
        procedure = procedure_of(case)
        share = _share(procedure, case, on)
        if share is not None:
            key = f"{procedure.name} {procedure.version} {share.figure}"
            groups.setdefault(key, (procedure, share, []))[2].append(case)
    if not groups:
        raise refusal("现在没有待抽查的案件", "no case waits for a draw now")
    return [_draw(actor, area, cases, share, on) for _, share, cases in groups.values()]


def _waiting(actor: Viewer, area: str, on: date) -> list[Case]:
    low, high = scope(area)
    rows = Case.objects.select_for_update(of=("self",)).filter(
        state=WAITING, is_open=True, state_since__lte=on, area_code__gte=low, area_code__lt=high
    )
    cases = list(in_scope(actor, rows).select_related("household").order_by("pk"))
    if not cases:
        return []
    earlier = in_scope(actor, Draw.objects.filter(kind=Draw.Kind.spot_check))
    since = min(c.state_since for c in cases)
    took_part: dict[int, date] = {}
    for population, day in (
        earlier.filter(on__gte=since).order_by("on").values_list("population", "on")
    ):
        took_part |= dict.fromkeys(population, day)
    return [
        c
        for c in cases
        if (c.pk not in took_part or took_part[c.pk] < c.state_since) and _is_ours(actor, c, on)
    ]


def _is_ours(actor: Viewer, case: Case, on: date) -> bool:
    try:
        return authority_of(case, procedure_of(case), on).level == level_of(actor)
    except ProblemsError:  # the place has not said who decides: nobody draws either
        return False


def _share(procedure: Procedure, case: Case, on: date) -> Resolved | None:
    name = procedure.authority.spot_check_share
    return figure_of(name, case.area_code, on) if name else None


def _draw(actor: Viewer, area: str, cases: list[Case], share: Resolved, on: date) -> Draw:
    seed = secrets.token_hex(SEED_BYTES)
    population = sorted(c.pk for c in cases)
    drawn = draw(seed, population, share.figure)
    made = Draw.objects.create(
        area_code=area,
        kind=Draw.Kind.spot_check,
        on=on,
        seed=seed,
        share=format_rate(share.figure),
        population=population,
        drawn=drawn,
        drawn_by_id=actor.posting_id,
        at=get_now(),
    )
    by_pk = {c.pk: c for c in cases}
    for pk in drawn:
        case = by_pk[pk]
        SpotCheck.objects.create(
            area_code=case.area_code, draw=made, case=case, due_on=case.next_due
        )
        case.flags = list(dict.fromkeys([*case.flags, "spot_check"]))
        case.save(update_fields=["flags"])
    audit.record(
        actor,
        "casework.draw.made",
        object_type="draw",
        object_id=made.pk,
        area_code=area,
        details={
            "population": len(population),
            "drawn": len(drawn),
            "share": made.share,
            "seed": seed,
        },
    )
    return made


@transaction.atomic
def record_spot_check(
    *,
    actor: Viewer,
    check: SpotCheck,
    on: date,
    agrees: bool,
    found: str = "",
    visit: Visit | None = None,
) -> SpotCheck:
    """What the visit found. Where it does not agree with the investigation, what differs is written down.

    Raises ProblemsError: recorded before; a day before the draw or in the future; no words where it does not agree; a visit of
    another case or of another kind.
    """
    double = check.draw.kind == Draw.Kind.double_random
    permit(actor, "case.supervise" if double else "case.work")
    if double and at_level(actor.area_code, AreaLevel.township) is not None:
        raise refusal(
            "双随机检查的结果由县级登记，不由被检查的乡镇登记",
            "the county records what was found, not the township that was inspected",
        )
    locked = (
        in_scope(actor, SpotCheck.objects.select_for_update(of=("self",)))
        .select_related("draw", "case")
        .get(pk=check.pk)
    )
    if locked.done_on is not None:
        raise refusal("已经登记过", "it was recorded before")
    if on < locked.draw.on:
        raise refusal("日期不能早于抽取的日期", "the day is before the draw", where="on", value=on)
    if on > get_today():
        raise refusal("日期不能在将来", "the day is in the future", where="on", value=on)
    if not agrees and not found.strip():
        raise refusal("请写明哪里不一致", "Say what differs", where="found")
    if visit is not None and (
        visit.case_id != locked.case_id
        or visit.kind not in (Visit.Kind.spot_check, Visit.Kind.decider)
    ):
        raise refusal("这不是本案的抽查入户", "this is no spot-check visit of the case")
    locked.visit = visit
    locked.inspector_id = locked.inspector_id or actor.posting_id
    locked.done_on, locked.agrees, locked.found = on, agrees, found.strip()[:1000]
    locked.save()
    case = locked.case
    audit.record(
        actor,
        "casework.spot_check.recorded",
        object_type="case",
        object_id=locked.case_id or "",
        household_id=case.household_id if case else None,
        area_code=locked.area_code,
        reason=locked.found,
        details={"agrees": agrees, "on": on.isoformat()},
    )
    return locked
