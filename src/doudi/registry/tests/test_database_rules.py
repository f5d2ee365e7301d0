"""The database itself: no posting, no rows; no write without an audit event; evidence is only ever added."""

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction

from doudi.foundation.access import acting, system
from doudi.foundation.audit import record
from doudi.registry.models import Evidence, Household

COUNTY, VILLAGE, OTHER = "900101000000", "900101102201", "900101103201"


def _household(area=VILLAGE, number="1"):
    return Household.objects.create(area_code=area, number=number)


def test_without_a_viewer_there_are_no_rows(db):
    clerk = system("test", area_code="900101102000")
    with acting(clerk):
        _household()
        record(clerk, "registry.household.created")
        assert Household.objects.count() == 1
    assert Household.objects.count() == 0
    with acting(system("test", area_code="900101103000")):
        assert Household.objects.count() == 0


def test_nobody_writes_outside_their_area(db):
    clerk = system("test", area_code="900101102000")
    with pytest.raises(DatabaseError, match="row-level security"), acting(clerk):
        _household(OTHER)


def test_a_write_without_an_audit_event_cannot_commit(own_database):
    with pytest.raises(DatabaseError, match="without an audit event"), acting(system("test")):
        _household()
    with acting(system("test")) as viewer:
        _household()
        record(viewer, "registry.household.created")
    with acting(system("test")):
        assert Household.objects.count() == 1


def test_evidence_and_the_trail_are_only_added_to(db):
    with acting(system("test")) as viewer:
        Evidence.objects.create(
            area_code=COUNTY,
            kind="declared",
            learnt_on=dt.date(2022, 6, 1),
            recorded_at=dt.datetime(2022, 6, 1, tzinfo=dt.UTC),
        )
        record(viewer, "registry.facts.recorded")
        for words in (
            "UPDATE registry_evidence SET source = 'x'",
            "DELETE FROM foundation_auditevent",
            "TRUNCATE foundation_auditevent",
        ):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(words)
