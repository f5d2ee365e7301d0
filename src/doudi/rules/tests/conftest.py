"""The small made-up rulebook, loaded once."""

from __future__ import annotations

from pathlib import Path

import pytest

from doudi.rules.programme import read_programme
from doudi.rules.rulebook import Rulebook
from doudi.rules.tests import small_law
from doudi.rules.values import read_declarations


def load_small(
    folder: Path,
    *,
    values: str = small_law.VALUES,
    programme: str = small_law.PROGRAMME,
    rules: list | None = None,
) -> Rulebook:
    """The small law, or a broken variant of it, through the real files."""
    (folder / "values.yaml").write_text(values, encoding="utf-8")
    (folder / "programme.yaml").write_text(programme, encoding="utf-8")
    facts = {f.name: f for f in small_law.FACTS}
    declarations, figures = read_declarations(folder / "values.yaml", "small", facts)
    return Rulebook(
        entities=[small_law.household, small_law.member, small_law.helper],
        facts=small_law.FACTS,
        rules=small_law.RULES if rules is None else rules,
        declarations=declarations,
        figures=figures,
        programmes=[read_programme(folder / "programme.yaml")],
    )


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    return load_small(tmp_path_factory.mktemp("small"))
