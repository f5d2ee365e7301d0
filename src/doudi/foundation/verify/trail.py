"""The trail: names the first event that was edited, moved, removed, cut off, or put in by other means than Doudi."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from doudi.foundation.audit import list_actions
from doudi.foundation.audit_chain import EVENT, Line, copy_lines, line_from, list_anchors
from doudi.foundation.clock import CHINA
from doudi.foundation.domain.audit_lines import EPOCH, SIGNED, START, is_signed, seal
from doudi.foundation.keys import keyring
from doudi.foundation.verify.report import Report
from doudi.units.text import Text

SEALED = f"""
    SELECT s.seq, s.event_id, encode(s.digest, 'hex'), {EVENT}
    FROM foundation_auditseal s LEFT JOIN foundation_auditevent e ON e.id = s.event_id
    ORDER BY s.seq
"""  # noqa: S608 # our own words
UNSEALED = f"""
    SELECT {EVENT} FROM foundation_auditevent e
    WHERE NOT EXISTS (SELECT FROM foundation_auditseal s WHERE s.event_id = e.id) ORDER BY e.id
"""  # noqa: S608
COPIES = """
    SELECT min(id), max(id) FROM foundation_auditevent WHERE signature <> ''
    GROUP BY signature HAVING count(*) > 1 ORDER BY 2 LIMIT 1
"""
GONE = b"\\N"


@dataclass(frozen=True, slots=True)
class Sealed:
    """A seal with its event, or None where there is no such event any more."""

    seq: int
    event_id: int
    digest: bytes
    line: Line | None


def check_trail(cursor: Any, report: Report) -> None:
    """The chain from its first seal to its head, what is not sealed yet, copies, and the heads noted outside the database."""
    anchors = dict(list_anchors())
    count, problem, head = 0, None, START
    last = 0
    for row, problem in _walk(cursor, anchors):  # the last problem is looked at below
        count, last, head = count + 1, row.seq, row.digest
        if problem:
            break
    if problem:
        report.problems.append(problem)
        return
    if anchors and (noted := max(anchors)) > last:
        report.wrong(
            f"操作记录的末尾被截去：数据库之外记有 {noted} 条，库中只有 {last} 条",
            f"the trail was cut off at its end: {noted} sealed events were noted outside the database, {last} are in it",
        )
        return
    waiting = _check_unsealed(cursor, report)
    _check_copies(cursor, report)
    report.saw(
        f"操作记录 {count} 条，首尾相连（末端 {head.hex()[:16]}）；另有 {waiting} 条待加封",
        f"{count} events in an unbroken chain (head {head.hex()[:16]}); {waiting} waiting to be sealed",
    )


def _walk(cursor: Any, anchors: dict[int, bytes]) -> Iterator[tuple[Sealed, Text | None]]:
    """Each seal in its order with what is wrong with it. A seal is judged when the next one is known: see `_misplaced`."""
    key, before, expected = keyring().audit, START, 1
    doubtful: tuple[Sealed, bytes] | None = None
    for row in _sealed(cursor):
        if doubtful:
            yield doubtful[0], _misplaced(key, *doubtful, row)
            return
        if row.seq != expected:
            yield row, _missing_seal(expected, row)
            return
        if row.line is None:
            yield row, _removed(row)
            return
        line = row.line
        if not is_signed(key, line.signature, line.signed):
            yield row, _not_signed(key, before, row, line)
            return
        computed = seal(key, before, line.place(row.seq), line.signature, line.signed)
        if computed != row.digest:
            doubtful = row, computed
            continue
        if anchors.get(row.seq, row.digest) != row.digest:
            yield row, _other_chain(row)
            return
        yield row, None
        before, expected = row.digest, expected + 1
    if doubtful:
        yield doubtful[0], _misplaced(key, *doubtful, None)


def _sealed(cursor: Any) -> Iterator[Sealed]:
    for fields in copy_lines(cursor, SEALED):
        seq, event_id, digest, event = fields.split(b"\t", 3)
        line = None if event.startswith(GONE) else line_from(event)
        yield Sealed(int(seq), int(event_id), bytes.fromhex(digest.decode()), line)


def _check_unsealed(cursor: Any, report: Report) -> int:
    key, count = keyring().audit, 0
    found = []
    for fields in copy_lines(cursor, UNSEALED):
        line = line_from(fields)
        count += 1
        if not is_signed(key, line.signature, line.signed):
            found.append(_foreign(line))
    report.all_wrong(found)
    return count


def _check_copies(cursor: Any, report: Report) -> None:
    cursor.execute(COPIES)
    if row := cursor.fetchone():
        report.wrong(
            f"操作记录第 {row[1]} 号是第 {row[0]} 号的抄件，不是系统写入的",
            f"event {row[1]} is a copy of event {row[0]}, not written by Doudi",
        )


# -- the sentences ------------------------------------------------------------------------------------------------


def _missing_seal(expected: int, found: Sealed) -> Text:
    return Text(
        f"操作记录链上第 {expected} 条被删除（其后是第 {found.event_id} 号）",
        f"link {expected} of the chain was removed (event {found.event_id} follows)",
    )


def _removed(row: Sealed) -> Text:
    return Text(
        f"操作记录第 {row.event_id} 号（链上第 {row.seq} 条）被删除",
        f"event {row.event_id} (link {row.seq}) was removed",
    )


def _not_signed(key: bytes, before: bytes, row: Sealed, line: Line) -> Text:
    if seal(key, before, line.place(row.seq), line.signature, line.signed) == row.digest:
        return _foreign(line)
    what = _describe(line)
    return Text(f"操作记录{what.zh}被改动", f"{what.en} was edited")


def _misplaced(key: bytes, row: Sealed, computed: bytes, after: Sealed | None) -> Text:
    """A genuine event whose seal does not fit: either it stood elsewhere when it was sealed, or the seal itself was changed.

    In the second case the next seal, which was made over the true one, tells.
    """
    assert row.line is not None
    what = _describe(row.line)
    if after is not None and after.line is not None:
        line = after.line
        if seal(key, computed, line.place(after.seq), line.signature, line.signed) == after.digest:
            return Text(f"操作记录{what.zh}的封签被改动", f"the seal of {what.en} was edited")
    return Text(
        f"操作记录{what.zh}不在原来的位置：顺序或编号被改动",
        f"{what.en} does not stand where it was sealed: order or number was changed",
    )


def _foreign(line: Line) -> Text:
    what = _describe(line)
    return Text(
        f"操作记录{what.zh}不是系统写入的，或写入后被改动",
        f"{what.en} was not written by Doudi, or was edited since",
    )


def _other_chain(row: Sealed) -> Text:
    return Text(
        f"链上第 {row.seq} 条与数据库之外所记的不同：操作记录被整体替换",
        f"link {row.seq} differs from what was noted outside the database: the trail was replaced",
    )


def _describe(line: Line) -> Text:
    """Which event, for somebody who reads the report: number, time, who, what."""
    fields = dict(zip(SIGNED, line.signed.decode(errors="replace").split("\t"), strict=False))
    when = EPOCH + timedelta(microseconds=int(fields["at"]))
    shown = when.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")
    action = list_actions().get(fields["action"], Text(fields["action"], fields["action"]))
    number = line.event_id
    return Text(
        f"第 {number} 号（{shown}，{fields['actor']}，{action.zh}）",
        f"event {number} ({shown}, {fields['actor']}: {action.en})",
    )
