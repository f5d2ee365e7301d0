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
    "choose", "choose_k", "choose_kk", "widen",
}  # fmt: skip
_SHORT_TABLE = 12  # a longer one is looked up by the machine
_COLUMN_BYTES = 40  # of a row of the machine's table of columns
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


class _Fusion:
    def __init__(self, stores: Sequence[Store], straight: bool) -> None:
        self.straight = straight
        self.order = list(_in_order(stores))
        self.times: dict[int, int] = {}
        for value, store in self.order:
            if store is None and not isinstance(value, _Filled):
                self.times[value.number] = self._time_of(value)

    # -- when: machine instructions at even times, loops at odd ones -------------------------
    def _in_loop(self, value: Value) -> bool:
        return is_fusible(value) and value.entity >= 0

    def _is_read_in_place(self, value: Value) -> bool:
        return self.straight and value.op == "load"

    def _time_of(self, value: Value) -> int:
        loops = self._in_loop(value)
        time = 1 if loops or self._is_read_in_place(value) else 0
        for arg, _, _ in _operands(value, None):
            if arg.is_constant or (loops and self._is_read_in_place(arg)):
                continue
            before = self.times[arg.number]
            if loops and self._in_loop(arg) and arg.entity == value.entity:
                time = max(time, before)
            elif loops:
                time = max(time, before + 1 + before % 2)
            else:
                time = max(time, before + before % 2)
        return time

    def _store_time(self, store: Store) -> int:
        value = store.value
        if value.is_constant or self._is_read_in_place(value):
            return 1
        time = self.times[value.number]
        if self._in_loop(value) and value.entity == store.entity:
            return time
        return time + 1 + time % 2

    # -- what goes where ----------------------------------------------------------------------
    def fused(self) -> Fused:
        groups: dict[tuple[int, int], Group] = {}
        rows: dict[int, list[Step]] = {}
        for value, store in self.order:
            if store is not None and self.straight:
                time, entity = self._store_time(store), store.entity
                groups.setdefault((time, entity), Group(entity)).steps.append((value, store))
            elif store is not None:
                time = self._store_time(store) + 1
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
            groups.setdefault((1, value.entity), Group(value.entity)).steps.insert(0, (value, None))

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
    """One group as the text of an LLVM function: (scratch, rows, columns, results, first row) → was a number outside?"""

    def __init__(
        self, group: Group, distances: dict[Register, int], sources: dict[int, Source]
    ) -> None:
        self.group, self.distances, self.sources = group, distances, sources
        self.before: list[str] = []  # once
        self.lines: list[str] = []  # for every row
        self.names: dict[int, tuple[str, str]] = {}  # value -> (type, name)
        self.outside: list[str] = []
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
        bad = "%bad"
        for test in self.outside:
            bad = self._new("or i1", f"{bad}, {test}")
        body = "\n  ".join(self.lines)
        return f"""
define i64 @{name}(i64 %base, i64 %n, i64 %columns, i64 %results, i64 %first) #0 {{
entry:
  {chr(10).join(self.before)}
  %none = icmp sle i64 %n, 0
  br i1 %none, label %end, label %row
row:
  %i = phi i64 [ 0, %entry ], [ %next, %row ]
  %bad = phi i1 [ false, %entry ], [ {bad}, %row ]
  {body}
  %next = add nuw nsw i64 %i, 1
  %more = icmp slt i64 %next, %n
  br i1 %more, label %row, label %end, !llvm.loop !0
end:
  %was = phi i1 [ false, %entry ], [ {bad}, %row ]
  %answer = zext i1 %was to i64
  ret i64 %answer
}}
"""

    # -- memory ---------------------------------------------------------------------------------
    def _new(self, operation: str, operands: str) -> str:
        self._count += 1
        self.lines.append(f"%t{self._count} = {operation} {operands}")
        return f"%t{self._count}"

    def _once(self, operation: str) -> str:
        self._count += 1
        self.before.append(f"  %t{self._count} = {operation}")
        return f"%t{self._count}"

    def _strip(self, register: Register) -> str:
        address = self._once(f"add i64 %base, {self.distances[register]}")
        return self._once(f"inttoptr i64 {address} to ptr")

    def _column(self, table: str, place: int, width: int) -> str:
        """The address of the first row of the block in a column whose address stands in a table."""
        entry = self._once(f"add i64 {table}, {place}")
        start = self._once(f"load i64, ptr {self._once(f'inttoptr i64 {entry} to ptr')}")
        moved = self._once(f"add i64 {start}, {self._once(f'mul i64 %first, {width}')}")
        return self._once(f"inttoptr i64 {moved} to ptr")

    def _get(self, kind: str, pointer: str) -> str:
        place = self._new(f"getelementptr {kind}, ptr", f"{pointer}, i64 %i")
        return self._new(f"load {kind}, ptr", f"{place}, !llvm.access.group !1")

    def _put(self, kind: str, name: str, pointer: str) -> None:
        place = self._new(f"getelementptr {kind}, ptr", f"{pointer}, i64 %i")
        self.lines.append(f"store {kind} {name}, ptr {place}, !llvm.access.group !1")

    def _put_result(self, value: Value, store: Store) -> None:
        self._ready(value)
        kind = f"i{store.width * 8}"
        self._put(
            kind, self._as(kind, value), self._column("%results", store.column * 8, store.width)
        )

    # -- numbers --------------------------------------------------------------------------------
    def _ready(self, value: Value) -> None:
        if not value.is_constant and value.number not in self.names:
            self._value(value)

    def _as(self, kind: str, value: Value) -> str:
        """A value in a type: i1, i8, i32 or i64."""
        if value.is_constant:
            number = value.low
            return ("true" if number else "false") if kind == "i1" else str(number)
        self._ready(value)
        have, name = self.names[value.number]
        if have == kind:
            return name
        if kind == "i1":
            return self._new(f"icmp ne {have}", f"{name}, 0")
        if have == "i1":
            return self._new("zext i1", f"{name} to {kind}")
        grow = int(have[1:]) < int(kind[1:])
        return self._new(f"{'sext' if grow else 'trunc'} {have}", f"{name} to {kind}")

    def _value(self, value: Value) -> None:
        if value.number not in self.names:
            self.names[value.number] = getattr(self, f"_op_{value.op}", self._other)(value)

    def _op_load(self, value: Value) -> tuple[str, str]:
        slot = value.k[0]
        source = self.sources[slot]
        kind = f"i{source.width * 8}"
        raw = self._get(kind, self._column("%columns", slot * _COLUMN_BYTES, source.width))
        low, high = source.bounds
        if low > -(2 ** (source.width * 8 - 1)):
            self.outside.append(self._new(f"icmp slt {kind}", f"{raw}, {low}"))
        if high < 2 ** (source.width * 8 - 1) - 1:
            self.outside.append(self._new(f"icmp sgt {kind}", f"{raw}, {high}"))
        if value.narrow:
            return "i8", raw
        if kind != "i64":
            raw = self._new(f"sext {kind}", f"{raw} to i64")
        return "i64", self._new("mul i64", f"{raw}, {source.times}") if source.times != 1 else raw

    def _other(self, value: Value) -> tuple[str, str]:
        """Arithmetic, comparison and logic of one or two operands."""
        op, args = value.op, value.args
        base = op.removesuffix("_k")
        if base in ("lt", "le", "eq", "ne", "ge"):
            kind = (
                "i8"
                if all(a.narrow for a in args) and all(-128 <= k < 128 for k in value.k)
                else "i64"
            )
            left, right = self._both(kind, value)
            sign = {"lt": "slt", "le": "sle", "eq": "eq", "ne": "ne", "ge": "sge"}[base]
            return "i1", self._new(f"icmp {sign} {kind}", f"{left}, {right}")
        if op in ("and", "or", "and_not", "not"):
            return "i1", self._logic(value)
        kind = "i8" if value.narrow else "i64"
        left, right = self._both(kind, value)
        if base in ("min", "max"):
            test = self._new(f"icmp {'slt' if base == 'min' else 'sgt'} {kind}", f"{left}, {right}")
            return kind, self._new("select i1", f"{test}, {kind} {left}, {kind} {right}")
        if op == "from_k":
            left, right = right, left
        word = {"add": "add", "sub": "sub", "mul": "mul", "from": "sub"}[base]
        return kind, self._new(f"{word} {kind}", f"{left}, {right}")

    def _both(self, kind: str, value: Value) -> tuple[str, str]:
        left = self._as(kind, value.args[0])
        return left, (self._as(kind, value.args[1]) if len(value.args) > 1 else str(value.k[0]))

    def _logic(self, value: Value) -> str:
        truths = [self._as("i1", a) for a in value.args]
        if value.op in ("and", "or"):
            return self._new(f"{value.op} i1", f"{truths[0]}, {truths[1]}")
        negated = self._new("xor i1", f"{truths[-1]}, true")
        return negated if value.op == "not" else self._new("and i1", f"{truths[0]}, {negated}")

    def _op_widen(self, value: Value) -> tuple[str, str]:
        return "i64", self._as("i64", value.args[0])

    def _choice(self, value: Value, yes: Value | int, no: Value | int) -> tuple[str, str]:
        kind = "i8" if value.narrow else "i64"
        names = [str(x) if isinstance(x, int) else self._as(kind, x) for x in (yes, no)]
        test = self._as("i1", value.args[0])
        return kind, self._new("select i1", f"{test}, {kind} {names[0]}, {kind} {names[1]}")

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
        name = str(value.k[0])
        for place, entry in enumerate(value.k[1:], 1):
            test = self._new(f"icmp eq {have}", f"{index}, {place}")
            name = self._new("select i1", f"{test}, {kind} {entry}, {kind} {name}")
        return kind, name

    # -- division: an estimate in floating point, corrected by the whole-number remainder -------------
    def _op_div(self, value: Value) -> tuple[str, str]:
        left, right = self._both("i64", value)
        divisor = self._new("sitofp i64", f"{right} to double")
        return "i64", self._floor(
            left, right, lambda x: self._new("fdiv double", f"{x}, {divisor}"), near=False
        )

    def _op_div_k(self, value: Value) -> tuple[str, str]:
        return "i64", self._floor_k(value.args[0], self._as("i64", value.args[0]), value.k[0])

    def _op_round_k(self, value: Value) -> tuple[str, str]:
        shift, back, unit = value.k
        x = self._as("i64", value.args[0])
        moved = self._new("add i64", f"{x}, {shift}")
        if back:
            moved = self._new("add i64", f"{moved}, {self._new('ashr i64', f'{x}, 63')}")
        return "i64", self._new("mul i64", f"{self._floor_k(value.args[0], moved, unit)}, {unit}")

    def _floor_k(self, dividend: Value, x: str, k: int) -> str:
        near = max(-dividend.low, dividend.high) < NEAR
        written = _double(1.0 / k)
        return self._floor(
            x, str(k), lambda a: self._new("fmul double", f"{a}, {written}"), near=near
        )

    def _floor(self, x: str, y: str, ratio: Ratio, *, near: bool) -> str:
        def estimate(of: str) -> str:
            exact = ratio(self._new("sitofp i64", f"{of} to double"))
            whole = self._new("call double @llvm.floor.f64(double", f"{exact})")
            return self._new("fptosi double", f"{whole} to i64")

        q = estimate(x)
        r = self._new("sub i64", f"{x}, {self._new('mul i64', f'{q}, {y}')}")
        if not near:
            more = estimate(r)
            r = self._new("sub i64", f"{r}, {self._new('mul i64', f'{more}, {y}')}")
            q = self._new("add i64", f"{q}, {more}")
        under = self._new("zext i1", f"{self._new('icmp slt i64', f'{r}, 0')} to i64")
        over = self._new("zext i1", f"{self._new('icmp sge i64', f'{r}, {y}')} to i64")
        return self._new("add i64", f"{self._new('sub i64', f'{q}, {under}')}, {over}")


def _double(number: float) -> str:
    """A floating-point constant, to the last bit."""
    return "0x" + struct.pack(">d", number).hex().upper()


# -- compiling --------------------------------------------------------------------------------------------
_ENDING = """
declare double @llvm.floor.f64(double)
attributes #0 = { "prefer-vector-width"="512" }
!0 = distinct !{!0, !2, !3}
!1 = distinct !{}
!2 = !{!"llvm.loop.parallel_accesses", !1}
!3 = !{!"llvm.loop.vectorize.enable", i1 true}
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
            tuning = llvm.create_pipeline_tuning_options(speed_level=3)
            tuning.loop_vectorization = True
            tuning.loop_interleaving = False
            passes = llvm.create_pass_builder(machine, tuning)
            passes.getModulePassManager().run(module, passes)
            self.text = str(module)
            self.engine = llvm.create_mcjit_compiler(module, machine)
            self.engine.finalize_object()
        self.addresses = [
            self.engine.get_function_address(f"loop{place}") for place in range(len(functions))
        ]
