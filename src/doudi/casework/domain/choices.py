"""What a family may apply for, as the rules see it now: one choice for each programme and person, near troubles first.

dibao            a programme of the household
tekun:12         a programme of the person 12
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from doudi.rules.decide import (
    ELECTION,
    ELIGIBLE,
    NOT_ELIGIBLE,
    NOT_YET,
    UNDETERMINED,
    Decision,
    Need,
    Result,
)

HOUSEHOLD = "household"
ORDER = (ELIGIBLE, UNDETERMINED, NOT_YET, NOT_ELIGIBLE)


@dataclass(frozen=True, slots=True)
class Choice:
    """`person`: the id of the member whom it is for; None: the household. `is_near`: a trouble that was said leads to it."""

    programme: str
    person: int | None
    result: Result
    is_near: bool

    @property
    def key(self) -> str:
        return self.programme if self.person is None else f"{self.programme}:{self.person}"


def choices_of(
    decision: Decision, members: Sequence[int], near: Iterable[str] = ()
) -> list[Choice]:
    """Every result of a decision as a choice. `members`: ids of the persons in the rows of the case."""
    wanted = {name: place for place, name in enumerate(near)}
    found = []
    for result in decision.results:
        programme = result.programme
        of_household = programme.subject == HOUSEHOLD
        person = None if of_household else members[result.row]
        found.append(Choice(programme.name, person, result, programme.name in wanted))
    return sorted(
        found,
        key=lambda c: (
            ORDER.index(c.result.verdict),
            wanted.get(c.programme, len(wanted)),
            -(c.result.amount_fen or 0),
        ),
    )


def split_key(key: str) -> tuple[str, int | None]:
    """Raises ValueError: no such key."""
    programme, _, person = key.partition(":")
    if not person:
        return programme, None
    if not (person.isascii() and person.isdigit() and len(person) < 19):
        raise ValueError(key)
    return programme, int(person)


def facts_needed(choices: Iterable[Choice]) -> list[Need]:
    """What the choices still have to know, each once: facts only, and what the law leaves to the family."""
    found: dict[tuple[str, int, str], Need] = {}
    for choice in choices:
        for need in choice.result.needs:
            if need.kind == "fact":
                found.setdefault((need.entity, need.row, need.name), need)
    return sorted(found.values(), key=lambda n: n.name.startswith(ELECTION))
