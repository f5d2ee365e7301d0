"""Processes of ours that are born to be killed: `nursery.py` in a process of its own, spoken to by lines."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

from django.conf import settings

from doudi.foundation.database import address
from tests.architecture.source_files import ROOT


class Nursery:
    """`bear()` gives the process number of a new worker or server; `port`: where servers listen, 0 for workers."""

    def __init__(self, process: subprocess.Popen[str], *, serves: bool) -> None:
        self._process, self._born = process, list[int]()
        self.port = int(self._line()) if serves else 0
        self._say(json.dumps(asdict(address())))

    def bear(self) -> int:
        self._say("bear")
        self._born.append(int(self._line()))
        return self._born[-1]

    def close(self) -> None:
        for number in self._born:
            kill(number)
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.kill()
        self._process.wait()

    def _say(self, line: str) -> None:
        assert self._process.stdin
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def _line(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline()


@contextmanager
def nursery(*, serves: bool = False) -> Iterator[Nursery]:
    """Of workers, or of web servers. All that are left are killed at the end."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.nursery", *(["serve"] if serves else [])],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        cwd=ROOT,
        env=os.environ | {"DOUDI_DATA": str(settings.DOUDI.data)},
    )
    made = Nursery(process, serves=serves)
    try:
        yield made
    finally:
        made.close()


def kill(number: int) -> None:
    """At once; nothing happens where it is dead already."""
    try:
        os.kill(number, signal.SIGKILL)
    except ProcessLookupError:
        return
