"""Which postings one person may hold together, and who may not give them.

The graded protection scheme (等保) wants three administrators: one keeps the system and its accounts, one gives postings, one
reads the trail. Whoever holds one of the three holds nothing else at that time, and nobody grants anything to himself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from doudi.foundation.domain.roles import Role
from doudi.units.text import Problem, Text

ADMINISTRATORS = frozenset({Role.system_admin, Role.security_admin, Role.audit_admin})


@dataclass(frozen=True, slots=True)
class Term:
    """A posting as far as these rules care: role and area, first day, last day (None: open)."""

    role: Role
    area_code: str
    first: date
    last: date | None

    def overlaps(self, other: Term) -> bool:
        ends_first = self.last is not None and self.last < other.first
        begins_after = other.last is not None and other.last < self.first
        return not (ends_first or begins_after)


def find_conflicts(wanted: Term, held: Iterable[Term]) -> list[Problem]:
    """What forbids `wanted` beside the postings that the person holds already."""
    return [p for term in held if wanted.overlaps(term) for p in _conflict(wanted, term)]


def _conflict(wanted: Term, held: Term) -> list[Problem]:
    if wanted.role is held.role and wanted.area_code == held.area_code:
        words = Text(
            "这个人在这段时间已经有同样的岗位", "This person already holds this posting then"
        )
    elif wanted.role is not held.role and {wanted.role, held.role} & ADMINISTRATORS:
        words = Text(
            "系统、安全、审计三种管理员不能由一人兼任，也不能兼任业务岗位；这个人同期是{held}",
            "System, security and audit administrators are different people and hold no other "
            "posting; this person is {held} at that time",
        ).format(held=held.role.label)
    else:
        return []
    return [Problem(words)]
