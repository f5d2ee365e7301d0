"""Who has which item. A lease names a holder, and a holder keeps an advisory lock of the database as long as it lives.

So a worker that was killed is noticed at once: its session is gone and its lock is free. Where a session outlives its worker
(a cut cable, a connection pooler) the lease runs out instead, because nobody renews it.
"""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any

import psycopg
from django.db import DatabaseError, connection

from doudi.foundation.clock import get_now
from doudi.foundation.database import address
from doudi.foundation.models import RunItem

LEASE = timedelta(seconds=60)
BEAT_SECONDS = 20
LOCK_CLASS = 0x0D0D  # keeps these locks apart from others in the database

logger = logging.getLogger(__name__)


class Holder:
    """Somebody who performs items: one thread of one process, with a lock of its own."""

    def __init__(self) -> None:
        self.key = secrets.randbelow(2**31)
        self.name = f"{socket.gethostname()[:40]}:{os.getpid()}:{self.key}"
        self._session: Any = None

    def be_alive(self) -> None:
        """Hold the lock on the present connection; on a new one after a break, hold it again."""
        with connection.cursor() as cursor:
            if self._session is not connection.connection:
                cursor.execute("SELECT pg_advisory_lock(%s, %s)", [LOCK_CLASS, self.key])
                self._session = connection.connection

    def leave(self) -> None:
        """Let go of the lock. A connection that is broken or was replaced has let go already."""
        if self._session is None or self._session is not connection.connection:
            return
        with suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK_CLASS, self.key])


@contextmanager
def holding() -> Iterator[Holder]:
    """A holder, alive until the end; its leases are renewed by a thread beside the work."""
    holder = Holder()
    ended = threading.Event()
    threading.Thread(target=_renew, args=(holder.name, ended), daemon=True).start()
    try:
        yield holder
    finally:
        ended.set()
        holder.leave()


def _renew(name: str, ended: threading.Event) -> None:
    words = (
        "UPDATE foundation_runitem SET lease_until = %s WHERE lease_by = %s AND state = 'leased'"
    )
    while not ended.wait(BEAT_SECONDS):
        try:
            with psycopg.connect(**address().conninfo()) as session:
                session.execute(words, [get_now() + LEASE, name])
        except (
            psycopg.Error
        ) as error:  # the next beat tries again; two may fail before the lease ends
            logger.warning("lease of %s not renewed: %s", name, type(error).__name__)


def take(item: RunItem, holder: Holder) -> None:
    """Give the item to the holder, inside a transaction that has locked its run."""
    item.state, item.lease_by = RunItem.State.leased, holder.name
    item.lease_until = get_now() + LEASE
    item.attempts += 1
    item.save(update_fields=["state", "lease_by", "lease_until", "attempts"])


def give_back_dead_leases(run_id: int, holder: Holder | None = None) -> int:
    """Items whose holder is dead, or has come back for its next one, wait again. Returns how many are at work."""
    leased = list(RunItem.objects.filter(run_id=run_id, state=RunItem.State.leased))
    if not leased:
        return 0
    living, now = _living_keys() - {holder.key if holder else -1}, get_now()
    dead = [
        item.pk
        for item in leased
        if _key_of(item.lease_by) not in living
        or (item.lease_until is not None and item.lease_until < now)
    ]
    RunItem.objects.filter(pk__in=dead).update(
        state=RunItem.State.pending, lease_by="", lease_until=None
    )
    return len(leased) - len(dead)


def _key_of(name: str) -> int:
    key = name.rpartition(":")[2]
    return int(key) if key.isdecimal() else -1


def _living_keys() -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT objid FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = %s AND objsubid = 2 "
            "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            [LOCK_CLASS],
        )
        return {int(key) for (key,) in cursor.fetchall()}
