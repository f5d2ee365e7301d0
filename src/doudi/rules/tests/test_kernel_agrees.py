"""The kernel gives what `evaluate` and `decide` give, to the last step, for known households and for gaps."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from doudi.rules import evaluate, kernel, lower
from doudi.rules.agreement import disagreements
from doudi.rules.case import Case
from doudi.rules.declare import Rule
from doudi.rules.dimensions import STEPS_PER_FEN
from doudi.rules.programme import read_programme
from doudi.rules.rulebook import Rulebook
from doudi.rules.testing import households
from doudi.rules.tests import odd_law
from doudi.rules.values import read_declarations

NOSHRINK = (Phase.explicit, Phase.reuse, Phase.generate)
GUIZHOU = "520000000000"


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    folder: Path = tmp_path_factory.mktemp("odd")
    (folder / "values.yaml").write_text(odd_law.VALUES, encoding="utf-8")
    programmes = []
    for number, text in enumerate(odd_law.PROGRAMMES):
        (folder / f"{number}.yaml").write_text(text, encoding="utf-8")
        programmes.append(read_programme(folder / f"{number}.yaml"))
    facts = {f.name: f for f in odd_law.FACTS}
    declarations, figures = read_declarations(folder / "values.yaml", "odd", facts)
    return Rulebook(
        entities=[odd_law.household, odd_law.person, odd_law.debt],
        facts=odd_law.FACTS,
        rules=[("odd", r) for r in vars(odd_law).values() if isinstance(r, Rule)],
        declarations=declarations,
        figures=figures,
        programmes=programmes,
    )


def test_every_operation_can_be_lowered() -> None:
    assert set(evaluate._RUN) == set(lower._LOWER)


@settings(max_examples=30, deadline=None, phases=NOSHRINK)
@given(data=st.data())
def test_explain_and_kernel_agree(small: Rulebook, data: st.DataObject) -> None:
    dates = [date(2009, 12, 31), date(2022, 7, 1), date(2024, 2, 29), date(2023, 2, 28)]
    cases = data.draw(households(small, on=dates, areas=[GUIZHOU]))
    assert list(disagreements(small, cases)) == []


@settings(max_examples=40, deadline=None, phases=NOSHRINK)
@given(data=st.data())
def test_explain_and_kernel_agree_on_corners(odd: Rulebook, data: st.DataObject) -> None:
    dates = [date(2012, 2, 29), date(2022, 7, 1), date(2021, 2, 28)]
    cases = data.draw(households(odd, on=dates, areas=[GUIZHOU]))
    assert list(disagreements(odd, cases)) == []


@settings(max_examples=5, deadline=None, phases=NOSHRINK)
@given(data=st.data())
def test_explain_and_loops_agree_on_corners(odd: Rulebook, data: st.DataObject) -> None:
    dates = [date(2012, 2, 29), date(2022, 7, 1)]
    cases = data.draw(households(odd, on=dates, areas=[GUIZHOU], most_cases=16))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernel, "LOOPS_FROM", 0)
        assert list(disagreements(odd, cases)) == []


def test_ties_and_their_neighbours(odd: Rulebook) -> None:
    """Amounts by part that lie at, just above or just below half a jiao, a fen or a yuan, on both sides of zero."""
    fen = STEPS_PER_FEN
    cases = [
        Case(f"{parts} {amount}", date(2022, 7, 1), GUIZHOU, {"parts": parts, "gain": amount})
        for parts in (1, 2, 3, 7, 9)
        for unit in (fen, 5 * fen, 50 * fen)
        for multiple in (-3, -2, -1, 0, 1, 2, 3)
        for amount in range(unit * multiple * parts - 2, unit * multiple * parts + 3)
    ]
    assert list(disagreements(odd, cases)) == []
