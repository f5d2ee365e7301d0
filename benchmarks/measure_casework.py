"""`doudi bench casework`: a county's cases, pages and mass runs, in an embedded PostgreSQL of its own.

    python -m benchmarks.measure_casework [--persons N] [--cases N] [--families N] [--letters N] [--json]

The fictional county is imported; then a hundred thousand open and closed cases and the awards of seven thousand families are
written straight into it. Targets: the work of today, a case and the list of cases in 100 ms (95 of 100) and 15 queries; a
raise of the standard worked out for 7,000 families in 10 s and applied with its letters in 60 s; 1,000 letters in one PDF in 30 s.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import sys
import time
from datetime import date
from typing import Any

from benchmarks.casework_rows import make_awards, make_cases
from benchmarks.machine import cores_taken, machine_line, print_table, short
from benchmarks.measure_register import milliseconds, register_of_its_own, tidy, timed

PERSONS, CASES, FAMILIES, LETTERS = 490_000, 100_000, 7_000, 1_000
REQUESTS = 100
PAID_SO_FAR = 0.9  # of what the law gives: so every family of the raise gets more
RAISED = ["dibao", "tekun", "disability_living_subsidy", "disability_care_subsidy"]
BRACKETS = {"BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"}  # as tests/queries counts


def measure(persons: int, cases: int, families: int, letters: int) -> dict[str, Any]:
    """One row of figures."""
    found: dict[str, Any] = {"persons": persons, "cases": cases}
    os.environ["DJANGO_SETTINGS_MODULE"] = "doudi.config.settings"
    with register_of_its_own() as (folder, make_database):
        from doudi.foundation.clock import get_today
        from doudi.registry.demo.county import Size
        from doudi.registry.demo.load import make_trial

        make_database("casework")
        today = get_today()
        _say("county")
        make_trial(folder=folder / "files", size=Size.full, seed=1, on=today, persons=persons)
        taken = cores_taken(lambda: found.update(measure_all(today, cases, families, letters)))
    found["cores_taken_by_others"] = taken
    found["machine"] = machine_line()
    return found


def measure_all(today: date, cases: int, families: int, letters: int) -> dict[str, Any]:
    """Everything, in the county that is open."""
    _say(f"{cases:,} cases")
    make_cases(cases, today)
    tidy()
    return visit_pages() | raise_standard(today, families) | print_letters(today, letters)


def _say(what: str) -> None:
    print(f"{what} …", file=sys.stderr, flush=True)


# -- pages ------------------------------------------------------------------------------------------------
def visit_pages(requests: int = REQUESTS) -> dict[str, Any]:
    """Milliseconds of the server and queries of each kind of page, as the staff of the demonstration ask for them."""
    found: dict[str, Any] = {}
    for name, (username, addresses) in _wanted(requests).items():
        found |= _visited(name, username, addresses)
    return found


def _visited(name: str, username: str, addresses: list[str]) -> dict[str, Any]:
    from django.test import Client

    from doudi.foundation.models import Account

    _say(name)
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(Account.objects.get(username=username))
    client.get(addresses[0])
    asked = _count_queries(client, addresses[0])
    own, times = time.process_time(), sorted(milliseconds(client, a) for a in addresses)
    own = time.process_time() - own
    return {
        f"{name}_p50_ms": statistics.median(times),
        f"{name}_p95_ms": times[len(times) * 95 // 100],
        f"{name}_cpu_ms": own * 1000 / len(addresses),
        f"{name}_queries": asked,
    }


def _count_queries(client: Any, address: str) -> int:
    from django.db import connection

    asked: list[str] = []

    def note(execute: Any, sql: str, *more: Any) -> Any:
        asked.append(sql)
        return execute(sql, *more)

    with connection.execute_wrapper(note):
        client.get(address)
    return sum(sql.split(" ")[0] not in BRACKETS for sql in asked)


def _wanted(requests: int) -> dict[str, tuple[str, list[str]]]:
    """Whose page of what, with the addresses to ask for."""
    from doudi.foundation.services.demo import COUNTY, TOWNSHIP

    today = ["/cases/"] * requests
    later = ["/cases/?when=overdue", "/cases/?procedure=dibao", "/cases/?page=3", "/cases/?list=others"]  # fmt: skip
    narrowed = [later[n % len(later)] for n in range(requests)]
    return {
        "today_clerk": ("clerk", today),
        "today_lead": ("lead", today),
        "today_officer": ("officer", today),
        "today_officer_narrowed": ("officer", narrowed),
        "case_clerk": ("clerk", _case_addresses(TOWNSHIP, requests)),
        "case_officer": ("officer", _case_addresses(COUNTY, requests)),
        "cases_officer": ("officer", ["/cases/all/"] * requests),
        "search_officer": ("officer", _searches(COUNTY, requests)),
    }


def _drawn_cases(area: str, count: int) -> list[Any]:
    from doudi.casework.models import Case
    from doudi.foundation.access import acting, system

    die = random.Random(1)  # noqa: S311 # a seeded die, no secret
    with acting(system("bench", area_code=area)):
        ids = list(Case.objects.order_by("pk").values_list("pk", flat=True))
        chosen = die.sample(ids, min(count, len(ids)))
        return list(Case.objects.filter(pk__in=chosen).select_related("application__applicant"))


def _case_addresses(area: str, count: int) -> list[str]:
    return [f"/cases/{case.pk}/" for case in _drawn_cases(area, count)]


def _searches(area: str, count: int) -> list[str]:
    """By number, receipt, name, last four characters; and by procedure and state."""
    from urllib.parse import urlencode

    die = random.Random(2)  # noqa: S311 # a seeded die, no secret
    found = []
    for case in _drawn_cases(area, count):
        person = case.application.applicant
        asked = die.choice(
            [
                {"q": case.number},
                {"q": case.application.receipt},
                {"q": person.name},
                {"q": person.identity_shown[-4:]},
                {"procedure": case.procedure, "state": f"{case.procedure}:{case.state}"},
                {"programme": case.programmes[0], "is_open": "yes"},
                {"clock": "overdue"},
            ]
        )
        found.append(f"/cases/all/?{urlencode(asked)}")
    return found


# -- a raise ----------------------------------------------------------------------------------------------
def raise_standard(today: date, families: int) -> dict[str, Any]:
    """A raise worked out, signed and applied by the worker's own functions."""
    from doudi.casework.models import Campaign, Letter
    from doudi.casework.services.raises import plan_raise, sign_raise
    from doudi.foundation.access import acting, system
    from doudi.units.dates import Month

    month = Month.from_date(today) + 1
    have = make_awards(families, month.first_day, PAID_SO_FAR, RAISED)
    tidy()
    with acting(_viewer("officer", today)) as officer:
        campaign = plan_raise(
            actor=officer, title="提标", basis="文件", programmes=RAISED, from_month=month, on=today
        )
    found = {"raise_families": have} | timed("raise_plan", lambda: _done(campaign.plan_run_id))
    with acting(_viewer("director", today)) as lead:
        campaign.refresh_from_db()
        campaign = sign_raise(actor=lead, campaign=campaign, digest=campaign.plan_digest, on=today)
    found |= timed("raise_applied", lambda: _done(campaign.apply_run_id))
    with acting(system("bench")):
        campaign = Campaign.objects.get(pk=campaign.pk)
        found["raise_awards"] = campaign.plan["awards"]
        found["raise_letters"] = Letter.objects.filter(campaign=campaign).count()
    return found


def _done(run_id: int) -> None:
    from doudi.foundation.jobs import perform_run

    run = perform_run(run_id)
    assert run.state == "done", run.message


def _viewer(username: str, on: date) -> Any:
    from doudi.foundation.access import viewer_of
    from doudi.foundation.models import Account
    from doudi.foundation.postings import postings_in_force

    return viewer_of(postings_in_force(Account.objects.get(username=username).pk, on)[0])


# -- letters ----------------------------------------------------------------------------------------------
def print_letters(today: date, count: int) -> dict[str, Any]:
    """Letters of the raise composed and laid out in one PDF."""
    from doudi.casework.models import Letter
    from doudi.casework.papers.content import build_content
    from doudi.casework.papers.layout import pdf_of
    from doudi.foundation.access import acting

    made: list[bytes] = []

    def make(viewer: Any, letters: Any) -> None:
        made.append(pdf_of(build_content(viewer, letter, today) for letter in letters))

    with acting(_viewer("officer", today)) as officer:
        rows = Letter.objects.filter(campaign__isnull=False).select_related("case", "household")
        letters = list(rows.order_by("area_code", "pk")[:count])
        found = timed("letters", lambda: make(officer, letters)) if letters else {}
    return found | {"letters": len(letters), "letters_pdf_kb": sum(map(len, made)) / 1000}


def main() -> None:
    options = argparse.ArgumentParser(prog="doudi bench casework")
    options.add_argument("--persons", type=int, default=PERSONS, help="how many persons")
    options.add_argument("--cases", type=int, default=CASES, help="how many cases")
    options.add_argument("--families", type=int, default=FAMILIES, help="families of the raise")
    options.add_argument("--letters", type=int, default=LETTERS, help="letters of one PDF")
    options.add_argument("--json", action="store_true", help="print JSON")
    asked = options.parse_args()
    row = measure(asked.persons, asked.cases, asked.families, asked.letters)
    rows = [{k: short(v) for k, v in row.items()}]
    if asked.json:
        print(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        print_table(rows)


if __name__ == "__main__":
    main()
