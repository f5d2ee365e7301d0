"""From a rulebook on a date in a place to straight-line instructions.

The same meaning as `evaluate.py`, operation by operation. A number that may be unknown is a pair of instructions, its two
ends; whatever is known (a figure, a fact that every household states) is one instruction used as both, so nothing is
computed twice. A population is run with two lists: one that takes every fact that most households state as known, and one
for the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from doudi.rules.declare import LAST_DAY, Fact, day_number
from doudi.rules.dimensions import STEPS_PER_FEN
from doudi.rules.instructions import Sheet, Value
from doudi.rules.nodes import CATEGORY, QUOTIENT, RATE, TRUTH, Entity, Node
from doudi.rules.programme import Programme
from doudi.rules.rulebook import Edition, Rulebook

Pair = tuple[Value, Value]
NO, YES, OPEN, LATER = range(
    4
)  # the codes of a verdict column: not eligible, eligible, undetermined, not yet
STATED, PARTLY, ABSENT = "stated", "partly", "absent"
YUAN = 100 * STEPS_PER_FEN


@dataclass(frozen=True, slots=True)
class Shape:
    """What a population states: of each fact, and of each list of rows whether it is said to be complete.

    STATED: for everybody; PARTLY: a mark for each row says for whom; ABSENT (not named here): for nobody. `everybody` holds
    the facts of which everybody states the same, with what they state: figures, like the law's. Amounts of money in columns
    are multiples of `grain` steps.
    """

    facts: frozenset[tuple[str, str]] = frozenset()
    lists: frozenset[tuple[str, str]] = frozenset()
    grain: int = 1
    everybody: frozenset[tuple[str, int]] = frozenset()

    def all_known(self) -> Shape:
        """The same, for the households that state every fact that anybody states."""
        facts = frozenset((n, STATED if s == PARTLY else s) for n, s in self.facts)
        lists = frozenset((n, STATED if s == PARTLY else s) for n, s in self.lists)
        return Shape(facts, lists, self.grain, self.everybody)


@dataclass(frozen=True, slots=True)
class Output:
    """One asked-for column. `low`/`high`: its two ends, the same instruction where it is always exact."""

    name: str
    entity: int
    low: Value
    high: Value


@dataclass(slots=True)
class Lowered:
    """The instructions of a programme for one shape of population."""

    sheet: Sheet
    outputs: list[Output]
    open_loads: set[int] = field(
        default_factory=set
    )  # instructions that ask whether a fact is known


def lower(edition: Edition, outputs: Iterable[str], shape: Shape, presumable: Shape) -> Lowered:
    """Instructions for programmes and variables, asked for by name.

    `presumable` is the shape that presumptions look at: a fact that some households leave open can be presumed in both lists.
    """
    book = edition.rulebook
    entities = list_entities(book)
    sheet = Sheet([e.maximum for e in entities])
    now = Lowering(edition, sheet, shape, presumable, horizon=day_number(edition.on))
    later = Lowering(edition, sheet, shape, presumable, horizon=None)
    found: list[Output] = []
    for name in outputs:
        if name in book.programmes:
            found += _programme_outputs(now, later, book.programmes[name])
        else:
            entity = now.index[book.variables[name].rule.entity.name]
            found.append(Output(name, entity, *now.variable(name)))
    return Lowered(sheet, found, now.open_loads | later.open_loads)


def list_entities(book: Rulebook) -> list[Entity]:
    """The household, then its lists of rows: their places are their numbers in the machine."""
    return [book.root, *(e for e in book.entities.values() if e.parent is not None)]


def _programme_outputs(now: Lowering, later: Lowering, programme: Programme) -> list[Output]:
    sheet, entity = now.sheet, now.index[programme.subject]
    eligible = now.variable(programme.entry["eligible"])
    some_day = later.variable(programme.entry["eligible"])[0]
    verdict = sheet.choose(some_day, sheet.constant(LATER), sheet.constant(NO))
    verdict = sheet.choose(eligible[1], sheet.constant(OPEN), verdict)
    verdict = sheet.choose(eligible[0], sheet.constant(YES), verdict)
    outputs = [Output(f"{programme.name}.verdict", entity, verdict, verdict)]
    nothing = (sheet.constant(0),) * 2
    for role, name in programme.entry.items():
        if role == "amount":
            low, high = now.when(eligible, now.variable(name), nothing)
            outputs.append(
                Output(
                    f"{programme.name}.amount_fen",
                    entity,
                    *(_to_fen(sheet, a) for a in (low, high)),
                )
            )
        elif role != "eligible":
            month = _month_if_known(sheet, eligible[0], now.variable(name))
            outputs.append(Output(f"{programme.name}.{role}", entity, month, month))
    return outputs


def _to_fen(sheet: Sheet, steps: Value) -> Value:
    """Half up, as in `decide.to_fen`; an award is already whole fen."""
    return sheet.div(
        sheet.add(steps, sheet.constant(STEPS_PER_FEN // 2)), sheet.constant(STEPS_PER_FEN)
    )


def _month_if_known(sheet: Sheet, eligible: Value, month: Pair) -> Value:
    """The month of an award; 0 where there is none, -1 where it is not known."""
    known = sheet.choose(
        sheet.equal(*month), sheet.higher(month[0], sheet.constant(0)), sheet.constant(-1)
    )
    return sheet.choose(eligible, known, sheet.constant(0))


class Lowering:
    """Writes expressions on a sheet, each once. `horizon` None: as if every day that is sure to come had come (for *not yet*)."""

    def __init__(
        self,
        edition: Edition,
        sheet: Sheet,
        shape: Shape,
        presumable: Shape,
        *,
        horizon: int | None,
    ) -> None:
        self.edition = edition
        self.book = edition.rulebook
        self.sheet = sheet
        self.facts, self.lists = dict(shape.facts), dict(shape.lists)
        self.grain = shape.grain
        self.everybody = dict(shape.everybody)
        self.presumable = dict(presumable.facts)
        self.on = day_number(edition.on)
        self.horizon = horizon
        self.index = {e.name: place for place, e in enumerate(list_entities(self.book))}
        self.slots = {name: slot for slot, name in enumerate(self.book.facts)}
        self.open_loads: set[int] = set()
        self._nodes: dict[int, Pair] = {}
        self._variables: dict[str, Pair] = {}

    def variable(self, name: str) -> Pair:
        found = self._variables.get(name)
        if found is None:
            node = self.edition.expression(name)
            found = self.constants(*self.book.bounds[name]) if node is None else self.node(node)
            self._variables[name] = found
        return found

    def node(self, node: Node) -> Pair:
        found = self._nodes.get(id(node))
        if found is None:
            found = self._nodes[id(node)] = _LOWER[node.op](self, node)
        return found

    def constants(self, low: int, high: int) -> Pair:
        return self.sheet.constant(low), self.sheet.constant(high)

    def args(self, node: Node) -> list[Pair]:
        return [self.node(a) for a in node.args]

    def both_ends(self, operation: Callable[[Value], Value], pair: Pair) -> Pair:
        low = operation(pair[0])
        return low, low if pair[0] is pair[1] else operation(pair[1])

    # -- facts and figures ---------------------------------------------------------------------
    def fact(self, fact: Fact) -> Pair:
        if fact.name in self.everybody:
            return self.constants(*(self.everybody[fact.name],) * 2)
        state = self.facts.get(fact.name, ABSENT)
        if state == ABSENT:
            return self.constants(fact.low, fact.high)
        if state == STATED:
            value = self._load(fact, None)
            return value, value
        return self._ends(fact)

    def _ends(self, fact: Fact) -> Pair:
        """Where it is not known, both ends stand in place of whatever the column holds there."""
        known = self.sheet.known(self.slots[fact.name], self.index[fact.entity.name])
        self.open_loads.add(known.number)
        stated = self._load(fact, None)
        low, high = (
            self.sheet.choose(known, stated, self.sheet.constant(n)) for n in (fact.low, fact.high)
        )
        return low, high

    def _load(self, fact: Fact, fill: int | None) -> Value:
        narrow = fact.kind in (TRUTH, CATEGORY)
        entity = self.index[fact.entity.name]
        low, high = fact.low, fact.high
        if fill is not None:
            low, high = min(low, fill), max(high, fill)
        step = self.grain if fact.unit.is_money else 1
        return self.sheet.load(self.slots[fact.name], entity, (low, high), narrow, fill, step)

    def presumed(self, fact: Fact, presumption: Pair) -> Pair:
        """The fact, else what the law presumes: known in both lists where the presumption is a figure."""
        if fact.name in self.everybody:
            return self.fact(fact)
        state = self.presumable.get(fact.name, ABSENT)
        if state == ABSENT:
            return presumption
        if state == STATED:
            return self.fact(fact)
        low, high = presumption
        if low is high and low.is_constant:
            value = self._load(fact, low.low)
            return value, value
        if self.facts.get(fact.name) == STATED:
            return self.fact(fact)
        first, last = self._ends(fact)
        known = self.sheet.equal(first, last)
        return self.sheet.choose(known, first, low), self.sheet.choose(known, first, high)

    def figure(self, name: str, key: str) -> tuple[int, int]:
        resolved = self.edition.value(name, key)
        if resolved is None:
            declared = self.book.values.declarations[name]
            return declared.low, declared.high
        return resolved.figure, resolved.figure

    def rate(self, node: Node) -> tuple[tuple[int, int], tuple[int, int]]:
        """The bounds of a rate as fractions (above, below), both the figure itself when it is entered."""
        name, key = node.data if node.op == "value_at" else (node.data, "")
        resolved = self.edition.value(name, key)
        if resolved is None:
            declared = self.book.values.declarations[name]
            return (declared.low, 1), (declared.high, 1)
        exact = resolved.figure.as_integer_ratio()
        return exact, exact

    def parts(self, node: Node) -> tuple[Pair, Pair | None]:
        """Numerator and denominator (None: 1) of what is compared: exact, not rounded down."""
        if node.kind == QUOTIENT:
            return self.node(node.args[0]), self.node(node.args[1])
        if node.kind == RATE:
            (a, b), (c, d) = self.rate(node)
            if (a, b) == (c, d):
                return self.constants(a, a), self.constants(b, b)
            return self.constants(a * d, c * b), self.constants(b * d, b * d)
        if node.op == "var":
            inner = self.edition.expression(node.data)
            if inner is not None and inner.kind == QUOTIENT:
                return self.parts(inner)
        if node.op == "spread":
            above, below = self.parts(node.args[0])
            if below is not None:
                return self.spread(above, node), self.spread(below, node)
        return self.node(node), None

    # -- pairs -----------------------------------------------------------------------------------
    def spread(self, pair: Pair, node: Node) -> Pair:
        assert node.entity is not None
        child = self.index[node.entity.name]
        return self.both_ends(lambda a: self.sheet.spread(a, child), pair)

    def corners(self, operation: Callable[[Value, Value], Value], a: Pair, b: Pair) -> Pair:
        """The smallest and largest result over the ends of both operands."""
        results = list(dict.fromkeys(operation(x, y) for x in a for y in b))
        low = high = results[0]
        for other in results[1:]:
            low, high = self.sheet.lower(low, other), self.sheet.higher(high, other)
        return low, high

    def multiply(self, a: Pair, b: Pair) -> Pair:
        sheet = self.sheet
        if a[0].low >= 0 and b[0].low >= 0:
            return sheet.mul(a[0], b[0]), sheet.mul(a[1], b[1])
        return self.corners(sheet.mul, a, b)

    def divide(self, a: Pair, b: Pair, way: str = "div") -> Pair:
        sheet = self.sheet
        if a[0].low >= 0:
            return sheet.div(a[0], b[1], way), sheet.div(a[1], b[0], way)
        return self.corners(lambda x, y: sheet.div(x, y, way), a, b)

    def when(self, condition: Pair, a: Pair, b: Pair) -> Pair:
        choose = self.sheet.choose
        certain, possible = condition
        if certain is possible:
            low = choose(certain, a[0], b[0])
            exact = a[0] is a[1] and b[0] is b[1]
            return low, low if exact else choose(certain, a[1], b[1])
        lowest, highest = self.sheet.lower(a[0], b[0]), self.sheet.higher(a[1], b[1])
        return (
            choose(certain, a[0], choose(possible, lowest, b[0])),
            choose(certain, a[1], choose(possible, highest, b[1])),
        )

    def compare(self, sign: str, a: Pair, b: Pair) -> Pair:
        sheet = self.sheet
        if sign in ("gt", "ge"):
            return self.compare({"gt": "lt", "ge": "le"}[sign], b, a)
        if sign in ("lt", "le"):
            test = sheet.less if sign == "lt" else sheet.less_or_equal
            return test(a[1], b[0]), test(a[0], b[1])
        if a[0] is a[1] and b[0] is b[1]:
            same = sheet.equal(a[0], b[0])
            return same, same
        certain = sheet.both(sheet.equal(*a), sheet.both(sheet.equal(*b), sheet.equal(a[1], b[0])))
        return certain, sheet.both(sheet.less_or_equal(a[0], b[1]), sheet.less_or_equal(b[0], a[1]))

    def crosswise(self, node: Node) -> tuple[Pair, Pair]:
        (a, b), (c, d) = (self.parts(arg) for arg in node.args)
        return self.multiply(a, d) if d else a, self.multiply(c, b) if b else c


Lower = Callable[[Lowering, Node], Pair]
_LOWER: dict[str, Lower] = {}


def _operation(*ops: str) -> Callable[[Lower], Lower]:
    def register(write: Lower) -> Lower:
        _LOWER.update(dict.fromkeys(ops, write))
        return write

    return register


@_operation("const")
def _const(to: Lowering, node: Node) -> Pair:
    return to.constants(node.data, node.data)


@_operation("on")
def _on(to: Lowering, node: Node) -> Pair:
    return to.constants(to.on, to.on)


@_operation("fact")
def _fact(to: Lowering, node: Node) -> Pair:
    return to.fact(to.book.facts[node.data])


@_operation("presume")
def _presume(to: Lowering, node: Node) -> Pair:
    fact, presumption = node.args
    if fact.op == "spread":
        return to.spread(to.presumed(to.book.facts[fact.args[0].data], to.node(presumption)), node)
    return to.presumed(to.book.facts[fact.data], to.node(presumption))


@_operation("value")
def _value(to: Lowering, node: Node) -> Pair:
    return to.constants(*to.figure(node.data, ""))


@_operation("value_at")
def _value_at(to: Lowering, node: Node) -> Pair:
    return to.constants(*to.figure(*node.data))


@_operation("value_by")
def _value_by(to: Lowering, node: Node) -> Pair:
    (category,) = node.args
    figures = [to.figure(node.data, key) for key in category.options]
    lows, highs = tuple(f[0] for f in figures), tuple(f[1] for f in figures)
    first, last = to.node(category)
    if first is last:
        low = to.sheet.pick(first, lows)
        return low, low if lows == highs else to.sheet.pick(first, highs)
    size = range(len(figures))
    return (
        to.sheet.pick_between(
            first,
            last,
            len(size),
            tuple(min(lows[i : j + 1], default=0) for i in size for j in size),
        ),
        to.sheet.pick_between(
            first,
            last,
            len(size),
            tuple(max(highs[i : j + 1], default=0) for i in size for j in size),
        ),
    )


@_operation("var")
def _var(to: Lowering, node: Node) -> Pair:
    return to.variable(node.data)


@_operation("spread")
def _spread(to: Lowering, node: Node) -> Pair:
    return to.spread(to.node(node.args[0]), node)


@_operation("add")
def _add(to: Lowering, node: Node) -> Pair:
    a, b = to.args(node)
    return to.sheet.add(a[0], b[0]), to.sheet.add(a[1], b[1])


@_operation("sub")
def _sub(to: Lowering, node: Node) -> Pair:
    a, b = to.args(node)
    return to.sheet.sub(a[0], b[1]), to.sheet.sub(a[1], b[0])


@_operation("mul")
def _mul(to: Lowering, node: Node) -> Pair:
    return to.multiply(*to.args(node))


@_operation("scale")
def _scale(to: Lowering, node: Node) -> Pair:
    amount, rates = to.node(node.args[0]), dict.fromkeys(to.rate(node.args[1]))
    scaled = [to.sheet.scale(a, *rate) for rate in rates for a in dict.fromkeys(amount)]
    low = high = scaled[0]
    for other in scaled[1:]:
        low, high = to.sheet.lower(low, other), to.sheet.higher(high, other)
    return low, high


@_operation("quotient", "divide")
def _divide(to: Lowering, node: Node) -> Pair:
    above, below = to.args(node)
    return to.divide(above, below)


@_operation("round", "round_quotient")
def _round(to: Lowering, node: Node) -> Pair:
    """above / (below × unit) rounds like above / below rounded the same way, then by the unit alone."""
    above = to.node(node.args[0])
    below = to.node(node.args[1]) if len(node.args) > 1 else None
    resolved = to.edition.value(node.data)
    if resolved is None:  # not entered: within a yuan either way
        low, high = to.divide(above, below) if below else above
        return to.sheet.add(low, to.sheet.constant(-YUAN)), to.sheet.add(
            high, to.sheet.constant(YUAN)
        )
    quantum, way = resolved.figure[0].value * STEPS_PER_FEN, resolved.figure[1].name
    whole = {"floor": "div", "ceil": "div_up", "half_up": "div_zero"}[way]
    amount = to.divide(above, below, whole) if below else above
    return to.both_ends(lambda a: to.sheet.round(a, quantum, way), amount)


# -- comparison and truth ------------------------------------------------------------------------
@_operation("lt", "le", "eq")
def _comparison(to: Lowering, node: Node) -> Pair:
    return to.compare(node.op, *to.crosswise(node))


@_operation("compare")
def _compare_by_value(to: Lowering, node: Node) -> Pair:
    sign = to.edition.comparator(node.data)
    if sign is None:  # the value is not entered, so its sign is not known
        return to.constants(0, 1)
    return to.compare(sign, *to.crosswise(node))


@_operation("and")
def _and(to: Lowering, node: Node) -> Pair:
    a, b = to.args(node)
    return to.sheet.both(a[0], b[0]), to.sheet.both(a[1], b[1])


@_operation("or")
def _or(to: Lowering, node: Node) -> Pair:
    a, b = to.args(node)
    return to.sheet.either(a[0], b[0]), to.sheet.either(a[1], b[1])


@_operation("not")
def _not(to: Lowering, node: Node) -> Pair:
    low, high = to.node(node.args[0])
    return to.sheet.negate(high), to.sheet.negate(low)


@_operation("min")
def _min(to: Lowering, node: Node) -> Pair:
    a, b = to.args(node)
    return to.sheet.lower(a[0], b[0]), to.sheet.lower(a[1], b[1])


@_operation("max")
def _max(to: Lowering, node: Node) -> Pair:
    a, b = to.args(node)
    return to.sheet.higher(a[0], b[0]), to.sheet.higher(a[1], b[1])


@_operation("when")
def _when(to: Lowering, node: Node) -> Pair:
    condition = to.node(node.args[0])
    if condition[0].is_constant and condition[0] is condition[1]:  # the other branch is dead
        return to.node(node.args[1 if condition[0].low else 2])
    return to.when(condition, to.node(node.args[1]), to.node(node.args[2]))


# -- over child rows -------------------------------------------------------------------------------
def _over_rows(
    name: str, widen: Callable[[Lowering, int, Value, Pair, tuple[int, int]], Pair]
) -> Lower:
    """The reduction of both ends, widened where the list may lack rows."""

    def write(to: Lowering, node: Node) -> Pair:
        (arg,) = node.args
        assert arg.entity is not None
        child = to.index[arg.entity.name]
        ends = to.both_ends(lambda a: to.sheet.over_rows(name, a, child), to.node(arg))
        state = to.lists.get(arg.entity.name, ABSENT)
        if state == STATED:
            return ends
        if state == PARTLY:
            missing = to.sheet.rows_missing(child)
        else:
            rows = to.sheet.row_count(child)
            missing = to.sheet.sub(to.sheet.constant(arg.entity.maximum), rows)
        bounds = (0, 1) if arg.kind == TRUTH else to.book.finder.of(arg)
        return widen(to, child, missing, ends, bounds)

    return write


def _widen_sum(
    to: Lowering, child: int, missing: Value, ends: Pair, bounds: tuple[int, int]
) -> Pair:
    """Each row that is not listed adds at least min(0, low) and at most max(0, high)."""
    sheet = to.sheet
    less, more = (sheet.constant(b) for b in (min(0, bounds[0]), max(0, bounds[1])))
    return sheet.add(ends[0], sheet.mul(missing, less)), sheet.add(
        ends[1], sheet.mul(missing, more)
    )


def _widen_any(
    to: Lowering, child: int, missing: Value, ends: Pair, bounds: tuple[int, int]
) -> Pair:
    return ends[0], to.sheet.either(ends[1], to.sheet.less(to.sheet.constant(0), missing))


def _widen_all(
    to: Lowering, child: int, missing: Value, ends: Pair, bounds: tuple[int, int]
) -> Pair:
    return to.sheet.both(ends[0], to.sheet.less(missing, to.sheet.constant(1))), ends[1]


def _widen_least(
    to: Lowering, child: int, missing: Value, ends: Pair, bounds: tuple[int, int]
) -> Pair:
    """One more row might be the least of all; without listed rows it is the only one."""
    sheet = to.sheet
    open_ = sheet.less(sheet.constant(0), missing)
    least, most = sheet.constant(min(0, bounds[0])), sheet.constant(max(0, bounds[1]))
    empty = sheet.less(sheet.row_count(child), sheet.constant(1))
    high = sheet.choose(empty, most, sheet.lower(ends[1], most))
    return sheet.choose(open_, sheet.lower(ends[0], least), ends[0]), sheet.choose(
        open_, high, ends[1]
    )


def _widen_most(
    to: Lowering, child: int, missing: Value, ends: Pair, bounds: tuple[int, int]
) -> Pair:
    sheet = to.sheet
    open_ = sheet.less(sheet.constant(0), missing)
    return ends[0], sheet.choose(open_, sheet.higher(ends[1], sheet.constant(bounds[1])), ends[1])


_LOWER["sum"] = _LOWER["count"] = _over_rows("sum", _widen_sum)
_LOWER["any"] = _over_rows("any", _widen_any)
_LOWER["all"] = _over_rows("all", _widen_all)
_LOWER["minimum"] = _over_rows("least", _widen_least)
_LOWER["maximum"] = _over_rows("most", _widen_most)


# -- dates -----------------------------------------------------------------------------------------
@_operation("years")
def _years(to: Lowering, node: Node) -> Pair:
    birth, on = to.args(node)
    return to.sheet.years(birth[1], on[0]), to.sheet.years(birth[0], on[1])


@_operation("add_months")
def _add_months(to: Lowering, node: Node) -> Pair:
    start, months = to.args(node)
    return to.sheet.add_months(start[0], months[0]), to.sheet.add_months(start[1], months[1])


@_operation("month_of")
def _month_of(to: Lowering, node: Node) -> Pair:
    return to.both_ends(to.sheet.month_of, to.node(node.args[0]))


@_operation("reached")
def _reached(to: Lowering, node: Node) -> Pair:
    low, high = to.node(node.args[0])
    if to.horizon is None:
        return to.sheet.less(high, to.sheet.constant(LAST_DAY)), to.sheet.constant(1)
    today = to.sheet.constant(to.horizon)
    return to.sheet.less_or_equal(high, today), to.sheet.less_or_equal(low, today)
