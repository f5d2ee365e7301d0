"""What may be wrong with an answer, in each of the four formats: the line is named, and nothing is posted."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from doudi.foundation.access import acting, system
from doudi.foundation.domain.roles import Role
from doudi.foundation.spreadsheets import Heading
from doudi.payments.demo.bank import write_reply, write_result
from doudi.payments.demo.iso_bank import write_status
from doudi.payments.domain.formats import ISO, SHEET, Payment
from doudi.payments.format_book import format_of, get_formats
from doudi.payments.models import LedgerEntry, PayeeAccount, Transfer
from doudi.payments.rosters import written
from doudi.payments.services.bank_files import batch_of, lines_of, read_payments
from doudi.payments.services.funds import set_funding
from doudi.payments.tests.bank import answer_all, files, sent, take_in
from doudi.payments.tests.runs import START, award, lines, make_desk
from doudi.registry.imports.reading import read_sheet
from doudi.registry.tests.families import make_county

ROADS = sorted(get_formats())
AMOUNTS = (38067, 38167, 40000)


@dataclass
class Reply:
    """The bank's answer to a file: what it says of each payment, then how it writes it."""

    file: object
    payments: list[Payment]

    def __post_init__(self):
        self.form = format_of(self.file.road)
        self.paid = next(c for c, r in self.form.results.items() if r.means == "paid")

    def write(self, payments=None, codes=None):
        said = self.payments if payments is None else payments
        batch = batch_of(self.file.run, self.file.number, self.file.lines, self.file.amount_fen)
        write = {ISO: write_status, SHEET: write_result}.get(self.form.shape, write_reply)
        return write(self.form, batch, said, {p.number: (codes or {}).get(p.number, self.paid) for p in said})  # fmt: skip

    def but(self, at, **changed):
        """With one payment otherwise."""
        return self.write([replace(p, **changed) if n == at else p for n, p in enumerate(self.payments)])  # fmt: skip

    def with_another_total(self):
        fen = sum(p.amount_fen for p in self.payments)
        raw = self.write()
        if self.form.shape == SHEET:
            return sheet_with(raw, f"{fen / 100:.2f}", f"{fen / 100 + 1:.2f}")
        old, new = (str(fen), str(fen + 100)) if self.form.in_fen else (f"{fen / 100:.2f}", f"{fen / 100 + 1:.2f}")  # fmt: skip
        return swapped(raw, old, new)

    def with_a_line_of_july(self):
        old, new = "20220801000003", "20220701000003"
        raw = self.write()
        return sheet_with(raw, old, new) if self.form.shape == SHEET else swapped(raw, old, new)

    def in_another_encoding(self):
        raw = self.write()
        if (
            self.form.shape == SHEET
        ):  # the sheet as a table of text, which it may be, in an encoding which it may not
            sheet = read_sheet(raw, "a.xlsx", score=len)
            rows = zip(*(c.to_pylist() for c in sheet.columns), strict=True)
            text = "\n".join(",".join(map(str, row)) for row in [sheet.header, *rows])
            return text.encode("utf-16-be")
        if self.form.encoding == "utf-8" or self.form.shape == ISO:
            return raw.decode().encode("gb18030")
        return raw.decode(self.form.encoding).encode()


def sheet_with(raw, old, new):
    sheet = read_sheet(raw, "a.xlsx", score=len)
    columns = [c.to_pylist() for c in sheet.columns]
    assert any(old in column for column in columns)
    rows = [[new if v == old else v for v in row] for row in zip(*columns, strict=True)]
    return b"".join(written("册", [Heading(h) for h in sheet.header], rows, dt.date(2022, 8, 1)))


def swapped(raw, old, new):
    assert old.encode() in raw
    return raw.replace(old.encode(), new.encode())


@pytest.fixture(params=ROADS)
def desk(request, own_database):
    desk = make_desk(make_county())
    with acting(desk.county.viewer(Role.finance_officer)) as finance:
        fund = desk.funds["county"]
        set_funding(actor=finance, programme="dibao", fund=fund, order=1, road=request.param, on=START)  # fmt: skip
    for family, fen in zip(desk.county.families.values(), AMOUNTS, strict=False):
        award(desk, family, fen, "2022-07")
    return desk


def reply_to(run):
    (file,) = files(run)
    with acting(system("test")) as viewer:
        return Reply(file, list(read_payments(viewer, format_of(file.road), lines_of(file))))


#: What the fault is → (how the answer is made, what the page says, which line it names).
FAULTS: dict[str, tuple[Callable[[Reply, Reply], bytes], str, int | None]] = {
    "unknown line": (lambda r, _: r.but(1, number=77), "没有这一笔", 2),
    "changed amount": (lambda r, _: r.but(2, amount_fen=40001), "金额与送出的不一致", 3),
    "changed account": (lambda r, _: r.but(0, account="6217000010009999999"), "账号与送出的不一致", 1),
    "changed name": (lambda r, _: r.but(1, name="张三"), "户名与送出的不一致", 2),
    "line twice": (lambda r, _: r.write([*r.payments, r.payments[0]]), "重复", 4),
    "wrong total": (lambda r, _: r.with_another_total(), "合计与明细不符", None),
    "line of another month": (lambda r, _: r.with_a_line_of_july(), "属于另一批或另一个月", 3),
    "another month": (lambda r, other: other.write(), "月", None),
    "wrong encoding": (lambda r, _: r.in_another_encoding(), "huipan.txt：", None),
    "nothing": (lambda r, _: r.write([]), "", None),
}  # fmt: skip


def test_each_fault_is_named_and_nothing_is_posted(desk):
    july = sent(desk, "2022-07")
    other = reply_to(july)
    answer_all(desk, july)
    run = sent(desk, "2022-08")
    reply = reply_to(run)
    said = {}
    with acting(system("test")):
        before = LedgerEntry.objects.count(), Transfer.objects.count()
        confirmed = set(PayeeAccount.objects.values_list("pk", "is_confirmed"))
    for fault, (make, words, line) in FAULTS.items():
        raw = make(reply, other)
        assert raw != reply.write(), fault
        took = take_in(desk, reply.file, raw)
        said[fault] = "\n".join(p["zh"] for p in took.problems)
        assert took.state == "blocked", fault
        assert said[fault], fault
        assert words in said[fault], (fault, said[fault])
        if line is not None:
            assert row_of(reply, line) in said[fault], (fault, said[fault])
        assert all(p["en"] for p in took.problems), fault
        assert (took.paid, took.failed) == (0, 0)
    encoding = "这不是文本" if reply.form.shape == SHEET else "编码"
    assert encoding in said["wrong encoding"]
    assert {x.state for x in lines(run)} == {"sent"}
    with acting(system("test")):
        assert (LedgerEntry.objects.count(), Transfer.objects.count()) == before
        assert set(PayeeAccount.objects.values_list("pk", "is_confirmed")) == confirmed
    assert take_in(desk, reply.file, reply.write()).state == "posted"
    assert {x.state for x in lines(run)} == {"paid"}


def row_of(reply, line):
    """As people find it: rows of a text after its header, payments of a message."""
    form = reply.form
    if form.shape == ISO:
        return f"第{line}笔"
    has_head = form.back.header or form.headings or form.shape == SHEET
    return f"第{line + bool(has_head)}行"
