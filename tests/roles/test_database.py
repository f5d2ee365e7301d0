"""The same below the application: every table with an area in it, every position; no posting, no rows."""

from __future__ import annotations

import psycopg
import pytest
from psycopg import sql

from doudi.units.area import scope
from tests.roles.county import POSITIONS, make_roles

#: Tables with an area that are read across areas, and why.
OPEN_TABLES = {
    "foundation_account": "read before anybody is somebody: logging in",
    "foundation_accountevent": "… history of that",
    "foundation_posting": "read before anybody is somebody: which posting",
    "foundation_postingevent": "… history of that",
    "foundation_run": "the worker finds what waits anywhere; pages ask by area",
    "registry_evidence": "a source names nobody",
    "registry_coverage": "what a list covers names nobody",
    "registry_importmapping": "how columns are read names nobody",
    "casework_lawchange": "figures of a place name nobody, and hold in every place below",
    "casework_lawchangeevent": "… history of that",
    "casework_numberseries": "an office's last number; a village takes its township's",
    "casework_office": "how an office is named on its letters; names nobody, and a township's letters name the county",
}
SECURED = """
    SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND c.relrowsecurity AND c.relforcerowsecurity
"""
WITH_AREA = """
    SELECT table_name FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
    WHERE table_schema = 'public' AND column_name = 'area_code' AND table_type = 'BASE TABLE'
"""


OF_NO_PLACE = """
    SELECT count(*) FROM foundation_auditevent
    WHERE area_code = '' AND person_id IS NULL AND household_id IS NULL
"""


@pytest.fixture(scope="module")
def database(module_database, django_db_blocker):
    with django_db_blocker.unblock():
        make_roles()
    return module_database


@pytest.fixture(scope="module")
def owner(database):
    with psycopg.connect(**database.conninfo(owner=True)) as connection:
        yield connection


@pytest.fixture
def app(database):
    """A connection of the application's role, as a page or a leak would have it."""
    with psycopg.connect(**database.conninfo()) as connection:
        yield connection
        connection.rollback()


def names(connection, query):
    return {row[0] for row in connection.execute(query)}


def count(connection, table, lo=None, hi=None):
    where = sql.SQL("" if lo is None else " WHERE area_code >= {} AND area_code < {}").format(
        lo, hi
    )
    query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)) + where
    return connection.execute(query).fetchone()[0]


def test_every_table_with_an_area_is_secured_or_says_why_not(owner):
    loose = names(owner, WITH_AREA) - names(owner, SECURED) - set(OPEN_TABLES)
    assert not loose, f"secure(...) in a migration, or a reason in OPEN_TABLES: {sorted(loose)}"
    assert not set(OPEN_TABLES) & names(owner, SECURED)


def test_without_a_posting_there_are_no_rows(owner, app):
    seen = {table: count(app, table) for table in sorted(names(owner, SECURED))}
    assert not any(seen.values()), seen


@pytest.mark.parametrize("position", POSITIONS)
def test_a_posting_sees_its_own_area_and_nothing_else(owner, app, position):
    lo, hi = scope(POSITIONS[position])
    app.execute("SELECT set_config('doudi.area_from', %s, false)", [lo])
    app.execute("SELECT set_config('doudi.area_to', %s, false)", [hi])
    for table in sorted(names(owner, SECURED)):
        own = count(owner, table, lo, hi)
        if table == "foundation_auditevent":  # backups, keys: of no place, and naming nobody
            own += owner.execute(OF_NO_PLACE).fetchone()[0]
        assert count(app, table) == own, table


def test_the_tables_of_this_test_have_rows_inside_and_outside(owner):
    lo, hi = scope(POSITIONS["own"])
    for table in (
        "registry_person",
        "registry_household",
        "registry_fact",
        "foundation_auditevent",
    ):
        assert 0 < count(owner, table, lo, hi) < count(owner, table), table


def test_a_posting_moves_no_row_out_of_its_area_and_none_in(owner, app):
    lo, hi = scope(POSITIONS["own"])
    app.execute("SELECT set_config('doudi.area_from', %s, false)", [lo])
    app.execute("SELECT set_config('doudi.area_to', %s, false)", [hi])
    app.commit()
    for table in sorted(names(owner, SECURED) - {"foundation_auditevent"}):
        words = sql.SQL("UPDATE {} SET area_code = {}").format(
            sql.Identifier(table), POSITIONS["foreign"]
        )
        if count(owner, table, lo, hi) and not table.endswith("event"):
            with pytest.raises(psycopg.Error, match=r"row-level security|only ever added"):
                app.execute(words)
            app.rollback()


def test_the_application_cannot_lift_its_own_limits(owner, app):
    for words in (
        "ALTER TABLE registry_person DISABLE ROW LEVEL SECURITY",
        "DROP POLICY by_area ON registry_person",
        "SET ROLE doudi_owner",
        "SET row_security = off; SELECT count(*) FROM registry_person",
        "TRUNCATE registry_person",
        "DELETE FROM foundation_auditevent",
    ):
        with pytest.raises(psycopg.Error):
            app.execute(words)
        app.rollback()
