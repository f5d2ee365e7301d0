"""From instructions to the table that the block machine reads: an order, registers, numbers for names.

A register is a strip of scratch memory with one lane for each row of a block. Only instructions that an output needs are
kept, each is placed just before its first use, and its register is given back after its last: few strips are alive at a
time, so they stay in the cache. A result never takes the register of one of its own operands: the machine's loops then see
three separate strips, and run several lanes at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from doudi.rules.instructions import Value

NEAR = 2**50  # dividends up to here need one estimate only (with room for the shift of a rounding)
_TWO_WIDTHS = {"min", "max", "min_k", "max_k", "choose", "choose_k", "choose_kk", "spread"}
_BY_OPERANDS = {"lt", "le", "eq", "ne", "lt_k", "ge_k", "eq_k", "ne_k", "pick", "pick2"}
_ROWS = {"sum", "count", "any", "all", "least", "most"}


@dataclass(frozen=True, slots=True)
class Register:
    """A strip: its place among those of its entity and width."""

    entity: int
    narrow: bool
    number: int


@dataclass(slots=True)
class Assembled:
    """Instructions in order. Operands are `Register`s, K, M, N constants, or a place in `tables` (pick)."""

    rows: list[tuple[str, int, Register | None, tuple[Register, ...], tuple[int, ...]]] = field(
        default_factory=list
    )
    registers: dict[tuple[int, bool], int] = field(
        default_factory=dict
    )  # how many strips of each sort
    tables: list[int] = field(default_factory=list)
    live: set[int] = field(default_factory=set)  # the numbers of the values that are computed


@dataclass(frozen=True, slots=True)
class Store:
    """Write a value into output column `column`, `width` bytes a row."""

    value: Value
    entity: int
    column: int
    width: int


def assemble(stores: Sequence[Store]) -> Assembled:
    """Order, registers and opcodes for everything that the stores need."""
    order = list(_in_order(stores))
    last_use = _last_uses(order)
    out = Assembled()
    free: dict[tuple[int, bool], list[int]] = {}
    held: dict[tuple[int, int, bool], Register] = {}
    for place, (value, store) in enumerate(order):
        keys = [_key(a, e, n) for a, e, n in _operands(value, store)]
        registers = tuple(held[key] for key in keys)
        target = None
        if store is None:
            out.live.add(value.number)
            entity, narrow = value.entity, value.narrow
            pool = free.setdefault((entity, narrow), [])
            number = pool.pop() if pool else out.registers.get((entity, narrow), 0)
            out.registers[entity, narrow] = max(out.registers.get((entity, narrow), 0), number + 1)
            target = held[_key(value, entity, narrow)] = Register(entity, narrow, number)
        out.rows.append(_row(out, value, store, target, registers))
        for key in dict.fromkeys(keys):
            if last_use[key] == place:
                gone = held.pop(key)
                free[gone.entity, gone.narrow].append(gone.number)
    return out


class _Filled(Value):
    """A constant written out over the lanes of an entity, for the few instructions that take no constant."""


def _key(value: Value, entity: int, narrow: bool) -> tuple[int, int, bool]:
    return (value.number, entity, narrow)


def _operands(value: Value, store: Store | None) -> list[tuple[Value, int, bool]]:
    """The strips that an instruction reads: (value, entity, narrow)."""
    if store is not None:
        return [(value, store.entity, value.narrow)]
    entity = 0 if value.op == "spread" else value.k[0] if value.op in _ROWS else value.entity
    return [(a, entity, _operand_narrow(value, place, a)) for place, a in enumerate(value.args)]


def _operand_narrow(value: Value, place: int, arg: Value) -> bool:
    """Constants take the width that their instruction works in."""
    if not arg.is_constant:
        return arg.narrow
    if value.op in _TWO_WIDTHS:
        return value.narrow or (value.op.startswith("choose") and place == 0)
    if value.op in _BY_OPERANDS:
        return all(a.narrow for a in value.args)
    return value.op in ("and", "or", "and_not", "not", "any", "all", "count", "widen")


def _in_order(stores: Sequence[Store]) -> Iterator[tuple[Value, Store | None]]:
    """Depth first from each output, operands before their users; a filled constant counts once per sort of strip."""
    done: set[tuple[int, int, bool]] = set()
    for store in stores:
        for operand in _operands(store.value, store):
            yield from _visit(*operand, done)
        yield store.value, store


def _visit(
    value: Value, entity: int, narrow: bool, done: set[tuple[int, int, bool]]
) -> Iterator[tuple[Value, Store | None]]:
    stack = [(value, entity, narrow, False)]
    while stack:
        here, entity, narrow, ready = stack.pop()
        key = _key(here, entity, narrow)
        if key in done:
            continue
        if ready or here.is_constant:
            done.add(key)
            yield (_filled(here, entity, narrow) if here.is_constant else here), None
            continue
        stack.append((here, entity, narrow, True))
        stack += [(*operand, False) for operand in reversed(_operands(here, None))]


def _filled(constant: Value, entity: int, narrow: bool) -> Value:
    bounds = (constant.low, constant.high)
    return _Filled(constant.number, "constant", (), constant.k, entity, narrow, bounds)


def _last_uses(order: list[tuple[Value, Store | None]]) -> dict[tuple[int, int, bool], int]:
    last = {}
    for place, (value, store) in enumerate(order):
        for operand in _operands(value, store):
            last[_key(*operand)] = place
    return last


def _row(
    out: Assembled,
    value: Value,
    store: Store | None,
    target: Register | None,
    registers: tuple[Register, ...],
) -> tuple[str, int, Register | None, tuple[Register, ...], tuple[int, ...]]:
    if store is not None:
        suffix = "n" if registers[0].narrow else ""
        return f"store{store.width * 8}{suffix}", store.entity, None, registers, (store.column,)
    op, k = value.op, value.k
    lanes = value.entity
    if op in ("load", "load_or"):
        return op, lanes, target, (), k  # its width is known when the columns are
    if op in _ROWS or op in ("rows", "missing"):
        return op, k[0] if op in _ROWS else 0, target, registers, k
    if op in ("pick", "pick2"):
        table = k if op == "pick" else k[1:]
        place = len(out.tables)
        out.tables += table
        k = (place,) if op == "pick" else (place, k[0])
    if op in ("div_k", "round_k") and max(-value.args[0].low, value.args[0].high) < NEAR:
        op += "_near"
    narrow = value.narrow if op in (*_TWO_WIDTHS, "constant") else all(r.narrow for r in registers)
    if narrow and (op in _TWO_WIDTHS or op in _BY_OPERANDS or op == "constant"):
        op += "_n"
    return op, lanes, target, registers, k
