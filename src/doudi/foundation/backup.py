"""Everything of an installation but its keys, in one archive; and back again.

The archive is a tar: `manifest.json` (what, when, SHA-256 of each part), `database.dump` (pg_dump, encrypted like a stored file:
a dump holds names and incomes in plain), `files/…` (encrypted already) and `anchors/…` (the heads of the trail). Without the key
file none of it can be read; the key file is kept elsewhere, or both are stolen together.
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from django.conf import settings
from django.db import connection

import doudi
from doudi.foundation import audit
from doudi.foundation.access import acting, system
from doudi.foundation.audit_chain import anchors_folder, get_head, seal_events
from doudi.foundation.clock import get_now
from doudi.foundation.database import address, as_owner
from doudi.foundation.files import BadFile, files_folder, open_sealed, seal_file
from doudi.foundation.row_security import grant_application
from doudi.units.text import refusal

FORMAT = 1
MANIFEST, DUMP = "manifest.json", "database.dump"
DUMP_PATH = (
    "backup/database.dump"  # bound into the encryption: a document cannot be passed off as a dump
)
PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Backup:
    """What an archive holds: when it was made, by which version, the trail's head, and how many files."""

    made_at: str
    version: str
    head: int
    files: int


def make_backup(target: Path) -> Backup:
    """Write the archive, whole or not at all; Doudi may go on running. Raises ProblemsError: the file exists, or pg_dump fails."""
    if target.exists():
        raise refusal(
            "文件已经存在，请换一个名字",
            "the file exists already; choose another name",
            where=str(target),
        )
    if not target.parent.is_dir():
        raise refusal("没有这个文件夹", "there is no such folder", where=str(target.parent))
    with acting(system("backup")) as actor:
        audit.record(actor, "foundation.backup.made", details={"file": target.name})
    seal_events()
    draft = target.with_name(f"{target.name}.part")
    try:
        made = _write_archive(draft)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return made


def restore_backup(source: Path, *, replace: bool = False) -> Backup:
    """Put back what an archive holds: database, files, notes of the trail's head. Nothing is touched before all of it is checked.

    Raises ProblemsError: not a whole archive; no key for it; the database holds residents and `replace` is not given;
    somebody is still connected. What was there is set aside in the data folder (files) or gone (database).
    """
    with tempfile.TemporaryDirectory(dir=_data(), prefix="restore-") as folder:
        unpacked = Path(folder)
        manifest = _unpack(source, unpacked)
        _check_target(source, replace=replace)
        dump = unpacked / "plain.dump"
        _decrypt_dump(source, unpacked / DUMP, dump)
        _restore_database(source, dump)
        dump.unlink()
        for name, place in (("files", files_folder()), ("anchors", anchors_folder())):
            _put_in_place(unpacked / name, place)
    made = Backup(manifest["made_at"], manifest["version"], manifest["head"], manifest["files"])
    with acting(system("restore")) as actor:
        details = {"file": source.name, "made_at": made.made_at}
        audit.record(actor, "foundation.backup.restored", details=details)
    seal_events()
    return made


# -- writing ------------------------------------------------------------------------------------------------------


def _write_archive(draft: Path) -> Backup:
    with tempfile.TemporaryDirectory(dir=draft.parent, prefix=".doudi-backup-") as folder:
        sealed = Path(folder) / DUMP
        with connection.cursor() as cursor:
            head, _ = get_head(cursor)
        with _dumping() as dump:
            seal_file(sealed, DUMP_PATH, dump)
        parts = _parts(sealed)
        manifest: dict[str, Any] = {
            "format": FORMAT,
            "version": doudi.__version__,
            "made_at": get_now().isoformat(timespec="seconds"),
            "head": head,
            "files": sum(name.startswith("files/") for name, _ in parts),
            "parts": {},
        }
        with tarfile.open(draft, "w") as archive:
            for name, path in parts:
                manifest["parts"][name] = _digest(path)
                archive.add(path, name, filter=_nobodys)
            text = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
            entry = tarfile.TarInfo(MANIFEST)
            entry.size, entry.mode = len(text), 0o600
            archive.addfile(entry, io.BytesIO(text))
    draft.chmod(0o600)
    return Backup(manifest["made_at"], manifest["version"], head, manifest["files"])


def _parts(dump: Path) -> list[tuple[str, Path]]:
    """Listed after the dump: a file is written before the row that points to it, so none of the dump's is missing."""
    found = [(DUMP, dump)]
    for name, folder in (("files", files_folder()), ("anchors", anchors_folder())):
        found += [
            (f"{name}/{path.relative_to(folder).as_posix()}", path)
            for path in sorted(folder.rglob("*"))
            if path.is_file() and path.suffix != ".part"
        ]
    return found


def _nobodys(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    entry.mode = 0o600
    return entry


@contextmanager
def _dumping() -> Iterator[BinaryIO]:
    with _connection_words() as words, tempfile.TemporaryFile() as said:
        command = [_program("pg_dump"), "--format=custom", "--compress=1", "--no-owner", "--no-privileges",
                   "--no-unlogged-table-data", "--no-comments", f"--dbname={words}"]  # fmt: skip
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said) as process:  # noqa: S603
            assert process.stdout is not None
            yield process.stdout
        if process.returncode:
            said.seek(0)
            raise _failed("pg_dump", said.read())


# -- reading ------------------------------------------------------------------------------------------------------


def _unpack(source: Path, folder: Path) -> dict[str, Any]:
    """Every part, checked against the manifest. Raises ProblemsError: not an archive of ours, cut off, or changed."""
    try:
        with tarfile.open(source) as archive:
            for entry in archive:
                if not _is_ours(entry):
                    raise _not_whole(source, entry.name)
                archive.extract(entry, folder, filter="data")
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
        parts = manifest["parts"]
        if manifest["format"] != FORMAT or DUMP not in parts:
            raise _not_whole(source, MANIFEST)
    except (OSError, tarfile.TarError, ValueError, KeyError, TypeError) as error:
        raise _not_whole(source, str(error)) from None
    for name, digest in parts.items():
        path = folder / name
        if not path.is_file() or _digest(path) != digest:
            raise _not_whole(source, name)
    return manifest


def _is_ours(entry: tarfile.TarInfo) -> bool:
    top = PurePosixPath(entry.name).parts[0] if entry.name else ""
    return entry.isfile() and (entry.name in (MANIFEST, DUMP) or top in ("files", "anchors"))


def _check_target(source: Path, *, replace: bool) -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND usename = %s",
            [address().app],
        )
        if cursor.fetchone()[0]:
            raise refusal(
                "网站或后台任务还连着数据库，请先停止它们",
                "the site or a worker is still connected to the database; stop them first",
                where=address().name,
            )
        if not replace and _holds_events(cursor):
            raise refusal(
                "数据库里已有数据；确定要用备份覆盖，请加 --replace",
                "the database holds data already; to replace it by the backup, add --replace",
                where=address().name,
            )


def _holds_events(cursor: Any) -> bool:
    cursor.execute("SELECT to_regclass('public.foundation_auditevent')")
    if cursor.fetchone()[0] is None:
        return False
    cursor.execute("SELECT EXISTS (SELECT FROM foundation_auditevent)")
    return bool(cursor.fetchone()[0])


def _decrypt_dump(source: Path, sealed: Path, plain: Path) -> None:
    try:
        with open_sealed(sealed, DUMP_PATH) as file, plain.open("xb") as out:
            plain.chmod(0o600)
            shutil.copyfileobj(file, out, PIECE)
    except BadFile as error:
        raise refusal(
            f"密钥文件不是这份备份的密钥，或备份被改动（{error}）",
            f"the key file is not the one of this backup, or the backup was changed ({error})",
            where=source.name,
        ) from None


def _restore_database(source: Path, dump: Path) -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    with _connection_words() as words:
        command = [_program("pg_restore"), "--no-owner", "--no-privileges", "--exit-on-error",
                   f"--dbname={words}", str(dump)]  # fmt: skip
        done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603
    if done.returncode:
        raise _failed("pg_restore", done.stderr)
    with as_owner(), connection.cursor() as cursor:
        grant_application(cursor, address().app)
        cursor.execute("ANALYZE")


def _put_in_place(restored: Path, place: Path) -> None:
    """What was there is set aside, not deleted: somebody may have chosen the wrong backup."""
    if place.exists():
        place.rename(place.with_name(f"{place.name}-before-{get_now():%Y%m%d-%H%M%S-%f}"))
    restored.mkdir(exist_ok=True)
    restored.rename(place)


# -- PostgreSQL's own programs ------------------------------------------------------------------------------------


def _program(name: str) -> str:
    """The server's own when it is a server of the county (a dump is read by the same or a newer version), else the wheel's."""
    found = shutil.which(name) if not address().admin else None
    if found:
        return found
    from doudi.foundation import embedded

    return str(embedded.programs() / name)


@contextmanager
def _connection_words() -> Iterator[str]:
    """How libpq is told where to connect as the owner. The password goes by a file: a process list shows arguments."""
    info = address().conninfo(owner=True)
    password = info.pop("password", "")
    with tempfile.NamedTemporaryFile("w", prefix="doudi-", encoding="utf-8") as file:
        Path(file.name).chmod(0o600)
        if password:
            escaped = password.replace("\\", "\\\\").replace(":", "\\:")
            file.write(f"*:*:*:*:{escaped}\n")
            file.flush()
            info["passfile"] = file.name
        yield " ".join(f"{word}='{_quoted(value)}'" for word, value in info.items())


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "\\'")


def _failed(program: str, said: bytes) -> Exception:
    last = said.decode(errors="replace").strip().splitlines()[-3:]
    return refusal(f"{program} 没有成功：{'；'.join(last)}", f"{program} failed: {'; '.join(last)}")


def _not_whole(source: Path, what: str) -> Exception:
    return refusal(
        f"备份文件不完整或被改动（{what}），什么都没有恢复",
        f"the archive is not whole or was changed ({what}); nothing was restored",
        where=source.name,
    )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _data() -> Path:
    folder: Path = settings.DOUDI.data
    folder.mkdir(parents=True, exist_ok=True)
    return folder
