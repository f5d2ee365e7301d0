"""A rulebook: entities, facts, values and variables, loaded and checked as a whole.

A rulebook that is wrong anywhere (an unknown name, a cycle, a wrong unit, a figure that overlaps another …) does
not load: `ProblemsError` lists every fault with file, line and a sentence.
"""

from __future__ import annotations

import copy
import traceback
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any

from doudi.rules.bounds import Bounds, BoundsFinder
from doudi.rules.declare import Document, Fact, Rule
from doudi.rules.nodes import COUNT, DATE, MONTH, QUOTIENT, TRUTH, Entity, FormulaError, Node, _lift
from doudi.rules.programme import Programme
from doudi.rules.source_check import check_rule_file
from doudi.rules.stacking import Pairing, Stacking
from doudi.rules.values import Declaration, Figure, Pack, Resolved, ValueBook
from doudi.units.text import Problem, ProblemsError, Text

DECISION_DATE = "decision_date"
DECISION_MONTH = "decision_month"
RECORDED_KINDS = {"yes": TRUTH, "no": TRUTH, "amount": COUNT, "from_month": DATE}
STATUS_STRATUM = 20  # what a person is (Tekun, orphan …) is settled before the household is counted


@dataclass(slots=True)
class Version:
    """One dated text of a variable."""

    rule: Rule
    node: Node

    def holds(self, on: date) -> bool:
        since, until = self.rule.since, self.rule.until
        return (since is None or since <= on) and (until is None or on <= until)


@dataclass(slots=True)
class Variable:
    """A named result of the rulebook, with every text it has had."""

    name: str
    programme: str
    versions: list[Version] = field(default_factory=list)

    @property
    def rule(self) -> Rule:
        return self.versions[-1].rule

    def on(self, day: date) -> Version | None:
        return next((v for v in self.versions if v.holds(day)), None)


class Rulebook:
    """Everything the law of one country says, ready to be asked about a date and a place."""

    def __init__(
        self,
        *,
        entities: Iterable[Entity],
        facts: Iterable[Fact],
        rules: Iterable[tuple[str, Rule]],
        declarations: Iterable[Declaration] = (),
        figures: Iterable[Figure] = (),
        programmes: Iterable[Programme] = (),
        documents: dict[str, Document] | None = None,
    ) -> None:
        """`rules` are (programme, rule) pairs.

        Raises:
            ProblemsError: every fault found.
        """
        self.entities = {e.name: e for e in entities}
        self.root = next(e for e in self.entities.values() if e.parent is None)
        self.facts = {f.name: f for f in facts}
        self.values = ValueBook(declarations, figures)
        self.documents = documents or {}
        self.packs: list[Pack] = []
        self.stacking = (
            Stacking()
        )  # how programmes meet in one person; read by the law's own loader
        self.programmes = {p.name: p for p in sorted(programmes, key=lambda p: p.stratum)}
        self.variables: dict[str, Variable] = {}
        self._problems: list[Problem] = []
        rules = list(rules)
        self._check_sources(rules)
        self._check_names(rules)
        self._build(rules)
        self._check_programmes()
        self._stop_on_problems()
        self.bounds: dict[str, Bounds] = {}
        self._check_order_and_bounds()
        self._stop_on_problems()

    def add_pack(self, pack: Pack, figures: list[Figure]) -> None:
        """Lay a pack of figures over those already there.

        Raises:
            ProblemsError: two figures of one value, area and date in the pack.
        """
        self.packs.append(pack)
        self.values.add_layer(figures)

    def with_pack(self, pack: Pack, figures: list[Figure]) -> Rulebook:
        """This rulebook with one more pack over all others; itself stays as it is.

        Raises:
            ProblemsError: two figures of one value, area and date in the pack.
        """
        book = self.overlaid(self.values.copy())
        book.packs = list(self.packs)
        book.add_pack(pack, figures)
        return book

    def overlaid(self, values: ValueBook, rules: Iterable[Rule] = ()) -> Rulebook:
        """This rulebook with other figures, and with rules in the place of those of the same name; itself stays as it is.

        Raises:
            ProblemsError: a rule that replaces none, differs in kind or unit from the one it replaces, or is wrong in itself.
        """
        book = copy.copy(self)
        book.values = values
        replacing = list(rules)
        if replacing:
            book.__dict__.pop("awaiting", None)
            book._replace(replacing)
        return book

    def _replace(self, rules: list[Rule]) -> None:
        self._problems, self.variables = [], dict(self.variables)
        self._check_sources([("", rule) for rule in rules])
        nodes = self._named_nodes(v.rule for v in self.variables.values())
        for rule in rules:
            if self._may_replace(rule):
                node = self._formula(rule, nodes)
                if node is not None:
                    programme = self.variables[rule.name].programme
                    self.variables[rule.name] = Variable(
                        rule.name, programme, [Version(rule, node)]
                    )
        self._stop_on_problems()
        self.bounds = {}
        self._check_order_and_bounds()
        self._stop_on_problems()

    def _may_replace(self, rule: Rule) -> bool:
        where = f"{rule.file}:{rule.line}"
        found = self.variables.get(rule.name)
        if found is None:
            near = nearest(rule.name, self.variables)
            zh = f"没有叫“{rule.name}”的规则可以替换" + (f"，是不是“{near}”？" if near else "")
            en = f"there is no rule {rule.name!r} to replace" + (
                f"; did you mean {near!r}?" if near else ""
            )
            self._fault(zh, en, where, rule.name)
            return False
        old = found.rule
        if (rule.entity, rule.kind, rule.unit) != (old.entity, old.kind, old.unit):
            self._fault(
                f"{rule.name} 的对象、类型或单位与原规则不同",
                f"{rule.name} differs in entity, kind or unit from the rule it replaces",
                where,
            )
            return False
        return True

    # -- asking ----------------------------------------------------------------------------
    def at(
        self,
        on: date,
        area: str,
        stated: dict[tuple[str, str], Resolved] | None = None,
        *,
        rates_on: date | None = None,
    ) -> Edition:
        """The rulebook as it stands on a date in a place; `stated` figures replace the place's own.

        `rates_on`: the texts are those of `on`, the figures those of this other day (the month that is paid).
        """
        return Edition(self, on, area, stated or {}, rates_on or on)

    def names(self) -> set[str]:
        return {
            *self.facts,
            *self.values.declarations,
            *self.variables,
            DECISION_DATE,
            DECISION_MONTH,
        }

    def facts_behind(self, programmes: Iterable[str]) -> list[str]:
        """Every fact that the answers of these programmes may rest on, in the order of the dictionary."""
        waiting = [name for p in programmes for _, name in self.programmes[p].roles]
        reached: set[str] = set()
        found: set[str] = set()
        while waiting:
            name = waiting.pop()
            if name not in reached:
                reached.add(name)
                for version in self.variables[name].versions:
                    waiting += used_names(version.node, "var")
                    found |= set(used_names(version.node, "fact"))
        return [name for name in self.facts if name in found]

    @cached_property
    def readers(self) -> dict[str, tuple[str, ...]]:
        """By fact, value and variable: the variables that mention it in any of their texts, in the order of the rulebook."""
        found: dict[str, dict[str, None]] = {}
        for variable in self.variables.values():
            for version in variable.versions:
                for op in _MENTIONS:
                    for name in used_names(version.node, op):
                        found.setdefault(name, {})[variable.name] = None
        return {name: tuple(readers) for name, readers in found.items()}

    @cached_property
    def programmes_on(self) -> dict[str, tuple[str, ...]]:
        """By fact, value and variable: the programmes whose answers may rest on it, directly or through other rules."""
        found: dict[str, tuple[str, ...]] = {}
        for programme in self.programmes.values():
            waiting, reached = list(programme.entry.values()), set()
            while waiting:
                name = waiting.pop()
                if name in reached:
                    continue
                reached.add(name)
                found[name] = (*found.get(name, ()), programme.name)
                variable = self.variables.get(name)
                for version in variable.versions if variable else ():
                    waiting += [n for op in _MENTIONS for n in used_names(version.node, op)]
        return found

    @cached_property
    def own_facts(self) -> dict[str, frozenset[str]]:
        """For each programme the facts that its formulas mention and nobody else's do."""
        homes = {
            name: {self.variables[reader].programme for reader in self.readers.get(name, ())}
            for name in self.facts
        }
        return {
            programme: frozenset(name for name, home in homes.items() if home == {programme})
            for programme in self.programmes
        }

    @cached_property
    def awaiting(self) -> frozenset[int]:
        """The `id` of every expression whose result may change when a date comes that `reached(…)` waits for."""
        found: dict[int, bool] = {}

        def waits(node: Node) -> bool:
            if id(node) not in found:
                inner = list(node.args)
                if node.op == "var":
                    inner += [v.node for v in self.variables[node.data].versions]
                ones = [waits(n) for n in inner]  # all of them, not only until the first that waits
                found[id(node)] = node.op == "reached" or any(ones)
            return found[id(node)]

        for variable in self.variables.values():
            for version in variable.versions:
                waits(version.node)
        return frozenset(key for key, yes in found.items() if yes)

    # -- loading ---------------------------------------------------------------------------
    def _fault(self, zh: str, en: str, where: str, value: str | None = None) -> None:
        self._problems.append(Problem(Text(zh, en), where, value))

    def _stop_on_problems(self) -> None:
        if self._problems:
            raise ProblemsError(self._problems)

    def _check_sources(self, rules: list[tuple[str, Rule]]) -> None:
        for path in sorted({r.file for _, r in rules if r.file and not r.file.startswith("<")}):
            self._problems += check_rule_file(Path(path))
        self._stop_on_problems()

    def _check_names(self, rules: list[tuple[str, Rule]]) -> None:
        declared = self.values.declarations
        for name in self.facts.keys() & declared.keys():
            self._fault(
                f"{name} 既是事实又是数值",
                f"{name} is both a fact and a value",
                declared[name].where,
            )
        for _, rule in rules:
            where = f"{rule.file}:{rule.line}"
            if rule.name in self.facts or rule.name in declared:
                self._fault(
                    f"{rule.name} 已是事实或数值的名字",
                    f"{rule.name} already names a fact or value",
                    where,
                )
            if rule.entity.name not in self.entities:
                self._fault(f"没有实体 {rule.entity.name}", f"no entity {rule.entity.name}", where)

    def _named_nodes(self, rules: Iterable[Rule]) -> dict[str, Node]:
        """What a formula may name: facts, values, dates and the results of other rules."""
        nodes: dict[str, Node] = {f.name: f.node() for f in self.facts.values()}
        nodes |= {d.name: d.node() for d in self.values.declarations.values()}
        nodes[DECISION_DATE] = Node("on", (), entity=None, kind=DATE, where="")
        nodes[DECISION_MONTH] = Node(
            "month_of", (nodes[DECISION_DATE],), entity=None, kind=MONTH, where=""
        )
        for rule in rules:
            nodes[rule.name] = Node(
                "var",
                (),
                entity=rule.entity,
                kind=rule.kind,
                unit=rule.unit,
                data=rule.name,
                where="",
            )
        return nodes

    def _build(self, rules: list[tuple[str, Rule]]) -> None:
        nodes = self._named_nodes(rule for _, rule in rules)
        for programme, rule in rules:
            node = self._formula(rule, nodes)
            if node is not None:
                variable = self.variables.setdefault(rule.name, Variable(rule.name, programme))
                variable.versions.append(Version(rule, node))
        for variable in self.variables.values():
            self._check_versions(variable)

    def _formula(self, rule: Rule, nodes: dict[str, Node]) -> Node | None:
        where = f"{rule.file}:{rule.line}"
        unknown = [name for name in rule.inputs if name not in nodes]
        for name in unknown:
            near = nearest(name, nodes)
            hint = Text(f",是不是“{near}”?", f"; did you mean {near!r}?") if near else Text("", "")
            self._fault(
                f"{rule.name} 用到了不存在的“{name}”{hint.zh}",
                f"{rule.name} uses {name!r}, which does not exist{hint.en}",
                where,
                name,
            )
        if unknown:
            return None
        try:
            node = rule.function(**{name: nodes[name] for name in rule.inputs})
        except FormulaError as error:
            self._problems.append(Problem(error.text, error.where, None))
            return None
        except (TypeError, AttributeError, NameError) as error:
            self._fault(
                f"{rule.name} 的公式算不出来：{error}",
                f"the formula of {rule.name} fails: {error}",
                _line_in(rule.file, error.__traceback__) or where,
            )
            return None
        return self._checked_result(rule, node, where)

    def _checked_result(self, rule: Rule, node: Any, where: str) -> Node | None:
        if node is True or node is False or (isinstance(node, int) and node in (0, 1)):
            node = Node(
                "const",
                (),
                entity=None,
                kind=rule.kind,
                unit=rule.unit,
                data=int(node),
                where=where,
            )
        if not isinstance(node, Node):
            self._fault(
                f"{rule.name} 的公式没有结果",
                f"the formula of {rule.name} returns no expression",
                where,
            )
            return None
        kind = COUNT if node.kind == QUOTIENT else node.kind
        if kind != rule.kind or (kind == COUNT and node.unit != rule.unit):
            self._fault(
                f"{rule.name} 声明为 {rule.kind}({rule.unit}),公式得出 {kind}({node.unit})",
                f"{rule.name} is declared {rule.kind} ({rule.unit}), its formula gives {kind} ({node.unit})",
                where,
            )
            return None
        if node.entity not in (None, rule.entity, rule.entity.parent):
            self._fault(
                f"{rule.name} 属于{rule.entity.label.zh},公式却逐{node.entity.label.zh}计算",
                f"{rule.name} belongs to {rule.entity.name}, its formula to {node.entity.name}",
                where,
            )
            return None
        return _lift(node, rule.entity)

    def _check_versions(self, variable: Variable) -> None:
        variable.versions.sort(key=lambda v: v.rule.since or date.min)
        for first, second in zip(variable.versions, variable.versions[1:], strict=False):
            until, since = first.rule.until, second.rule.since
            if until is None or since is None or until >= since:
                self._fault(
                    f"{variable.name} 有两条规则在同一天有效",
                    f"{variable.name} has two rules in force on one day",
                    f"{second.rule.file}:{second.rule.line}",
                )
            elif (second.rule.entity, second.rule.kind, second.rule.unit) != (
                first.rule.entity,
                first.rule.kind,
                first.rule.unit,
            ):
                self._fault(
                    f"{variable.name} 的各版本单位不同",
                    f"the versions of {variable.name} differ in entity, kind or unit",
                    f"{second.rule.file}:{second.rule.line}",
                )

    def _check_programmes(self) -> None:
        for programme in self.programmes.values():
            own = {v.name for v in self.variables.values() if v.programme == programme.name}
            for name in programme.statuses:
                if name not in own:
                    self._fault(
                        f"{programme.name} 的 statuses 列了不属于它的“{name}”",
                        f"statuses of {programme.name} names {name!r}, which is not its variable",
                        programme.where,
                        name,
                    )
            self._check_records(programme)
            papers = programme.papers
            for key, days in (
                ("referral_days", programme.referral_days),
                ("papers", papers.days if papers else None),
            ):
                if days is not None and days not in self.values.declarations:
                    self._fault(
                        f"{programme.name} 的 {key} 指向不存在的数值“{days}”",
                        f"{key} of {programme.name} names no value: {days!r}",
                        programme.where,
                        days,
                    )
            self._check_kinds(programme)
            for role, name in programme.roles:
                variable = self.variables.get(name)
                if variable is None:
                    self._fault(
                        f"{programme.name} 的 {role} 指向不存在的变量“{name}”",
                        f"{role} of {programme.name} names no variable: {name!r}",
                        programme.where,
                        name,
                    )
                elif variable.rule.entity.name != programme.subject:
                    self._fault(
                        f"{programme.name} 的 {role} 不属于 {programme.subject}",
                        f"{role} of {programme.name} is not about a {programme.subject}",
                        programme.where,
                        name,
                    )

    def _check_kinds(self, programme: Programme) -> None:
        """A flag is a truth, and papers are counted from a date."""
        wanted = [(name, TRUTH) for name in programme.flags]
        wanted += [(programme.papers.after, DATE)] if programme.papers else []
        for name, kind in wanted:
            variable = self.variables.get(name)
            if variable is not None and variable.rule.kind != kind:
                self._fault(
                    f"{programme.name} 用到的 {name} 应为 {kind}",
                    f"{name}, named by {programme.name}, must be a {kind}",
                    programme.where,
                    name,
                )

    def _check_records(self, programme: Programme) -> None:
        """What is on record once the programme is paid must be facts of its subject (or its members), of a fitting kind."""
        for name, what in programme.records.items():
            fact = self.facts.get(name)
            fits = fact is not None and fact.kind == RECORDED_KINDS[what]
            if fact is None or not fits or not _is_of(fact.entity, programme.subject):
                self._fault(
                    f"{programme.name} 的 records 不能把“{name}”登记为 {what}",
                    f"records of {programme.name} cannot put {name!r} down as {what}",
                    programme.where,
                    name,
                )
        for name in programme.on_the_day:
            if name not in self.facts:
                self._fault(
                    f"{programme.name} 的 on_the_day 列了不存在的事实“{name}”",
                    f"on_the_day of {programme.name} names no fact: {name!r}",
                    programme.where,
                    name,
                )

    def _check_order_and_bounds(self) -> None:
        """Every cycle is refused, a programme reads only strata before it, nothing can overflow."""
        done: set[str] = set()
        self.finder = finder = BoundsFinder(self, self._problems)
        for name in self.variables:
            self._visit(name, [], done, finder)
            self._stop_on_problems()

    def _visit(self, name: str, path: list[str], done: set[str], finder: BoundsFinder) -> None:
        if name in done:
            return
        if name in path:
            circle = " → ".join([*path[path.index(name) :], name])
            rule = self.variables[name].rule
            self._fault(
                f"规则循环引用:{circle}",
                f"rules go round in a circle: {circle}",
                f"{rule.file}:{rule.line}",
            )
            return
        variable = self.variables[name]
        for version in variable.versions:
            for used in used_names(version.node, "var"):
                self._visit(used, [*path, name], done, finder)
                self._check_stratum(variable, self.variables[used], version.rule)
                if self._problems:
                    return
        done.add(name)
        for version in variable.versions:
            low_high = finder.of(version.node)
            before = self.bounds.get(name)
            if before:
                low_high = (min(before[0], low_high[0]), max(before[1], low_high[1]))
            self.bounds[name] = low_high

    def _check_stratum(self, variable: Variable, used: Variable, rule: Rule) -> None:
        here, there = self._stratum(variable), self._stratum(used)
        if here is not None and there is not None and there > here:
            self._fault(
                f"{variable.name}（{variable.programme}）不能读取排在后面的 {used.name}（{used.programme}）",
                f"{variable.name} ({variable.programme}) cannot read {used.name}, decided later ({used.programme})",
                f"{rule.file}:{rule.line}",
            )

    def _stratum(self, variable: Variable) -> int | None:
        """Where a variable stands in the order of decisions; None: shared by all, like means."""
        programme = self.programmes.get(variable.programme)
        if programme is None:
            return None
        return STATUS_STRATUM if variable.name in programme.statuses else programme.stratum


@dataclass(slots=True)
class Edition:
    """The rulebook on one date in one place: texts in force `on`, figures in force `rates_on` (mostly the same day)."""

    rulebook: Rulebook
    on: date
    area: str
    stated: dict[tuple[str, str], Resolved]
    rates_on: date
    _cache: dict[tuple[str, str], Resolved | None] = field(default_factory=dict)
    _texts: dict[str, Node | None] = field(default_factory=dict)

    def expression(self, name: str) -> Node | None:
        """The formula in force, or None: no law on this date."""
        if name not in self._texts:
            version = self.rulebook.variables[name].on(self.on)
            self._texts[name] = version.node if version else None
        return self._texts[name]

    def value(self, name: str, key: str = "") -> Resolved | None:
        """The figure in force (stated ones first), or None: not entered."""
        at = (name, key)
        if at in self.stated:
            return self.stated[at]
        if at not in self._cache:
            self._cache[at] = self.rulebook.values.resolve(name, key, self.area, self.rates_on)
        return self._cache[at]

    def option(self, name: str) -> str | None:
        """On what a switch of the place stands: one of its options, yes or no; None: not entered."""
        resolved = self.value(name)
        if resolved is None:
            return None
        return (self.rulebook.values.declarations[name].options or ("no", "yes"))[
            int(resolved.figure)
        ]

    def relation(self, pairing: Pairing) -> str:
        """What two programmes are to each other, with the switches of the place; `local` where one is not entered."""
        option = None if pairing.value is None else self.option(pairing.value)
        return pairing.relation_under(option)

    def comparator(self, name: str) -> str | None:
        """lt, le, gt or ge of a value that carries its sign; None if the value is not entered."""
        declaration = self.rulebook.values.declarations[name]
        for key in declaration.keys or ("",):
            resolved = self.value(name, key)
            if resolved is not None:
                return resolved.comparator
        return None

    @property
    def programmes(self) -> list[Programme]:
        """Programmes whose law is in force, in the order of their strata."""
        return [p for p in self.rulebook.programmes.values() if p.in_force(self.on)]


def _is_of(entity: Entity, subject: str) -> bool:
    return subject in (entity.name, entity.parent.name if entity.parent else "")


def _line_in(file: str, trace: TracebackType | None) -> str | None:
    """The line of a rule file at which its formula broke off."""
    lines = [frame.lineno for frame in traceback.extract_tb(trace) if frame.filename == file]
    return f"{file}:{lines[-1]}" if lines else None


_MENTIONS = ("fact", "value", "var")
_VALUE_OPS = ("value_by", "compare", "round", "round_quotient")


def used_names(node: Node, op: str) -> list[str]:
    """Names of the facts, values or variables that an expression mentions, each once, in order."""
    found: dict[str, None] = {}
    stack, seen = [node], set()
    while stack:
        here = stack.pop()
        if id(here) in seen:
            continue
        seen.add(id(here))
        if here.op == op or (op == "value" and here.op in _VALUE_OPS):
            found[here.data] = None
        elif op == "value" and here.op == "value_at":
            found[here.data[0]] = None
        stack += reversed(here.args)
    return list(found)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known name that a mistyped one was meant to be: the one most like it, or one that contains it."""
    words = list(known)
    # One wrong character in a Chinese word of two leaves half of it.
    enough = Fraction(1, 2) if len(word) <= 3 else Fraction(3, 5)
    best = max(words, key=lambda name: _likeness(word, name), default=None)
    if best is not None and _likeness(word, best) >= enough:
        return best
    return next((w for w in words if word in w), None) if len(word) > 1 else None


def _likeness(one: str, other: str) -> Fraction:
    blocks = SequenceMatcher(None, one, other).get_matching_blocks()
    return Fraction(2 * sum(b.size for b in blocks), max(len(one) + len(other), 1))
