"""Which database, as whom. Two roles: the owner migrates, verifies and backs up; the application is under row security.

The pages and the worker only ever log in as the application. `as_owner()` is for commands, never for a page.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

DATABASE, OWNER, APP = "doudi", "doudi_owner", "doudi_app"


@dataclass(frozen=True, slots=True)
class Address:
    """A database, and the two roles that use it. `admin`: an address that may create databases (embedded server only)."""

    host: str
    port: str
    name: str
    app: str
    app_password: str
    owner: str
    owner_password: str
    admin: str = ""

    @classmethod
    def of(cls, app_url: str, owner_url: str) -> Address:
        """From `postgresql://user:password@host:port/name`, one address for each role; a socket's folder as `?host=…`."""
        app, owner = urlsplit(app_url), urlsplit(owner_url or app_url)
        folder = parse_qs(app.query).get("host", [""])[0]
        return cls(
            unquote(app.hostname or "") or folder,
            str(app.port or ""),
            unquote(app.path.lstrip("/")),
            unquote(app.username or ""),
            unquote(app.password or ""),
            unquote(owner.username or ""),
            unquote(owner.password or ""),
        )

    def named(self, name: str) -> Address:
        """The same server and roles, another database."""
        return replace(self, name=name)

    def settings(self, *, owner: bool = False) -> dict[str, Any]:
        """As Django's DATABASES wants it."""
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": self.name,
            "HOST": self.host,
            "PORT": self.port,
            "USER": self.owner if owner else self.app,
            "PASSWORD": self.owner_password if owner else self.app_password,
        }

    def conninfo(self, *, owner: bool = False) -> dict[str, str]:
        """As psycopg and libpq want it; empty values left out."""
        given = self.settings(owner=owner)
        words = {
            "dbname": "NAME",
            "host": "HOST",
            "port": "PORT",
            "user": "USER",
            "password": "PASSWORD",
        }
        return {word: given[name] for word, name in words.items() if given[name]}

    def uri(self, *, owner: bool = False) -> str:
        """As ADBC wants it."""
        from urllib.parse import quote, urlencode

        info = self.conninfo(owner=owner)
        return f"postgresql:///{quote(info.pop('dbname'))}?{urlencode(info)}"


_address: Address | None = None


def use(address: Address) -> None:
    """From now on this process uses this database, as the application."""
    from django.db import connections

    global _address
    _address = address
    connections["default"].close()
    connections["default"].settings_dict.update(address.settings())


def address() -> Address:
    """The database that this process uses. Raises RuntimeError before `use`."""
    if _address is None:
        raise RuntimeError("no database yet: call foundation.database.use(...) first")
    return _address


def is_open() -> bool:
    """Whether this process has its database."""
    return _address is not None


@contextmanager
def as_owner() -> Iterator[None]:
    """Everything inside runs as the owner of the tables: migrations, verification, backup. Not inside a transaction."""
    from django.db import connections

    connection = connections["default"]
    connection.close()
    connection.settings_dict.update(address().settings(owner=True))
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(address().settings())


def has_new_migrations() -> bool:
    """Whether `migrate` would change anything."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def migrate(*, verbosity: int = 0) -> None:
    """Bring the tables up to date and give the application exactly its rights. Does nothing where nothing is new."""
    from django.core.management import call_command
    from django.db import connection

    from doudi.foundation.row_security import grant_application

    with as_owner():
        call_command("migrate", interactive=False, verbosity=verbosity)
        with connection.cursor() as cursor:
            grant_application(cursor, address().app)
