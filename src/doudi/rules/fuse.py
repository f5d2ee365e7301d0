"""Runs of row-by-row instructions become one loop of machine code, made for the rulebook at hand.

The block machine takes one instruction at a time over a strip of memory; most of what that costs is reading and writing
strips. Here neighbouring instructions on rows of one list are written as a single loop, in LLVM's own language, with everything between
them in registers. What crosses from rows to households and back (sums, counts, copies), dates and tables stay with the
machine. The loops are worth their second or so of compiling only for large populations; cases and tests of a
few families run on the machine alone, and a property test holds both equal.
"""

from __future__ import annotations

import struct
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from doudi.rules.assemble import (
    NEAR,
    Assembled,
    Register,
    Store,
    _Filled,
    _in_order,
    _key,
    _operands,
    _row,
)
from doudi.rules.instructions import Value

_SIMPLE = {
    "add", "sub", "mul", "min", "max", "add_k", "from_k", "mul_k", "min_k", "max_k", "div", "div_k", "round_k",
    "lt", "le", "eq", "ne", "lt_k", "ge_k", "eq_k", "ne_k", "and", "or", "and_not", "not",
    "choose", "choose_k", "choose_kk", "widen", "month_of",
}  # fmt: skip
DAYS_BEFORE_1970, FOUR_CENTURIES = 719_468, 146_097  # days since 1 March of the year 0
_SHORT_TABLE = 12  # a longer one is looked up by the machine
BYTE_LANES, WIDE_LANES = 64, 8  # rows in a vector of 512 bits
_COLUMN_BYTES = 40  # of a row of the machine's table of columns
MACHINE, BYTES, WIDE = range(3)  # who does an instruction, by its time modulo their number
Step = tuple[Value, Store | None]
Key = tuple[int, int, bool]
Ratio = Callable[[str], str]


@dataclass(slots=True)
class Group:
    """Instructions that become one loop over the rows of `entity`; results that others need go to strips."""

    entity: int
    steps: list[Step] = field(default_factory=list)
    reads: dict[Key, Register] = field(default_factory=dict)
    writes: dict[Key, Register] = field(default_factory=dict)


@dataclass(slots=True)
class Fused:
    """A table like `Assembled`, in which the rows named "fused" run the group of that number."""

    table: Assembled
    groups: list[Group]


def is_fusible(value: Value) -> bool:
    """Can the instruction be part of a loop? (loads and stores can, where rows follow one another)"""
    if value.op == "pick":
        return len(value.k) <= _SHORT_TABLE
    return value.op in _SIMPLE


def fuse(stores: Sequence[Store], *, straight: bool) -> Fused:
    """The instructions of some outputs as loops and machine instructions, in an order that respects both.

    `straight`: the rows of a block follow one another in the columns, so that loops read and write these themselves.
    """
    return _Fusion(stores, straight).fused()


def _next(time: int, phase: int) -> int:
    """The first time from `time` on that belongs to a phase."""
    return time + (phase - time) % (WIDE + 1)


class _Fusion:
    def __init__(self, stores: Sequence[Store], straight: bool) -> None:
        self.straight = straight
        self.order = list(_in_order(stores))
        self.times: dict[int, int] = {}
        for value, store in self.order:
            if store is None and not isinstance(value, _Filled):
                self.times[value.number] = self._time_of(value)

    # -- when: machine instructions, loops over bytes and loops over wide numbers take turns --------
    def _phase(self, value: Value) -> int:
        """A loop works as many lanes at a time as its widest number leaves room for: truths stay among themselves."""
        if not self._in_loop(value) and not self._is_read_in_place(value):
            return MACHINE
        return BYTES if value.narrow and all(a.narrow for a in value.args) else WIDE

    def _in_loop(self, value: Value) -> bool:
        return is_fusible(value) and value.entity >= 0

    def _is_read_in_place(self, value: Value) -> bool:
        return self.straight and value.op == "load"

    def _time_of(self, value: Value) -> int:
        phase = self._phase(value)
        time = phase
        for arg, _, _ in _operands(value, None):
            if arg.is_constant or (phase != MACHINE and self._is_read_in_place(arg)):
                continue
            together = phase == self._phase(arg) and (
                phase == MACHINE or arg.entity == value.entity
            )
            time = max(time, _next(self.times[arg.number] + (not together), phase))
        return time

    def _store_time(self, store: Store) -> int:
        """When a loop writes a result into its column."""
        value = store.value
        phase = BYTES if store.width == 1 and (value.narrow or value.is_constant) else WIDE
        if value.is_constant or self._is_read_in_place(value):
            return phase
        together = phase == self._phase(value) and value.entity == store.entity
        return _next(self.times[value.number] + (not together), phase)

    # -- what goes where ----------------------------------------------------------------------
    def fused(self) -> Fused:
        groups: dict[tuple[int, int], Group] = {}
        rows: dict[int, list[Step]] = {}
        for value, store in self.order:
            if store is not None and self.straight:
                time, entity = self._store_time(store), store.entity
                groups.setdefault((time, entity), Group(entity)).steps.append((value, store))
            elif store is not None:
                time = _next(self.times.get(value.number, 0), MACHINE)
                rows.setdefault(time, []).append((value, store))
            elif isinstance(value, _Filled):
                rows.setdefault(0, []).append((value, None))
            elif self._in_loop(value):
                place = (self.times[value.number], value.entity)
                groups.setdefault(place, Group(value.entity)).steps.append((value, None))
            elif not self._is_read_in_place(value):
                rows.setdefault(self.times[value.number], []).append((value, None))
        self._read_for_the_machine(groups, rows)
        return self._allocated(groups, rows)

    def _read_for_the_machine(
        self, groups: dict[tuple[int, int], Group], rows: dict[int, list[Step]]
    ) -> None:
        """A column that a machine instruction works on is read into a strip by a loop."""
        wanted = {
            arg.number: arg
            for steps in rows.values()
            for value, store in steps
            for arg, _, _ in _operands(value, store)
            if not arg.is_constant and self._is_read_in_place(arg)
        }
        for value in wanted.values():
            place = (self.times[value.number], value.entity)
            groups.setdefault(place, Group(value.entity)).steps.insert(0, (value, None))

    # -- strips ---------------------------------------------------------------------------------
    def _allocated(
        self, groups: dict[tuple[int, int], Group], rows: dict[int, list[Step]]
    ) -> Fused:
        sequence: list[Group | Step] = []
        for time in sorted({*rows, *(t for t, _ in groups)}):
            sequence += [g for (t, _), g in sorted(groups.items(), key=lambda i: i[0]) if t == time]
            sequence += rows.get(time, [])
        reads = [self._reads(item) for item in sequence]
        wanted = {key for keys in reads for key in keys}
        writes = [self._writes(item, wanted) for item in sequence]
        last = {key: place for place, keys in enumerate(reads) for key in keys}
        fused = Fused(Assembled(), [])
        held: dict[Key, Register] = {}
        free: dict[tuple[int, bool], list[int]] = {}
        for place, item in enumerate(sequence):
            for key in writes[place]:
                held[key] = self._register(fused.table, key, free)
            if isinstance(item, Group):
                item.reads = {key: held[key] for key in reads[place]}
                item.writes = {key: held[key] for key in writes[place]}
                fused.table.rows.append(("fused", item.entity, None, (), (len(fused.groups),)))
                fused.groups.append(item)
            else:
                fused.table.rows.append(self._machine_row(fused.table, item, held))
            for key in dict.fromkeys([*reads[place], *writes[place]]):
                if last.get(key, place) == place:
                    gone = held.pop(key)
                    free.setdefault((gone.entity, gone.narrow), []).append(gone.number)
        return fused

    def _register(
        self, table: Assembled, key: Key, free: dict[tuple[int, bool], list[int]]
    ) -> Register:
        sort = key[1:]
        pool = free.setdefault(sort, [])
        number = pool.pop() if pool else table.registers.get(sort, 0)
        table.registers[sort] = max(table.registers.get(sort, 0), number + 1)
        return Register(*sort, number)

    def _machine_row(
        self, table: Assembled, step: Step, held: dict[Key, Register]
    ) -> tuple[str, int, Register | None, tuple[Register, ...], tuple[int, ...]]:
        value, store = step
        registers = tuple(held[_key(a, e, n)] for a, e, n in _operands(value, store))
        target = None
        if store is None:
            table.live.add(value.number)
            target = held[_key(value, value.entity, value.narrow)]
        return _row(table, value, store, target, registers)

    def _reads(self, item: Group | Step) -> list[Key]:
        if not isinstance(item, Group):
            return [_key(a, e, n) for a, e, n in _operands(*item)]
        inside = {value.number for value, store in item.steps if store is None}
        keys = [
            _key(arg, entity, arg.narrow)
            for value, store in item.steps
            for arg, entity, _ in _operands(value, store)
            if not arg.is_constant and arg.number not in inside and not self._is_read_in_place(arg)
        ]
        return list(dict.fromkeys(keys))

    def _writes(self, item: Group | Step, wanted: set[Key]) -> list[Key]:
        if not isinstance(item, Group):
            value, store = item
            return [] if store is not None else [_key(value, value.entity, value.narrow)]
        keys = [_key(v, item.entity, v.narrow) for v, store in item.steps if store is None]
        return [key for key in dict.fromkeys(keys) if key in wanted]


# -- loops as machine code ------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Source:
    """A column that a loop reads: bytes a row, steps per unit, and the bounds of its numbers (None: any will do)."""

    width: int
    times: int
    bounds: tuple[int, int]


class Writer:
    """One group as the text of an LLVM function: (scratch, rows, columns, results, first row) → was a number outside?

    It works on vectors: so many rows at a time as its widest numbers leave room for. Strips have room beyond the last row; what
    comes out there is never read. Columns have not: there the last vector is shifted back over rows that are done already,
    and fewer rows than a vector go through buffers of its length.
    """

    def __init__(
        self,
        group: Group,
        distances: dict[Register, int],
        sources: dict[int, Source],
        *,
        straight: bool,
    ) -> None:
        self.group, self.distances, self.sources = group, distances, sources
        self.straight = straight
        self.lanes = BYTE_LANES if _is_narrow(group, sources) else WIDE_LANES
        self.lines: dict[str, list[str]] = {
            part: [] for part in ("entry", "fill", "go", "row", "copy")
        }
        self.names: dict[int, tuple[str, str]] = {}  # value -> (type, name)
        self.outside: list[str] = []
        self.truths: list[str] = []  # bytes that must be 0 or 1
        self._count = 0

    def function(self, name: str) -> str:
        for key, register in self.group.reads.items():
            kind = "i8" if register.narrow else "i64"
            self.names[key[0]] = (kind, self._get(kind, self._strip(register)))
        for value, store in self.group.steps:
            if store is not None:
                self._put_result(value, store)
                continue
            self._value(value)
            strip = self.group.writes.get(_key(value, self.group.entity, value.narrow))
            if strip is not None:
                kind = "i8" if strip.narrow else "i64"
                self._put(kind, self._as(kind, value), self._strip(strip))
        bad, seen = "%bad", "%seen"
        for test in self.outside:
            bad = self._new(f"or {self._type('i1')}", f"{bad}, {test}")
        for column in self.truths:
            seen = self._new(f"or {self._type('i8')}", f"{seen}, {column}")
        text = {part: "\n  ".join(lines) for part, lines in self.lines.items()}
        flags, octets, lanes = self._type("i1"), self._type("i8"), self.lanes
        at = "call i64 @llvm.smin.i64(i64 %i, i64 %last)" if self.straight else "add i64 %i, 0"
        return f"""
define i64 @{name}(i64 %base, i64 %n, i64 %columns, i64 %results, i64 %first) #0 {{
entry:
  {text["entry"]}
  %none = icmp sle i64 %n, 0
  br i1 %none, label %nothing, label %some
nothing:
  ret i64 0
some:
  %few = icmp slt i64 %n, {lanes}
  br i1 %few, label %fill, label %go
fill:
  {text["fill"]}
  br label %go
go:
  {text["go"]}
  %shifted = sub i64 %n, {lanes}
  %last = call i64 @llvm.smax.i64(i64 %shifted, i64 0)
  br label %row
row:
  %i = phi i64 [ 0, %go ], [ %next, %row ]
  %bad = phi {flags} [ zeroinitializer, %go ], [ {bad}, %row ]
  %seen = phi {octets} [ zeroinitializer, %go ], [ {seen}, %row ]
  %at = {at}
  {text["row"]}
  %next = add nuw nsw i64 %i, {lanes}
  %more = icmp slt i64 %next, %n
  br i1 %more, label %row, label %end
end:
  %odd = icmp ugt {octets} {seen}, {self._constant("i8", 1)}
  %wrong = or {flags} {bad}, %odd
  %was = call i1 @llvm.vector.reduce.or.v{lanes}i1({flags} %wrong)
  %answer = zext i1 %was to i64
  br i1 %few, label %copy, label %done
copy:
  {text["copy"]}
  br label %done
done:
  ret i64 %answer
}}
"""

    # -- memory ---------------------------------------------------------------------------------
    def _type(self, kind: str) -> str:
        return f"<{self.lanes} x {kind}>"

    def _constant(self, kind: str, number: int | str) -> str:
        if kind == "i1":
            number = "true" if number else "false"
        return f"splat ({kind} {number})"

    def _new(self, operation: str, operands: str, part: str = "row") -> str:
        self._count += 1
        self.lines[part].append(f"%t{self._count} = {operation} {operands}")
        return f"%t{self._count}"

    def _strip(self, register: Register) -> str:
        address = self._new("add", f"i64 %base, {self.distances[register]}", "entry")
        return self._new("inttoptr", f"i64 {address} to ptr", "entry")

    def _column(self, table: str, place: int, width: int) -> str:
        """The address of the first row of the block in a column whose address stands in a table."""
        entry = self._new("add", f"i64 {table}, {place}", "entry")
        pointer = self._new("inttoptr", f"i64 {entry} to ptr", "entry")
        start = self._new("load", f"i64, ptr {pointer}", "entry")
        skipped = self._new("mul", f"i64 %first, {width}", "entry")
        moved = self._new("add", f"i64 {start}, {skipped}", "entry")
        return self._new("inttoptr", f"i64 {moved} to ptr", "entry")

    def _buffer(self, kind: str) -> str:
        return self._new("alloca", f"{self._type(kind)}, align 64", "entry")

    def _input(self, slot: int, width: int) -> str:
        """A column, or a buffer with its few rows, the first repeated so that it stays within its bounds."""
        kind = f"i{width * 8}"
        column, buffer = self._column("%columns", slot * _COLUMN_BYTES, width), self._buffer(kind)
        first = self._new("load", f"{kind}, ptr {column}, align 1", "fill")
        one = self._new(
            "insertelement", f"{self._type(kind)} poison, {kind} {first}, i64 0", "fill"
        )
        order = f"<{self.lanes} x i32> zeroinitializer"
        kinds = f"{self._type(kind)} {one}, {self._type(kind)} poison, {order}"
        self.lines["fill"].append(
            f"store {self._type(kind)} {self._new('shufflevector', kinds, 'fill')}, ptr {buffer}"
        )
        self._copy_rows("fill", buffer, column, width)
        return self._new("select", f"i1 %few, ptr {buffer}, ptr {column}", "go")

    def _output(self, column: int, width: int) -> str:
        place, buffer = self._column("%results", column * 8, width), self._buffer(f"i{width * 8}")
        self._copy_rows("copy", place, buffer, width)
        return self._new("select", f"i1 %few, ptr {buffer}, ptr {place}", "go")

    def _copy_rows(self, part: str, to: str, source: str, width: int) -> None:
        size = self._new("mul", f"i64 %n, {width}", part)
        self.lines[part].append(
            f"call void @llvm.memcpy.p0.p0.i64(ptr {to}, ptr {source}, i64 {size}, i1 false)"
        )

    def _get(self, kind: str, pointer: str) -> str:
        place = self._new(f"getelementptr {kind}, ptr", f"{pointer}, i64 %at")
        return self._new(f"load {self._type(kind)}, ptr", f"{place}, align 1")

    def _put(self, kind: str, name: str, pointer: str) -> None:
        place = self._new(f"getelementptr {kind}, ptr", f"{pointer}, i64 %at")
        self.lines["row"].append(f"store {self._type(kind)} {name}, ptr {place}, align 1")

    def _put_result(self, value: Value, store: Store) -> None:
        self._ready(value)
        kind = f"i{store.width * 8}"
        self._put(kind, self._as(kind, value), self._output(store.column, store.width))

    # -- numbers --------------------------------------------------------------------------------
    def _ready(self, value: Value) -> None:
        if not value.is_constant and value.number not in self.names:
            self._value(value)

    def _as(self, kind: str, value: Value) -> str:
        """A value in a type: i1, i8, i32 or i64."""
        if value.is_constant:
            return self._constant(kind, value.low)
        self._ready(value)
        have, name = self.names[value.number]
        if have == kind:
            return name
        if kind == "i1":
            return self._compare("ne", have, name, self._constant(have, 0))
        if have == "i1":
            return self._cast("zext", have, name, kind)
        grow = int(have[1:]) < int(kind[1:])
        return self._cast("sext" if grow else "trunc", have, name, kind)

    def _cast(self, way: str, have: str, name: str, kind: str) -> str:
        return self._new(f"{way} {self._type(have)}", f"{name} to {self._type(kind)}")

    def _two(self, word: str, kind: str, left: str, right: str) -> str:
        return self._new(f"{word} {self._type(kind)}", f"{left}, {right}")

    def _compare(self, sign: str, kind: str, left: str, right: str) -> str:
        return self._two(f"icmp {sign}", kind, left, right)

    def _select(self, test: str, kind: str, yes: str, no: str) -> str:
        operands = f"{test}, {self._type(kind)} {yes}, {self._type(kind)} {no}"
        return self._new(f"select {self._type('i1')}", operands)

    def _value(self, value: Value) -> None:
        if value.number not in self.names:
            self.names[value.number] = getattr(self, f"_op_{value.op}", self._other)(value)

    def _op_load(self, value: Value) -> tuple[str, str]:
        slot = value.k[0]
        source = self.sources[slot]
        kind = f"i{source.width * 8}"
        raw = self._get(kind, self._input(slot, source.width))
        self._check(kind, raw, *source.bounds)
        if value.narrow:
            return "i8", raw
        if kind != "i64":
            raw = self._cast("sext", kind, raw, "i64")
        if source.times == 1:
            return "i64", raw
        return "i64", self._two("mul", "i64", raw, self._constant("i64", source.times))

    def _check(self, kind: str, raw: str, low: int, high: int) -> None:
        """Is a number outside its bounds? From 0 up, one comparison without signs says both."""
        if kind == "i8" and (low, high) == (0, 1):
            self.truths.append(raw)
            return
        most = 2 ** (int(kind[1:]) - 1) - 1
        if low == 0:
            self.outside.append(
                self._compare("ugt", kind, raw, self._constant(kind, min(high, most)))
            )
            return
        if low > -most - 1:
            self.outside.append(self._compare("slt", kind, raw, self._constant(kind, low)))
        if high < most:
            self.outside.append(self._compare("sgt", kind, raw, self._constant(kind, high)))

    def _other(self, value: Value) -> tuple[str, str]:
        """Arithmetic, comparison and logic of one or two operands."""
        op, args = value.op, value.args
        base = op.removesuffix("_k")
        if base in ("lt", "le", "eq", "ne", "ge"):
            narrow = all(a.narrow for a in args) and all(-128 <= k < 128 for k in value.k)
            kind = "i8" if narrow else "i64"
            sign = {"lt": "slt", "le": "sle", "eq": "eq", "ne": "ne", "ge": "sge"}[base]
            return "i1", self._compare(sign, kind, *self._both(kind, value))
        if op in ("and", "or", "and_not", "not"):
            return "i1", self._logic(value)
        kind = "i8" if value.narrow else "i64"
        left, right = self._both(kind, value)
        if base in ("min", "max"):
            test = self._compare("slt" if base == "min" else "sgt", kind, left, right)
            return kind, self._select(test, kind, left, right)
        if op == "from_k":
            left, right = right, left
        word = {"add": "add", "sub": "sub", "mul": "mul", "from": "sub"}[base]
        return kind, self._two(word, kind, left, right)

    def _both(self, kind: str, value: Value) -> tuple[str, str]:
        left = self._as(kind, value.args[0])
        if len(value.args) > 1:
            return left, self._as(kind, value.args[1])
        return left, self._constant(kind, value.k[0])

    def _logic(self, value: Value) -> str:
        truths = [self._as("i1", a) for a in value.args]
        if value.op in ("and", "or"):
            return self._two(value.op, "i1", truths[0], truths[1])
        negated = self._two("xor", "i1", truths[-1], self._constant("i1", 1))
        return negated if value.op == "not" else self._two("and", "i1", truths[0], negated)

    def _op_widen(self, value: Value) -> tuple[str, str]:
        return "i64", self._as("i64", value.args[0])

    def _choice(self, value: Value, yes: Value | int, no: Value | int) -> tuple[str, str]:
        kind = "i8" if value.narrow else "i64"
        names = [
            self._constant(kind, x) if isinstance(x, int) else self._as(kind, x) for x in (yes, no)
        ]
        return kind, self._select(self._as("i1", value.args[0]), kind, *names)

    def _op_choose(self, value: Value) -> tuple[str, str]:
        return self._choice(value, value.args[1], value.args[2])

    def _op_choose_k(self, value: Value) -> tuple[str, str]:
        return self._choice(value, value.args[1], value.k[0])

    def _op_choose_kk(self, value: Value) -> tuple[str, str]:
        return self._choice(value, value.k[0], value.k[1])

    def _op_pick(self, value: Value) -> tuple[str, str]:
        kind = "i8" if value.narrow else "i64"
        have = "i8" if value.args[0].narrow else "i64"
        index = self._as(have, value.args[0])
        name = self._constant(kind, value.k[0])
        for place, entry in enumerate(value.k[1:], 1):
            test = self._compare("eq", have, index, self._constant(have, place))
            name = self._select(test, kind, self._constant(kind, entry), name)
        return kind, name

    def _op_month_of(self, value: Value) -> tuple[str, str]:
        """Year × 12 + month - 1 of a day, by multiplications of 32 bits (Neri and Schneider 2022); a test walks through all days."""

        def with_k(word: str, x: str, k: int) -> str:
            return self._two(word, "i64", x, self._constant("i64", k))

        def short(x: str) -> str:
            return with_k("and", x, 0xFFFF_FFFF)

        day = with_k("add", self._as("i64", value.args[0]), DAYS_BEFORE_1970)
        quarters = short(with_k("add", with_k("shl", day, 2), 3))
        century = with_k("lshr", with_k("mul", quarters, (1 << 40) // FOUR_CENTURIES + 1), 40)
        rest = self._two("sub", "i64", quarters, with_k("mul", century, FOUR_CENTURIES))
        of_century = short(with_k("or", rest, 3))
        scaled = with_k("mul", of_century, 2_939_745)
        year = self._two("add", "i64", with_k("mul", century, 100), with_k("lshr", scaled, 32))
        of_year = with_k("lshr", with_k("mul", short(scaled), 3_063_938_966), 55)
        months = with_k("lshr", with_k("add", with_k("mul", of_year, 2141), 197_913), 16)
        return "i64", with_k("sub", self._two("add", "i64", with_k("mul", year, 12), months), 1)

    # -- division: an estimate in floating point, corrected by the whole-number remainder -------------
    def _op_div(self, value: Value) -> tuple[str, str]:
        left, right = self._both("i64", value)
        divisor = self._as_double(right)
        return "i64", self._floor(
            left, right, lambda x: self._two("fdiv", "double", x, divisor), near=False
        )

    def _op_div_k(self, value: Value) -> tuple[str, str]:
        return "i64", self._floor_k(value.args[0], self._as("i64", value.args[0]), value.k[0])

    def _op_round_k(self, value: Value) -> tuple[str, str]:
        shift, back, unit = value.k
        x = self._as("i64", value.args[0])
        moved = self._two("add", "i64", x, self._constant("i64", shift))
        if back:
            sign = self._two("ashr", "i64", x, self._constant("i64", 63))
            moved = self._two("add", "i64", moved, sign)
        whole = self._floor_k(value.args[0], moved, unit)
        return "i64", self._two("mul", "i64", whole, self._constant("i64", unit))

    def _floor_k(self, dividend: Value, x: str, k: int) -> str:
        near = max(-dividend.low, dividend.high) < NEAR
        inverse = self._constant("double", _double(1.0 / k))
        return self._floor(
            x,
            self._constant("i64", k),
            lambda a: self._two("fmul", "double", a, inverse),
            near=near,
        )

    def _as_double(self, x: str) -> str:
        return self._cast("sitofp", "i64", x, "double")

    def _floor(self, x: str, y: str, ratio: Ratio, *, near: bool) -> str:
        doubles = self._type("double")

        def estimate(of: str) -> str:
            exact = ratio(self._as_double(of))
            floor = f"call {doubles} @llvm.floor.v{self.lanes}f64"
            whole = self._new(f"{floor}({doubles}", f"{exact})")
            return self._cast("fptosi", "double", whole, "i64")

        q = estimate(x)
        r = self._two("sub", "i64", x, self._two("mul", "i64", q, y))
        if not near:
            more = estimate(r)
            r = self._two("sub", "i64", r, self._two("mul", "i64", more, y))
            q = self._two("add", "i64", q, more)
        under = self._compare("slt", "i64", r, self._constant("i64", 0))
        over = self._compare("sge", "i64", r, y)
        q = self._two("sub", "i64", q, self._cast("zext", "i1", under, "i64"))
        return self._two("add", "i64", q, self._cast("zext", "i1", over, "i64"))


def _is_narrow(group: Group, sources: dict[int, Source]) -> bool:
    """Does a loop hold nothing but bytes?"""
    values = [v for v, store in group.steps if store is None]
    results = [s for _, s in group.steps if s is not None]
    used = {*values, *(a for v, _ in group.steps for a in (v, *v.args) if not a.is_constant)}
    return all(v.narrow for v in used) and all(s.width == 1 for s in results)


def _double(number: float) -> str:
    """A floating-point constant, to the last bit."""
    return "0x" + struct.pack(">d", number).hex().upper()


# -- compiling --------------------------------------------------------------------------------------------
_ENDING = f"""
declare <{WIDE_LANES} x double> @llvm.floor.v{WIDE_LANES}f64(<{WIDE_LANES} x double>)
declare i64 @llvm.smin.i64(i64, i64)
declare i64 @llvm.smax.i64(i64, i64)
declare i1 @llvm.vector.reduce.or.v{WIDE_LANES}i1(<{WIDE_LANES} x i1>)
declare i1 @llvm.vector.reduce.or.v{BYTE_LANES}i1(<{BYTE_LANES} x i1>)
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
attributes #0 = {{ "prefer-vector-width"="512" "min-legal-vector-width"="512" }}
"""
_lock = threading.Lock()


class Loops:
    """The loops of some groups as machine code, alive as long as this object; `addresses` by group."""

    def __init__(self, functions: list[str]) -> None:
        """`functions`: what `Writer.function` wrote, named loop0, loop1, …"""
        from llvmlite import binding as llvm

        with _lock:
            llvm.initialize_native_target()
            llvm.initialize_native_asmprinter()
            target = llvm.Target.from_default_triple()
            machine = target.create_target_machine(
                cpu=llvm.get_host_cpu_name(), features=llvm.get_host_cpu_features().flatten(), opt=3
            )
            module = llvm.parse_assembly("\n".join(functions) + _ENDING)
            module.triple = llvm.get_default_triple()
            module.verify()
            tuning = llvm.create_pipeline_tuning_options(speed_level=1)
            passes = llvm.create_pass_builder(machine, tuning)
            passes.getModulePassManager().run(module, passes)
            self.text = str(module)
            self.engine = llvm.create_mcjit_compiler(module, machine)
            self.engine.finalize_object()
        self.addresses = [
            self.engine.get_function_address(f"loop{place}") for place in range(len(functions))
        ]
