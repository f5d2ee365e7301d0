"""A county that runs the previous commit updates to this one: its tables change, its data stay, `verify` finds nothing wrong."""

from __future__ import annotations

import dataclasses
import io
import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from doudi.foundation import database
from doudi.foundation.verify import verify

ROOT = Path(__file__).parents[2]
SCRIPT = Path(__file__).with_name("make_county.py")
NEEDED = "src/doudi/registry/tests/families.py"
KEPT = ("registry_person", "registry_household", "registry_fact", "foundation_auditevent")


def _git(*words: str) -> bytes:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, check=False)
    if done.returncode:
        pytest.skip(f"no previous commit to update from: {done.stderr.decode().strip()}")
    return done.stdout


@pytest.fixture
def previous(tmp_path) -> Path:
    """The source of the previous commit."""
    _git("cat-file", "-e", f"HEAD~1:{NEEDED}")
    with tarfile.open(
        fileobj=io.BytesIO(_git("archive", "HEAD~1", "src", "pyproject.toml"))
    ) as tar:
        tar.extractall(tmp_path / "previous", filter="data")
    return tmp_path / "previous"


@pytest.fixture
def empty_database(own_database):
    """As it is before the first `doudi migrate`."""
    with psycopg.connect(**own_database.conninfo(owner=True)) as owner:
        owner.execute("DROP SCHEMA public CASCADE")
        owner.execute("CREATE SCHEMA public")
    return own_database


def _count(address: database.Address) -> dict[str, int]:
    with psycopg.connect(**address.conninfo(owner=True)) as owner:
        words = sql.SQL("SELECT count(*) FROM {}")
        return {
            table: owner.execute(words.format(sql.Identifier(table))).fetchone()[0]
            for table in KEPT
        }


@pytest.mark.slow
def test_the_previous_commits_county_becomes_this_commits(previous, empty_database, settings):
    environment = os.environ | {
        "PYTHONPATH": str(previous / "src"),
        "DOUDI_DATA": str(settings.DOUDI.data),
    }
    address = json.dumps(dataclasses.asdict(empty_database))
    done = subprocess.run(
        [sys.executable, SCRIPT, address], env=environment, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.decode().startswith(str(previous))
    before = _count(empty_database)
    assert all(before.values())

    database.migrate()

    assert not database.has_new_migrations()
    assert _count(empty_database) == before
    with database.as_owner():
        report = verify(empty_database.app, deep=True)
    assert not report.problems
