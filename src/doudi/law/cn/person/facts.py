"""What is asked about a person's registration, death, disability certificate and work-injury care, for the programmes that go by the person."""

from __future__ import annotations

from doudi.law.cn.facts import member
from doudi.rules.declare import day, truth
from doudi.units.text import Text

_DPF = Text("残联（残疾人证）", "Disabled Persons' Federation (certificate)")
_POLICE = Text("公安（户籍）", "police (hukou)")

FACTS = [
    truth(member, "hukou_is_here", zh="本人户籍在本县", en="own hukou is in this county", source=_POLICE),
    truth(member, "is_deceased", zh="已死亡", en="has died",
          source=Text("公安、卫生健康、殡葬", "police, health, funeral services")),
    day(member, "died_on", zh="死亡日期", en="date of death",
        source=Text("公安、卫生健康、殡葬", "police, health, funeral services")),
    truth(member, "certificate_is_cancelled", zh="残疾人证已注销或冻结", en="the disability certificate is cancelled or frozen",
          source=_DPF, sensitivity="sensitive"),
    day(member, "certificate_valid_until", zh="残疾人证有效期至", en="the disability certificate is valid until",
        source=_DPF, sensitivity="sensitive"),
    truth(member, "draws_injury_care_allowance", zh="领取工伤生活护理费", en="draws a work-injury care allowance",
          source=Text("人社（工伤保险）", "human resources and social security (work injury)")),
]  # fmt: skip
