"""Population files: what is written comes back, decides as the cases do, and rubbish is refused with its place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doudi.rules.backgrounds import Background
from doudi.rules.case import Case
from doudi.rules.columns import Population
from doudi.rules.dimensions import STEPS_PER_FEN
from doudi.rules.kernel import compile_program, decide_cases, run
from doudi.rules.population_file import (
    About,
    PopulationFile,
    PopulationWriter,
    case_of,
    outside_bounds,
    population_of,
)
from doudi.rules.rulebook import Rulebook
from doudi.rules.testing import households
from doudi.units.text import ProblemsError, Text

ON = date(2022, 7, 1)
GUIZHOU = "520000000000"
ABOUT = About(ON, (), True, 7, Text("测试", "test"))
LISTS = ("member", "helper")


def whole_fen(book: Rulebook, cases: Sequence[Case]) -> None:
    """A file holds whole fen."""
    for case in cases:
        for facts in [case.facts, *(r.facts for rows in case.rows.values() for r in rows)]:
            for name in facts:
                if book.facts[name].unit.is_money:
                    facts[name] -= facts[name] % STEPS_PER_FEN


def write_cases(path: Path, book: Rulebook, cases: Sequence[Case], about: About = ABOUT) -> None:
    """Every fact of the rulebook as a column."""
    lists = [e.name for e in book.entities.values() if e.parent is not None]
    columns = {}
    for fact in book.facts.values():
        rows = [
            facts
            for case in cases
            for facts in (
                [r.facts for r in case.rows[fact.entity.name]]
                if fact.entity.parent is not None
                else [case.facts]
            )
        ]
        times = STEPS_PER_FEN if fact.unit.is_money else 1
        known = np.array([fact.name in row for row in rows], bool)
        values = np.array([row.get(fact.name, fact.low) // times for row in rows], np.int64)
        columns[fact.name] = (values, known)
    with PopulationWriter(path, book, book.facts, about) as out:
        out.write(
            np.arange(len(cases)),
            [case.area for case in cases],
            facts=columns,
            lists={name: np.array([len(case.rows[name]) for case in cases]) for name in lists},
            complete={
                name: np.array([case.complete.get(name) is True for case in cases])
                for name in lists
            },
        )


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_file_decides_as_its_cases_do(
    small: Rulebook, tmp_path: Path, data: st.DataObject
) -> None:
    cases = data.draw(households(small, on=[ON], areas=[GUIZHOU]))
    whole_fen(small, cases)
    write_cases(tmp_path / "p.parquet", small, cases)
    file = PopulationFile(tmp_path / "p.parquet", small, {})
    (chunk,) = file.chunks()
    names = list(small.variables)
    program = compile_program(small.at(ON, GUIZHOU), names)
    found = run(program, chunk.population, threads=1)
    expected = run(program, Population.from_cases(small, cases), threads=1)
    for name, column in expected.items():
        assert found[name].tolist() == column.tolist(), name
    again = [case_of(chunk.batch, place, small, file.stated, ON) for place in range(len(cases))]
    for case, other in zip(cases, again, strict=True):
        assert other.facts == case.facts
        assert [r.facts for n in LISTS for r in other.rows[n]] == [
            r.facts for n in LISTS for r in case.rows[n]
        ]
    kernel = [[(r.verdict, r.amount_fen) for r in one] for one in decide_cases(small, again)]
    assert kernel == [
        [(r.verdict, r.amount_fen) for r in one] for one in decide_cases(small, cases)
    ]


def some_cases(small: Rulebook, count: int = 5) -> list[Case]:
    """Households with 0, 1, 2 … members, everything known."""
    from doudi.rules.case import Row

    found = []
    for number in range(count):
        rows = {
            name: [
                Row(
                    "x",
                    {f.name: max(f.low, 0) for f in small.facts.values() if f.entity.name == name},
                )
                for _ in range(number)
            ]
            for name in LISTS
        }
        facts = {f.name: max(f.low, 0) for f in small.facts.values() if f.entity is small.root}
        found.append(Case(f"h{number}", ON, GUIZHOU, facts, rows, dict.fromkeys(LISTS, True)))
    return found


@pytest.fixture
def path(small: Rulebook, tmp_path: Path) -> Path:
    write_cases(tmp_path / "p.parquet", small, some_cases(small))
    return tmp_path / "p.parquet"


def rewritten(path: Path, change: object) -> Path:
    """The file with its table changed."""
    table = pq.read_table(path)
    pq.write_table(change(table), path)  # type: ignore[operator]
    return path


def member_field(small: Rulebook, kind: str) -> str:
    return next(
        f.name for f in small.facts.values() if f.entity.name == "member" and f.kind == kind
    )


def test_households_without_rows_are_no_gaps(small: Rulebook, path: Path) -> None:
    file = PopulationFile(path, small, {})
    assert file.stated.gaps == frozenset()
    assert file.households == 5
    (chunk,) = file.chunks()
    assert chunk.population.offsets["member"].tolist() == [0, 0, 1, 3, 6, 10]
    assert chunk.population.complete == {"member": True, "helper": True}
    assert {state for _, state in chunk.population.shape().facts} == {"stated"}
    assert file.read_areas() == [GUIZHOU]


def test_the_shape_is_that_of_the_whole_file(small: Rulebook, tmp_path: Path) -> None:
    """A row group without gaps runs with the instructions of those with gaps: they are made once."""
    cases = some_cases(small)
    name = next(iter(f.name for f in small.facts.values() if f.entity is small.root))
    del cases[-1].facts[name]
    write_cases(tmp_path / "p.parquet", small, cases)
    table = pq.read_table(tmp_path / "p.parquet")
    pq.write_table(table, tmp_path / "p.parquet", row_group_size=2)
    file = PopulationFile(tmp_path / "p.parquet", small, {})
    shapes = {chunk.population.shape() for chunk in file.chunks()}
    assert len(shapes) == 1
    assert (name, "partly") in next(iter(shapes)).facts


def test_null_lists_and_null_members(small: Rulebook, path: Path) -> None:
    def without(table: pa.Table) -> pa.Table:
        rows = table.column("member").to_pylist()
        rows[1], rows[2] = None, [None, rows[2][0]]
        place = table.schema.get_field_index("member")
        type_ = pa.list_(pa.struct(list(table.schema.field("member").type.value_type)))
        return table.set_column(place, "member", pa.array(rows, type_))

    (chunk,) = PopulationFile(rewritten(path, without), small, {}).chunks()
    assert chunk.population.offsets["member"].tolist() == [0, 0, 0, 2, 5, 9]
    assert chunk.population.complete["member"].tolist() == [1, 0, 1, 1, 1]
    assert (
        small.facts[member_field(small, "truth")].name,
        "partly",
    ) in chunk.population.shape().facts


def test_a_background_is_stated_for_everybody(small: Rulebook, path: Path) -> None:
    fact = member_field(small, "truth")
    about = About(ON, ("usual",))

    def without(table: pa.Table) -> pa.Table:
        rows = table.column("member").combine_chunks()
        parts = [f for f in rows.type.value_type if f.name != fact]
        cut = pa.StructArray.from_arrays([rows.values.field(f.name) for f in parts], fields=parts)
        place = table.schema.get_field_index("member")
        table = table.set_column(place, "member", pa.ListArray.from_arrays(rows.offsets, cut))
        return table.drop_columns(["helper", "helper_complete"]).replace_schema_metadata(
            about.metadata()
        )

    backgrounds = {
        "usual": Background("usual", Text("平常", "usual"), {"member": {fact: 1}}, ("helper",))
    }
    file = PopulationFile(rewritten(path, without), small, backgrounds)
    (chunk,) = file.chunks()
    assert chunk.population.everybody == {fact: 1}
    assert chunk.population.complete["helper"] is True
    cases = [case_of(chunk.batch, place, small, file.stated, ON) for place in range(5)]
    assert all(row.facts[fact] == 1 for case in cases for row in case.rows["member"])
    program = compile_program(small.at(ON, GUIZHOU), list(small.variables))
    found = run(program, chunk.population, threads=1)
    expected = run(program, Population.from_cases(small, cases), threads=1)
    for name, column in expected.items():
        assert found[name].tolist() == column.tolist(), name
    with pytest.raises(ProblemsError, match="没有这种背景"):
        PopulationFile(path, small, {})


def test_only_needed_columns_are_read(small: Rulebook, path: Path) -> None:
    file = PopulationFile(path, small, {})
    fact = member_field(small, "truth")
    batch = file.read(0, [fact])
    assert [f.name for f in batch.schema.field("member").type.value_type] == [fact]
    assert len(list(batch.schema.field("helper").type.value_type)) == 1  # for the number of rows
    population = population_of(batch, small, file.stated)
    assert population.offsets["helper"].tolist() == [0, 0, 1, 3, 6, 10]


def test_slices_of_a_batch_are_read_in_place(small: Rulebook, path: Path) -> None:
    file = PopulationFile(path, small, {})
    batch = file.read(0)
    program = compile_program(small.at(ON, GUIZHOU), list(small.variables))
    whole = run(program, population_of(batch, small, file.stated), threads=1)
    parts = [population_of(batch.slice(a, n), small, file.stated) for a, n in ((0, 2), (2, 3))]
    found = [run(program, part, threads=1) for part in parts]
    for name, column in whole.items():
        assert [v for part in found for v in part[name].tolist()] == column.tolist(), name


# -- rubbish -----------------------------------------------------------------------------------------
def refused(path: Path, small: Rulebook) -> str:
    with pytest.raises(ProblemsError) as caught:
        list(PopulationFile(path, small, {}).chunks())
    assert str(path) in caught.value.in_("zh")
    return caught.value.in_("en")


def test_no_file_and_no_parquet(small: Rulebook, tmp_path: Path) -> None:
    assert "no such file" in refused(tmp_path / "nothing.parquet", small)
    rubbish = tmp_path / "rubbish.parquet"
    rubbish.write_bytes(b"PAR1 this is not Parquet PAR1")
    assert "cannot be read" in refused(rubbish, small)


def test_a_file_that_is_cut_off(small: Rulebook, path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert "cannot be read" in refused(path, small)


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        (None, "lacks doudi"),
        (b"{", "damaged"),
        (b"[]", "damaged"),
        (b'{"format": 2}', "unknown format"),
        (b'{"format": 1, "on": "yesterday"}', "damaged"),
    ],
)
def test_metadata(small: Rulebook, path: Path, metadata: bytes | None, expected: str) -> None:
    new = {} if metadata is None else {b"doudi": metadata}
    assert expected in refused(rewritten(path, lambda t: t.replace_schema_metadata(new)), small)


def test_missing_and_unknown_columns(small: Rulebook, path: Path) -> None:
    fact = next(f.name for f in small.facts.values() if f.entity is small.root)
    renamed = {"area": "place", fact: fact + "s"}

    def change(table: pa.Table) -> pa.Table:
        names = [renamed.get(n, n) for n in table.schema.names]
        return table.rename_columns(names).replace_schema_metadata(ABOUT.metadata())

    told = refused(rewritten(path, change), small)
    assert "area: this column is missing" in told
    assert f"did you mean {fact!r}?" in told


@pytest.mark.parametrize("column", ["household_id", "area", "member", "member_complete"])
def test_wrong_types(small: Rulebook, path: Path, column: str) -> None:
    def change(table: pa.Table) -> pa.Table:
        place = table.schema.get_field_index(column)
        return table.set_column(place, column, pa.array([1.5] * table.num_rows))

    assert f"{column}: this column must hold" in refused(rewritten(path, change), small)


def test_wrong_types_of_facts(small: Rulebook, path: Path) -> None:
    names = [f.name for f in small.facts.values() if f.entity is small.root]

    def change(table: pa.Table) -> pa.Table:
        for name in names:
            place = table.schema.get_field_index(name)
            table = table.set_column(place, name, pa.array([1.5] * table.num_rows))
        return table

    told = refused(rewritten(path, change), small)
    for name in names:
        assert f"{name}: this column must hold" in told


def test_an_option_that_does_not_exist(small: Rulebook, path: Path) -> None:
    fact = next(f for f in small.facts.values() if f.kind == "category" and f.entity is small.root)

    def change(table: pa.Table) -> pa.Table:
        names = table.column(fact.name).to_pylist()
        names[3] = fact.options[0] + "x"
        place = table.schema.get_field_index(fact.name)
        return table.set_column(place, fact.name, pa.array(names))

    told = refused(rewritten(path, change), small)
    assert "household_id 3" in told
    assert f"did you mean {fact.options[0]!r}?" in told


def test_too_many_members(small: Rulebook, path: Path) -> None:
    def change(table: pa.Table) -> pa.Table:
        rows = table.column("member").to_pylist()
        rows[2] = rows[4] * 100
        place = table.schema.get_field_index("member")
        return table.set_column(place, "member", pa.array(rows, table.schema.field("member").type))

    told = refused(rewritten(path, change), small)
    assert "household_id 2" in told
    assert 'found "400"' in told


def test_outside_its_bounds(small: Rulebook, path: Path) -> None:
    fact = small.facts["income"]

    def change(table: pa.Table) -> pa.Table:
        rows = table.column("member").to_pylist()
        rows[3][1][fact.name] = -7
        place = table.schema.get_field_index("member")
        return table.set_column(place, "member", pa.array(rows, table.schema.field("member").type))

    (chunk,) = PopulationFile(rewritten(path, change), small, {}).chunks()
    (problem,) = outside_bounds(chunk, "p.parquet")
    assert problem.where == f"p.parquet: household_id 3, {fact.name}"
    assert problem.value == "-7"


def test_nothing_half_written(small: Rulebook, tmp_path: Path) -> None:
    path = tmp_path / "p.parquet"
    with pytest.raises(KeyError), PopulationWriter(path, small, small.facts, ABOUT) as out:
        out.write(np.arange(3), ["1"] * 3, facts={}, lists={}, complete={})
    assert list(tmp_path.iterdir()) == []
