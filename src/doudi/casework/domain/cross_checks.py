"""What departments report of a family (核对), as the register can take it."""

from __future__ import annotations

from dataclasses import dataclass

from doudi.units.text import Text

#: How an applicant is told the result.
WAYS = {
    "in_person": Text("当面", "in person"),
    "by_phone": Text("电话", "by telephone"),
    "by_message": Text("短信、微信", "by message"),
    "by_letter": Text("书面", "in writing"),
}
MOST_FINDINGS = 300


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a source holds on a member. `fact` and its stored value where the register can take it; else words only."""

    person: int
    source: str
    text: str = ""
    fact: str = ""
    value: int | None = None
    option: str | None = None
