"""The kernel gives what `evaluate` and `decide` give, to the last step, for known households and for gaps."""

from __future__ import annotations

from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doudi.rules.agreement import disagreements
from doudi.rules.rulebook import Rulebook
from doudi.rules.testing import households

DATES = [date(2009, 12, 31), date(2022, 7, 1), date(2024, 2, 29), date(2023, 2, 28)]


@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_explain_and_kernel_agree(small: Rulebook, data: st.DataObject) -> None:
    cases = data.draw(households(small, on=DATES, areas=["520000000000"]))
    assert list(disagreements(small, cases)) == []
