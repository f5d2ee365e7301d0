"""Identity numbers by the column. What is plainly good is seen by arithmetic on bytes; everything else is asked of
`units.identity.parse_identity`, which also words the refusals. A test holds both to the same answers.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from doudi.rules.declare import day_number
from doudi.units.identity import (
    FIRST_BIRTH_YEAR,
    IdentityKind,
    IdentityState,
    mask,
    parse_identity,
)
from doudi.units.text import ProblemsError, Text, plain

NO_DAY = np.int32(-(2**31))  # a date that is not known, in arrays of days since 1970-01-01

_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2], np.int32)
_CHECK = np.frombuffer(b"10X98765432", np.uint8)
_LOST = "表格把号码当作数字，后几位已丢失。请把这一列设为文本后重新填写"
_LOST_EN = "the spreadsheet kept the number as a number and lost its last figures; format the column as text and enter it again"


@dataclass
class Identities:
    """One entry a row. `number` is "" where there is none; `sex` "" and `birth` NO_DAY where the number does not say.

    `faults`: rows whose number is refused, each with the sentence and the number masked.
    """

    number: np.ndarray  # of str
    shown: np.ndarray  # of str
    kind: np.ndarray
    state: np.ndarray
    sex: np.ndarray
    birth: np.ndarray
    faults: dict[int, tuple[Text, str]]


def read_identities(
    numbers: pa.Array, kinds: list[IdentityKind | None] | None, *, not_after: dt.date
) -> Identities:
    """Read a column of numbers. `kinds`: the document each row names, or None for a file without such a column."""
    count = len(numbers)
    found = Identities(
        np.full(count, "", object),
        np.full(count, "", object),
        np.full(count, IdentityKind.none.value, object),
        np.full(count, IdentityState.not_verified.value, object),
        np.full(count, "", object),
        np.full(count, NO_DAY, np.int32),
        {},
    )
    usual = (
        np.ones(count, bool)
        if kinds is None
        else np.fromiter((k in (None, IdentityKind.resident) for k in kinds), bool, count)
    )
    rows = _read_plain(numbers, usual, not_after, found)
    filled = pc.utf8_length(numbers).to_numpy(zero_copy_only=False) > 0
    filled[rows] = False
    for row in np.flatnonzero(filled).tolist():
        _read_one(
            numbers[row].as_py(), None if kinds is None else kinds[row], row, not_after, found
        )
    return found


def _read_plain(
    numbers: pa.Array, usual: np.ndarray, not_after: dt.date, found: Identities
) -> np.ndarray:
    """Fills in the rows with a resident's number that is right in every figure; returns which they are."""
    lengths = pc.binary_length(numbers).to_numpy(zero_copy_only=False)
    rows = np.flatnonzero((lengths == 18) & usual)
    if not len(rows):
        return rows
    joined = numbers.take(pa.array(rows))
    start = joined.offset  # `take` gives a fresh array, its values lie side by side
    values = np.frombuffer(joined.buffers()[2], np.uint8)[start * 18 : (start + len(rows)) * 18]
    figures = values.reshape(-1, 18)
    good, birth = _judge(figures, not_after)
    rows, figures, birth = rows[good], np.ascontiguousarray(figures[good]), birth[good]
    text = figures.view("S18").ravel().astype("U18").astype(object)
    hidden = figures.copy()
    hidden[:, 3:14] = ord("*")
    found.number[rows] = text
    found.shown[rows] = hidden.view("S18").ravel().astype("U18").astype(object)
    found.kind[rows] = IdentityKind.resident.value
    found.state[rows] = IdentityState.verified_format.value
    found.birth[rows] = birth
    found.sex[rows] = np.where(figures[:, 16] % 2 == 1, "male", "female")
    return rows


def _judge(figures: np.ndarray, not_after: dt.date) -> tuple[np.ndarray, np.ndarray]:
    """Which rows of 18 bytes are plainly a resident's number, and the day of birth each names."""
    digits = figures.astype(np.int32) - ord("0")
    good = ((digits[:, :17] >= 0) & (digits[:, :17] <= 9)).all(axis=1)
    total = (digits[:, :17] * _WEIGHTS).sum(axis=1)
    good &= figures[:, 17] == _CHECK[np.where(good, total, 0) % 11]
    # 8 and 9 begin permits and foreigners' cards; 90 is the fictional province.
    good &= (digits[:, 0] < 8) | ((digits[:, 0] == 9) & (digits[:, 1] == 0))
    year = digits[:, 6:10] @ np.array([1000, 100, 10, 1])
    month = digits[:, 10] * 10 + digits[:, 11]
    day = digits[:, 12] * 10 + digits[:, 13]
    good &= (
        (year >= FIRST_BIRTH_YEAR)
        & (year <= not_after.year)
        & (month >= 1)
        & (month <= 12)
        & (day >= 1)
    )
    year, month, day = (np.where(good, part, 1) for part in (year, month, day))
    months = ((year - 1970) * 12 + month - 1).astype("datetime64[M]")
    days = (months.astype("datetime64[D]").astype(np.int64) + day - 1).astype(np.int32)
    last = (months + 1).astype("datetime64[D]").astype(np.int64)
    good &= (days < last) & (days <= day_number(not_after))
    return good, days


def _read_one(
    written: str, kind: IdentityKind | None, row: int, not_after: dt.date, found: Identities
) -> None:
    if (
        "E+" in (word := plain(written).upper())
        and word.replace("E+", "").replace(".", "").isdigit()
    ):
        found.faults[row] = (Text(_LOST, _LOST_EN), written)
        return
    try:
        identity = parse_identity(written, kind=kind, not_after=not_after)
    except ProblemsError as error:
        problem = error.problems[0]
        found.faults[row] = (problem.text, problem.value or "")
        return
    found.number[row] = identity.number
    found.shown[row] = mask(identity.number or "")
    found.kind[row], found.state[row] = identity.kind.value, identity.state.value
    if identity.sex is not None:
        found.sex[row] = identity.sex.value
    if identity.birth_date is not None:
        found.birth[row] = day_number(identity.birth_date)
