"""The columns that a comparison reads, and what is worked out from them beforehand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from doudi.matching.names import name_columns
from doudi.units.text import Problem, ProblemsError, Text

#: One row a person; whatever is not known is null. `identity`: 18 characters (`IdentityNumber.as_18`). `sex`: male or female.
#: `village`: 12 digits. `household`: any number that members of one household share.
PEOPLE = pa.schema(
    [
        ("id", pa.int64()),
        ("name", pa.string()),
        ("birth_date", pa.date32()),
        ("sex", pa.string()),
        ("village", pa.string()),
        ("phone", pa.string()),
        ("identity", pa.string()),
        ("household", pa.int64()),
    ]
)
_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2, 1], np.int32)


def people_table(columns: Mapping[str, Sequence[Any] | pa.Array]) -> pa.Table:
    """Columns as `PEOPLE` has them; one that is left out is unknown of everybody. Raises ProblemsError: no or repeated ids, a wrong type."""
    unknown = sorted(set(columns) - set(PEOPLE.names))
    if unknown or "id" not in columns:
        raise _refused(
            "比对的数据列不对：要有id列，不能有其他列",
            "columns to compare: id is needed, no others are taken",
            ", ".join(unknown),
        )
    size = len(columns["id"])
    try:
        table = pa.table(
            {
                field.name: _column(columns[field.name], field.type)
                if field.name in columns
                else pa.nulls(size, field.type)
                for field in PEOPLE
            },
            schema=PEOPLE,
        )
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise _refused(
            "比对的数据类型不对", "columns to compare of a wrong type", str(error)
        ) from None
    ids = table["id"]
    if ids.null_count or pc.count_distinct(ids).as_py() != size:
        raise _refused("每人要有一个不同的id", "each person needs an id of their own", "id")
    return table


def _column(values: Sequence[Any] | pa.Array, kind: pa.DataType) -> pa.Array:
    if isinstance(values, pa.Array | pa.ChunkedArray):
        return values.cast(kind)
    return pa.array(values, kind)


def _refused(zh: str, en: str, value: str) -> ProblemsError:
    return ProblemsError([Problem(Text(zh, en), value=value)])


def prepare(people: pa.Table) -> pa.Table:
    """`people` with what is compared: cleaned names and their keys, the birth date as figures, whether the number's check digit is right."""
    people = people.combine_chunks()
    names = name_columns(_one(people["name"]))
    identity = _blank_to_null(people["identity"])
    fits = check_digits_fit(_one(identity))
    # A number says when its holder was born: where the date is missing, it stands in.
    stated = pc.if_else(
        fits, pc.utf8_slice_codeunits(identity, 6, 14), pa.scalar(None, pa.string())
    )
    born = pc.coalesce(pc.strftime(people["birth_date"], "%Y%m%d"), stated)
    return pa.table(
        {
            "unique_id": people["id"],
            **names,
            "born": born,
            "born_year": pc.utf8_slice_codeunits(born, 0, 4),
            "sex": _blank_to_null(people["sex"]),
            "village": _blank_to_null(people["village"]),
            "town": pc.utf8_slice_codeunits(_blank_to_null(people["village"]), 0, 9),
            "phone": _blank_to_null(people["phone"]),
            "identity": identity,
            "identity_tail": pc.utf8_slice_codeunits(identity, 9, 18),
            "identity_fits": fits,
            "household": people["household"],
        }
    )


def _one(column: pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _blank_to_null(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.if_else(pc.equal(column, ""), pa.scalar(None, pa.string()), column)


def check_digits_fit(numbers: pa.Array) -> pa.Array:
    """Whether each 18-character number ends in its check digit; null and other lengths: false. Two numbers that both fit differ in two places at least."""
    texts = pc.fill_null(numbers, "")
    right_size = pc.match_substring_regex(texts, "^[0-9]{17}[0-9X]$")
    fixed = pc.if_else(right_size, texts, "0" * 18)
    raw = np.frombuffer(
        fixed.cast(pa.binary(18)).buffers()[1], np.uint8, count=18 * len(fixed)
    ).reshape(-1, 18)
    figures = np.where(raw == ord("X"), 10, raw.astype(np.int32) - ord("0"))
    sums = figures @ _WEIGHTS
    return pc.and_(right_size, pa.array(sums % 11 == 1))
