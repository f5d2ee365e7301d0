"""The known cliffs of the law come out as `cliffs.yaml` says, and the documents tell all of them with their figures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from doudi.law import cn
from doudi.law.tests.conftest import TODAY
from doudi.rules.backgrounds import Background
from doudi.rules.case_file import read_cases
from doudi.rules.decide import decide, monthly_total
from doudi.rules.rulebook import Rulebook
from doudi.units.money import format_yuan, parse_yuan

CLIFFS: dict[str, dict[str, Any]] = yaml.safe_load((cn.HERE / "cliffs.yaml").read_text("utf-8"))
DOCS = Path(__file__).resolve().parents[4] / "docs"


def family(cliff: dict[str, Any], side: dict[str, Any]) -> bytes:
    """The family of a cliff on one side of it, as a case file."""
    case = {"case": "一家人", "on": "2022-07-15", "area": "900101000000", **cliff["family"]}
    changed = {name: figure for name, figure in side.items() if name not in ("of", "total")}
    case["members"] = [
        {**row, **changed} if row["name"] == side["of"] else row for row in case["members"]
    ]
    return yaml.safe_dump(case, allow_unicode=True).encode()


@pytest.mark.parametrize("name", CLIFFS)
def test_a_cliff_is_as_high_as_it_is_said_to_be(
    name: str, book: Rulebook, backgrounds: dict[str, Background]
) -> None:
    cliff = CLIFFS[name]
    totals, begun = [], []
    for side in (cliff["before"], cliff["after"]):
        (entry,) = read_cases(
            family(cliff, side), book, today=TODAY, backgrounds=backgrounds, name="case.yaml"
        )
        decision = decide(book, entry.case)
        total = monthly_total(decision.results)
        assert total == parse_yuan(str(side["total"])), [
            (r.programme.name, r.subject, r.needs) for r in decision.results if r.needs
        ]
        totals.append(total)
        begun.append({r.programme.name for r in decision.results if r.verdict == "eligible"})
    assert (totals[1] > totals[0]) == (cliff["kind"] == "rises")
    if cliff["kind"] == "rises":
        assert cliff["begins"] in begun[1] - begun[0]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_documents_tell_every_cliff(language: str) -> None:
    text = (DOCS / language / "cliffs.md").read_text("utf-8")
    for cliff in CLIFFS.values():
        before, after = (
            format_yuan(parse_yuan(str(cliff[side]["total"]))) for side in ("before", "after")
        )
        assert f"| {cliff[language]} | {before} | {after} |" in text
    assert text.count("\n| ") == len(CLIFFS) + 1
