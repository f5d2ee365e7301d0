"""One household through the rulebook: every result is an interval, exact when its facts are known.

A number is (low, high); a truth is (0, 0), (1, 1) or, undecided, (0, 1). The same meaning, instruction by
instruction, as the block machine in `machine.py`; a property test holds the two equal.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

from doudi.rules.case import Case
from doudi.rules.declare import FIRST_DAY, LAST_DAY, day_date, day_number
from doudi.rules.dimensions import STEPS_PER_FEN
from doudi.rules.nodes import QUOTIENT, RATE, TRUTH, Entity, Node
from doudi.rules.rulebook import Edition
from doudi.units.dates import add_months, completed_years
from doudi.units.money import Rounding

Interval = tuple[int, int]
NO, YES, UNDECIDED = (0, 0), (1, 1), (0, 1)


class Evaluation:
    """Results of one case. Asked-for variables and what they use are computed once and kept."""

    def __init__(self, edition: Edition, case: Case, *, horizon: int | None = None) -> None:
        """`horizon` is the day that `reached(…)` compares with: the decision date unless told otherwise."""
        self.edition = edition
        self.case = case
        self.on = day_number(case.on)
        self.horizon = self.on if horizon is None else horizon
        self._memo: dict[int, list[Interval]] = {}
        self._by_name: dict[str, list[Interval]] = {}
        self._facts: dict[str, list[Interval]] = {}
        # days by which what `reached(…)` waits for will have come (the last day: nobody knows when)
        self.awaited: set[int] = set()
        self._later: dict[int, Evaluation] = {}
        # what would settle an expression for a row (`decide.needs_of`), by the expression and the row
        self.needs: dict[tuple[int, int], dict[Any, None]] = {}

    def at_horizon(self, day: int) -> Evaluation:
        """The same case as if `day` had come, for everything that only waits for a date."""
        if day not in self._later:
            later = self._later[day] = Evaluation(self.edition, self.case, horizon=day)
            awaiting = self.edition.rulebook.awaiting
            later._memo = {key: found for key, found in self._memo.items() if key not in awaiting}
        return self._later[day]

    # -- asking ----------------------------------------------------------------------------
    def variable(self, name: str) -> list[Interval]:
        """The result of a variable: one interval for the household, or one per row."""
        found = self._by_name.get(name)
        if found is None:
            node = self.edition.expression(name)
            if node is None:  # no law on this date: anything is possible
                found = [self.edition.rulebook.bounds[name]] * self._count_of(name)
            else:
                found = self.node(node)
                if len(found) != (count := self._count_of(name)):
                    found = found * count
            self._by_name[name] = found
        return found

    def _count_of(self, name: str) -> int:
        return self.row_count(self.edition.rulebook.variables[name].rule.entity)

    def row_count(self, entity: Entity | None) -> int:
        if entity is None or entity.parent is None:
            return 1
        return len(self.case.rows.get(entity.name, ()))

    def fact(self, name: str) -> list[Interval]:
        """What is known of a fact, per row: exact, or its declared bounds where it is not stated."""
        found = self._facts.get(name)
        if found is None:
            found = self._facts[name] = self._fact(name)
        return found

    def _fact(self, name: str) -> list[Interval]:
        fact, case = self.edition.rulebook.facts[name], self.case
        entity, unknown = fact.entity, (fact.low, fact.high)
        root = entity.parent is None
        sources = [case.facts] if root else [r.facts for r in case.rows.get(entity.name, ())]
        results = []
        for index, facts in enumerate(sources):
            known = facts.get(name)
            if known is None:
                results.append(case.ranges.get((entity.name, index, name), unknown))
            else:
                results.append((known, known))
        return results

    def node(self, node: Node) -> list[Interval]:
        """Results of an expression, one per row of its entity (one for a constant)."""
        found = self._memo.get(id(node))
        if found is None:
            found = self._memo[id(node)] = _RUN[node.op](self, node)
        return found

    def rate(self, node: Node) -> tuple[Fraction, Fraction]:
        """The bounds of a rate: both the figure itself, or its declared bounds when it is not entered."""
        name, key = node.data if node.op == "value_at" else (node.data, "")
        resolved = self.edition.value(name, key)
        if resolved is None:
            declared = self.edition.rulebook.values.declarations[name]
            return Fraction(declared.low), Fraction(declared.high)
        return resolved.figure, resolved.figure

    def parts(self, node: Node) -> tuple[list[Interval], list[Interval]]:
        """Numerator and denominator of an expression that is compared: exact, not rounded down."""
        if node.kind == QUOTIENT:
            return self.node(node.args[0]), self.node(node.args[1])
        if node.kind == RATE:
            low, high = self.rate(node)
            common = low.denominator * high.denominator
            return [(int(low * common), int(high * common))], [(common, common)]
        if node.op == "var":
            inner = self.edition.expression(node.data)
            if inner is not None and inner.kind == QUOTIENT:
                return self.parts(inner)
        if node.op == "spread":
            above, below = self.parts(node.args[0])
            if below != [(1, 1)]:
                count = self.row_count(node.entity)
                return above * count, below * count
        return self.node(node), [(1, 1)]

    # -- running one operation ---------------------------------------------------------------
    def _args(self, node: Node) -> list[list[Interval]]:
        """Argument results, constants repeated for every row."""
        count = self.row_count(node.entity)
        return [_repeat(self.node(a), count) for a in node.args]


def _repeat(results: list[Interval], count: int) -> list[Interval]:
    return results if len(results) == count else results * count


Run = Callable[[Evaluation, Node], list[Interval]]
_RUN: dict[str, Run] = {}


def _operation(op: str) -> Callable[[Run], Run]:
    def register(run: Run) -> Run:
        _RUN[op] = run
        return run

    return register


@_operation("const")
def _const(run: Evaluation, node: Node) -> list[Interval]:
    return [(node.data, node.data)]


@_operation("on")
def _on(run: Evaluation, node: Node) -> list[Interval]:
    return [(run.on, run.on)]


@_operation("fact")
def _fact(run: Evaluation, node: Node) -> list[Interval]:
    return run.fact(node.data)


@_operation("value")
def _value(run: Evaluation, node: Node) -> list[Interval]:
    return [_figure(run, node.data, "")]


@_operation("value_at")
def _value_at(run: Evaluation, node: Node) -> list[Interval]:
    return [_figure(run, *node.data)]


def _figure(run: Evaluation, name: str, key: str) -> Interval:
    resolved = run.edition.value(name, key)
    if resolved is None:
        declared = run.edition.rulebook.values.declarations[name]
        return declared.low, declared.high
    return resolved.figure, resolved.figure


@_operation("value_by")
def _value_by(run: Evaluation, node: Node) -> list[Interval]:
    figures = [_figure(run, node.data, key) for key in node.args[0].options]
    return [
        figures[low] if low == high else _hull_of(figures[low : high + 1])
        for low, high in run.node(node.args[0])
    ]


def _hull_of(intervals: list[Interval]) -> Interval:
    return min(i[0] for i in intervals), max(i[1] for i in intervals)


@_operation("var")
def _var(run: Evaluation, node: Node) -> list[Interval]:
    return run.variable(node.data)


@_operation("spread")
def _spread(run: Evaluation, node: Node) -> list[Interval]:
    return run.node(node.args[0]) * run.row_count(node.entity)


@_operation("add")
def _add(run: Evaluation, node: Node) -> list[Interval]:
    left, right = run._args(node)
    return [(a[0] + b[0], a[1] + b[1]) for a, b in zip(left, right, strict=True)]


@_operation("sub")
def _sub(run: Evaluation, node: Node) -> list[Interval]:
    left, right = run._args(node)
    return [(a[0] - b[1], a[1] - b[0]) for a, b in zip(left, right, strict=True)]


def multiply(a: Interval, b: Interval) -> Interval:
    if a[0] == a[1] and b[0] == b[1]:
        product = a[0] * b[0]
        return product, product
    products = (a[0] * b[0], a[0] * b[1], a[1] * b[0], a[1] * b[1])
    return min(products), max(products)


@_operation("mul")
def _mul(run: Evaluation, node: Node) -> list[Interval]:
    left, right = run._args(node)
    return [multiply(a, b) for a, b in zip(left, right, strict=True)]


@_operation("scale")
def _scale(run: Evaluation, node: Node) -> list[Interval]:
    low, high = run.rate(node.args[1])
    results = []
    for a in _repeat(run.node(node.args[0]), run.row_count(node.entity)):
        products = [x * r.numerator // r.denominator for x in a for r in (low, high)]
        results.append((min(products), max(products)))
    return results


def divide(a: Interval, b: Interval) -> Interval:
    """Rounded down to whole steps (1/100,800 fen); the divisor is positive."""
    quotients = (a[0] // b[0], a[0] // b[1], a[1] // b[0], a[1] // b[1])
    return min(quotients), max(quotients)


@_operation("quotient")
@_operation("divide")
def _divide(run: Evaluation, node: Node) -> list[Interval]:
    left, right = run._args(node)
    return [divide(a, b) for a, b in zip(left, right, strict=True)]


def round_steps(above: int, below: int, quantum: int, rounding: Rounding) -> int:
    """above/below rounded to a multiple of `quantum` steps. half_up: a tie goes away from zero."""
    unit = below * quantum
    if rounding is Rounding.floor:
        return above // unit * quantum
    if rounding is Rounding.ceil:
        return -(-above // unit) * quantum
    size = (2 * abs(above) + unit) // (2 * unit) * quantum
    return size if above >= 0 else -size


def _round(
    run: Evaluation, node: Node, below: list[Interval], above: list[Interval]
) -> list[Interval]:
    resolved = run.edition.value(node.data)
    if resolved is None:  # not entered: within a yuan either way
        yuan = 100 * STEPS_PER_FEN
        return [
            (lo - yuan, hi + yuan)
            for lo, hi in (divide(a, b) for a, b in zip(above, below, strict=True))
        ]
    quantum, rounding = resolved.figure[0].value * STEPS_PER_FEN, resolved.figure[1]
    results = []
    for a, b in zip(above, below, strict=True):
        corners = [round_steps(x, y, quantum, rounding) for x in a for y in b]
        results.append((min(corners), max(corners)))
    return results


@_operation("round")
def _round_plain(run: Evaluation, node: Node) -> list[Interval]:
    above = run._args(node)[0]
    return _round(run, node, [(1, 1)] * len(above), above)


@_operation("round_quotient")
def _round_quotient(run: Evaluation, node: Node) -> list[Interval]:
    above, below = run._args(node)
    return _round(run, node, below, above)


# -- comparison and truth ------------------------------------------------------------------------
def _less(a: Interval, b: Interval) -> Interval:
    if a[1] < b[0]:
        return YES
    return UNDECIDED if a[0] < b[1] else NO


def _less_or_equal(a: Interval, b: Interval) -> Interval:
    if a[1] <= b[0]:
        return YES
    return UNDECIDED if a[0] <= b[1] else NO


def _equal(a: Interval, b: Interval) -> Interval:
    if a[0] == a[1] == b[0] == b[1]:
        return YES
    return UNDECIDED if a[0] <= b[1] and b[0] <= a[1] else NO


_COMPARE: dict[str, Callable[[Interval, Interval], Interval]] = {
    "lt": _less,
    "le": _less_or_equal,
    "gt": lambda a, b: _less(b, a),
    "ge": lambda a, b: _less_or_equal(b, a),
    "eq": _equal,
}


def _crosswise(run: Evaluation, node: Node) -> tuple[list[Interval], list[Interval]]:
    count = run.row_count(node.entity)
    (a, b), (c, d) = (run.parts(arg) for arg in node.args)
    return _times(a, d, count), _times(c, b, count)


def _times(a: list[Interval], b: list[Interval], count: int) -> list[Interval]:
    """Row by row; what is not a quotient stands over 1, and most comparisons are of such."""
    if b == [YES]:
        return _repeat(a, count)
    return [multiply(x, y) for x, y in zip(_repeat(a, count), _repeat(b, count), strict=True)]


@_operation("lt")
@_operation("le")
@_operation("eq")
def _comparison(run: Evaluation, node: Node) -> list[Interval]:
    left, right = _crosswise(run, node)
    compare = _COMPARE[node.op]
    return [compare(a, b) for a, b in zip(left, right, strict=True)]


@_operation("compare")
def _compare_by_value(run: Evaluation, node: Node) -> list[Interval]:
    sign = run.edition.comparator(node.data)
    if sign is None:  # the value is not entered, so its sign is not known
        return [UNDECIDED] * run.row_count(node.entity)
    left, right = _crosswise(run, node)
    return [_COMPARE[sign](a, b) for a, b in zip(left, right, strict=True)]


@_operation("and")
@_operation("min")
def _min(run: Evaluation, node: Node) -> list[Interval]:
    left, right = run._args(node)
    return [(min(a[0], b[0]), min(a[1], b[1])) for a, b in zip(left, right, strict=True)]


@_operation("or")
@_operation("max")
def _max(run: Evaluation, node: Node) -> list[Interval]:
    left, right = run._args(node)
    return [(max(a[0], b[0]), max(a[1], b[1])) for a, b in zip(left, right, strict=True)]


@_operation("not")
def _not(run: Evaluation, node: Node) -> list[Interval]:
    return [(1 - a[1], 1 - a[0]) for a in run.node(node.args[0])]


@_operation("when")
def _when(run: Evaluation, node: Node) -> list[Interval]:
    conditions, yes, no = run._args(node)
    return [
        a if c == YES else b if c == NO else (min(a[0], b[0]), max(a[1], b[1]))
        for c, a, b in zip(conditions, yes, no, strict=True)
    ]


@_operation("presume")
def _presume(run: Evaluation, node: Node) -> list[Interval]:
    facts, presumed = run._args(node)
    return [a if a[0] == a[1] else b for a, b in zip(facts, presumed, strict=True)]


# -- over child rows -------------------------------------------------------------------------------
def _rows_missing(run: Evaluation, entity: Entity) -> int:
    """How many rows may exist that nobody listed."""
    if run.case.complete.get(entity.name) is True:
        return 0
    return max(0, entity.maximum - run.row_count(entity))


def _over_rows(fold: Callable[[list[Interval], int, Interval], Interval]) -> Run:
    def operate(run: Evaluation, node: Node) -> list[Interval]:
        arg = node.args[0]
        rows = arg.entity
        assert rows is not None
        missing = _rows_missing(run, rows)
        bounds = _bounds_of(run, arg) if missing else (0, 0)
        return [fold(run.node(arg), missing, bounds)]

    return operate


def _bounds_of(run: Evaluation, node: Node) -> Interval:
    if node.kind == TRUTH:
        return UNDECIDED
    return run.edition.rulebook.finder.of(node)


def _fold_sum(results: list[Interval], missing: int, bounds: Interval) -> Interval:
    low, high = sum(r[0] for r in results), sum(r[1] for r in results)
    return low + missing * min(0, bounds[0]), high + missing * max(0, bounds[1])


def _fold_any(results: list[Interval], missing: int, bounds: Interval) -> Interval:
    low = max((r[0] for r in results), default=0)
    return low, 1 if missing else max((r[1] for r in results), default=0)


def _fold_all(results: list[Interval], missing: int, bounds: Interval) -> Interval:
    high = min((r[1] for r in results), default=1)
    return 0 if missing else min((r[0] for r in results), default=1), high


def _fold_minimum(results: list[Interval], missing: int, bounds: Interval) -> Interval:
    extra = [(min(0, bounds[0]), max(0, bounds[1]))] if missing else []
    return _lowest([*results, *extra])


def _lowest(results: list[Interval]) -> Interval:
    return min((r[0] for r in results), default=0), min((r[1] for r in results), default=0)


def _fold_maximum(results: list[Interval], missing: int, bounds: Interval) -> Interval:
    low = max((r[0] for r in results), default=0)
    high = max((r[1] for r in results), default=0)
    return low, max(high, bounds[1]) if missing else high


_RUN["sum"] = _over_rows(_fold_sum)
_RUN["count"] = _over_rows(_fold_sum)
_RUN["any"] = _over_rows(_fold_any)
_RUN["all"] = _over_rows(_fold_all)
_RUN["minimum"] = _over_rows(_fold_minimum)
_RUN["maximum"] = _over_rows(_fold_maximum)


# -- dates -----------------------------------------------------------------------------------------
@_operation("years")
def _years(run: Evaluation, node: Node) -> list[Interval]:
    births, days = run._args(node)
    return [(_age(b[1], d[0]), _age(b[0], d[1])) for b, d in zip(births, days, strict=True)]


def _age(birth: int, on: int) -> int:
    return 0 if on < birth else completed_years(day_date(birth), day_date(on))


@_operation("add_months")
def _add_months(run: Evaluation, node: Node) -> list[Interval]:
    starts, months = run._args(node)
    return [(_later(s[0], m[0]), _later(s[1], m[1])) for s, m in zip(starts, months, strict=True)]


def _later(start: int, months: int) -> int:
    try:
        day = day_number(add_months(day_date(start), months))
    except (OverflowError, ValueError):
        return LAST_DAY
    return min(max(day, FIRST_DAY), LAST_DAY)


@_operation("month_of")
def _month_of(run: Evaluation, node: Node) -> list[Interval]:
    return [(_month(a[0]), _month(a[1])) for a in run.node(node.args[0])]


def _month(number: int) -> int:
    day = day_date(number)
    return day.year * 12 + day.month - 1


@_operation("reached")
def _reached(run: Evaluation, node: Node) -> list[Interval]:
    days = run.node(node.args[0])
    run.awaited.update(a[1] for a in days if run.horizon < a[1] < LAST_DAY)
    return [YES if a[1] <= run.horizon else UNDECIDED if a[0] <= run.horizon else NO for a in days]


def month_date(index: int) -> date:
    """The first day of an engine month (year × 12 + month − 1)."""
    return date(index // 12, index % 12 + 1, 1)
