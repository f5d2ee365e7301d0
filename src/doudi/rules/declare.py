"""Declarations of a rulebook: facts (inputs) and rules (variables with their formulas)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from doudi.rules.dimensions import NUMBER, Unit, parse_unit
from doudi.rules.nodes import CATEGORY, COUNT, DATE, MONTH, TRUTH, Entity, Node
from doudi.units.text import Text

DAY_ZERO = date(1970, 1, 1).toordinal()


def day_number(day: date) -> int:
    """Days since 1970-01-01: how the engine counts dates."""
    return day.toordinal() - DAY_ZERO


def day_date(number: int) -> date:
    return date.fromordinal(number + DAY_ZERO)


FIRST_DAY, LAST_DAY = day_number(date(1880, 1, 1)), day_number(date(2199, 12, 31))


@dataclass(frozen=True, slots=True)
class Fact:
    """An input: what is asked of a household or a row. `low`/`high` are declared bounds in steps."""

    name: str
    entity: Entity
    kind: str
    label: Text
    source: Text  # the department or person it comes from
    sensitivity: str  # public | personal | sensitive
    unit: Unit = NUMBER
    options: tuple[str, ...] = ()
    option_labels: tuple[Text, ...] = ()
    low: int = 0
    high: int = 1
    help: Text | None = None

    def node(self) -> Node:
        return Node(
            "fact",
            (),
            entity=self.entity,
            kind=self.kind,
            unit=self.unit,
            data=self.name,
            options=self.options,
            where="",
        )


def _fact(entity: Entity, name: str, kind: str, **more: Any) -> Fact:
    zh, en = more.pop("zh"), more.pop("en")
    source = more.pop("source", Text("申请人申报", "declared by the applicant"))
    note = more.pop("help", None)
    return Fact(
        name,
        entity,
        kind,
        Text(zh, en),
        source,
        more.pop("sensitivity", "personal"),
        help=Text(*note) if note else None,
        **more,
    )


def truth(entity: Entity, name: str, **more: Any) -> Fact:
    """A yes or no."""
    return _fact(entity, name, TRUTH, **more)


def number(entity: Entity, name: str, *, unit: str, between: tuple[int, int], **more: Any) -> Fact:
    """A quantity in whole or decimal `unit`s, between two bounds (in that unit, inclusive)."""
    measure = parse_unit(unit)
    low, high = (int(bound * measure.steps) for bound in between)
    return _fact(entity, name, COUNT, unit=measure, low=low, high=high, **more)


def day(entity: Entity, name: str, **more: Any) -> Fact:
    """A calendar date."""
    return _fact(entity, name, DATE, low=FIRST_DAY, high=LAST_DAY, **more)


def category(entity: Entity, name: str, options: dict[str, tuple[str, str]], **more: Any) -> Fact:
    """One of several named options, each with its labels (zh, en). Stored names never change."""
    return _fact(
        entity,
        name,
        CATEGORY,
        options=tuple(options),
        option_labels=tuple(Text(*labels) for labels in options.values()),
        low=0,
        high=len(options) - 1,
        **more,
    )


@dataclass(frozen=True, slots=True)
class Document:
    """A text of law that rules and figures cite, and from when until when (inclusive) it is in force.

    `number` is what it was issued under, "" where that is not known. `status`: found (the text was read) or recalled
    (its article numbers are to be checked).
    """

    title: Text
    since: date | None = None
    until: date | None = None
    number: str = ""
    status: str = ""

    def in_force(self, on: date) -> bool:
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)


@dataclass(frozen=True, slots=True)
class Rule:
    """One formula as written: which variable it defines, for whom, since when, and by which article."""

    name: str
    entity: Entity
    kind: str
    unit: Unit
    label: Text
    law: str
    sentence: str
    function: Callable[..., Node]
    since: date | None = None
    until: date | None = None
    file: str = ""
    line: int = 0
    inputs: tuple[str, ...] = field(default=())


_KINDS = {"truth": TRUTH, "date": DATE, "month": MONTH}


def rule(
    entity: Entity,
    unit: str,
    *,
    zh: str,
    en: str,
    law: str,
    name: str | None = None,
    since: str | None = None,
    until: str | None = None,
) -> Callable[[Callable[..., Node]], Rule]:
    """Declare a variable. `unit` is a unit ("yuan/month") or "truth", "date", "month".

    The function's parameters name the facts, values and variables it uses. The first line of its docstring is the rule
    in one sentence. `since`/`until` (inclusive) date the text of the rule; without them it always held.
    """

    def declare(function: Callable[..., Node]) -> Rule:
        code = function.__code__
        return Rule(
            name or function.__name__,
            entity,
            _KINDS.get(unit, COUNT),
            NUMBER if unit in _KINDS else parse_unit(unit),
            Text(zh, en),
            law,
            (function.__doc__ or "").strip().split("\n")[0],
            function,
            date.fromisoformat(since) if since else None,
            date.fromisoformat(until) if until else None,
            code.co_filename,
            code.co_firstlineno,
            code.co_varnames[: code.co_argcount],
        )

    return declare
