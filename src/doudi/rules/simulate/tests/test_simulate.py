"""A simulation gives every household what `decide` gives it under each law, and its sums are theirs."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doudi.rules.case import Case
from doudi.rules.population_file import PopulationFile
from doudi.rules.rulebook import Rulebook
from doudi.rules.simulate.batch import CLASSES, column, in_words, result_schema, simulate_batch
from doudi.rules.simulate.folder import MARK, SUMMARY, result_folder
from doudi.rules.simulate.plan import Plan, Request, make_plan
from doudi.rules.simulate.reform import Reform, read_reform
from doudi.rules.simulate.run import simulate_file
from doudi.rules.simulate.sample import answers_of, recompute, take
from doudi.rules.simulate.summary import summarise
from doudi.rules.simulate.tally import merge, tally
from doudi.rules.simulate.tests.conftest import SMALL_LENS
from doudi.rules.testing import households
from doudi.rules.tests.test_population_file import some_cases, whole_fen, write_cases
from doudi.units.text import ProblemsError, Text

ON = date(2022, 7, 1)
GUIZHOU, ANSHUN, OTHER = "520000000000", "520400000000", "640000000000"
RAISE = "name: {zh: 提标, en: A raise}\nvalues: {line: {farm: +10%}}\n"
LOCAL = (
    "name: {zh: 本市提标, en: A raise in the city}\n"
    "values: {line: [{value: ×1.5, area: '520400'}], old_age: -10}\n"
)
CUT = "name: {zh: 降标, en: A cut}\nvalues: {line: {value: 100}, most: 50}\n"
QUIET = settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def reforms(small: Rulebook, tmp_path: Path) -> list[Reform]:
    found = []
    for number, text in enumerate((RAISE, LOCAL, CUT)):
        path = tmp_path / f"r{number}.yaml"
        path.write_text(text, encoding="utf-8")
        found.append(read_reform(path, small))
    return found


def plan_for(file: PopulationFile, reforms: Sequence[Reform], **asked: Any) -> Plan:
    request = Request(asked.pop("on", ON), **asked)
    return make_plan(file.book, reforms, request, SMALL_LENS, file.stated, file.columns)


def scattered(cases: Sequence[Case]) -> None:
    """Neighbours in the file live in different places."""
    for place, case in enumerate(cases):
        case.area = (GUIZHOU, ANSHUN, OTHER, "520402001000")[place % 4]


@QUIET
@given(data=st.data())
def test_each_household_gets_what_decide_gives_it(
    small: Rulebook, reforms: list[Reform], tmp_path: Path, data: st.DataObject
) -> None:
    cases = data.draw(households(small, on=[ON], areas=[GUIZHOU], most_cases=12))
    whole_fen(small, cases)
    scattered(cases)
    write_cases(tmp_path / "p.parquet", small, cases)
    file = PopulationFile(tmp_path / "p.parquet", small, {})
    plan = plan_for(file, reforms)
    (batch,) = (chunk.batch for chunk in file.chunks(plan.facts))
    rows = simulate_batch(batch, plan).to_pylist()
    assert [row["household_id"] for row in rows] == list(range(len(cases)))
    assert [row["area"] for row in rows] == [case.area for case in cases]
    for case, row in zip(cases, rows, strict=True):
        for law in plan.laws:
            for name, expected in answers_of(case, law, plan).items():
                assert row[name] == expected, (name, case)
        check_classes(row)


def check_classes(row: dict[str, Any]) -> None:
    for name in ("reform_1", "reform_2", "reform_3"):
        before, after = row[f"{name}_before_fen"], row[f"{name}_fen"]
        found = CLASSES[row[f"{name}_class"]]
        if before is None or after is None:
            assert found == "unknown"
        else:
            more = "enters" if before == 0 else "gains"
            less = "leaves" if after == 0 else "loses"
            assert found == ("unchanged" if before == after else more if after > before else less)
        assert before == row["now_fen"]  # the small law has one programme


@pytest.fixture
def file(small: Rulebook, tmp_path: Path) -> PopulationFile:
    """Forty households of 0 to 4 members with more and more income, in several row groups."""
    cases = [case for _ in range(8) for case in some_cases(small)]
    for place, case in enumerate(cases):
        case.facts |= {"is_local": 1, "savings": 0, "place": place % 2}
        for row in case.rows["member"]:
            row.facts["income"] = place * 20_000_000_0000
        if place % 9 == 8:
            del case.facts["savings"]
    whole_fen(small, cases)
    scattered(cases)
    write_cases(tmp_path / "p.parquet", small, cases)
    table = pq.read_table(tmp_path / "p.parquet")
    pq.write_table(table, tmp_path / "p.parquet", row_group_size=7)
    return PopulationFile(tmp_path / "p.parquet", small, {})


def all_rows(file: PopulationFile, plan: Plan) -> list[dict[str, Any]]:
    return [
        row
        for chunk in file.chunks(plan.facts)
        for row in simulate_batch(chunk.batch, plan).to_pylist()
    ]


def test_the_sums_are_those_of_the_households(
    file: PopulationFile, reforms: list[Reform], tmp_path: Path
) -> None:
    plan = plan_for(file, reforms)
    done: list[int] = []
    outcome = simulate_file(
        file, plan, tmp_path / "h.parquet", sample=40, threads=3, progress=done.append
    )
    rows = all_rows(file, plan)
    assert outcome.sample is not None
    assert outcome.sample.households == 40
    assert outcome.sample.fen == {
        law.name: sum(row[column(law.name, "fen")] or 0 for row in rows) for law in plan.laws
    }
    found = summarise(file, plan, outcome, lambda code: Text(code, code))
    total = found["all"]
    assert total["households"] == 40 == done[-1]
    assert total["persons"] == sum(row["persons"] for row in rows) == 80
    assert total["now_fen"] == sum(row["now_fen"] or 0 for row in rows) > 0
    assert total["now_known"] == sum(row["now_fen"] is not None for row in rows) < 40
    for law in plan.reforms:
        for code, name in enumerate(CLASSES):
            inside = [row for row in rows if row[f"{law.name}_class"] == code]
            assert total[f"{law.name}_{name}"] == len(inside)
            assert total[f"{law.name}_{name}_persons"] == sum(row["persons"] for row in inside)
        known = [row for row in rows if row[f"{law.name}_class"] != CLASSES.index("unknown")]
        before = sum(row[f"{law.name}_before_fen"] for row in known)
        after = sum(row[f"{law.name}_fen"] for row in known)
        assert (total[f"{law.name}_before_fen"], total[f"{law.name}_after_fen"]) == (before, after)
        assert total[f"{law.name}_more_fen"] - total[f"{law.name}_less_fen"] == after - before
    assert total["reform_1_gains"] > 0
    assert total["reform_3_loses"] + total["reform_3_leaves"] > 0
    for part in ("by_kind", "by_county", "by_township"):
        for name, value in total.items():
            assert sum(row[name] for row in found[part]) == value, (part, name)
    assert sum(row["households"] for row in found["line"]) == 40 - total["now_gap_unknown"]
    json.dumps(found)  # plain data
    table = pq.read_table(tmp_path / "h.parquet")
    assert table.column("household_id").to_pylist() == list(range(40))
    assert set(table.column("reform_1_class").to_pylist()) <= set(CLASSES)
    assert "undetermined" in table.column("now_small_verdict").to_pylist()


def test_machine_code_for_the_rules_changes_nothing(
    file: PopulationFile, reforms: list[Reform], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A province pays for loops of machine code; its answers are those of a county without them."""
    found = []
    for least in (0, 10**9):
        monkeypatch.setattr("doudi.rules.simulate.run.LOOPS_FROM", least)
        plan = plan_for(file, reforms)
        simulate_file(file, plan, tmp_path / "h.parquet", threads=2)
        assert plan.with_loops is (least == 0)
        found.append(pq.read_table(tmp_path / "h.parquet"))
    assert found[0].equals(found[1])


def test_tallies_merge_in_any_order(file: PopulationFile, reforms: list[Reform]) -> None:
    plan = plan_for(file, reforms)
    parts = [tally(simulate_batch(c.batch, plan), plan) for c in file.chunks(plan.facts)]
    whole = merge(parts)
    again = merge([merge(parts[3:]), merge(reversed(parts[:3]))])
    assert whole.cells.equals(again.cells)
    assert whole.line.equals(again.line)
    one = tally(
        simulate_batch(
            pa.Table.from_batches([file.read(g, plan.facts) for g in range(file.groups)]), plan
        ),
        plan,
    )
    assert merge([one]).cells.equals(whole.cells)


def test_an_empty_batch(file: PopulationFile, reforms: list[Reform]) -> None:
    plan = plan_for(file, reforms)
    empty = file.read(0, plan.facts).slice(0, 0)
    result = simulate_batch(empty, plan)
    assert result.num_rows == 0
    assert result.schema == result_schema(plan)
    assert tally(result, plan).cells.num_rows == 0
    assert in_words(result, plan).num_rows == 0


def test_a_wrong_sum_names_its_household(file: PopulationFile, reforms: list[Reform]) -> None:
    plan = plan_for(file, reforms)
    batch = file.read(0, plan.facts)
    result = simulate_batch(batch, plan)
    name = column("reform_1", "fen")
    place = result.schema.get_field_index(name)
    one_more = [None if v is None else v + 1 for v in result.column(name).to_pylist()]
    wrong = pa.RecordBatch.from_arrays(
        [pa.array(one_more, pa.int64()) if i == place else c for i, c in enumerate(result.columns)],
        schema=result.schema,
    )
    assert recompute(take(batch, result, range(7), plan), plan).households == 7
    with pytest.raises(ProblemsError) as caught:
        recompute(take(batch, wrong, [3], plan), plan)
    assert "household_id 3" in caught.value.in_("en")
    assert "reform_1_fen" in caught.value.in_("en")


def test_only_what_can_differ_is_computed_again(
    small: Rulebook, file: PopulationFile, read: Callable[..., Reform]
) -> None:
    """No figure of the small law's programme: today's answers hold, and nothing is asked of the kernel."""
    reform = read("name: x\nvalues: {line: [{value: +1%, from: 2030-01-01}]}\n")
    plan = plan_for(file, [reform])
    assert plan.reforms[0].programmes == ()
    assert not plan.reforms[0].moves_line
    assert {row["reform_1_class"] for row in all_rows(file, plan)} == {0}


def test_a_reform_without_effect_is_refused(
    file: PopulationFile, read: Callable[..., Reform], tmp_path: Path
) -> None:
    for text in (
        "name: x\nvalues: {line: [{value: +1%, from: 2030-01-01}]}\n",
        "name: x\nvalues: {line: [{value: +1%, area: '11'}]}\n",
        "name: x\nvalues: {line: {town: 679}}\n",
    ):
        with pytest.raises(ProblemsError, match="changes nothing in these places"):
            simulate_file(file, plan_for(file, [read(text)]), tmp_path / "h.parquet")


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"programmes": ("smalls",)}, "did you mean 'small'?"),
        ({"elections": "some"}, "elections must be one of"),
        ({"near_fen": 0}, "more than 0"),
        ({"on": date(1990, 1, 1)}, "no law is in force"),
    ],
)
def test_what_cannot_be_asked(file: PopulationFile, asked: dict[str, Any], expected: str) -> None:
    with pytest.raises(ProblemsError) as caught:
        plan_for(file, [], **asked)
    assert expected in caught.value.in_("en")


def test_rubbish_in_the_file(
    small: Rulebook, file: PopulationFile, reforms: list[Reform], tmp_path: Path
) -> None:
    table = pq.read_table(file.path)

    def with_column(name: str, values: list[Any]) -> Path:
        place, type_ = table.schema.get_field_index(name), table.schema.field(name).type
        path = tmp_path / f"{name}.parquet"
        pq.write_table(table.set_column(place, name, pa.array(values, type_)), path)
        return path

    members = table.column("member").to_pylist()
    members[4][1]["income"] = -1
    broken = {
        with_column("member", members): ("household_id 4, income", "-1"),
        with_column("area", ["52x"] + [GUIZHOU] * 39): ("area", "52x"),
        with_column("savings", [1] * 39 + [2**31 - 1]): ("household_id 39, savings", "2147483647"),
    }
    for path, (where, value) in broken.items():
        bad = PopulationFile(path, small, {})
        with pytest.raises(ProblemsError) as caught:
            simulate_file(bad, plan_for(bad, reforms), tmp_path / "h.parquet")
        assert any(where in p.where and value in str(p.value) for p in caught.value.problems)


def test_a_file_without_households(small: Rulebook, file: PopulationFile, tmp_path: Path) -> None:
    pq.write_table(pq.read_table(file.path).slice(0, 0), tmp_path / "none.parquet")
    empty = PopulationFile(tmp_path / "none.parquet", small, {})
    with pytest.raises(ProblemsError, match="no households"):
        simulate_file(empty, plan_for(empty, []), tmp_path / "h.parquet")


# -- the folder ----------------------------------------------------------------------------------------
def test_nothing_half_written(tmp_path: Path) -> None:
    out = tmp_path / "out"

    def fails() -> None:
        with result_folder(out) as draft:
            (draft / SUMMARY).write_text("{}", encoding="utf-8")
            raise KeyError

    with pytest.raises(KeyError):
        fails()
    assert list(tmp_path.iterdir()) == []


def test_a_result_takes_its_place(tmp_path: Path) -> None:
    out = tmp_path / "new" / "out"
    for number in (1, 2):
        with result_folder(out, force=True) as draft:
            text = json.dumps({"made_by": MARK, "number": number})
            (draft / SUMMARY).write_text(text, encoding="utf-8")
    assert json.loads((out / SUMMARY).read_text(encoding="utf-8"))["number"] == 2
    assert [path.name for path in out.parent.iterdir()] == ["out"]
    with pytest.raises(ProblemsError, match="--force"), result_folder(out):
        pass
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ProblemsError, match="choose another"), result_folder(out, force=True):
        pass
    assert (out / "notes.txt").exists()


def test_two_runs_never_write_one_folder_at_once(tmp_path: Path) -> None:
    """A second run is refused, and the first puts its own result in place; `force` clears what a killed run left."""
    out = tmp_path / "out"
    with result_folder(out) as draft:
        with pytest.raises(ProblemsError, match="another simulation"), result_folder(out):
            pass
        (draft / SUMMARY).write_text(json.dumps({"made_by": MARK}), encoding="utf-8")
    assert [path.name for path in out.iterdir()] == [SUMMARY]
    draft.mkdir()
    (draft / "left.parquet").write_bytes(b"half")
    with result_folder(out, force=True) as again:
        assert list(again.iterdir()) == []
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_folder_of_somebody_else(tmp_path: Path) -> None:
    (tmp_path / SUMMARY).write_text("[]", encoding="utf-8")
    with pytest.raises(ProblemsError, match="choose another"), result_folder(tmp_path, force=True):
        pass
    with pytest.raises(ProblemsError, match="not a folder"), result_folder(tmp_path / SUMMARY):
        pass
