"""The commands on a county's own server: another database, made empty, with its two roles."""

import os
import subprocess
import sys

import psycopg
import pytest
from psycopg import sql

from doudi.foundation.keys import read_or_make_keys

NAME = "doudi_on_a_server"


@pytest.fixture
def server(database_server, tmp_path):
    """The environment of a server whose database has no tables yet."""
    with psycopg.connect(database_server.admin, autocommit=True) as admin:
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(NAME))
        admin.execute(drop)
        make = "CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'"
        owner = sql.Identifier(database_server.owner)
        admin.execute(sql.SQL(make).format(sql.Identifier(NAME), owner))
        read_or_make_keys(tmp_path / "keys.json")
        place = f"@/{NAME}?host={database_server.host}"
        yield {
            "DOUDI_MODE": "production",
            "DOUDI_SECRET_KEY": "k" * 40,
            "DOUDI_ALLOWED_HOSTS": "minzheng.example.cn",
            "DOUDI_KEYS": str(tmp_path / "keys.json"),
            "DOUDI_DATA": str(tmp_path),
            "DATABASE_URL": f"postgresql://{database_server.app}{place}",
            "DATABASE_OWNER_URL": f"postgresql://{database_server.owner}{place}",
        }
        admin.execute(drop)


def doudi(*arguments, environ):
    return subprocess.run(
        [sys.executable, "-c", "from doudi.config.cli import main; main()", *arguments],
        env=os.environ | environ,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


@pytest.mark.slow
def test_tables_are_made_by_one_command_and_nothing_starts_before(server):
    early = doudi("worker", environ=server)
    assert early.returncode == 2
    assert "请先运行 doudi migrate" in early.stderr
    made = doudi("migrate", environ=server)
    assert made.returncode == 0, made.stderr
    worker = doudi("worker", "--with-parent", environ=server)  # its parent is gone at once
    assert (worker.returncode, worker.stderr) == (0, "")


def test_a_database_that_cannot_be_reached_is_named_without_its_password(server):
    nowhere = {"DATABASE_URL": "postgresql://doudi_app:geheim@127.0.0.1:1/doudi"}
    found = doudi("worker", environ=server | nowhere)
    assert found.returncode == 2
    assert "127.0.0.1:1/doudi：连不上数据库，请检查 DATABASE_URL" in found.stderr
    assert "geheim" not in found.stderr
    assert "Traceback" not in found.stderr
