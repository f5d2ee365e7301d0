"""The database of this installation, opened for a command: the county's own server, or the PostgreSQL in the data folder."""

from __future__ import annotations

import os

import psycopg

from doudi.config.environment import Environment
from doudi.foundation.database import Address
from doudi.units.text import refusal

FOLDER = "postgres"


def prepare_django() -> None:
    """The site's settings and apps, for a command that needs them but no database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doudi.config.settings")
    import django

    django.setup()


def open_database(environment: Environment, *, needs_tables: bool = True) -> Address:
    """Django made ready, its database found, running and reachable. Safe to call again in one process.

    A trial's tables are brought up to date on the way; a server's are not: `doudi migrate` does that, and without it
    (unless `needs_tables` is False) this refuses. Raises ProblemsError with a sentence for whoever started the command.
    """
    prepare_django()
    from doudi.foundation import database

    if environment.database_url:
        _reach(database.address())
    elif not database.is_open():
        from doudi.foundation import embedded

        database.use(embedded.start(environment.data / FOLDER))
    if needs_tables and database.has_new_migrations():
        if not environment.is_demo:
            raise refusal(
                "数据库的表还不是最新的，请先运行 doudi migrate",
                "the database's tables are not up to date; run doudi migrate first",
            )
        database.migrate()
    return database.address()


def _reach(address: Address) -> None:
    try:
        psycopg.connect(**address.conninfo(), connect_timeout=10).close()
    except psycopg.OperationalError as error:
        where = f"{address.host}:{address.port or 5432}/{address.name}"
        raise refusal(
            f"连不上数据库，请检查 DATABASE_URL：{error}",
            f"the database cannot be reached; check DATABASE_URL: {error}",
            where=where,
        ) from error
