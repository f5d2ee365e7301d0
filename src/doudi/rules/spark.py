"""Work handed to an existing Spark cluster: small pieces go out, small answers come back, in Arrow.

    with cluster("spark://10.0.0.5:7077") as session:
        check_workers(session, fingerprint)
        answers = run_everywhere(session, work, pieces)

A piece says what to do (JSON), never holds data: what a task reads it reads itself, from a place that every worker sees. That
is why the files of a population are not read by Spark: turning its columns into rows and back into Arrow costs some thirty
times what the kernel takes (docs/en/cluster.md). Spark brings the work to the machines, repeats what a lost machine left undone, and
collects. Needs the optional packages of `requirements/spark.txt` and Java 17; nothing else imports this module.
"""

from __future__ import annotations

import hashlib
import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from doudi.units.text import Problem, ProblemsError, Text, refusal

JAVA = 17  # the oldest that Spark 4 runs on
PATIENCE = 5  # seconds in which a master must take a connection
ROOM_PATIENCE = 120  # … and give us a worker
PACKAGE = Path(__file__).resolve().parents[1]
COMPUTING = ("units", "rules", "law")  # the rooms whose code must be the same on every worker

Piece = dict[str, Any]
Work = Callable[[Piece], Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a task gave back for one piece, and how long the piece itself took there, without Spark."""

    value: Any
    microseconds: int


# -- before anything starts ------------------------------------------------------------------------
def parse_url(url: str) -> list[tuple[str, int]]:
    """Hosts and ports of spark://host:port[,host:port…].

    Raises:
        ProblemsError: not such an address.
    """
    written = re.fullmatch(r"spark://([^/\s]+)", url)
    places = [re.fullmatch(r"(.+):(\d{1,5})", p) for p in written[1].split(",")] if written else []
    if not places or not all(p and int(p[2]) < 1 << 16 for p in places):
        raise refusal(
            "集群地址应写成 spark://主机:端口",
            "a cluster's address is written spark://host:port",
            where="--cluster",
            value=url,
        )
    return [(p[1], int(p[2])) for p in places if p]


def check_reachable(url: str) -> None:
    """Spark itself tries for a minute and then says so on several pages.

    Raises:
        ProblemsError: no master of this address takes a connection.
    """
    reasons = []
    for host, port in parse_url(url):
        try:
            socket.create_connection((host.strip("[]"), port), timeout=PATIENCE).close()
        except OSError as error:
            reasons.append(error.strerror or str(error))
        else:
            return
    raise refusal(
        f"连不上这个集群（{reasons[0]}）",
        f"nobody answers at this address ({reasons[0]})",
        where="--cluster",
        value=url,
    )


def check_java() -> None:
    """Looks where Spark will look: in JAVA_HOME, else on the path.

    Raises:
        ProblemsError: no Java, or one that is too old.
    """
    command = ["sh", "-c", 'exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -version']
    said = subprocess.run(command, capture_output=True, text=True, check=False).stderr  # noqa: S603 - the machine's own Java
    version = re.search(r'version "(?:1\.)?(\d+)', said)
    if version is None:
        raise refusal(
            f"使用集群要先在本机安装 Java {JAVA}（Debian：openjdk-{JAVA}-jre-headless）",
            f"a cluster needs Java {JAVA} on this machine (Debian: openjdk-{JAVA}-jre-headless)",
        )
    if int(version[1]) < JAVA:
        raise refusal(
            f"使用集群要 Java {JAVA} 或更新版本",
            f"a cluster needs Java {JAVA} or newer",
            value=said.partition("\n")[0],
        )


def check_pyspark() -> str:
    """The version of the Spark that comes with Python. Raises: ProblemsError: it is not installed."""
    try:
        import pyspark
    except ImportError:
        raise refusal(
            "使用集群要先安装 pyspark：uv pip install -r requirements/spark.txt",
            "a cluster needs pyspark: uv pip install -r requirements/spark.txt",
        ) from None
    return str(pyspark.__version__)


# -- a session ---------------------------------------------------------------------------------------
@contextmanager
def cluster(url: str, python: str | None = None, name: str = "doudi") -> Iterator[Any]:
    """A session on the cluster, ended on leaving. Memory and the like are set where Spark is set up (spark-defaults.conf).

    `python`: the workers' Python; None: it stands where this one does.

    Raises:
        ProblemsError: a wrong address, nobody there, no pyspark, no Java, a Spark of another version.
    """
    parse_url(url)
    version = check_pyspark()
    check_java()
    check_reachable(url)
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master(url).appName(name)
    for key, value in (("ui.showConsoleProgress", "false"), ("log.level", "OFF")):
        builder = builder.config(f"spark.{key}", value)
    try:
        session = builder.getOrCreate()
    except Exception as error:
        raise _no_session(url, version, error) from error
    try:
        session.sparkContext.pythonExec = python or sys.executable
        _wait_for_room(session)
        yield session
    finally:
        session.stop()


def _wait_for_room(session: Any) -> None:
    """Without this a job waits for ever for workers that are not there or have no memory left."""
    executors = session.sparkContext._jsc.sc().getExecutorMemoryStatus()
    end = time.monotonic() + ROOM_PATIENCE
    while executors.size() < 2:  # the first is this machine
        if time.monotonic() > end:
            raise refusal(
                "集群没有空闲的工作机，或工作机的内存、核数不够",
                "the cluster has no worker with enough memory and cores to spare",
                where=session.sparkContext.master,
            )
        time.sleep(1)
        executors = session.sparkContext._jsc.sc().getExecutorMemoryStatus()


def _no_session(url: str, version: str, error: Exception) -> ProblemsError:
    return refusal(
        f"集群没有接受连接；集群的 Spark 应与本机同一版本（{version}）",
        f"the cluster did not accept us; its Spark must be of the same version as here ({version})",
        where=url,
        value=str(error).strip().partition("\n")[0],
    )


def fingerprint(*folders: Path) -> str:
    """Of the code that computes and the law, and of further folders (a county's own figures): equal files, equal letters."""
    found = hashlib.sha256()
    for folder in [*(PACKAGE / room for room in COMPUTING), *folders]:
        for path in sorted(p for p in folder.rglob("*") if p.suffix in (".py", ".yaml")):
            if "tests" not in path.relative_to(folder).parts:
                found.update(f"{path.relative_to(folder)}\0".encode())
                found.update(path.read_bytes())
    return found.hexdigest()[:16]


def check_workers(session: Any, folders: Sequence[Path], files: Sequence[Path]) -> None:
    """Every worker must have this Doudi, see the same folders of figures, and see the same files.

    Raises:
        ProblemsError: which worker lacks what.
    """
    tasks = max(session.sparkContext.defaultParallelism, 1)
    piece = {
        "folders": [str(f.resolve()) for f in folders],
        "files": [str(f.resolve()) for f in files],
    }
    mine = look_around(piece)
    found = [answer.value for answer in run_everywhere(session, look_around, [piece] * tasks)]
    problems = {str(p): p for theirs in found for p in differences(mine, theirs)}
    if problems:
        raise ProblemsError(problems.values())


def differences(mine: dict[str, Any], theirs: dict[str, Any]) -> Iterator[Problem]:
    """What a worker has otherwise than this machine."""
    if theirs["code"] != mine["code"]:
        text = Text(
            "工作机上的 Doudi 或数值与本机不同",
            "the Doudi or the figures of a worker differ from here",
        )
        yield Problem(text, theirs["host"])
    for path, size in mine["files"].items():
        if theirs["files"][path] != size:
            text = Text(
                "工作机看不到这个文件，或内容不同",
                "a worker does not see this file, or sees another",
            )
            yield Problem(text, theirs["host"], path)


def look_around(piece: Piece) -> dict[str, Any]:
    """What a machine has of the code and the files."""
    sizes = {f: _size(Path(f)) for f in piece["files"]}
    code = fingerprint(*map(Path, piece["folders"]))
    return {"host": socket.gethostname(), "code": code, "files": sizes}


def _size(path: Path) -> int:
    """Bytes of a file; 0 for a folder, -1 where there is nothing."""
    if path.is_dir():
        return 0
    return path.stat().st_size if path.exists() else -1


# -- work ----------------------------------------------------------------------------------------------
def run_everywhere(session: Any, work: Work, pieces: Sequence[Piece]) -> list[Answer]:
    """`work` on every piece, each in a task of its own; the answers in the order of the pieces.

    `work` is a function of a module that the workers have; pieces and answers are JSON.

    Raises:
        ProblemsError: what `work` raised, of all pieces; a worker without Doudi, or with another Python.
    """
    rows = [(number, json.dumps(piece)) for number, piece in enumerate(pieces)]
    frame = session.createDataFrame(session.sparkContext.parallelize(rows, len(rows)), _PIECES)
    mapped = map_in_arrow(frame, partial(_run_pieces, work), _ANSWERS)
    try:
        found = {row.number: row for row in mapped.collect()}
    except Exception as error:
        raise _failed(error) from error
    problems = [p for n in sorted(found) for p in json.loads(found[n].problems)]
    if problems:
        raise ProblemsError(Problem(Text(*text), where, value) for text, where, value in problems)
    return [Answer(json.loads(found[n].answer), found[n].microseconds) for n in range(len(rows))]


_PIECES = "number int, piece string"
_ANSWERS = "number int, answer string, problems string, microseconds bigint"


def _run_pieces(work: Work, batches: Iterator[Any]) -> Iterator[Any]:
    """In a task: pieces in, answers out. A refusal goes back as what it is, not as a traceback of Java's."""
    import pyarrow as pa

    for batch in batches:
        for row in batch.to_pylist():
            start, answer, problems = time.perf_counter_ns(), None, []
            try:
                answer = work(json.loads(row["piece"]))
            except ProblemsError as error:
                problems = [(tuple(p.text), p.where, p.value) for p in error.problems]
            columns = {
                "number": pa.array([row["number"]], pa.int32()),
                "answer": pa.array([json.dumps(answer)]),
                "problems": pa.array([json.dumps(problems)]),
                "microseconds": pa.array([(time.perf_counter_ns() - start) // 1000]),
            }
            yield pa.RecordBatch.from_pydict(columns)


def map_in_arrow(frame: Any, function: Callable[..., Any], schema: str) -> Any:
    """`frame.mapInArrow(function, schema)`, which asks for pandas although it uses none; these are its own three lines."""
    from pyspark.sql import DataFrame
    from pyspark.sql.udf import UserDefinedFunction
    from pyspark.util import PythonEvalType

    kind = PythonEvalType.SQL_MAP_ARROW_ITER_UDF
    column = UserDefinedFunction(function, returnType=schema, evalType=kind)(
        *(frame[c] for c in frame.columns)
    )
    return DataFrame(frame._jdf.mapInArrow(column._jc, False, None), frame.sparkSession)


_REASONS = {
    "No module named 'doudi": Text(
        "工作机的 Python 里没有 Doudi；装在每台机器的同一位置，或用 DOUDI_SPARK_PYTHON 指明",
        "the workers' Python has no Doudi: install it in the same place on each, or say where with DOUDI_SPARK_PYTHON",
    ),
    "PYTHON_VERSION_MISMATCH": Text(
        "工作机的 Python 与本机版本不同", "the workers' Python is of another version than here"
    ),
    "Cannot run program": Text(
        "工作机上没有这个 Python；用 DOUDI_SPARK_PYTHON 指明它在哪里",
        "the workers have no such Python; say with DOUDI_SPARK_PYTHON where it is",
    ),
}


def _failed(error: Exception) -> Exception:
    """What is known to go wrong on a cluster, in a sentence; anything else as it came."""
    said = str(error)
    for sign, text in _REASONS.items():
        if sign in said:
            return ProblemsError([Problem(text)])
    return error
