"""Casework's places in the staff menu."""

from doudi.foundation.pages import NavigationEntry
from doudi.units.text import Text

CAMPAIGNS = Text("提标和集中复核", "Raises and reviews")
NAVIGATION: tuple[NavigationEntry, ...] = (
    NavigationEntry(Text("今天的工作", "Today"), "casework:today", "case.view", 5),
    NavigationEntry(Text("案件", "Cases"), "casework:cases", "case.view", 6),
    NavigationEntry(Text("监督", "Supervision"), "casework:supervision", "case.supervise", 17),
    NavigationEntry(Text("受理申请", "Intake"), "casework:intake", "case.open", 12),
    NavigationEntry(Text("本地规定", "Local law"), "casework:law", "law.view", 80),
    NavigationEntry(Text("待遇", "Awards"), "casework:awards", "case.view", 8),
    NavigationEntry(Text("入户抽查", "Spot checks"), "casework:draws", "case.work", 12),
    NavigationEntry(Text("待核实线索", "Leads"), "casework:leads", "lead.work", 18),
    NavigationEntry(Text("接续旧系统", "Taking over"), "casework:takeovers", "award.manage", 85),
    NavigationEntry(Text("我的走访", "My visits"), "casework:visits", "case.visit", 25),
    NavigationEntry(Text("公示和异议", "Notices"), "casework:board", "case.view", 7),
    NavigationEntry(Text("文书", "Letters"), "casework:letters", "case.check", 12),
    NavigationEntry(CAMPAIGNS, "casework:campaigns", "award.manage", 9),
    NavigationEntry(CAMPAIGNS, "casework:campaigns", "award.sign", 9),
    NavigationEntry(CAMPAIGNS, "casework:campaigns", "case.supervise", 9),
)
