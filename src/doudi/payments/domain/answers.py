"""What came back against what was sent, before anything is posted. Pure.

Every row is looked at; one fault anywhere, and nothing of the file is taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from doudi.payments.domain.formats import (
    BACK_LINE,
    BACK_SUMMARY,
    FAILED,
    GIVEN_BACK,
    OUT_SUMMARY,
    PAID,
    WAITING,
    Format,
    Result,
)
from doudi.payments.domain.reply import Reply, Row, place
from doudi.units.text import Problem, Text

#: What a line is after such an answer.
STATE_OF = {PAID: "paid", GIVEN_BACK: "failed"}

_FEN = re.compile(r"[0-9]{1,18}")
_YUAN = re.compile(r"[0-9]{1,15}(\.[0-9]{1,2})?")
_COUNT = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Sent:
    """A line of the file that went out. `state` of the line now: sent, paid or failed. `account_index`: blind, of its number."""

    line: int
    amount_fen: int
    name: str
    account_index: bytes
    state: str


@dataclass(frozen=True, slots=True)
class Told:
    """What the bank says of one line: how, why, and whether it is the account or the name that it refused."""

    means: str
    words: str = ""
    because: str = ""


@dataclass(slots=True)
class Checked:
    """`answers` by line id; they count only where there are no `problems`."""

    answers: dict[int, Told] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    paid: int = 0
    paid_fen: int = 0
    failed: int = 0
    failed_fen: int = 0


#: Called now and then with how many rows were looked at, of how many.
Tell = Callable[[int, int], None]
TOLD_EVERY = 1_000


def _say_nothing(at: int, of: int) -> None:
    pass


def check_reply(
    form: Format,
    reply: Reply,
    sent: Mapping[int, Sent],
    *,
    run: str,
    file: str,
    index_of: Callable[[Sequence[str]], list[bytes]],
    tell: Tell = _say_nothing,
) -> Checked:
    """`sent`: by the number of the line in its run. `run`, `file`: labels of the run and of the file that went out."""
    check = _Check(form, reply, sent, run.replace("-", ""), file)
    if reply.faults:
        check.done.problems.extend(reply.faults)
    if check.is_another_file():
        return check.result()
    rows = check.rows()
    for at, row in enumerate(rows):
        check.row(row)
        if not at % TOLD_EVERY:
            tell(at, len(rows))
    check.accounts(index_of)
    check.totals()
    return check.result()


class _Check:
    def __init__(
        self, form: Format, reply: Reply, sent: Mapping[int, Sent], run: str, file: str
    ) -> None:
        self.form, self.reply, self.sent, self.run, self.file = form, reply, sent, run, file
        self.done = Checked()
        self._rows = reply.rows
        self._seen: dict[int, int] = {}  # line number → row
        self._accounts: list[tuple[int, Sent, str]] = []
        self._fen = 0

    def result(self) -> Checked:
        if self.reply.is_utf8 and self.done.problems:
            self.done.problems = [
                Problem(
                    Text(
                        f"文件编码是 UTF-8，应为 {self.form.encoding.upper()}，请让银行按约定的编码重新导出",
                        f"the file is UTF-8 and should be {self.form.encoding.upper()}: ask the bank for it as agreed",
                    ),
                    self.reply.file_name,
                )
            ]
        return self.done

    def fault(
        self, row: int, zh: str, en: str, *, column: Text | None = None, value: str | None = None
    ) -> None:
        shown = None if value is None else value[:80]
        self.done.problems.append(
            Problem(Text(zh, en), place(self.reply.file_name, row, column, self.reply.unit), shown)
        )

    def _column(self, held: str) -> Text:
        """As the format names it: so it stands above the column of a sheet."""
        named = (c.label for c in self.form.back.line if c.holds == held)
        return next(named, BACK_LINE[held])

    # -- the file ---------------------------------------------------------------------------------
    def is_another_file(self) -> bool:
        """A file of another month, another run or another fund is said once, not line by line."""
        row, value = self.reply.summary.get("file", (0, ""))
        if value and value != self.file:
            self.fault(
                row,
                f"这是另一批或另一个月的回盘，这里要的是 {self.file}",
                f"this answers another file or month; here it is {self.file}",
                column=BACK_SUMMARY["file"],
                value=value,
            )
            return True
        for held in ("payer_number", "payer_account"):
            row, value = self.reply.summary.get(held, (0, ""))
            if value and value != self.form.payer.get(held.removeprefix("payer_"), ""):
                column = OUT_SUMMARY[held]
                self.fault(
                    row,
                    "这是别的单位的回盘",
                    "this answers another payer",
                    column=column,
                    value=value,
                )
                return True
        return False

    def rows(self) -> list[Row]:
        """Of an account's statement, only what is of this file."""
        if self.reply.is_late:
            self._rows = [r for r in self.reply.rows if self._is_ours(r)]
        return self._rows

    def _is_ours(self, row: Row) -> bool:
        file = row.values.get("file", "")
        return file == self.file or (not file and row.values["reference"].startswith(self.run))

    def totals(self) -> None:
        """What the file says of itself, against its own lines: a file that was cut off is found so."""
        done = self.done
        counts = {
            "lines": len(self._rows),
            "sent_lines": len(self.sent),
            "paid_lines": done.paid,
            "failed_lines": done.failed,
        }
        amounts = {
            "total": self._fen,
            "sent_total": sum(s.amount_fen for s in self.sent.values()),
            "paid_total": done.paid_fen,
            "failed_total": done.failed_fen,
        }
        # Rows with a fault of their own are not counted as paid or failed: that would be said twice.
        parts = (
            ("lines", "sent_lines", "total", "sent_total") if done.problems else (*counts, *amounts)
        )
        for held in parts:
            if held in counts:
                self._total(held, counts[held], _COUNT, int)
            else:
                self._total(held, amounts[held], *self._money())
        layout = self.form.back
        if layout.trailer and self._rows and not self.reply.summary and not done.problems:
            self.fault(0, "没有合计行，文件可能不完整", "no row of totals: the file may be cut off")
        if not self._rows and not done.problems:
            self.fault(0, "文件里没有这个文件的付款", "there is no payment of this file in it")

    def _total(
        self, held: str, own: int, pattern: re.Pattern[str], read: Callable[[str], int]
    ) -> None:
        if held not in self.reply.summary:
            return
        row, value = self.reply.summary[held]
        if not pattern.fullmatch(value) or read(value) != own:
            shown = str(own) if pattern is _COUNT else self._written(own)
            self.fault(
                row,
                f"合计与明细不符，明细加起来是 {shown}；文件可能不完整或被改动",
                f"not what the lines add up to ({shown}): the file may be cut off or changed",
                column=BACK_SUMMARY[held],
                value=value,
            )

    def _money(self) -> tuple[re.Pattern[str], Callable[[str], int]]:
        return (_FEN, int) if self.form.in_fen else (_YUAN, lambda v: int(Decimal(v) * 100))

    def _written(self, fen: int) -> str:
        return str(fen) if self.form.in_fen else f"{fen // 100}.{fen % 100:02}"

    # -- a line -----------------------------------------------------------------------------------
    def row(self, row: Row) -> None:
        sent = self._sent(row)
        fen = self._amount(row, sent)
        result = self._result(row)
        if sent is None or fen is None or result is None:
            return
        if row.values.get("name") is not None and row.values["name"] != sent.name:
            self.fault(
                row.number,
                "户名与送出的不一致",
                "the name is not the one that was sent",
                column=self._column("name"),
                value=_hidden(row.values["name"]),
            )
        if row.values.get("account") is not None:
            self._accounts.append((row.number, sent, row.values["account"]))
        if self._may_say(row, sent, result):
            self._count(sent, result, row)

    def _sent(self, row: Row) -> Sent | None:
        reference = row.values.get("reference", "")
        number = reference.removeprefix(self.run)
        column = self._column("reference")
        if reference == number and re.fullmatch(r"[0-9]{14,}", reference):
            zh, en = "这一笔属于另一批或另一个月", "this payment is of another run or month"
            self.fault(row.number, zh, en, column=column, value=reference)
            return None
        known = self.sent.get(int(number)) if re.fullmatch(r"[0-9]{6,9}", number) else None
        if known is None or reference == number:
            zh, en = "送出的文件里没有这一笔", "no such payment was sent in this file"
            self.fault(row.number, zh, en, column=column, value=reference)
            return None
        if int(number) in self._seen:
            self.fault(
                row.number,
                f"这一笔重复，第{self._seen[int(number)]}行已经有了",
                f"this payment stands in row {self._seen[int(number)]} already",
                column=column,
                value=reference,
            )
            return None
        self._seen[int(number)] = row.number
        return known

    def _amount(self, row: Row, sent: Sent | None) -> int | None:
        value = row.values.get("amount", "")
        pattern, read = self._money()
        column = self._column("amount")
        if not pattern.fullmatch(value):
            self.fault(
                row.number, "这不是金额", "this is not an amount", column=column, value=value
            )
            return None
        fen = read(value)
        self._fen += fen
        if sent is not None and fen != sent.amount_fen:
            self.fault(
                row.number,
                f"金额与送出的不一致，送出的是 {self._written(sent.amount_fen)}",
                f"the amount is not the one that was sent ({self._written(sent.amount_fen)})",
                column=column,
                value=value,
            )
            return None
        return fen

    def _result(self, row: Row) -> Result | None:
        code = row.values.get("result", "")
        found = self.form.results.get(code)
        if found is None:
            zh, en = "没有约定过这个结果代码", "no agreement says what this answer means"
            self.fault(row.number, zh, en, column=self._column("result"), value=code)
        elif self.reply.is_late and found.means == FAILED:
            return replace(found, means=GIVEN_BACK)
        return found

    def _may_say(self, row: Row, sent: Sent, result: Result) -> bool:
        """A line is answered once. Only what was paid can be given back later."""
        if result.means == WAITING or sent.state == "sent":
            return True
        if sent.state == "paid" and result.means == GIVEN_BACK:
            return True
        if self.reply.is_late and sent.state == STATE_OF.get(result.means):
            return False  # an account statement repeats what is known
        self.fault(
            row.number,
            "这一笔已经有回盘结果",
            "this payment was answered before",
            column=self._column("reference"),
            value=row.values.get("reference", ""),
        )
        return False

    def _count(self, sent: Sent, result: Result, row: Row) -> None:
        if result.means == WAITING:
            return
        words = row.values.get("words", "") or result.label.zh
        if result.means == PAID:
            self.done.paid += 1
            self.done.paid_fen += sent.amount_fen
            self.done.answers[sent.line] = Told(PAID)
            return
        self.done.failed += 1
        self.done.failed_fen += sent.amount_fen
        late = result.means == GIVEN_BACK and sent.state == "paid"
        means = GIVEN_BACK if late else FAILED
        self.done.answers[sent.line] = Told(means, words[:200], result.because)

    def accounts(self, index_of: Callable[[Sequence[str]], list[bytes]]) -> None:
        """All at once: numbers are compared by their blind index, never opened."""
        indexes = index_of([number for _row, _sent, number in self._accounts])
        for (row, sent, number), index in zip(self._accounts, indexes, strict=True):
            if index != sent.account_index:
                self.fault(
                    row,
                    "账号与送出的不一致",
                    "the account is not the one that was sent",
                    column=self._column("account"),
                    value=f"{number[:4]} **** {number[-4:]}" if len(number) > 8 else "****",
                )


def _hidden(name: str) -> str:
    return name[:1] + "＊" * (len(name) - 1)
