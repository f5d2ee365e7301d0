"""What must hold of a whole procedure: every way leads to an end, every name that it uses exists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from doudi.casework.domain.procedures import CLOCK_KINDS, OUTCOMES, UNITS, ClockRule, Procedure
from doudi.units.text import Text


@dataclass(frozen=True, slots=True)
class Known:
    """What a procedure may name in a house."""

    roles: frozenset[str]
    guards: frozenset[str]
    letters: frozenset[str]
    values: frozenset[str]
    programmes: frozenset[str]
    conditions: frozenset[str]
    forms: frozenset[str]


@dataclass(frozen=True, slots=True)
class Fault:
    """One sentence, and where in the file its cause stands."""

    text: Text
    path: tuple[str | int, ...]
    value: str | None = None


def faults_of(procedure: Procedure, known: Known | None) -> list[Fault]:
    """Everything that is wrong with a procedure whose file could be read. `known` None: names are not checked."""
    faults = [*_states(procedure), *_actions(procedure), *_clocks(procedure)]
    if not faults:
        faults = list(_ways(procedure))
    return faults + (list(_names(procedure, known)) if known is not None else [])


def _fault(zh: str, en: str, *path: str, value: str | None = None) -> Fault:
    return Fault(Text(zh, en), path, value)


def _states(procedure: Procedure) -> Iterator[Fault]:
    for state in procedure.states.values():
        if state.outcome not in ("", *OUTCOMES):
            yield _fault(f"outcome 应是 {'、'.join(OUTCOMES)} 之一", f"outcome must be one of {', '.join(OUTCOMES)}", "states", state.name, "outcome", value=state.outcome)  # fmt: skip


def _actions(procedure: Procedure) -> Iterator[Fault]:
    opening = procedure.actions.get(procedure.opens)
    if opening is None or opening.sources or opening.to is None:
        yield _fault("opens 应是一个没有 from、有 to 的动作", "opens must be an action without `from`, with `to`", "opens", value=procedure.opens)  # fmt: skip
    for action in procedure.actions.values():
        path = ("actions", action.name)
        for state in (*action.sources, *([action.to] if action.to else [])):
            if state not in procedure.states:
                yield _fault(f"没有“{state}”这个环节", f"there is no state {state!r}", *path, value=state)  # fmt: skip
            elif state in action.sources and procedure.states[state].is_end:
                yield _fault(f"“{state}”已经办结，不能再从它出发", f"{state} is an end: nothing leads on", *path, "from")  # fmt: skip
        if not action.actors:
            yield _fault(f"{action.name} 没有写由谁办", f"{action.name} has no actor", *path)
        if not action.sources and action.name != procedure.opens:
            yield _fault(f"{action.name} 没有写从哪个环节出发", f"{action.name} starts nowhere", *path)  # fmt: skip


def _clocks(procedure: Procedure) -> Iterator[Fault]:
    for clock in procedure.clocks.values():
        path = ("clocks", clock.name)
        if clock.kind not in CLOCK_KINDS:
            yield _fault(f"kind 应是 {'、'.join(CLOCK_KINDS)} 之一", f"kind must be one of {', '.join(CLOCK_KINDS)}", *path, "kind", value=clock.kind)  # fmt: skip
        if clock.unit not in UNITS:
            yield _fault(f"unit 应是 {'、'.join(UNITS)} 之一", f"unit must be one of {', '.join(UNITS)}", *path, "unit", value=clock.unit)  # fmt: skip
        yield from _clock_names(procedure, clock)
        if bool(clock.extended_by) != bool(clock.extended_days):
            yield _fault("extended_by 和 extended_days 要一起写", "extended_by and extended_days go together", *path)  # fmt: skip


def _clock_names(procedure: Procedure, clock: ClockRule) -> Iterator[Fault]:
    for key in ("starts", "ends", "extended_by"):
        for action in getattr(clock, key):
            if action not in procedure.actions:
                yield _fault(f"没有“{action}”这个动作", f"there is no action {action!r}", "clocks", clock.name, key, value=action)  # fmt: skip
    for state in clock.stops_in:
        if state not in procedure.states:
            yield _fault(f"没有“{state}”这个环节", f"there is no state {state!r}", "clocks", clock.name, "stops_in", value=state)  # fmt: skip


def _ways(procedure: Procedure) -> Iterator[Fault]:
    reached = reachable(procedure)
    for state in procedure.states.values():
        if state.name not in reached:
            yield _fault(f"没有办法走到“{state.name}”", f"nothing leads to {state.name!r}", "states", state.name)  # fmt: skip
        elif not any(procedure.states[s].is_end for s in reachable(procedure, state.name)):
            yield _fault(f"走到“{state.name}”就出不来了", f"{state.name!r} is a dead end", "states", state.name)  # fmt: skip


def reachable(procedure: Procedure, start: str = "") -> set[str]:
    """The states to which a case can come from a state (itself included); from the beginning where none is given."""
    waiting = [start or procedure.actions[procedure.opens].to or ""]
    reached = set[str]()
    while waiting:
        state = waiting.pop()
        if state not in reached:
            reached.add(state)
            waiting += [a.to for a in procedure.actions_from(state) if a.to]
    return reached


def values_of(procedure: Procedure) -> list[str]:
    """The values of the law that a procedure names."""
    rule = procedure.authority
    named = [rule.delegated, rule.township_limit, rule.spot_check_share, procedure.notice_if]
    for clock in procedure.clocks.values():
        named += [clock.days, clock.extended_days]
    return [name for name in dict.fromkeys(named) if name]


def _names(procedure: Procedure, known: Known) -> Iterator[Fault]:
    def check(names: Iterable[str], good: frozenset[str], zh: str, en: str, *path: str) -> Iterator[Fault]:  # fmt: skip
        for name in names:
            if name and name not in good:
                yield _fault(f"没有叫“{name}”的{zh}", f"there is no {en} called {name!r}", *path, value=name)  # fmt: skip

    yield from check(procedure.programmes, known.programmes, "项目", "programme", "programmes")
    for action in procedure.actions.values():
        path = ("actions", action.name)
        yield from check(action.actors, known.roles, "岗位", "role", *path, "actors")
        yield from check(action.needs, known.guards, "条件", "guard", *path, "needs")
        yield from check(action.makes, known.letters, "文书", "letter", *path, "makes")
        yield from check([action.form], known.forms, "页面", "form", *path, "form")
    for clock in procedure.clocks.values():
        path = ("clocks", clock.name)
        yield from check([clock.days], known.values, "数值", "value", *path, "days")
        yield from check(
            [clock.extended_days], known.values, "数值", "value", *path, "extended_days"
        )
        yield from check([clock.when], known.conditions, "情形", "condition", *path, "when")
    rule = procedure.authority
    for key in ("delegated", "township_limit", "spot_check_share"):
        yield from check([getattr(rule, key)], known.values, "数值", "value", "authority", key)
    yield from check([procedure.notice_if], known.values, "数值", "value", "notice_if")
