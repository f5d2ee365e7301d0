"""The formats as data: each is read and checked, writes every name, and reads back what its bank says."""

import datetime as dt
import io
from itertools import pairwise

import pytest

from doudi.payments.demo.bank import write_reply
from doudi.payments.demo.iso_bank import write_statement, write_status
from doudi.payments.domain.answers import Sent, check_reply
from doudi.payments.domain.format_reader import read_banks, read_format
from doudi.payments.domain.formats import ISO, Batch, Payment, file_name_of
from doudi.payments.format_book import SHIPPED, get_banks, get_formats
from doudi.payments.shapes import read_reply, write_file
from doudi.units.text import ProblemsError

PAYMENTS = [
    Payment(1, "6217000010001234563", "赵明远", 38067, "农村商业银行", "402900100017"),
    Payment(2, "621700001000123457", "䶮阿卜杜热合曼·麦麦提吐尔逊", 1, "邮政储蓄银行", ""),
    Payment(7, "6217000010001234589", "李𠮷", 99_999_999_999, "工商银行", "102900100011"),
]
TOTAL = sum(p.amount_fen for p in PAYMENTS)
BATCH = Batch("202208-01", 1, dt.date(2022, 8, 1), dt.date(2022, 8, 2), len(PAYMENTS), TOTAL)
TEXTS = sorted(n for n, f in get_formats().items() if f.shape in ("fixed", "delimited"))
BANKS = sorted(n for n, f in get_formats().items() if f.kind == "bank")


def index_of(numbers):
    return [n.encode() for n in numbers]


def sent(state="sent"):
    return {
        p.number: Sent(100 + p.number, p.amount_fen, p.name, p.account.encode(), state)
        for p in PAYMENTS
    }


def check(form, raw, state="sent"):
    reply = read_reply(form, io.BytesIO(raw), "hp")
    return check_reply(form, reply, sent(state), run=BATCH.run, file=BATCH.file, index_of=index_of)


def codes_of(form, failed=None):
    paid = next(c for c, r in form.results.items() if r.means == "paid")
    return {p.number: (failed or {}).get(p.number, paid) for p in PAYMENTS}


def answered(form, failed=None):
    write = write_status if form.shape == ISO else write_reply
    return write(form, BATCH, PAYMENTS, codes_of(form, failed))


@pytest.mark.parametrize("name", BANKS)
def test_each_name_goes_out_and_comes_back(name):
    form = get_formats()[name]
    raw = b"".join(write_file(form, BATCH, PAYMENTS))
    assert raw == b"".join(write_file(form, BATCH, PAYMENTS))
    text = raw.decode(form.encoding)
    for payment in PAYMENTS:
        assert payment.name in text
        assert payment.account in text
    assert file_name_of(form, BATCH)
    checked = check(form, answered(form))
    assert checked.problems == []
    assert (checked.paid, checked.paid_fen) == (3, TOTAL)
    because = next(c for c, r in form.results.items() if r.because == "name")
    checked = check(form, answered(form, {2: because}))
    assert checked.problems == []
    assert checked.answers[102].because == "name"
    assert (checked.failed, checked.failed_fen) == (1, 1)


def test_delimited_file_in_yuan_with_its_totals():
    form = get_formats()["commercial_bank"]
    rows = b"".join(write_file(form, BATCH, PAYMENTS)).decode("gb18030").split("\n")
    assert rows[0].startswith("序号|企业流水号|收款账号|收款户名")
    assert (
        rows[1]
        == "1|20220801000001|6217000010001234563|赵明远|农村商业银行|402900100017|380.67|202208民政资金"
    )
    assert rows[4] == "合计|2022080101|3|1000000380.67"
    assert file_name_of(form, BATCH) == "PAY_90011000_202208_2022080101.txt"


@pytest.mark.parametrize("name", TEXTS)
def test_a_delimiter_inside_a_chinese_character_does_not_split(name):
    """0x7C is the second byte of many characters."""
    form = get_formats()[name]
    character = next(c for c in map(chr, range(0x4E00, 0x9FFF)) if c.encode("gb18030")[1:] == b"|")
    payment = Payment(1, "6217000010001234563", character, 100)
    batch = Batch("202208-01", 1, BATCH.month, BATCH.day, 1, 100)
    raw = write_reply(form, batch, [payment], {1: codes_of(form)[1]})
    reply = read_reply(form, io.BytesIO(raw), "hp")
    assert [r.values["name"] for r in reply.rows] == [character]
    assert not reply.faults


def test_nothing_is_cut_to_fit():
    form = get_formats()["rural_bank"]
    too_long = Payment(1, "6217000010001234563", "长" * 31, 100)
    with pytest.raises(ProblemsError, match="does not fit"):
        list(write_file(form, BATCH, [too_long]))
    with pytest.raises(ProblemsError, match="does not fit"):
        list(write_file(get_formats()["commercial_bank"], BATCH, [Payment(1, "62", "赵|明", 1)]))


# -- ISO 20022 --------------------------------------------------------------------------------------
def iso():
    return get_formats()["iso20022"]


def test_pain001_has_the_standards_elements_in_their_order():
    text = b"".join(write_file(iso(), BATCH, PAYMENTS)).decode()
    assert '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09">' in text
    order = ["<MsgId>2022080101", "<NbOfTxs>3", "<CtrlSum>1000000380.68", "<PmtInf>", "<ReqdExctnDt><Dt>2022-08-02",
             "<DbtrAcct>", "<EndToEndId>20220801000001", '<InstdAmt Ccy="CNY">380.67', "<CdtrAgt>", "<Nm>赵明远", "<CdtrAcct>"]  # fmt: skip
    places = [text.index(part) for part in order if part in text]
    assert len(places) == len(order) - 1  # the sum is another one
    assert all(a < b for a, b in pairwise(places))
    assert f"<CtrlSum>{TOTAL // 100}.{TOTAL % 100:02}" in text


def test_statement_gives_back_what_was_paid():
    form = iso()
    raw = write_statement(form, BATCH, PAYMENTS, codes_of(form, {2: "AC04"}))
    checked = check(form, raw, state="paid")
    assert checked.problems == []
    assert {line: told.means for line, told in checked.answers.items()} == {102: "given_back"}
    fresh = check(form, raw)
    assert {line: told.means for line, told in fresh.answers.items()} == {
        101: "paid",
        102: "failed",
        107: "paid",
    }


XML_FAULTS = {
    "cut off": (lambda raw: raw[:-200], "不是完整的 XML"),
    "empty": (lambda raw: b"", "文件是空的"),
    "text": (lambda raw: b"hello", "XML"),
    "another message": (lambda raw: raw.replace(b"pain.002.001.10", b"pain.002.001.03"), "既不是"),
    "a document type": (lambda raw: raw.replace(b"<Document", b'<!DOCTYPE x [<!ENTITY a "b">]><Document', 1), "DOCTYPE"),
    "entities": (lambda raw: raw.replace(b"<Document", b'<!DOCTYPE x [<!ENTITY a SYSTEM "secret.txt">]><Document', 1).replace("赵明远".encode(), b"&a;"), "DOCTYPE"),
    "other currency": (lambda raw: raw.replace(b'Ccy="CNY"', b'Ccy="USD"', 1), "不是金额"),
    "changed amount": (lambda raw: raw.replace(b">380.67<", b">380.68<", 1), "金额与送出的不一致"),
    "changed account": (lambda raw: raw.replace(b"6217000010001234563", b"6217000010001234571"), "账号与送出的不一致"),
    "another file": (lambda raw: raw.replace(b"<OrgnlMsgId>2022080101", b"<OrgnlMsgId>2022070101"), "另一批"),
    "more lines than sent": (lambda raw: raw.replace(b"<OrgnlNbOfTxs>3", b"<OrgnlNbOfTxs>4"), "合计与明细不符"),
    "unknown line": (lambda raw: raw.replace(b"20220801000002", b"20220801000099"), "没有这一笔"),
    "refused as a whole": (lambda raw: raw.replace(b"</OrgnlCtrlSum>", b"</OrgnlCtrlSum><GrpSts>RJCT</GrpSts>"), "没有接收整个文件"),
    "unknown status": (lambda raw: raw.replace(b"<TxSts>ACSC", b"<TxSts>XXXX", 1), "结果代码"),
}  # fmt: skip


@pytest.mark.parametrize("fault", XML_FAULTS)
def test_a_fault_in_a_message_is_named(fault):
    change, words = XML_FAULTS[fault]
    good = answered(iso())
    bad = change(good)
    assert bad != good
    problems = check(iso(), bad).problems
    assert words in "\n".join(p.in_("zh") for p in problems)


# -- the files themselves ---------------------------------------------------------------------------
BAD = {
    "no such entry": ("kind: bank", "kind: bank\ncolour: red", "没有这一项"),
    "kind": ("kind: bank", "kind: post", "只能是"),
    "shape": ("shape: fixed", "shape: round", "只能是"),
    "unit": ("unit: fen", "unit: dollar", "只能是"),
    "encoding": ("encoding: gb18030", "encoding: gbk", "只能是"),
    "width": ("{holds: reference, width: 20}", "{holds: reference}", "width"),
    "narrow": ("{holds: name, width: 60}", "{holds: name, width: 20}", "太窄"),
    "huge": ("{holds: account, width: 32}", "{holds: account, width: 3200}", "width"),
    "unknown": ("{holds: reference, width: 20}", "{holds: colour, width: 20}", "没有这种内容"),
    "no amount": ("    - {holds: amount, width: 14}\n", "", "要有一栏 amount"),
    "name": ("format: rural_bank", "format: Rural Bank", "小写字母"),
    "place": ('"DF{payer}', '"DF{secret}', "占位"),
    "path": ('"DF{payer}', '"../{payer}', "占位"),
    "result": ("{means: paid, ", "{means: maybe, ", "means"),
    "because": ("because: account", "because: colour", "because"),
    "nobody paid": ('"0000": {means: paid', '"0000": {means: waiting', "没有一个代码表示已到账"),
    "no words": ("zh: 账户已销户, en: the account is closed", "zh: 账户已销户", "zh 和 en"),
    "delimiter": ("shape: fixed", 'shape: fixed\ndelimiter: "|"', "分隔符"),
    "no count": ("{holds: lines, width: 8}", "{holds: other, width: 8}", ""),
}  # fmt: skip


@pytest.mark.parametrize("fault", BAD)
def test_a_fault_in_a_format_is_named_with_its_line(fault):
    old, new, words = BAD[fault]
    text = (SHIPPED / "rural_bank.yaml").read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(ProblemsError) as refused:
        read_format(text.replace(old, new), "own.yaml")
    said = refused.value.in_("zh")
    assert words in said
    assert "own.yaml:" in said


@pytest.mark.parametrize("text", ["", "[]", "a", "1: 2", "format: x", "{" * 30])
def test_rubbish_is_no_format(text):
    with pytest.raises(ProblemsError):
        read_format(text, "own.yaml")
    with pytest.raises(ProblemsError):
        read_banks(text, "banks.yaml")


def test_the_shipped_banks_have_numbers():
    assert "other" in get_banks()
