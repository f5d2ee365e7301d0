"""A procedure of the law as data: states, actions with their actors, clocks. One YAML file for each version; nothing here knows a database.

    book = read_procedures([folder])            every fault of every file, at once (procedure_reader.py)
    book.in_force("dibao", area, on)            the version that a case begins with
    book.version("dibao", "2021")               the version that it began with

No figure stands in a procedure: `days: notice_days` names a value of the law (`law/cn/procedure/values`), which places may set.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from typing import Any

from doudi.units.area import ancestors
from doudi.units.text import Problem, ProblemsError, Text

CLOCK_KINDS = ("limit", "wait", "shown")
UNITS = ("working_days", "calendar_days")
OUTCOMES = ("granted", "refused", "closed")


@dataclass(frozen=True, slots=True)
class State:
    """Where a case can stand. `outcome` of an end: granted, refused, closed; empty while the case is open."""

    name: str
    label: Text
    outcome: str = ""

    @property
    def is_end(self) -> bool:
        return bool(self.outcome)


@dataclass(frozen=True, slots=True)
class Action:
    """What somebody may do in a state. `to` None: the case stays where it is. `needs`: guards; `makes`: letters and forms.

    `form`: the page on which it is done ("": the plain one with a note). `adverse`: a reason is asked for.
    """

    name: str
    label: Text
    sources: tuple[str, ...]
    to: str | None
    actors: tuple[str, ...]
    needs: tuple[str, ...]
    makes: tuple[str, ...]
    form: str
    adverse: bool
    law: str


@dataclass(frozen=True, slots=True)
class ClockRule:
    """A period. `days`: the value that says how many. It starts and ends with actions, stands still in `stops_in`.

    `extended_by`: actions that put the value `extended_days` in the place of `days`. limit: act by then; wait: not before;
    shown: another text's period, told but not counted. `when`: a condition of the case (domain/conditions), "" always.
    `if_set`: a period that only some places have; where none is entered the clock does not run, instead of stopping the work.
    """

    name: str
    label: Text
    kind: str
    days: str
    unit: str
    starts: tuple[str, ...]
    ends: tuple[str, ...]
    stops_in: tuple[str, ...]
    extended_by: tuple[str, ...]
    extended_days: str
    when: str
    law: str
    if_set: bool = False


@dataclass(frozen=True, slots=True)
class AuthorityRule:
    """Who decides: the township where `delegated` (a truth value) says so, or up to the amount `township_limit`; else the county.
    `spot_check_share`: the rate of cases that the decider visits, drawn at random; "" none."""

    delegated: str = ""
    township_limit: str = ""
    spot_check_share: str = ""


@dataclass(frozen=True)
class Procedure:
    """One version of one procedure. `opens`: the action that begins a case.

    `beside`: the ordinary procedure of the same programmes in whose place an officer may choose this one. `notice_if`: the
    truth value by which a place asks for a public notice (guard `notice_where_due`); "" the procedure's own steps say it.
    """

    name: str
    version: str
    label: Text
    programmes: tuple[str, ...]
    since: date
    until: date | None
    area: str
    basis: tuple[Text, ...]
    states: dict[str, State]
    actions: dict[str, Action]
    clocks: dict[str, ClockRule]
    authority: AuthorityRule
    opens: str
    where: str = ""
    about: dict[str, Any] = field(default_factory=dict)
    beside: str = ""
    notice_if: str = ""

    def holds(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on <= self.until)

    def actions_from(self, state: str) -> list[Action]:
        return [a for a in self.actions.values() if state in a.sources]


class ProcedureBook:
    """Every version of every procedure."""

    def __init__(self, procedures: Iterable[Procedure]) -> None:
        self._all = list(procedures)
        problems = [
            p for first, second in combinations(self._all, 2) for p in _clash(first, second)
        ]
        if problems:
            raise ProblemsError(problems)

    def __iter__(self) -> Iterator[Procedure]:
        return iter(self._all)

    @property
    def names(self) -> list[str]:
        return list(dict.fromkeys(p.name for p in self._all))

    def version(self, name: str, version: str) -> Procedure:
        """Raises KeyError: there is none."""
        for procedure in self._all:
            if procedure.name == name and procedure.version == version:
                return procedure
        raise KeyError(f"{name} {version}")

    def in_force(self, name: str, area: str, on: date) -> Procedure | None:
        """The nearest place's version that holds on the day; among several the latest."""
        found = [p for p in self._all if p.name == name and p.holds(on)]
        for place in (area, *ancestors(area), ""):
            here = [p for p in found if p.area == place]
            if here:
                return max(here, key=lambda p: p.since)
        return None

    def for_programme(self, programme: str, area: str, on: date) -> Procedure | None:
        """The ordinary procedure by which a programme is applied for; those `beside` it are chosen by name."""
        names = dict.fromkeys(p.name for p in self._all if programme in p.programmes)
        found = [self.in_force(name, area, on) for name in names]
        return next(
            (p for p in found if p is not None and programme in p.programmes and not p.beside), None
        )


def _clash(first: Procedure, second: Procedure) -> list[Problem]:
    """Two versions of one procedure in one place: one key, or days on which both would hold."""
    if (first.name, first.area) != (second.name, second.area):
        return []
    name, where = second.name, second.where
    if first.version == second.version:
        zh, en = (
            f"{name} 的 {second.version} 版写了两次",
            f"{name} {second.version} is written twice",
        )
        return [
            Problem(
                Text(f"{zh}（另一份：{first.where}）", f"{en} (also in {first.where})"), where, None
            )
        ]
    starts, ends = max(first.since, second.since), [d for d in (first.until, second.until) if d]
    if ends and min(ends) < starts:
        return []
    zh = f"{name} 的 {first.version} 版和 {second.version} 版从 {starts} 起同时有效，请写明 in_force_until"
    en = f"{name} {first.version} and {second.version} both hold from {starts}: give the earlier one in_force_until"
    return [Problem(Text(zh, en), where, None)]
