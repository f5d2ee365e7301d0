"""`doudi bench register`: a whole county through the register, in an embedded PostgreSQL of its own.

    python -m benchmarks.measure_register [--persons N] [--json]

The fictional county is written as its departments' files; the ledger of persons is imported from CSV and, in another database,
from XLSX; then every list of facts. Then: the register as arrays, the county decided under the whole rulebook, searches and
household pages through the site, and duplicates. Targets at 500,000 persons: CSV 60 s, XLSX 90 s, 1,500 MB; arrays 5 s;
decided 8 s including them; pages 100 ms (95 of 100) and 15 queries; duplicates 60 s and 2,500 MB.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.machine import STATUS, cores_taken, machine_line, print_table, short

PERSONS = 500_000
ON = date(2022, 7, 1)
REQUESTS = 200
COUNTY = "900101000000"
BRACKETS = {"BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"}  # as tests/queries counts


def measure(persons: int) -> dict[str, Any]:
    """One row of figures."""
    found: dict[str, Any] = {"persons": persons}
    with register_of_its_own() as (folder, make_database):
        from doudi.registry.demo.county import Size, write_county

        files = folder / "files"
        manifest = write_county(files, _book(), Size.full, 1, ON, persons=persons)
        taken = cores_taken(lambda: _measure_all(found, files, manifest, make_database))
    found["cores_taken_by_others"] = taken
    found["machine"] = machine_line()
    return found


def _measure_all(
    found: dict[str, Any],
    files: Path,
    manifest: list[dict[str, Any]],
    make_database: Callable[[str], None],
) -> None:
    people = manifest[0]
    make_database("from_xlsx")
    workbook = people | {"file": _as_workbook(files / people["file"])}
    found |= timed("import_xlsx", lambda: _import(files, workbook))
    make_database("from_csv")
    found |= timed("import_csv", lambda: _import(files, people))
    found["households"] = _counts()
    lists = [entry for entry in manifest[1:] if entry["rows"]]
    found |= timed("import_lists", lambda: [_import(files, entry) for entry in lists])
    found["lists"], found["facts"] = len(lists), _count_facts()
    tidy()
    found |= _decide()
    found |= _visit_pages()
    found |= timed("duplicates", _search_duplicates)
    found |= _measure_matching(found["persons"])


# -- a register of its own --------------------------------------------------------------------------------
@contextmanager
def register_of_its_own() -> Iterator[tuple[Path, Callable[[str], None]]]:
    """A folder that is removed again, and a function that makes an empty register with places and accounts in it."""
    folder = Path(tempfile.mkdtemp(prefix="doudi-bench-"))
    os.environ |= {"DJANGO_SETTINGS_MODULE": "doudi.config.settings", "DOUDI_DATA": str(folder)}
    os.environ.pop("DATABASE_URL", None)
    try:
        import django

        django.setup()
        from doudi.foundation import embedded

        server = embedded.start(folder / "postgres")
        yield folder, lambda name: _make_database(server, name)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _make_database(server: Any, name: str) -> None:
    import psycopg
    from psycopg import sql

    from doudi.foundation import database
    from doudi.foundation.access import acting, system
    from doudi.foundation.services.demo import make_demo_accounts
    from doudi.registry.demo.load import make_places

    words = "CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'"
    with psycopg.connect(server.admin, autocommit=True) as admin:
        admin.execute(sql.SQL(words).format(sql.Identifier(name), sql.Identifier(server.owner)))
    database.use(server.named(name))
    database.migrate()
    with acting(system("demo")) as actor:
        make_places(actor=actor, on=ON)
        make_demo_accounts(actor=actor, on=ON)


def _book() -> Any:
    from doudi.foundation.rulebook import get_rulebook

    return get_rulebook()


def _officer() -> Any:
    from doudi.registry.demo.load import demo_officer

    return demo_officer(ON)


def timed(name: str, work: Callable[[], object]) -> dict[str, Any]:
    """Seconds, and the most memory that this process held meanwhile (Linux; -1 elsewhere)."""
    print(f"{name} …", file=sys.stderr, flush=True)
    if STATUS.exists():
        Path("/proc/self/clear_refs").write_text("5")  # forget the highest mark so far
    start = time.perf_counter()
    work()
    took = time.perf_counter() - start
    lines = STATUS.read_text().splitlines() if STATUS.exists() else []
    most = next((int(line.split()[1]) / 1000 for line in lines if line.startswith("VmHWM")), -1)
    return {f"{name}_s": took, f"{name}_mb": round(most)}


# -- import -----------------------------------------------------------------------------------------------
def _import(files: Path, entry: dict[str, Any]) -> None:
    from doudi.registry.demo.load import load_ledger

    counts = load_ledger(actor=_officer(), folder=files, entry=entry, on=ON)
    assert not counts.get("bad"), counts


def _as_workbook(path: Path) -> str:
    import pyarrow.csv

    from doudi.registry.demo.county import write_workbook

    texts = pyarrow.csv.ConvertOptions(strings_can_be_null=False)
    header = path.read_text(encoding="utf-8-sig").partition("\n")[0].replace('"', "").split(",")
    texts.column_types = dict.fromkeys(header, "string")
    table = pyarrow.csv.read_csv(path, convert_options=texts)
    found = path.with_suffix(".xlsx")
    write_workbook(found, table)
    return found.name


def _counts() -> int:
    from doudi.foundation.access import acting
    from doudi.registry.models import Household

    with acting(_officer()):
        return Household.objects.count()


def _count_facts() -> int:
    from doudi.foundation.access import acting
    from doudi.registry.models import Fact

    with acting(_officer()):
        return Fact.objects.count()


def tidy() -> None:
    """What the database does by itself within minutes."""
    from django.db import connection

    from doudi.foundation.database import as_owner

    with as_owner(), connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


# -- arrays and decisions ---------------------------------------------------------------------------------
def _decide() -> dict[str, Any]:
    from doudi.registry.population import population_of
    from doudi.rules.kernel import compile_program, run

    officer, edition = _officer(), _book().at(ON, COUNTY)
    program = compile_program(edition, list(_book().programmes))
    run(program, population_of(officer, ON).population)  # machine code, once an installation
    found = timed("arrays", lambda: population_of(officer, ON))

    def decide_all() -> None:
        run(program, population_of(officer, ON).population)

    return found | timed("decided", decide_all) | {"programmes": len(_book().programmes)}


# -- pages ------------------------------------------------------------------------------------------------
def _visit_pages() -> dict[str, Any]:
    """Milliseconds of the server for searches of every kind, for household pages and for what the law says on them, which loads
    after the page; queries and size of one of each."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from doudi.foundation.models import Account

    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(Account.objects.get(username="officer"))
    searches, households = _wanted()
    found: dict[str, Any] = {}
    laws = [f"{address}law/" for address in households]
    for name, addresses in (("search", searches), ("household", households), ("law", laws)):
        print(f"{name} …", file=sys.stderr, flush=True)
        client.get(addresses[0])
        with CaptureQueriesContext(connection) as queries:
            page = client.get(addresses[0]).content
        asked = sum(q["sql"].split(" ")[0] not in BRACKETS for q in queries.captured_queries)
        times = sorted(milliseconds(client, address) for address in addresses)
        found |= {
            f"{name}_p50_ms": statistics.median(times),
            f"{name}_p95_ms": times[len(times) * 95 // 100],
            f"{name}_queries": asked,
            f"{name}_html_kb": len(gzip.compress(page)) / 1000,
        }
    return found


def milliseconds(client: Any, address: str) -> float:
    start = time.perf_counter()
    answer = client.get(address)
    took = (time.perf_counter() - start) * 1000
    assert answer.status_code == 200, (address, answer.status_code)
    return took


def _wanted() -> tuple[list[str], list[str]]:
    """Addresses to ask for: by name, initials, last four, household number and address; and households at random."""
    from urllib.parse import quote

    from doudi.foundation.access import acting
    from doudi.registry.models import Household, Membership

    die = random.Random(1)  # noqa: S311 # a seeded die, no secret
    with acting(_officer()):
        ids = list(Household.objects.values_list("pk", flat=True))
        chosen = die.sample(ids, min(REQUESTS, len(ids) // 5))
        rows = Membership.objects.filter(household__in=chosen, relation="head").select_related(
            "person", "household"
        )
        words = []
        for row in rows:
            person, home = row.person, row.household
            kinds = (person.name, person.name_initials, person.identity_shown[-4:], home.number, home.address)  # fmt: skip
            words.append(die.choice([kind for kind in kinds if kind]))
    searches = [f"/register/?q={quote(word)}" for word in words]
    return searches, [f"/register/households/{pk}/" for pk in chosen]


# -- duplicates -------------------------------------------------------------------------------------------
def _search_duplicates() -> None:
    from doudi.foundation.access import acting
    from doudi.foundation.jobs import perform_run
    from doudi.registry.services.duplicates import start_duplicate_search

    with acting(_officer()) as officer:
        run = start_duplicate_search(actor=officer)
    done = perform_run(run.pk)
    assert done.state == "done", done.message


def _measure_matching(persons: int) -> dict[str, float]:
    """How well, on made-up people whose duplicates are known; the demonstration county has none by design."""
    from doudi.matching.bench import measure as measure_matching

    quality = measure_matching(persons)
    return {f"duplicates_{name}": quality[name] for name in ("precision", "recall")}


def main() -> None:
    options = argparse.ArgumentParser(prog="doudi bench register")
    options.add_argument("--persons", type=int, action="append", help="how many persons")
    options.add_argument("--json", action="store_true", help="print JSON")
    asked = options.parse_args()
    rows = []
    for persons in asked.persons or [PERSONS]:
        print(f"{persons:,} …", file=sys.stderr, flush=True)
        rows.append({k: short(v) for k, v in measure(persons).items()})
    if asked.json:
        print(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        print_table(rows)


if __name__ == "__main__":
    main()
