"""What a family was paid and is not owed, payment by payment. It only shows: a person decides what is to come back."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import F, Q, QuerySet

from doudi.casework.models import Award
from doudi.foundation.access import Viewer, acting, in_scope, system
from doudi.payments.domain.recovery import Payment, Taken, take_latest_first
from doudi.payments.models import BankFile, Due, Line, PaymentRun, Receivable
from doudi.payments.selectors.open_months import read_months_of
from doudi.payments.selectors.surroundings import read_deaths
from doudi.registry.models import Household
from doudi.units.area import AreaLevel, at_level
from doudi.units.dates import Month


@dataclass(slots=True)
class TooMuch:
    """Of one award's programme and person: what is not owed (`taken`, each a payment that arrived). `is_after_death`: of some of it."""

    award: int
    person: int
    programme: str
    occasion: int
    taken: list[Taken] = field(default_factory=list)
    after_death_from: Month | None = None
    proposed_fen: int = 0  # waits for a signature

    @property
    def fen(self) -> int:
        return sum(t.fen for t in self.taken)


def too_much_of(viewer: Viewer, household: Household, on: date) -> list[TooMuch]:
    """Months of dues above what the awards give, and months after a death."""
    months = read_months_of(viewer, household, Month.from_date(on) + 1)  # as far as a run may go
    died = read_deaths(viewer, household)
    whose = Q(household=household) | Q(person__in={m.key.person for m in months} - {0})
    payments = _payments(viewer, whose)
    found: dict[tuple[int, str, int], TooMuch] = {}
    for m in months:
        key, month = m.key, Month.from_index(m.month)
        dead = _dead_since(died, key.person) if not key.occasion else None
        is_after = dead is not None and m.month > dead
        target = 0 if is_after else m.target_fen
        if m.posted_fen <= target:
            continue
        of_month = payments.get((key.person, key.programme, key.component, key.occasion, month), [])
        taken = take_latest_first(m.posted_fen - target, of_month)
        if not taken:
            continue
        place = (key.person, key.programme, key.occasion)
        group = found.setdefault(place, TooMuch(m.award, *place))
        group.award = max(group.award, m.award)
        group.taken += taken
        if is_after and dead is not None:
            group.after_death_from = Month.from_index(dead + 1)
    waiting = in_scope(viewer, Receivable.objects.filter(household=household, state="proposed"))
    for person, programme, fen in waiting.values_list("person_id", "programme", "amount_fen"):
        for group in found.values():
            if (group.person or None, group.programme) == (person, programme):
                group.proposed_fen += fen
    return sorted(found.values(), key=lambda g: (g.programme, g.person, g.occasion))


def too_much_of_award(viewer: Viewer, award: Award, on: date) -> TooMuch | None:
    """The group that an award belongs to."""
    occasion = award.pk if award.period == Award.Period.once else 0
    wanted = (award.person_id or 0, award.programme, occasion)
    groups = too_much_of(viewer, award.household, on)
    return next((g for g in groups if (g.person, g.programme, g.occasion) == wanted), None)


def _dead_since(died: dict[int, int | None], person: int) -> int | None:
    """A person's month of death; of a household, the last one's where nobody of it lives."""
    if person:
        return died.get(person)
    if not died or None in died.values():
        return None
    return max(m for m in died.values() if m is not None)


_Place = tuple[int, str, str, int, Month]


def _payments(viewer: Viewer, whose: Q) -> dict[_Place, list[Payment]]:
    """What each line paid for each month, less what was taken back of it before."""
    taken = _taken_before(viewer, whose)
    rows = in_scope(viewer, Due.objects.filter(whose, line__isnull=False)).order_by("pk")
    words = _words(viewer, whose)
    paid_by = _last_of(words)
    sums: dict[tuple[_Place, int], tuple[int, int]] = {}
    for due in rows:
        place = (due.person_id or 0, due.programme, due.component, due.occasion, Month.from_date(due.month))  # fmt: skip
        line = paid_by.get(due.line_id or 0, due.line_id or 0)
        award, fen = sums.get((place, line), (due.award_id, 0))
        sums[place, line] = (award, fen + due.amount_fen)
    found: dict[_Place, list[Payment]] = defaultdict(list)
    for (place, line), (award, fen) in sums.items():
        component, month = place[2], place[4]
        left = fen - taken.get((line, component, month), 0)
        if left > 0:
            about = words.get(line, {})
            is_paid = about.get("state") == Line.State.paid
            found[place].append(Payment(line, award, component, month, left, is_paid, about))
    return found


def _last_of(words: dict[int, dict[str, Any]]) -> dict[int, int]:
    """The line that posted the dues → the one that paid them in the end."""
    after = {row["retry_of_id"]: pk for pk, row in words.items() if row["retry_of_id"]}
    found = {}
    for pk in words:
        last = pk
        while last in after:
            last = after[last]
        found[pk] = last
    return found


def _taken_before(viewer: Viewer, whose: Q) -> dict[tuple[int, str, Month], int]:
    """(line, component, month) → fen, of receivables that were signed."""
    found: dict[tuple[int, str, Month], int] = defaultdict(int)
    rows = in_scope(viewer, Receivable.objects.filter(whose, signed_on__isnull=False))
    for months in rows.values_list("months", flat=True):
        for m in months:
            found[m["line"], m["component"], Month.parse(m["month"])] += m["fen"]
    return found


def _words(viewer: Viewer, whose: Q) -> dict[int, dict[str, Any]]:
    """Of each line: when it arrived, in which run and file, at which line of it, to which account (its last four)."""
    posted = Line.objects.filter(whose, state__in=("approved", "sent", "paid", "failed"))
    rows = in_scope(viewer, posted).values(
        "pk", "retry_of_id", "run_id", "number", "fund_id", "road", "state", "settled_on", shown=F("account__number_shown")
    )  # fmt: skip
    found = {row["pk"]: dict(row) for row in rows}
    runs, files = _runs_and_files({row["run_id"] for row in found.values()})
    for row in found.values():
        run = runs.get(row["run_id"])
        row["run"] = run.label if run else ""
        row["run_month"] = run.month if run else None
        row["file"] = files.get((row["run_id"], row["fund_id"], row["road"]), "")
        row["tail"] = (row["shown"] or "")[-4:]
    return found


def _runs_and_files(
    ids: set[int],
) -> tuple[dict[int, PaymentRun], dict[tuple[int, int, str], str]]:
    """Runs and files are the county's; a township sees the names of those that paid its families."""
    with acting(system("payments.recovery")):
        runs = PaymentRun.objects.in_bulk(list(ids))
        rows = BankFile.objects.filter(run__in=ids).values_list(
            "run_id", "fund_id", "road", "file_name"
        )
        return runs, {(run, fund, road): name for run, fund, road, name in rows}


# -- the list ------------------------------------------------------------------------------------------
def list_shown_lines(viewer: Viewer) -> QuerySet[Line]:
    """What the newest plan of the county found to be too much."""
    with acting(system("payments.recovery")):
        runs = PaymentRun.objects.exclude(state__in=("dropped", "planning"))
        runs = runs.filter(area_code=at_level(viewer.area_code, AreaLevel.county))
        run = runs.order_by("-month", "-number").values_list("pk", flat=True).first()
    rows = Line.objects.filter(run_id=run, state=Line.State.overpaid)
    return (
        in_scope(viewer, rows).select_related("household", "person").order_by("household_id", "pk")
    )


_AFTER_DEATH = """
SELECT due.household_id, due.person_id, person.name, household.number, household.area_code, due.programme, person.died_on,
    MAX(due.award_id), SUM(due.amount_fen)::bigint
FROM payments_due AS due JOIN registry_person AS person ON person.id = due.person_id
    JOIN registry_household AS household ON household.id = due.household_id
WHERE person.died_on IS NOT NULL AND due.occasion = 0 AND due.month > person.died_on
    AND due.area_code >= %(lo)s AND due.area_code < %(hi)s
GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING SUM(due.amount_fen) > 0
ORDER BY person.died_on DESC, due.household_id LIMIT 200
"""


def list_after_death(viewer: Viewer) -> list[dict[str, Any]]:
    """Persons for whom money of their own was posted for months after the month of death, whatever their award says."""
    in_scope(viewer, Due.objects.none())
    names = (
        "household",
        "person",
        "name",
        "number",
        "area",
        "programme",
        "died_on",
        "award",
        "fen",
    )
    with connection.cursor() as cursor:
        cursor.execute(_AFTER_DEATH, {"lo": viewer.area_from, "hi": viewer.area_to})
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
