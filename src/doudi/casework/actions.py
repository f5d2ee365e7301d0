"""What casework writes to the trail. One block for each part of the work."""

from doudi.units.text import Text

CASES = {
    "casework.case.opened": Text("立案", "opened a case"),
    "casework.case.moved": Text("办理案件环节", "took a step in a case"),
    "casework.case.viewed": Text("查看案件", "looked at a case"),
    "casework.case.changed": Text("修改案件", "changed a case"),
    "casework.list.read": Text("读取案件或待遇名单", "read a list of cases or awards"),
}
INTAKE = {
    "casework.application.opened": Text("开始登记申请", "began an application"),
    "casework.application.changed": Text("填写申请", "filled in an application"),
    "casework.application.submitted": Text("提交申请", "handed in an application"),
    "casework.application.closed": Text("放弃草稿", "gave up a draft"),
    "casework.application.viewed": Text("查看申请", "looked at an application"),
    "casework.consent.recorded": Text("登记授权或者拒绝", "recorded a consent or a refusal"),
    "casework.consent.withdrawn": Text("登记撤回授权", "recorded that a consent was withdrawn"),
    "casework.papers.told": Text("一次性告知缺少的材料", "told once what is missing"),
    "casework.papers.answered": Text("登记补来的材料", "recorded the papers that came in"),
    "casework.relatives.declared": Text(
        "登记近亲属备案", "recorded whether a relative is an official"
    ),
    "casework.case.pushed": Text("转到户籍地办理", "sent a case on to the place of the hukou"),
    "casework.case.feedback": Text(
        "登记户籍地的反馈", "recorded the answer of the place of the hukou"
    ),
}
INVESTIGATION = {
    "casework.check.asked": Text("发起信息核对", "asked for a cross-check"),
    "casework.check.reported": Text("登记核对报告", "recorded a cross-check report"),
    "casework.check.told": Text("告知核对结果", "told the applicant a cross-check's result"),
    "casework.check.objected": Text("登记对核对的异议", "recorded an objection to a cross-check"),
    "casework.check.rechecked": Text("登记复核结果", "recorded a recheck"),
    "casework.visit.recorded": Text("登记入户调查", "recorded a visit"),
    "casework.visit.looked": Text("处理迟到的走访记录", "dealt with a visit that came late"),
    "casework.appraisal.recorded": Text("登记民主评议", "recorded an appraisal"),
}
DECISIONS = {
    "casework.opinion.given": Text("提出初审意见", "gave a preliminary opinion"),
    "casework.decision.made": Text("作出决定", "made a decision"),
    "casework.decision.replayed": Text("重新计算决定", "computed a decision again"),
    "casework.award.given": Text("给予待遇", "gave an award"),
    "casework.award.ended": Text("终止待遇", "ended an award"),
    "casework.award.suspended": Text("暂停发放", "held an award's payment"),
    "casework.award.resumed": Text("恢复发放", "resumed an award's payment"),
    "casework.draw.made": Text("随机抽取", "drew at random"),
    "casework.spot_check.recorded": Text("登记抽查结果", "recorded a spot check"),
}
NOTICES = {
    "casework.notice.drafted": Text("拟公示", "drafted a notice"),
    "casework.notice.posted": Text("张贴公示", "posted a notice"),
    "casework.notice.photographed": Text("上传公示照片", "added a notice's photograph"),
    "casework.notice.void": Text("撤下公示", "took a notice back"),
    "casework.notice.taken_down": Text("长期公布下线", "took a standing publication down"),
    "casework.notice.ended": Text("公示期满", "a notice came to its end"),
    "casework.objection.received": Text("收到异议", "received an objection"),
    "casework.objection.answered": Text("答复异议", "answered an objection"),
    "casework.objection.withdrawn": Text("撤回异议", "withdrew an objection"),
    "casework.objection.revealed": Text("查看异议人", "looked who objected"),
}
PAPERS = {
    "casework.letter.drafted": Text("拟文书", "drafted a letter"),
    "casework.letter.changed": Text("修改文书", "changed a letter"),
    "casework.letter.checked": Text("核稿", "checked a letter"),
    "casework.letter.signed": Text("签发文书", "signed a letter"),
    "casework.letter.returned": Text("退回文书", "returned a letter"),
    "casework.letter.served": Text("送达文书", "served a letter"),
    "casework.letter.voided": Text("作废文书", "voided a letter"),
    "casework.letter.printed": Text("打印文书", "printed a letter"),
    "casework.letters.printed": Text("批量打印文书", "printed letters together"),
    "casework.scan.uploaded": Text("上传扫描件", "uploaded scans"),
    "casework.scan.filed": Text("扫描件归档", "filed a scanned page"),
    "casework.scan.set_aside": Text("扫描页不归档", "set a scanned page aside"),
    "casework.office.changed": Text(
        "修改发文单位信息", "changed what an office's letters say of it"
    ),
}
AFTER: dict[str, Text] = {
    "casework.change.reported": Text(
        "登记家庭报告的变化", "recorded a change that a family reports"
    ),
}
LAW: dict[str, Text] = {
    "casework.law.drafted": Text("录入本地规定", "wrote down the place's law"),
    "casework.law.check_asked": Text("测算本地规定的影响", "asked what a change of the law does"),
    "casework.law.worked_out": Text(
        "测算受影响的家庭", "worked out whom a change of the law touches"
    ),
    "casework.law.checked": Text("测算完成", "finished working out a change of the law"),
    "casework.law.signed": Text("签发本地规定", "signed the place's law"),
    "casework.law.refused": Text("不同意本地规定", "refused a change of the place's law"),
    "casework.law.withdrawn": Text("撤回本地规定", "withdrew a change of the place's law"),
    "casework.law.affected_viewed": Text(
        "查看受影响家庭名单", "looked at the list of households that a change touches"
    ),
    "casework.takeover.uploaded": Text("上传接续名单", "uploaded a list to take over"),
    "casework.takeover.checked": Text("核对接续名单", "checked a list to take over"),
    "casework.takeover.applied": Text("接续原有待遇", "took over awards"),
    "casework.takeover.viewed": Text("查看接续名单", "looked at a list to take over"),
    "casework.takeover.settled": Text("处理接续差异", "settled a difference of a taken over award"),
}
CAMPAIGNS: dict[str, Text] = {
    "casework.raise.asked": Text("测算提标", "asked for a raise to be worked out"),
    "casework.raise.planned": Text("提标测算完成", "worked out a raise"),
    "casework.raise.signed": Text("审核提标", "signed a raise"),
    "casework.raise.dropped": Text("放弃提标", "gave up a raise"),
    "casework.raise.applied": Text("按提标调整待遇", "raised awards"),
    "casework.raise.finished": Text("提标办结", "finished a raise"),
    "casework.review_campaign.asked": Text("提出集中复核", "asked for a review of all"),
    "casework.review_campaign.signed": Text("审核集中复核", "signed a review of all"),
    "casework.review_campaign.dropped": Text("放弃集中复核", "gave up a review of all"),
    "casework.review_campaign.opened": Text(
        "按集中复核立案", "opened the cases of a review of all"
    ),
    "casework.review_campaign.running": Text("集中复核立案完成", "opened all cases of a review"),
    "casework.review_campaign.finished": Text("集中复核办结", "finished a review of all"),
    "casework.one_off.asked": Text("测算一次性发放", "asked for a one-off payment"),
    "casework.one_off.planned": Text("一次性发放测算完成", "worked out a one-off payment"),
    "casework.one_off.signed": Text("审核一次性发放", "signed a one-off payment"),
    "casework.one_off.dropped": Text("放弃一次性发放", "gave up a one-off payment"),
    "casework.one_off.applied": Text("给予一次性发放", "gave one-off payments"),
    "casework.one_off.line_settled": Text(
        "处理一次性发放中须人工处理的一条", "settled a line of a one-off payment"
    ),
    "casework.one_off.finished": Text("一次性发放办结", "finished a one-off payment"),
    "casework.campaign.viewed": Text("查看提标或者复核名单", "looked at the list of a campaign"),
}
LEADS: dict[str, Text] = {
    "casework.list.uploaded": Text("上传部门名单", "uploaded a department's list"),
    "casework.list.compared": Text("比对部门名单", "compared a department's list"),
    "casework.list.viewed": Text("查看部门名单", "looked at a department's list"),
    "casework.lead.viewed": Text("查看线索", "looked at a lead"),
    "casework.lead.verified": Text("核实线索", "verified a lead"),
}
ACTIONS = (
    CASES | INTAKE | INVESTIGATION | NOTICES | DECISIONS | PAPERS | LAW | AFTER | CAMPAIGNS | LEADS
)

#: What the list of who looked at a file shows.
LOOKS = ("casework.case.viewed",)
