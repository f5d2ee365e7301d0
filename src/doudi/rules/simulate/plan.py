"""What a simulation has to compute: under which laws, which programmes, which facts, with which instructions where."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from doudi.rules.decide import ELECTION
from doudi.rules.kernel import Program, compile_program
from doudi.rules.population_file import Stated
from doudi.rules.programme import Programme
from doudi.rules.rulebook import Edition, Rulebook, nearest, used_names
from doudi.rules.simulate.lens import Lens
from doudi.rules.simulate.overlay import ChangedValues, apply_reform
from doudi.rules.simulate.reform import Reform
from doudi.rules.values import NATION, Resolved
from doudi.units.area import ancestors
from doudi.units.text import Problem, ProblemsError, Text, refusal

NOW = "now"
NONE, ALL, RECORDED = "none", "all", "recorded"
ELECTIONS = (
    NONE,
    ALL,
    RECORDED,
)  # who elects where no election is recorded: nobody, everybody, left open
BINS = 20  # on each side of the line, each a fifth of the chosen distance wide


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked: on which day, which programmes (None: all in force), which choices, how near the line is near."""

    on: date
    programmes: tuple[str, ...] | None = None
    elections: str = NONE
    near_fen: int = 5000


@dataclass(frozen=True, slots=True)
class Law:
    """Today's law, or one reform: `programmes` are those whose answers can differ from today's (today: all of them)."""

    name: str
    label: Text
    book: Rulebook
    reform: Reform | None
    programmes: tuple[Programme, ...]
    moves_line: bool

    def paid_monthly(self) -> list[Programme]:
        return [p for p in self.programmes if is_paid_monthly(p)]


@dataclass(frozen=True, slots=True)
class Here:
    """A law in one place: its instructions, and the line for each option of the fact by which it differs, in steps."""

    program: Program
    line: tuple[int | None, ...]


@dataclass
class Plan:
    """Everything that `simulate_batch` needs beside the batch."""

    book: Rulebook
    request: Request
    lens: Lens
    laws: tuple[Law, ...]
    stated: Stated
    columns: frozenset[str]
    facts: tuple[str, ...]
    with_loops: bool = (
        False  # machine code for the rules of each law: pays only for very many households
    )
    _groups: dict[str, int] = field(default_factory=dict)
    _areas: list[str] = field(default_factory=list)
    _by_places: dict[object, int] = field(default_factory=dict)
    _here: dict[tuple[str, int], Here] = field(default_factory=dict)
    _programs: dict[object, Here] = field(default_factory=dict)
    _lock: Any = field(default_factory=threading.RLock)

    @property
    def now(self) -> Law:
        return self.laws[0]

    @property
    def reforms(self) -> tuple[Law, ...]:
        return self.laws[1:]

    @property
    def bin_fen(self) -> int:
        return max(self.request.near_fen // 5, 1)

    # -- places ------------------------------------------------------------------------------
    def group_of(self, area: str) -> int:
        """The number of the places whose figures are those of `area`, under every law."""
        found = self._groups.get(area)
        if found is None:
            with self._lock:
                found = self._groups[area] = self._new_group(area)
        return found

    def _new_group(self, area: str) -> int:
        places = tuple(p for p in (area, *ancestors(area), NATION) if p in self._figure_areas)
        key = (area in self._figure_areas, places)
        if key not in self._by_places:
            self._by_places[key] = len(self._areas)
            self._areas.append(area)
        return self._by_places[key]

    def area_of(self, group: int) -> str:
        """One area that stands for its group."""
        return self._areas[group]

    @cached_property
    def _figure_areas(self) -> frozenset[str]:
        """Places that any figure or change names: only they make a difference."""
        found = {
            f.area for name in self.book.values.declarations for f in self.book.values.figures(name)
        }
        for law in self.reforms:
            assert law.reform is not None
            found |= {c.area for c in law.reform.changes if c.area}
        return frozenset(found)

    # -- instructions --------------------------------------------------------------------------
    def here(self, law: Law, group: int) -> Here:
        """A law in a group of places; places with the same figures share their instructions.

        Raises:
            ProblemsError: a changed figure leaves its bounds there.
        """
        found = self._here.get((law.name, group))
        if found is None:
            with self._lock:
                found = self._here[law.name, group] = self._compile(law, group)
        return found

    def _compile(self, law: Law, group: int) -> Here:
        edition = law.book.at(self.request.on, self.area_of(group))
        key = (law.name, _figures(edition))
        if key not in self._programs:
            program = compile_program(edition, self.outputs(law))
            self._programs[key] = Here(program, line_figures(edition, self.lens))
        return self._programs[key]

    def outputs(self, law: Law) -> list[str]:
        """What the kernel is asked for: the programmes, and what the lens looks at."""
        found = [p.name for p in law.programmes]
        if law.programmes or law.moves_line or law.reform is None:
            found.append(self.lens.persons)
        if law.moves_line or law.reform is None:
            found.append(self.lens.income)
        return found + list(self.lens.asked if law.reform is None else ())

    def elected(self) -> Stated:
        """What holds for everybody, the choices that nobody has recorded among it."""
        if self.request.elections == RECORDED:
            return self.stated
        answer = int(self.request.elections == ALL)
        open_ones = [n for n in self.book.facts if n.startswith(ELECTION) and n not in self.columns]
        fill = dict.fromkeys(open_ones, answer)
        return replace(self.stated, given={**fill, **self.stated.given})


def is_paid_monthly(programme: Programme) -> bool:
    """As in `decide.monthly_total`: what counts towards a household's money a month."""
    return (
        programme.period == "month" and programme.outcome == "money" and "amount" in programme.entry
    )


def make_plan(
    book: Rulebook,
    reforms: Sequence[Reform],
    request: Request,
    lens: Lens,
    stated: Stated | None = None,
    columns: Iterable[str] = (),
) -> Plan:
    """`stated` and `columns` are those of the population file.

    Raises:
        ProblemsError: an unknown programme or policy of elections, no law in force, a rule of a reform that is wrong.
    """
    if request.elections not in ELECTIONS:
        known = "、".join(ELECTIONS)
        zh, en = f"选择权的处理只能是 {known}", f"elections must be one of {', '.join(ELECTIONS)}"
        raise refusal(zh, en, where="elections", value=request.elections)
    if request.near_fen <= 0:
        zh, en = "距离应大于 0", "the distance must be more than 0"
        raise refusal(zh, en, where="near", value=request.near_fen)
    programmes = _chosen(book, request)
    laws = [Law(NOW, Text("现行规定", "Law as it stands"), book, None, programmes, True)]
    for number, reform in enumerate(reforms, 1):
        laws.append(_law_of(f"reform_{number}", reform, book, programmes, request.on, lens))
    facts = _needed(laws, lens)
    return Plan(book, request, lens, tuple(laws), stated or Stated(), frozenset(columns), facts)


def _chosen(book: Rulebook, request: Request) -> tuple[Programme, ...]:
    in_force = [p for p in book.programmes.values() if p.in_force(request.on)]
    if not in_force:
        zh, en = "这一天还没有任何规则生效", "no law is in force on this date"
        raise refusal(zh, en, where="on", value=request.on)
    if request.programmes is None:
        return tuple(in_force)
    problems = []
    for name in request.programmes:
        if name not in {p.name for p in in_force}:
            near = nearest(name, [p.name for p in in_force])
            text = Text(
                "这一天没有这项救助" + (f"，是不是“{near}”？" if near else ""),
                "no such programme on this date" + (f"; did you mean {near!r}?" if near else ""),
            )
            problems.append(Problem(text, "programmes", name))
    if problems:
        raise ProblemsError(problems)
    return tuple(p for p in in_force if p.name in request.programmes)


def _law_of(
    name: str, reform: Reform, book: Rulebook, programmes: Sequence[Programme], on: date, lens: Lens
) -> Law:
    changed_book = apply_reform(book, reform)
    changed = {c.value for c in reform.changes if c.is_in_force(on)}
    rules = {n for n, v in changed_book.variables.items() if v is not book.variables.get(n)}
    touched = _Touched(book, changed_book, changed, rules, on)
    affected = tuple(p for p in programmes if any(touched.variable(v) for v in p.entry.values()))
    moves = lens.line in changed or touched.variable(lens.income)
    return Law(name, reform.label, changed_book, reform, affected, moves)


class _Touched:
    """Which variables may come out differently: they rest on a changed figure or a replaced rule."""

    def __init__(
        self, before: Rulebook, after: Rulebook, values: set[str], rules: set[str], on: date
    ) -> None:
        self.books, self.values, self.rules, self.on = (before, after), values, rules, on
        self._found: dict[str, bool] = {}

    def variable(self, name: str) -> bool:
        if name not in self._found:
            self._found[name] = name in self.rules or any(
                self._reaches(b, name) for b in self.books
            )
        return self._found[name]

    def _reaches(self, book: Rulebook, name: str) -> bool:
        version = book.variables[name].on(self.on)
        if version is None:
            return False
        if self.values & set(used_names(version.node, "value")):
            return True
        return any(self.variable(used) for used in used_names(version.node, "var"))


def _needed(laws: Sequence[Law], lens: Lens) -> tuple[str, ...]:
    """Every fact that some answer rests on."""
    wanted: set[str] = {lens.by}
    for law in laws:
        names = {v for p in law.programmes for v in p.entry.values()} | {
            lens.income,
            lens.persons,
            *lens.asked,
        }
        wanted |= facts_behind(law.book, names)
    return tuple(name for name in laws[0].book.facts if name in wanted)


def facts_behind(book: Rulebook, variables: Iterable[str]) -> set[str]:
    """Every fact that these variables may rest on, in any of their texts."""
    waiting, reached, found = list(variables), set(), set()
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            for version in book.variables[name].versions:
                waiting += used_names(version.node, "var")
                found |= set(used_names(version.node, "fact"))
    return found


def _figures(edition: Edition) -> tuple[object, ...]:
    """Every figure in force: places where all are equal decide alike."""
    found: list[object] = []
    for declared in edition.rulebook.values.declarations.values():
        for key in declared.keys or ("",):
            resolved = edition.value(declared.name, key)
            found.append(None if resolved is None else (resolved.figure, resolved.comparator))
    return tuple(found)


def line_figures(edition: Edition, lens: Lens) -> tuple[int | None, ...]:
    """The line for each option of the fact by which it differs, in steps; None: not entered."""
    options = edition.rulebook.facts[lens.by].options
    found = [edition.value(lens.line, option) for option in options]
    return tuple(None if r is None else int(r.figure) for r in found)


@dataclass(frozen=True, slots=True)
class FigureChange:
    """What a reform does to one figure: before and after where it changes, and for which areas."""

    law: str
    value: str
    key: str
    before: Resolved | None
    after: Resolved | None
    areas: tuple[str, ...]


def figure_changes(plan: Plan, areas: Sequence[str]) -> list[FigureChange]:
    """What really changes in these areas. A change that changes nothing is not among them."""
    found: dict[tuple[str, str, str, object, object], list[str]] = {}
    what: dict[tuple[str, str, str, object, object], tuple[Resolved | None, Resolved | None]] = {}
    by_group: dict[int, list[str]] = {}
    for area in areas:
        by_group.setdefault(plan.group_of(area), []).append(area)
    for law in plan.reforms:
        if not isinstance(law.book.values, ChangedValues):
            continue
        keys = dict.fromkeys((c.value, c.key) for c in law.book.values.changes)
        for (value, key), (group, members) in ((k, g) for k in keys for g in by_group.items()):
            place = plan.area_of(group)
            before = plan.book.values.resolve(value, key, place, plan.request.on)
            after = law.book.values.resolve(value, key, place, plan.request.on)
            if _shown(before) != _shown(after):
                at = (law.name, value, key, _shown(before), _shown(after))
                found.setdefault(at, []).extend(members)
                what[at] = (before, after)
    return [FigureChange(*at[:3], *what[at], tuple(members)) for at, members in found.items()]


def _shown(resolved: Resolved | None) -> object:
    return None if resolved is None else (resolved.figure, resolved.comparator)
