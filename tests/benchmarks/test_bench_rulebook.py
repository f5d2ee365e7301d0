"""The speed tests of the whole rulebook and of Dibao alone: what they compare is equal, and they print what they say."""

import json
import sys

import numpy as np
import pytest
from benchmarks import measure_dibao, measure_doudi, measure_rulebook
from benchmarks.everybody import make_population
from benchmarks.people import make_people

from doudi.rules.kernel import compile_program, run

PERSONS = 3_000


@pytest.fixture(scope="module")
def edition():
    return measure_doudi.load_edition()


def test_everybody_states_every_fact(edition):
    book = edition.rulebook
    people = make_population(book, PERSONS, unknown=0)
    assert set(people.facts) == set(book.facts)
    results = run(compile_program(edition), people)
    assert {f"{p.name}.verdict" for p in edition.programmes} <= set(results)


def test_the_bench_of_the_rulebook_prints_every_figure(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["rulebook", "--persons", str(PERSONS), "--json"])
    measure_rulebook.main()
    (row,) = json.loads(capsys.readouterr().out)
    assert row["persons"] == PERSONS
    assert row["persons_per_s"] > 0
    assert {"compile_s", "floor_ratio", "explain_ms", "programmes", "machine"} <= set(row)


@pytest.mark.parametrize("side", measure_dibao.SIDES)
def test_dibao_by_hand_is_the_same_to_the_fen(edition, side):
    """Whoever writes the law once more, in SQL or in expressions, gets what the kernel gets."""
    pytest.importorskip(side, reason="make bench-deps")
    people = make_people(10 * PERSONS, unknown=0)
    _, ours = measure_dibao._kernel(edition, people, 1)
    _, theirs = measure_dibao.SIDES[side](edition, people, 1)
    assert ours["eligible"].any()
    assert len(np.unique(ours["amount"])) > 100
    for name, column in ours.items():
        assert np.array_equal(column, theirs[name]), name


def test_the_yardsticks_refuse_a_place_that_decides_otherwise(edition, monkeypatch):
    from benchmarks import dibao_figures

    assert dibao_figures.figures_of(edition)["dibao_line_urban"] == 67_900
    monkeypatch.setitem(dibao_figures.SWITCHES, "support_formula", "support_A_household")
    with pytest.raises(ValueError, match="support_formula is"):
        dibao_figures.figures_of(edition)
