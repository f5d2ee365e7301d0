"""Takes the fictional county into the register, by the same import that a county uses. Loading it again changes nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from doudi.foundation.access import Viewer, acting, system, viewer_of
from doudi.foundation.domain.roles import Role
from doudi.foundation.models import Account
from doudi.foundation.postings import postings_in_force
from doudi.foundation.rulebook import get_rulebook
from doudi.foundation.services.areas import import_areas
from doudi.foundation.services.demo import DEMO_LOGINS, make_demo_accounts
from doudi.law.people.figures import read_figures
from doudi.registry.demo.county import AREAS, MANIFEST, Size, areas_table, write_county
from doudi.registry.demo.places import list_places
from doudi.registry.domain.fact_values import read_value
from doudi.registry.domain.statements import Statement
from doudi.registry.imports.mappings import shipped_mappings
from doudi.registry.models import Coverage, Household
from doudi.registry.services.facts import record_coverage, record_evidence
from doudi.registry.services.imports import (
    adopt_mapping,
    import_ledger,
    match_columns,
    upload_ledger,
)

Say = Callable[[str], None]


def demo_officer(on: date) -> Viewer:
    """The county officer of the demonstration: who brings the files in."""
    login = next(login for login in DEMO_LOGINS if login.role is Role.county_officer)
    account = Account.objects.get(username=login.username)
    return viewer_of(postings_in_force(account.pk, on)[0])


def make_trial(
    *,
    folder: Path,
    size: Size,
    seed: int,
    on: date,
    persons: int | None = None,
    say: Say = lambda line: None,
) -> dict[str, int]:
    """Accounts, places and people of the fictional county: written into `folder` and imported. Returns the import's counts."""
    with acting(system("demo")) as actor:
        make_places(actor=actor, on=on)
        make_demo_accounts(actor=actor, on=on)
        officer = demo_officer(on)
    with acting(officer):
        for mapping in shipped_mappings():
            adopt_mapping(actor=officer, name=mapping.name)
    write_county(folder, get_rulebook(), size, seed, on, persons=persons)
    return load_county(actor=officer, folder=folder, on=on, say=say)


def make_places(*, actor: Viewer, on: date) -> None:
    """The fictional county's table of places, imported. What is there already stays."""
    content = areas_table(list_places(read_figures("wengan")))
    import_areas(actor=actor, content=content, name=AREAS, is_whole=False, on=on)


def has_people(actor: Viewer) -> bool:
    """Is anybody registered in the actor's area?"""
    with acting(actor):
        return Household.objects.exists()


def load_county(
    *, actor: Viewer, folder: Path, on: date, say: Say = lambda line: None
) -> dict[str, int]:
    """Import every file of `ledgers.json`, one after another, each committed by itself; returns the counts added up.

    Raises ProblemsError: a file that cannot be read. RuntimeError: some rows were not good; the files are ours, so the fault is too.
    """
    totals: dict[str, int] = {}
    for entry in json.loads((folder / MANIFEST).read_text(encoding="utf-8")):
        if not entry["rows"]:
            _record_empty_list(actor, entry, on)
            continue
        counts = load_ledger(actor=actor, folder=folder, entry=entry, on=on)
        say(f"  {entry['file']}  {entry['rows']:,}")
        if counts.get("bad") or counts.get("conflicts"):
            raise RuntimeError(f"{entry['file']}: {counts}")
        for name, count in counts.items():
            totals[name] = totals.get(name, 0) + count
    return totals


def load_ledger(*, actor: Viewer, folder: Path, entry: dict[str, Any], on: date) -> dict[str, int]:
    """One file through upload, matching of columns, check and import."""
    with acting(actor):
        record = upload_ledger(
            actor=actor,
            file_name=entry["file"],
            content=(folder / entry["file"]).read_bytes(),
            on=on,
            ledger=entry["ledger"],
        )
        match_columns(
            actor=actor,
            import_id=record.pk,
            on=on,
            columns=dict(zip(record.mapping["header"], entry["mapping"].values(), strict=True)),
            options=entry["options"],
            ledger=entry["ledger"],
        )
    return import_ledger(actor=actor, import_id=record.pk, on=on)


def _record_empty_list(actor: Viewer, entry: dict[str, Any], on: date) -> None:
    """A list with nobody on it still says something: that it is complete. There is no file to import."""
    options, facts = entry["options"], get_rulebook().facts
    with acting(actor):
        area = options["coverage_area"]
        known = set(Coverage.objects.filter(area_code=area).values_list("name", flat=True))
        missing = {n: v for n, v in options.get("coverage", {}).items() if n not in known}
        if not missing:
            return
        evidence = record_evidence(
            actor=actor, kind=options["evidence"], source=options["source"], area_code=area, on=on
        )
        for name, written in missing.items():
            stored = read_value(facts[name], written)
            stated = Statement(
                name, stored.value, stored.option, valid_from=date.fromisoformat(options["valid_from"])
            )  # fmt: skip
            record_coverage(actor=actor, fact=stated, area_code=area, evidence=evidence, on=on)
