"""Saved ways of reading the exports that a county gets every month, so that nobody matches columns twice.

Shipped ones are realistic examples in `shipped/*.yaml`; a county adopts one and edits it on its page.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib import resources

import yaml

from doudi.foundation.access import Viewer
from doudi.registry.imports.ledgers import get_ledger
from doudi.registry.models import ImportMapping
from doudi.registry.selectors.imports import list_mappings


@lru_cache(maxsize=1)
def shipped_mappings() -> tuple[ImportMapping, ...]:
    """The examples that come with Doudi, not in the database."""
    folder = resources.files("doudi.registry.imports").joinpath("shipped")
    files = sorted(p for p in folder.iterdir() if p.name.endswith(".yaml"))
    return tuple(_read(path.read_text(encoding="utf-8")) for path in files)


def _read(text: str) -> ImportMapping:
    data = yaml.safe_load(text)
    ledger = get_ledger(data["ledger"])
    for target in data["columns"].values():
        ledger.field(target)
    return ImportMapping(
        area_code="",
        name=data["name"],
        ledger=ledger.name,
        header=list(data["columns"]),
        columns=data["columns"],
        options=data["options"],
    )


def recognise(viewer: Viewer, header: Sequence[str], ledger: str = "") -> ImportMapping | None:
    """The mapping all of whose columns this header has: of several the one that uses most, then a county's own, the newest."""
    known = [*shipped_mappings(), *list_mappings(viewer)]
    names = set(header)
    fitting = [m for m in known if ledger in ("", m.ledger) and m.header and set(m.header) <= names]
    return max(fitting, key=lambda m: (len(m.header), m.pk or 0), default=None)
