"""Who is acting, where: a viewer is one person under one posting. No posting, no rows.

`acting(viewer)` opens a transaction and tells the database the viewer's area; row security then hides everything else, even
from a query that forgot to ask. Selectors repeat the area (`in_scope`) so that a mistake shows in tests, not in a leak.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models import QuerySet

from doudi.foundation.domain.roles import PERMISSION_LABELS, Role
from doudi.units.area import scope
from doudi.units.text import Text

EVERYWHERE = (
    "",
    "~",
)  # half-open, like every scope; "": what belongs to no place, as an event of the system
Q = TypeVar("Q", bound="QuerySet[Any]")


class NotPermitted(Exception):
    """The viewer's role does not include this. `text`: a sentence for the page."""

    def __init__(self, permission: str) -> None:
        label = PERMISSION_LABELS[permission]
        self.permission = permission
        self.text = Text(f"您的岗位不能{label.zh}", f"Your posting may not {label.en}")
        super().__init__(self.text.en)


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person under one posting; a system job has neither, but a name; `oneself` is a person without a posting. `area_from <= code < area_to`."""

    name: str
    role: Role | None
    area_code: str
    area_from: str
    area_to: str
    account_id: int | None = None
    posting_id: int | None = None
    covers_posting_id: int | None = None

    @property
    def is_system(self) -> bool:
        """A job of Doudi itself, not somebody without a posting."""
        return self.role is None and self.account_id is None

    def may(self, permission: str) -> bool:
        if permission not in PERMISSION_LABELS:
            raise KeyError(permission)
        return self.is_system or (self.role is not None and permission in self.role.permissions)

    def sees(self, area_code: str) -> bool:
        return self.area_from <= area_code < self.area_to


def viewer_of(posting: Any) -> Viewer:
    """The viewer that a posting makes (with its account loaded)."""
    lo, hi = scope(posting.area_code)
    return Viewer(
        posting.account.full_name or posting.account.username,
        Role(posting.role),
        posting.area_code,
        lo,
        hi,
        posting.account_id,
        posting.id,
        posting.covers_id,
    )


def system(job: str, *, area_code: str | None = None) -> Viewer:
    """A named job of Doudi itself, everywhere or in one area. It may do everything, and the trail shows its name."""
    lo, hi = EVERYWHERE if area_code is None else scope(area_code)
    return Viewer(f"system:{job}", None, area_code or "", lo, hi)


def oneself(account: Any) -> Viewer:
    """Somebody as nobody but themselves: logs in, changes a password, chooses a posting. Sees no rows, may nothing else."""
    name = account.full_name or account.username
    return Viewer(name, None, account.area_code, "", "", account.pk)


def permit(viewer: Viewer, permission: str) -> None:
    """Raises NotPermitted unless the viewer's role includes the permission."""
    if not viewer.may(permission):
        raise NotPermitted(permission)


_current: ContextVar[Viewer | None] = ContextVar("viewer", default=None)


def current_viewer() -> Viewer | None:
    return _current.get()


_memory: ContextVar[dict[str, Any] | None] = ContextVar("transaction_memory", default=None)


def transaction_memory() -> dict[str, Any] | None:
    """What has been read once for the whole of the outermost `acting`, by name; None outside. Gone when it ends."""
    return _memory.get()


_SET = "SELECT set_config('doudi.area_from', %s, true), set_config('doudi.area_to', %s, true)"


@contextmanager
def acting(viewer: Viewer) -> Iterator[Viewer]:
    """A transaction in which the database shows and takes what lies in the viewer's area, nothing else."""
    before = _current.get()
    with transaction.atomic():
        _tell(viewer)
        token = _current.set(viewer)
        known = _memory.get()
        memory = _memory.set({} if known is None else known)
        try:
            yield viewer
        finally:
            _memory.reset(memory)
            _current.reset(token)
        _tell(before)  # after an error the database forgets by itself


def _tell(viewer: Viewer | None) -> None:
    lo, hi = (viewer.area_from, viewer.area_to) if viewer else ("", "")
    with connection.cursor() as cursor:
        cursor.execute(_SET, [lo, hi])


def in_scope(viewer: Viewer, rows: Q) -> Q:
    """Only rows of the viewer's area. Raises RuntimeError outside `acting(viewer)`: the database would show nothing."""
    if _current.get() != viewer:
        raise RuntimeError("read inside `with acting(viewer)`")
    return rows.filter(area_code__gte=viewer.area_from, area_code__lt=viewer.area_to)
