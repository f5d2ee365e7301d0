"""What care writes to the trail."""

from doudi.units.text import Text

ACTIONS = {
    "care.file.opened": Text("建立照护档案", "opened a care file"),
    "care.files.opened": Text("为救助对象建立照护档案", "opened the care files of beneficiaries"),
    "care.file.closed": Text("照护档案结档", "closed a care file"),
    "care.file.viewed": Text("查看照护档案", "looked at a care file"),
    "care.condition.reported": Text("报告情况变化", "reported a change of condition"),
    "care.visit.recorded": Text("登记看望", "recorded a visit of care"),
    "care.visits.planned": Text("更新看望期限", "planned the visits of care anew"),
    "care.follow_up.done": Text("办完跟进事项", "finished a follow-up"),
    "care.assessment.recorded": Text("登记自理能力评估", "recorded a self-care assessment"),
    "care.assessment.told": Text("告知评估结果", "told the result of an assessment"),
    "care.assessment.objected": Text("登记对评估的异议", "recorded an objection to an assessment"),
}
LOOKS = ("care.file.viewed",)
