"""The trail cannot be changed unseen: whatever the owner of the database does to it by SQL, `verify` names the event."""

import psycopg
import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from doudi.foundation.access import acting, system
from doudi.foundation.audit import record
from doudi.foundation.audit_chain import anchors_folder, list_anchors, seal_events
from doudi.foundation.database import address, as_owner
from doudi.foundation.domain.audit_lines import jsonb_text
from doudi.foundation.verify.report import Report
from doudi.foundation.verify.trail import check_trail

ACTION = "foundation.area.changed"


def write_events(count, **more):
    for number in range(count):
        with acting(system("test")) as viewer:
            record(viewer, ACTION, object_id=number, reason="改名\t依据\\文件\n第二行", **more)


def run_as_owner(*words):
    """By SQL, with every lock of the table taken off first, as somebody with the owner's password would."""
    with psycopg.connect(**address().conninfo(owner=True)) as owner:
        for table in ("foundation_auditevent", "foundation_auditseal"):
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for each in words:
            owner.execute(each)
        for table in ("foundation_auditevent", "foundation_auditseal"):
            owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def look():
    report = Report()
    with as_owner(), connection.cursor() as cursor:
        check_trail(cursor, report)
    return [problem.en for problem in report.problems]


@pytest.fixture
def ten_events(own_database):
    write_events(
        10, details={"名称": "安和县", "n": [1, None, True], "long key": {"b": 1, "a": "\u0001\\"}}
    )
    assert seal_events() == 10
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(event_id) FROM foundation_auditseal")
        first = cursor.fetchone()[0]
    assert not look()
    return first


def test_an_untouched_trail_is_good(ten_events):
    write_events(3)
    assert not look()
    assert seal_events() == 3
    assert seal_events() == 0
    assert not look()
    assert [seq for seq, _ in list_anchors()] == [10, 13]


@pytest.mark.parametrize(
    "change",
    [
        "reason = 'x'",
        "actor = 'somebody else'",
        "action = 'foundation.area.imported'",
        "at = at + interval '1 microsecond'",
        "details = details || '{\"n\": 2}'",
        "person_id = 1",
        "area_code = '900101000000'",
        "account_id = 7",
        "signature = ''",
    ],
)
def test_an_edited_event_is_named(ten_events, change):
    edited = ten_events + 4
    run_as_owner(f"UPDATE foundation_auditevent SET {change} WHERE id = {edited}")
    (problem,) = look()
    assert f"event {edited} " in problem
    assert "was edited" in problem


def test_a_removed_event_is_named(ten_events):
    run_as_owner(f"DELETE FROM foundation_auditevent WHERE id = {ten_events + 4}")
    assert look() == [f"event {ten_events + 4} (link 5) was removed"]


def test_an_event_removed_with_its_seal_is_missed(ten_events):
    run_as_owner(
        f"DELETE FROM foundation_auditevent WHERE id = {ten_events + 4}",
        "DELETE FROM foundation_auditseal WHERE seq = 5",
    )
    assert look() == [f"link 5 of the chain was removed (event {ten_events + 5} follows)"]


def test_a_gap_that_was_closed_up_is_named(ten_events):
    run_as_owner(
        f"DELETE FROM foundation_auditevent WHERE id = {ten_events + 4}",
        "DELETE FROM foundation_auditseal WHERE seq = 5",
        "UPDATE foundation_auditseal SET seq = seq + 100 WHERE seq > 5",
        "UPDATE foundation_auditseal SET seq = seq - 101 WHERE seq > 100",
    )
    (problem,) = look()
    assert f"event {ten_events + 5} " in problem
    assert "order or number" in problem


def test_events_that_changed_places_are_named(ten_events):
    second, fifth = ten_events + 1, ten_events + 4
    run_as_owner(
        f"UPDATE foundation_auditevent SET id = -1 WHERE id = {second}",
        f"UPDATE foundation_auditevent SET id = {second} WHERE id = {fifth}",
        f"UPDATE foundation_auditevent SET id = {fifth} WHERE id = -1",
    )
    (problem,) = look()
    assert f"event {second} " in problem
    assert "order or number" in problem


def test_seals_that_changed_places_are_named(ten_events):
    second, fifth = ten_events + 1, ten_events + 4
    run_as_owner(
        "UPDATE foundation_auditseal SET event_id = -1 WHERE seq = 2",
        f"UPDATE foundation_auditseal SET event_id = {second} WHERE seq = 5",
        f"UPDATE foundation_auditseal SET event_id = {fifth} WHERE seq = 2",
    )
    (problem,) = look()
    assert f"event {fifth} " in problem
    assert "order or number" in problem


def test_a_changed_seal_is_told_from_a_changed_event(ten_events):
    run_as_owner("UPDATE foundation_auditseal SET digest = sha256('x') WHERE seq = 5")
    (problem,) = look()
    assert problem.startswith(f"the seal of event {ten_events + 4} ")


def test_a_trail_cut_off_at_its_end_is_missed(ten_events):
    run_as_owner(
        f"DELETE FROM foundation_auditevent WHERE id > {ten_events + 6}",
        "DELETE FROM foundation_auditseal WHERE seq > 7",
    )
    assert look() == [
        "the trail was cut off at its end: 10 sealed events were noted outside the database, 7 are in it"
    ]


def test_an_emptied_trail_is_missed(ten_events):
    run_as_owner("TRUNCATE foundation_auditevent")
    assert look() == [f"event {ten_events} (link 1) was removed"]
    run_as_owner("TRUNCATE foundation_auditseal")
    assert "0 are in it" in look()[0]


def test_a_new_trail_in_the_place_of_the_old_is_noticed(ten_events):
    run_as_owner("TRUNCATE foundation_auditevent, foundation_auditseal")
    write_events(10)
    anchored = list_anchors()
    seal_events()
    assert list_anchors() == anchored
    assert look() == [
        "link 10 differs from what was noted outside the database: the trail was replaced"
    ]


COLUMNS = (
    "at, transaction_id, actor, role, action, area_code, object_type, object_id, reason, details,"
    " request_id, signature"
)


@pytest.mark.parametrize("sealed", [False, True])
def test_an_event_put_in_by_sql_is_named(ten_events, sealed):
    run_as_owner(
        f"INSERT INTO foundation_auditevent ({COLUMNS}) SELECT at, '1', '张三', role, action, area_code,"
        f" '', '', '', '{{}}', '', signature FROM foundation_auditevent WHERE id = {ten_events}"
    )
    if sealed:
        assert seal_events() == 1
    (problem,) = [p for p in look() if "copy" not in p]
    assert "张三" in problem
    assert "not written by Doudi" in problem


def test_an_event_copied_by_sql_is_named(ten_events):
    run_as_owner(
        f"INSERT INTO foundation_auditevent ({COLUMNS}) SELECT {COLUMNS} FROM foundation_auditevent"
        f" WHERE id = {ten_events + 2}"
    )
    seal_events()
    assert "is a copy of event" in look()[0]


def test_an_event_committed_late_is_sealed_too(ten_events):
    with psycopg.connect(**address().conninfo(owner=True)) as owner:
        (late,) = owner.execute("SELECT nextval('foundation_auditevent_id_seq')").fetchone()
        write_events(2)
        assert seal_events() == 2
        owner.execute(
            f"INSERT INTO foundation_auditevent (id, {COLUMNS}) SELECT {late}, {COLUMNS}"
            f" FROM foundation_auditevent WHERE id = {ten_events}"
        )
        owner.commit()
    assert seal_events() == 1


def test_two_sealers_do_not_meet(ten_events):
    write_events(1)
    with psycopg.connect(**address().conninfo(owner=True)) as other:
        other.execute("SELECT pg_advisory_xact_lock(5209001)")
        assert seal_events() == 0
    assert seal_events() == 1


def test_a_note_cut_short_by_a_crash_is_passed_over(ten_events):
    (today,) = anchors_folder().glob("*.jsonl")
    with today.open("a") as file:
        file.write('{"seq": 11, "dig')
    assert not look()
    write_events(1)
    seal_events()
    assert [seq for seq, _ in list_anchors()] == [10, 11]


def test_of_earlier_days_only_the_last_note_is_kept(own_database, time_machine):
    for day in ("2022-06-01", "2022-06-02"):
        for hour in ("09", "10"):
            time_machine.move_to(f"{day}T{hour}:00:00+08:00", tick=False)
            write_events(1)
            seal_events()
    assert [seq for seq, _ in list_anchors()] == [2, 3, 4]
    assert not look()


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.text(st.characters(exclude_characters="\0", codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=5),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


def test_details_are_written_as_postgresql_writes_them(db):
    with connection.cursor() as cursor:

        @given(json_values)
        def compare(value):
            cursor.execute("SELECT (%s::jsonb)::text", [jsonb_text(value)])
            assert cursor.fetchone()[0] == jsonb_text(value)

        compare()


def test_details_hold_no_floats():
    with pytest.raises(TypeError, match="float"):
        jsonb_text({"share": 0.5})
