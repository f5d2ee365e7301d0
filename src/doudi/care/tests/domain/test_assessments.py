"""By when, what is moved, what is wrong: tables."""

import datetime as dt

import pytest

from doudi.care.domain.assessments import (
    Due,
    due_after,
    due_after_report,
    find_assessment_problems,
    is_moved,
)
from doudi.casework.domain.indicators import decide_self_care

SIX = ("eat", "dress", "bed_transfer", "toilet", "walk_indoors", "bathe")
TODAY = dt.date(2022, 8, 15)


def care(cannot, unknown=0):
    answers = dict(
        zip(SIX, ["cannot"] * cannot + ["unknown"] * unknown + ["can"] * 6, strict=False)
    )
    return decide_self_care(answers, SIX, partial_from=1, none_from=4)


@pytest.mark.parametrize(
    ("cannot", "unknown", "possible"),
    [
        (0, 0, ["self_care_full"]),
        (3, 0, ["self_care_partial"]),
        (4, 0, ["self_care_none"]),
        (3, 1, ["self_care_partial", "self_care_none"]),
        (4, 1, ["self_care_none"]),
        (1, 2, ["self_care_partial"]),
        (0, 6, ["self_care_full", "self_care_partial", "self_care_none"]),
    ],
)
def test_policy_case_13(cannot, unknown, possible):
    assert list(care(cannot, unknown).possible) == possible


@pytest.mark.parametrize(
    ("before", "after", "moved"),
    [
        (care(2), care(5), True),
        (care(2), care(3), False),
        (care(2), care(3, 1), False),  # not clear: nothing is moved by it
        (care(3, 1), care(3), True),
        (None, care(1), True),
        (None, care(0, 1), False),
    ],
)
def test_only_a_level_that_is_certain_moves_anything(before, after, moved):
    assert is_moved(before, after) is moved


@pytest.mark.parametrize(
    ("last", "clear", "months", "due"),
    [
        (None, False, 12, Due(TODAY, "first")),
        (dt.date(2022, 3, 1), False, 12, Due(dt.date(2022, 3, 1), "again")),
        (dt.date(2022, 3, 1), True, 12, Due(dt.date(2023, 3, 1), "yearly")),
        (dt.date(2020, 2, 29), True, 12, Due(dt.date(2021, 2, 28), "yearly")),
        (dt.date(2022, 8, 31), True, 6, Due(dt.date(2023, 2, 28), "yearly")),
        (dt.date(2022, 3, 1), True, None, None),
    ],
)
def test_when_the_next_is_due(last, clear, months, due):
    assert due_after(last, is_clear=clear, since=TODAY, months=months) == due


def test_ten_working_days_over_a_golden_week():
    assert due_after_report(dt.date(2022, 9, 28), 10) == dt.date(2022, 10, 17)


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"assessors": ["李慧"]}, "assessor_2"),
        ({"assessors": []}, "assessor_1"),
        ({"assessors": ["李慧", " 李 慧 "]}, "assessor_2"),
        ({"indicators": dict.fromkeys(SIX[:5], "can")}, "i_bathe"),
        ({"indicators": dict.fromkeys(SIX, "perhaps")}, "i_eat"),
        ({"indicators": dict.fromkeys((*SIX, "fly"), "can")}, "indicators"),
        ({"on": dt.date(2022, 8, 16)}, "on"),
    ],
)
def test_what_is_wrong_is_named(changes, where):
    good = {"indicators": dict.fromkeys(SIX, "can"), "assessors": ["李慧", "王秀英"], "on": TODAY}
    assert find_assessment_problems(names=SIX, today=TODAY, **good) == []
    found = find_assessment_problems(names=SIX, today=TODAY, **(good | changes))
    assert where in [p.where for p in found]
