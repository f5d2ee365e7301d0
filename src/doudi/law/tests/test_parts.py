"""What an amount is made of, where its parts may go to different hands."""

import pytest

from doudi.rules.decide import decide
from doudi.rules.kernel import decide_cases


@pytest.fixture(scope="module")
def paid(book, entries):
    """Every worked case with a known Tekun amount, with its results both ways."""
    cases = [
        entry.case
        for entry in entries
        if "特困" in entry.case.name or "政策案例12" in entry.case.name
    ]
    explained = [decide(book, case, ["tekun"]).results for case in cases]
    computed = decide_cases(book, cases, [["tekun"]] * len(cases))
    return [
        pair
        for one, two in zip(explained, computed, strict=True)
        for pair in zip(one, two, strict=True)
        if pair[0].amount_fen is not None
    ]


def test_the_parts_are_the_amount(paid):
    assert len(paid) > 10
    for explained, computed in paid:
        assert sum(explained.parts_fen.values()) == explained.amount_fen
        assert computed.parts_fen == explained.parts_fen


def test_basic_and_care_money_of_policy_case_12(paid):
    assert {"basic": 57330, "care": 27833} in [explained.parts_fen for explained, _ in paid]
