"""How a programme meets the others, in words: the stacking matrix as cards show it, on a date in a place."""

from __future__ import annotations

from dataclasses import dataclass

from doudi.rules.cards import Cards, Link
from doudi.rules.stacking import (
    ADD,
    CHOOSE,
    DIFFERENCE,
    EXCLUSIVE,
    LOCAL,
    PREREQUISITE,
    RELATIONS,
)
from doudi.units.text import Text

# A cell of the matrix has room for one word.
SHORT_LABELS = {
    EXCLUSIVE: Text("互斥", "never"),
    CHOOSE: Text("选一", "choose"),
    DIFFERENCE: Text("补差", "top-up"),
    PREREQUISITE: Text("前提", "opens"),
    ADD: Text("叠加", "both"),
    LOCAL: Text("看当地", "local"),
}
# Read from one side, the two relations that have a direction.
_TOWARDS_OTHER = {
    DIFFERENCE: Text("享受本项的，由它补足差额", "pays the difference on top of this one"),
    PREREQUISITE: Text("享受本项，才能享受它", "is open to those who have this one"),
}
_TOWARDS_THIS = {
    DIFFERENCE: Text("本项在它之上补足差额", "this one pays the difference on top of it"),
    PREREQUISITE: Text("享受它，才能享受本项", "opens this one"),
}


@dataclass(frozen=True, slots=True)
class Meeting:
    """What another programme is to this one. `switch`: the value of the place that settles it."""

    other: Link
    relation: str
    short: str
    label: str
    text: str
    cited: tuple[tuple[str, Link | None], ...]
    switch: Link | None
    is_settled: bool  # by the place, where it is the place's to settle


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One programme beside all others; None where it stands beside itself, or the matrix says nothing."""

    programme: Link
    cells: tuple[Meeting | None, ...]

    @property
    def meetings(self) -> list[Meeting]:
        return [cell for cell in self.cells if cell is not None]


def stacking_matrix(cards: Cards) -> list[MatrixRow]:
    """Every programme that the matrix speaks of, in the order of the rulebook."""
    paired = {name for pair in cards.book.stacking for name in (pair.first, pair.second)}
    names = [name for name in cards.book.programmes if name in paired]
    return [
        MatrixRow(cards.home_link(one), tuple(_meeting(cards, one, other) for other in names))
        for one in names
    ]


def meetings_of(cards: Cards, name: str) -> list[Meeting]:
    """What each other programme is to this one."""
    found = (_meeting(cards, name, other) for other in cards.book.programmes)
    return [meeting for meeting in found if meeting is not None]


def _meeting(cards: Cards, one: str, other: str) -> Meeting | None:
    pairing = cards.book.stacking.between(one, other)
    if pairing is None:
        return None
    relation = cards.edition.relation(pairing)
    side = _TOWARDS_OTHER if pairing.first == one else _TOWARDS_THIS
    return Meeting(
        cards.home_link(other),
        relation,
        cards.t(SHORT_LABELS[relation]),
        cards.t(side.get(relation, RELATIONS[relation])),
        cards.t(pairing.text),
        cards.cited(pairing.law),
        cards.link(pairing.value) if pairing.value else None,
        relation != LOCAL,
    )
