"""The file that is written: the right number of people, always the same, sorted, nothing personal, every fact accounted for."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from doudi.law.people.draw import draw_county, write_population
from doudi.law.people.figures import read_figures
from doudi.law.people.left_open import left_open, unaccounted
from doudi.law.people.places import counties
from doudi.rules.backgrounds import Background
from doudi.rules.declare import truth
from doudi.rules.population_file import PopulationFile
from doudi.rules.rulebook import Rulebook
from doudi.units.area import level, parse_area
from doudi.units.text import ProblemsError


def drawn_facts(file: PopulationFile) -> set[str]:
    return {name for name in file.columns if name in file.book.facts}


@pytest.mark.parametrize("persons", [1, 2, 37, 5_000])
def test_the_number_of_persons_is_exact(book: Rulebook, tmp_path: Path, persons: int) -> None:
    path = tmp_path / "people.parquet"
    households = write_population(path, persons, 1, "wengan", book)
    table = pq.read_table(path)
    assert table.num_rows == households
    assert pc.sum(pc.list_value_length(table["member"])).as_py() == persons
    assert pc.min(pc.list_value_length(table["member"])).as_py() >= 1


def test_same_seed_same_bytes(book: Rulebook, tmp_path: Path) -> None:
    files = [tmp_path / f"{n}.parquet" for n in range(3)]
    for file, seed in zip(files, (5, 5, 6), strict=True):
        write_population(file, 3_000, seed, "wengan", book)
    first, second, other = (file.read_bytes() for file in files)
    assert first == second
    assert first != other


def test_households_are_numbered_and_sorted_by_village(small: PopulationFile) -> None:
    areas = [area for chunk in small.chunks() for area in chunk.areas.to_pylist()]
    ids = [int(n) for chunk in small.chunks() for n in chunk.ids]
    assert areas == sorted(areas)
    assert ids == list(range(1, len(ids) + 1))
    for area in set(areas):
        assert parse_area(area).startswith("900101")
        assert level(area) == "village"


def test_many_people_live_in_several_counties(book: Rulebook) -> None:
    figures = read_figures("wengan")
    spread = counties(2_000_001, figures)
    assert [code for code, _ in spread] == ["900101", "900102", "900103", "900104"]
    assert sum(persons for _, persons in spread) == 2_000_001
    codes = [code for code, _ in counties(60_000_000, figures)]
    assert codes == sorted(codes)
    assert codes[99] == "900201"
    one, areas = draw_county("900102", 500, 1, figures, book)
    other, _ = draw_county("900103", 500, 1, figures, book)
    assert str(areas[0]).startswith("900102")
    assert one.facts["birth_date"].tolist() != other.facts["birth_date"].tolist()


def test_the_file_says_what_it_is(small: PopulationFile) -> None:
    said = json.loads(small.schema.metadata[b"doudi"])
    assert said["synthetic"] is True
    assert said["seed"] == 7
    assert said["on"] == "2022-07-01"
    names = set(small.schema.names) | small.columns
    assert not [n for n in names if "name" in n or "identity" in n or "phone" in n]


def test_every_fact_is_drawn_or_stated_or_left_open(
    book: Rulebook, small: PopulationFile, backgrounds: dict[str, Background]
) -> None:
    problems = unaccounted(book, drawn_facts(small), backgrounds, left_open())
    assert not problems, "\n".join(problem.in_("en") for problem in problems)


def test_a_new_fact_that_nobody_thought_of_is_named(
    book: Rulebook,
    small: PopulationFile,
    backgrounds: dict[str, Background],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = unaccounted(book, drawn_facts(small), backgrounds, left_open())
    fact = truth(book.entities["member"], "has_a_green_hat", zh="有绿帽子", en="has a green hat")
    monkeypatch.setitem(book.facts, fact.name, fact)
    found = unaccounted(book, drawn_facts(small), backgrounds, left_open())
    (problem,) = [p for p in found if p not in before]
    assert problem.in_("en").startswith(
        "has_a_green_hat: the synthetic people say nothing of this fact"
    )
    monkeypatch.undo()
    found = unaccounted(book, {*drawn_facts(small), "wears_clogs"}, backgrounds, left_open())
    (problem,) = [p for p in found if p not in before]
    assert problem.in_("en") == "wears_clogs: the rulebook has no such fact"


def test_facts_left_open_have_a_reason_and_are_really_open(small: PopulationFile) -> None:
    left = left_open()
    assert all(left.open.values())
    assert not set(left.open) & drawn_facts(small)


@pytest.mark.parametrize(
    ("persons", "place", "folder", "sentence"),
    [
        (0, "wengan", ".", "--persons: the number of persons must be 1 to 60000000"),
        (10, "beijing", ".", "--place: there is no such place; there are: wengan, demo"),
        (10, "wengan", "missing", "there is no such folder"),
    ],
)
def test_what_cannot_be_drawn_is_refused(
    book: Rulebook, tmp_path: Path, persons: int, place: str, folder: str, sentence: str
) -> None:
    with pytest.raises(ProblemsError) as refused:
        write_population(tmp_path / folder / "people.parquet", persons, 1, place, book)
    assert sentence in refused.value.in_("en")
    assert not list(tmp_path.iterdir())


def test_a_figure_without_its_source_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "figures.yaml"
    path.write_text(
        "work:\n  idle: {value: 0.1, tag: guessed, source: 猜的}\nplaces:\n  here: {}\n"
    )
    with pytest.raises(ProblemsError) as refused:
        read_figures("here", path)
    assert "figures.yaml:2: every figure needs value, source and tag" in refused.value.in_("en")
