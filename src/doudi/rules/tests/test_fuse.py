"""Loops of machine code give what the machine gives, instruction by instruction, to the last step."""

from __future__ import annotations

import ctypes
from datetime import date

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from doudi.rules import kernel
from doudi.rules.assemble import Store
from doudi.rules.case import Case, Row
from doudi.rules.columns import Population
from doudi.rules.declare import FIRST_DAY, LAST_DAY
from doudi.rules.fuse import BYTE_LANES, Loops, Source, Writer, fuse
from doudi.rules.instructions import Sheet, month_number
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
    """With fewer rows than one vector has, and with many more: the last vector then reaches back over earlier rows."""
    dates = [date(2022, 7, 1), date(2024, 2, 29)]
    cases = data.draw(households(small, on=dates, areas=[GUIZHOU], most_cases=12))
    cases = cases * data.draw(st.sampled_from((1, 1, BYTE_LANES // 2 + 1, 2 * BYTE_LANES + 1)))
    machine, loops = both_ways(small, cases)
    assert machine.keys() == loops.keys()
    for name, column in machine.items():
        np.testing.assert_array_equal(column, loops[name], name)


@pytest.mark.parametrize("count", [1, 7, 63, 64, 65, 200])
def test_loops_write_nothing_beside_their_rows(small: Rulebook, count: int) -> None:
    facts = {f.name: f.low for f in small.facts.values()}
    case = Case("x", date(2022, 7, 1), GUIZHOU, facts, {"member": [Row("甲", facts)]})
    population = Population.from_cases(small, [case] * count)
    names = [*small.programmes, *small.variables]
    program = compile_program(small.at(case.on, case.area), names)
    plain = run(program, population, threads=1)
    around = {n: np.full(len(c) + 256, 77, c.dtype) for n, c in plain.items()}
    inside = {n: around[n][128 : 128 + len(c)] for n, c in plain.items()}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernel, "LOOPS_FROM", 0)
        run(program, population, inside, threads=1)
    for name, column in plain.items():
        np.testing.assert_array_equal(inside[name], column, name)
        assert (around[name][:128] == 77).all(), name
        assert (around[name][128 + len(column) :] == 77).all(), name


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


def test_the_month_of_every_day() -> None:
    sheet = Sheet([1])
    month = sheet.month_of(sheet.load(0, 0, (FIRST_DAY, LAST_DAY), False, None))
    (group,) = fuse([Store(month, 0, 0, 4)], straight=True).groups
    source = Source(4, 1, (FIRST_DAY, LAST_DAY))
    loops = Loops([Writer(group, {}, {0: source}, straight=True).function("loop0")])
    days = np.arange(FIRST_DAY, LAST_DAY + 1, dtype=np.int32)
    months = np.zeros(len(days), np.int32)
    columns, results = (np.array([c.ctypes.data], np.int64) for c in (days, months))
    call = ctypes.CFUNCTYPE(ctypes.c_int64, *[ctypes.c_int64] * 5)(loops.addresses[0])
    assert call(0, len(days), columns.ctypes.data, results.ctypes.data, 0) == 0
    assert months.tolist() == [month_number(int(day)) for day in days]
    days[-1] = LAST_DAY + 1
    assert call(0, len(days), columns.ctypes.data, results.ctypes.data, 0) == 1
