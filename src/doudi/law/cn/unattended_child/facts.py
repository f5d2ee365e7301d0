"""What is asked about de facto unattended children （事实无人抚养儿童）, beyond the parents' states."""

from __future__ import annotations

from doudi.law.cn.facts import member
from doudi.rules.declare import day, number, truth
from doudi.units.text import Text

_CIVIL = Text("民政", "civil affairs")
_COURT = Text("法院、司法行政、公安", "courts, justice administration, police")
_POLICE = Text("公安（报警记录）", "police (report)")

FACTS = [
    truth(member, "is_unattended", zh="已纳入事实无人抚养儿童保障", en="in unattended-child support", source=_CIVIL),
    number(member, "father_term_months", unit="month", between=(0, 1200), zh="父亲被限制自由的期限",
           en="term for which the father is deprived of liberty", source=_COURT, sensitivity="sensitive",
           help=("无期徒刑填1200。", "Life imprisonment: 1200.")),
    number(member, "mother_term_months", unit="month", between=(0, 1200), zh="母亲被限制自由的期限",
           en="term for which the mother is deprived of liberty", source=_COURT, sensitivity="sensitive",
           help=("无期徒刑填1200。", "Life imprisonment: 1200.")),
    day(member, "father_term_ends_on", zh="父亲期限届满日", en="last day of the father's term", source=_COURT,
        sensitivity="sensitive"),
    day(member, "mother_term_ends_on", zh="母亲期限届满日", en="last day of the mother's term", source=_COURT,
        sensitivity="sensitive"),
    day(member, "father_reported_on", zh="父亲失联的报警日期", en="date the father's loss of contact was reported",
        source=_POLICE),
    day(member, "mother_reported_on", zh="母亲失联的报警日期", en="date the mother's loss of contact was reported",
        source=_POLICE),
    truth(member, "elects_to_leave_dibao", zh="选择不再计入家庭低保人口", en="chooses to leave the family's Dibao",
          source=Text("监护人申请", "the guardian's application")),
]  # fmt: skip
