"""The month's tables of money, as pages and as files. Nobody is named in them."""

from __future__ import annotations

from doudi.casework.award_tables import programme_label
from doudi.foundation.tables import Column, Table
from doudi.payments.selectors.money_reports import PaidRow
from doudi.units.text import Text

MONEY = "money"
TOTAL = Text("合计", "total")


def _whose(row: PaidRow) -> Text:
    return programme_label(row.programme) if row.programme else TOTAL


class PaidTable(Table):
    caption = Text("T03 资金发放", "T03 payments")
    columns = (
        Column("programme", Text("项目", "programme"), value=_whose, main=True),
        Column("residence", Text("城乡", "urban or rural")),
        Column("households", Text("户数", "households"), "count", value=lambda r: r.sums.households if r.programme else None),
        Column("persons", Text("人数", "persons"), "count", value=lambda r: r.sums.persons if r.programme else None),
        Column("due", Text("本月应发", "due for the month"), MONEY, value=lambda r: r.sums.due),
        Column("arrears", Text("补发以前月份", "arrears"), MONEY, value=lambda r: r.sums.arrears),
        Column("top_ups", Text("其中分类施保", "of which top-ups"), MONEY, value=lambda r: r.sums.top_ups),
        Column("repeats", Text("退回重发", "paid again"), MONEY, value=lambda r: r.sums.repeats),
        Column("netted", Text("抵扣以前多发", "met by what was paid too much"), MONEY, value=lambda r: r.sums.netted),
        Column("paid", Text("已到账", "paid"), MONEY, value=lambda r: r.sums.paid),
        Column("returned", Text("银行退回", "sent back"), MONEY, value=lambda r: r.sums.returned),
        Column("waiting", Text("等回盘", "waiting"), MONEY, value=lambda r: r.sums.waiting),
        Column("average", Text("人均", "per person"), MONEY, value=lambda r: r.sums.average if r.programme else None),
        Column("recovered", Text("本月追回", "recovered"), MONEY, value=lambda r: r.sums.recovered),
    )  # fmt: skip
    empty = Text("这个月没有发放。", "Nothing was paid in this month.")
    is_exportable = True


class FundTable(Table):
    caption = Text("T14 资金收支", "T14 funds")
    columns = (
        Column("name", Text("资金", "fund"), value=lambda r: r.name or TOTAL, main=True),
        Column("source", Text("来源", "source")),
        Column("given_fen", Text("累计预算", "budget to date"), MONEY),
        Column("received_fen", Text("本月拨入", "received in the month"), MONEY),
        Column("month_paid_fen", Text("本月到账", "paid in the month"), MONEY),
        Column("paid_fen", Text("累计到账", "paid to date"), MONEY),
        Column("under_way_fen", Text("在途", "under way"), MONEY),
        Column("back_fen", Text("退回和追回", "sent back, to be recovered"), MONEY),
        Column("available_fen", Text("结余可用", "balance"), MONEY),
    )
    empty = Text("还没有登记资金。", "No fund yet.")
    is_exportable = True


class OnceTable(Table):
    caption = Text("T16 一次性发放", "T16 one-off payments")
    columns = (
        Column("title", Text("名称", "title"), value=lambda r: r.title or Text("单独决定", "single decisions"), main=True),
        Column("programme", Text("项目", "programme"), value=lambda r: programme_label(r.programme)),
        Column("payments", Text("份数", "payments"), "count"),
        Column("fen", Text("金额", "amount"), MONEY),
        Column("failed", Text("银行退回份数", "sent back"), "count"),
        Column("failed_fen", Text("银行退回金额", "sent back, amount"), MONEY),
    )  # fmt: skip
    empty = Text("这个月没有一次性发放。", "Nothing was paid once in this month.")
    is_exportable = True


TABLES: dict[str, type[Table]] = {"t03": PaidTable, "t14": FundTable, "t16": OnceTable}
