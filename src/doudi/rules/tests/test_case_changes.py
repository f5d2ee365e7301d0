"""The `changes:` of a case file: what a clerk may write, and the sentence for what cannot be used."""

from __future__ import annotations

from datetime import date

import pytest

from doudi.rules.changes import apply_change
from doudi.rules.dimensions import STEPS_PER_UNIT
from doudi.rules.tests.family_law import FAMILY, Desk

YUAN = STEPS_PER_UNIT["yuan"]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk(tmp_path_factory.mktemp("law"))


def changes(text: str) -> str:
    return FAMILY + "changes:\n" + "".join(f"  - {line}\n" for line in text.strip().splitlines())


def test_changes_come_in_the_order_of_their_dates(desk: Desk) -> None:
    (entry,) = desk.read(
        changes(
            "{on: 2022-12-05, note: 去世, remove_members: [李秀兰]}\n"
            "{on: 2022年9月1日, household: {居住地: 城镇, savings: unknown}, members: {王小明: {income: 100}}}"
        )
    )
    first, second = entry.changes
    assert (first.on, first.note, second.on, second.note) == (
        date(2022, 9, 1),
        "",
        date(2022, 12, 5),
        "去世",
    )
    assert first.facts == {
        ("household", ""): {"place": 0, "savings": None},
        ("member", "王小明"): {"income": 100 * YUAN},
    }
    moved = apply_change(entry.case, first)
    assert (moved.on, moved.facts["place"]) == (date(2022, 9, 1), 0)
    assert "savings" not in moved.facts
    assert moved.rows["member"][2].facts["income"] == 100 * YUAN
    alone = apply_change(moved, second)
    assert [row.name for row in alone.rows["member"]] == ["王建国", "王小明"]
    # the case itself stays as it was written
    assert entry.case.facts["place"] == 1
    assert len(entry.case.rows["member"]) == 3


def test_who_joins_is_filled_from_the_backgrounds(desk: Desk) -> None:
    (entry,) = desk.read(
        changes(
            "{on: 2022-12-05, add_members: [{name: 王小红, birth_date: 2022-12-01, is_away: unknown}]}"
        )
    )
    (baby,) = entry.changes[0].added["member"]
    assert baby.name == "王小红"
    assert (baby.facts["studies"], baby.facts["illness"]) == (0, 0)
    assert "is_away" not in baby.facts


def test_who_has_joined_may_change_later(desk: Desk) -> None:
    (entry,) = desk.read(
        changes(
            "{on: 2022-09-01, add_helpers: [{name: 长子, gives: 300, mouths: 3}]}\n"
            "{on: 2022-10-01, helpers: {长子: {gives: 500}}}\n"
            "{on: 2022-11-01, remove_helpers: [长子]}"
        )
    )
    assert [sorted(c.removed) for c in entry.changes] == [[], [], ["helper"]]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{note: 没有日期}", "a change lacks on"),
        ("{on: 明天}", "This is not a date"),
        ("{on: 2022-07-15}", "must be later than the case, 15 July 2022"),
        (
            "{on: 2022-09-01}\n{on: 2022-09-01}",
            "write the changes of one day together (the other is at input:",
        ),
        (
            "{on: 2022-09-01, members: {王小名: {income: 1}}}",
            "no member called '王小名' on that day; did you mean '王小明'?",
        ),
        ("{on: 2022-09-01, remove_members: [张三]}", "no member called '张三' on that day"),
        (
            "{on: 2022-09-01, remove_members: [李秀兰]}\n{on: 2022-10-01, members: {李秀兰: {income: 1}}}",
            "no member called '李秀兰'",
        ),
        (
            "{on: 2022-09-01, add_members: [{name: 李秀兰}]}",
            "there is a member called '李秀兰' already",
        ),
        (
            "{on: 2022-09-01, add_members: [{name: 小红, birth_date: 2022-10-01}]}",
            "born after the date judged, 1 September 2022",
        ),
        (
            "{on: 2022-09-01, add_members: [{name: 甲}, {name: 乙}, {name: 丙}, {name: 丁}, {name: 戊}, {name: 己}]}",
            "at most 8 members",
        ),
        ("{on: 2022-09-01, members: [{name: 李秀兰}]}", "members of a change go by name"),
        ("{on: 2022-09-01, members: {李秀兰: {name: 李秀英}}}", "member has no 'name'"),
        (
            "{on: 2022-09-01, household: {place: moon}}",
            "place must be one of town, farm, or unknown",
        ),
        (
            "{on: 2022-09-01, household: {plaice: town}}",
            "household has no 'plaice'; did you mean “place (place)”?",
        ),
        ("{on: 2022-09-01, household: {savings: -1}}", "savings must be an amount"),
        ("{on: 2022-09-01, remove_members: 李秀兰}", "remove_members must be a list of names"),
        ("[2022-09-01]", "a change must be a mapping"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_line(desk: Desk, text: str, words: str) -> None:
    problems = desk.problems(changes(text))
    assert any(words in p.text.en for p in problems), [p.text.en for p in problems]
    assert all(p.where.startswith("input:") for p in problems)
    assert all(p.text.zh for p in problems)
