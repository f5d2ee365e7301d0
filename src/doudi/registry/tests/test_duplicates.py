"""Leads are found by a job within one area, reviewed by people, and decided once."""

import datetime as dt

import pytest

from doudi.foundation.access import NotPermitted, acting, system
from doudi.foundation.domain.roles import Role
from doudi.foundation.jobs import perform_run
from doudi.foundation.models import AuditEvent, Run
from doudi.registry.models import ChangeRequest, DuplicatePair, Person
from doudi.registry.selectors.comparable import read_comparable_people
from doudi.registry.selectors.duplicates import count_open_pairs, get_pair, list_pairs
from doudi.registry.services import duplicates
from doudi.registry.services.changes import refuse_change
from doudi.registry.tests import families
from doudi.units.identity import IdentityKind, no_identity, parse_identity
from doudi.units.text import ProblemsError

CLERK, COUNTY_OFFICER = Role.township_clerk, Role.county_officer


@pytest.fixture
def county(db):
    """赵明远 is registered a second time in the next village, 郑念 (no number) twice in the other township."""
    made = families.make_county()
    with acting(made.actor) as actor:
        families.make_person(
            actor,
            "赵明元",
            "1977-03-05",
            "male",
            area=families.NEXT_VILLAGE,
            identity=no_identity("号码待核实"),
            phone="13800138001",
        )
        families.make_person(
            actor,
            "郑念",
            "2016-03-03",
            "female",
            area=families.NEXT_VILLAGE,
            identity=no_identity("未办理户口登记"),
        )
    return made


def search(county, role=COUNTY_OFFICER):
    with acting(county.viewer(role)) as viewer:
        run = duplicates.start_duplicate_search(actor=viewer)
    run = perform_run(run.pk)
    assert run.state == Run.State.done, run.message
    return run


def pairs(viewer):
    with acting(viewer):
        return {(p.first.name, p.second.name) for p in list_pairs(viewer)}


def different(viewer, pair, note):
    return duplicates.decide_pair(
        actor=viewer, pair=pair, verdict="different", note=note, on=families.ON
    )


def event_of(action):
    with acting(system("test")):
        return AuditEvent.objects.get(action=action)


def test_a_search_lists_the_likely_pairs_of_the_area(county):
    run = search(county)
    assert pairs(county.viewer(COUNTY_OFFICER)) == {("赵明远", "赵明元"), ("郑念", "郑念")}
    assert event_of("registry.duplicates.searched").details["new"] == 2
    assert run.items.get().result["people"] == 12


def test_a_pair_is_seen_by_those_who_may_see_both(county):
    search(county)
    assert pairs(county.viewer(CLERK)) == {("赵明远", "赵明元")}
    assert pairs(county.viewer(CLERK, families.QINGGANG)) == set()
    assert pairs(county.viewer(COUNTY_OFFICER, families.OTHER_COUNTY)) == set()
    with acting(county.viewer(COUNTY_OFFICER)) as viewer:
        both = list_pairs(viewer).get(first__name="郑念")
    with acting(county.viewer(CLERK)) as viewer:
        assert get_pair(viewer, both.pk) is None


def test_a_township_searches_its_own_people_only(county):
    search(county, CLERK)
    assert pairs(county.viewer(COUNTY_OFFICER)) == {("赵明远", "赵明元")}


def test_what_is_no_longer_alike_leaves_the_list_and_what_was_decided_stays(county):
    search(county)
    with acting(county.viewer(COUNTY_OFFICER)) as viewer:
        different(viewer, list_pairs(viewer).get(first__name="郑念"), "两村各一名，已见本人")
        second = Person.objects.get(name="赵明元")
        second.name, second.birth_date, second.phone_cipher = "赵光明", dt.date(1991, 1, 1), None
        second.save()
    search(county)
    with acting(county.viewer(COUNTY_OFFICER)) as viewer:
        assert count_open_pairs(viewer) == 0
        assert DuplicatePair.objects.get().state == DuplicatePair.State.different
    search(county)
    with acting(county.viewer(COUNTY_OFFICER)) as viewer:
        assert count_open_pairs(viewer) == 0


def test_searching_again_finds_the_same_pairs_once(county):
    search(county)
    run = search(county)
    assert run.items.get().result["new"] == 0
    assert len(pairs(county.viewer(COUNTY_OFFICER))) == 2


def test_two_searches_of_one_area_do_not_run_together(county):
    with acting(county.viewer(CLERK)) as viewer:
        duplicates.start_duplicate_search(actor=viewer)
        with pytest.raises(ProblemsError, match="being searched"):
            duplicates.start_duplicate_search(actor=viewer)


def test_a_pair_is_decided_once_with_a_ground(county):
    search(county)
    with acting(county.viewer(CLERK)) as viewer:
        pair = list_pairs(viewer).get()
        with pytest.raises(ProblemsError, match="made sure"):
            different(viewer, pair, " ")
        done = different(viewer, pair, "户口本显示是两人")
        assert done.state == DuplicatePair.State.different
        assert done.reviewed_by_id == viewer.posting_id
        with pytest.raises(ProblemsError, match="already"):
            different(viewer, pair, "再来一次")
    assert event_of("registry.duplicate.reviewed").reason == "户口本显示是两人"


def test_a_merge_is_asked_for_signed_by_another_and_a_refused_one_comes_back(county):
    search(county)
    with acting(county.viewer(CLERK)) as viewer:
        pair = list_pairs(viewer).get()
        decided = duplicates.decide_pair(
            actor=viewer, pair=pair, verdict="second", note="已见本人和户口本", on=families.ON
        )
        assert decided.state == DuplicatePair.State.same
        change = ChangeRequest.objects.get()
        assert (change.state, change.person_id) == (ChangeRequest.State.submitted, pair.second_id)
    search(county, CLERK)
    with acting(county.viewer(CLERK)) as viewer:
        assert count_open_pairs(viewer) == 0
    with acting(county.viewer(Role.township_lead)) as lead:
        refuse_change(actor=lead, change=change, reason="请先核对号码", on=families.ON)
    search(county, CLERK)
    with acting(county.viewer(CLERK)) as viewer:
        assert count_open_pairs(viewer) == 1


@pytest.mark.parametrize("role", [Role.village_cadre, Role.township_lead, Role.auditor])
def test_others_neither_search_nor_decide(county, role):
    search(county)
    with acting(county.viewer(COUNTY_OFFICER)) as viewer:
        pair = list_pairs(viewer).first()
    with acting(county.viewer(role)) as viewer:
        with pytest.raises(NotPermitted):
            duplicates.start_duplicate_search(actor=viewer)
        with pytest.raises(NotPermitted):
            different(viewer, pair, "不是同一人")


def test_people_are_read_with_whole_numbers_old_ones_in_the_new_form_and_without_passports(db):
    with acting(system("test")) as actor:
        families.make_areas(actor)
        for name, number, kind in (
            ("甲", families.identity_number(dt.date(1990, 1, 1), 123), None),
            ("乙", "900101550203123", None),
            ("丙", "E12345678", IdentityKind.passport),
        ):
            families.make_person(
                actor, name, "1990-01-01", "male", identity=parse_identity(number, kind=kind)
            )
        rows = {row["name"]: row for row in read_comparable_people(actor).to_pylist()}
    assert rows["甲"]["identity"].startswith("90010119900101123")
    assert rows["乙"]["identity"].startswith("90010119550203123")
    assert len(rows["乙"]["identity"]) == 18
    assert rows["丙"]["identity"] is None


def test_nothing_is_read_outside_a_viewer(db):
    with pytest.raises(RuntimeError):
        read_comparable_people(system("test"))
