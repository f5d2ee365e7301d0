"""The rulebook of this installation: the shipped law, the county's own packs, and on top the figures that the place has signed on its pages.

Whoever keeps signed figures registers where they are (`register_local_law`); this app knows no tables of others. Inside `acting`
the newest pack is asked for once in each transaction, by one row of an index, so that all of a decision rests on one pack and
never on an old one; elsewhere (public pages) at each use. Books are kept by the digest of the pack.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

from doudi.foundation import database
from doudi.foundation.access import transaction_memory
from doudi.law import cn
from doudi.rules.rulebook import Rulebook
from doudi.rules.values import read_pack_text

PACK = "signed"
_MEMORY = "foundation.rulebook"


@dataclass(frozen=True, slots=True)
class LocalLaw:
    """`digest()`: that of the newest pack, "" for none. `content(digest)`: its text, as YAML or JSON."""

    digest: Callable[[], str]
    content: Callable[[str], str]


_source: LocalLaw | None = None


def register_local_law(source: LocalLaw | None) -> None:
    """Called once, from an app's `ready()`. None: the shipped law alone (tests without a database)."""
    global _source
    _source = source


def registered_local_law() -> LocalLaw | None:
    return _source


def get_rulebook() -> Rulebook:
    return rulebook_with_pack(current_pack_digest())


def current_pack_digest() -> str:
    """The digest of the signed figures that `get_rulebook` gives now: what a decision freezes. "": none are signed."""
    if _source is None or not database.is_open():
        return ""
    memory = transaction_memory()
    if memory is None:
        return _source.digest()
    if _MEMORY not in memory:
        memory[_MEMORY] = _source.digest()
    return str(memory[_MEMORY])


def forget_pack_of_transaction() -> None:
    """After a pack was signed: the same transaction sees it too."""
    memory = transaction_memory()
    if memory is not None:
        memory.pop(_MEMORY, None)


@lru_cache(maxsize=4)
def rulebook_with_pack(digest: str) -> Rulebook:
    """The rulebook as it was, or is, under one pack; "" is the one without any."""
    if not digest:
        return _without_pack()
    assert _source is not None
    return with_figures(_source.content(digest))


def with_figures(content: str) -> Rulebook:
    """The rulebook with a pack's text on top. Raises ProblemsError: every fault of the pack."""
    book = _without_pack()
    return book.with_pack(*read_pack_text(PACK, content, book.values.declarations, local=True))


@lru_cache(maxsize=1)
def _without_pack() -> Rulebook:
    return cn.load_rulebook(settings.DOUDI.local)


def forget_rulebooks() -> None:
    """For tests that change what the installation is made of."""
    rulebook_with_pack.cache_clear()
    _without_pack.cache_clear()
