"""A real Spark, one master and two workers started here: its answer is that of one machine, row by row and to the fen."""

from __future__ import annotations

import os
import shutil
import socket
import sys
import venv
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from benchmarks.parquet import write_people
from benchmarks.people import make_people
from benchmarks.standalone import HOST, processes_in, standalone
from typer.testing import CliRunner

from doudi.config.cli import app
from doudi.law.cn import area_name, backgrounds_path, load_rulebook
from doudi.law.cn.simulation import LENS
from doudi.rules import spark
from doudi.rules.backgrounds import read_backgrounds
from doudi.rules.population_file import PopulationFile
from doudi.rules.simulate.cluster import share_out, simulate_on_cluster
from doudi.rules.simulate.plan import Plan, Request, make_plan
from doudi.rules.simulate.reform import read_reform
from doudi.rules.simulate.run import simulate_file
from doudi.rules.simulate.summary import summarise
from doudi.units.text import ProblemsError

IS_CI = bool(os.environ.get("CI"))
PERSONS, SAMPLE = 20_000, 30
COUNTIES = ["900101100000", "900101101000", "900102100000", "522725100000", "640000000000"]
RAISE = "name: {zh: 农村低保标准提高10%, en: Rural line up by 10 %}\nvalues: {dibao_line: {rural: +10%}}\n"
needs_spark = pytest.mark.skipif(
    not IS_CI and shutil.which("java") is None,
    reason="no Java here (see docs/en/working.md)",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cluster")


@pytest.fixture(scope="module")
def file(folder: Path) -> PopulationFile:
    """Four counties (of one, two townships) whose bounds fall inside row groups."""
    book = load_rulebook()
    path = folder / "people.parquet"
    write_people(path, book, make_people(PERSONS), COUNTIES, rows_per_group=1000)
    return PopulationFile(path, book, read_backgrounds(backgrounds_path(), book))


@pytest.fixture(scope="module")
def plan(folder: Path, file: PopulationFile) -> Plan:
    path = folder / "raise.yaml"
    path.write_text(RAISE, encoding="utf-8")
    assert file.about.on is not None
    reforms = [read_reform(path, file.book)]
    return make_plan(file.book, reforms, Request(file.about.on), LENS, file.stated, file.columns)


@pytest.fixture(scope="module")
def url(folder: Path):
    if not IS_CI:
        pytest.importorskip("pyspark", reason="make spark")
    with standalone(folder) as address:
        yield address
    assert not processes_in(folder), "a process of the cluster is left"


@pytest.mark.slow
@needs_spark
def test_a_cluster_answers_like_one_machine(
    folder: Path, file: PopulationFile, plan: Plan, url: str
) -> None:
    """In one test: a second one might run beside it, with a cluster of its own."""
    alone = simulate_file(file, plan, folder / "alone.parquet", sample=SAMPLE)
    with spark.cluster(url) as session:
        together = simulate_on_cluster(
            session,
            file,
            plan,
            folder / "together.parquet",
            open_again="doudi.law.cn.simulation:open_again",
            sample=SAMPLE,
        )
        with pytest.raises(ProblemsError, match="written spark://host:port"):
            spark.run_everywhere(session, spark.parse_url, ["spark://nowhere"])
    assert len(together.shares) == 4
    assert [s.counties for s in together.shares] == [["900101"], ["900102"], ["522725"], ["640000"]]
    names = area_name
    assert summarise(file, plan, together.outcome, names) == summarise(file, plan, alone, names)
    rows, expected = (
        pq.read_table(folder / f"{name}.parquet").unify_dictionaries().sort_by("household_id")
        for name in ("together", "alone")
    )
    assert rows.num_rows == file.households
    assert rows.to_pylist() == expected.to_pylist()
    venv.create(folder / "bare", with_pip=False)
    with (
        spark.cluster(url, python=str(folder / "bare" / "bin" / "python")) as session,
        pytest.raises(ProblemsError, match="the workers' Python has no Doudi"),
    ):
        spark.check_workers(session, [], [])


def test_counties_stay_whole_and_shares_are_even(file: PopulationFile) -> None:
    for parts in (1, 2, 3, 4, 9):
        shares = share_out(file, parts)
        assert len(shares) == min(parts, 4)
        assert [c for s in shares for c in s.counties] == ["900101", "900102", "522725", "640000"]
        assert sum(s.households for s in shares) == file.households
        assert {g for s in shares for g in s.groups} == set(range(file.groups))
    halves = share_out(file, 2)
    assert max(s.households for s in halves) <= 0.61 * file.households


def test_a_worker_that_differs_is_named() -> None:
    mine = {"host": "here", "code": "a", "files": {"people": 7, "out": 0}}
    assert not list(spark.differences(mine, mine | {"host": "there"}))
    theirs = {"host": "there", "code": "b", "files": {"people": -1, "out": 0}}
    said = [p.in_("en") for p in spark.differences(mine, theirs)]
    assert said == [
        "there: the Doudi or the figures of a worker differ from here",
        'there: a worker does not see this file, or sees another (found "people")',
    ]


def test_equal_code_has_equal_letters(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text("a: 1")
    first = spark.fingerprint(tmp_path)
    assert first == spark.fingerprint(tmp_path)
    assert first != spark.fingerprint()
    (tmp_path / "pack.yaml").write_text("a: 2")
    assert first != spark.fingerprint(tmp_path)


@pytest.mark.parametrize(
    "url",
    ["spark://host", "spark://host:123456", "http://host:80", "host:80", "spark://:7077/x", ""],
)
def test_an_address_is_an_address(url: str) -> None:
    with pytest.raises(ProblemsError, match="written spark://host:port"):
        spark.parse_url(url)


def test_addresses() -> None:
    assert spark.parse_url("spark://a.b:7077,c:1") == [("a.b", 7077), ("c", 1)]


def test_nobody_at_the_address() -> None:
    with socket.socket() as taken:
        taken.bind((HOST, 0))  # bound, but nobody listens
        port = taken.getsockname()[1]
        with pytest.raises(ProblemsError, match="nobody answers at this address"):
            spark.check_reachable(f"spark://{HOST}:{port}")


def test_the_command_refuses_before_it_begins(file: PopulationFile, tmp_path: Path) -> None:
    pytest.importorskip("pyspark", reason="make spark")
    words = ["--population", str(file.path), "--out", str(tmp_path / "out"), "--cluster", "nowhere"]
    result = CliRunner().invoke(app, ["simulate", *words, "--lang", "en"])
    assert result.exit_code == 2
    assert (
        result.stderr
        == '--cluster: a cluster\'s address is written spark://host:port (found "nowhere")\n'
    )
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("", "a cluster needs Java 17 on this machine"),
        ('openjdk version "11.0.2"', "Java 17 or newer"),
    ],
)
def test_no_java_and_an_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, sentence: str
) -> None:
    (tmp_path / "bin").mkdir()
    if said:
        java = tmp_path / "bin" / "java"
        java.write_text(f"#!/bin/sh\necho '{said}' >&2\n")
        java.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(ProblemsError, match=sentence):
        spark.check_java()


def test_no_pyspark(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(ProblemsError, match="a cluster needs pyspark"):
        spark.check_pyspark()
