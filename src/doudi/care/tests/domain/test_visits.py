"""By when somebody is to be seen, in which state that is, what is wrong with a visit: tables."""

import datetime as dt

import pytest

from doudi.care.domain.visits import (
    DAYS_BETWEEN,
    IN_TIME,
    LATE,
    NEVER,
    UNSAID,
    Seen,
    find_care_visit_problems,
    get_care_questions,
    seen_state,
    visit_due,
)
from doudi.casework.domain.indicators import LEVELS
from doudi.casework.domain.visits import Position
from doudi.foundation.clock import CHINA

OPENED, SEEN_ON, TODAY = dt.date(2022, 6, 1), dt.date(2022, 6, 20), dt.date(2022, 7, 4)
NOW = dt.datetime(2022, 7, 4, 10, tzinfo=CHINA)
HOME = Position(place="本人家中")


@pytest.mark.parametrize(
    ("seen_on", "days", "due"),
    [
        (SEEN_ON, 14, dt.date(2022, 7, 4)),
        (None, 30, dt.date(2022, 7, 1)),  # from the day the file was opened
        (SEEN_ON, None, None),  # the place has not said
    ],
)
def test_by_when(seen_on, days, due):
    assert visit_due(seen_on, OPENED, days) == due


@pytest.mark.parametrize(
    ("seen_on", "due", "state"),
    [
        (SEEN_ON, TODAY, IN_TIME),  # the whole of the last day
        (SEEN_ON, dt.date(2022, 7, 3), LATE),
        (None, dt.date(2022, 7, 3), NEVER),
        (None, TODAY, IN_TIME),
        (SEEN_ON, None, UNSAID),
    ],
)
def test_the_state(seen_on, due, state):
    assert seen_state(seen_on, due, TODAY) == state


def test_every_level_has_its_figure():
    assert set(DAYS_BETWEEN) == {*LEVELS, ""}


def problems(**changes):
    asked = {"kind": "village", "visitor": "王秀英", "at": NOW, "now": NOW, "position": HOME}
    seen = changes.pop("seen", Seen("met", answers={"food": "fine"}))
    found = find_care_visit_problems(**asked | {"owner": "village", "seen": seen} | changes)
    return [p.where for p in found]


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({}, []),
        ({"seen": Seen("nobody_home")}, []),
        ({"seen": Seen("met")}, ["q_food"]),
        ({"seen": Seen("others", answers={"food": "fine"})}, ["met_name"]),
        ({"seen": Seen("met", answers={"food": "not_fine"})}, ["n_food"]),
        ({"seen": Seen("met", answers={"food": "not_fine"}, notes={"food": "只有咸菜"})}, []),
        ({"seen": Seen("met", answers={"wine": "fine"})}, ["q_wine"]),
        ({"seen": Seen("met", answers={"food": "good"})}, ["q_food"]),
        ({"seen": Seen("nobody_home", own_word="长" * 501)}, ["own_word"]),
        ({"at": NOW + dt.timedelta(hours=1)}, ["at"]),
        ({"position": Position()}, ["place"]),
        ({"visitor": " "}, ["visitor"]),
        ({"kind": "friend", "owner": "me"}, ["kind", "owner"]),
    ],
)
def test_what_is_wrong_is_said_where_it_stands(changes, where):
    assert problems(**changes) == where


def test_a_request_is_not_good_or_bad():
    requests = next(q for q in get_care_questions() if q.name == "requests")
    assert [t.zh for t in requests.answers.values()] == ["没有", "有", "没看到"]
