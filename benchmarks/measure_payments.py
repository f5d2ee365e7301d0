"""`doudi bench payments`: a month's payment from plan to bank files, in an embedded PostgreSQL of its own.

    python -m benchmarks.measure_payments [--lines N …] [--json]

Awards and accounts are written straight into the register; then one run is planned, signed by two people, posted with its files, sent.
Targets for 50,000 payments: planned in 20 s, approved with files in 20 s, the bank's answer matched in 20 s, 800 MB. Of several
sizes, each in a process of its own, the last row says by how much time and memory grew for each time that the payments did: 1 is linear.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
from datetime import date
from typing import Any

from benchmarks.machine import cores_taken, machine_line, print_table, short
from benchmarks.measure_register import milliseconds, register_of_its_own, tidy, timed
from benchmarks.payments_rows import make_payees

LINES = 50_000
FIRST = date(2026, 1, 1)
MONTH = "2026-01"
ON = date(2026, 1, 5)
REQUESTS = 20
REFUSED_EVERY = 50


def measure(lines: int) -> dict[str, Any]:
    """One row of figures."""
    found: dict[str, Any] = {"lines": lines}
    os.environ["DJANGO_SETTINGS_MODULE"] = "doudi.config.settings"
    with register_of_its_own() as (_folder, make_database):
        from doudi.foundation.access import acting, system
        from doudi.foundation.services.demo import make_demo_accounts
        from doudi.registry.demo.load import make_places

        make_database("payments")
        with acting(system("demo")) as actor:
            make_places(actor=actor, on=FIRST)
            make_demo_accounts(actor=actor, on=FIRST)
        print(f"{lines:,} awards …", file=sys.stderr, flush=True)
        make_payees(lines, FIRST)
        make_funds(lines)
        tidy()
        taken = cores_taken(lambda: found.update(pay_a_month()))
    found["memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    found["cores_taken_by_others"] = taken
    found["machine"] = machine_line()
    return found


def make_funds(lines: int) -> None:
    from doudi.foundation.access import acting
    from doudi.payments.services.funds import add_fund, give_budget, set_funding

    with acting(_viewer("finance")) as finance:
        fund = add_fund(actor=finance, source="county", name="测速资金", on=FIRST)
        give_budget(actor=finance, fund=fund, amount_fen=lines * 100_000, basis="测速", on=FIRST)
        for programme in ("dibao", "disability_care_subsidy"):
            set_funding(
                actor=finance, programme=programme, fund=fund, order=1, road="rural_bank", on=FIRST
            )


def pay_a_month() -> dict[str, Any]:
    """Planned by one, signed by two; the jobs are done by the worker's own functions."""
    from doudi.foundation.access import acting
    from doudi.payments.models import PaymentRun
    from doudi.payments.services.approving import sign_run
    from doudi.payments.services.planning import ask_run
    from doudi.payments.services.sending import close_run
    from doudi.units.dates import Month

    with acting(_viewer("officer")) as officer:
        run = ask_run(actor=officer, month=Month.parse(MONTH), kind="regular", programmes=[], on=ON)
    found = timed("plan", lambda: _done(run.plan_run_id))
    for who in ("director", "finance"):
        with acting(_viewer(who)) as actor:
            run = PaymentRun.objects.get(pk=run.pk)
            run = sign_run(actor=actor, run=run, digest=run.plan_digest, on=ON)
    found |= timed("approve", lambda: _done(run.approve_run_id))
    found |= timed("send", lambda: _send(run))
    replies = _replies(run)
    found |= timed("answered", lambda: _take_in(replies))
    with acting(_viewer("finance")) as finance:
        run = close_run(actor=finance, run=run, on=ON)
        found["paid_lines"] = run.lines.filter(state="paid").count()
        found["failed_lines"] = run.lines.filter(state="failed").count()
    found["first_screen_ms"] = _first_screen(f"/pay/runs/{run.pk}/")
    found["first_lines_ms"] = _first_screen(f"/pay/runs/{run.pk}/lines/")
    return found


def _send(run: Any) -> None:
    from doudi.foundation.access import acting
    from doudi.payments.services.sending import send_run

    with acting(_viewer("finance")) as finance:
        send_run(actor=finance, run=run, on=ON)


def _replies(run: Any) -> list[tuple[Any, bytes]]:
    """What the bank would send: one payment of fifty was refused."""
    from doudi.foundation.access import acting
    from doudi.payments.demo.bank import answer

    with acting(_viewer("finance")) as finance:
        return [
            (
                file,
                answer(finance, file, dict.fromkeys(range(1, file.lines, REFUSED_EVERY), "1001")),
            )
            for file in _files(run)
        ]


def _take_in(replies: list[tuple[Any, bytes]]) -> None:
    from doudi.foundation.access import acting
    from doudi.payments.services.returns import take_in_return

    for file, reply in replies:
        with acting(_viewer("finance")) as finance:
            took = take_in_return(
                actor=finance, bank_file=file, upload=reply, file_name="huipan.txt", on=ON
            )
        _done(took.job_id)
        with acting(_viewer("finance")):
            took.refresh_from_db()
        assert took.state == "posted", took.problems[:3]


def _files(run: Any) -> list[Any]:
    from doudi.foundation.access import acting

    with acting(_viewer("finance")):
        return list(run.bank_files.select_related("run"))


def _first_screen(address: str) -> float:
    """The middle of some requests, in milliseconds."""
    from django.test import Client

    from doudi.foundation.models import Account

    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(Account.objects.get(username="officer"))
    if client.get(address).status_code != 200:
        return -1.0
    return sorted(milliseconds(client, address) for _ in range(REQUESTS))[REQUESTS // 2]


def _done(run_id: int) -> None:
    from doudi.foundation.jobs import perform_run

    run = perform_run(run_id)
    assert run.state == "done", run.message


def _viewer(username: str) -> Any:
    from doudi.foundation.access import viewer_of
    from doudi.foundation.models import Account
    from doudi.foundation.postings import postings_in_force

    return viewer_of(postings_in_force(Account.objects.get(username=username).pk, ON)[0])


def growth(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """From the smallest to the largest: how many times the seconds, over how many times the payments. 1 is linear, below it is better."""
    least, most = min(rows, key=_lines), max(rows, key=_lines)
    times = most["lines"] / least["lines"]
    names = [k for k in least if k.endswith("_s") or k == "memory_mb"]
    grown = {k: round(most[k] / least[k] / times, 2) if least[k] else None for k in names}
    return dict.fromkeys(least) | {"lines": f"{times:g} x"} | grown


def _lines(row: dict[str, Any]) -> int:
    return int(row["lines"])


def measure_apart(lines: int) -> dict[str, Any]:
    """In a process of its own: the memory of a larger one before it is not counted."""
    words = [sys.executable, "-m", "benchmarks.measure_payments", "--lines", str(lines), "--json"]
    done = subprocess.run(words, stdout=subprocess.PIPE, check=True, encoding="utf-8")  # noqa: S603 # our own module
    return dict(json.loads(done.stdout)[0])


def main() -> None:
    options = argparse.ArgumentParser(prog="doudi bench payments")
    options.add_argument(
        "--lines",
        type=int,
        nargs="+",
        default=[LINES],
        help="how many payments; of several: how it grows",
    )
    options.add_argument("--json", action="store_true", help="print JSON")
    asked = options.parse_args()
    if min(asked.lines) < 1:
        options.error("at least one payment")
    one = len(asked.lines) == 1
    found = [measure(asked.lines[0])] if one else [measure_apart(n) for n in asked.lines]
    rows = [{k: short(v) for k, v in row.items()} for row in found]
    if len(set(asked.lines)) > 1:
        rows.append(growth(rows))
    if asked.json:
        print(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        print_table(rows)


if __name__ == "__main__":
    main()
