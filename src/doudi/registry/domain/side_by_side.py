"""Two files beside one another: what agrees, what differs, what only one of them says."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass

from doudi.units.text import Text

SAME, DIFFERS, ONE_SIDED = "same", "differs", "one_sided"


@dataclass(frozen=True, slots=True)
class Said:
    """What a file says of one thing: as shown, and what is compared ("" and None: nothing is said)."""

    shown: Text
    compared: Hashable


NOTHING = Said(Text("", ""), None)


@dataclass(frozen=True, slots=True)
class Row:
    """One thing in both files. `verdict`: same, differs, or one_sided where at most one of them says anything."""

    label: Text
    first: Said
    second: Said
    verdict: str


def said(text: str | Text, compared: Hashable = None) -> Said:
    """A value that is compared as it is shown, unless said otherwise."""
    both = text if isinstance(text, Text) else Text(text, text)
    return Said(both, both.zh if compared is None else compared)


def compare(label: Text, first: Said, second: Said) -> Row:
    if first.compared in (None, "") or second.compared in (None, ""):
        return Row(label, first, second, ONE_SIDED)
    return Row(label, first, second, SAME if first.compared == second.compared else DIFFERS)


def compare_all(
    labels: Mapping[str, Text], first: Mapping[str, Said], second: Mapping[str, Said]
) -> list[Row]:
    """A row for each label of which either file says something, in the labels' order."""
    rows = [compare(labels[k], first.get(k, NOTHING), second.get(k, NOTHING)) for k in labels]
    return [row for row in rows if row.first.shown.zh or row.second.shown.zh]


def count_differences(rows: Iterable[Row]) -> int:
    return sum(row.verdict == DIFFERS for row in rows)
