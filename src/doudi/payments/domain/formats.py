"""A road over which money goes, as data: what a file out looks like, what comes back, and what the answers mean. Pure.

Shapes: `fixed` (columns counted in bytes, as banks do) and `delimited` are text; `sheet` is XLSX; `iso20022` is pain.001 out,
pain.002 and camt.053 back. `format_reader.py` reads and checks the files in `formats/`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from doudi.units.text import Text

FIXED, DELIMITED, SHEET, ISO = "fixed", "delimited", "sheet", "iso20022"
SHAPES = (FIXED, DELIMITED, SHEET, ISO)
BANK, ONE_CARD = "bank", "one_card"
KINDS = (BANK, ONE_CARD)
ENCODINGS = ("gb18030", "utf-8")
LINE_ENDS = {"crlf": b"\r\n", "lf": b"\n"}

PAID, FAILED, GIVEN_BACK, WAITING = "paid", "failed", "given_back", "waiting"
MEANINGS = (PAID, FAILED, GIVEN_BACK, WAITING)
BECAUSE = ("account", "name", "other")

#: What a column may hold. In a line that goes out …
OUT_LINE = {
    "reference": Text("明细号", "reference"),
    "sequence": Text("序号", "number"),
    "account": Text("账号", "account"),
    "name": Text("户名", "name"),
    "amount": Text("金额", "amount"),
    "bank": Text("开户银行", "bank"),
    "bank_code": Text("开户行行号", "bank code"),
    "beneficiary": Text("补贴对象", "beneficiary"),
    "identity": Text("身份证号", "identity number"),
    "programme": Text("补贴项目", "programme"),
    "month": Text("所属月份", "month"),
    "township": Text("乡镇", "township"),
    "village": Text("村（社区）", "village"),
    "note": Text("附言", "note"),
}
#: … in the first or the last row of what goes out …
OUT_SUMMARY = {
    "file": Text("批次号", "file number"),
    "day": Text("日期", "day"),
    "month": Text("所属月份", "month"),
    "lines": Text("总笔数", "lines"),
    "total": Text("总金额", "total"),
    "payer_number": Text("单位编号", "payer's number"),
    "payer_account": Text("付款账号", "payer's account"),
    "payer_name": Text("付款单位", "payer"),
}
#: … and in what comes back. `other` is not looked at.
BACK_LINE = {
    "reference": OUT_LINE["reference"],
    "account": OUT_LINE["account"],
    "name": OUT_LINE["name"],
    "amount": OUT_LINE["amount"],
    "result": Text("结果", "result"),
    "words": Text("失败原因", "reason"),
    "other": Text("其他", "other"),
}
BACK_SUMMARY = {
    "file": OUT_SUMMARY["file"],
    "payer_number": OUT_SUMMARY["payer_number"],
    "lines": OUT_SUMMARY["lines"],
    "total": OUT_SUMMARY["total"],
    "sent_lines": Text("送出笔数", "lines sent"),
    "sent_total": Text("送出金额", "total sent"),
    "paid_lines": Text("成功笔数", "paid lines"),
    "paid_total": Text("成功金额", "paid total"),
    "failed_lines": Text("失败笔数", "failed lines"),
    "failed_total": Text("失败金额", "failed total"),
    "other": BACK_LINE["other"],
}
AMOUNTS = {"amount", "total", "sent_total", "paid_total", "failed_total"}
COUNTS = {"lines", "sent_lines", "paid_lines", "failed_lines", "sequence"}
#: Bytes that a fixed column must have at least, so that nothing is ever cut.
NARROWEST = {"reference": 14, "account": 19, "name": 60, "amount": 12, "total": 14, "lines": 6}
LONGEST_NAME = 60  # bytes of GB18030: what every format has room for


@dataclass(frozen=True, slots=True)
class Column:
    """`holds`: a key of the lists above, or "" for a fixed `text`. `width` in bytes, 0 where columns are not counted."""

    holds: str
    label: Text
    text: str = ""
    width: int = 0

    @property
    def is_figure(self) -> bool:
        return self.holds in AMOUNTS or self.holds in COUNTS


@dataclass(frozen=True, slots=True)
class Layout:
    """Rows of a file: a first one, the lines, a last one."""

    line: tuple[Column, ...]
    header: tuple[Column, ...] = ()
    trailer: tuple[Column, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """What an answer means. `because`: of one that failed: account, name, or something else."""

    means: str
    label: Text
    because: str = "other"


@dataclass(frozen=True, slots=True)
class Format:
    name: str
    label: Text
    kind: str
    shape: str
    out: Layout
    back: Layout
    results: Mapping[str, Result]
    file_name: str
    encoding: str = "gb18030"
    line_end: bytes = b"\r\n"
    delimiter: str = ""
    in_fen: bool = False
    headings: bool = False
    title: str = ""
    note: str = ""
    payer: Mapping[str, str] = field(default_factory=dict)

    def needs(self, holds: str) -> bool:
        """Whether anything of a file out has this."""
        return any(c.holds == holds for c in (*self.out.line, *self.out.header, *self.out.trailer))


@dataclass(frozen=True, slots=True)
class Batch:
    """A file of a run: what its first and last row may say."""

    run: str  # 202208-01
    number: int
    month: date
    day: date
    lines: int
    total_fen: int

    @property
    def digits(self) -> str:
        return self.run.replace("-", "")

    @property
    def file(self) -> str:
        return f"{self.digits}{self.number:02}"


@dataclass(frozen=True, slots=True)
class Payment:
    """A line of a file out."""

    number: int  # of the line in its run
    account: str
    name: str
    amount_fen: int
    bank: str = ""
    bank_code: str = ""
    beneficiary: str = ""
    identity: str = ""
    programme: str = ""
    township: str = ""
    village: str = ""


def reference_of(run: str, number: int) -> str:
    """Of the run's label and the line's number in it: the same whenever it is written."""
    return f"{run.replace('-', '')}{number:06}"


def file_name_of(form: Format, batch: Batch) -> str:
    return form.file_name.format(
        payer=form.payer.get("number", ""),
        run=batch.digits,
        number=batch.number,
        month=f"{batch.month:%Y%m}",
    )
