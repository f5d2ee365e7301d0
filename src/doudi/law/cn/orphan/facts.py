"""What is asked about children who have lost their parents; the parents' states also serve unattended children."""

from __future__ import annotations

from doudi.law.cn.facts import member
from doudi.rules.declare import category, truth
from doudi.units.text import Text

_CIVIL = Text("民政", "civil affairs")
_STATES = Text(
    "公安、法院、残联、卫健等部门", "police, courts, disabled persons' federation, health"
)

PARENT_STATES = {
    "alive_caring": ("健在，没有下列情形", "alive, none of what follows"),
    "dead": ("死亡（含宣告死亡）", "dead, or declared dead"),
    "declared_missing": ("被宣告失踪", "declared missing"),
    "severely_disabled": ("重残（一、二级，或三、四级智力、精神）", "severely disabled (grade 1–2, or 3–4 intellectual or mental)"),
    "seriously_ill": ("重病", "seriously ill"),
    "imprisoned": ("服刑在押", "in prison"),
    "in_isolation": ("强制隔离戒毒", "in compulsory drug isolation"),
    "otherwise_detained": ("被执行其他限制人身自由的措施", "otherwise deprived of liberty"),
    "lost_contact": ("失联（已报警）", "lost contact (reported to the police)"),
    "guardianship_revoked": ("被撤销监护资格", "guardianship revoked"),
    "deported": ("被遣送（驱逐）出境", "deported"),
    "unknown_parent": ("查找不到", "not to be found (foundling)"),
}  # fmt: skip

FACTS = [
    category(member, "father_state", PARENT_STATES, zh="父亲的情况", en="state of the father", source=_STATES,
             sensitivity="sensitive"),
    category(member, "mother_state", PARENT_STATES, zh="母亲的情况", en="state of the mother", source=_STATES,
             sensitivity="sensitive"),
    truth(member, "is_hiv_infected", zh="感染艾滋病病毒", en="infected with HIV",
          source=Text("卫健（疾控）", "health (disease control)"), sensitivity="sensitive"),
    truth(member, "is_adopted", zh="已被依法收养", en="adopted in law", source=_CIVIL),
    category(
        member,
        "orphan_form",
        {
            "orphan_institutional": ("机构集中养育", "in an institution"),
            "orphan_scattered": ("社会散居", "in the community"),
        },
        zh="养育方式",
        en="where the child is raised",
        source=_CIVIL,
    ),
    truth(member, "elects_child_support", zh="选择纳入孤儿或事实无人抚养儿童保障",
          en="chooses orphan or unattended-child support", source=Text("监护人申请", "the guardian's application")),
]  # fmt: skip
