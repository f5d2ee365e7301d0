"""A real Spark on this machine, as the pyspark wheel brings it: one master and some workers on the loopback address."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HOST = "127.0.0.1"
PATIENCE = 180  # seconds until all workers must be there
MASTER, WORKER = (f"org.apache.spark.deploy.{name}" for name in ("master.Master", "worker.Worker"))


@contextmanager
def standalone(folder: Path, *, workers: int = 2, memory: str = "1g") -> Iterator[str]:
    """The address of the cluster; each worker offers one core. All its processes end on leaving; logs stay in `folder`."""
    import pyspark

    home = Path(pyspark.__file__).parent
    port, page = _free_port(), _free_port()
    url = f"spark://{HOST}:{port}"
    environment = os.environ | {
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": HOST,
        "PYSPARK_PYTHON": sys.executable,
    }
    commands = {"master": [MASTER, "--port", str(port), "--webui-port", str(page)]}
    for number in range(workers):
        room = ["--cores", "1", "--memory", memory, "--work-dir", str(folder / f"work{number}")]
        commands[f"worker{number}"] = [WORKER, "--port", "0", "--webui-port", "0", *room, url]
    started: list[subprocess.Popen[bytes]] = []
    try:
        for name, command in commands.items():
            with open(folder / f"{name}.log", "wb") as log:
                words = [str(home / "bin" / "spark-class"), *command, "--host", HOST]
                started.append(
                    subprocess.Popen(words, env=environment, stdout=log, stderr=log)  # noqa: S603 - Spark's own
                )
        _wait_for(page, workers, folder)
        yield url
    finally:
        for process in reversed(started):
            process.terminate()
        for process in reversed(started):
            process.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind((HOST, 0))
        return int(found.getsockname()[1])


def _wait_for(page: int, workers: int, folder: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"http://{HOST}:{page}/json/") as answer:
                if json.load(answer)["aliveworkers"] == workers:
                    return
        except OSError:
            pass  # the master is not up yet
        time.sleep(0.2)
    raise TimeoutError((folder / "master.log").read_text(errors="replace"))
