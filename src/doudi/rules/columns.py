"""A population in columns, as it lies in memory: nothing is copied that can be read where it is.

One array for each fact: truths as 0/1 and categories as codes (bool or int8; wider ones are copied into a byte a row), dates
as days since 1970-01-01 (Arrow's date32), money in whole fen, everything else in its unit's smallest step (any of int8, int16,
int32, int64). Columns of a
list (members, supporters) hold the rows of one household after another; offsets say where each household's begin.

What is not known is marked in a bitmap as Arrow keeps it (bit i, least first: row i is known), so Arrow columns are read in
place; without a bitmap every row is known, and a fact without a column is known of nobody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from doudi.rules.case import Case
from doudi.rules.declare import Fact
from doudi.rules.dimensions import STEPS_PER_FEN
from doudi.rules.lower import ABSENT, PARTLY, STATED, Shape, list_entities
from doudi.rules.nodes import CATEGORY, TRUTH
from doudi.rules.rulebook import Rulebook
from doudi.units.text import Problem, ProblemsError, Text

Array = NDArray[Any]
WIDTHS = (np.dtype(np.int8), np.dtype(np.int16), np.dtype(np.int32), np.dtype(np.int64))


@dataclass(frozen=True, slots=True)
class Column:
    """The numbers of one fact, the bitmap of known rows (None: all), and how many engine steps make one of them."""

    values: Array
    known: Array | None
    times: int


class Population:
    """What is known of many households on one date."""

    def __init__(
        self,
        book: Rulebook,
        households: int,
        *,
        facts: Mapping[str, Any],
        lists: Mapping[str, Array],
        complete: Mapping[str, bool | Array],
        everybody: Mapping[str, int] | None = None,
        in_steps: bool = False,
    ) -> None:
        """Take columns as they are.

        `facts`: a NumPy array, a pair (array, array of bool: known), an Arrow array or a `Column` for each fact. `lists`: for
        each list of rows its offsets (one more than households, from 0 up) or its counts. `complete`: whether every row is
        listed, for all households or one by one (bytes instead of truths stay a column even where all are 1); a list not
        named here is complete for nobody. `everybody`: facts that all rows state
        alike, as numbers of the engine (as in `Case.facts`); they take no column and cost nothing. `in_steps`: money is not
        in fen but in the engine's own steps.

        Raises:
            ProblemsError: an unknown fact or list, a wrong type or length.
        """
        self.book = book
        self.households = households
        self.entities = list_entities(book)
        self.grain = 1 if in_steps else STEPS_PER_FEN
        self._problems: list[Problem] = []
        names = {e.name for e in self.entities[1:]}
        for name in sorted({*lists, *complete} - names):
            self._fault(name, "没有这种成员表", "there is no such list of rows")
        self.offsets = {e.name: self._offsets(e.name, lists.get(e.name)) for e in self.entities[1:]}
        self.complete = {
            name: self._completeness(name, state)
            for name, state in complete.items()
            if name in names
        }
        self.facts: dict[str, Column] = {}
        for name, column in facts.items():
            if name not in book.facts:
                self._fault(name, "没有这个事实", "there is no such fact")
            else:
                found = self._column(book.facts[name], column, in_steps)
                if found is not None:
                    self.facts[name] = found
        self.everybody = dict(everybody or {})
        self._check_everybody()
        if self._problems:
            raise ProblemsError(self._problems)

    @classmethod
    def from_cases(cls, book: Rulebook, cases: Sequence[Case]) -> Population:
        """Cases side by side, as columns (for checking and for a few households).

        Raises:
            ValueError: a case asks "what if it lay between …".
        """
        if any(c.ranges for c in cases):
            raise ValueError("columns hold what is known or not, no ranges")
        entities = list_entities(book)
        rows = {
            e.name: [r.facts for c in cases for r in c.rows.get(e.name, ())] for e in entities[1:]
        }
        rows[book.root.name] = [c.facts for c in cases]
        money = [f for f in book.facts.values() if f.unit.is_money]
        amounts = (r.get(f.name) or 0 for f in money for r in rows[f.entity.name])
        in_steps = any(
            amount % STEPS_PER_FEN for amount in amounts
        )  # else they are fen, as elsewhere
        return cls(
            book,
            len(cases),
            facts={
                f.name: _from_rows(f, rows[f.entity.name], in_steps) for f in book.facts.values()
            },
            lists={
                e.name: np.array([len(c.rows.get(e.name, ())) for c in cases], np.int64)
                for e in entities[1:]
            },
            complete={
                e.name: np.array([c.complete.get(e.name) is True for c in cases], bool)
                for e in entities[1:]
            },
            in_steps=in_steps,
        )

    def rows(self, entity: str) -> int:
        """How many rows there are of an entity."""
        return int(self.offsets[entity][-1]) if entity in self.offsets else self.households

    def shape(self) -> Shape:
        """What is stated for everybody, for some, and for nobody."""
        facts = {n: STATED if c.known is None else PARTLY for n, c in self.facts.items()}
        lists = {
            n: PARTLY if isinstance(c, np.ndarray) else STATED if c else ABSENT
            for n, c in self.complete.items()
        }
        everybody = frozenset(self.everybody.items())
        return Shape(frozenset(facts.items()), frozenset(lists.items()), self.grain, everybody)

    # -- taking columns ------------------------------------------------------------------------
    def _fault(self, name: str, zh: str, en: str, value: object = None) -> None:
        self._problems.append(Problem(Text(zh, en), name, None if value is None else str(value)))

    def _check_everybody(self) -> None:
        for name, number in self.everybody.items():
            fact = self.book.facts.get(name)
            if fact is None:
                self._fault(name, "没有这个事实", "there is no such fact")
            elif name in self.facts:
                self._fault(name, "既有一列又为所有人写明", "has a column and is stated for all")
            elif not fact.low <= number <= fact.high:
                self._fault(name, "超出规定范围", "outside its bounds", number)

    def _offsets(self, name: str, given: Array | None) -> Array:
        if given is None:
            return np.zeros(self.households + 1, np.int32)
        if given.dtype.kind not in "iu" or len(given) not in (self.households, self.households + 1):
            self._fault(
                name,
                "应给出每户的行数或起止位置",
                "needs the number of rows, or the offsets, of each household",
            )
            return np.zeros(self.households + 1, np.int32)
        if len(given) == self.households + 1:
            wide = (
                given
                if given.dtype in (np.dtype(np.int32), np.dtype(np.int64))
                else given.astype(np.int64)
            )
            if wide[0] != 0:
                self._fault(name, "起止位置应从 0 开始", "offsets must begin at 0", wide[0])
            return np.ascontiguousarray(wide)
        total = int(given.sum(dtype=np.int64))
        offsets = np.zeros(self.households + 1, np.int32 if total < 2**31 else np.int64)
        np.cumsum(given, out=offsets[1:])
        return offsets

    def _completeness(self, name: str, state: bool | Array) -> bool | Array:
        if not isinstance(state, np.ndarray):
            return bool(state)
        if state.dtype == np.dtype(np.uint8) and len(state) == self.households:
            return np.ascontiguousarray(state)
        if state.dtype != np.dtype(bool) or len(state) != self.households:
            self._fault(
                name,
                "应逐户写明是否列全",
                "needs one truth for each household: are all rows listed?",
            )
            return False
        return True if state.all() else np.ascontiguousarray(state).view(np.uint8)

    def _column(self, fact: Fact, given: Any, in_steps: bool) -> Column | None:
        if isinstance(given, Column):
            values, known = given.values, given.known
        elif isinstance(given, tuple):
            values, known = given
            known = None if known is None or known.all() else np.packbits(known, bitorder="little")
        elif isinstance(given, np.ndarray):
            values, known = given, None
        else:
            values, known = from_arrow(given, fact)
        values = values.view(np.int8) if values.dtype == np.dtype(bool) else values
        if values.dtype not in WIDTHS:
            self._fault(fact.name, "列的类型应为整数", "a column must hold integers", values.dtype)
            return None
        if len(values) != self.rows(fact.entity.name):
            self._fault(
                fact.name,
                f"应有 {self.rows(fact.entity.name)} 行",
                f"must have {self.rows(fact.entity.name)} rows",
                len(values),
            )
            return None
        if fact.kind in (TRUTH, CATEGORY) and values.dtype != np.dtype(np.int8):
            values = self._narrowed(fact, values, known)
        times = STEPS_PER_FEN if fact.unit.is_money and not in_steps else 1
        if not np.iinfo(values.dtype).min <= -(-fact.low // times) <= np.iinfo(values.dtype).max:
            self._fault(fact.name, "列的类型太窄", "the column's type is too narrow", values.dtype)
            return None
        return Column(np.ascontiguousarray(values), known, times)

    def _narrowed(self, fact: Fact, values: Array, known: Array | None) -> Array:
        """Codes in one byte a row, which is what the machine reads."""
        outside = (values < fact.low) | (values > fact.high)
        if known is not None:
            outside &= np.unpackbits(known, bitorder="little", count=len(values)).view(bool)
        if outside.any():
            self._fault(fact.name, "超出规定范围", "outside its bounds", values[outside][0])
        return values.astype(np.int8)


def _from_rows(
    fact: Fact, rows: Sequence[Mapping[str, int]], in_steps: bool
) -> tuple[Array, Array]:
    known = np.array([r.get(fact.name) is not None for r in rows], bool)
    values = [r.get(fact.name) for r in rows]
    times = STEPS_PER_FEN if fact.unit.is_money and not in_steps else 1
    return np.array([fact.low if v is None else v for v in values], np.int64) // times, known


def from_arrow(given: Any, fact: Fact) -> tuple[Array, Array | None]:
    """Values and bitmap of an Arrow array, in place; truths and texts are rewritten (one byte a row).

    Raises:
        ProblemsError: a name that is no option of the fact.
    """
    import pyarrow as pa

    array = given.combine_chunks() if isinstance(given, pa.ChunkedArray) else given
    if isinstance(array, pa.ChunkedArray):
        array = array.chunk(0) if array.num_chunks == 1 else pa.concat_arrays(array.chunks)
    known = None
    if array.null_count:
        bits = np.frombuffer(array.buffers()[0], np.uint8)
        known = bits[array.offset >> 3 :]
        if array.offset & 7:
            flat = np.unpackbits(bits, bitorder="little")[array.offset : array.offset + len(array)]
            known = np.packbits(flat, bitorder="little")
    if fact.kind == CATEGORY and not pa.types.is_integer(array.type):
        array = _codes(array, fact)
    elif pa.types.is_boolean(array.type):
        array = array.cast(pa.int8())
    width = array.type.bit_width
    signed = {8: np.int8, 16: np.int16, 32: np.int32, 64: np.int64}
    if width not in signed or pa.types.is_floating(array.type):
        return np.empty(0, np.float64), None
    values = np.frombuffer(array.buffers()[1], signed[width])
    return values[array.offset : array.offset + len(array)], known


def _codes(array: Any, fact: Fact, *, strict: bool = True) -> Any:
    """Names of options as their codes.

    Raises:
        ProblemsError: a name that is no option.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_dictionary(array.type):
        own = _codes(array.dictionary, fact, strict=False)
        codes = own.take(array.indices)  # codes of its few names, then of the rows
    else:
        codes = pc.index_in(array, pa.array(fact.options, array.type)).cast(pa.int8())
    if strict and codes.null_count > array.null_count:
        wrong = array.filter(pc.and_(pc.is_null(codes), pc.is_valid(array)))[0].as_py()
        raise ProblemsError(
            [Problem(Text("没有这个选项", "there is no such option"), fact.name, wrong)]
        )
    return codes
