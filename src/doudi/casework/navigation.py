"""Casework's places in the staff menu."""

from doudi.foundation.pages import NavigationEntry
from doudi.units.text import Text

CAMPAIGNS = Text("提标和集中复核", "Raises and reviews")
NAVIGATION: tuple[NavigationEntry, ...] = (
    NavigationEntry(Text("今天的工作", "Today"), "casework:today", "case.view", 10, "today"),
    NavigationEntry(Text("受理申请", "Intake"), "casework:intake", "case.open", 10, "cases"),
    NavigationEntry(Text("案件", "Cases"), "casework:cases", "case.view", 20, "cases"),
    NavigationEntry(Text("我的走访", "My visits"), "casework:visits", "case.visit", 30, "cases"),
    NavigationEntry(Text("公示和异议", "Notices"), "casework:board", "case.view", 40, "cases"),
    NavigationEntry(Text("文书", "Letters"), "casework:letters", "case.check", 50, "cases"),
    NavigationEntry(Text("待遇", "Awards"), "casework:awards", "case.view", 10, "awards"),
    NavigationEntry(CAMPAIGNS, "casework:campaigns", "award.manage", 20, "awards"),
    NavigationEntry(CAMPAIGNS, "casework:campaigns", "award.sign", 20, "awards"),
    NavigationEntry(CAMPAIGNS, "casework:campaigns", "case.supervise", 20, "awards"),
    NavigationEntry(Text("待核实线索", "Leads"), "casework:leads", "lead.work", 30, "awards"),
    NavigationEntry(
        Text("接续旧系统", "Taking over"), "casework:takeovers", "award.manage", 40, "awards"
    ),
    NavigationEntry(
        Text("监督", "Supervision"), "casework:supervision", "case.supervise", 10, "supervision"
    ),
    NavigationEntry(
        Text("入户抽查", "Spot checks"), "casework:draws", "case.work", 20, "supervision"
    ),
    NavigationEntry(
        Text("双随机检查", "Inspections"),
        "casework:inspections",
        "case.supervise",
        30,
        "supervision",
    ),
    NavigationEntry(Text("本地规定", "Local law"), "casework:law", "law.view", 10, "law"),
)
