"""Payments' places in the staff menu."""

from doudi.foundation.pages import NavigationEntry
from doudi.units.text import Text

NAVIGATION: tuple[NavigationEntry, ...] = (
    NavigationEntry(Text("发放", "Payment runs"), "payments:runs", "pay.view", 10, "payments"),
    NavigationEntry(Text("收款账户", "Accounts"), "payments:accounts", "pay.view", 40, "payments"),
    NavigationEntry(Text("资金和预算", "Funds"), "payments:funds", "pay.view", 50, "payments"),
    NavigationEntry(Text("资金月报", "Reports"), "payments:reports", "pay.view", 60, "payments"),
    NavigationEntry(Text("追回", "Recoveries"), "payments:receivables", "pay.view", 40, "payments"),
    NavigationEntry(Text("物资和券", "Goods"), "payments:goods", "goods.work", 70, "payments"),
    NavigationEntry(Text("购买服务", "Services"), "payments:services", "pay.view", 80, "payments"),
)
