"""Backup, wipe, restore: everything is as it was; what is not a whole backup, or not ours, changes nothing."""

import io
import json
import shutil
import tarfile

import psycopg
import pytest
from django.db import connection

from doudi.foundation.access import acting
from doudi.foundation.audit_chain import anchors_folder, seal_events
from doudi.foundation.backup import make_backup, restore_backup
from doudi.foundation.database import address, as_owner
from doudi.foundation.files import files_folder, read_file
from doudi.foundation.keys import key_file, make_keys
from doudi.foundation.verify import verify
from doudi.registry.models import Document, Person
from doudi.registry.services.documents import add_document
from doudi.registry.tests.families import make_county
from doudi.units.text import ProblemsError

PDF = b"%PDF-1.7\n" + b"x" * 300_000


@pytest.fixture
def county(own_database):
    made = make_county()
    with acting(made.actor):
        household = made.families["赵明远"].household
        add_document(actor=made.actor, content=PDF, file_name="a.pdf", household=household)
    seal_events()
    return made


def content(county):
    with acting(county.actor):
        people = list(
            Person.objects.order_by("pk").values_list("name", "identity_shown", "area_code")
        )
        return people, read_file(Document.objects.get().path)


def faults():
    with as_owner():
        return verify(address().app, deep=True).problems


def wipe():
    """All that a dead disk takes with it, but the keys: those lay elsewhere."""
    connection.close()
    with psycopg.connect(**address().conninfo(owner=True)) as owner:
        owner.execute("DROP SCHEMA public CASCADE")
        owner.execute("CREATE SCHEMA public")
    shutil.rmtree(files_folder())
    shutil.rmtree(anchors_folder())


def test_backup_wipe_restore_and_everything_is_there(county, tmp_path):
    before = content(county)
    made = make_backup(tmp_path / "doudi.backup")
    assert made.files == 1
    wipe()
    assert restore_backup(tmp_path / "doudi.backup") == made
    assert content(county) == before
    assert not faults()
    with acting(county.actor) as actor, connection.cursor() as cursor:
        cursor.execute("SELECT action FROM foundation_auditevent ORDER BY id DESC LIMIT 2")
        assert cursor.fetchall() == [("foundation.backup.restored",), ("foundation.backup.made",)]
        assert actor


def test_what_happened_after_the_backup_is_gone_but_set_aside(county, tmp_path):
    make_backup(tmp_path / "doudi.backup")
    with acting(county.actor):
        add_document(
            actor=county.actor,
            content=PDF + b"later",
            file_name="b.pdf",
            household=county.families["赵明远"].household,
        )
    seal_events()
    connection.close()
    with pytest.raises(ProblemsError, match="--replace"):
        restore_backup(tmp_path / "doudi.backup")
    restore_backup(tmp_path / "doudi.backup", replace=True)
    assert not faults()
    with acting(county.actor):
        assert Document.objects.count() == 1
    (aside,) = files_folder().parent.glob("files-before-*")
    assert len(list(aside.rglob("*/*"))) == 2


def test_nothing_in_a_backup_can_be_read_without_the_keys(county, tmp_path):
    target = tmp_path / "doudi.backup"
    make_backup(target)
    raw = target.read_bytes()
    for secret in ("赵明远".encode(), b"900101", PDF[:100], b"PGDMP"):
        assert secret not in raw
    assert target.stat().st_mode & 0o077 == 0
    wipe()
    key_file().write_text(json.dumps(make_keys()))
    with pytest.raises(ProblemsError, match="key file is not the one"):
        restore_backup(target)


def _rubbish(path):
    path.write_bytes(b"rubbish" * 1000)


def _nothing(path):
    path.write_bytes(b"")


def _cut_off(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _changed(path):
    raw = bytearray(path.read_bytes())
    raw[5000] ^= 1
    path.write_bytes(raw)


def _climbing_out(path):
    with tarfile.open(path, "w") as archive:
        entry = tarfile.TarInfo("files/../../../escaped")
        archive.addfile(entry, io.BytesIO())


def _a_link(path):
    with tarfile.open(path, "w") as archive:
        entry = tarfile.TarInfo("files/ab")
        entry.type, entry.linkname = tarfile.SYMTYPE, "/etc"
        archive.addfile(entry)


def _of_another_format(path):
    with tarfile.open(path, "w") as archive:
        text = b'{"format": 9, "parts": {}}'
        entry = tarfile.TarInfo("manifest.json")
        entry.size = len(text)
        archive.addfile(entry, io.BytesIO(text))


def test_what_is_not_a_whole_backup_changes_nothing(county, tmp_path):
    before = content(county)
    good = tmp_path / "good.backup"
    make_backup(good)
    connection.close()
    for spoil in (
        _rubbish,
        _nothing,
        _cut_off,
        _changed,
        _climbing_out,
        _a_link,
        _of_another_format,
    ):
        bad = tmp_path / "bad.backup"
        shutil.copy(good, bad)
        spoil(bad)
        with pytest.raises(ProblemsError, match="nothing was restored"):
            restore_backup(bad, replace=True)
    assert content(county) == before
    assert not faults()


def test_a_backup_is_never_written_over_another(county, tmp_path):
    make_backup(tmp_path / "one")
    with pytest.raises(ProblemsError, match="exists already"):
        make_backup(tmp_path / "one")
    with pytest.raises(ProblemsError, match="no such folder"):
        make_backup(tmp_path / "nowhere" / "one")


def test_nobody_is_restored_from_under(county, tmp_path):
    make_backup(tmp_path / "one")
    connection.close()
    with (
        psycopg.connect(**address().conninfo()),
        pytest.raises(ProblemsError, match="stop them first"),
    ):
        restore_backup(tmp_path / "one", replace=True)
