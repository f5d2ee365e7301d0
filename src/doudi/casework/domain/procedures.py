"""A procedure of the law as data: states, actions with their actors, clocks. One YAML file for each version; nothing here knows a database.

    book = read_procedures([folder])            every fault of every file, at once
    book.in_force("dibao", area, on)            the version that a case begins with
    book.version("dibao", "2021")               the version that it began with

No figure stands in a procedure: `days: notice_days` names a value of the law (`law/cn/procedure/values`), which places may set.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from doudi.rules.marked_yaml import Marks, read_marked
from doudi.units.area import ancestors
from doudi.units.text import Problem, ProblemsError, Text

CLOCK_KINDS = ("limit", "wait", "shown")
UNITS = ("working_days", "calendar_days")
LEVELS = ("township", "county")


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


@dataclass(frozen=True, slots=True)
class AuthorityRule:
    """Who decides: the township where `delegated` (a truth value) says so, or up to the amount `township_limit`; else the county.
    `spot_check_share`: the rate of cases that the decider visits, drawn at random; "" none."""

    delegated: str = ""
    township_limit: str = ""
    spot_check_share: str = ""


@dataclass(frozen=True)
class Procedure:
    """One version of one procedure. `first`: the action that opens a case."""

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

    def holds(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on <= self.until)

    def actions_from(self, state: str) -> list[Action]:
        return [a for a in self.actions.values() if state in a.sources]


class ProcedureBook:
    """Every version of every procedure."""

    def __init__(self, procedures: Iterable[Procedure]) -> None:
        self._all = list(procedures)
        problems = [
            Problem(
                Text(
                    f"{p.name} 的 {p.version} 版写了两次", f"{p.name} {p.version} is written twice"
                ),
                p.where,
                None,
            )
            for i, p in enumerate(self._all)
            if any(
                q.name == p.name and q.version == p.version and q.area == p.area
                for q in self._all[:i]
            )
        ]
        if problems:
            raise ProblemsError(problems)

    def __iter__(self) -> Any:
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
        """The procedure by which a programme is applied for."""
        names = dict.fromkeys(p.name for p in self._all if programme in p.programmes)
        found = [self.in_force(name, area, on) for name in names]
        return next((p for p in found if p is not None and programme in p.programmes), None)


def read_procedures(folders: Iterable[Path], *, known: Known | None = None) -> ProcedureBook:
    """Every *.yaml of the folders. `known`: names that the house has, to check against.

    Raises:
        ProblemsError: every fault of every file, with its line.
    """
    found, problems = [], []
    for folder in folders:
        for path in sorted(folder.glob("*.yaml")):
            try:
                found.append(read_procedure(path, known))
            except ProblemsError as error:
                problems += error.problems
    if problems:
        raise ProblemsError(problems)
    return ProcedureBook(found)


@dataclass(frozen=True, slots=True)
class Known:
    """What a procedure may name. None in a field: not checked."""

    roles: frozenset[str]
    guards: frozenset[str]
    letters: frozenset[str]
    values: frozenset[str]
    programmes: frozenset[str]
    conditions: frozenset[str]
    forms: frozenset[str]


def read_procedure(path: Path, known: Known | None = None) -> Procedure:
    """One file. Raises ProblemsError with every fault: shape, unknown names, states nobody reaches, states nobody leaves."""
    data, marks = read_marked(path.read_text(encoding="utf-8"), path.name)
    reader = _Reader(data if isinstance(data, dict) else {}, marks)
    procedure = reader.read()
    if procedure is not None:
        reader.check(procedure, known)
    if reader.problems:
        raise ProblemsError(reader.problems)
    assert procedure is not None
    return procedure


_KEYS = {
    "procedure", "version", "name", "programmes", "in_force_from", "in_force_until", "area", "legal_basis",
    "states", "actions", "clocks", "authority", "opens", "about",
}  # fmt: skip
_STATE_KEYS = {"zh", "en", "outcome"}
_ACTION_KEYS = {"zh", "en", "from", "to", "actors", "needs", "makes", "form", "adverse", "law"}
_CLOCK_KEYS = {
    "zh", "en", "kind", "days", "unit", "starts", "ends", "stops_in", "extended_by", "extended_days", "when", "law",
}  # fmt: skip
_AUTHORITY_KEYS = {"delegated", "township_limit", "spot_check_share"}


class _Reader:
    """Reads one file and collects every fault."""

    def __init__(self, data: dict[str, Any], marks: Marks) -> None:
        self.data, self.marks, self.problems = data, marks, list[Problem]()

    def fault(self, zh: str, en: str, *path: str | int, value: object = None) -> None:
        shown = None if value is None else str(value)
        self.problems.append(Problem(Text(zh, en), self.marks.where(tuple(path)), shown))

    def read(self) -> Procedure | None:
        data = self.data
        for key in data:
            if key not in _KEYS:
                self.fault(f"不认识“{key}”", f"unknown key {key!r}", key)
        for key in ("procedure", "version", "name", "in_force_from", "states", "actions", "opens"):
            if key not in data:
                self.fault(f"缺少 {key}", f"{key} is missing")
        if self.problems:
            return None
        states = {n: self._state(n, s) for n, s in self._entries("states")}
        actions = {n: self._action(n, a, states) for n, a in self._entries("actions")}
        clocks = {n: self._clock(n, c) for n, c in self._entries("clocks")}
        authority = data.get("authority") or {}
        self._only(authority, _AUTHORITY_KEYS, "authority")
        if self.problems:
            return None
        return Procedure(
            str(data["procedure"]),
            str(data["version"]),
            _text(data["name"]),
            tuple(data.get("programmes") or ()),
            _day(data["in_force_from"]),
            _day(data["in_force_until"]) if data.get("in_force_until") else None,
            str(data.get("area") or ""),
            tuple(_text(t) for t in data.get("legal_basis") or ()),
            states,
            actions,
            clocks,
            AuthorityRule(**authority),
            str(data["opens"]),
            self.marks.name,
            dict(data.get("about") or {}),
        )

    def _entries(self, part: str) -> list[tuple[str, dict[str, Any]]]:
        rows = self.data.get(part) or {}
        good = []
        for name, entry in rows.items():
            if isinstance(entry, dict) and "zh" in entry and "en" in entry:
                good.append((str(name), entry))
            else:
                self.fault(f"{name} 缺少中文或英文名称", f"{name} lacks its names", part, name)
        return good

    def _only(self, entry: dict[str, Any], allowed: set[str], *path: str | int) -> None:
        for key in entry:
            if key not in allowed:
                self.fault(f"不认识“{key}”", f"unknown key {key!r}", *path, key)

    def _state(self, name: str, entry: dict[str, Any]) -> State:
        self._only(entry, _STATE_KEYS, "states", name)
        return State(name, _text(entry), str(entry.get("outcome") or ""))

    def _action(self, name: str, entry: dict[str, Any], states: dict[str, State]) -> Action:
        self._only(entry, _ACTION_KEYS, "actions", name)
        sources = entry.get("from", [])
        if sources == "open":
            sources = [s.name for s in states.values() if not s.is_end]
        to = entry.get("to")
        return Action(
            name,
            _text(entry),
            tuple(_list(sources)),
            None if to in (None, "same") else str(to),
            tuple(_list(entry.get("actors", []))),
            tuple(_list(entry.get("needs", []))),
            tuple(_list(entry.get("makes", []))),
            str(entry.get("form") or ""),
            bool(entry.get("adverse", False)),
            str(entry.get("law") or ""),
        )

    def _clock(self, name: str, entry: dict[str, Any]) -> ClockRule:
        self._only(entry, _CLOCK_KEYS, "clocks", name)
        for key in ("kind", "days", "unit", "starts"):
            if key not in entry:
                self.fault(f"{name} 缺少 {key}", f"{name} lacks {key}", "clocks", name)
        return ClockRule(
            name,
            _text(entry),
            str(entry.get("kind") or ""),
            str(entry.get("days") or ""),
            str(entry.get("unit") or ""),
            tuple(_list(entry.get("starts", []))),
            tuple(_list(entry.get("ends", []))),
            tuple(_list(entry.get("stops_in", []))),
            tuple(_list(entry.get("extended_by", []))),
            str(entry.get("extended_days") or ""),
            str(entry.get("when") or ""),
            str(entry.get("law") or ""),
        )

    # -- what must hold of the whole -----------------------------------------------------------------
    def check(self, procedure: Procedure, known: Known | None) -> None:
        self._check_actions(procedure)
        self._check_clocks(procedure)
        self._check_ways(procedure)
        if known is not None:
            self._check_names(procedure, known)

    def _check_actions(self, procedure: Procedure) -> None:
        opening = procedure.actions.get(procedure.opens)
        if opening is None or opening.sources or opening.to is None:
            self.fault("opens 应是一个没有 from、有 to 的动作", "opens must be an action without `from`, with `to`", "opens")  # fmt: skip
        for action in procedure.actions.values():
            for state in (*action.sources, *([action.to] if action.to else [])):
                if state not in procedure.states:
                    self.fault(f"没有“{state}”这个环节", f"there is no state {state!r}", "actions", action.name, value=state)  # fmt: skip
                elif state in action.sources and procedure.states[state].is_end:
                    self.fault(f"“{state}”已经办结，不能再从它出发", f"{state} is an end: nothing leads on", "actions", action.name)  # fmt: skip
            if not action.actors:
                self.fault(f"{action.name} 没有写由谁办", f"{action.name} has no actor", "actions", action.name)  # fmt: skip
            if not action.sources and action.name != procedure.opens:
                self.fault(f"{action.name} 没有写从哪个环节出发", f"{action.name} starts nowhere", "actions", action.name)  # fmt: skip

    def _check_clocks(self, procedure: Procedure) -> None:
        for clock in procedure.clocks.values():
            if clock.kind not in CLOCK_KINDS:
                self.fault(f"kind 应是 {CLOCK_KINDS}", f"kind must be one of {CLOCK_KINDS}", "clocks", clock.name, "kind")  # fmt: skip
            if clock.unit not in UNITS:
                self.fault(f"unit 应是 {UNITS}", f"unit must be one of {UNITS}", "clocks", clock.name, "unit")  # fmt: skip
            for action in (*clock.starts, *clock.ends, *clock.extended_by):
                if action not in procedure.actions:
                    self.fault(f"没有“{action}”这个动作", f"there is no action {action!r}", "clocks", clock.name, value=action)  # fmt: skip
            for state in clock.stops_in:
                if state not in procedure.states:
                    self.fault(f"没有“{state}”这个环节", f"there is no state {state!r}", "clocks", clock.name, value=state)  # fmt: skip
            if bool(clock.extended_by) != bool(clock.extended_days):
                self.fault("extended_by 和 extended_days 要一起写", "extended_by and extended_days go together", "clocks", clock.name)  # fmt: skip

    def _check_ways(self, procedure: Procedure) -> None:
        opening = procedure.actions.get(procedure.opens)
        if self.problems or opening is None or opening.to is None:
            return
        reached, waiting = set[str](), [opening.to]
        while waiting:
            state = waiting.pop()
            if state in reached:
                continue
            reached.add(state)
            waiting += [a.to for a in procedure.actions_from(state) if a.to]
        for place in procedure.states.values():
            if place.name not in reached:
                self.fault(f"没有办法走到“{place.name}”", f"nothing leads to {place.name!r}", "states", place.name)  # fmt: skip
            elif not place.is_end and not _can_end(procedure, place.name):
                self.fault(f"走到“{place.name}”就出不来了", f"{place.name!r} is a dead end", "states", place.name)  # fmt: skip

    def _check_names(self, procedure: Procedure, known: Known) -> None:
        def check(names: Iterable[str], good: frozenset[str], zh: str, en: str, *path: str) -> None:
            for name in names:
                if name and name not in good:
                    self.fault(f"没有叫“{name}”的{zh}", f"there is no {en} called {name!r}", *path, value=name)  # fmt: skip

        check(procedure.programmes, known.programmes, "项目", "programme", "programmes")
        for action in procedure.actions.values():
            path = ("actions", action.name)
            check(action.actors, known.roles, "岗位", "role", *path)
            check(action.needs, known.guards, "条件", "guard", *path)
            check(action.makes, known.letters, "文书", "letter", *path)
            check([action.form], known.forms, "页面", "form", *path)
        for clock in procedure.clocks.values():
            path = ("clocks", clock.name)
            check([clock.days, clock.extended_days], known.values, "数值", "value", *path)
            check([clock.when], known.conditions, "情形", "condition", *path)
        rule = procedure.authority
        names = [rule.delegated, rule.township_limit, rule.spot_check_share]
        check(names, known.values, "数值", "value", "authority")


def _can_end(procedure: Procedure, state: str) -> bool:
    seen, waiting = set[str](), [state]
    while waiting:
        here = waiting.pop()
        if procedure.states[here].is_end:
            return True
        if here not in seen:
            seen.add(here)
            waiting += [a.to for a in procedure.actions_from(here) if a.to]
    return False


def _text(entry: dict[str, Any]) -> Text:
    return Text(str(entry["zh"]), str(entry["en"]))


def _list(written: Any) -> list[str]:
    return [str(w) for w in (written if isinstance(written, list) else [written])]


def _day(written: Any) -> date:
    return date.fromisoformat(str(written))
