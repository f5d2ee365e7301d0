"""Who may do what: the roles that a posting gives, and the permissions that come with each. Where is the posting's area.

The three administrators of the graded protection scheme (等保) are kept apart: who makes accounts does not give postings,
who gives postings does not read the trail, and none of the three sees residents.
"""

from __future__ import annotations

from enum import StrEnum

from doudi.units.text import Text


class Role(StrEnum):
    """Stored by value; never rename one."""

    resident_service = "resident_service"
    grid_worker = "grid_worker"
    village_cadre = "village_cadre"
    township_clerk = "township_clerk"
    township_lead = "township_lead"
    county_officer = "county_officer"
    county_lead = "county_lead"
    finance_officer = "finance_officer"
    auditor = "auditor"
    system_admin = "system_admin"
    security_admin = "security_admin"
    audit_admin = "audit_admin"

    @property
    def label(self) -> Text:
        return _LABELS[self]

    @property
    def permissions(self) -> frozenset[str]:
        return PERMISSIONS[self]


_LABELS = {
    Role.resident_service: Text("居民服务窗口", "resident service desk"),
    Role.grid_worker: Text("网格员", "grid worker"),
    Role.village_cadre: Text("村（社区）干部", "village cadre"),
    Role.township_clerk: Text("乡镇经办人", "township clerk"),
    Role.township_lead: Text("乡镇负责人", "township lead"),
    Role.county_officer: Text("县级经办人", "county officer"),
    Role.county_lead: Text("县级负责人", "county lead"),
    Role.finance_officer: Text("财务人员", "finance officer"),
    Role.auditor: Text("审计监督", "auditor"),
    Role.system_admin: Text("系统管理员", "system administrator"),
    Role.security_admin: Text("安全管理员", "security administrator"),
    Role.audit_admin: Text("审计管理员", "audit administrator"),
}

# Each permission with the sentence that a refusal shows.
PERMISSION_LABELS = {
    "register.view": Text("查看居民和家庭", "see residents and households"),
    "register.sensitive": Text(
        "查看疾病、残疾、服刑等敏感情况", "see sensitive facts: illness, disability, prison"
    ),
    "register.reveal": Text("写明理由后查看完整号码", "see whole numbers, with a reason"),
    "register.record": Text("登记情况和证据", "record facts with evidence"),
    "change.request": Text("提出变更", "request a change"),
    "change.approve": Text("审核变更", "approve a change"),
    "import.run": Text("导入台账", "import ledgers"),
    "mapping.edit": Text("修改导入对应方案", "edit import mappings"),
    "export.run": Text("导出名单", "export lists"),
    "export.approve": Text("批准导出", "approve exports"),
    "duplicate.review": Text("核对疑似重复", "review possible duplicates"),
    "document.view": Text("查看材料", "see documents"),
    "case.view": Text("查看案件", "see cases"),
    "case.open": Text("受理窗口登记申请", "take an application"),
    "case.work": Text("办理案件", "work on cases"),
    "case.visit": Text("入户调查", "make home visits"),
    "case.check": Text("核稿", "check drafts"),
    "case.confirm": Text("审核确认、签发文书", "confirm decisions and sign letters"),
    "case.supervise": Text("监督办理情况", "supervise casework"),
    "award.manage": Text("办理待遇调整和集中复核", "manage awards and campaigns"),
    "award.sign": Text("审核待遇调整和集中复核", "sign changes of awards and campaigns"),
    "law.view": Text("查看本地规定", "see the place's own law"),
    "law.propose": Text("录入本地规定", "enter the place's own law"),
    "law.sign": Text("审核本地规定", "sign the place's own law"),
    "lead.work": Text("核实线索", "verify leads"),
    "pay.view": Text("查看发放", "see payments"),
    "pay.plan": Text("测算发放", "plan payments"),
    "pay.sign": Text("审核发放", "sign payments"),
    "pay.bank": Text("送银行和登记回盘", "send files to the bank and take in its answers"),
    "pay.account": Text("登记收款账户", "record accounts to pay to"),
    "pay.recover": Text("办理多发追回", "work on what was paid too much"),
    "fund.manage": Text("维护资金和预算", "maintain funds and budgets"),
    "goods.work": Text("发放物资、登记服务", "give out goods and record services"),
    "care.view": Text("查看照护档案", "see care files"),
    "care.report": Text("报告照护对象情况变化", "report a change of somebody's condition"),
    "care.work": Text("建立照护档案、登记评估", "open care files and record assessments"),
    "run.view": Text("查看后台任务", "see background runs"),
    "run.manage": Text("停止或者继续后台任务", "stop or resume background runs"),
    "area.manage": Text("维护区划", "maintain areas"),
    "account.manage": Text("维护账号", "maintain accounts"),
    "posting.view": Text("查看任职", "see postings"),
    "posting.manage": Text("维护任职", "maintain postings"),
    "token.manage": Text("维护接口凭证", "maintain API tokens"),
    "audit.view": Text("查看操作记录", "see the audit trail"),
    "disclosure.view": Text("查看谁看过居民档案", "see who looked at a resident's file"),
}

_LOOK = {"register.view", "document.view"}
_FILE = _LOOK | {
    "register.sensitive",
    "register.reveal",
    "disclosure.view",
    "case.view",
}  # works on whole files
_DESK = _FILE | {
    "register.record",
    "change.request",
    "case.open",
    "case.work",
    "case.visit",
    "care.view",
    "care.report",
    "care.work",
}
_CLERK = _DESK | {
    "import.run",
    "export.run",
    "duplicate.review",
    "run.view",
    "run.manage",
    "mapping.edit",
    "award.manage",
    "case.check",
    "lead.work",
    "law.view",
    "pay.view",
    "pay.account",
    "pay.recover",
    "goods.work",
}
_LEAD = _FILE | {
    "change.approve",
    "export.approve",
    "export.run",
    "run.view",
    "posting.view",
    "case.check",
    "case.confirm",
    "case.supervise",
    "case.visit",
    "award.sign",
    "law.view",
    "pay.view",
    "care.view",
}

PERMISSIONS: dict[Role, frozenset[str]] = {
    Role.resident_service: frozenset(
        _LOOK | {"register.record", "change.request", "case.view", "case.open"}
    ),
    Role.grid_worker: frozenset(
        _LOOK | {"register.record", "case.view", "case.visit", "care.view", "care.report"}
    ),
    Role.village_cadre: frozenset(
        _LOOK
        | {"register.record", "change.request", "case.view", "case.open", "case.visit"}
        | {"care.view", "care.report"}
    ),
    Role.township_clerk: frozenset(_CLERK),
    Role.township_lead: frozenset(_LEAD),
    Role.county_officer: frozenset(
        _CLERK | {"area.manage", "case.supervise", "law.propose", "pay.plan"}
    ),
    Role.county_lead: frozenset(_LEAD | {"law.sign", "pay.sign"}),
    Role.finance_officer: frozenset(
        {"register.view", "run.view", "pay.view", "pay.sign", "pay.bank", "fund.manage"}
    ),
    Role.auditor: frozenset(
        _FILE
        | {"audit.view", "run.view", "posting.view", "case.supervise", "law.view", "pay.view"}
        | {"care.view"}
    ),
    Role.system_admin: frozenset({"account.manage", "area.manage", "run.view", "run.manage"}),
    Role.security_admin: frozenset({"posting.view", "posting.manage", "token.manage"}),
    Role.audit_admin: frozenset({"audit.view"}),
}
