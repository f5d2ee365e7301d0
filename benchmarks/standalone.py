"""A real Spark on this machine, as the pyspark wheel brings it: one master and some workers on the loopback address."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HOST = "127.0.0.1"
# A Java that starts fast: nothing here runs long enough to be worth compiling well.
DEFAULTS = """\
spark.executor.memory {memory}
spark.ui.enabled false
spark.driver.extraJavaOptions -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
spark.executor.extraJavaOptions -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
"""
PATIENCE = 180  # seconds until all workers must be there
MASTER, WORKER = (f"org.apache.spark.deploy.{name}" for name in ("master.Master", "worker.Worker"))


@contextmanager
def standalone(folder: Path, *, workers: int = 2, memory: str = "700m") -> Iterator[str]:
    """The address of the cluster; each worker offers one core. All its processes end on leaving; logs stay in `folder`."""
    import pyspark

    home = Path(pyspark.__file__).parent
    port, page = _free_port(), _free_port()
    url = f"spark://{HOST}:{port}"
    conf = folder / "conf"
    conf.mkdir()
    (conf / "spark-defaults.conf").write_text(DEFAULTS.format(memory=memory))
    mine = {"SPARK_HOME": str(home), "SPARK_LOCAL_IP": HOST, "SPARK_CONF_DIR": str(conf)}
    before = {name: os.environ.get(name) for name in mine}
    os.environ.update(mine)  # for whoever connects from here, too
    commands = {"master": [MASTER, "--port", str(port), "--webui-port", str(page)]}
    for number in range(workers):
        room = ["--cores", "1", "--memory", "4g", "--work-dir", str(folder / f"work{number}")]
        commands[f"worker{number}"] = [WORKER, "--port", "0", "--webui-port", "0", *room, url]
    started: list[subprocess.Popen[bytes]] = []
    try:
        for name, command in commands.items():
            with open(folder / f"{name}.log", "wb") as log:
                words = [str(home / "bin" / "spark-class"), *command, "--host", HOST]
                started.append(
                    subprocess.Popen(words, stdout=log, stderr=log)  # noqa: S603 - Spark's own
                )
        _wait_for(page, workers, folder)
        yield url
    finally:
        _end_java()
        for process in reversed(started):
            process.terminate()
        for process in reversed(started):
            process.wait(timeout=30)
        for name, value in before.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value


def _end_java() -> None:
    """A session ends, but the Java beside this Python would stay as long as Python."""
    from pyspark import SparkContext

    gateway = SparkContext._gateway
    if gateway is not None:
        gateway.shutdown()
        gateway.proc.stdin.close()
        gateway.proc.wait(timeout=30)
        SparkContext._gateway = SparkContext._jvm = None


def processes_in(folder: Path) -> list[str]:
    """Command lines of the processes that a cluster in this folder has left behind, after a moment to end."""
    end = time.monotonic() + 10
    while left := _with_word(str(folder)):
        if time.monotonic() > end:
            break
        time.sleep(0.2)
    return left


def _with_word(word: str) -> list[str]:
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue  # it has just ended
        if word in line and "java" in line:
            found.append(line)
    return found


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
        except (OSError, json.JSONDecodeError):
            pass  # the master is not up yet, or its page answers before it does
        time.sleep(0.2)
    raise TimeoutError((folder / "master.log").read_text(errors="replace"))
