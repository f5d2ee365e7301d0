"""A county's first run beside the file that it really paid last: who gets the same, another amount, nothing any more, something new. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from doudi.units.text import Problem, Text

Whose = tuple[int, int, str]  # household (0: a person's own), person, programme

#: Why a difference is right, or what becomes of it: a person says so, in words too.
CAUSES = {
    "ended": Text("待遇已经停止，有决定", "the award has ended by a decision"),
    "died": Text("本人已经死亡", "the person has died"),
    "moved": Text("已经迁出，由迁入地发放", "moved away and is paid there"),
    "corrected": Text("按决定或者新标准更正了金额", "the amount was put right by a decision or a new standard"),
    "other_road": Text("改由别的渠道发放", "is paid by another road now"),
    "there_wrong": Text("上次的名单有误", "the last list was wrong"),
    "pays_next": Text("还没有查清，查清后下一批补发", "not clear yet: paid by the next run once it is"),
    "other": Text("其他", "something else"),
}  # fmt: skip

SAME, DIFFERENT, ONLY_THERE, ONLY_HERE, STRANGER = "same", "different", "only_there", "only_here", "stranger"  # fmt: skip
KINDS = {
    ONLY_THERE: Text("上次发了，这次没有", "paid last time, not in this run"),
    STRANGER: Text("上次发了，登记里没有这个人", "paid last time, not in the register"),
    DIFFERENT: Text("金额不同", "another amount"),
    ONLY_HERE: Text("上次没有，这次要发", "not paid last time, in this run"),
    SAME: Text("一致", "the same"),
}
#: Somebody's money would stop: nobody signs before each of them is explained.
STOPS = (ONLY_THERE, STRANGER)


@dataclass(frozen=True, slots=True)
class Difference:
    """`key`: the same for the same award in whichever file. `line`: the row of the file; None where it is only in the run. `reason`: why the run does not pay it, a key of reasons.py."""

    kind: str
    name: str
    programme: str
    there_fen: int
    here_fen: int
    household: int | None = None
    line: int | None = None
    reason: str = ""
    key: str = ""


@dataclass(slots=True)
class Comparison:
    """Of the whole file; `differences` in the order that matters: whose money would stop comes first."""

    counts: dict[str, int] = field(default_factory=dict)
    there_fen: int = 0
    here_fen: int = 0
    differences: list[Difference] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def nobody_stops(self) -> bool:
        return not self.counts.get(ONLY_THERE) and not self.counts.get(STRANGER)


@dataclass(frozen=True, slots=True)
class Paid:
    """A row of the file: `whose` None where the register has nobody with this number."""

    line: int
    name: str
    programme: str
    fen: int
    whose: Whose | None
    household: int | None
    key: str = ""


@dataclass(frozen=True, slots=True)
class Planned:
    """What the run does: `fen` for its month; `held` why not, where nothing is paid."""

    name: str
    household: int
    fen: int
    held: str = ""


def key_of(whose: Whose) -> str:
    return ":".join(map(str, whose))


def compare(there: list[Paid], here: Mapping[Whose, Planned]) -> Comparison:
    found = Comparison()
    seen: set[Whose] = set()
    every: list[Difference] = []
    for row in there:
        found.there_fen += row.fen
        if row.whose is not None:
            seen.add(row.whose)
        planned = here.get(row.whose) if row.whose is not None else None
        fen = planned.fen if planned else 0
        if row.whose is None:
            kind = STRANGER
        elif not fen:
            kind = ONLY_THERE
        else:
            kind = SAME if fen == row.fen else DIFFERENT
        reason = planned.held if planned else ""
        every.append(Difference(kind, row.name, row.programme, row.fen, fen, row.household, row.line, reason, row.key))  # fmt: skip
    for whose, planned in here.items():
        found.here_fen += planned.fen
        if planned.fen and whose not in seen:
            every.append(Difference(ONLY_HERE, planned.name, whose[2], 0, planned.fen, planned.household, key=key_of(whose)))  # fmt: skip
    for kind in KINDS:
        those = [d for d in every if d.kind == kind]
        found.counts[kind] = len(those)
        if kind != SAME:
            found.differences += those
    return found
