"""What a sheet writes down means what was asked for, whatever it simplified on the way."""

from __future__ import annotations

from collections.abc import Callable
from math import floor

from hypothesis import given
from hypothesis import strategies as st

from doudi.rules.declare import FIRST_DAY, LAST_DAY
from doudi.rules.instructions import MEANING, Sheet, Value, month_number, months_later

FEN = 60  # steps
AMOUNTS = (-1_000, 5_000)  # in fen
Row = dict[int, int]  # what is known of one row, by slot
Pair = tuple[Value, Callable[[Row], int]]  # an instruction, and what it should give
AMOUNT, NUMBER, TRUTH, CODE = range(4)


def result_of(value: Value, row: Row) -> int:
    """What the instructions give, read back from the sheet."""
    if value.op == "constant":
        return value.k[0]
    if value.op == "load":
        return row[value.k[0]]
    if value.op == "spread":
        return result_of(value.args[0], row)
    result = MEANING[value.op](*(result_of(a, row) for a in value.args), *value.k)
    assert value.low <= result <= value.high
    assert result == 0 if value.step == 0 else result % value.step == 0
    return result


def rounded(x: int, unit: int, way: str) -> int:
    if way == "half_up":
        return (2 * abs(x) + unit) // (2 * unit) * unit * (1 if x >= 0 else -1)
    return x // unit * unit if way == "floor" else -(-x // unit) * unit


def divided(x: int, y: int, way: str) -> int:
    whole = floor(abs(x) // y)
    return {"div": x // y, "div_up": -(-x // y), "div_zero": whole if x >= 0 else -whole}[way]


@st.composite
def formulas(draw: st.DrawFn, depth: int = 5) -> Callable[[Sheet], Pair]:
    """A random formula over an amount in fen, a bare number, a truth and a code."""
    kind = (
        draw(st.sampled_from(["leaf", "add", "sub", "mul", "div", "round", "max", "min", "when"]))
        if depth
        else "leaf"
    )
    if kind == "leaf":
        return draw(st.sampled_from([_amount, _number, _of_truth, _of_code]))
    inner = draw(formulas(depth - 1))
    k = draw(st.sampled_from([-7, -1, 0, 1, 2, 3, 10, FEN // 2, FEN, 6 * FEN, 12 * FEN, -4 * FEN]))
    positive = draw(st.sampled_from([1, 2, 3, 10, 12, FEN, 5 * FEN]))
    way = draw(st.sampled_from(["div", "div_up", "div_zero"]))
    how = draw(st.sampled_from(["floor", "ceil", "half_up"]))
    other = draw(formulas(depth - 1)) if draw(st.booleans()) else None

    def write(sheet: Sheet) -> Pair:
        a, x = inner(sheet)
        b, y = (
            other(sheet)
            if other and kind in ("add", "sub", "max", "min", "when")
            else (sheet.constant(k), lambda row: k)
        )
        if kind == "add":
            return sheet.add(a, b), lambda row: x(row) + y(row)
        if kind == "sub":
            return sheet.sub(a, b), lambda row: x(row) - y(row)
        if kind == "mul":
            return sheet.mul(a, sheet.constant(positive)), lambda row: x(row) * positive
        if kind == "div":
            return sheet.div(a, sheet.constant(positive), way), lambda row: divided(
                x(row), positive, way
            )
        if kind == "round":
            return sheet.round(a, positive, how), lambda row: rounded(x(row), positive, how)
        if kind == "max":
            return sheet.higher(a, b), lambda row: max(x(row), y(row))
        if kind == "min":
            return sheet.lower(a, b), lambda row: min(x(row), y(row))
        truth = sheet.load(TRUTH, 0, (0, 1), True, None)
        return sheet.choose(truth, a, b), lambda row: x(row) if row[TRUTH] else y(row)

    return write


def _amount(sheet: Sheet) -> Pair:
    bounds = (AMOUNTS[0] * FEN, AMOUNTS[1] * FEN)
    return sheet.load(AMOUNT, 0, bounds, False, None, FEN), lambda row: row[AMOUNT]


def _number(sheet: Sheet) -> Pair:
    return sheet.load(NUMBER, 0, (0, 1_000), False, None), lambda row: row[NUMBER]


def _of_truth(sheet: Sheet) -> Pair:
    truth = sheet.load(TRUTH, 0, (0, 1), True, None)
    yes, no = sheet.constant(7 * FEN), sheet.constant(-90)
    return sheet.choose(truth, yes, no), lambda row: 7 * FEN if row[TRUTH] else -90


def _of_code(sheet: Sheet) -> Pair:
    table = (3 * FEN, 12, -5 * FEN)
    return sheet.pick(sheet.load(CODE, 0, (0, 2), True, None), table), lambda row: table[row[CODE]]


@given(
    formula=formulas(),
    amount=st.integers(*AMOUNTS),
    number=st.integers(0, 1_000),
    truth=st.integers(0, 1),
    code=st.integers(0, 2),
)
def test_simplified_instructions_mean_the_same(
    formula: Callable[[Sheet], Pair], amount: int, number: int, truth: int, code: int
) -> None:
    row = {AMOUNT: amount * FEN, NUMBER: number, TRUTH: truth, CODE: code}
    value, wanted = formula(Sheet([1]))
    assert result_of(value, row) == wanted(row)


def test_what_stays_whole_fen_is_not_rounded() -> None:
    sheet = Sheet([1])
    amount, _ = _amount(sheet)
    assert sheet.round(sheet.mul(amount, sheet.constant(3)), FEN, "half_up").op == "mul_k"


def test_dividing_and_rounding_is_one_division() -> None:
    sheet = Sheet([1])
    number, _ = _number(sheet)
    total = sheet.round(sheet.div(number, sheet.constant(12)), FEN, "half_up")
    in_fen = sheet.div(sheet.add(total, sheet.constant(FEN // 2)), sheet.constant(FEN))
    assert [v.op for v in (in_fen, *in_fen.args)] == ["div_k", "add_k"]


def test_the_line_of_a_class_times_a_rate_is_known() -> None:
    sheet = Sheet([1])
    line, _ = _of_code(sheet)
    scaled = sheet.scale(line, 3, 2)
    assert scaled.op == "pick"
    assert scaled.k == (4 * FEN + FEN // 2, 18, -7 * FEN - FEN // 2)


@given(day=st.integers(FIRST_DAY, LAST_DAY), months=st.integers(-5000, 5000))
def test_the_month_of_a_moved_day_is_its_month_moved(day: int, months: int) -> None:
    sheet = Sheet([1])
    start = sheet.load(NUMBER, 0, (FIRST_DAY, LAST_DAY), False, None)
    moved = sheet.month_of(sheet.add_months(start, sheet.constant(months)))
    assert result_of(moved, {NUMBER: day}) == month_number(months_later(day, months))
