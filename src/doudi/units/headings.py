"""Which column of a table is which, by what offices call it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from doudi.units.text import plain


def find_columns(header: Sequence[str], words: Mapping[str, Collection[str]]) -> dict[str, int]:
    """Name → place of the first column that is called by one of its words; those that are missing are left out.

    Full-width figures and signs, blanks around and the case of letters make no difference.
    """
    names = {plain(word).lower(): name for name, said in words.items() for word in said}
    found: dict[str, int] = {}
    for place, cell in enumerate(header):
        name = names.get(plain(cell).lower())
        if name is not None:
            found.setdefault(name, place)
    return found
