"""Loops of machine code give what the machine gives, instruction by instruction, to the last step."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from doudi.rules import kernel
from doudi.rules.case import Case, Row
from doudi.rules.columns import Population
from doudi.rules.kernel import compile_program, run
from doudi.rules.rulebook import Rulebook
from doudi.rules.testing import households
from doudi.units.text import ProblemsError

NOSHRINK = (Phase.explicit, Phase.reuse, Phase.generate)
GUIZHOU = "520000000000"


def both_ways(book: Rulebook, cases: list[Case]) -> list[dict[str, np.ndarray]]:
    """Every variable and programme of the cases: by the machine alone, and with loops."""
    edition = book.at(cases[0].on, cases[0].area)
    population = Population.from_cases(book, cases)
    results = []
    for least in (10**9, 0):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(kernel, "LOOPS_FROM", least)
            program = compile_program(edition, [*book.programmes, *book.variables])
            results.append(run(program, population, threads=1))
    return results


@settings(max_examples=12, deadline=None, phases=NOSHRINK)
@given(data=st.data())
def test_loops_and_machine_agree_on_every_variable(small: Rulebook, data: st.DataObject) -> None:
    dates = [date(2022, 7, 1), date(2024, 2, 29)]
    cases = data.draw(households(small, on=dates, areas=[GUIZHOU], most_cases=12))
    machine, loops = both_ways(small, cases)
    assert machine.keys() == loops.keys()
    for name, column in machine.items():
        np.testing.assert_array_equal(column, loops[name], name)


def test_a_number_outside_its_bounds_is_still_named(small: Rulebook) -> None:
    fact = small.facts["income"]
    facts = {f.name: f.low for f in small.facts.values() if f.entity is fact.entity}
    rows = {"member": [Row("甲", {**facts, "income": fact.high * 2})], "helper": []}
    root = {f.name: f.low for f in small.facts.values() if f.entity is small.root}
    case = Case("x", date(2022, 7, 1), GUIZHOU, root, rows, {"member": True, "helper": True})
    with pytest.raises(ProblemsError, match="income: row 1"):
        both_ways(small, [case])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernel, "LOOPS_FROM", 0)
        with pytest.raises(ProblemsError, match="income: row 1"):
            run(compile_program(small.at(case.on, case.area)), Population.from_cases(small, [case]))
