"""Many households at once: blocks, gaps and workers change nothing, and bad columns are refused."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from doudi.rules import kernel
from doudi.rules.case import Case, Row
from doudi.rules.columns import Population
from doudi.rules.declare import Fact, day_number
from doudi.rules.evaluate import Evaluation
from doudi.rules.kernel import LANES, Program, compile_program, decide_cases, run
from doudi.rules.rulebook import Rulebook
from doudi.units.text import ProblemsError

ON, AREA = date(2022, 7, 1), "520000000000"
Chance = np.random.Generator
Columns = dict[str, np.ndarray]


@pytest.fixture(scope="module")
def program(small: Rulebook) -> Program:
    return compile_program(small.at(ON, AREA), [*small.programmes, *small.variables])


def a_value(fact: Fact, chance: Chance) -> int:
    if fact.kind == "date":
        return day_number(ON) - int(chance.integers(0, 30_000))
    if fact.unit.is_money:
        return int(chance.integers(0, 2_000)) * fact.unit.steps
    return int(chance.integers(fact.low, fact.high + 1))


def some_cases(book: Rulebook, count: int, gaps: float, seed: int = 1) -> list[Case]:
    """Households of which a share leaves something open."""
    chance = np.random.default_rng(seed)

    def row(entity: str, missing: float) -> dict[str, int]:
        facts = [f for f in book.facts.values() if f.entity.name == entity]
        return {f.name: a_value(f, chance) for f in facts if chance.random() >= missing}

    cases = []
    for number in range(count):
        missing = 0.1 if chance.random() < gaps else 0.0
        members = [Row(str(m), row("member", missing)) for m in range(chance.integers(0, 9))]
        helpers = [Row(str(h), row("helper", missing)) for h in range(chance.integers(0, 3))]
        listed = {"member": not missing or bool(chance.random() < 0.5), "helper": True}
        rows = {"member": members, "helper": helpers}
        cases.append(Case(str(number), ON, AREA, row("household", missing), rows, listed))
    return cases


def part(columns: Columns, people: Population, whole: Population, start: int) -> Columns:
    """The rows of `people` in the results of the whole population that they begin at `start` of."""
    found = {}
    for name, column in columns.items():
        entity = next((e for e in whole.offsets if len(column) == whole.rows(e)), None)
        first = start if entity is None else int(whole.offsets[entity][start])
        count = people.households if entity is None else people.rows(entity)
        found[name] = column[first : first + count]
    return found


def both_ends(columns: Columns, name: str) -> tuple[list[int], list[int]]:
    return columns[name].tolist(), columns.get(f"{name}.high", columns[name]).tolist()


@pytest.mark.parametrize(
    ("gaps", "loops"),
    [(0, False), (0, True), (0.02, False), (0.02, True), (0.5, False), (0.5, True), (1, False)],
)
def test_blocks_and_gaps_change_nothing(
    small: Rulebook, program: Program, monkeypatch: pytest.MonkeyPatch, gaps: float, loops: bool
) -> None:
    cases = some_cases(small, 2 * LANES // 3, gaps)
    whole = Population.from_cases(small, cases)
    with monkeypatch.context() as patch:
        patch.setattr(kernel, "LOOPS_FROM", 0 if loops else 10**9)
        columns = run(program, whole, threads=1)
    for start, count in ((0, 1), (1, 2), (7, 59), (300, 60), (900, 61), (1000, len(cases) - 1000)):
        people = Population.from_cases(small, cases[start : start + count])
        alone = run(program, people, threads=1)
        here = part(columns, people, whole, start)
        for name in program.asked:
            for column in (
                (name,) if name in small.variables else (f"{name}.verdict", f"{name}.amount_fen")
            ):
                assert both_ends(alone, column) == both_ends(here, column), (start, count, column)


@pytest.mark.parametrize("gaps", [0, 0.1])
def test_workers_change_nothing(
    small: Rulebook, program: Program, monkeypatch: pytest.MonkeyPatch, gaps: float
) -> None:
    monkeypatch.setattr(kernel, "LOOPS_FROM", 0)
    people = Population.from_cases(small, some_cases(small, 3000, gaps))
    one, two = (run(program, people, threads=n) for n in (1, 2))
    assert one.keys() == two.keys()
    assert all(one[name].tobytes() == two[name].tobytes() for name in one)


def test_nobody_and_households_without_rows(small: Rulebook, program: Program) -> None:
    nobody = run(program, Population.from_cases(small, []))
    assert all(len(column) == 0 for column in nobody.values())
    cases = some_cases(small, 40, 0)
    for case in cases:
        case.rows = {"member": [], "helper": []}
    columns = run(program, Population.from_cases(small, cases))
    assert set(columns["size"].tolist()) == {1}
    assert len(columns["age"]) == 0


def test_results_go_where_they_are_told(small: Rulebook) -> None:
    program = compile_program(small.at(ON, AREA))
    people = Population.from_cases(small, some_cases(small, 10, 0))
    verdicts = np.full(10, 9, np.int8)
    columns = run(program, people, {"small.verdict": verdicts})
    assert columns["small.verdict"] is verdicts
    assert set(verdicts.tolist()) <= {0, 1, 2, 3}
    assert columns["small.amount_fen"].dtype == np.int32
    with pytest.raises(ValueError, match="contiguous column of 10 int8"):
        run(program, people, {"small.verdict": np.zeros(9, np.int8)})


def test_an_award_is_nothing_without_a_right(small: Rulebook) -> None:
    cases = some_cases(small, 200, 0.3)
    columns = run(compile_program(small.at(ON, AREA)), Population.from_cases(small, cases))
    verdict, low = columns["small.verdict"], columns["small.amount_fen"]
    assert {0, 1, 2} <= set(verdict.tolist())
    assert not low[verdict != 1].any()
    assert not columns["small.amount_fen.high"][verdict == 0].any()
    assert not columns["small.from_month"][verdict != 1].any()
    assert set(columns["small.from_month"][verdict == 1].tolist()) == {2022 * 12 + 7}


def test_cases_of_different_days_run_together(small: Rulebook) -> None:
    cases = some_cases(small, 30, 0.3)
    for place, case in enumerate(cases):
        case.on = (ON, date(2023, 1, 31), date(2001, 1, 1))[place % 3]
    found = decide_cases(small, cases)
    assert [len(results) for results in found] == [1, 1, 0] * 10


# -- columns ---------------------------------------------------------------------------------------
N = 6
COLUMNS: dict[str, Any] = {
    "is_local": np.array([True] * N),
    "place": np.array([0, 1, 0, 1, 0, 1], np.int8),
    "savings": np.arange(N, dtype=np.int32) * 100_000,
    "moved_on": np.full(N, 10_000, np.int32),
    "born_on": np.arange(2 * N, dtype=np.int32) * 1000,
    "income": np.arange(2 * N, dtype=np.int64) * 50_000,
    "studies": np.zeros(2 * N, bool),
    "is_away": np.zeros(2 * N, bool),
    "illness": np.arange(2 * N).astype(np.int8) % 3,
    "gives": np.array([100_000], np.int32),
    "mouths": np.array([3], np.int16),
}
LISTS = {"member": np.full(N, 2), "helper": np.array([0, 0, 1, 0, 0, 0])}
COMPLETE = {"member": True, "helper": True}


def people_of(
    book: Rulebook, households: int = N, lists: Any = LISTS, **changes: Any
) -> Population:
    facts = {**COLUMNS, **changes}
    facts = {name: column for name, column in facts.items() if column is not None}
    return Population(book, households, facts=facts, lists=lists, complete=COMPLETE)


def totals(book: Rulebook, people: Population) -> list[tuple[int, int]]:
    columns = run(compile_program(book.at(ON, AREA), ["total", "per_head", "extra"]), people)
    return [
        pair
        for name in ("total", "per_head", "extra")
        for pair in zip(*both_ends(columns, name), strict=True)
    ]


def test_columns_mean_what_a_case_says(small: Rulebook) -> None:
    incomes = COLUMNS["income"].tolist()
    fen = small.facts["income"].unit.steps // 100
    columns = run(compile_program(small.at(ON, AREA), ["countable_income"]), people_of(small))
    assert columns["countable_income"].tolist() == [
        max(i * fen - 100 * 100 * fen, 0) for i in incomes
    ]
    case = Case(
        "", ON, AREA, {}, {"member": [Row("", {"income": incomes[5] * fen})]}, {"member": True}
    )
    case.rows["member"][0].facts |= {"studies": 0, "is_away": 0}
    wanted = Evaluation(small.at(ON, AREA), case).variable("countable_income")[0][0]
    assert columns["countable_income"][5] == wanted


def test_every_width_and_offsets_give_the_same(small: Rulebook) -> None:
    plain = totals(small, people_of(small))
    offsets = {"member": np.arange(0, 2 * N + 1, 2), "helper": np.array([0, 0, 0, 1, 1, 1, 1])}
    assert totals(small, people_of(small, lists=offsets)) == plain
    offsets32 = {name: column.astype(np.int32) for name, column in offsets.items()}
    assert totals(small, people_of(small, lists=offsets32)) == plain
    wider = {n: c.astype(np.int64) for n, c in COLUMNS.items()}
    assert totals(small, people_of(small, **wider)) == plain
    assert totals(small, people_of(small, mouths=np.array([3], np.int8))) == plain


def test_what_stands_in_a_gap_does_not_matter(small: Rulebook) -> None:
    known = np.array([True] * 11 + [False])
    results = []
    for filler in (0, -5, 10**12):
        income = COLUMNS["income"].copy()
        income[11] = filler
        results.append(totals(small, people_of(small, income=(income, known))))
    assert results[0] == results[1] == results[2]
    assert results[0][N - 1][0] < results[0][N - 1][1]
    assert results[0][: N - 1] == totals(small, people_of(small))[: N - 1]


def test_a_fact_that_nobody_states_is_known_of_nobody(small: Rulebook) -> None:
    without = totals(small, people_of(small, income=None))
    unknown = totals(small, people_of(small, income=(COLUMNS["income"], np.zeros(2 * N, bool))))
    assert without == unknown
    assert all(low < high for low, high in without[:N])


def test_what_everybody_states_alike_needs_no_column(small: Rulebook) -> None:
    alike = {"is_local": 1, "moved_on": 10_000, "studies": 0, "is_away": 0}
    facts = {name: column for name, column in COLUMNS.items() if name not in alike}
    people = Population(small, N, facts=facts, lists=LISTS, complete=COMPLETE, everybody=alike)
    assert totals(small, people) == totals(small, people_of(small))
    program, names = small.at(ON, AREA), ["total", "small"]
    compiled = [
        compile_program(program, names).for_shape(p.shape()) for p in (people, people_of(small))
    ]
    short, long = (len(c.exact.rows) for c in compiled)
    assert short < long, "figures that everybody states must be folded into the instructions"


def test_arrow_columns_are_read_in_place(small: Rulebook) -> None:
    plain = totals(small, people_of(small))
    income = pa.array([-1, *COLUMNS["income"].tolist()])[1:]
    arrow = {
        "income": income,
        "born_on": pa.array(COLUMNS["born_on"]).cast(pa.date32()),
        "is_away": pa.chunked_array([pa.array([False] * 5), pa.array([False] * 7)]),
        "illness": pa.array(
            [["none", "light", "grave"][i % 3] for i in range(12)]
        ).dictionary_encode(),
        "place": pa.array(["town", "farm"] * 3),
    }
    people = people_of(small, **arrow)
    assert totals(small, people) == plain
    assert people.facts["income"].values.ctypes.data == income.buffers()[1].address + 8
    with_gaps = pa.array([-1, -1, -1, *COLUMNS["income"].tolist()[:11], None])[3:]
    known = np.array([True] * 11 + [False])
    assert totals(small, people_of(small, income=with_gaps)) == totals(
        small, people_of(small, income=(COLUMNS["income"], known))
    )


NO_PEOPLE: dict[str, Any] = {"facts": {}, "lists": {}, "complete": {}}


@pytest.mark.parametrize(
    ("everybody", "sentence"),
    [
        ({"incom": 0}, "incom: there is no such fact"),
        ({"income": -1}, "income: outside its bounds"),
        ({"is_local": 1}, "is_local: has a column and is stated for all"),
    ],
)
def test_what_everybody_states_must_be_a_fact(
    small: Rulebook, everybody: dict[str, int], sentence: str
) -> None:
    facts = {"is_local": COLUMNS["is_local"]}
    with pytest.raises(ProblemsError, match=sentence):
        Population(small, N, **{**NO_PEOPLE, "facts": facts}, everybody=everybody)


BAD: list[tuple[dict[str, Any], str]] = [
    ({"incom": np.zeros(12, np.int64)}, "incom: there is no such fact"),
    ({"income": np.zeros(12)}, "income: a column must hold integers"),
    ({"income": np.zeros(11, np.int64)}, "income: must have 12 rows"),
    ({"illness": np.full(12, 3)}, "illness: outside its bounds"),
    ({"place": pa.array(["town", "sea"] * 3)}, "place: there is no such option"),
    (
        {"lists": {"member": np.full(4, 3), "helper": LISTS["helper"]}},
        "member: needs the number of rows",
    ),
    ({"lists": {**LISTS, "pet": np.zeros(N, np.int64)}}, "pet: there is no such list"),
]


@pytest.mark.parametrize(("changes", "sentence"), BAD, ids=[b for _, b in BAD])
def test_bad_columns_are_refused(small: Rulebook, changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ProblemsError, match=sentence):
        people_of(small, **changes)


def test_impossible_numbers_are_refused_with_their_row(small: Rulebook) -> None:
    income = COLUMNS["income"].copy()
    income[8] = -1
    program = compile_program(small.at(ON, AREA))
    with pytest.raises(ProblemsError, match=r"income: row 9: yearly income: outside its bounds"):
        run(program, people_of(small, income=income))
    with pytest.raises(ProblemsError, match=r"income: row 9"):
        run(program, people_of(small, income=(income, np.arange(12) != 11)))
    crowd = {"member": np.array([1, 9, 1, 1, 0, 0]), "helper": LISTS["helper"]}
    with pytest.raises(ProblemsError, match="member: household 2: at most 8 rows a household"):
        run(program, people_of(small, lists=crowd))


def test_explaining_needs_neither_numpy_nor_numba() -> None:
    heavy = "{'numpy', 'numba', 'llvmlite', 'pyarrow', 'hypothesis', 'django'}"
    modules = "doudi.rules, doudi.rules.decide, doudi.rules.explain, doudi.rules.rulebook, doudi.rules.lower"
    code = f"import sys, {modules}; print({heavy} & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "set()"
