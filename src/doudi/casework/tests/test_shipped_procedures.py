"""What must hold of the shipped procedures together: each programme has one, nothing is declared in vain."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from doudi.casework import guards as guard_folder
from doudi.casework.domain.procedure_checks import values_of
from doudi.casework.domain.procedures import Procedure
from doudi.casework.guards import GUARDS
from doudi.casework.papers import LETTER_KINDS
from doudi.casework.procedure_book import SHIPPED, get_procedures
from doudi.foundation.rulebook import get_rulebook

ANYWHERE = "900101101001"

#: Programmes that nobody applies for, each with the reason why no procedure opens a case of it.
WITHOUT = {
    "homeless_assistance": "a service at the relief station, for whoever stands at its door",
    "homeless_settlement": "the relief station applies level by level; the person need not",
    "left_behind_child": "a register",
    "left_behind_elder": "a register",
    "left_behind_woman": "a register",
}
#: Days before which a programme has no procedure here, with the reason.
BEFORE = {
    "tekun": (
        date(2016, 10, 10),
        "the rules on five-guarantee support before the measures of 2016 were not at hand",
    )
}
#: Values that no clock names: services ask for them.
ASKED_BY_SERVICES = {
    "cross_check_days": "when the cross-check's report is due",
    "objection_answer_days": "when an objection must be answered",
    "online_objections_a_day": "how many objections a day are taken on line about one case",
    "review_start_days_before": "when a review is opened",
    "hold_months": "how long a payment may be held",
    "lead_days": "when a lead must be verified (domain/lists.yaml)",
    "death_lead_days": "… of a death",
    "fraud_fine_least_times": "whether a fine that another authority decided is possible (payments)",
    "fraud_fine_most_times": "…",
    "net_living_share": "how far a later payment may be lessened (payments)",
    "net_other_share": "…",
    "self_care_months": "when self-care is assessed again (care)",
    "condition_assessment_days": "… after a reported change or an objection",
    "care_visit_days_none": "when somebody is to be visited, by level of self-care (care)",
    "care_visit_days_partial": "…",
    "care_visit_days_full": "…",
    "care_visit_days_other": "…",
    "care_follow_up_days": "when what was not fine must be mended (care)",
}


def last_days() -> list[date]:
    """Days on which something begins or ends, and the day before."""
    found = {p.since for p in get_procedures()} | {p.until for p in get_procedures() if p.until}
    found |= {p.since for p in get_rulebook().programmes.values()} | {date(2026, 7, 1)}
    return sorted(found | {d - timedelta(days=1) for d in found} | {d + timedelta(days=1) for d in found})  # fmt: skip


@pytest.mark.parametrize("programme", list(get_rulebook().programmes))
def test_a_programme_in_force_has_exactly_one_procedure(programme: str) -> None:
    book, stated = get_procedures(), get_rulebook().programmes[programme]
    for on in last_days():
        ordinary = [
            p.name for p in book if programme in p.programmes and p.holds(on) and not p.beside
        ]
        late = programme in BEFORE and on < BEFORE[programme][0]
        if programme in WITHOUT or late or not stated.in_force(on):
            continue
        assert len(ordinary) == 1, (programme, on, ordinary)
        found = book.for_programme(programme, ANYWHERE, on)
        assert found is not None
        assert found.name == ordinary[0]
    if programme in WITHOUT:
        assert not any(programme in p.programmes for p in book)


def test_an_emergency_goes_beside_the_ordinary_procedure() -> None:
    on = date(2022, 9, 1)
    book = get_procedures()
    ordinary = book.for_programme("temp_assistance", ANYWHERE, on)
    emergency = book.in_force("temp_emergency", ANYWHERE, on)
    assert ordinary is not None
    assert emergency is not None
    assert (ordinary.name, emergency.beside) == ("temp_expenditure", "temp_expenditure")
    assert not [a for a in emergency.actions.values() if a.name == "post_notice"]


@pytest.mark.parametrize("procedure", list(get_procedures()), ids=lambda p: f"{p.name}_{p.version}")
def test_a_file_is_named_after_what_it_holds(procedure: Procedure) -> None:
    assert procedure.where == f"{procedure.name}_{procedure.version}.yaml"
    assert procedure.basis
    documents = get_rulebook().documents
    cited = [a.law for a in procedure.actions.values()]
    cited += [c.law for c in procedure.clocks.values()]
    for law in cited:
        keys = re.findall(r"[A-Z]{2,3}", law)
        assert keys, f"{procedure.where}: a step without its article"
        assert set(keys) <= set(documents), (procedure.where, law)


def test_every_value_of_procedures_is_used() -> None:
    declared = {
        d.name for d in get_rulebook().values.declarations.values() if d.programme == "procedure"
    }
    used = {name for p in get_procedures() for name in values_of(p)}
    used |= {str(kind["serve_within"]) for kind in LETTER_KINDS.values() if "serve_within" in kind}
    source = Path(guard_folder.__file__).parents[1]
    code = "\n".join(p.read_text("utf-8") for p in source.rglob("*.py") if "tests" not in p.parts)
    named = {name for name in declared - used if f'"{name}"' in code}
    assert declared - used - named <= set(ASKED_BY_SERVICES)
    assert used - declared <= set(get_rulebook().values.declarations)


def test_every_guard_is_asked_by_a_procedure() -> None:
    asked = {name for p in get_procedures() for a in p.actions.values() for name in a.needs}
    assert set(GUARDS) == asked


def test_every_letter_is_made_or_has_its_own_occasion() -> None:
    made = {kind for p in get_procedures() for a in p.actions.values() for kind in a.makes}
    assert made <= set(LETTER_KINDS)
    assert all(kind["zh"] and kind["en"] for kind in LETTER_KINDS.values())


def test_nothing_adverse_goes_without_a_letter_or_a_reason() -> None:
    for procedure in get_procedures():
        for action in procedure.actions.values():
            outcome = procedure.states[action.to].outcome if action.to else ""
            if outcome == "refused":
                assert action.adverse or action.makes, (procedure.where, action.name)


def test_what_was_appraised_then_is_appraised_only_on_objection_now() -> None:
    book = get_procedures()
    for name in ("dibao", "tekun"):
        old = book.in_force(name, ANYWHERE, date(2021, 6, 30))
        new = book.in_force(name, ANYWHERE, date(2021, 7, 1))
        assert old is not None
        assert new is not None
        assert "objected" in new.actions["call_appraisal"].needs
        assert "objected" not in old.actions["call_appraisal"].needs


def test_the_shipped_folder_holds_nothing_else() -> None:
    assert {p.name for p in SHIPPED.iterdir()} == {p.where for p in get_procedures()}
