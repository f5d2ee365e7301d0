"""The block machine: runs a table of instructions over blocks of households, several lanes at once.

It is compiled once, for every rulebook, and kept on disk. Layout of a block: households sorted by their number of rows in
the largest list (the members), most first; those rows slot by slot (first members of all, then second members …). The
rows of slot m then belong to household lanes 0, 1, 2 … without gaps, so adding up the members of every household is a few
plain additions of neighbouring strips, and telling members what is known of their household is plain copying. Rows of
other lists lie one household after another, with the lane of their household beside them.

Each loop reads and writes separate strips of scratch memory by address, 64 bits a lane (truths and category codes 8),
without a branch inside, so that LLVM makes it run 4 to 64 lanes at a time. Everything is whole numbers; where a division
uses floating point for speed, a whole-number remainder corrects it to the last unit.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import carray, njit, types  # type: ignore[attr-defined]
from numba.extending import intrinsic

from doudi.rules.declare import FIRST_DAY, LAST_DAY

# fmt: off
(
    LOAD8N, LOAD16N, LOAD32N, LOAD64N, LOAD8, LOAD16, LOAD32, LOAD64,
    LOAD_OR8N, LOAD_OR16N, LOAD_OR32N, LOAD_OR64N, LOAD_OR8, LOAD_OR16, LOAD_OR32, LOAD_OR64,
    CONSTANT, CONSTANT_N, ROWS, MISSING,
    ADD, SUB, MUL, MIN, MAX, DIV, DIV_UP, DIV_ZERO,
    ADD_K, FROM_K, MUL_K, MIN_K, MAX_K, DIV_K, ROUND_K,
    MIN_N, MAX_N, MIN_K_N, MAX_K_N,
    LT, LE, EQ, NE, LT_K, GE_K, EQ_K, NE_K,
    LT_N, LE_N, EQ_N, NE_N, LT_K_N, GE_K_N, EQ_K_N, NE_K_N,
    AND, OR, AND_NOT, NOT,
    CHOOSE, CHOOSE_K, CHOOSE_KK, CHOOSE_N, CHOOSE_K_N, CHOOSE_KK_N,
    PICK, PICK_N, PICK2, PICK2_N,
    YEARS, YEARS_K, ADD_MONTHS, ADD_MONTHS_K, MONTH_OF, WIDEN,
    SPREAD, SPREAD_N, SUM, COUNT, ANY, ALL, LEAST, MOST,
    STORE8N, STORE32N, STORE64N, STORE8, STORE32, STORE64,
) = range(89)
# fmt: on

OP, LANES, DST, A, B, C, K, M, N = range(9)  # columns of the table of instructions
COL_VALUES, COL_KNOWN, COL_TIMES, COL_LOW, COL_HIGH = range(5)  # … of the table of input columns
LIST_OFFSETS, LIST_WIDTH, LIST_COMPLETE, LIST_WATCHED, LIST_MOST, LIST_ROOM = range(
    6
)  # … of the table of lists
DONE, OUT_OF_BOUNDS, TOO_MANY_ROWS = range(3)  # what a run ends with

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
def _load(d: Any, column: Any, row: Any, n: Any, times: Any, low: Any, high: Any) -> Any:
    outside = np.int64(0)
    for i in range(n):
        x = np.int64(column[row[i]])
        outside |= np.int64(x < low) | np.int64(x > high)
        d[i] = x * times
    return outside


@loop
def _load_or(
    d: Any, column: Any, known: Any, row: Any, n: Any, times: Any, low: Any, high: Any, fill: Any
) -> Any:
    outside = np.int64(0)
    for i in range(n):
        r = row[i]
        is_known = np.int64(known[r >> 3] >> (r & 7)) & 1
        x = np.int64(column[r])
        outside |= (np.int64(x < low) | np.int64(x > high)) & is_known
        d[i] = fill ^ ((fill ^ (x * times)) & -is_known)
    return outside


@loop
def _store(out: Any, a: Any, row: Any, n: Any) -> None:
    for i in range(n):
        out[row[i]] = a[i]


@loop
def _fill(d: Any, k: Any) -> None:
    for i in range(d.size):
        d[i] = k


@loop
def _copy(d: Any, a: Any) -> None:
    for i in range(d.size):
        d[i] = a[i]


@loop
def _missing(d: Any, complete: Any, household: Any, count: Any, most: Any) -> None:
    for i in range(d.size):
        d[i] = 0 if complete[household[i]] else most - count[i]


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
@loop
def _spread(d: Any, a: Any, slots: Any) -> None:
    """To the rows of the largest list: slot m begins at slots[m] and has one row for each of the first households."""
    for m in range(slots.size - 1):
        start = slots[m]
        for j in range(slots[m + 1] - start):
            d[start + j] = a[j]


@loop
def _spread_by(d: Any, a: Any, owner: Any) -> None:
    for i in range(d.size):
        d[i] = a[owner[i]]


@loop
def _first_slot(d: Any, v: Any, slots: Any, empty: Any) -> None:
    first = slots[1] if slots.size > 1 else 0
    for j in range(first):
        d[j] = v[j]
    for j in range(first, d.size):
        d[j] = empty


@loop
def _sum(d: Any, v: Any, slots: Any) -> None:
    _first_slot(d, v, slots, 0)
    for m in range(1, slots.size - 1):
        start = slots[m]
        for j in range(slots[m + 1] - start):
            d[j] += v[start + j]


@loop
def _least(d: Any, v: Any, slots: Any, empty: Any) -> None:
    _first_slot(d, v, slots, empty)
    for m in range(1, slots.size - 1):
        start = slots[m]
        for j in range(slots[m + 1] - start):
            d[j] = min(d[j], v[start + j])


@loop
def _most(d: Any, v: Any, slots: Any, empty: Any) -> None:
    _first_slot(d, v, slots, empty)
    for m in range(1, slots.size - 1):
        start = slots[m]
        for j in range(slots[m + 1] - start):
            d[j] = max(d[j], v[start + j])


@loop
def _sum_by(d: Any, v: Any, owner: Any) -> None:
    _fill(d, 0)
    for i in range(v.size):
        d[owner[i]] += v[i]


@loop
def _least_by(d: Any, v: Any, owner: Any, empty: Any) -> None:
    _fill(d, empty)
    for i in range(v.size):
        j = owner[i]
        d[j] = min(d[j], v[i]) if i > 0 and owner[i - 1] == j else v[i]


@loop
def _most_by(d: Any, v: Any, owner: Any, empty: Any) -> None:
    _fill(d, empty)
    for i in range(v.size):
        j = owner[i]
        d[j] = max(d[j], v[i]) if i > 0 and owner[i - 1] == j else v[i]


# -- laying out a block ------------------------------------------------------------------------------
@loop
def _offset(lists: Any, e: Any, i: Any) -> Any:
    """Where the rows of household i begin in list e."""
    if lists[e, LIST_WIDTH] == 4:
        return np.int64(middle(lists[e, LIST_OFFSETS], i + 1)[i])
    return wide(lists[e, LIST_OFFSETS], i + 1)[i]


@loop
def _sort_by_size(queue: Any, n: Any, lists: Any, main: Any, household: Any) -> Any:
    """Households with most rows first, in their own order where equal. Returns how many have more than m rows."""
    if main == 0:
        for i in range(n):
            household[i] = queue[i]
        return np.zeros(1, np.int64)
    sizes = np.empty(n, np.int64)
    more_than = np.zeros(lists[main, LIST_MOST] + 2, np.int64)
    for i in range(n):
        h = queue[i]
        sizes[i] = _offset(lists, main, h + 1) - _offset(lists, main, h)
        more_than[sizes[i]] += 1
    longest = 0
    place = np.zeros(more_than.size, np.int64)
    after = 0
    for size in range(more_than.size - 1, -1, -1):
        here = more_than[size]
        if here > 0 and longest == 0:
            longest = size
        place[size] = after
        more_than[size] = after
        after += here
    for i in range(n):
        household[place[sizes[i]]] = queue[i]
        place[sizes[i]] += 1
    return more_than[:longest]


@loop
def _lay_out(queue: Any, n: Any, lists: Any, main: Any, row: Any, owner: Any, count: Any) -> Any:
    """Fill `row` (the input row of each lane), `owner` (its household's lane), `count`; returns lanes and slots."""
    lanes = np.zeros(lists.shape[0], np.int64)
    lanes[0] = n
    household = row[0]
    more_than = _sort_by_size(queue, n, lists, main, household)
    slots = np.zeros(more_than.size + 1, np.int64)
    for m in range(more_than.size):
        slots[m + 1] = slots[m] + (more_than[m] if main > 0 else 0)
    for e in range(1, lists.shape[0]):
        lane = 0
        for j in range(n):
            start = _offset(lists, e, household[j])
            size = _offset(lists, e, household[j] + 1) - start
            count[e, j] = size
            if e == main:
                row[e, j] = start  # the first slot; the others follow below
                lane += size
                continue
            for r in range(size):
                row[e, lane] = start + r
                owner[e, lane] = j
                lane += 1
        lanes[e] = lane
        if e == main:
            for m in range(1, more_than.size):
                for j in range(more_than[m]):
                    row[e, slots[m] + j] = row[e, j] + m
    return lanes, slots


# -- running ---------------------------------------------------------------------------------------
@loop
def _run_block(
    table: Any,
    tables: Any,
    columns: Any,
    outs: Any,
    lists: Any,
    main: Any,
    base: Any,
    lanes: Any,
    slots: Any,
    row: Any,
    owner: Any,
    count: Any,
) -> Any:
    """Every instruction over the lanes of one block. Returns the input column with an impossible number, else -1."""
    for pc in range(table.shape[0]):
        op, e = table[pc, OP], table[pc, LANES]
        n = lanes[e]
        d, a, b, c = (
            base + table[pc, DST],
            base + table[pc, A],
            base + table[pc, B],
            base + table[pc, C],
        )
        k, m = table[pc, K], table[pc, M]
        if op < CONSTANT:
            values, known, times = (
                columns[k, COL_VALUES],
                columns[k, COL_KNOWN],
                columns[k, COL_TIMES],
            )
            low, high = columns[k, COL_LOW], columns[k, COL_HIGH]
            rows = row[e]
            end = np.int64(1) << 62
            if op == LOAD8N:
                bad = _load(narrow(d, n), narrow(values, end), rows, n, times, low, high)
            elif op == LOAD16N:
                bad = _load(narrow(d, n), short(values, end), rows, n, times, low, high)
            elif op == LOAD32N:
                bad = _load(narrow(d, n), middle(values, end), rows, n, times, low, high)
            elif op == LOAD64N:
                bad = _load(narrow(d, n), wide(values, end), rows, n, times, low, high)
            elif op == LOAD8:
                bad = _load(wide(d, n), narrow(values, end), rows, n, times, low, high)
            elif op == LOAD16:
                bad = _load(wide(d, n), short(values, end), rows, n, times, low, high)
            elif op == LOAD32:
                bad = _load(wide(d, n), middle(values, end), rows, n, times, low, high)
            elif op == LOAD64:
                bad = _load(wide(d, n), wide(values, end), rows, n, times, low, high)
            else:
                bits = marks(known, end)
                if op == LOAD_OR8N:
                    bad = _load_or(
                        narrow(d, n), narrow(values, end), bits, rows, n, times, low, high, m
                    )
                elif op == LOAD_OR16N:
                    bad = _load_or(
                        narrow(d, n), short(values, end), bits, rows, n, times, low, high, m
                    )
                elif op == LOAD_OR32N:
                    bad = _load_or(
                        narrow(d, n), middle(values, end), bits, rows, n, times, low, high, m
                    )
                elif op == LOAD_OR64N:
                    bad = _load_or(
                        narrow(d, n), wide(values, end), bits, rows, n, times, low, high, m
                    )
                elif op == LOAD_OR8:
                    bad = _load_or(
                        wide(d, n), narrow(values, end), bits, rows, n, times, low, high, m
                    )
                elif op == LOAD_OR16:
                    bad = _load_or(
                        wide(d, n), short(values, end), bits, rows, n, times, low, high, m
                    )
                elif op == LOAD_OR32:
                    bad = _load_or(
                        wide(d, n), middle(values, end), bits, rows, n, times, low, high, m
                    )
                else:
                    bad = _load_or(
                        wide(d, n), wide(values, end), bits, rows, n, times, low, high, m
                    )
            if bad:
                return k
        elif op == CONSTANT:
            _fill(wide(d, n), k)
        elif op == CONSTANT_N:
            _fill(narrow(d, n), k)
        elif op == ROWS:
            _copy(wide(d, n), count[k])
        elif op == MISSING:
            complete = marks(lists[k, LIST_COMPLETE], np.int64(1) << 62)
            _missing(wide(d, n), complete, row[0], count[k], lists[k, LIST_MOST])
        elif op == ADD:
            _add(wide(d, n), wide(a, n), wide(b, n))
        elif op == SUB:
            _sub(wide(d, n), wide(a, n), wide(b, n))
        elif op == MUL:
            _mul(wide(d, n), wide(a, n), wide(b, n))
        elif op == MIN:
            _min(wide(d, n), wide(a, n), wide(b, n))
        elif op == MAX:
            _max(wide(d, n), wide(a, n), wide(b, n))
        elif op == DIV:
            _div(wide(d, n), wide(a, n), wide(b, n))
        elif op == DIV_UP:
            _div_up(wide(d, n), wide(a, n), wide(b, n))
        elif op == DIV_ZERO:
            _div_zero(wide(d, n), wide(a, n), wide(b, n))
        elif op == ADD_K:
            _add_k(wide(d, n), wide(a, n), k)
        elif op == FROM_K:
            _from_k(wide(d, n), wide(a, n), k)
        elif op == MUL_K:
            _mul_k(wide(d, n), wide(a, n), k)
        elif op == MIN_K:
            _min_k(wide(d, n), wide(a, n), k)
        elif op == MAX_K:
            _max_k(wide(d, n), wide(a, n), k)
        elif op == DIV_K:
            _div_k(wide(d, n), wide(a, n), k)
        elif op == ROUND_K:
            _round_k(wide(d, n), wide(a, n), k, m, table[pc, N])
        elif op == MIN_N:
            _min(narrow(d, n), narrow(a, n), narrow(b, n))
        elif op == MAX_N:
            _max(narrow(d, n), narrow(a, n), narrow(b, n))
        elif op == MIN_K_N:
            _min_k(narrow(d, n), narrow(a, n), k)
        elif op == MAX_K_N:
            _max_k(narrow(d, n), narrow(a, n), k)
        elif op == LT:
            _lt(narrow(d, n), wide(a, n), wide(b, n))
        elif op == LE:
            _le(narrow(d, n), wide(a, n), wide(b, n))
        elif op == EQ:
            _eq(narrow(d, n), wide(a, n), wide(b, n))
        elif op == NE:
            _ne(narrow(d, n), wide(a, n), wide(b, n))
        elif op == LT_K:
            _lt_k(narrow(d, n), wide(a, n), k)
        elif op == GE_K:
            _ge_k(narrow(d, n), wide(a, n), k)
        elif op == EQ_K:
            _eq_k(narrow(d, n), wide(a, n), k)
        elif op == NE_K:
            _ne_k(narrow(d, n), wide(a, n), k)
        elif op == LT_N:
            _lt(narrow(d, n), narrow(a, n), narrow(b, n))
        elif op == LE_N:
            _le(narrow(d, n), narrow(a, n), narrow(b, n))
        elif op == EQ_N:
            _eq(narrow(d, n), narrow(a, n), narrow(b, n))
        elif op == NE_N:
            _ne(narrow(d, n), narrow(a, n), narrow(b, n))
        elif op == LT_K_N:
            _lt_k(narrow(d, n), narrow(a, n), k)
        elif op == GE_K_N:
            _ge_k(narrow(d, n), narrow(a, n), k)
        elif op == EQ_K_N:
            _eq_k(narrow(d, n), narrow(a, n), k)
        elif op == NE_K_N:
            _ne_k(narrow(d, n), narrow(a, n), k)
        elif op == AND:
            _and(narrow(d, n), narrow(a, n), narrow(b, n))
        elif op == OR:
            _or(narrow(d, n), narrow(a, n), narrow(b, n))
        elif op == AND_NOT:
            _and_not(narrow(d, n), narrow(a, n), narrow(b, n))
        elif op == NOT:
            _not(narrow(d, n), narrow(a, n))
        elif op == CHOOSE:
            _choose(wide(d, n), narrow(a, n), wide(b, n), wide(c, n))
        elif op == CHOOSE_K:
            _choose_k(wide(d, n), narrow(a, n), wide(b, n), k)
        elif op == CHOOSE_KK:
            _choose_kk(wide(d, n), narrow(a, n), k, m)
        elif op == CHOOSE_N:
            _choose(narrow(d, n), narrow(a, n), narrow(b, n), narrow(c, n))
        elif op == CHOOSE_K_N:
            _choose_k(narrow(d, n), narrow(a, n), narrow(b, n), k)
        elif op == CHOOSE_KK_N:
            _choose_kk(narrow(d, n), narrow(a, n), k, m)
        elif op == PICK:
            _pick(wide(d, n), wide(a, n), tables, k)
        elif op == PICK_N:
            _pick(wide(d, n), narrow(a, n), tables, k)
        elif op == PICK2:
            _pick2(wide(d, n), wide(a, n), wide(b, n), tables, k, m)
        elif op == PICK2_N:
            _pick2(wide(d, n), narrow(a, n), narrow(b, n), tables, k, m)
        elif op == YEARS:
            _years(wide(d, n), wide(a, n), wide(b, n))
        elif op == YEARS_K:
            _years_k(wide(d, n), wide(a, n), k)
        elif op == ADD_MONTHS:
            _add_months(wide(d, n), wide(a, n), wide(b, n))
        elif op == ADD_MONTHS_K:
            _add_months_k(wide(d, n), wide(a, n), k)
        elif op == MONTH_OF:
            _month_of(wide(d, n), wide(a, n))
        elif op == WIDEN:
            _copy(wide(d, n), narrow(a, n))
        elif op == SPREAD:
            if e == main:
                _spread(wide(d, n), wide(a, lanes[0]), slots)
            else:
                _spread_by(wide(d, n), wide(a, lanes[0]), owner[e])
        elif op == SPREAD_N:
            if e == main:
                _spread(narrow(d, n), narrow(a, lanes[0]), slots)
            else:
                _spread_by(narrow(d, n), narrow(a, lanes[0]), owner[e])
        elif op == SUM:
            if e == main:
                _sum(wide(d, lanes[0]), wide(a, n), slots)
            else:
                _sum_by(wide(d, lanes[0]), wide(a, n), owner[e])
        elif op == COUNT:
            if e == main:
                _sum(wide(d, lanes[0]), narrow(a, n), slots)
            else:
                _sum_by(wide(d, lanes[0]), narrow(a, n), owner[e])
        elif op == ANY:
            if e == main:
                _most(narrow(d, lanes[0]), narrow(a, n), slots, 0)
            else:
                _most_by(narrow(d, lanes[0]), narrow(a, n), owner[e], 0)
        elif op == ALL:
            if e == main:
                _least(narrow(d, lanes[0]), narrow(a, n), slots, 1)
            else:
                _least_by(narrow(d, lanes[0]), narrow(a, n), owner[e], 1)
        elif op == LEAST:
            if e == main:
                _least(wide(d, lanes[0]), wide(a, n), slots, 0)
            else:
                _least_by(wide(d, lanes[0]), wide(a, n), owner[e], 0)
        elif op == MOST:
            if e == main:
                _most(wide(d, lanes[0]), wide(a, n), slots, 0)
            else:
                _most_by(wide(d, lanes[0]), wide(a, n), owner[e], 0)
        else:
            out, rows, end = outs[k], row[e], np.int64(1) << 62
            if op == STORE8N:
                _store(narrow(out, end), narrow(a, n), rows, n)
            elif op == STORE32N:
                _store(middle(out, end), narrow(a, n), rows, n)
            elif op == STORE64N:
                _store(wide(out, end), narrow(a, n), rows, n)
            elif op == STORE8:
                _store(narrow(out, end), wide(a, n), rows, n)
            elif op == STORE32:
                _store(middle(out, end), wide(a, n), rows, n)
            else:
                _store(wide(out, end), wide(a, n), rows, n)
    return -1


@loop
def _open_households(first: Any, last: Any, watch: Any, lists: Any) -> Any:
    """1 for each household from first to last that leaves a fact or a list open."""
    is_open = np.zeros(last - first, np.uint8)
    for e in range(lists.shape[0]):
        if e > 0 and lists[e, LIST_WATCHED]:
            complete = marks(lists[e, LIST_COMPLETE], last)
            for h in range(first, last):
                is_open[h - first] |= complete[h] ^ 1
        start = first if e == 0 else _offset(lists, e, first)
        end = last if e == 0 else _offset(lists, e, last)
        bits = np.full(((end + 7) >> 3) - (start >> 3), 255, np.uint8)
        any_watched = False
        for w in range(watch.shape[0]):
            if watch[w, 0] == e and end > start:
                any_watched = True
                known = marks(watch[w, 1], (end + 7) >> 3)
                for i in range(bits.size):
                    bits[i] &= known[(start >> 3) + i]
        if not any_watched:
            continue
        shift = (start >> 3) << 3
        for h in range(first, last):
            low = h if e == 0 else _offset(lists, e, h)
            high = h + 1 if e == 0 else _offset(lists, e, h + 1)
            for r in range(low - shift, high - shift):
                is_open[h - first] |= ~(bits[r >> 3] >> (r & 7)) & 1
    return is_open


@kept
def run_range(
    exact: Any,
    exact_tables: Any,
    opened: Any,
    open_tables: Any,
    columns: Any,
    outs: Any,
    lists: Any,
    watch: Any,
    main: Any,
    base: Any,
    first: Any,
    last: Any,
) -> Any:
    """Households first … last-1: those that leave something open by `opened`, the others by `exact`, in full blocks.

    Returns how it ended, and the column, or list and household, that stopped it.
    """
    room = lists[0, LIST_ROOM]
    widest = lists[:, LIST_ROOM].max()
    row = np.empty((lists.shape[0], widest), np.int64)
    owner = np.empty((lists.shape[0], widest), np.int64)
    count = np.empty((lists.shape[0], room), np.int64)
    is_open = _open_households(first, last, watch, lists)
    queue = np.empty(room, np.int64)
    held = np.zeros(lists.shape[0], np.int64)
    for which in range(2):
        table, tables = (exact, exact_tables) if which == 0 else (opened, open_tables)
        waiting = 0
        held[:] = 0
        for h in range(first, last + 1):
            full = h == last or waiting == room
            if h < last:
                if is_open[h - first] != which:
                    continue
                for e in range(1, lists.shape[0]):
                    size = _offset(lists, e, h + 1) - _offset(lists, e, h)
                    if size < 0 or size > lists[e, LIST_MOST]:
                        return TOO_MANY_ROWS, e, h
                    full |= held[e] + size > lists[e, LIST_ROOM]
            if full and waiting > 0:
                lanes, slots = _lay_out(queue, waiting, lists, main, row, owner, count)
                bad = _run_block(
                    table, tables, columns, outs, lists, main, base, lanes, slots, row, owner, count
                )
                if bad >= 0:
                    return OUT_OF_BOUNDS, bad, 0
                waiting = 0
                held[:] = 0
            if h < last:
                queue[waiting] = h
                waiting += 1
                for e in range(1, lists.shape[0]):
                    held[e] += _offset(lists, e, h + 1) - _offset(lists, e, h)
    return DONE, 0, 0
