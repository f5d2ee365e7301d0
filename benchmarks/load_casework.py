"""`make load`: fifty clerks at once against `doudi serve` on this machine, for a minute, by locust in a process of its own.

    python -m benchmarks.load_casework [--persons N] [--cases N] [--clerks N] [--seconds N] [--pace S] [--data DIR] [--json]

Each clerk reads or writes every `pace` seconds; two of three requests read. Targets at 50 clerks and 15 requests a second: reads
200 ms, writes 400 ms (95 of 100), no error, no lock waited for longer than a second. `--data`: a folder kept and used again.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import Request, urlopen

from benchmarks.casework_rows import make_cases
from benchmarks.machine import cores_taken, machine_line, print_table, short
from benchmarks.measure_register import tidy

HERE = Path(__file__).resolve().parent
CLERKS, SECONDS, PACE, PERSONS, CASES = 50, 60, 5.0, 490_000, 20_000
COMMAND = "from doudi.config.cli import main; main()"
LOADED = "load-county"
LONG_WAIT_S = 1.0
FAMILIES, PAGES = 60, 40  # of each clerk
Row = dict[str, Any]


def measure(folder: Path, persons: int, cases: int, clerks: int, seconds: int, pace: float) -> Row:
    os.environ |= {"DJANGO_SETTINGS_MODULE": "doudi.config.settings", "DOUDI_DATA": str(folder)}
    os.environ.pop("DATABASE_URL", None)
    from doudi.config.database import open_database
    from doudi.config.environment import read_environment

    open_database(read_environment())
    from doudi.foundation.clock import get_today

    today = get_today()
    _make_county(folder, persons, cases, today)
    desks = folder / "desks.json"
    desks.write_text(json.dumps(_desks(clerks, today), ensure_ascii=False), encoding="utf-8")
    found: Row = {"clerks": clerks, "seconds": seconds}
    with _site(folder) as host, _watching_locks(found):
        _warm(host, json.loads(desks.read_text(encoding="utf-8"))[0])
        found["cores_taken"] = cores_taken(
            lambda: found.update(_locust(host, desks, clerks, seconds, pace))
        )
    return found | {"machine": machine_line()}


# -- the county and its desks --------------------------------------------------------------------------
def _make_county(folder: Path, persons: int, cases: int, today: date) -> None:
    """Once in a folder."""
    from doudi.foundation.access import system
    from doudi.registry.demo.county import Size
    from doudi.registry.demo.load import has_people, make_trial

    if (folder / LOADED).exists():
        return
    if not has_people(system("bench")):
        print("county …", file=sys.stderr, flush=True)
        make_trial(folder=folder / "demo-county", size=Size.full, seed=1, on=today, persons=persons)
    print(f"{cases:,} cases …", file=sys.stderr, flush=True)
    make_cases(cases, today, seed=2)
    tidy()
    (folder / LOADED).write_text(f"{persons} {cases}\n", encoding="utf-8")


def _desks(clerks: int, today: date) -> list[Row]:
    """An account and a session for each, spread over the townships, and what lies on its desk."""
    from doudi.foundation.access import acting, system
    from doudi.foundation.models import Area
    from doudi.foundation.services.demo import COUNTY
    from doudi.units.area import AreaLevel, level, scope

    lo, hi = scope(COUNTY)
    with acting(system("bench")):
        codes = Area.objects.filter(code__gte=lo, code__lt=hi, valid_to__isnull=True)
        towns = [c for c in codes.order_by("code").values_list("code", flat=True) if level(c) is AreaLevel.township]  # fmt: skip
        towns = [town for town in towns if _has_families(town)]
        return [_desk(n, towns[n % len(towns)], n // len(towns), today) for n in range(clerks)]


def _has_families(town: str) -> bool:
    from doudi.registry.models import Household
    from doudi.units.area import scope

    lo, hi = scope(town)
    return Household.objects.filter(area_code__gte=lo, area_code__lt=hi).exists()


def _desk(number: int, town: str, nth: int, today: date) -> Row:
    from django.test import Client

    from doudi.casework.models import Application, Case
    from doudi.foundation import audit
    from doudi.foundation.access import system
    from doudi.foundation.models import Account, Posting
    from doudi.registry.models import Membership
    from doudi.units.area import scope

    name = f"load-{number:02d}"
    account, is_new = Account.objects.get_or_create(
        username=name, defaults={"full_name": f"经办员{number}", "area_code": town}
    )
    if is_new:
        posting = Posting.objects.create(
            account=account, role="township_clerk", area_code=town, valid_from=today
        )
        about = {"object_type": "posting", "object_id": posting.pk, "area_code": town}
        audit.record(system("bench"), "foundation.posting.granted", **about)
    client = Client()
    client.force_login(account)
    lo, hi = scope(town)
    cases = Case.objects.filter(area_code__gte=lo, area_code__lt=hi).order_by("-pk")
    busy = Application.objects.filter(state="draft").values("household")
    heads = Membership.objects.filter(
        relation="head",
        valid_to__isnull=True,
        household__area_code__gte=lo,
        household__area_code__lt=hi,
        person__is_deceased=False,
    ).exclude(household__in=busy)
    pairs = list(heads.order_by("household_id").values_list("household_id", "person_id", "person__name")[nth * FAMILIES : (nth + 1) * FAMILIES])  # fmt: skip
    shown = list(cases.values_list("pk", flat=True)[nth * PAGES : (nth + 1) * PAGES])
    applied = cases.filter(is_open=True, state="applied", procedure="dibao")
    return {
        "session": client.cookies["doudi_session"].value,
        "on": today.isoformat(),
        "cases": shown or list(cases.values_list("pk", flat=True)[:PAGES]),
        "words": [name for _, _, name in pairs],
        "homes": [home for home, _, _ in pairs],
        "families": [(home, person) for home, person, _ in pairs],
        "applied": list(applied.values_list("pk", flat=True)[nth * 10 : nth * 10 + 10]),
    }


# -- the site, locust, locks --------------------------------------------------------------------------
@contextmanager
def _site(folder: Path) -> Iterator[str]:
    """`doudi serve` on a free port, as a county starts it."""
    words = [sys.executable, "-c", COMMAND, "serve", "--port", "0"]
    log = (folder / "serve.log").open("w", encoding="utf-8")
    site = subprocess.Popen(words, stdout=log, stderr=subprocess.STDOUT, env=os.environ | {"PYTHONUNBUFFERED": "1"})  # noqa: S603  # fmt: skip
    try:
        yield _address(folder / "serve.log", site)
    finally:
        site.send_signal(signal.SIGTERM)
        site.wait(60)
        log.close()


def _warm(host: str, desk: Row) -> None:
    """The first request loads the law; a county's site has been up since the morning."""
    for page in (
        "/cases/",
        f"/cases/{desk['cases'][0]}/",
        f"/cases/all/?q={quote(desk['words'][0])}",
    ):
        asked = Request(host + page, headers={"Cookie": f"doudi_session={desk['session']}"})  # noqa: S310
        with urlopen(asked, timeout=180) as answer:  # noqa: S310 # our own site
            assert answer.status == 200


def _address(log: Path, site: subprocess.Popen[bytes]) -> str:
    until = time.monotonic() + 180
    while time.monotonic() < until and site.poll() is None:
        found = re.search(r"http://127\.0\.0\.1:[0-9]+", log.read_text(encoding="utf-8"))
        if found:
            return found.group(0)
        time.sleep(0.2)
    raise RuntimeError(log.read_text(encoding="utf-8")[-2000:])


def _locust(host: str, desks: Path, clerks: int, seconds: int, pace: float) -> Row:
    words = [sys.executable, "-m", "locust", "-f", str(HERE / "locustfile_casework.py"), "--headless", "--host", host]  # fmt: skip
    words += ["-u", str(clerks), "-r", str(max(1, clerks // 5)), "-t", f"{seconds}s", "--json", "--exit-code-on-error", "0"]  # fmt: skip
    env = os.environ | {"DOUDI_LOAD": str(desks), "DOUDI_LOAD_PACE": str(pace)}
    done = subprocess.run(words, env=env, capture_output=True, encoding="utf-8", check=False)  # noqa: S603
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return _figures(json.loads(done.stdout), seconds, done.stderr)


def _figures(stats: list[Row], seconds: int, said: str) -> Row:
    found: Row = {}
    for kind in ("read", "write"):
        of_kind = [row for row in stats if row["name"].startswith(kind)]
        found |= {f"{kind}s": sum(row["num_requests"] for row in of_kind)}
        found |= _quantiles(kind, of_kind)
    for row in sorted(stats, key=lambda row: str(row["name"])):
        found |= {f"{row['name'].replace(' ', '_')}_p95_ms": _quantile([row], 0.95)}
    found["errors"] = sum(row["num_failures"] for row in stats)
    found["requests_per_s"] = sum(row["num_requests"] for row in stats) / seconds
    if found["errors"]:
        print(said[-3000:], file=sys.stderr)
    return found


def _quantiles(kind: str, rows: list[Row]) -> Row:
    return {f"{kind}_p50_ms": _quantile(rows, 0.5), f"{kind}_p95_ms": _quantile(rows, 0.95)}


def _quantile(rows: list[Row], share: float) -> float | None:
    times = sorted((float(ms), n) for row in rows for ms, n in row["response_times"].items())
    left = share * sum(n for _, n in times)
    for ms, n in times:
        left -= n
        if left <= 0:
            return ms
    return None


@contextmanager
def _watching_locks(found: Row) -> Iterator[None]:
    """Four times a second: who waits for a lock, and since when."""
    ended, longest = threading.Event(), [0.0]

    def watch() -> None:
        import psycopg

        from doudi.foundation.database import address

        with psycopg.connect(address().admin, dbname=address().name, autocommit=True) as admin:
            while not ended.wait(0.25):
                row = admin.execute(
                    "SELECT max(extract(epoch FROM clock_timestamp() - query_start)) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                ).fetchone()
                longest[0] = max(longest[0], float(row[0] or 0) if row else 0.0)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join(10)
    found["longest_lock_wait_s"] = longest[0]
    found["long_lock_waits"] = longest[0] > LONG_WAIT_S


def main() -> None:
    options = argparse.ArgumentParser(prog="make load")
    options.add_argument("--persons", type=int, default=PERSONS)
    options.add_argument("--cases", type=int, default=CASES)
    options.add_argument("--clerks", type=int, default=CLERKS)
    options.add_argument("--seconds", type=int, default=SECONDS)
    options.add_argument("--pace", type=float, default=PACE, help="seconds of one clerk's turn")
    options.add_argument("--data", type=Path, help="a folder that is kept")
    options.add_argument("--json", action="store_true", help="print JSON")
    asked = options.parse_args()
    folder = asked.data or Path(tempfile.mkdtemp(prefix="doudi-load-"))
    try:
        row = measure(folder, asked.persons, asked.cases, asked.clerks, asked.seconds, asked.pace)
    finally:
        if asked.data is None:
            _stop_database()
            shutil.rmtree(folder, ignore_errors=True)
    row = {k: short(v) for k, v in row.items()}
    if asked.json:
        print(json.dumps([row], ensure_ascii=False, indent=2))
    else:
        print_table([row])


def _stop_database() -> None:
    from django.db import connections

    connections.close_all()


if __name__ == "__main__":
    main()
