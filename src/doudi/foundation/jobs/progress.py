"""How far one long item is, told while its transaction is still open: by a session of its own, about once a second.

What is told is for the eyes only. A short item tells nothing and opens no session.
"""

from __future__ import annotations

import json
from contextlib import AbstractContextManager
from time import monotonic
from types import TracebackType

import psycopg

from doudi.foundation.database import address
from doudi.foundation.models import Run, RunItem

EVERY_SECONDS = 1.0
_TELL = (
    "UPDATE foundation_runitem SET result = result || %s::jsonb WHERE id = %s AND state = 'leased'"
)


class Progress(AbstractContextManager["Progress"]):
    """with Progress(item) as tell: … tell(1000, 50_000)"""

    def __init__(self, item: RunItem) -> None:
        self._item, self._next = item.pk, monotonic() + EVERY_SECONDS
        self._session: psycopg.Connection | None = None

    def __call__(self, at: int, of: int) -> None:
        if monotonic() < self._next:
            return
        self._next = monotonic() + EVERY_SECONDS
        try:
            if self._session is None:
                self._session = psycopg.connect(**address().conninfo(), autocommit=True)
            self._session.execute(_TELL, [json.dumps({"at": at, "of": of}), self._item])
        except psycopg.Error:  # the work itself goes on, or fails by itself
            self._close()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close()

    def _close(self) -> None:
        if self._session is not None:
            self._session.close()
            self._session = None


def how_far(run: Run) -> tuple[int, int] | None:
    """What the item at work told last."""
    told = run.items.filter(state=RunItem.State.leased).values_list("result", flat=True).first()
    return (told["at"], told["of"]) if told and "at" in told else None
