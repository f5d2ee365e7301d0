"""Whole-number instructions without branches: what a rulebook becomes before the block machine runs it.

A `Sheet` builds them bottom up. An instruction that is already on the sheet is not written twice, one whose operands
are known is computed at once, and one that the bounds of its operands decide disappears. `MEANING` says in plain Python
what each does: it folds constants here, and the machine is tested against it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from math import gcd

from doudi.rules.declare import FIRST_DAY, LAST_DAY, day_date, day_number
from doudi.units.dates import add_months, completed_years

CONSTANT = -1  # the entity of what is the same for every row
NARROW = range(-128, 128)  # truths and category codes: one byte a lane instead of eight
FEW_MONTHS = 20_000  # as far as dates are moved: within the years 213 to 3865
ROOM = 2**62  # results stay below it, so that 64 bits hold every step on the way


class Value:
    """The result of one instruction: one number for each row of its entity, always within `low` and `high`.

    Every result is a multiple of `step` (0: always 0): amounts that come in fen and stay whole fen need no rounding.
    """

    __slots__ = ("args", "entity", "high", "k", "low", "narrow", "number", "op", "step")

    def __init__(
        self,
        number: int,
        op: str,
        args: tuple[Value, ...],
        k: tuple[int, ...],
        entity: int,
        narrow: bool,
        bounds: tuple[int, int],
        step: int = 1,
    ) -> None:
        self.number = number
        self.op = op
        self.args = args
        self.k = k
        self.entity = entity  # 0 the household, 1… its lists of rows, CONSTANT
        self.narrow = narrow
        self.low, self.high = bounds
        self.step = step

    @property
    def is_constant(self) -> bool:
        return self.entity == CONSTANT

    def __repr__(self) -> str:
        written = ", ".join([*(f"v{a.number}" for a in self.args), *map(str, self.k)])
        return f"v{self.number} = {self.op}({written})"


@lru_cache(maxsize=1 << 16)
def years_between(birth: int, on: int) -> int:
    """Completed years from one day to another; 0 before birth."""
    return 0 if on < birth else completed_years(day_date(birth), day_date(on))


@lru_cache(maxsize=1 << 16)
def months_later(start: int, months: int) -> int:
    """The corresponding day `months` later, kept between the first and the last day that the engine knows."""
    try:
        day = day_number(add_months(day_date(start), months))
    except (OverflowError, ValueError):
        return LAST_DAY
    return min(max(day, FIRST_DAY), LAST_DAY)


def month_number(number: int) -> int:
    day = day_date(number)
    return day.year * 12 + day.month - 1


def _toward_zero(a: int, b: int) -> int:
    return a // b if a >= 0 else -(-a // b)


# What each instruction does, row by row: operands first, then its constants.
MEANING: dict[str, Callable[..., int]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "min": min,
    "max": max,
    "div": lambda a, b: a // b,
    "div_up": lambda a, b: -(-a // b),
    "div_zero": _toward_zero,
    "add_k": lambda a, k: a + k,
    "from_k": lambda a, k: k - a,
    "mul_k": lambda a, k: a * k,
    "min_k": min,
    "max_k": max,
    "div_k": lambda a, k: a // k,
    # to a multiple of `unit`; `back` shifts negative numbers so that a tie goes away from zero
    "round_k": lambda a, shift, back, unit: (a + shift - (back if a < 0 else 0)) // unit * unit,
    "lt": lambda a, b: int(a < b),
    "le": lambda a, b: int(a <= b),
    "eq": lambda a, b: int(a == b),
    "ne": lambda a, b: int(a != b),
    "lt_k": lambda a, k: int(a < k),
    "ge_k": lambda a, k: int(a >= k),
    "eq_k": lambda a, k: int(a == k),
    "ne_k": lambda a, k: int(a != k),
    "and": lambda a, b: a & b,
    "or": lambda a, b: a | b,
    "and_not": lambda a, b: a & (1 - b),
    "not": lambda a: 1 - a,
    "choose": lambda c, a, b: a if c else b,
    "choose_k": lambda c, a, k: a if c else k,
    "choose_kk": lambda c, k, m: k if c else m,
    "pick": lambda i, *table: table[i],
    "pick2": lambda i, j, n, *table: table[i * n + j],
    "years": years_between,
    "years_k": years_between,
    "add_months": months_later,
    "add_months_k": months_later,
    "month_of": month_number,
    "widen": lambda a: a,
}

# Results that are truths, or of the operands' own width; everything else is 64 bits wide.
_TRUTHS = {"lt", "le", "eq", "ne", "lt_k", "ge_k", "eq_k", "ne_k", "and", "or", "and_not", "not"}
_COMPARISONS = {"lt", "le", "eq", "ne", "lt_k", "ge_k", "eq_k", "ne_k"}
_LOGIC = {"and", "or", "and_not", "not"}
_EITHER_WIDTH = {"min", "max", "min_k", "max_k", "choose", "choose_k", "choose_kk"}
_NEGATED = {"lt_k": "ge_k", "ge_k": "lt_k", "eq_k": "ne_k", "ne_k": "eq_k", "eq": "ne", "ne": "eq"}
_SYMMETRIC = {"add", "mul", "min", "max", "eq", "ne", "and", "or"}

# One operand, rising (1) or falling (-1): a comparison of the result with a constant is one of the operand.
_RISING = {
    "add_k": 1, "from_k": -1, "div_k": 1, "round_k": 1, "min_k": 1, "max_k": 1, "widen": 1,
    "years_k": -1, "add_months_k": 1, "month_of": 1,
}  # fmt: skip


# Sums, differences and choices of multiples of a number are its multiples.
_KEEP_STEPS = {
    "constant", "add", "sub", "add_k", "from_k", "min", "max", "min_k", "max_k", "least", "most",
}  # fmt: skip


class Sheet:
    """The instructions of one programme, each written once."""

    def __init__(self, maxima: list[int]) -> None:
        """`maxima`: the largest number of rows of each entity, the household (1) first."""
        self.maxima = maxima
        self.values: list[Value] = []
        self._known: dict[tuple[object, ...], Value] = {}

    # -- leaves ----------------------------------------------------------------------------
    def constant(self, number: int) -> Value:
        return self._write("constant", (), (number,), CONSTANT, number in NARROW, (number, number))

    def load(
        self,
        slot: int,
        entity: int,
        bounds: tuple[int, int],
        narrow: bool,
        fill: int | None,
        step: int = 1,
    ) -> Value:
        """A fact, a multiple of `step`; where it is not known, `fill` (None: this is only run where it is known)."""
        k = (slot,) if fill is None else (slot, fill)
        op, step = ("load", step) if fill is None else ("load_or", gcd(step, fill))
        return self._write(op, (), k, entity, narrow, bounds, step)

    def known(self, slot: int, entity: int) -> Value:
        """Is a fact known of a row?"""
        return self._write("known", (), (slot,), entity, True, (0, 1))

    def row_count(self, child: int) -> Value:
        """How many rows a household lists."""
        return self._write("rows", (), (child,), 0, False, (0, self.maxima[child]))

    def rows_missing(self, child: int) -> Value:
        """How many more rows it may have: none where its list is said to be complete."""
        return self._write("missing", (), (child,), 0, False, (0, self.maxima[child]))

    # -- arithmetic ------------------------------------------------------------------------
    def add(self, a: Value, b: Value) -> Value:
        if a.is_constant:
            a, b = b, a
        if not b.is_constant:
            return self._each("add", a, b)
        if b.low == 0:
            return a
        if a.op == "add_k":
            return self.add(a.args[0], self.constant(a.k[0] + b.low))
        return self._each("add_k", a, k=(b.low,))

    def sub(self, a: Value, b: Value) -> Value:
        if b.is_constant:
            return self.add(a, self.constant(-b.low))
        if a is b:
            return self.constant(0)
        if a.is_constant:
            return self._each("from_k", b, k=(a.low,))
        return self._each("sub", a, b)

    def mul(self, a: Value, b: Value) -> Value:
        if a.is_constant:
            a, b = b, a
        if not b.is_constant:
            return self._each("mul", a, b)
        if b.low in (0, 1):
            return a if b.low else b
        return self._each("mul_k", a, k=(b.low,))

    def div(self, a: Value, b: Value, way: str = "div") -> Value:
        """a / b in whole numbers, b positive; `way`: div (down), div_up, div_zero (towards zero)."""
        if way == "div_zero" and a.low >= 0:
            way = "div"
        if not b.is_constant:
            return self._each(way, a, b)
        if b.low == 1:
            return a
        if a.step % b.low == 0:
            return self._exact(a, b.low)
        if way == "div":
            return self._div_down(a, b.low)
        up = self._each("div_k", self.add(a, self.constant(b.low - 1)), k=(b.low,))
        if way == "div_up":
            return up
        return self.choose(self.less(a, self.constant(0)), up, self.div(a, b))

    def _div_down(self, a: Value, k: int) -> Value:
        if a.op == "add_k" and a.args[0].step % k == 0:
            return self.add(self._exact(a.args[0], k), self.constant(a.k[0] // k))
        if a.op == "div_k" and a.k[0] * k < ROOM:
            return self._div_down(a.args[0], a.k[0] * k)
        return self._each("div_k", a, k=(k,))

    def _exact(self, a: Value, k: int) -> Value:
        """a / k where nothing remains: moved inwards to where it costs less, or meets another division."""
        if a.is_constant or k == 1:
            return self.constant(a.low // k) if a.is_constant else a
        if a.op == "spread":
            return self.spread(self._exact(a.args[0], k), a.entity)
        if a.op == "choose_k":
            return self.choose(a.args[0], self._exact(a.args[1], k), self.constant(a.k[0] // k))
        if a.op in ("max_k", "min_k"):
            inner, limit = self._exact(a.args[0], k), self.constant(a.k[0] // k)
            return self.higher(inner, limit) if a.op == "max_k" else self.lower(inner, limit)
        if a.op == "mul_k":
            common = gcd(a.k[0], k)
            if common == k or a.args[0].step % (k // common) == 0:
                return self.mul(
                    self._exact(a.args[0], k // common), self.constant(a.k[0] // common)
                )
        if a.op == "round_k" and not a.k[1] and a.k[2] == k:
            return self._div_down(self.add(a.args[0], self.constant(a.k[0])), k)
        return self._each("div_k", a, k=(k,))

    def round(self, a: Value, unit: int, way: str) -> Value:
        """To a multiple of `unit`: floor, ceil, or half_up (a tie goes away from zero)."""
        shift = {"floor": 0, "ceil": unit - 1, "half_up": unit // 2}[way]
        has_ties = way == "half_up" and unit % 2 == 0
        return self._round(a, shift, int(has_ties), unit)

    def _round(self, a: Value, shift: int, back: int, unit: int) -> Value:
        if a.step % unit == 0:
            return a
        if back and a.low < 0:
            return self._each("round_k", a, k=(shift, 1, unit))
        if a.op == "div_k" and unit * a.k[0] < ROOM:
            # ⌊(⌊x / k⌋ + shift) / unit⌋ = ⌊(x + k × shift) / (k × unit)⌋: one division instead of two
            moved = self.add(a.args[0], self.constant(a.k[0] * shift))
            return self.mul(self._div_down(moved, a.k[0] * unit), self.constant(unit))
        return self._each("round_k", a, k=(shift, 0, unit))

    def scale(self, a: Value, above: int, below: int) -> Value:
        """a × above / below, rounded down, in steps that cannot overflow."""
        if max(abs(a.low), abs(a.high)) * abs(above) < ROOM:
            return self.div(self.mul(a, self.constant(above)), self.constant(below))
        whole = self.div(a, self.constant(below))
        rest = self.sub(a, self.mul(whole, self.constant(below)))
        part = self.div(self.mul(rest, self.constant(above)), self.constant(below))
        return self.add(self.mul(whole, self.constant(above)), part)

    def lower(self, a: Value, b: Value) -> Value:
        return self._extreme("min", a, b)

    def higher(self, a: Value, b: Value) -> Value:
        return self._extreme("max", a, b)

    def _extreme(self, op: str, a: Value, b: Value) -> Value:
        if a.is_constant:
            a, b = b, a
        if a is b or (a.high <= b.low if op == "min" else a.low >= b.high):
            return a
        if b.high <= a.low if op == "min" else b.low >= a.high:
            return b
        if b.is_constant:
            return self._extreme_k(op, a, b.low)
        return self._each(op, a, b)

    def _extreme_k(self, op: str, a: Value, k: int) -> Value:
        """The limit goes before a division: what is never negative divides and rounds more simply."""
        if a.op == "round_k" and k % a.k[2] == 0:
            return self._round(self._extreme(op, a.args[0], self.constant(k)), *a.k)
        if a.op == "div_k" and abs(k * a.k[0]) < ROOM:
            return self._div_down(self._extreme(op, a.args[0], self.constant(k * a.k[0])), a.k[0])
        return self._each(f"{op}_k", a, k=(k,))

    # -- comparison and truth ----------------------------------------------------------------
    def less(self, a: Value, b: Value) -> Value:
        """a < b."""
        if b.is_constant:
            return self._less_than(a, b.low)
        if a.is_constant:
            return self.negate(self._less_than(b, a.low + 1))
        return self.constant(0) if a is b else self._each("lt", a, b)

    def less_or_equal(self, a: Value, b: Value) -> Value:
        """a ≤ b."""
        if a.is_constant or b.is_constant:
            return self.negate(self.less(b, a))
        return self.constant(1) if a is b else self._each("le", a, b)

    def equal(self, a: Value, b: Value) -> Value:
        if a is b:
            return self.constant(1)
        if a.is_constant:
            a, b = b, a
        if a.high < b.low or b.high < a.low:
            return self.constant(0)
        if b.is_constant:
            return self._each("eq_k", a, k=(b.low,))
        return self._each("eq", a, b)

    def _less_than(self, a: Value, k: int) -> Value:
        """a < k; where a only grows (or only falls) with one operand, that operand against its own limit."""
        if a.high < k or a.low >= k:
            return self.constant(int(a.high < k))
        if a.op == "spread":
            return self.spread(self._less_than(a.args[0], k), a.entity)
        way = _RISING.get(a.op) or (a.op == "mul_k" and (1 if a.k[0] > 0 else -1)) or 0
        if not way:
            return self._each("lt_k", a, k=(k,))
        inner, meaning = a.args[0], MEANING[a.op]
        low, high = inner.low, inner.high + 1  # the first operand for which the answer turns
        while low < high:
            middle = (low + high) // 2
            if (meaning(middle, *a.k) < k) == (way > 0):
                low = middle + 1
            else:
                high = middle
        below = self._less_than(inner, low)
        return below if way > 0 else self.negate(below)

    def both(self, a: Value, b: Value) -> Value:
        a, b = self.truth(a), self.truth(b)
        if a.is_constant:
            a, b = b, a
        if b.is_constant:
            return a if b.low else b
        if a is b:
            return a
        for x, y in ((a, b), (b, a)):
            if y.op == "not":
                return self.constant(0) if y.args[0] is x else self._each("and_not", x, y.args[0])
        return self._each("and", a, b)

    def either(self, a: Value, b: Value) -> Value:
        a, b = self.truth(a), self.truth(b)
        if a.is_constant:
            a, b = b, a
        if b.is_constant:
            return b if b.low else a
        return a if a is b else self._each("or", a, b)

    def negate(self, a: Value) -> Value:
        a = self.truth(a)
        if a.op == "spread":
            return self.spread(self.negate(a.args[0]), a.entity)
        if a.op == "not":
            return a.args[0]
        if a.op in _NEGATED:
            return self._each(_NEGATED[a.op], *a.args, k=a.k)
        if a.op == "lt":
            return self._each("le", a.args[1], a.args[0])
        if a.op == "le":
            return self._each("lt", a.args[1], a.args[0])
        return self._each("not", a)

    def truth(self, a: Value) -> Value:
        """The same truth, one byte wide."""
        return a if a.narrow or a.is_constant else self._each("ne_k", a, k=(0,))

    def choose(self, condition: Value, a: Value, b: Value) -> Value:
        condition = self.truth(condition)
        if condition.is_constant:
            return a if condition.low else b
        if a is b:
            return a
        if condition.op == "not":
            return self.choose(condition.args[0], b, a)
        if a.narrow and b.narrow and {a.low, a.high, b.low, b.high} <= {0, 1}:
            return self._choose_truth(condition, a, b)
        if a.is_constant and b.is_constant:
            return self._each("choose_kk", condition, k=(a.low, b.low))
        if b.is_constant:
            return self._each("choose_k", condition, a, k=(b.low,))
        if a.is_constant:
            return self._each("choose_k", self.negate(condition), b, k=(a.low,))
        return self._each("choose", condition, a, b)

    def _choose_truth(self, condition: Value, a: Value, b: Value) -> Value:
        if a.is_constant:
            return self.either(condition, b) if a.low else self.both(self.negate(condition), b)
        if b.is_constant:
            return self.either(self.negate(condition), a) if b.low else self.both(condition, a)
        return self._each("choose", condition, a, b)

    def pick(self, index: Value, table: tuple[int, ...]) -> Value:
        """table[index]."""
        if index.is_constant:
            return self.constant(table[index.low])
        if len(table) == 2:
            yes, no = (self.constant(t) for t in table)
            return self.choose(self.equal(index, self.constant(0)), yes, no)
        inside = table[max(index.low, 0) : index.high + 1]
        if len(set(inside)) == 1:
            return self.constant(inside[0])
        return self._row("pick", (index,), table, (min(inside), max(inside)))

    def pick_between(self, low: Value, high: Value, size: int, table: tuple[int, ...]) -> Value:
        """table[low × size + high]: what all indices from low to high have in common."""
        return self._row("pick2", (low, high), (size, *table), (min(table), max(table)))

    # -- dates -------------------------------------------------------------------------------
    def years(self, birth: Value, on: Value) -> Value:
        return (
            self._each("years_k", birth, k=(on.low,))
            if on.is_constant
            else self._each("years", birth, on)
        )

    def add_months(self, day: Value, months: Value) -> Value:
        assert -FEW_MONTHS < months.low <= months.high < FEW_MONTHS, "no calendar reaches as far"
        if months.is_constant:
            return day if months.low == 0 else self._each("add_months_k", day, k=(months.low,))
        return self._each("add_months", day, months)

    def month_of(self, day: Value) -> Value:
        """Of a day that was moved by months: its own month moved, as far as the calendar reaches."""
        if day.op == "add_months_k":
            first, last = (self.constant(month_number(n)) for n in (FIRST_DAY, LAST_DAY))
            moved = self.add(self.month_of(day.args[0]), self.constant(day.k[0]))
            return self.lower(self.higher(moved, first), last)
        return self._each("month_of", day)

    # -- between a household and its rows --------------------------------------------------------
    def spread(self, a: Value, child: int) -> Value:
        """The household's number beside each of its rows."""
        if a.is_constant or a.entity == child:
            return a
        assert a.entity == 0, "rows of two lists cannot meet"
        return self._write("spread", (a,), (child,), child, a.narrow, (a.low, a.high))

    def _beside(self, a: Value, child: int) -> Value:
        """The same for an operand: of two known numbers, the truth that chooses is spread, which is an eighth as wide."""
        inner = _unspread(a)
        if inner.op == "choose_kk" and not inner.narrow and inner.entity == 0 and child > 0:
            bounds = (inner.low, inner.high)
            chooser = (self.spread(inner.args[0], child),)
            return self._write("choose_kk", chooser, inner.k, child, False, bounds)
        return self.spread(a, child)

    def over_rows(self, op: str, a: Value, child: int) -> Value:
        """sum, any, all, least or most over the rows of a household; without rows 0 (all: 1)."""
        rows = self.row_count(child)
        if a.op == "spread" or a.is_constant:
            return self._over_equal_rows(op, _unspread(a), rows)
        a = self.truth(a) if op in ("any", "all") else a
        most = self.maxima[child]
        bounds = {
            "sum": (min(0, a.low * most), max(0, a.high * most)),
            "any": (0, 1),
            "all": (0, 1),
            "least": (min(0, a.low), max(0, a.high)),
            "most": (min(0, a.low), max(0, a.high)),
        }[op]
        if op == "sum" and a.narrow:
            return self._write("count", (a,), (child,), 0, False, bounds)
        if op in ("least", "most"):
            a = self._wide(a)
        return self._write(op, (a,), (child,), 0, op in ("any", "all"), bounds)

    def _over_equal_rows(self, op: str, a: Value, rows: Value) -> Value:
        some = self.less(self.constant(0), rows)
        if op == "sum":
            return self.mul(self._wide(a), rows)
        if op == "any":
            return self.both(a, some)
        if op == "all":
            return self.either(a, self.negate(some))
        return self.choose(some, a, self.constant(0))

    # -- writing -------------------------------------------------------------------------------
    def _wide(self, a: Value) -> Value:
        return a if a.is_constant or not a.narrow else self._each("widen", a)

    def _each(self, op: str, *args: Value, k: tuple[int, ...] = ()) -> Value:
        """An instruction row by row, its operands brought to one width."""
        fits = all(a.narrow for a in args)
        if op in _EITHER_WIDTH:
            numbers = args[1:] if op.startswith("choose") else args
            if not (all(a.narrow for a in numbers) and all(n in NARROW for n in k)):
                args = (*args[: len(args) - len(numbers)], *map(self._wide, numbers))
        elif op in _COMPARISONS:
            if not (fits and all(n in NARROW for n in k)):
                args = tuple(map(self._wide, args))
        elif op in _LOGIC:
            args = tuple(map(self.truth, args))
        elif op != "widen":
            args = tuple(map(self._wide, args))
        return self._row(op, args, k, _bounds(op, args, k))

    def _row(
        self, op: str, args: tuple[Value, ...], k: tuple[int, ...], bounds: tuple[int, int]
    ) -> Value:
        if bounds[0] == bounds[1]:
            return self.constant(bounds[0])
        entity = max(a.entity for a in args)
        if entity > 0 and all(a.op == "spread" or a.is_constant for a in args):
            # what is the same for all rows of a household is computed once, for the household
            return self.spread(self._row(op, tuple(map(_unspread, args)), k, bounds), entity)
        table = self._of_two(op, args, k)
        if table is not None:
            return table
        args = tuple(self._beside(a, entity) for a in args)
        narrow = op in _TRUTHS or (op in _EITHER_WIDTH and self._stays_narrow(op, args, k))
        return self._write(op, args, k, entity, narrow, bounds)

    def _of_two(self, op: str, args: tuple[Value, ...], k: tuple[int, ...]) -> Value | None:
        """Of what is one of a few known numbers, the results are known too: the line of a class, times 1.5."""
        inner = [a.args[0] if a.op == "widen" else a for a in args]
        first, meaning = inner[0], MEANING[op]
        if op == "widen" or any(a.op != first.op for a in inner):
            return None
        if first.op == "choose_kk" and all(a.args == first.args for a in inner):
            yes, no = (meaning(*numbers, *k) for numbers in zip(*(a.k for a in inner), strict=True))
            return self.choose(first.args[0], self.constant(yes), self.constant(no))
        if first.op == "pick" and len(args) == 1 and op not in _TRUTHS:
            index = first.args[0]
            inside = range(max(index.low, 0), min(index.high + 1, len(first.k)))
            table = (meaning(n, *k) if i in inside else 0 for i, n in enumerate(first.k))
            return self.pick(index, tuple(table))
        return None

    @staticmethod
    def _stays_narrow(op: str, args: tuple[Value, ...], k: tuple[int, ...]) -> bool:
        numbers = args[1:] if op.startswith("choose") else args
        return all(a.narrow for a in numbers) and all(n in NARROW for n in k)

    def _write(
        self,
        op: str,
        args: tuple[Value, ...],
        k: tuple[int, ...],
        entity: int,
        narrow: bool,
        bounds: tuple[int, int],
        step: int | None = None,
    ) -> Value:
        if op in _SYMMETRIC and args[0].number > args[1].number:
            args = (args[1], args[0])
        key = (op, tuple(a.number for a in args), k)
        found = self._known.get(key)
        if found is None:
            assert max(-bounds[0], bounds[1]) < ROOM, f"{op} may overflow"
            step = _step(op, args, k) if step is None else step
            found = Value(len(self.values), op, args, k, entity, narrow, bounds, step)
            self.values.append(found)
            self._known[key] = found
        return found


def _unspread(a: Value) -> Value:
    return a.args[0] if a.op == "spread" else a


def _bounds(op: str, args: tuple[Value, ...], k: tuple[int, ...]) -> tuple[int, int]:
    """Every result lies within: all instructions but those named here rise or fall in each operand."""
    if op in ("eq", "ne", "eq_k", "ne_k"):
        return (0, 1)
    if op.startswith("choose"):
        ends = [*k, *(e for a in args[1:] for e in (a.low, a.high))]
        return (min(ends), max(ends))
    meaning = MEANING[op]
    results = [meaning(*corner, *k) for corner in _corners(args)]
    return (min(results), max(results))


def _step(op: str, args: tuple[Value, ...], k: tuple[int, ...]) -> int:
    """The largest number that is known to divide every result."""
    steps = [a.step for a in args]
    if op in ("spread", "sum", "widen"):
        return steps[0]
    if op in ("mul", "mul_k"):
        return steps[0] * abs(k[0] if k else steps[1])
    if op == "div_k" and steps[0] % k[0] == 0:
        return steps[0] // k[0]
    if op == "round_k":
        return k[2]
    if op == "pick":
        return gcd(*k)
    if op.startswith("choose"):
        return gcd(*steps[1:], *k)
    if op in _KEEP_STEPS:
        return gcd(*steps, *k)
    return 1


def _corners(args: Iterable[Value]) -> Iterable[tuple[int, ...]]:
    corners: list[tuple[int, ...]] = [()]
    for a in args:
        corners = [(*corner, end) for corner in corners for end in dict.fromkeys((a.low, a.high))]
    return corners
