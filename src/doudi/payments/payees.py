"""Whose hands a part of an award goes to, where that is not the person's own: care money to a caregiver, to an institution.

The rooms that know it (care agreements, institutions) register a source; what none of them names goes to the person's own
account, else to the household's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from doudi.foundation.access import Viewer
from doudi.units.dates import Month


@dataclass(frozen=True, slots=True)
class GivenTo:
    """From a month to a month (None: it goes on) this account gets a component of an award. `agreement`: the document that says so."""

    award: int
    component: str
    account: int  # a PayeeAccount
    first: Month
    last: Month | None
    agreement: int | None


#: (viewer, township) → what it knows of the awards there.
PayeeSource = Callable[[Viewer, str], Iterable[GivenTo]]
_sources: list[PayeeSource] = []


def register_payee(source: PayeeSource) -> None:
    """From an app's `ready`."""
    if source not in _sources:
        _sources.append(source)


def forget_payee(source: PayeeSource) -> None:
    """For tests."""
    _sources.remove(source)


def list_given(viewer: Viewer, area_code: str) -> list[GivenTo]:
    """In the order of the sources: the first that names a month counts."""
    return [given for source in _sources for given in source(viewer, area_code)]
