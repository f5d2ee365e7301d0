"""The small made-up rulebook, a lens for it, and reform files that are written on the spot."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from doudi.rules.rulebook import Rulebook
from doudi.rules.simulate.lens import Kind, Lens
from doudi.rules.simulate.reform import Reform, read_reform
from doudi.rules.tests.conftest import load_small
from doudi.units.text import Text


def has_old(columns, offsets, complete):
    """Is anybody known to be of 60 or over?"""
    old = columns["age"] >= 60
    before = np.concatenate([[0], np.cumsum(old)])
    return (before[offsets[1:]] > before[offsets[:-1]]).astype(np.int8)


SMALL_LENS = Lens(
    income="per_head",
    line="line",
    by="place",
    persons="size",
    of="member",
    asked=("age",),
    kinds=(
        Kind("young", Text("没有老人", "nobody old"), Text("", "")),
        Kind("old", Text("有老人", "somebody old"), Text("", "")),
    ),
    classify=has_old,
)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    return load_small(tmp_path_factory.mktemp("small"))


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """Write a reform file and, beside it, rules."""

    def write(text: str, rules: str | None = None, name: str = "reform.yaml") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        if rules is not None:
            (tmp_path / "rules.py").write_text(rules, encoding="utf-8")
        return path

    return write


@pytest.fixture
def read(small: Rulebook, written: Callable[..., Path]) -> Callable[..., Reform]:
    return lambda text, rules=None: read_reform(written(text, rules), small)
