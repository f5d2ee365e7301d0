"""The speed test itself: it measures what it says, and its yardstick decides like the law."""

import json
import sys

import numpy as np
import pytest
from benchmarks import measure_doudi, rules
from benchmarks.machine import extra_mb, io_floor_s
from benchmarks.people import make_people

from doudi.rules import bench
from doudi.rules.decide import decide
from doudi.rules.kernel import VERDICTS, compile_program, run

PERSONS = 2_000


@pytest.fixture(scope="module")
def edition():
    return measure_doudi.load_edition()


@pytest.fixture
def in_one_process(monkeypatch):
    """The measurements without starting processes: for speed, and to see where they fail."""

    def measure(module, persons, share, folder=None):
        if module == "measure_openfisca":
            from benchmarks.measure_openfisca import measure as measure_openfisca

            return measure_openfisca(persons, share, rules.Path(folder))
        return measure_doudi.measure(persons, share, folder and rules.Path(folder))

    monkeypatch.setattr(rules, "_in_process", measure)
    monkeypatch.setattr(measure_doudi, "decide_cold_s", lambda: 1.0)


def test_the_bench_prints_every_figure(in_one_process, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(rules, "LATEST", tmp_path / "latest.json")
    monkeypatch.setattr(sys, "argv", ["rules", "--persons", str(PERSONS), "--json"])
    monkeypatch.setattr(rules.importlib.util, "find_spec", lambda name: None)
    rules.main()
    (row,) = json.loads(capsys.readouterr().out)
    assert list(row)[: len(rules.FIRST)] == list(rules.FIRST)
    assert row["persons"] == PERSONS
    assert row["kernel_s"] > 0
    assert row["openfisca_s"] is None
    assert {
        "kernel_s_unknown_0",
        "kernel_s_unknown_50",
        "decide_cold_s",
        "doudi_variables",
        "machine",
    } <= set(row)


def test_the_door_says_where_to_run_it(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(bench, "ROOT", tmp_path)
    with pytest.raises(SystemExit) as ended:
        bench.bench("rules", persons=None, as_json=False)
    assert ended.value.code == 2
    assert "benchmarks/" in capsys.readouterr().err


def test_people_are_as_many_as_asked_and_always_the_same():
    people, again = make_people(PERSONS), make_people(PERSONS)
    assert people.members.sum() == PERSONS
    assert 1 <= people.members.min() <= people.members.max() <= 10
    assert all((column == again.columns[name]).all() for name, column in people.columns.items())
    assert 0.03 < people.is_open.mean() < 0.07
    assert not make_people(PERSONS, unknown=0).known


def test_the_people_state_all_that_the_rules_read(edition):
    """A fact that the law begins to read and nobody made up would leave every verdict open."""
    people = make_people(PERSONS, unknown=0)
    results = run(
        compile_program(edition, measure_doudi.PROGRAMMES),
        measure_doudi.population_of(edition.rulebook, people),
    )
    for programme in measure_doudi.PROGRAMMES:
        assert VERDICTS.index("undetermined") not in results[f"{programme}.verdict"], programme
        assert VERDICTS.index("eligible") in results[f"{programme}.verdict"], programme


def test_kernel_and_explain_agree_on_the_made_up_people(edition):
    people = make_people(PERSONS)
    results = run(
        compile_program(edition, measure_doudi.PROGRAMMES),
        measure_doudi.population_of(edition.rulebook, people),
    )
    homes = np.flatnonzero(~people.is_open)[:40]
    everybody = measure_doudi.plainest(edition.rulebook, people)
    cases = measure_doudi.cases_of(edition.rulebook, people, people.columns, homes, everybody)
    for home, case in zip(homes, cases, strict=True):
        for found in decide(edition.rulebook, case).results:
            programme = found.programme
            if programme.subject == "household" and programme.name in measure_doudi.PROGRAMMES:
                code = results[f"{found.programme.name}.verdict"][home]
                assert VERDICTS[code] == found.verdict
                if found.amount_fen is not None:
                    assert results[f"{found.programme.name}.amount_fen"][home] == found.amount_fen


def test_openfisca_decides_the_same_where_its_floats_are_exact(edition, tmp_path):
    """Amounts in whole yuan: every verdict, amount and month of every household that leaves nothing open."""
    pytest.importorskip("openfisca_core", reason="make bench-deps")
    from benchmarks.measure_openfisca import compare
    from benchmarks.openfisca_dibao.system import (
        build_simulation,
        build_system,
        calculate,
        columns_for,
    )

    people = make_people(10 * PERSONS, round_amounts=True)
    results = run(
        compile_program(edition, measure_doudi.PROGRAMMES),
        measure_doudi.population_of(edition.rulebook, people),
    )
    for name, column in results.items():
        np.save(tmp_path / f"{name}.npy", column)
    system = build_system(edition)
    theirs = calculate(build_simulation(system, people, columns_for(people, system)))
    assert theirs["dibao.verdict"].any()
    assert theirs["single_person_case.verdict"].any()
    assert compare(people, theirs, tmp_path) == {
        "equal_share": 1.0,
        "differing_verdicts": 0,
        "largest_difference_fen": 0,
    }


def test_the_floor_reads_and_writes_everything():
    columns = [np.arange(1000, dtype=np.int32), np.ones(37, bool), np.ones(3, np.int8)]
    out = np.zeros(1000, np.int64)
    assert io_floor_s(columns, [out], 3) > 0
    assert (out == 1).all()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_extra_memory_is_what_the_work_needs():
    held = []
    assert 60 < extra_mb(lambda: held.append(np.ones(8_000_000))) < 80
    assert extra_mb(lambda: None) < 5
