"""What is asked about unavoidable spending （刚性支出）: net of reimbursement, proven by legal invoices, summed per person."""

from __future__ import annotations

from doudi.law.cn.facts import MOST_YEARLY, member
from doudi.rules.declare import Fact, number
from doudi.units.text import Text

_NET = Text(
    "核算期内个人负担、有合法票据的部分，扣除医保等报销。",
    "Own share in the base period, with legal invoices, after insurance and other refunds.",
)


def _cost(name: str, zh: str, en: str, *, source: Text) -> Fact:
    return number(
        member, name, unit="yuan", between=(0, MOST_YEARLY), zh=zh, en=en, source=source, help=_NET
    )


FACTS = [
    _cost("medical_cost", "个人负担的医疗支出", "own cost of medical care",
          source=Text("医保、医疗机构", "medical security, hospitals")),
    _cost("education_cost", "个人负担的教育支出", "own cost of education", source=Text("教育、学校", "education, schools")),
    _cost("rehabilitation_cost", "个人负担的残疾康复支出", "own cost of disability rehabilitation",
          source=Text("残联、康复机构", "Disabled Persons' Federation, rehabilitation centres")),
    _cost("accident_cost", "因意外事故负担的支出", "own cost of an accident",
          source=Text("入户调查", "home visit")),
]  # fmt: skip
