"""Plans of changes, without a database: what would be, and what cannot be."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doudi.law.cn.facts import RELATIONS
from doudi.registry.domain.change_lines import lines_of
from doudi.registry.domain.changes import (
    Edit,
    Home,
    Member,
    Newcomer,
    NewHome,
    plan_add_member,
    plan_change_head,
    plan_correction,
    plan_death,
    plan_departure,
    plan_merge_households,
    plan_merge_persons,
    plan_move,
    plan_move_person,
    plan_remove_member,
    plan_split,
)
from doudi.registry.domain.signing import SHIPPED, is_needed, read_signing
from doudi.registry.models import ChangeRequest
from doudi.units.text import ProblemsError

ON = dt.date(2022, 7, 1)
VILLAGE, NEXT = "900101102201", "900101102202"


def member(number, name, relation, **more):
    return Member(number, name, relation, more.pop("since", "2010-01-01"), **more)


ZHAO = Home(
    1,
    "SB-0001",
    VILLAGE,
    "三组12号",
    "rural",
    (
        member(11, "赵明远", "head"),
        member(12, "钱秀兰", "spouse"),
        member(13, "赵小川", "child"),
        member(14, "孙桂英", "parent"),
    ),
)
ZHOU = Home(2, "SB-0002", VILLAGE, "一组3号", "rural", (member(21, "周德福", "head"),))
CLOSED = Home(3, "SB-0003", VILLAGE, "", "", (), state="dissolved")


def relations(home):
    return {m.name: m.relation for m in home.members}


def test_a_newcomer_comes_last():
    plan = plan_add_member(ZHAO, Newcomer(15, "赵小河"), "child")
    assert plan.after[0].members[-1].name == "赵小河"
    assert [(x.what.zh, x.before.zh, x.after.zh) for x in lines_of(plan)] == [
        ("赵小河", "—", "子女")
    ]


@pytest.mark.parametrize("relation", ["head", "cousin", ""])
def test_a_newcomer_needs_a_relation_that_there_is_and_is_no_second_head(relation):
    with pytest.raises(ProblemsError):
        plan_add_member(ZHAO, Newcomer(15, "赵小河"), relation)


def test_when_the_wife_becomes_the_head_the_relations_follow_where_they_are_certain():
    plan = plan_change_head(ZHAO, 12, ON)
    assert relations(plan.after[0]) == {
        "钱秀兰": "head",
        "赵明远": "spouse",
        "赵小川": "child",
        "孙桂英": "other",
    }
    assert plan.after[0].head.name == "钱秀兰"


def test_what_is_not_certain_is_asked():
    home = Home(1, "1", VILLAGE, "", "", (*ZHAO.members, member(15, "赵孙", "grandchild")))
    with pytest.raises(ProblemsError, match="赵孙"):
        plan_change_head(home, 13, ON)
    plan = plan_change_head(home, 13, ON, {15: "child"})
    assert relations(plan.after[0])["赵孙"] == "child"


def test_the_head_does_not_leave_without_a_successor_unless_one_is_left():
    with pytest.raises(ProblemsError, match="新的户主"):
        plan_remove_member(ZHAO, 11, ON)
    after = plan_remove_member(ZHAO, 11, ON, new_head=12).after[0]
    assert relations(after) == {"钱秀兰": "head", "赵小川": "child", "孙桂英": "other"}
    two = Home(1, "1", VILLAGE, "", "", ZHAO.members[:2])
    assert plan_remove_member(two, 11, ON).after[0].head.name == "钱秀兰"


def test_when_the_last_one_leaves_the_household_ends():
    plan = plan_remove_member(ZHOU, 21, ON)
    assert plan.after[0].state == "dissolved"
    assert "销户" in plan.notes[0].zh


def test_nobody_leaves_before_they_came():
    late = Home(
        1,
        "1",
        VILLAGE,
        "",
        "",
        (member(1, "甲", "head"), member(2, "乙", "child", since="2022-08-01")),
    )
    with pytest.raises(ProblemsError, match="早于"):
        plan_remove_member(late, 2, ON)


def test_a_split_sets_up_a_household_and_leaves_one():
    plan = plan_split(
        ZHAO, [13, 14], 13, NewHome(NEXT, "滨河路1号", "urban"), ON, relations={14: "grandparent"}
    )
    stays, new = plan.after
    assert relations(stays) == {"赵明远": "head", "钱秀兰": "spouse"}
    assert relations(new) == {"赵小川": "head", "孙桂英": "grandparent"}
    assert (new.id, new.split_from, new.area_code) == (None, 1, NEXT)


@pytest.mark.parametrize(
    ("leaving", "head"),
    [([], 11), ([11, 12, 13, 14], 11), ([13], 11), ([99], 99)],
)
def test_a_split_of_nobody_of_all_or_of_strangers_is_refused(leaving, head):
    with pytest.raises(ProblemsError):
        plan_split(ZHAO, leaving, head, NewHome(VILLAGE), ON)


def test_households_merge_when_every_relation_is_stated():
    with pytest.raises(ProblemsError, match="周德福"):
        plan_merge_households(ZHAO, ZHOU, ON, {})
    plan = plan_merge_households(ZHAO, ZHOU, ON, {21: "parent"})
    assert relations(plan.after[0])["周德福"] == "parent"
    assert (plan.after[1].state, plan.after[1].merged_into) == ("merged", 1)
    for wrong in (ZHAO, CLOSED):
        with pytest.raises(ProblemsError):
            plan_merge_households(ZHAO, wrong, ON, {21: "parent"})


def test_a_household_moves_or_departs():
    assert plan_move(ZHAO, NewHome(NEXT)).after[0].address == "三组12号"
    with pytest.raises(ProblemsError, match="相同"):
        plan_move(ZHAO, NewHome(VILLAGE))
    plan = plan_departure(ZHAO, ON)
    assert (plan.after[0].members, len(plan.edits)) == ((), 4)


def test_one_person_goes_over_to_another_household():
    plan = plan_move_person(ZHAO, ZHOU, 14, "spouse", ON)
    assert relations(plan.after[1]) == {"周德福": "head", "孙桂英": "spouse"}
    assert 14 not in [m.person_id for m in plan.after[0].members]


def test_the_dead_stay_listed_and_do_not_lead():
    edits = [Edit("person", 11, "赵明远", "is_deceased", None, True)]
    plan = plan_death(ZHAO, edits, 11)
    assert "变更户主" in plan.notes[0].zh
    assert plan.after[0].member(11).is_deceased
    plan = plan_death(ZHAO, edits, 11, new_head=12)
    assert plan.after[0].head.name == "钱秀兰"
    with pytest.raises(ProblemsError, match="在世"):
        plan_death(ZHAO, edits, 11, new_head=11)


def test_two_files_of_one_person_leave_one_place():
    kept, other = Newcomer(13, "赵小川"), Newcomer(21, "周德福")
    with pytest.raises(ProblemsError, match="不同的家庭"):
        plan_merge_persons(kept, other, (ZHAO, ZHOU), [], ON)
    plan = plan_merge_persons(kept, other, (ZHAO, ZHOU), [], ON, stays_in=1)
    assert [h.state for h in plan.after] == ["active", "dissolved"]
    plan = plan_merge_persons(kept, other, (ZHAO, ZHOU), [], ON, stays_in=2)
    assert relations(plan.after[1]) == {"赵小川": "head"}
    plan = plan_merge_persons(kept, other, (None, ZHOU), [], ON)
    assert relations(plan.after[0]) == {"赵小川": "head"}
    wife_twice = plan_merge_persons(
        Newcomer(12, "钱秀兰"), Newcomer(11, "赵明远"), (ZHAO, ZHAO), [], ON
    )
    assert relations(wife_twice.after[0])["钱秀兰"] == "head"
    with pytest.raises(ProblemsError):
        plan_merge_persons(kept, kept, (ZHAO, ZHAO), [], ON)


def test_a_correction_changes_something():
    with pytest.raises(ProblemsError, match="没有改动"):
        plan_correction(None, [])


def test_a_closed_household_does_not_change():
    for plan in (
        lambda: plan_add_member(CLOSED, Newcomer(1, "甲"), "head"),
        lambda: plan_move(CLOSED, NewHome(NEXT)),
        lambda: plan_change_head(CLOSED, 1, ON),
    ):
        with pytest.raises(ProblemsError, match="已经销户"):
            plan()


homes = st.lists(st.sampled_from(sorted(set(RELATIONS) - {"head"})), max_size=8).map(
    lambda rest: Home(
        1,
        "1",
        VILLAGE,
        "",
        "",
        tuple(Member(i, f"人{i}", r) for i, r in enumerate(["head", *rest], start=1)),
    )
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault
@given(homes, st.data())
def test_whatever_is_planned_every_household_with_members_has_one_head_and_nobody_is_lost(
    home, data
):
    ids = [m.person_id for m in home.members]
    chosen = data.draw(st.sampled_from(ids))
    answers = dict.fromkeys(ids, "other")
    plans = [lambda: plan_change_head(home, chosen, ON, answers)]
    going = data.draw(st.integers(0, 2 ** len(ids) - 1))
    leaving = [number for place, number in enumerate(ids) if going >> place & 1]
    if leaving:
        plans.append(
            lambda: plan_split(
                home,
                leaving,
                leaving[0],
                NewHome(NEXT),
                ON,
                relations=answers,
                new_head=next((i for i in ids if i not in leaving), None),
                rest_relations=answers,
            )
        )
    for make in plans:
        try:
            plan = make()
        except ProblemsError:
            continue
        people = [m.person_id for h in plan.after for m in h.members]
        assert sorted(people) == ids
        for after in plan.after:
            assert [m.relation for m in after.members].count("head") == 1


def test_the_shipped_file_says_of_every_kind_who_signs(tmp_path):
    signing = read_signing(SHIPPED)
    assert set(signing) == set(ChangeRequest.Kind.values)
    correction = signing["correction"].second_person
    assert is_needed(correction, ["name"])
    assert not is_needed(correction, ["phone", "address"])


@pytest.mark.parametrize(
    "text", ["", "[]", "split: yes", "split: {second_person: yes}", "a: {b: [", "\x00"]
)
def test_a_bad_file_is_named(tmp_path, text):
    path = tmp_path / "changes.yaml"
    path.write_text(text)
    with pytest.raises(ProblemsError, match=r"changes\.yaml"):
        read_signing(path)
