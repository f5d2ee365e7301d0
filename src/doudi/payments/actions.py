"""What payments writes to the trail. One block for each part of the work."""

from doudi.units.text import Text

RUNS = {
    "payments.run.asked": Text("测算发放", "asked for a payment run to be worked out"),
    "payments.run.planned": Text("发放测算完成", "worked out a payment run"),
    "payments.run.signed": Text("审核发放", "signed a payment run"),
    "payments.run.changed": Text(
        "发放名单有变，须重新测算", "found a payment run changed since it was planned"
    ),
    "payments.run.released": Text("收回没有入账的部分", "took back what was not posted"),
    "payments.run.posted": Text("发放入账", "posted the dues of a payment run"),
    "payments.run.approved": Text("生成发放文件", "made the files of a payment run"),
    "payments.run.sent": Text("送出发放文件", "sent the files of a payment run"),
    "payments.run.closed": Text("发放结账", "closed a payment run"),
    "payments.run.dropped": Text("放弃发放", "gave up a payment run"),
    "payments.run.viewed": Text("查看发放名单", "looked at the list of a payment run"),
}
SIGHT = {
    "payments.statement.viewed": Text("查看发放记录", "looked at what was paid to somebody"),
    "payments.line.viewed": Text("查看一笔发放", "looked at one payment"),
}
RHYTHMS = {
    "payments.run.compared": Text(
        "与上次实发核对", "compared a payment run with what was paid last"
    ),
    "payments.difference.settled": Text(
        "说明与上次实发的差别", "explained differences from what was paid last"
    ),
    "payments.rhythm.changed": Text(
        "设置按季或按月发放", "set whether a place is paid by the month or by the quarter"
    ),
}
FUNDS: dict[str, Text] = {
    "payments.fund.changed": Text("修改资金设置", "changed a fund"),
    "payments.fund.budgeted": Text("登记资金预算", "recorded a fund's budget"),
}
ACCOUNTS: dict[str, Text] = {
    "payments.account.recorded": Text("登记收款账户", "recorded an account"),
    "payments.account.received": Text("收到账户表格", "received a list of accounts"),
    "payments.account.refused": Text("账户表格有问题，未登记", "refused a list of accounts"),
    "payments.account.imported": Text("从表格登记收款账户", "recorded accounts from a list"),
    "payments.account.closed": Text("停用收款账户", "closed an account"),
    "payments.account.revealed": Text("查看完整账号", "looked at a whole account number"),
}
BANK: dict[str, Text] = {
    "payments.file.downloaded": Text("下载发放文件", "took the file of a payment run"),
    "payments.return.received": Text("收到回盘文件", "received a return file"),
    "payments.return.blocked": Text("回盘文件有问题，未入账", "refused a return file"),
    "payments.return.posted": Text("回盘入账", "posted a return file"),
}
RECOVERY: dict[str, Text] = {
    "payments.receivable.proposed": Text("提出追回", "proposed that money comes back"),
    "payments.receivable.signed": Text("审核追回", "signed that money comes back"),
    "payments.receivable.dropped": Text("不予追回", "dropped a proposal to recover"),
    "payments.receivable.planned": Text("约定归还计划", "agreed how money comes back"),
    "payments.receivable.repaid": Text("登记归还", "recorded a repayment"),
    "payments.receivable.waived": Text("免除归还", "waived what was to come back"),
    "payments.receivable.refunded": Text(
        "追回款归还资金", "put money that came back into its fund"
    ),
    "payments.receivable.fined": Text("登记罚款决定", "recorded another authority's fine"),
    "payments.receivable.told": Text("告知追回", "told a family what is to come back"),
    "payments.receivable.viewed": Text("查看追回", "looked at what is to come back"),
    "payments.line.given_up": Text("退回的发放不再重发", "gave up a payment that came back"),
}
GOODS: dict[str, Text] = {
    "payments.store.added": Text("登记仓库", "added a store"),
    "payments.stock.moved": Text("登记物资进出", "moved stock"),
    "payments.goods.listed": Text("列物资发放名单", "made a list of goods"),
    "payments.goods.handed": Text("发放物资", "handed out goods"),
    "payments.goods.dropped": Text("不发放物资", "took a family off a list of goods"),
    "payments.goods.checked": Text("回访物资使用", "looked whether goods are used"),
    "payments.voucher.redeemed": Text("兑换券", "redeemed a voucher"),
    "payments.goods.viewed": Text("查看物资名单", "looked at a list of goods"),
}
CARE: dict[str, Text] = {
    "payments.care.provider": Text("登记服务机构", "recorded a provider of care"),
    "payments.care.agreed": Text("签订购买服务", "agreed that care is bought"),
    "payments.care.ended": Text("终止购买服务", "ended the buying of care"),
    "payments.care.delivered": Text("登记服务小时", "recorded hours of care"),
    "payments.care.corrected": Text("更正服务小时", "corrected hours of care"),
    "payments.care.confirmed": Text("本人确认服务", "recorded that the person confirmed care"),
    "payments.care.viewed": Text("查看购买服务", "looked at somebody's bought care"),
}
ACTIONS = RUNS | RHYTHMS | SIGHT | FUNDS | ACCOUNTS | BANK | RECOVERY | GOODS | CARE
LOOKS: tuple[str, ...] = tuple(SIGHT)
