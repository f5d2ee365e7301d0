"""The families and value packs printed in the documents give what the documents say."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from doudi.law.cn import backgrounds_path, known_area, load_rulebook
from doudi.rules.backgrounds import read_backgrounds
from doudi.rules.check import check_cases
from doudi.rules.values import read_pack

DOCS = Path(__file__).resolve().parents[2] / "docs"
BLOCK = re.compile(r"^```yaml\n(.*?)^```", re.MULTILINE | re.DOTALL)
BLOCKS = [
    pytest.param(path, block, id=f"{path.relative_to(DOCS)}-{place}")
    for path in sorted(DOCS.rglob("*.md"))
    for place, block in enumerate(BLOCK.findall(path.read_text(encoding="utf-8")), 1)
]


def of_kind(prefix: str) -> list:
    return [p for p in BLOCKS if p.values[1].startswith(prefix)]


EXPECTING = [p for p in of_kind("case:") if "\nexpect:" in p.values[1]]


@pytest.mark.parametrize(("path", "block"), EXPECTING)
def test_a_printed_family_gives_what_is_printed(path: Path, block: str, tmp_path: Path) -> None:
    file = tmp_path / "family.yaml"
    file.write_text(block, encoding="utf-8")
    rulebook = load_rulebook()
    report = check_cases(
        rulebook,
        [file],
        today=date(2022, 7, 15),
        backgrounds=read_backgrounds(backgrounds_path(), rulebook),
        known_area=known_area,
    )
    assert not report.problems
    assert not report.failures
    assert report.cases == 1


@pytest.mark.parametrize(("path", "block"), of_kind("# pack.yaml"))
def test_a_printed_pack_loads_and_is_used(path: Path, block: str, tmp_path: Path) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "pack.yaml").write_text(block, encoding="utf-8")
    rulebook = load_rulebook(folder)
    pack, figures = read_pack(folder, rulebook.values.declarations, local=True)
    for figure in figures:
        for key in figure.by_key:
            found = rulebook.values.resolve(figure.value, key, figure.area, figure.since)
            assert found is not None
            assert found.pack.name == pack.name


def test_there_is_something_to_test() -> None:
    assert len(EXPECTING) >= 5
    assert of_kind("# pack.yaml")
