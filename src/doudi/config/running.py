"""`doudi serve` and `doudi worker`: the site with its database and its worker, started together and ended together."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from doudi.config.database import open_database
from doudi.config.demo_county import load_once
from doudi.config.environment import Environment
from doudi.foundation.clock import get_today

RESTART_SECONDS = 1
STOP_SECONDS = 10
WORKER = "from doudi.config.cli import main; main()"


def run_site(
    environment: Environment,
    host: str,
    port: int,
    *,
    with_worker: bool = True,
    county: str | None = None,
) -> None:
    """Serve until Ctrl-C or SIGTERM; the worker lives exactly as long. A trial makes its accounts first and prints them.

    `county`: how much of the fictional county (township, full) the first start of a trial brings into the register.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    open_database(environment)
    from doudi.config.serve import serve

    lines = _prepare_trial() if environment.is_demo else []
    if environment.is_demo and county is not None:
        load_once(environment, county, get_today(), print)
    if not with_worker:
        serve(host, port, more=lines)
        return
    with worker_beside():
        serve(host, port, more=lines)


def _prepare_trial() -> list[str]:
    from doudi.foundation.access import acting, system
    from doudi.foundation.services.demo import DEMO_LOGINS, PASSWORD, make_demo_accounts

    with acting(system("demo")) as actor:
        make_demo_accounts(actor=actor, on=get_today())
    lines = [
        f"演示账号，密码都是 {PASSWORD} / Demonstration logins, all with the password {PASSWORD}:"
    ]
    for login in DEMO_LOGINS:
        lines.append(f"  {login.username:9} {login.role.label.zh} / {login.role.label.en}")
    return lines


@contextmanager
def worker_beside() -> Iterator[None]:
    """A worker process that is started anew when it dies, and dies when this process does."""
    ended = threading.Event()
    keeper = threading.Thread(target=_keep_worker, args=(ended,), daemon=True)
    keeper.start()
    try:
        yield
    finally:
        ended.set()
        keeper.join(STOP_SECONDS)


def _keep_worker(ended: threading.Event) -> None:
    while not ended.is_set():
        worker = _start_worker()
        while worker.poll() is None and not ended.wait(RESTART_SECONDS):
            pass
        _stop(worker)


def _start_worker() -> subprocess.Popen[bytes]:
    # Its standard input is a pipe that nobody writes to: when this process dies, however, the pipe ends, and so does the
    # worker. In a session of its own, for Ctrl-C is this process's business.
    return subprocess.Popen(  # noqa: S603 # our own command
        [sys.executable, "-c", WORKER, "worker", "--with-parent"],
        stdin=subprocess.PIPE,
        start_new_session=True,
    )


def _stop(worker: subprocess.Popen[bytes]) -> None:
    assert worker.stdin is not None
    worker.stdin.close()
    try:
        worker.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        worker.kill()


def run_worker(environment: Environment, *, with_parent: bool) -> None:
    """Perform runs until told to stop."""
    open_database(environment)
    from doudi.foundation.jobs.worker import work

    work(with_parent=with_parent)
