"""Families of the rulebook's own worked cases, put into the register: facts, law and figures are those of the case files.

entry = worked_case("dibao", "政策案例1，")
family = register_case(clerk, entry)           then a case of casework, decided as the law says
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from doudi.casework.models import Case as CaseRow
from doudi.casework.models import Notice, Opinion
from doudi.casework.services.numbers import case_number, new_code
from doudi.casework.tests.cases import note_draw
from doudi.foundation.access import Viewer
from doudi.foundation.clock import get_now
from doudi.law import cn
from doudi.registry.domain.statements import CORE_FACTS, Statement
from doudi.registry.facts import OVER_BASE_PERIOD
from doudi.registry.services.facts import record_evidence, record_facts
from doudi.registry.services.relatives import record_supporter
from doudi.registry.tests.families import VILLAGE, Family, make_family
from doudi.rules.backgrounds import read_backgrounds
from doudi.rules.case import Case
from doudi.rules.case_file import CaseEntry, read_cases
from doudi.rules.declare import day_date
from doudi.rules.dimensions import STEPS_PER_FEN
from doudi.rules.rulebook import Rulebook
from doudi.units.dates import Month

COLUMNS = CORE_FACTS | {"supporter_kind"}


@cache
def _book() -> Rulebook:
    return cn.load_rulebook(None)


def worked_case(programme: str, start: str) -> CaseEntry:
    """The case of a programme's files whose name begins so."""
    folder = Path(cn.HERE) / programme / "cases"
    backgrounds = read_backgrounds(cn.backgrounds_path(), _book())
    for path in sorted(folder.glob("*.yaml")):
        for entry in read_cases(path, _book(), today=dt.date(2022, 1, 1), backgrounds=backgrounds):
            if entry.case.name.startswith(start):
                return entry
    raise LookupError(start)


@dataclass(frozen=True)
class Registered:
    """A worked case as a family of the register."""

    family: Family
    case: Case


def register_case(
    clerk: Viewer, entry: CaseEntry, *, area: str = VILLAGE, on: dt.date | None = None
) -> Registered:
    """The household with its members, supporters and every fact of the case, learnt two months before its day (`on`: another)."""
    case = entry.case if on is None else replace(entry.case, on=on)
    people = [
        (
            row.name,
            _option("relation", row.facts.get("relation", 0)),
            day_date(row.facts["birth_date"]).isoformat(),
            _option("sex", row.facts.get("sex", 0)),
        )
        for row in case.rows["member"]
    ]
    urban = "residence_class" in case.facts and _option(
        "residence_class", case.facts["residence_class"]
    )
    family = make_family(clerk, people, area=area, residence_class=urban or "rural")
    learnt = (Month.from_date(case.on) - 2).first_day
    evidence = record_evidence(
        actor=clerk, kind="declared", source="入户申报表", on=learnt, area_code=area
    )
    household = family.household
    for index, row in enumerate(case.rows.get("supporter", ())):
        kind = _option("supporter_kind", row.facts.get("supporter_kind", 0))
        family.supporters.append(
            record_supporter(
                actor=clerk,
                household=household,
                name=row.name or f"义务人{index}",
                kind=kind,
                on=learnt,
                supported=family.head,
            )
        )
    household.supporters_are_complete = case.complete.get("supporter")
    household.save()
    subjects = [(household, case.facts)]
    subjects += [(p, r.facts) for p, r in zip(family.persons, case.rows["member"], strict=True)]
    subjects += [
        (s, r.facts) for s, r in zip(family.supporters, case.rows.get("supporter", ()), strict=True)
    ]
    for subject, facts in subjects:
        stated = [
            _statement(name, value, case.on) for name, value in facts.items() if name not in COLUMNS
        ]
        stated = [s for s in stated if s.name != "hukou_is_here" and s.name != "application_date"]
        if stated:
            record_facts(actor=clerk, subject=subject, facts=stated, evidence=evidence, on=learnt)
    return Registered(family, case)


def _option(name: str, code: int) -> str:
    return _book().facts[name].options[code]


def _statement(name: str, value: int, on: dt.date) -> Statement:
    fact = _book().facts[name]
    if fact.options:
        return Statement(name, option=fact.options[value])
    if fact.unit.is_money:
        assert value % STEPS_PER_FEN == 0
        value //= STEPS_PER_FEN
    this = Month.from_date(on)
    period = ((this - 12).first_day, (this - 1).last_day) if name in OVER_BASE_PERIOD else None
    return Statement(name, value, period=period)


def file_case(
    actor: Viewer,
    family: Family,
    *,
    on: dt.date,
    programmes: list[str],
    person: object = None,
    applied_on: dt.date | None = None,
    procedure: str = "dibao",
    is_drawn: bool = True,
) -> CaseRow:
    """A case that waits for its decision, with an opinion to grant and a notice that is over: nothing but the decision is tested."""
    case = CaseRow.objects.create(
        area_code=family.household.area_code,
        accepting_area=family.household.area_code,
        number=case_number(family.household.area_code, on.year),
        household=family.household,
        person=person,
        procedure=procedure,
        procedure_version="2021",
        programmes=programmes,
        state="filed",
        state_since=on,
        opened_on=applied_on or on - dt.timedelta(days=25),
        last_on=on - dt.timedelta(days=1),
    )
    last = on - dt.timedelta(days=2)
    Notice.objects.create(
        area_code=case.area_code,
        case=case,
        kind="preliminary",
        state="posted",
        token=new_code(),
        days=7,
        posted_on=last - dt.timedelta(days=7),
        last_day=last,
    )
    Opinion.objects.create(
        area_code=case.area_code,
        case=case,
        on=last,
        proposal=[],
        is_to_grant=True,
        results=[],
        name="李慧",
        at=get_now(),
    )
    if is_drawn:
        note_draw(actor, case, on)
    return case
