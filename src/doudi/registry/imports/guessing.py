"""Which column of a file is which field: by the words in its header. A guess, shown for correction before anything is read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from doudi.registry.imports.ledgers import Ledger, get_ledger, ledgers
from doudi.units.text import plain

_BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]")
_NOISE = re.compile(r"[\s*＊:：_/、，,\-]+")


def normal(word: str) -> str:
    """A header without blanks, stars and signs, in lower case: “* 身份证号码：” is 身份证号码."""
    return _NOISE.sub("", plain(word)).lower()


def guess_columns(header: Sequence[str], ledger: Ledger) -> dict[str, str]:
    """Header cell → field. Each field once: the closest word wins, then the earlier column."""
    known = _known(ledger.name)
    found: dict[str, str] = {}
    taken: set[str] = set()
    for spell in (normal, lambda word: normal(_BRACKETS.sub("", word))):
        for cell in header:
            target = known.get(spell(cell))
            if cell and cell not in found and target and target not in taken:
                found[cell] = target
                taken.add(target)
    return found


def guess_ledger(header: Sequence[str]) -> str:
    """The ledger whose words this header uses most; one that lacks a required column does not count."""

    def score(ledger: Ledger) -> tuple[bool, int]:
        found = guess_columns(header, ledger)
        return set(ledger.required) <= set(found.values()), len(found)

    return max(ledgers().values(), key=score).name


def score_header(cells: Sequence[str], ledger_name: str = "") -> int:
    """How many cells of a row are names of columns: what tells a header from a title and from data."""
    names = [ledger_name] if ledger_name else list(ledgers())
    return max(len(guess_columns(cells, get_ledger(name))) for name in names)


@cache
def _known(ledger_name: str) -> dict[str, str]:
    found: dict[str, str] = {}
    fields = get_ledger(ledger_name).fields.values()
    for rank in (lambda f: (f.label.zh,), lambda f: (f.name, f.label.en), lambda f: f.words):
        for field in fields:
            for word in rank(field):
                found.setdefault(normal(word), field.name)
    return found
