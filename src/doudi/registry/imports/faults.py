"""What is wrong with the rows of a ledger: kept by the array, since a wrong column makes one fault in every row."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable

import numpy as np
import pyarrow as pa

from doudi.units.text import ProblemsError, Text, refusal

MOST_FAULTS = 100_000
_SCHEMA = pa.schema(
    [
        ("row", pa.int32()),
        ("column", pa.string()),
        ("zh", pa.string()),
        ("en", pa.string()),
        ("value", pa.string()),
    ]
)


class Faults:
    """Faults by row number of the sheet. `column`: the header cell, "" for the row as a whole."""

    def __init__(self, file_name: str) -> None:
        self.file_name = file_name
        self._parts: list[tuple[np.ndarray, str, Text, str | None]] = []
        self._count = 0

    def add(
        self, rows: Iterable[int] | np.ndarray, column: str, text: Text, value: str | None = None
    ) -> None:
        """One sentence for each of these rows. Raises ProblemsError when there are so many that the mapping must be wrong."""
        numbers = np.asarray(rows if isinstance(rows, np.ndarray) else list(rows), np.int32)
        if not len(numbers):
            return
        self._parts.append((numbers, column, text, value))
        self._count += len(numbers)
        if self._count > MOST_FAULTS:
            raise self.too_many()

    def too_many(self) -> ProblemsError:
        """Every row wrong means that the columns are matched wrongly: say what is most often wrong."""
        often: Counter[tuple[str, Text]] = Counter()
        for numbers, column, text, _ in self._parts:
            often[column, text] += len(numbers)
        (column, text), count = often.most_common(1)[0]
        return refusal(
            f"有问题的地方超过 {MOST_FAULTS:,} 处，多半是列对应错了。最多的是“{column}”（{count:,} 行）：{text.zh}",
            f"more than {MOST_FAULTS:,} faults: most likely the columns are matched wrongly. Most frequent, {count:,} rows of “{column}”: {text.en}",
            where=self.file_name,
        )

    def rows(self) -> np.ndarray:
        """The numbers of all rows with a fault, each once, in order."""
        if not self._parts:
            return np.array([], np.int32)
        return np.unique(np.concatenate([numbers for numbers, *_ in self._parts]))

    def table(self) -> pa.Table:
        """All faults, by row."""
        if not self._parts:
            return _SCHEMA.empty_table()
        lengths = [len(numbers) for numbers, *_ in self._parts]

        def column(values: list[str | None]) -> pa.Array:
            codes = np.repeat(np.arange(len(values), dtype=np.int32), lengths)
            return pa.array(values, pa.string()).take(pa.array(codes))

        table = pa.table(
            [
                pa.array(np.concatenate([numbers for numbers, *_ in self._parts])),
                column([c for _, c, _, _ in self._parts]),
                column([t.zh for _, _, t, _ in self._parts]),
                column([t.en for _, _, t, _ in self._parts]),
                column([v for *_, v in self._parts]),
            ],
            schema=_SCHEMA,
        )
        return table.sort_by("row")


def pack_table(table: pa.Table) -> bytes:
    """As Arrow's stream, compressed: what a stored file keeps."""
    sink = io.BytesIO()
    with pa.ipc.new_stream(
        sink, table.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")
    ) as out:
        out.write_table(table)
    return sink.getvalue()


def unpack_table(raw: bytes) -> pa.Table:
    return pa.ipc.open_stream(raw).read_all()
