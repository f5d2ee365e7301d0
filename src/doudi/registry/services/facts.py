"""What is learnt of a household, a person or a supporter, with where it comes from. Nothing is overwritten."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from doudi.foundation import audit
from doudi.foundation.access import Viewer, permit
from doudi.foundation.clock import get_now
from doudi.foundation.models import Run
from doudi.registry.domain.statements import Statement, check_statements, dictionary
from doudi.registry.models import Coverage, Document, Evidence, Fact, Household, Person, Supporter
from doudi.units.area import parse_area
from doudi.units.text import refusal

Subject = Household | Person | Supporter
_ENTITIES = {Household: "household", Person: "member", Supporter: "supporter"}


def record_evidence(
    *,
    actor: Viewer,
    kind: str,
    on: date,
    source: str = "",
    area_code: str = "",
    document: Document | None = None,
    run: Run | None = None,
    permission: str = "register.record",
) -> Evidence:
    """One source: a declaration, a department's list, a visit, a judgment. `on` is the day it was learnt.

    `permission`: whoever decides a case records what it decides, though they record nothing else.

    Raises ProblemsError: no such kind of source.
    """
    permit(actor, permission)
    if kind not in Evidence.Kind.values:
        raise refusal("没有这种来源", "There is no such kind of source", value=kind)
    evidence = Evidence.objects.create(
        area_code=area_code or actor.area_code,
        kind=kind,
        source=source.strip()[:100],
        learnt_on=on,
        document=document,
        run=run,
        recorded_at=get_now(),
        recorded_by_id=actor.posting_id,
        recorded_by_name=actor.name,
    )
    audit.record(
        actor,
        "registry.facts.recorded",
        object_type="evidence",
        object_id=evidence.pk,
        area_code=evidence.area_code,
        details={"kind": kind, "source": evidence.source, "learnt_on": on.isoformat()},
    )
    return evidence


def record_facts(
    *,
    actor: Viewer,
    subject: Subject,
    facts: Iterable[Statement],
    evidence: Evidence,
    on: date,
    area_code: str = "",
    permission: str = "register.record",
) -> list[Fact]:
    """New rows beside the old ones; of several that hold on a day the last learnt counts. `area_code`: the subject's own.

    Raises ProblemsError: facts that the rulebook does not have, of another entity, or outside their bounds.
    """
    permit(actor, permission)
    stated = list(facts)
    check_statements(stated, _ENTITIES[type(subject)])
    if not stated:
        raise refusal("没有填写任何情况", "Nothing was stated")
    rows = Fact.objects.bulk_create(
        _row(s, subject, evidence, area_code or subject.area_code) for s in stated
    )
    household = subject if isinstance(subject, Household) else None
    if isinstance(subject, Supporter):
        household = subject.household
    audit.record(
        actor,
        "registry.facts.recorded",
        object_type=type(subject).__name__.lower(),
        object_id=subject.pk,
        household_id=household.pk if household else None,
        person_id=subject.pk if isinstance(subject, Person) else None,
        area_code=subject.area_code,
        details={"evidence": evidence.pk, "names": sorted({s.name for s in stated})},
    )
    return rows


def _row(stated: Statement, subject: Subject, evidence: Evidence, area_code: str) -> Fact:
    period_from, period_to = stated.period or (None, None)
    return Fact(
        area_code=area_code,
        household=subject if isinstance(subject, Household) else None,
        person=subject if isinstance(subject, Person) else None,
        supporter=subject if isinstance(subject, Supporter) else None,
        name=stated.name,
        item=stated.item.strip()[:60],
        value=stated.value,
        option=stated.option,
        period_from=period_from,
        period_to=period_to,
        valid_from=stated.valid_from,
        valid_to=stated.valid_to,
        evidence=evidence,
    )


def record_coverage(
    *,
    actor: Viewer,
    fact: Statement,
    area_code: str,
    evidence: Evidence,
    on: date,
) -> Coverage:
    """A list is complete: whoever in the area is not on it has this value, from `valid_from` (`on`) to `valid_to`.

    Raises ProblemsError: a fact that there is not, or an area that is not the actor's.
    """
    permit(actor, "import.run")  # it speaks for everybody in the area, as a ledger does
    known = dictionary().get(fact.name)
    check_statements([fact], known.entity.name if known else "member", core=True)
    code = parse_area(area_code)
    if not actor.sees(code):
        raise refusal("该区划不在您的辖区内", "This place is not in your area", value=code)
    coverage = Coverage.objects.create(
        area_code=code,
        name=fact.name,
        value=fact.value,
        option=fact.option,
        valid_from=fact.valid_from or on,
        valid_to=fact.valid_to,
        evidence=evidence,
    )
    audit.record(
        actor,
        "registry.coverage.recorded",
        object_type="coverage",
        object_id=coverage.pk,
        area_code=code,
        details={"name": fact.name, "evidence": evidence.pk},
    )
    return coverage
