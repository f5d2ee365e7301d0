"""Double random inspection (双随机): who inspects whom, and which decided cases, both by lot."""

from __future__ import annotations

import secrets
from collections import defaultdict
from datetime import date
from fractions import Fraction

from django.db import transaction
from django.db.models import Q

from doudi.casework.domain.draws import draw, pair
from doudi.casework.models import Case, Draw, SpotCheck
from doudi.casework.services.draws import SEED_BYTES
from doudi.foundation import audit
from doudi.foundation.access import Viewer, in_scope, permit
from doudi.foundation.clock import get_now
from doudi.foundation.domain.roles import Role
from doudi.foundation.models import Posting
from doudi.units.area import AreaLevel, at_level, scope
from doudi.units.rate import format_rate
from doudi.units.text import refusal

INSPECTORS = (Role.township_clerk, Role.township_lead, Role.county_officer, Role.county_lead)


@transaction.atomic
def draw_inspectors(*, actor: Viewer, share: Fraction, since: date, due_on: date, on: date) -> Draw:
    """Every township in which cases were decided since a day gets an inspector from elsewhere, and this share of those cases.

    Raises ProblemsError: not the county; a share that is none; a day that is past; nothing was decided; nobody from elsewhere.
    """
    permit(actor, "case.supervise")
    if at_level(actor.area_code, AreaLevel.township) is not None:
        raise refusal("双随机检查由县级抽取", "the county draws who inspects whom")
    if not 0 < share <= 1:
        raise refusal("比例须大于0，不超过100%", "a share above 0 and up to 100%", where="share")
    if due_on < on:
        raise refusal("完成日期已经过了", "the day to be done by is past", where="due_on")
    cases = _decided(actor, since, on)
    if not cases:
        raise refusal("这段时间没有办结的案件", "no case was decided in this time", where="since")
    seed = secrets.token_hex(SEED_BYTES)
    pairs = pair(seed, _inspectors(actor, on), sorted(cases))
    drawn = {town: draw(seed, ids, share) for town, ids in cases.items()}
    made = Draw.objects.create(
        area_code=actor.area_code,
        kind=Draw.Kind.double_random,
        on=on,
        seed=seed,
        share=format_rate(share),
        population=sorted(pk for ids in cases.values() for pk in ids),
        drawn=sorted(pk for ids in drawn.values() for pk in ids),
        pairs=[{"inspector": who, "target": town} for who, town in pairs],
        drawn_by_id=actor.posting_id,
        at=get_now(),
    )
    areas = dict(Case.objects.filter(pk__in=made.drawn).values_list("pk", "area_code"))
    SpotCheck.objects.bulk_create(
        SpotCheck(area_code=areas[pk], draw=made, case_id=pk, inspector_id=who, due_on=due_on)
        for who, town in pairs
        for pk in drawn[town]
    )
    audit.record(
        actor,
        "casework.draw.made",
        object_type="draw",
        object_id=made.pk,
        area_code=actor.area_code,
        details={
            "population": len(made.population),
            "drawn": len(made.drawn),
            "share": made.share,
            "seed": seed,
        },
    )
    return made


def _decided(actor: Viewer, since: date, on: date) -> dict[str, list[int]]:
    """Township → cases decided in the time."""
    found: dict[str, list[int]] = defaultdict(list)
    rows = in_scope(actor, Case.objects.filter(decided_on__gte=since, decided_on__lte=on))
    for pk, code in rows.order_by("pk").values_list("pk", "area_code"):
        found[at_level(code, AreaLevel.township) or code].append(pk)
    return dict(found)


def _inspectors(actor: Viewer, on: date) -> dict[int, str]:
    """Posting → its own township, "" for the county's people. Whoever draws takes part as well."""
    lo, hi = scope(actor.area_code)
    rows = Posting.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=on),
        valid_from__lte=on,
        role__in=INSPECTORS,
        area_code__gte=lo,
        area_code__lt=hi,
    )
    return {
        pk: at_level(code, AreaLevel.township) or ""
        for pk, code in rows.order_by("pk").values_list("pk", "area_code")
    }
