"""What nobody has found out yet: facts that are left open here and there, as in every real register."""

from __future__ import annotations

from doudi.law.people.people import People

PART = "gaps."


def draw_gaps(people: People) -> None:
    """Leave facts open, each at its own rate; lists of supporters that may have more rows."""
    for name in people.figures.entries:
        fact = name.removeprefix(PART)
        if name.startswith(PART) and fact in people.facts:
            rows = len(people.facts[fact])
            people.known[fact] = ~people.chance.happens(rows, people.figures[name])
    open_lists = people.chance.happens(people.households, people.figures["gaps.supporters"])
    people.complete["supporter"] = ~open_lists
