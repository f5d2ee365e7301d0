"""The rulebook, and a small made-up county."""

from __future__ import annotations

from pathlib import Path

import pytest

from doudi.law import cn
from doudi.law.people.draw import write_population
from doudi.rules.backgrounds import Background, read_backgrounds
from doudi.rules.population_file import PopulationFile
from doudi.rules.rulebook import Rulebook


@pytest.fixture(scope="session")
def book() -> Rulebook:
    return cn.load_rulebook()


@pytest.fixture(scope="session")
def backgrounds(book: Rulebook) -> dict[str, Background]:
    return read_backgrounds(cn.backgrounds_path(), book)


@pytest.fixture(scope="session")
def small(
    book: Rulebook, backgrounds: dict[str, Background], tmp_path_factory: pytest.TempPathFactory
) -> PopulationFile:
    """Twenty thousand persons of the demonstration, where rare situations are more frequent."""
    path: Path = tmp_path_factory.mktemp("people") / "small.parquet"
    write_population(path, 20_000, 7, "demo", book)
    return PopulationFile(path, book, backgrounds)
