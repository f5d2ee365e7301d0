"""The drawn people, once decided, count like the county that was published."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from doudi.law.people.counts import Compared, compare, count_decided, lines
from doudi.law.people.draw import write_population
from doudi.law.people.figures import read_figures
from doudi.rules.backgrounds import Background
from doudi.rules.population_file import PopulationFile
from doudi.rules.rulebook import Rulebook

ROOT = Path(__file__).parents[5]
WITHIN = 0.10
WENGAN = 490_000


def rows_of(
    persons: int, seed: int, path: Path, book: Rulebook, backgrounds: dict[str, Background]
) -> list[Compared]:
    write_population(path, persons, seed, "wengan", book)
    counts = count_decided(PopulationFile(path, book, backgrounds))
    return list(compare(counts, read_figures("wengan")))


@pytest.fixture(scope="module")
def wengan(
    tmp_path_factory: pytest.TempPathFactory, book: Rulebook, backgrounds: dict[str, Background]
) -> Callable[[int], list[Compared]]:
    """The table of Weng'an at full size, for a seed."""
    folder = tmp_path_factory.mktemp("wengan")
    return cache(lambda seed: rows_of(WENGAN, seed, folder / f"{seed}.parquet", book, backgrounds))


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2022])
def test_wengan_at_full_size_is_within_a_tenth_of_every_published_count(
    seed: int, wengan: Callable[[int], list[Compared]]
) -> None:
    rows = wengan(seed)
    far = [f"{row.label.en}: {row.deviation:+.1%}" for row in rows if abs(row.deviation) > WITHIN]
    assert not far


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_table_in_the_docs_is_the_one_that_is_drawn(
    lang: str, wengan: Callable[[int], list[Compared]]
) -> None:
    """Labels and published figures to the letter; what is drawn may move a little with NumPy or the rulebook."""
    text = (ROOT / f"docs/{lang}/population.md").read_text(encoding="utf-8")
    table = text.partition("<!-- counts -->\n")[2].partition("\n<!-- /counts -->")[0].splitlines()
    for shown, fresh, row in zip(table[2:], [*lines(wengan(1), lang)][2:], wengan(1), strict=True):
        cells, now = ([c.strip() for c in line.strip("|").split("|")] for line in (shown, fresh))
        assert [cells[0], cells[1], cells[4]] == [now[0], now[1], now[4]]
        drawn = float(cells[2].replace(",", ""))
        assert abs(drawn - row.drawn) <= 0.03 * row.drawn + 3, shown


def test_a_tenth_of_wengan_is_near_the_published_counts(
    tmp_path: Path, book: Rulebook, backgrounds: dict[str, Background]
) -> None:
    """Three spreads of chance are allowed on top of the tenth: few people, so much chance."""
    rows = rows_of(WENGAN // 10, 3, tmp_path / "tenth.parquet", book, backgrounds)
    for row in rows:
        assert abs(row.drawn - row.published) <= WITHIN * row.published + 3 * row.published**0.5, (
            row.label.en
        )


def test_the_table_is_printed_in_both_languages() -> None:
    figures = read_figures("wengan")
    names = [
        name.removeprefix("published.") for name in figures.entries if name.startswith("published.")
    ]
    rows = list(compare({name: figures[f"published.{name}"] for name in names}, figures))
    assert {row.name for row in rows} == set(names) - {"persons"}
    zh, en = (list(lines(rows, lang)) for lang in ("zh", "en"))
    assert "| 特困人员 | 764 | 764 | +0.0% | 公布 |" in zh
    assert "| Tekun persons | 764 | 764 | +0.0% | published |" in en
