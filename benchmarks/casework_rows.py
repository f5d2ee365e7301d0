"""Cases, awards and letters of a whole county, written straight into the tables: what the benchmarks of casework stand on.

Drawn with a seeded die over the county's households, its procedures and their states. No service writes them, so that a hundred
thousand take a minute; each has what the pages read: its application, its steps and its clocks.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

SHARE_OPEN, SHARE_LATE, SHARE_WITHOUT_LIMIT = 0.2, 0.06, 0.15
AT_ONCE = 5_000
YEARS = 4  # how far back closed cases lie


def make_cases(count: int, today: date, seed: int = 1) -> None:
    """`count` cases of the county's households; some families have several. Each lot is committed by itself."""
    from doudi.casework.models import Application, Case, Clock, Step
    from doudi.foundation import audit
    from doudi.foundation.access import acting, system

    die = random.Random(seed)  # noqa: S311 # a seeded die, no secret
    with acting(system("bench")) as actor:
        homes = _homes()
    for first in range(0, count, AT_ONCE):
        lot = range(first, min(first + AT_ONCE, count))
        with acting(system("bench")) as actor:
            drawn = [_draw(die, n, *die.choice(homes), today) for n in lot]
            Application.objects.bulk_create([found["application"] for found in drawn])
            Case.objects.bulk_create([found["case"] for found in drawn])
            Step.objects.bulk_create([s for found in drawn for s in found["steps"]])
            Clock.objects.bulk_create([c for found in drawn for c in found["clocks"]])
            audit.record(actor, "casework.case.changed", details={"bench": len(lot)})


def _homes() -> list[tuple[int, int, str]]:
    """(household, its head, village) of everybody."""
    from doudi.registry.models import Membership

    rows = Membership.objects.filter(relation="head", valid_to__isnull=True)
    return list(
        rows.order_by("household_id").values_list("household_id", "person_id", "household__area_code")
    )  # fmt: skip


def _draw(
    die: random.Random, n: int, household: int, head: int, area: str, today: date
) -> dict[str, Any]:
    from doudi.casework.models import Application, Case
    from doudi.casework.procedure_book import get_procedures
    from doudi.casework.services.numbers import new_code
    from doudi.units.area import AreaLevel, at_level

    procedure = die.choice([p for p in get_procedures() if p.programmes])
    is_open = die.random() < SHARE_OPEN
    state = die.choice([s for s, told in procedure.states.items() if told.is_end != is_open])
    opened = today - timedelta(days=die.randint(1, 60 if is_open else YEARS * 365))
    last = min(today, opened + timedelta(days=die.randint(0, 45)))
    due = _due(die, today) if is_open else None
    office = at_level(area, AreaLevel.township) or area
    moment = datetime.combine(opened, datetime.min.time()).astimezone()
    about = {"area_code": area, "accepting_area": office, "household_id": household}
    # Numbers of offices begin anew each year; these must only differ, and look like them.
    number = f"{office[6:9]}-{opened.year}-{800_000 + n:06d}"
    application = Application(
        **about,
        number=f"S{number}",
        receipt=new_code(),
        applicant_id=head,
        channel="window",
        through="self",
        applied_on=opened,
        pledged_on=opened,
        state="submitted" if is_open else "closed",
        opened_at=moment,
    )
    case = Case(
        **about,
        application=application,
        number=number,
        procedure=procedure.name,
        procedure_version=procedure.version,
        programmes=[die.choice(procedure.programmes)],
        state=state,
        is_open=is_open,
        state_since=last,
        opened_on=opened,
        accepted_on=opened,
        decided_on=None if is_open else last,
        closed_on=None if is_open else last,
        last_on=last,
        next_due=due,
        next_clock="whole" if due else "",
        waits_until=today + timedelta(days=die.randint(-4, 7)) if state == "noticed" else None,
        about={"relatives_asked_on": opened.isoformat()},
        version=2,  # one for each step
    )
    return {
        "application": application,
        "case": case,
        "steps": list(_steps(case, opened, last, moment)),
        "clocks": list(_clocks(case, opened, last)),
    }


def _due(die: random.Random, today: date) -> date | None:
    drawn = die.random()
    if drawn < SHARE_WITHOUT_LIMIT:
        return None
    if drawn < SHARE_WITHOUT_LIMIT + SHARE_LATE:
        return today - timedelta(days=die.randint(1, 40))
    return today + timedelta(days=die.randint(0, 45))


def _steps(case: Any, opened: date, last: date, moment: datetime) -> Iterator[Any]:
    from doudi.casework.models import Step

    roads = (("apply", "", "applied", opened), ("accept", "applied", case.state, last))
    for seq, (action, before, after, on) in enumerate(roads, 1):
        yield Step(
            area_code=case.area_code,
            case=case,
            seq=seq,
            action=action,
            from_state=before,
            to_state=after,
            on=on,
            at=moment,
            actor="李慧",
            role="township_clerk",
        )


def _clocks(case: Any, opened: date, last: date) -> Iterator[Any]:
    from doudi.casework.models import Clock

    yield Clock(
        area_code=case.area_code,
        case=case,
        name="whole",
        kind="limit",
        unit="working_days",
        days=30,
        started_on=opened,
        due_on=case.next_due or opened + timedelta(days=45),
        ended_on=None if case.is_open and case.next_due else last,
    )


def make_awards(families: int, month: date, share: float, programmes: list[str]) -> int:
    """A standing award for every household and member whom the law of the month gives money, up to so many families, each paid
    this share of it until now. Returns how many families have one."""
    from doudi.casework.models import Award
    from doudi.casework.services.bulk_decisions import decide_many
    from doudi.foundation import audit
    from doudi.foundation.access import acting, system

    everywhere = system("bench")
    with acting(everywhere):
        areas = {household: area for household, _, area in _homes()}
    found = decide_many(everywhere, areas, programmes, month)
    paid = [
        (key, told.amount_fen)
        for key, told in found.items()
        if told.verdict == "eligible" and told.amount_fen
    ]
    chosen: set[int] = set()
    rows = []
    for (programme, household, person), fen in paid:
        if household not in chosen and len(chosen) == families:
            continue
        chosen.add(household)
        rows.append(
            Award(
                area_code=areas[household],
                household_id=household,
                person_id=person,
                programme=programme,
                outcome="money",
                amount_fen=int(fen * share),
                from_month=date(month.year - 1, 1, 1),
            )
        )
    with acting(everywhere) as actor:
        Award.objects.bulk_create(rows, batch_size=AT_ONCE)
        audit.record(actor, "casework.case.changed", details={"bench": len(rows)})
    return len(chosen)
