"""`kill -9` of the worker at any instant of an import: it goes on where it was, nothing twice, nothing lost."""

import datetime as dt
import os
import random
import time
from collections.abc import Callable

import psycopg
import pytest
from django.db import connection
from django.db.models import Count

from doudi.foundation import audit
from doudi.foundation.access import acting, system, viewer_of
from doudi.foundation.database import address, as_owner
from doudi.foundation.domain.roles import Role
from doudi.foundation.models import AuditEvent, Run, RunItem
from doudi.foundation.verify import verify
from doudi.registry.models import Fact, Household, Import, Membership, Person
from doudi.registry.services.imports import (
    apply_import,
    check_import,
    import_ledger,
    upload_ledger,
)
from doudi.registry.tests.families import (
    COUNTY,
    ON,
    VILLAGE,
    identity_number,
    make_areas,
    make_posting,
)
from tests.faults.born import kill, nursery

SEED = 4
PATIENCE = 180  # seconds, for one worker to be born and to get on
FAMILY = (
    ("户主", 1950, 1),
    ("妻", 1952, 2),
    ("长子", 1980, 3),
    ("儿媳", 1982, 4),
    ("孙女", 2012, 6),
)
GIVEN = "大小明秀英建国"
HEADER = "户编号,区划代码,家庭住址,姓名,与户主关系,身份证号,性别,工资性收入（元）"


def lives(worker):
    try:
        os.kill(worker, 0)
    except ProcessLookupError:
        return False
    return True


def wait_for(reached: Callable[[], bool]):
    """Looked at often, so that a kill falls anywhere."""
    end = time.monotonic() + PATIENCE
    while not reached():
        assert time.monotonic() < end, list(Run.objects.values())
        time.sleep(0.005)


def is_over(run):
    return Run.objects.filter(pk=run.pk, state__in=("done", "failed", "stopped")).exists()


def is_at_work(run):
    return RunItem.objects.filter(run=run, state=RunItem.State.leased).exists()


def perform_with_kills(bear, run, kills, chance):
    """Kill workers at seeded instants after they have begun an item; the last one may finish. Returns how many died at work."""
    died, longest = 0, 0.05
    for _ in range(kills):
        worker = bear()
        wait_for(lambda: is_at_work(run) or is_over(run))
        begun = time.monotonic()
        time.sleep(chance.uniform(0, longest))
        died += not is_over(run)
        kill(worker)
        longest = max(longest, time.monotonic() - begun)
    bear()
    wait_for(lambda: is_over(run))
    return died


def make_ledger(rows):
    """Families of five with an income each: a file as a township sends it."""
    lines = [HEADER]
    for number in range(rows):
        family, place = divmod(number, len(FAMILY))
        relation, year, order = FAMILY[place]
        day = dt.date(year, 1, 1) + dt.timedelta(days=family % 360)
        identity = identity_number(day, 10 * (family // 360 % 90) + order + 10)
        sex = "男" if order % 2 else "女"
        lines.append(
            f"F{family:06},{VILLAGE},上寨村{family % 9 + 1}组,林{GIVEN[family % 7]}{GIVEN[place]},{relation},{identity},{sex},12000"
        )
    return "\n".join(lines).encode()


@pytest.fixture
def clerk(own_database):
    with acting(system("test")) as actor:
        make_areas(actor)
        posting = make_posting(actor, Role.county_officer, COUNTY)
        audit.record(actor, "foundation.posting.granted")
    return viewer_of(posting)


def counts():
    return {
        model.__name__: model.objects.count() for model in (Person, Household, Membership, Fact)
    }


@pytest.mark.slow
def test_an_import_survives_every_kill(clerk, kills, rows):
    chance = random.Random(SEED)  # noqa: S311 # the same instants every time
    content = make_ledger(rows)
    with acting(clerk):
        record = upload_ledger(actor=clerk, file_name="石板镇台账.csv", content=content, on=ON)
        check = check_import(actor=clerk, import_id=record.pk, on=ON)
    with nursery() as made:
        died = perform_with_kills(made.bear, check, kills // 3, chance)
        with acting(clerk):
            apply = apply_import(actor=clerk, import_id=record.pk, on=ON)
        died += perform_with_kills(made.bear, apply, kills - kills // 3, chance)
    assert died >= kills // 2, "killed too late to prove anything"

    apply.refresh_from_db()
    assert (apply.state, apply.done, apply.failed) == ("done", apply.total, 0)
    with acting(clerk):
        record.refresh_from_db()
        assert (record.state, record.counts["bad"]) == (Import.State.applied, 0)
        found = counts()
        assert found["Person"] == found["Membership"] == rows
        assert found["Household"] == -(-rows // len(FAMILY))
        twice = Person.objects.values("identity_index").annotate(n=Count("id")).filter(n__gt=1)
        assert not twice.exists()
        applied = AuditEvent.objects.filter(action="registry.import.applied", object_id=record.pk)
        parts = [e.details["chunk"] for e in applied if "chunk" in e.details]
        assert sorted(parts) == list(range(1, len(parts) + 1))

        again = upload_ledger(actor=clerk, file_name="石板镇台账.csv", content=content, on=ON)
    import_ledger(actor=clerk, import_id=again.pk, on=ON)
    with acting(clerk):
        assert counts() == found
    with as_owner():
        report = verify(address().app)
    assert report.is_good, report


def throw_everybody_out():
    """As a restart of the database does, seen from the worker."""
    with psycopg.connect(address().admin, autocommit=True) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()",
            [address().name],
        )
    connection.close()


@pytest.mark.slow
def test_an_import_survives_a_database_that_drops_its_connections(clerk):
    rows = 3_000
    with acting(clerk):
        record = upload_ledger(
            actor=clerk, file_name="石板镇台账.csv", content=make_ledger(rows), on=ON
        )
        run = check_import(actor=clerk, import_id=record.pk, on=ON)
    with nursery() as made:
        worker = made.bear()
        for _ in range(3):
            wait_for(lambda: is_at_work(run) or is_over(run))
            throw_everybody_out()
            if not lives(worker):  # `doudi serve` and systemd start another
                worker = made.bear()
        wait_for(lambda: is_over(run) or not lives(worker))
        if not is_over(run):
            made.bear()
            wait_for(lambda: is_over(run))
    run.refresh_from_db()
    assert (run.state, run.failed) == ("done", 0)
    with acting(clerk):
        record.refresh_from_db()
        assert (record.state, record.counts["good"]) == (Import.State.checked, rows)
