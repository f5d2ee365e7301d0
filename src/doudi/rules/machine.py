"""The block machine: runs a table of instructions over blocks of households, several lanes at once.

It is compiled once, for every rulebook, and kept on disk. A block is some hundred households and their rows, in the order
of the input, so that facts are copied and results written straight. What crosses between a household and its rows goes by
size: `order` lists the households of a block with one row, with two, with three …, and all of one size are done in a row
without asking, which a processor likes. Households that leave something open are gathered from further apart into blocks
of their own, which are run with the other list of instructions.

Each loop reads and writes separate strips of scratch memory by address, 64 bits a lane (truths and category codes 8),
without a branch inside, so that LLVM makes it run 4 to 64 lanes at a time; places in strips are unsigned, else every one is
first asked whether it counts from the end. Everything is whole numbers; where a division uses floating point for speed, a
whole-number remainder corrects it to the last unit.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import carray, njit, types  # type: ignore[attr-defined]
from numba.extending import intrinsic

from doudi.rules.declare import FIRST_DAY, LAST_DAY

# fmt: off
(
    LOAD8N, LOAD8, LOAD16, LOAD32, LOAD64, LOAD_OR8N, LOAD_OR8, LOAD_OR16, LOAD_OR32, LOAD_OR64,
    CONSTANT, CONSTANT_N, KNOWN, ROWS, MISSING,
    ADD, SUB, MUL, MIN, MAX, DIV, DIV_UP, DIV_ZERO,
    ADD_K, FROM_K, MUL_K, MIN_K, MAX_K, DIV_K, DIV_K_NEAR, ROUND_K, ROUND_K_NEAR,
    MIN_N, MAX_N, MIN_K_N, MAX_K_N,
    LT, LE, EQ, NE, LT_K, GE_K, EQ_K, NE_K,
    LT_N, LE_N, EQ_N, NE_N, LT_K_N, GE_K_N, EQ_K_N, NE_K_N,
    AND, OR, AND_NOT, NOT,
    CHOOSE, CHOOSE_K, CHOOSE_KK, CHOOSE_N, CHOOSE_K_N, CHOOSE_KK_N,
    PICK, PICK_N, PICK2, PICK2_N,
    YEARS, YEARS_K, ADD_MONTHS, ADD_MONTHS_K, MONTH_OF, WIDEN,
    SPREAD, SPREAD_N, SUM, COUNT, ANY, ALL, LEAST, MOST,
    STORE8N, STORE32N, STORE64N, STORE8, STORE32, STORE64,
    FUSED,
) = range(87)
# fmt: on

OP, LANES, DST, A, B, C, K, M, N = range(9)  # columns of the table of instructions
COL_VALUES, COL_KNOWN, COL_TIMES, COL_LOW, COL_HIGH = range(5)  # … of the table of input columns
LIST_OFFSETS, LIST_WIDTH, LIST_COMPLETE, LIST_WATCHED, LIST_MOST, LIST_ROOM = range(
    6
)  # … of the table of lists
FEW = 3  # up to one household in so many may be open for a straight run (measured: even at about 40 %)
DONE, OUT_OF_BOUNDS, TOO_MANY_ROWS = range(3)  # what a run ends with

EVERY = 1 << 60  # the length of a column that is read at places known to be inside
EACH_BYTE = 0x0101010101010101
ONE, TWO, THREE, FOUR = np.uint32(1), np.uint32(2), np.uint32(3), np.uint32(4)

Function = Any  # a compiled loop: plain Python to a reader, machine code to a caller


def loop(function: Function) -> Function:
    """One of the machine's parts, compiled into it."""
    return njit(error_model="numpy")(function)


def kept(function: Function) -> Function:
    """Compiled to run without Python's lock, and kept on disk where a folder for it can be written."""
    options: dict[str, Any] = {"nogil": True, "error_model": "numpy"}
    try:
        return njit(cache=True, **options)(function)
    except RuntimeError:  # neither beside the source nor in the user's cache folder
        return njit(**options)(function)


def _pointer_of(typing_context: Any, address: Any) -> Any:
    """An address as a pointer."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.inttoptr(args[0], context.get_value_type(types.voidptr))

    return types.voidptr(types.int64), generate


_pointer: Any = intrinsic(_pointer_of)


def _call_loop(
    typing_context: Any, address: Any, base: Any, n: Any, columns: Any, results: Any, first: Any
) -> Any:
    """Call a loop of `fuse.py` by its address."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        number = context.get_value_type(types.int64)
        kind = ir.FunctionType(number, [number] * 5)
        return builder.call(builder.inttoptr(args[0], kind.as_pointer()), args[1:])

    return types.int64(*[types.int64] * 6), generate


_run_loop: Any = intrinsic(_call_loop)


@loop
def wide(address: Any, n: Any) -> Any:
    return carray(_pointer(address), n, np.int64)


@loop
def middle(address: Any, n: Any) -> Any:
    return carray(_pointer(address), n, np.int32)


@loop
def short(address: Any, n: Any) -> Any:
    return carray(_pointer(address), n, np.int16)


@loop
def narrow(address: Any, n: Any) -> Any:
    return carray(_pointer(address), n, np.int8)


@loop
def marks(address: Any, n: Any) -> Any:
    return carray(_pointer(address), n, np.uint8)


# -- facts in, results out -------------------------------------------------------------------------
@loop
def _load(d: Any, column: Any, times: Any) -> Any:
    """Copy a column, in engine steps. Returns its least and greatest number, as written."""
    least = most = column[0]
    for i in range(d.size):
        x = column[i]
        least, most = min(least, x), max(most, x)
        d[i] = np.int64(x) * np.int64(np.int32(times))
    return np.int64(least), np.int64(most)


@loop
def _load_rows(d: Any, column: Any, row: Any, times: Any) -> Any:
    """The same from rows that do not follow one another."""
    least = most = column[row[0]]
    for i in range(d.size):
        x = column[row[i]]
        least, most = min(least, x), max(most, x)
        d[i] = np.int64(x) * np.int64(times)
    return np.int64(least), np.int64(most)


@loop
def _load_or(
    d: Any,
    column: Any,
    known: Any,
    first: Any,
    row: Any,
    times: Any,
    low: Any,
    high: Any,
    fill: Any,
) -> Any:
    """Where a row is not known, `fill` (in steps) instead. `column` begins at `first`; `row` is empty where rows follow it."""
    outside = np.int64(0)
    for i in range(d.size):
        here = np.uint64(row[i] if row.size else i)
        r = first + here
        is_known = np.int64(known[r >> np.uint64(3)] >> (r & np.uint64(7))) & 1
        x = np.int64(column[here])
        outside |= (np.int64(x < low) | np.int64(x > high)) & is_known
        d[i] = fill ^ ((fill ^ (x * times)) & -is_known)
    return outside


@loop
def _fact(d: Any, column: Any, fact: Any, start: Any, row: Any) -> Any:
    """A fact that the instructions take as known; `column` begins at row `start`. Is a number outside its bounds?

    A household with gaps may share a block with known ones; what comes out for it is replaced later. So where a number is
    outside, this looks whether it only fills a gap.
    """
    if d.size == 0:
        return False
    if row.size:
        least, most = _load_rows(d, column, row, fact[COL_TIMES])
    else:
        least, most = _load(d, column, fact[COL_TIMES])
    if least >= fact[COL_LOW] and most <= fact[COL_HIGH]:
        return False
    return fact[COL_KNOWN] == 0 or _fact_or(
        d, column, fact, start, row, fact[COL_LOW] * fact[COL_TIMES]
    )


@loop
def _fact_or(d: Any, column: Any, fact: Any, first: Any, row: Any, fill: Any) -> Any:
    """A fact, or `fill` where it is not known."""
    known = marks(fact[COL_KNOWN], EVERY)
    return _load_or(
        d, column, known, first, row, fact[COL_TIMES], fact[COL_LOW], fact[COL_HIGH], fill
    )


@loop
def _is_known(d: Any, known: Any, first: Any, row: Any) -> None:
    """Is a fact known? One bit a row; `row` is empty where rows follow `first`."""
    for i in range(d.size):
        r = np.uint64(row[i]) if row.size else first + np.uint64(i)
        d[i] = (known[r >> np.uint64(3)] >> (r & np.uint64(7))) & 1


@loop
def _put(out: Any, a: Any, row: Any) -> None:
    """Write results: `out` begins at the first row of the block; `row` is empty where rows follow one another."""
    if row.size:
        for i in range(a.size):
            out[row[i]] = a[i]
    else:
        for i in range(a.size):
            out[i] = a[i]


@loop
def _fill(d: Any, k: Any) -> None:
    for i in range(d.size):
        d[i] = k


@loop
def _copy(d: Any, a: Any) -> None:
    for i in range(d.size):
        d[i] = a[i]


@loop
def _rows(d: Any, begin: Any) -> None:
    for i in range(d.size):
        d[i] = begin[i + 1] - begin[i]


@loop
def _missing(d: Any, complete: Any, first: Any, row: Any, begin: Any, most: Any) -> None:
    for i in range(d.size):
        r = row[i] if row.size else first + np.uint64(i)
        d[i] = 0 if complete[r] else most - (np.int64(begin[i + 1]) - np.int64(begin[i]))


# -- arithmetic ------------------------------------------------------------------------------------
@loop
def _add(d: Any, a: Any, b: Any) -> None:
    for i in range(d.size):
        d[i] = a[i] + b[i]


@loop
def _sub(d: Any, a: Any, b: Any) -> None:
    for i in range(d.size):
        d[i] = a[i] - b[i]


@loop
def _mul(d: Any, a: Any, b: Any) -> None:
    for i in range(d.size):
        d[i] = a[i] * b[i]


@loop
def _min(d: Any, a: Any, b: Any) -> None:
    for i in range(d.size):
        d[i] = min(a[i], b[i])


@loop
def _max(d: Any, a: Any, b: Any) -> None:
    for i in range(d.size):
        d[i] = max(a[i], b[i])


@loop
def _add_k(d: Any, a: Any, k: Any) -> None:
    for i in range(d.size):
        d[i] = a[i] + k


@loop
def _from_k(d: Any, a: Any, k: Any) -> None:
    for i in range(d.size):
        d[i] = k - a[i]


@loop
def _mul_k(d: Any, a: Any, k: Any) -> None:
    for i in range(d.size):
        d[i] = a[i] * k


@loop
def _min_k(d: Any, a: Any, k: Any) -> None:
    for i in range(d.size):
        d[i] = min(a[i], k)


@loop
def _max_k(d: Any, a: Any, k: Any) -> None:
    for i in range(d.size):
        d[i] = max(a[i], k)


@loop
def _floor(x: Any, y: Any) -> Any:
    """x // y for |x| < 2**62 and y ≥ 1: two estimates, then the remainder says whether the last unit is right."""
    q = np.int64(np.floor(np.float64(x) / np.float64(y)))
    r = x - q * y
    more = np.int64(np.floor(np.float64(r) / np.float64(y)))
    r -= more * y
    return q + more - np.int64(r < 0) + np.int64(r >= y)


@loop
def _floor_k(x: Any, k: Any, inverse: Any) -> Any:
    """x // k like `_floor`, by a multiplication."""
    q = np.int64(np.floor(np.float64(x) * inverse))
    r = x - q * k
    more = np.int64(np.floor(np.float64(r) * inverse))
    r -= more * k
    return q + more - np.int64(r < 0) + np.int64(r >= k)


@loop
def _near_k(x: Any, k: Any, inverse: Any) -> Any:
    """x // k for |x| < 2**51: the first estimate is off by one at most."""
    q = np.int64(np.floor(np.float64(x) * inverse))
    r = x - q * k
    return q - np.int64(r < 0) + np.int64(r >= k)


@loop
def _div(d: Any, a: Any, b: Any) -> None:
    for i in range(d.size):
        d[i] = _floor(a[i], b[i])


@loop
def _div_up(d: Any, a: Any, b: Any) -> None:
    for i in range(d.size):
        d[i] = -_floor(-a[i], b[i])


@loop
def _div_zero(d: Any, a: Any, b: Any) -> None:
    for i in range(d.size):
        sign = a[i] >> 63  # -1 or 0
        d[i] = (_floor((a[i] ^ sign) - sign, b[i]) ^ sign) - sign


@loop
def _div_k(d: Any, a: Any, k: Any) -> None:
    inverse = 1.0 / np.float64(k)
    for i in range(d.size):
        d[i] = _floor_k(a[i], k, inverse)


@loop
def _div_k_near(d: Any, a: Any, k: Any) -> None:
    inverse = 1.0 / np.float64(k)
    for i in range(d.size):
        d[i] = _near_k(a[i], k, inverse)


@loop
def _round_k_near(d: Any, a: Any, shift: Any, back: Any, unit: Any) -> None:
    inverse = 1.0 / np.float64(unit)
    for i in range(d.size):
        x = a[i]
        d[i] = _near_k(x + shift + (back & (x >> 63)) * -1, unit, inverse) * unit


@loop
def _round_k(d: Any, a: Any, shift: Any, back: Any, unit: Any) -> None:
    inverse = 1.0 / np.float64(unit)
    for i in range(d.size):
        x = a[i]
        d[i] = _floor_k(x + shift + (back & (x >> 63)) * -1, unit, inverse) * unit


# -- comparison and truth --------------------------------------------------------------------------
@loop
def _lt(d: Any, a: Any, b: Any) -> None:
    for i in range(d.size):
        d[i] = a[i] < b[i]


@loop
def _le(d: Any, a: Any, b: Any) -> None:
    for i in range(d.size):
        d[i] = a[i] <= b[i]


@loop
def _eq(d: Any, a: Any, b: Any) -> None:
    for i in range(d.size):
        d[i] = a[i] == b[i]


@loop
def _ne(d: Any, a: Any, b: Any) -> None:
    for i in range(d.size):
        d[i] = a[i] != b[i]


@loop
def _lt_k(d: Any, a: Any, k: Any) -> None:
    for i in range(d.size):
        d[i] = a[i] < k


@loop
def _ge_k(d: Any, a: Any, k: Any) -> None:
    for i in range(d.size):
        d[i] = a[i] >= k


@loop
def _eq_k(d: Any, a: Any, k: Any) -> None:
    for i in range(d.size):
        d[i] = a[i] == k


@loop
def _ne_k(d: Any, a: Any, k: Any) -> None:
    for i in range(d.size):
        d[i] = a[i] != k


@loop
def _and(d: Any, a: Any, b: Any) -> None:
    for i in range(d.size):
        d[i] = a[i] & b[i]


@loop
def _keep(d: Any, a: Any) -> None:
    """In place; of `_and(d, d, a)` the compiler would have to fear that d runs into itself."""
    for i in range(d.size):
        d[i] &= a[i]


@loop
def _or(d: Any, a: Any, b: Any) -> None:
    for i in range(d.size):
        d[i] = a[i] | b[i]


@loop
def _and_not(d: Any, a: Any, b: Any) -> None:
    for i in range(d.size):
        d[i] = a[i] & (b[i] ^ 1)


@loop
def _not(d: Any, a: Any) -> None:
    for i in range(d.size):
        d[i] = a[i] ^ 1


@loop
def _choose(d: Any, c: Any, a: Any, b: Any) -> None:
    """Without a jump: all bits of a where c is 1, of b where it is 0."""
    for i in range(d.size):
        d[i] = b[i] ^ ((a[i] ^ b[i]) & -np.int64(c[i]))


@loop
def _choose_k(d: Any, c: Any, a: Any, k: Any) -> None:
    for i in range(d.size):
        d[i] = k ^ ((a[i] ^ k) & -np.int64(c[i]))


@loop
def _choose_kk(d: Any, c: Any, k: Any, m: Any) -> None:
    for i in range(d.size):
        d[i] = m ^ ((k ^ m) & -np.int64(c[i]))


@loop
def _pick(d: Any, index: Any, tables: Any, start: Any) -> None:
    for i in range(d.size):
        d[i] = tables[start + index[i]]


@loop
def _pick2(d: Any, first: Any, last: Any, tables: Any, start: Any, size: Any) -> None:
    for i in range(d.size):
        d[i] = tables[start + np.int64(first[i]) * size + last[i]]


# -- dates -----------------------------------------------------------------------------------------
@loop
def _part(x: Any, k: Any) -> Any:
    """x // k for 0 ≤ x < 2**20 and small k, by a multiplication that is exact there."""
    return (x * ((1 << 40) // k + 1)) >> 40


@loop
def _civil(day: Any) -> Any:
    """Year, month and day of the month of a day number (the year counted from 1 March inside)."""
    z = day + 719468
    era = _part(z, 146097)
    of_era = z - era * 146097
    year = _part(of_era - _part(of_era, 1460) + _part(of_era, 36524) - _part(of_era, 146096), 365)
    of_year = of_era - (365 * year + _part(year, 4) - _part(year, 100))
    month = _part(5 * of_year + 2, 153)
    day_of_month = of_year - _part(153 * month + 2, 5) + 1
    late = np.int64(month >= 10)
    return year + era * 400 + late, month + 3 - 12 * late, day_of_month


@loop
def _is_leap(year: Any) -> Any:
    century = _part(year, 100)
    return (np.int64((year & 3) == 0) & np.int64(year != century * 100)) | (
        np.int64(year == century * 100) & np.int64((century & 3) == 0)
    )


@loop
def _day_number(year: Any, month: Any, day: Any) -> Any:
    early = np.int64(month <= 2)
    y = year - early
    era = _part(y, 400)
    of_era = y - era * 400
    of_year = _part(153 * (month - 3 + 12 * early) + 2, 5) + day - 1
    return era * 146097 + of_era * 365 + _part(of_era, 4) - _part(of_era, 100) + of_year - 719468


@loop
def _age(birth: Any, on: Any) -> Any:
    """Completed years; a birthday on 29 February is 28 February in other years."""
    year, month, day = _civil(birth)
    on_year, on_month, on_day = _civil(on)
    leap_day = np.int64(on_month == 2) & np.int64(on_day == 28) & (1 - _is_leap(on_year))
    before = np.int64(on_month * 32 + on_day + leap_day < month * 32 + day)
    return max(on_year - year - before, 0)


@loop
def _months_later(start: Any, months: Any) -> Any:
    year, month, day = _civil(start)
    index = year * 12 + month - 1 + months
    y = _part(index, 12)
    m = index - y * 12 + 1
    february = np.int64(m == 2)
    long_month = (m ^ (m >> 3)) & 1  # 31 days
    last = 30 + long_month - february * (2 - _is_leap(y))
    return min(max(_day_number(y, m, min(day, last)), FIRST_DAY), LAST_DAY)


@loop
def _years(d: Any, birth: Any, on: Any) -> None:
    for i in range(d.size):
        d[i] = _age(birth[i], on[i])


@loop
def _years_k(d: Any, birth: Any, on: Any) -> None:
    for i in range(d.size):
        d[i] = _age(birth[i], on)


@loop
def _add_months(d: Any, start: Any, months: Any) -> None:
    for i in range(d.size):
        d[i] = _months_later(start[i], months[i])


@loop
def _add_months_k(d: Any, start: Any, months: Any) -> None:
    for i in range(d.size):
        d[i] = _months_later(start[i], months)


@loop
def _month_of(d: Any, day: Any) -> None:
    for i in range(d.size):
        year, month, _ = _civil(day[i])
        d[i] = year * 12 + month - 1


# -- between a household and its rows ----------------------------------------------------------------
# `order` lists households by their number of rows, `group[s]` says where those with s rows begin, `begin` where the rows of
# a household begin. One to five rows, which is most households, are written out.
def _folding(combine: Any) -> Any:
    """A loop that combines the rows of each household."""
    combine = loop(combine)

    @loop
    def fold(d: Any, v: Any, begin: Any, order: Any, group: Any, empty: Any) -> None:
        for j in order[: group[1]]:
            d[j] = empty
        for j in order[group[1] : group[2]]:
            d[j] = v[begin[j]]
        for j in order[group[2] : group[3]]:
            b = begin[j]
            d[j] = combine(v[b], v[b + ONE])
        for j in order[group[3] : group[4]]:
            b = begin[j]
            d[j] = combine(combine(v[b], v[b + ONE]), v[b + TWO])
        for j in order[group[4] : group[5]]:
            b = begin[j]
            d[j] = combine(combine(v[b], v[b + ONE]), combine(v[b + TWO], v[b + THREE]))
        for j in order[group[5] : group[6]]:
            b = begin[j]
            first, rest = combine(v[b], v[b + ONE]), combine(v[b + TWO], v[b + THREE])
            d[j] = combine(combine(first, rest), v[b + FOUR])
        for j in order[group[6] :]:
            total = combine(v[begin[j]], v[begin[j] + ONE])
            for b in range(begin[j] + TWO, begin[j + ONE]):
                total = combine(total, v[np.uint32(b)])
            d[j] = total

    return fold


_sum = _folding(lambda x, y: x + y)
_least = _folding(lambda x, y: min(x, y))
_most = _folding(lambda x, y: max(x, y))


@loop
def _spread(d: Any, a: Any, begin: Any, order: Any, group: Any) -> None:
    for j in order[group[1] : group[2]]:
        d[begin[j]] = a[j]
    for j in order[group[2] : group[3]]:
        b = begin[j]
        d[b] = d[b + ONE] = a[j]
    for j in order[group[3] : group[4]]:
        b = begin[j]
        d[b] = d[b + ONE] = d[b + TWO] = a[j]
    for j in order[group[4] : group[5]]:
        b = begin[j]
        d[b] = d[b + ONE] = d[b + TWO] = d[b + THREE] = a[j]
    for j in order[group[5] :]:
        for b in range(begin[j], begin[j + ONE]):
            d[np.uint32(b)] = a[j]


# Rows that are one byte wide, eight at a time: what belongs to the next household is masked away, or written over by it.
@loop
def _mask(size: Any) -> Any:
    """All bits of the first `size` bytes of eight."""
    return (np.int64(-1) << ((size & 7) << 3) ^ np.int64(-1)) | -np.int64(size >= 8)


@loop
def _spread_n(d: Any, a: Any, begin: Any) -> None:
    for j in range(a.size):
        here, size = np.int64(begin[j]), np.int64(begin[j + ONE] - begin[j])
        wide(d + here, 1)[0] = (np.int64(a[j]) & 255) * EACH_BYTE
        if size > 8:
            more = narrow(d + here, EVERY)
            for r in range(8, size):
                more[r] = a[j]


@loop
def _sum_n(d: Any, v: Any, begin: Any) -> None:
    """How many rows are 1."""
    for j in range(d.size):
        here, size = np.int64(begin[j]), np.int64(begin[j + ONE] - begin[j])
        total = (((wide(v + here, 1)[0] & _mask(size)) * EACH_BYTE) >> 56) & 255
        if size > 8:
            more = narrow(v + here, EVERY)
            for r in range(8, size):
                total += more[r]
        d[j] = total


@loop
def _any_n(d: Any, v: Any, begin: Any) -> None:
    for j in range(d.size):
        here, size = np.int64(begin[j]), np.int64(begin[j + ONE] - begin[j])
        found = np.int8(wide(v + here, 1)[0] & _mask(size) != 0)
        if size > 8:
            more = narrow(v + here, EVERY)
            for r in range(8, size):
                found |= more[r]
        d[j] = found


@loop
def _all_n(d: Any, v: Any, begin: Any) -> None:
    for j in range(d.size):
        here, size = np.int64(begin[j]), np.int64(begin[j + ONE] - begin[j])
        found = np.int8((wide(v + here, 1)[0] ^ EACH_BYTE) & _mask(size) == 0)
        if size > 8:
            more = narrow(v + here, EVERY)
            for r in range(8, size):
                found &= more[r]
        d[j] = found


# -- laying out a block ------------------------------------------------------------------------------
@loop
def _offset(lists: Any, e: Any, i: Any) -> Any:
    """Where the rows of household i begin in list e."""
    if lists[e, LIST_WIDTH] == 4:
        return np.int64(middle(lists[e, LIST_OFFSETS], EVERY)[i])
    if lists[e, LIST_WIDTH] == 8:
        return wide(lists[e, LIST_OFFSETS], EVERY)[i]
    return np.int64(0)  # the instructions use no row of this list


@loop
def _count_rows(begin: Any, offsets: Any) -> None:
    for j in range(begin.size):
        begin[j] = offsets[j] - offsets[0]


@loop
def _lay_out(lists: Any, first: Any, n: Any, lanes: Any, start: Any, begin: Any) -> None:
    """Lanes of every list for n households that follow one another."""
    lanes[0], start[0] = n, first
    for e in range(1, lists.shape[0]):
        at, here = lists[e, LIST_OFFSETS], begin[e, : n + 1]
        if lists[e, LIST_WIDTH] == 4:
            _count_rows(here, middle(at + first * 4, n + 1))
        elif lists[e, LIST_WIDTH] == 8:
            _count_rows(here, wide(at + first * 8, n + 1))
        else:
            _fill(here, np.uint32(0))
        lanes[e], start[e] = here[n], _offset(lists, e, first)


@loop
def _lay_out_gathered(
    lists: Any, households: Any, lanes: Any, start: Any, begin: Any, row: Any
) -> None:
    """The same for households from here and there; `row` gets the input row of every lane."""
    lanes[0] = households.size
    start[:] = 0
    for j in range(households.size):
        row[0, j] = households[j]
    for e in range(1, lists.shape[0]):
        lane = np.int64(0)
        for j in range(households.size):
            here, after = _offset(lists, e, households[j]), _offset(lists, e, households[j] + 1)
            for r in range(here, after):
                row[e, lane + r - here] = r
            lane += after - here
            begin[e, j + 1] = lane
        lanes[e] = lane


@loop
def _sort_by_size(begin: Any, n: Any, order: Any, group: Any) -> None:
    """Households by their number of rows, in their own order where equal."""
    group[:] = 0
    for j in range(n):
        group[begin[j + 1] - begin[j] + ONE] += 1
    for s in range(1, group.size):
        group[s] += group[s - 1]
    for j in range(n):
        s = begin[j + 1] - begin[j]
        order[group[s]] = j
        group[s] += 1
    for s in range(group.size - 1, 0, -1):
        group[s] = group[s - 1]
    group[0] = 0


# -- running ---------------------------------------------------------------------------------------
@loop
def _write(op: Any, out: Any, start: Any, row: Any, a: Any, n: Any) -> None:
    """A strip into a column of results: straight, or row by row."""
    if op == STORE8N:
        _put(narrow(out + start, EVERY), narrow(a, n), row)
    elif op == STORE32N:
        _put(middle(out + start * 4, EVERY), narrow(a, n), row)
    elif op == STORE64N:
        _put(wide(out + start * 8, EVERY), narrow(a, n), row)
    elif op == STORE8:
        _put(narrow(out + start, EVERY), wide(a, n), row)
    elif op == STORE32:
        _put(middle(out + start * 4, EVERY), wide(a, n), row)
    else:
        _put(wide(out + start * 8, EVERY), wide(a, n), row)


@loop
def _open_households(first: Any, last: Any, watch: Any, lists: Any, is_open: Any) -> Any:
    """Mark the households that leave a fact or a list open; returns how many."""
    _fill(is_open, np.uint8(0))
    for e in range(lists.shape[0]):
        if lists[e, LIST_WATCHED]:
            complete = marks(lists[e, LIST_COMPLETE] + first, is_open.size)
            for i in range(is_open.size):
                is_open[i] |= complete[i] ^ 1
        start, end = (
            (first, last) if e == 0 else (_offset(lists, e, first), _offset(lists, e, last))
        )
        skipped = start >> 3
        bits = np.full(((end + 7) >> 3) - skipped, 255, np.uint8)
        for w in range(watch.shape[0]):
            if watch[w, 0] == e:
                _keep(bits, marks(watch[w, 1] + skipped, bits.size))
        _mark_gaps(bits, skipped << 3, start, end, first, lists, e, is_open)
    opened = 0
    for i in range(is_open.size):
        opened += is_open[i]
    return opened


@loop
def _mark_gaps(
    bits: Any, shift: Any, start: Any, end: Any, first: Any, lists: Any, e: Any, is_open: Any
) -> None:
    """`bits` says, from row `shift` on, which rows know everything; a household is looked over a byte at a time."""
    here = np.uint64(start - shift)
    for i in range(is_open.size):
        after = (
            here + np.uint64(1) if e == 0 else np.uint64(_offset(lists, e, first + i + 1) - shift)
        )
        gaps = np.uint64(0)
        while here < after:
            size = min(np.uint64(8) - (here & np.uint64(7)), after - here)
            window = np.uint64(bits[here >> np.uint64(3)]) >> (here & np.uint64(7))
            gaps |= ~window & ((np.uint64(1) << size) - np.uint64(1))
            here += size
        is_open[i] |= np.uint8(gaps != 0)


@loop
def _within(offsets: Any, most: Any) -> Any:
    outside = False
    for i in range(offsets.size - 1):
        size = np.int64(offsets[i + 1]) - np.int64(offsets[i])
        outside |= (size < 0) | (size > most)
    return not outside


@loop
def _wrong_list(lists: Any, first: Any, last: Any) -> Any:
    """A list with a household that has more rows than allowed; 0: none."""
    for e in range(1, lists.shape[0]):
        at, most, count = lists[e, LIST_OFFSETS], lists[e, LIST_MOST], last - first + 1
        if lists[e, LIST_WIDTH] == 4 and not _within(middle(at + first * 4, count), most):
            return e
        if lists[e, LIST_WIDTH] == 8 and not _within(wide(at + first * 8, count), most):
            return e
    return 0


@loop
def _straight_block(lists: Any, h: Any, last: Any) -> Any:
    """How many households from h on have room in one block."""
    n = min(last - h, lists[0, LIST_ROOM])
    for e in range(1, lists.shape[0]):
        limit = _offset(lists, e, h) + lists[e, LIST_ROOM]
        low, high = 1, n
        while low < high:  # the most that fit
            middle_ = (low + high + 1) >> 1
            if _offset(lists, e, h + middle_) <= limit:
                low = middle_
            else:
                high = middle_ - 1
        n = low
    return n


@loop
def _gathered_block(lists: Any, first: Any, is_open: Any, h: Any, held: Any, queue: Any) -> Any:
    """As many open households from h on as have room. Returns their number, and where to go on."""
    waiting = 0
    held[:] = 0
    while h < first + is_open.size:
        if is_open[h - first]:
            if waiting == lists[0, LIST_ROOM]:
                break
            fits = True
            for e in range(1, lists.shape[0]):
                held[e] += _offset(lists, e, h + 1) - _offset(lists, e, h)
                fits &= held[e] <= lists[e, LIST_ROOM]
            if not fits:
                break
            queue[waiting] = h
            waiting += 1
        h += 1
    return waiting, h


@kept
def run_range(
    loops: Any, loop_tables: Any, exact: Any, exact_tables: Any, opened: Any, open_tables: Any, columns: Any, outs: Any, lists: Any, watch: Any,
    base: Any, is_open: Any, queue: Any, rows: Any, begin: Any, order: Any, group: Any, first: Any, last: Any,
) -> Any:  # fmt: skip
    """Households first … last-1. Returns how it ended, and the column or list that stopped it.

    Where only a few leave something open, all go through `exact`, straight from the columns, and the open ones are then
    gathered and done again by `opened`. Where many are open, all go through `opened`: of what is known it makes the same.
    `loops` are the instructions of `exact` for rows that follow one another; a block in which they meet a number outside its
    bounds is done again by `exact`, which looks whether it only fills a gap.
    """
    wrong = _wrong_list(lists, first, last)
    if wrong:
        return TOO_MANY_ROWS, wrong
    is_open = is_open[: last - first]
    left_open = _open_households(first, last, watch, lists, is_open)
    few = left_open * FEW <= last - first
    lanes, start, held = np.zeros((3, lists.shape[0]), np.int64)
    for turn in range(2 if left_open and few else 1):
        straight = turn == 0
        table, tables = (exact, exact_tables) if straight and few else (opened, open_tables)
        row_of = rows[:, :0] if straight else rows
        h = first
        while h < last:
            if straight:
                households = _straight_block(lists, h, last)
                _lay_out(lists, h, households, lanes, start, begin)
                h += households
            else:
                households, h = _gathered_block(lists, first, is_open, h, held, queue)
                _lay_out_gathered(lists, queue[:households], lanes, start, begin, rows)
            for e in range(1, lists.shape[0]):
                _sort_by_size(begin[e], lanes[0], order[e], group[e])
            code, code_tables = (loops, loop_tables) if straight and few else (table, tables)
            pc = -1
            while pc + 1 < code.shape[0]:
                pc += 1
                op, e = code[pc, OP], code[pc, LANES]
                n = lanes[e]
                # whole turns of the loops, into room that every strip has; what comes out beyond n is never read
                w, v = (n + 31) & -32, (n + 127) & -128
                d, a = base + code[pc, DST], base + code[pc, A]
                b, c = base + code[pc, B], base + code[pc, C]
                k, m = code[pc, K], code[pc, M]
                if op == FUSED:
                    if _run_loop(k, base, n, m, code[pc, N], start[e]):
                        code, code_tables, pc = table, tables, -1
                elif op < CONSTANT:
                    fact, at, row = columns[k], start[e], row_of[e]
                    values = fact[COL_VALUES]
                    if op == LOAD8N:
                        bad = _fact(narrow(d, n), narrow(values + at, EVERY), fact, at, row)
                    elif op == LOAD8:
                        bad = _fact(wide(d, n), narrow(values + at, EVERY), fact, at, row)
                    elif op == LOAD16:
                        bad = _fact(wide(d, n), short(values + at * 2, EVERY), fact, at, row)
                    elif op == LOAD32:
                        bad = _fact(wide(d, n), middle(values + at * 4, EVERY), fact, at, row)
                    elif op == LOAD64:
                        bad = _fact(wide(d, n), wide(values + at * 8, EVERY), fact, at, row)
                    elif op == LOAD_OR8N:
                        bad = _fact_or(narrow(d, n), narrow(values + at, EVERY), fact, at, row, m)
                    elif op == LOAD_OR8:
                        bad = _fact_or(wide(d, n), narrow(values + at, EVERY), fact, at, row, m)
                    elif op == LOAD_OR16:
                        bad = _fact_or(wide(d, n), short(values + at * 2, EVERY), fact, at, row, m)
                    elif op == LOAD_OR32:
                        bad = _fact_or(wide(d, n), middle(values + at * 4, EVERY), fact, at, row, m)
                    else:
                        bad = _fact_or(wide(d, n), wide(values + at * 8, EVERY), fact, at, row, m)
                    if bad:
                        return OUT_OF_BOUNDS, k
                elif op == CONSTANT:
                    _fill(wide(d, n), k)
                elif op == CONSTANT_N:
                    _fill(narrow(d, n), np.int8(k))
                elif op == KNOWN:
                    known = marks(columns[k, COL_KNOWN], EVERY)
                    _is_known(narrow(d, n), known, np.uint64(start[e]), row_of[e])
                elif op == ROWS:
                    _rows(wide(d, n), begin[k])
                elif op == MISSING:
                    complete = marks(lists[k, LIST_COMPLETE], EVERY)
                    _missing(
                        wide(d, n),
                        complete,
                        np.uint64(start[0]),
                        row_of[0],
                        begin[k],
                        lists[k, LIST_MOST],
                    )
                elif op == ADD:
                    _add(wide(d, w), wide(a, n), wide(b, n))
                elif op == SUB:
                    _sub(wide(d, w), wide(a, n), wide(b, n))
                elif op == MUL:
                    _mul(wide(d, w), wide(a, n), wide(b, n))
                elif op == MIN:
                    _min(wide(d, w), wide(a, n), wide(b, n))
                elif op == MAX:
                    _max(wide(d, w), wide(a, n), wide(b, n))
                elif op == DIV:
                    _div(wide(d, w), wide(a, n), wide(b, n))
                elif op == DIV_UP:
                    _div_up(wide(d, w), wide(a, n), wide(b, n))
                elif op == DIV_ZERO:
                    _div_zero(wide(d, w), wide(a, n), wide(b, n))
                elif op == ADD_K:
                    _add_k(wide(d, w), wide(a, n), k)
                elif op == FROM_K:
                    _from_k(wide(d, w), wide(a, n), k)
                elif op == MUL_K:
                    _mul_k(wide(d, w), wide(a, n), k)
                elif op == MIN_K:
                    _min_k(wide(d, w), wide(a, n), k)
                elif op == MAX_K:
                    _max_k(wide(d, w), wide(a, n), k)
                elif op == DIV_K:
                    _div_k(wide(d, w), wide(a, n), k)
                elif op == DIV_K_NEAR:
                    _div_k_near(wide(d, w), wide(a, n), k)
                elif op == ROUND_K_NEAR:
                    _round_k_near(wide(d, w), wide(a, n), k, m, code[pc, N])
                elif op == ROUND_K:
                    _round_k(wide(d, w), wide(a, n), k, m, code[pc, N])
                elif op == MIN_N:
                    _min(narrow(d, v), narrow(a, n), narrow(b, n))
                elif op == MAX_N:
                    _max(narrow(d, v), narrow(a, n), narrow(b, n))
                elif op == MIN_K_N:
                    _min_k(narrow(d, v), narrow(a, n), np.int8(k))
                elif op == MAX_K_N:
                    _max_k(narrow(d, v), narrow(a, n), np.int8(k))
                elif op == LT:
                    _lt(narrow(d, v), wide(a, n), wide(b, n))
                elif op == LE:
                    _le(narrow(d, v), wide(a, n), wide(b, n))
                elif op == EQ:
                    _eq(narrow(d, v), wide(a, n), wide(b, n))
                elif op == NE:
                    _ne(narrow(d, v), wide(a, n), wide(b, n))
                elif op == LT_K:
                    _lt_k(narrow(d, v), wide(a, n), k)
                elif op == GE_K:
                    _ge_k(narrow(d, v), wide(a, n), k)
                elif op == EQ_K:
                    _eq_k(narrow(d, v), wide(a, n), k)
                elif op == NE_K:
                    _ne_k(narrow(d, v), wide(a, n), k)
                elif op == LT_N:
                    _lt(narrow(d, v), narrow(a, n), narrow(b, n))
                elif op == LE_N:
                    _le(narrow(d, v), narrow(a, n), narrow(b, n))
                elif op == EQ_N:
                    _eq(narrow(d, v), narrow(a, n), narrow(b, n))
                elif op == NE_N:
                    _ne(narrow(d, v), narrow(a, n), narrow(b, n))
                elif op == LT_K_N:
                    _lt_k(narrow(d, v), narrow(a, n), np.int8(k))
                elif op == GE_K_N:
                    _ge_k(narrow(d, v), narrow(a, n), np.int8(k))
                elif op == EQ_K_N:
                    _eq_k(narrow(d, v), narrow(a, n), np.int8(k))
                elif op == NE_K_N:
                    _ne_k(narrow(d, v), narrow(a, n), np.int8(k))
                elif op == AND:
                    _and(narrow(d, v), narrow(a, n), narrow(b, n))
                elif op == OR:
                    _or(narrow(d, v), narrow(a, n), narrow(b, n))
                elif op == AND_NOT:
                    _and_not(narrow(d, v), narrow(a, n), narrow(b, n))
                elif op == NOT:
                    _not(narrow(d, v), narrow(a, n))
                elif op == CHOOSE:
                    _choose(wide(d, w), narrow(a, n), wide(b, n), wide(c, n))
                elif op == CHOOSE_K:
                    _choose_k(wide(d, w), narrow(a, n), wide(b, n), k)
                elif op == CHOOSE_KK:
                    _choose_kk(wide(d, w), narrow(a, n), k, m)
                elif op == CHOOSE_N:
                    _choose(narrow(d, v), narrow(a, n), narrow(b, n), narrow(c, n))
                elif op == CHOOSE_K_N:
                    _choose_k(narrow(d, v), narrow(a, n), narrow(b, n), np.int8(k))
                elif op == CHOOSE_KK_N:
                    _choose_kk(narrow(d, v), narrow(a, n), np.int8(k), np.int8(m))
                elif op == PICK:
                    _pick(wide(d, n), wide(a, n), code_tables, k)
                elif op == PICK_N:
                    _pick(wide(d, n), narrow(a, n), code_tables, k)
                elif op == PICK2:
                    _pick2(wide(d, n), wide(a, n), wide(b, n), code_tables, k, m)
                elif op == PICK2_N:
                    _pick2(wide(d, n), narrow(a, n), narrow(b, n), code_tables, k, m)
                elif op == YEARS:
                    _years(wide(d, w), wide(a, n), wide(b, n))
                elif op == YEARS_K:
                    _years_k(wide(d, w), wide(a, n), k)
                elif op == ADD_MONTHS:
                    _add_months(wide(d, w), wide(a, n), wide(b, n))
                elif op == ADD_MONTHS_K:
                    _add_months_k(wide(d, w), wide(a, n), k)
                elif op == MONTH_OF:
                    _month_of(wide(d, w), wide(a, n))
                elif op == WIDEN:
                    _copy(wide(d, w), narrow(a, n))
                elif op == SPREAD:
                    _spread(wide(d, n), wide(a, lanes[0]), begin[e], order[e, : lanes[0]], group[e])
                elif op == SPREAD_N:
                    _spread_n(d, narrow(a, lanes[0]), begin[e])
                elif op == SUM:
                    _sum(wide(d, lanes[0]), wide(a, n), begin[e], order[e, : lanes[0]], group[e], 0)
                elif op == COUNT:
                    _sum_n(wide(d, lanes[0]), a, begin[e])
                elif op == ANY:
                    _any_n(narrow(d, lanes[0]), a, begin[e])
                elif op == ALL:
                    _all_n(narrow(d, lanes[0]), a, begin[e])
                elif op == LEAST:
                    _least(
                        wide(d, lanes[0]), wide(a, n), begin[e], order[e, : lanes[0]], group[e], 0
                    )
                elif op == MOST:
                    _most(
                        wide(d, lanes[0]), wide(a, n), begin[e], order[e, : lanes[0]], group[e], 0
                    )
                else:
                    _write(op, outs[k], start[e], row_of[e], a, n)
    return DONE, 0
