"""The rulebook of Chinese law and its cases, loaded once."""

from __future__ import annotations

from datetime import date

import pytest

from doudi.law import cn
from doudi.rules.backgrounds import Background, read_backgrounds
from doudi.rules.case_file import CaseEntry, read_cases
from doudi.rules.rulebook import Rulebook

TODAY = date(2022, 7, 15)


@pytest.fixture(scope="session")
def book() -> Rulebook:
    return cn.load_rulebook()


@pytest.fixture(scope="session")
def backgrounds(book: Rulebook) -> dict[str, Background]:
    return read_backgrounds(cn.backgrounds_path(), book)


@pytest.fixture(scope="session")
def entries(book: Rulebook, backgrounds: dict[str, Background]) -> list[CaseEntry]:
    """Every worked family beside the rules."""
    found = []
    for path in cn.case_files():
        found += read_cases(
            path, book, today=TODAY, backgrounds=backgrounds, known_area=cn.known_area
        )
    return found
