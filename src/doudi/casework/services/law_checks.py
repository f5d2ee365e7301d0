"""The check before a signature, as a run: the rulebook's worked cases file by file, then everybody of the place decided twice."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from typing import Any

import numpy as np

from doudi.casework.domain.law_effects import (
    KINDS,
    Array,
    Effect,
    Outcome,
    compare,
    eligible_and_paid,
)
from doudi.casework.models import LawChange, LawEffect
from doudi.casework.services.bulk_decisions import (
    home_of_rows,
    outcomes_of,
    places_of_one_law,
)
from doudi.casework.services.law_changes import candidate_content, figures_digest
from doudi.foundation import audit
from doudi.foundation.access import Viewer
from doudi.foundation.clock import get_today
from doudi.foundation.models import Run, RunItem
from doudi.foundation.rulebook import get_rulebook, with_figures
from doudi.law import cn
from doudi.registry.population import AreaPopulation, population_of
from doudi.rules.backgrounds import read_backgrounds
from doudi.rules.case_file import CaseEntry
from doudi.rules.check import Failure, check_cases
from doudi.rules.programme import Programme
from doudi.rules.rulebook import Rulebook
from doudi.units.area import AreaLevel, at_level, contains
from doudi.units.text import refusal

LOOK_AHEAD = timedelta(days=400)  # a case may ask for figures of months after its own day
MOST_SHOWN = 200
MONTH = "month"


def items_of_check(change: LawChange) -> list[dict[str, Any]]:
    """One for each file of cases, the last for the people."""
    files = [{"cases": str(path.relative_to(cn.HERE))} for path in cn.case_files()]
    return [*files, {"people": True}]


def perform_law_check(run: Run, item: RunItem, viewer: Viewer) -> dict[str, Any]:
    change = LawChange.objects.get(pk=run.params["change"])
    if change.version != run.params["version"] or change.state != LawChange.State.checking:
        raise refusal(
            "测算期间数值有改动，请重新测算", "the figures were changed meanwhile: start again"
        )
    after = with_figures(candidate_content(change))
    if "cases" in item.payload:
        return check_file(change, after, item.payload["cases"])
    return find_effects(viewer, change, get_rulebook(), after)


def finish_law_check(run: Run, viewer: Viewer) -> None:
    """Put the items' findings together. A case that fails without reason sends the change back to the draft."""
    change = LawChange.objects.select_for_update().get(pk=run.params["change"])
    if change.version != run.params["version"] or change.state != LawChange.State.checking:
        return
    results = list(run.items.order_by("number").values_list("result", flat=True))
    cases = [r for r in results if "checked" in r]
    change.check_result |= {
        "cases": sum(r["checked"] for r in cases),
        "untouched": sum(r["untouched"] for r in cases),
        "changed": [line for r in cases for line in r["changed"]][:MOST_SHOWN],
        "changed_count": sum(len(r["changed"]) for r in cases),
        "faults": [line for r in cases for line in r["faults"]][:MOST_SHOWN],
        **next(r for r in results if "people" in r),
    }
    assert change.check_result["digest"] == figures_digest(change)
    has_failed = bool(change.check_result["faults"])
    change.state = LawChange.State.draft if has_failed else LawChange.State.checked
    change.save()
    audit.record(
        viewer,
        "casework.law.checked",
        object_type="law_change",
        object_id=change.pk,
        area_code=change.area_code,
        details={
            "cases": change.check_result["cases"],
            "faults": len(change.check_result["faults"]),
        },
    )


# -- cases -------------------------------------------------------------------------------------------------
def check_file(change: LawChange, after: Rulebook, file: str) -> dict[str, Any]:
    """The cases of a file that lie in the place and in the time of the change. The others cannot be touched by it.

    That another figure gives another amount is what a change is for: told, with what the case expects, and no fault. A case that
    cannot be decided, or comes out differently in the two ways of deciding, is one.
    """
    first = min(date.fromisoformat(e["from"]) for e in change.figures)
    seen: list[int] = []

    def is_touched(entry: CaseEntry) -> bool:
        case = entry.case
        touched = contains(change.area_code, case.area) and case.on + LOOK_AHEAD >= first
        seen.append(touched)
        return touched

    report = check_cases(
        after,
        [cn.HERE / file],
        today=get_today(),
        backgrounds=read_backgrounds(cn.backgrounds_path(), after),
        known_area=cn.known_area,
        only=is_touched,
    )
    faults = [{"case": "", "zh": p.in_("zh"), "en": p.in_("en")} for p in report.problems]
    wrong = [f for f in report.failures if f.is_disagreement]
    faults += [_line(f) for f in wrong]
    changed = [_line(f) for f in report.failures if not f.is_disagreement]
    return {
        "checked": report.cases,
        "untouched": seen.count(False),
        "changed": changed,
        "faults": faults,
    }


def _line(failure: Failure) -> dict[str, str]:
    return {"case": failure.case, "zh": failure.text.zh, "en": failure.text.en}


# -- people ------------------------------------------------------------------------------------------------
def find_effects(
    viewer: Viewer, change: LawChange, before: Rulebook, after: Rulebook
) -> dict[str, Any]:
    """Decide everybody of the place with and without the change, and keep each difference."""
    on = change.checked_on
    assert on is not None
    people = population_of(viewer, on, book=before)
    new_people = people
    if any(e["value"] == "income_base_months" for e in change.figures):
        new_people = population_of(viewer, on, book=after)
    names = {name for e in change.figures for name in after.programmes_on.get(e["value"], ())}
    programmes = [p for p in after.programmes.values() if p.name in names and p.in_force(on)]
    inside = np.array([contains(change.area_code, a) for a in people.areas], bool)
    rows: list[LawEffect] = []
    sums: dict[str, Counter[str]] = defaultdict(Counter)
    by_town: dict[str, Counter[str]] = defaultdict(Counter)
    for area, homes in places_of_one_law(people, inside, before, after, on):
        old = outcomes_of(before, on, area, programmes, people.population)
        new = outcomes_of(after, on, area, programmes, new_people.population)
        for programme in programmes:
            home_of = home_of_rows(people, programme.subject)
            of_group = np.flatnonzero(homes[home_of])
            _count_totals(sums[programme.name], old[programme.name], new[programme.name], of_group)
            for effect in compare(old[programme.name], new[programme.name], of_group):
                home = int(home_of[effect.row])
                rows.append(_row(change, people, programme, effect, home))
                _count(sums[programme.name], by_town[_town(people.areas[home])], programme, effect)
    change.effects.all().delete()
    LawEffect.objects.bulk_create(rows, batch_size=2_000)
    audit.record(
        viewer,
        "casework.law.worked_out",
        object_type="law_change",
        object_id=change.pk,
        area_code=change.area_code,
        details={"rows": len(rows), "on": on.isoformat()},
    )
    return {
        "people": int(inside.sum()),
        "households": len({r.household_id for r in rows}),
        "programmes": [{"name": p.name, **sums[p.name]} for p in programmes],
        "townships": [{"code": code, **by_town[code]} for code in sorted(by_town)],
    }


def _row(
    change: LawChange, people: AreaPopulation, programme: Programme, effect: Effect, home: int
) -> LawEffect:
    return LawEffect(
        area_code=str(people.areas[home]),
        change=change,
        household_id=int(people.households[home]),
        person_id=int(people.members[effect.row]) if programme.subject == "member" else None,
        programme=programme.name,
        kind=effect.kind,
        before_fen=effect.before_fen,
        after_fen=effect.after_fen,
    )


def _count_totals(sums: Counter[str], old: Outcome, new: Outcome, rows: Array) -> None:
    for name, outcome in (("before", old), ("after", new)):
        number, fen = eligible_and_paid(outcome, rows)
        sums[f"{name}_count"] += number
        sums[f"{name}_fen"] += fen


def _count(sums: Counter[str], town: Counter[str], programme: Programme, effect: Effect) -> None:
    assert effect.kind in KINDS
    sums[effect.kind] += 1
    town[effect.kind] += 1
    if programme.period == MONTH and programme.outcome == "money":
        town["fen"] += (effect.after_fen or 0) - (effect.before_fen or 0)


def _town(village: str) -> str:
    return at_level(village, AreaLevel.township) or village
