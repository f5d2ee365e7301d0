"""A period that must be over, and one key of a value picked by name."""

from __future__ import annotations

import pytest

from doudi.rules.language import passed
from doudi.rules.nodes import FormulaError
from doudi.rules.rulebook import Rulebook
from doudi.rules.tests.small_law import FACTS


def test_passed_waits_for_the_day_after() -> None:
    moved = next(f for f in FACTS if f.name == "moved_on").node()
    node = passed(moved)
    assert (node.op, node.data) == ("reached", "passed")
    assert node.args[0].args[1].data == 1  # one day later


def test_passed_needs_a_date() -> None:
    savings = next(f for f in FACTS if f.name == "savings").node()
    with pytest.raises(FormulaError, match="passed needs a date"):
        passed(savings)


def test_a_key_picked_by_name(small: Rulebook) -> None:
    line = small.values.declarations["line"].node()
    assert line["farm"].data == ("line", "farm")
    with pytest.raises(FormulaError, match="line is not listed by 'moon'"):
        line["moon"]
