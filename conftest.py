"""A real PostgreSQL for the tests: one embedded server, a template database with every migration, a copy for each worker.

def test_a(db): …                       in a transaction that is rolled back; audit rules are checked at its end
def test_b(own_database): …             commits for real, in a database of its own (worker, browser, chain, restore)
"""

import dataclasses
import hashlib
import itertools
import os
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

ROOT = Path(__file__).parent
_numbers = itertools.count(1)


@pytest.fixture(scope="session", autouse=True)
def data_folder(tmp_path_factory):
    """Files, keys and anchors of the tests lie in a folder of their own, gone with the run."""
    from django.conf import settings

    settings.DOUDI = dataclasses.replace(settings.DOUDI, data=tmp_path_factory.mktemp("data"))
    return settings.DOUDI.data


@pytest.fixture(scope="session")
def database_server():
    """The test server. Its data may be lost at any time, so it never waits for the disk."""
    from doudi.foundation import embedded

    address = embedded.start(ROOT / "var" / "test-postgres")
    with psycopg.connect(address.admin, autocommit=True) as admin:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            admin.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting)))
        admin.execute("ALTER SYSTEM SET max_connections = 300")
        admin.execute("SELECT pg_reload_conf()")
    return address


def _fingerprint():
    """Changes whenever a migration, or what migrations call, changes."""
    digest = hashlib.sha256()
    files = [*ROOT.glob("src/doudi/*/migrations/*.py"), ROOT / "requirements/dev.txt"]
    files += [
        ROOT / "src/doudi/foundation" / name
        for name in ("row_security.py", "database.py", "embedded.py")
    ]
    for path in sorted(files):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


@pytest.fixture(scope="session")
def template_database(database_server, django_db_blocker):
    """A database with all tables and no rows, made once for all workers and kept until a migration changes."""
    from doudi.foundation import database

    name = f"doudi_template_{_fingerprint()}"
    with psycopg.connect(database_server.admin, autocommit=True) as admin:
        admin.execute("SELECT pg_advisory_lock(1)")
        if admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
            draft = f"{name}_draft"
            _drop(admin, draft)
            _create(admin, draft, "template0", database_server.owner)
            with django_db_blocker.unblock():
                database.use(database_server.named(draft))
                database.migrate()
            admin.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                    sql.Identifier(draft), sql.Identifier(name)
                )
            )
        admin.execute("SELECT pg_advisory_unlock(1)")
    return database_server.named(name)


@pytest.fixture(scope="session")
def django_db_setup(database_server, template_database, django_db_blocker, worker_id):
    """Instead of pytest-django's own: a copy of the template, used as the application's role."""
    from doudi.foundation import database

    name = f"doudi_test_{worker_id}_{os.getpid()}"
    with psycopg.connect(database_server.admin, autocommit=True) as admin:
        _copy(admin, template_database, name)
        with django_db_blocker.unblock():
            database.use(database_server.named(name))
        yield
        _drop(admin, name)


@pytest.fixture(scope="session")
def worker_id(request):
    return getattr(request.config, "workerinput", {}).get("workerid", "one")


@pytest.fixture
def own_database(
    database_server,
    template_database,
    django_db_setup,
    django_db_blocker,
    worker_id,
    tmp_path_factory,
    signed_law,
):
    """An empty database for one test that must commit. Yields its address."""
    folder = tmp_path_factory.mktemp("data")
    yield from _own(
        database_server, template_database, django_db_blocker, worker_id, folder, signed_law
    )


@pytest.fixture(scope="module")
def module_database(
    database_server,
    template_database,
    django_db_setup,
    django_db_blocker,
    worker_id,
    tmp_path_factory,
    signed_law,
):
    """The same for a whole module: a served site, a county that many tests only read."""
    folder = tmp_path_factory.mktemp("data")
    yield from _own(
        database_server, template_database, django_db_blocker, worker_id, folder, signed_law
    )


def _own(server, template, blocker, worker, folder, signed_law):
    """The database with a data folder of its own: files and the notes of its trail's head are part of it."""
    from django.conf import settings

    from doudi.foundation import database, rulebook

    name = f"doudi_own_{worker}_{os.getpid()}_{next(_numbers)}"
    before, law = database.address(), rulebook.registered_local_law()
    with psycopg.connect(server.admin, autocommit=True) as admin:
        _copy(admin, template, name)
        with blocker.unblock():
            shared = settings.DOUDI
            rulebook.register_local_law(signed_law)
            settings.DOUDI = dataclasses.replace(shared, data=folder)
            database.use(server.named(name))
            yield database.address()
            rulebook.register_local_law(law)
            database.use(before)
            settings.DOUDI = shared
        _drop(admin, name)


@pytest.fixture(autouse=True)
def _audited_before_rollback(request):
    """A test that is rolled back never commits, so the deferred rules are asked at its end. Nothing cached outlives a test."""
    from django.core.cache import cache

    cache.clear()
    yield
    if "db" in request.fixturenames and "own_database" not in request.fixturenames:
        from django.db import connection

        if (
            connection.connection is not None
            and not connection.needs_rollback
            and connection.in_atomic_block
        ):
            connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.fixture(scope="session", autouse=True)
def signed_law():
    """Where signed figures would be looked for. Without a database the law is read as shipped: for whole modules, too."""
    from doudi.foundation import rulebook

    source = rulebook.registered_local_law()
    rulebook.register_local_law(None)
    yield source
    rulebook.register_local_law(source)


@pytest.fixture(autouse=True)
def _signed_law_with_a_database(request, signed_law):
    """Not by the test's own `monkeypatch`: a test may take back what it patched before its database is gone."""
    from doudi.foundation import rulebook

    before = rulebook.registered_local_law()
    if {"db", "own_database", "module_database"} & set(request.fixturenames):
        rulebook.register_local_law(signed_law)
    yield
    rulebook.register_local_law(before)


def _copy(admin, template, name):
    _drop(admin, name)
    admin.execute("SELECT pg_advisory_lock(1)")
    _create(admin, name, template.name, template.owner)
    admin.execute("SELECT pg_advisory_unlock(1)")


def _create(admin, name, template, owner):
    extra = (
        " ENCODING 'UTF8' LOCALE 'C.UTF-8'" if template == "template0" else " STRATEGY file_copy"
    )
    admin.execute(
        sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}" + extra).format(
            sql.Identifier(name), sql.Identifier(owner), sql.Identifier(template)
        )
    )


def _drop(admin, name):
    admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
