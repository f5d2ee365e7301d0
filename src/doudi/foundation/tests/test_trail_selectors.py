"""Reading the trail: by whom, what, when; only of the own area; and who looked at a resident's file."""

import datetime as dt

import pytest

from doudi.foundation.access import NotPermitted, Viewer, acting, system
from doudi.foundation.audit import record
from doudi.foundation.domain.roles import Role
from doudi.foundation.models import AuditEvent
from doudi.foundation.selectors.audit import TrailFilter, list_events, list_lookers
from doudi.units.area import scope

COUNTY, TOWNSHIP, VILLAGE, OTHER = "900101000000", "900101102000", "900101102201", "900102000000"


def viewer(role, area=COUNTY, name="王芳"):
    return Viewer(name, role, area, *scope(area))


AUDITOR = viewer(Role.auditor, name="审计员")


def look_at(person, by, *, area=VILLAGE, household=None, reason=""):
    with acting(by):
        record(
            by,
            "registry.person.revealed" if reason else "registry.person.viewed",
            person_id=person,
            household_id=household,
            area_code=area,
            reason=reason,
        )


def found(**wanted):
    with acting(AUDITOR):
        return [e.person_id for e in list_events(AUDITOR, TrailFilter(**wanted))]


def test_events_are_found_by_who_what_when_and_whom(db, time_machine):
    time_machine.move_to("2022-06-01T23:59:59+08:00")
    look_at(1, viewer(Role.township_clerk))
    time_machine.move_to("2022-06-02T00:00:01+08:00")
    look_at(2, viewer(Role.county_officer, name="李强"), reason="核对身份")
    look_at(3, viewer(Role.county_officer, OTHER, name="外县人员"), area=OTHER)
    assert found() == [2, 1]
    assert found(actor="李强") == [2]
    assert found(action="registry.person.viewed") == [1]
    assert found(last_day=dt.date(2022, 6, 1)) == [1]
    assert found(first_day=dt.date(2022, 6, 2)) == [2]
    assert found(number="1") == [1]
    assert found(number="7") == found(number="x'; DROP") == found(number="9" * 40) == []


def test_who_looked_is_said_with_role_and_reason(db):
    look_at(1, viewer(Role.township_clerk, TOWNSHIP))
    look_at(1, viewer(Role.county_lead, name="李强"), reason="来访核对")
    look_at(2, viewer(Role.county_lead), household=9)
    clerk = viewer(Role.township_clerk, TOWNSHIP)
    with acting(clerk):
        record(clerk, "registry.person.changed", person_id=1, area_code=VILLAGE)
        looks = list_lookers(clerk, person_id=1)
        both = list_lookers(clerk, person_id=1, household_id=9)
    assert [(look.name, look.role.zh, look.reason) for look in looks] == [
        ("李强", "县级负责人", "来访核对"),
        ("王芳", "乡镇经办人", ""),
    ]
    assert len(both) == 3


def test_who_looked_elsewhere_stays_there(db):
    look_at(1, viewer(Role.county_officer, OTHER), area=OTHER)
    clerk = viewer(Role.township_clerk, TOWNSHIP)
    with acting(clerk):
        assert not list_lookers(clerk, person_id=1)


def test_who_may_not_read_the_trail_is_refused(db):
    for role, read in (
        (Role.township_clerk, lambda v: list_events(v, TrailFilter())),
        (Role.system_admin, lambda v: list_events(v, TrailFilter())),
        (Role.grid_worker, lambda v: list_lookers(v, person_id=1)),
    ):
        with pytest.raises(NotPermitted), acting(viewer(role)) as reader:
            read(reader)


def test_nobody_asks_for_everybodys_lookers(db):
    clerk = viewer(Role.township_clerk, TOWNSHIP)
    with pytest.raises(ValueError, match="of whom"), acting(clerk):
        list_lookers(clerk)


def test_what_was_done_to_the_installation_is_read_in_every_county(db):
    with acting(system("backup")) as everywhere:
        record(everywhere, "foundation.backup.made")
        record(everywhere, "registry.person.viewed", person_id=1)
    with acting(AUDITOR):
        assert [e.action for e in list_events(AUDITOR, TrailFilter())] == ["foundation.backup.made"]
    assert not AuditEvent.objects.exists()


def test_the_system_sees_its_own_events(db):
    with acting(system("test")) as everywhere:
        record(everywhere, "foundation.backup.made")
        assert list_events(everywhere, TrailFilter()).count() == 1
