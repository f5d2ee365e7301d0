"""The same bank where ISO 20022 is spoken: a status report of a file, a statement of the account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lxml import etree

from doudi.payments.domain.formats import PAID, WAITING, Batch, Format, Payment, reference_of
from doudi.payments.domain.iso20022 import (
    BOOKED,
    CURRENCY,
    OUT,
    REFUSED,
    STATEMENT,
    STATUS,
    Sink,
    Writer,
)
from doudi.payments.domain.writing import written_amount


def write_status(
    form: Format, batch: Batch, payments: list[Payment], codes: Mapping[int, str]
) -> bytes:
    """pain.002: what became of each payment."""
    sink = Sink()
    with etree.xmlfile(sink, encoding="UTF-8") as xml:
        xml.write_declaration()
        write = Writer(xml, STATUS)
        with write.root("Document"), write.element("CstmrPmtStsRpt"):
            _head(write, batch)
            with write.element("OrgnlGrpInfAndSts"):
                write.text("OrgnlMsgId", batch.file)
                write.text("OrgnlMsgNmId", OUT)
                write.text("OrgnlNbOfTxs", str(batch.lines))
                write.text("OrgnlCtrlSum", written_amount(form, batch.total_fen))
            with write.element("OrgnlPmtInfAndSts"):
                write.text("OrgnlPmtInfId", batch.file)
                for payment in payments:
                    _status(write, form, batch, payment, codes[payment.number])
    return sink.take()


def _head(write: Writer, batch: Batch) -> None:
    with write.element("GrpHdr"):
        write.text("MsgId", f"B{batch.file}")
        write.text("CreDtTm", f"{batch.day:%Y-%m-%d}T18:00:00+08:00")


def _status(write: Writer, form: Format, batch: Batch, payment: Payment, code: str) -> None:
    means = form.results[code].means
    with write.element("TxInfAndSts"):
        write.text("OrgnlEndToEndId", reference_of(batch.run, payment.number))
        write.text("TxSts", code if means in (PAID, WAITING) else REFUSED)
        if means not in (PAID, WAITING):
            with write.element("StsRsnInf"):
                write.text("Rsn/Cd", code)
                write.text("AddtlInf", form.results[code].label.zh)
        with write.element("OrgnlTxRef"):
            write.text("Amt/InstdAmt", written_amount(form, payment.amount_fen), Ccy=CURRENCY)
            write.text("Cdtr/Pty/Nm", payment.name)
            write.text("CdtrAcct/Id/Othr/Id", payment.account)


def write_statement(
    form: Format, batch: Batch, payments: list[Payment], codes: Mapping[int, str]
) -> bytes:
    """camt.053: what left the account, and what came back to it, one entry each; and a deposit that is none of ours."""
    sink = Sink()
    with etree.xmlfile(sink, encoding="UTF-8") as xml:
        xml.write_declaration()
        write = Writer(xml, STATEMENT)
        with write.root("Document"), write.element("BkToCstmrStmt"):
            _head(write, batch)
            with write.element("Stmt"):
                write.text("Id", f"S{batch.file}")
                write.text("Acct/Id/Othr/Id", form.payer["account"])
                with write.element("Bal"):
                    write.text("Tp/CdOrPrtry/Cd", "CLBD")
                    write.text("Amt", "0.00", Ccy=CURRENCY)
                    write.text("CdtDbtInd", "CRDT")
                    write.text("Dt/Dt", f"{batch.day:%Y-%m-%d}")
                _entry(write, form, batch, None, "")
                for payment in payments:
                    _entry(write, form, batch, payment, codes[payment.number])
    return sink.take()


def _entry(write: Writer, form: Format, batch: Batch, payment: Payment | None, code: str) -> None:
    is_return = payment is None or form.results[code].means != PAID
    amount: Any = written_amount(form, payment.amount_fen if payment else 100_000_000)
    with write.element("Ntry"):
        write.text("Amt", amount, Ccy=CURRENCY)
        write.text("CdtDbtInd", "CRDT" if is_return else "DBIT")
        write.text("Sts/Cd", "BOOK")
        write.text("BkTxCd/Prtry/Cd", BOOKED)
        if payment is None:
            return
        with write.element("NtryDtls"), write.element("TxDtls"):
            with write.element("Refs"):
                write.text("PmtInfId", batch.file)
                write.text("EndToEndId", reference_of(batch.run, payment.number))
            write.text("Amt", amount, Ccy=CURRENCY)
            write.text("CdtDbtInd", "CRDT" if is_return else "DBIT")
            if is_return:
                with write.element("RtrInf"):
                    write.text("Rsn/Cd", code)
                    write.text("AddtlInf", form.results[code].label.zh)
            else:
                with write.element("RltdPties"):
                    write.text("Cdtr/Pty/Nm", payment.name)
                    write.text("CdtrAcct/Id/Othr/Id", payment.account)
