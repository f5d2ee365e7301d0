"""The chain over the trail: committed events are sealed one after another, and its head is noted outside the database.

The key is not in the database, so whoever may write there, its owner included, can change events but not their seals. What
`verify.py` checks is written here. The worker calls `seal_events` every few seconds; what is younger has only its signature.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from doudi.foundation.access import acting, system
from doudi.foundation.clock import get_now
from doudi.foundation.domain.audit_lines import SIGNED, START, seal
from doudi.foundation.keys import keyring

LOCK = 5_209_001  # of the one sealer at a time
BATCH = 20_000
# An event may be committed after younger ones. Those of this many ids back are looked for each time, the others once an
# hour: the trail may have many millions.
WINDOW, HOUR = 10_000, 3_600
_looked_through: dict[tuple[str, str], float] = {}  # database → when, by monotonic()

EVENT = f"e.id, e.transaction_id, encode(e.signature, 'hex'), {', '.join(SIGNED.values())}"


@dataclass(frozen=True, slots=True)
class Line:
    """An event as the chain sees it."""

    event_id: int
    transaction_id: str
    signature: bytes
    signed: bytes

    def place(self, seq: int) -> bytes:
        return f"{seq}\t{self.event_id}\t{self.transaction_id}".encode()


def line_from(fields: bytes) -> Line:
    """From the columns of `EVENT`, as COPY writes them."""
    event_id, transaction_id, signature, signed = fields.split(b"\t", 3)
    return Line(int(event_id), transaction_id.decode(), bytes.fromhex(signature.decode()), signed)


def copy_lines(cursor: Any, query: str, values: tuple[Any, ...] = ()) -> Iterator[bytes]:
    """The rows of a query in COPY's text format, without their line ends; nothing is kept in memory."""
    rest = b""
    with cursor.copy(f"COPY ({query}) TO STDOUT", values) as copy:
        for piece in copy:
            rest += bytes(piece)
            if rest.endswith(b"\n"):
                yield from rest[:-1].split(b"\n")
                rest = b""


def seal_events() -> int:
    """Seal what was committed since the last time, and note the head outside the database. How many events were sealed.

    Nothing happens while another process seals.
    """
    given = connection.settings_dict
    database = (str(given["HOST"]), str(given["NAME"]))
    now = monotonic()
    is_fresh = now - _looked_through.get(database, -HOUR) < HOUR
    sealed, since = 0, None if is_fresh else 0
    while True:
        with acting(system("audit.seal")), connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
            if not cursor.fetchone()[0]:
                return sealed
            found, since = _seal_batch(cursor, since)
            transaction.on_commit(_note_head)
        sealed += found
        if found < BATCH:
            if not is_fresh:
                transaction.on_commit(lambda: _looked_through.update({database: now}))
            return sealed


def _seal_batch(cursor: Any, since: int | None) -> tuple[int, int]:
    """Seal up to BATCH events with ids above `since` (None: as far back as late ones are expected); how many, and the last id."""
    if since is None:
        cursor.execute("SELECT coalesce(max(event_id), 0) FROM foundation_auditseal")
        since = cursor.fetchone()[0] - WINDOW
    unsealed = (
        f"SELECT {EVENT} FROM foundation_auditevent e WHERE e.id > {since:d} AND NOT EXISTS "  # noqa: S608 # our own words
        f"(SELECT FROM foundation_auditseal s WHERE s.event_id = e.id) ORDER BY e.id LIMIT {BATCH}"
    )
    seq, before = get_head(cursor)
    key = keyring().audit
    seals = []
    for fields in copy_lines(cursor, unsealed):
        line = line_from(fields)
        seq += 1
        before = seal(key, before, line.place(seq), line.signature, line.signed)
        seals.append((seq, line.event_id, before))
    with cursor.copy("COPY foundation_auditseal (seq, event_id, digest) FROM STDIN") as copy:
        for row in seals:
            copy.write_row(row)
    return len(seals), seals[-1][1] if seals else since


def get_head(cursor: Any) -> tuple[int, bytes]:
    """The number and digest of the last seal; (0, START) when there is none."""
    cursor.execute("SELECT seq, digest FROM foundation_auditseal ORDER BY seq DESC LIMIT 1")
    row = cursor.fetchone()
    return (row[0], bytes(row[1])) if row else (0, START)


# -- anchors: the head, day by day, in a folder that the database cannot reach ------------------------------------


def anchors_folder() -> Path:
    folder: Path = settings.DOUDI.data / "anchors"
    return folder


def _note_head() -> None:
    with connection.cursor() as cursor:
        seq, digest = get_head(cursor)
    if seq:
        note_anchor(seq, digest)


def note_anchor(seq: int, digest: bytes) -> None:
    """Append the head to today's file, unless it is the last thing noted. Of earlier days only the last line is kept."""
    now = get_now()
    folder = anchors_folder()
    folder.mkdir(parents=True, exist_ok=True)
    today = folder / f"{now:%Y-%m-%d}.jsonl"
    files = sorted(folder.glob("*.jsonl"))
    if files and (last := _last_line(files[-1])) and json.loads(last)["seq"] >= seq:
        return
    if today not in files:
        for earlier in files:
            _keep_last_line(earlier)
    note = json.dumps({"seq": seq, "digest": digest.hex(), "at": now.isoformat()})
    with today.open("a", encoding="ascii") as file:
        file.write(f"\n{note}\n")  # on a line of its own, even after one that a crash cut short


def list_anchors() -> list[tuple[int, bytes]]:
    """Every (seq, digest) noted, oldest first. A line that a crash cut short is left out."""
    found = []
    for path in sorted(anchors_folder().glob("*.jsonl")):
        for line in path.read_text(encoding="ascii").splitlines():
            if line.endswith("}"):
                noted = json.loads(line)
                found.append((noted["seq"], bytes.fromhex(noted["digest"])))
    return found


def _last_line(path: Path) -> str:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 1000))
        lines = file.read().decode("ascii").splitlines()
    return next((line for line in reversed(lines) if line.endswith("}")), "")


def _keep_last_line(path: Path) -> None:
    text = path.read_text(encoding="ascii")
    last = _last_line(path)
    if last and text != last + "\n":
        draft = path.with_suffix(".part")
        draft.write_text(last + "\n", encoding="ascii")
        draft.replace(path)
