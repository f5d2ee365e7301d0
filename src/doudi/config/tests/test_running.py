"""`doudi serve` as a whole: database, site and worker come up together, go down together, and come up again after a kill."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psutil
import pytest

from doudi.foundation.services.demo import PASSWORD

PATIENCE = 120  # seconds


@pytest.fixture
def serve(tmp_path):
    """Starts a site on a data folder of its own; none is left behind."""
    started = []
    yield lambda: started.append(_serve(tmp_path)) or started[-1]
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


def _serve(data):
    return subprocess.Popen(
        [sys.executable, "-c", "from doudi.config.cli import main; main()", "serve", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        env=os.environ | {"DOUDI_DATA": str(data)},
    )


def _greeting(process):
    lines = []
    for line in iter(process.stdout.readline, ""):
        lines.append(line)
        if "Ctrl-C" in line:
            return "".join(lines)
    raise AssertionError("".join(lines))


def _lives(pid):
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _workers(process):
    children = psutil.Process(process.pid).children()
    return [c.pid for c in children if _lives(c.pid) and "--with-parent" in c.cmdline()]


def _wait(until, what):
    end = time.monotonic() + PATIENCE
    while not (found := until()):
        assert time.monotonic() < end, what
        time.sleep(0.05)
    return found


def _database_of(data):
    file = Path(data) / "postgres" / "postmaster.pid"
    return int(file.read_text().split()[0]) if file.exists() else None


@pytest.mark.slow
def test_a_site_comes_up_goes_down_and_comes_up_again_after_a_kill(tmp_path, serve):
    first = serve()
    said = _greeting(first)
    home = re.search(r"running:\s+(http\S+)", said)[1]
    assert PASSWORD in said
    with urllib.request.urlopen(f"{home}desk/", timeout=30) as page:  # noqa: S310 # our own server
        assert "工作人员登录" in page.read().decode()
    (worker,) = _wait(lambda: _workers(first), "no worker")
    os.kill(worker, signal.SIGKILL)
    (another,) = _wait(
        lambda: [w for w in _workers(first) if w != worker], "the worker was not replaced"
    )
    first.kill()
    first.communicate()
    _wait(lambda: not _lives(another), "the worker outlived its site")
    assert _lives(_database_of(tmp_path)), "the database is found running"

    second = serve()
    _greeting(second)
    database = _database_of(tmp_path)
    second.send_signal(signal.SIGTERM)
    out, _ = second.communicate(timeout=PATIENCE)
    assert second.returncode == 0
    assert "兜底已停止" in out
    assert "Traceback" not in out
    _wait(lambda: not _lives(database), "the database outlived its site")
