"""Incomes of the year before, as last year's lists had them: without them a case of some months ago would be about an income that
nobody has stated, and unknown is not nothing."""

from __future__ import annotations

from datetime import date

from doudi.foundation import audit
from doudi.foundation.access import Viewer, in_scope
from doudi.registry.facts import OVER_BASE_PERIOD
from doudi.registry.models import Fact
from doudi.registry.services.facts import record_evidence
from doudi.units.dates import Month

YEAR = 12


def record_last_year(*, actor: Viewer, on: date) -> int:
    """The same amounts a year earlier, for everybody in the actor's area. Returns how many. Inside `acting(actor)`."""
    stated = in_scope(actor, Fact.objects.filter(name__in=OVER_BASE_PERIOD))
    stated = stated.exclude(period_from=None).exclude(period_to=None)
    learnt_on = (Month.from_date(on) - YEAR).first_day
    evidence = record_evidence(
        actor=actor, kind="department", on=learnt_on, source="部门数据（上一年度收入）"
    )
    rows = [_a_year_before(row, evidence.pk) for row in stated.iterator()]
    Fact.objects.bulk_create(rows, batch_size=2000)
    audit.record(
        actor,
        "registry.facts.recorded",
        object_type="evidence",
        object_id=evidence.pk,
        area_code=evidence.area_code,
        details={"evidence": evidence.pk, "count": len(rows)},
    )
    return len(rows)


def _a_year_before(row: Fact, evidence: int) -> Fact:
    assert row.period_from is not None
    assert row.period_to is not None
    return Fact(
        area_code=row.area_code,
        household_id=row.household_id,
        person_id=row.person_id,
        supporter_id=row.supporter_id,
        name=row.name,
        item=row.item,
        value=row.value,
        period_from=(Month.from_date(row.period_from) - YEAR).first_day,
        period_to=(Month.from_date(row.period_to) - YEAR).last_day,
        evidence_id=evidence,
    )
