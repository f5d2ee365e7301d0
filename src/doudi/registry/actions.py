"""What the register writes to the trail."""

from doudi.units.text import Text

ACTIONS = {
    "registry.person.created": Text("登记居民", "registered a person"),
    "registry.person.changed": Text("修改居民信息", "changed a person"),
    "registry.person.viewed": Text("查看居民档案", "looked at a person's file"),
    "registry.person.revealed": Text("查看完整号码", "saw a whole number"),
    "registry.person.died": Text("登记死亡", "recorded a death"),
    "registry.person.merged": Text("合并重复居民", "merged duplicate persons"),
    "registry.person.unmerged": Text("撤销合并", "undid a merge"),
    "registry.household.created": Text("登记家庭", "registered a household"),
    "registry.household.changed": Text("修改家庭信息", "changed a household"),
    "registry.household.viewed": Text("查看家庭档案", "looked at a household's file"),
    "registry.household.member_added": Text("增加家庭成员", "added a member"),
    "registry.household.member_removed": Text("减少家庭成员", "removed a member"),
    "registry.household.head_changed": Text("变更户主", "changed the head"),
    "registry.household.split": Text("分户", "split a household"),
    "registry.household.merged": Text("并户", "merged households"),
    "registry.household.moved": Text("迁移", "moved a household"),
    "registry.list.read": Text("通过接口读取名单", "read a list by the API"),
    "registry.relation.recorded": Text("登记亲属关系", "recorded a relation"),
    "registry.supporter.recorded": Text(
        "登记赡养（抚养、扶养）义务人", "recorded a legal supporter"
    ),
    "registry.facts.recorded": Text("登记情况和证据", "recorded facts with evidence"),
    "registry.coverage.recorded": Text("登记名册范围", "recorded what a list covers"),
    "registry.document.added": Text("上传材料", "added a document"),
    "registry.document.viewed": Text("查看材料", "looked at a document"),
    "registry.change.requested": Text("提出变更", "requested a change"),
    "registry.change.approved": Text("同意变更", "approved a change"),
    "registry.change.refused": Text("不同意变更", "refused a change"),
    "registry.change.withdrawn": Text("撤回变更", "withdrew a change"),
    "registry.import.uploaded": Text("上传台账", "uploaded a ledger"),
    "registry.import.checked": Text("核对台账", "checked a ledger"),
    "registry.import.applied": Text("导入台账", "imported a ledger"),
    "registry.import.discarded": Text("放弃导入", "discarded an import"),
    "registry.import.bad_rows_downloaded": Text("下载有问题的行", "downloaded the bad rows"),
    "registry.mapping.saved": Text("保存导入对应方案", "saved an import mapping"),
    "registry.export.requested": Text("申请导出", "asked for an export"),
    "registry.export.approved": Text("批准导出", "approved an export"),
    "registry.export.refused": Text("不批准导出", "refused an export"),
    "registry.export.written": Text("生成导出文件", "wrote an export"),
    "registry.export.removed": Text("删除过期的导出文件", "removed the file of an old export"),
    "registry.export.downloaded": Text("下载导出文件", "downloaded an export"),
    "registry.duplicates.searched": Text("查找疑似重复", "searched for duplicates"),
    "registry.duplicate.reviewed": Text("核对疑似重复", "reviewed a possible duplicate"),
}

# What the list of who looked at a file shows.
LOOKS = (
    "registry.person.viewed",
    "registry.person.revealed",
    "registry.household.viewed",
    "registry.document.viewed",
)
