"""What only funeral fee relief asks."""

from __future__ import annotations

from doudi.law.cn.facts import member
from doudi.rules.declare import number, truth
from doudi.units.text import Text

_PARLOUR = Text("殡仪馆", "funeral parlour")

FACTS = [
    truth(member, "was_cremated", zh="遗体已火化", en="was cremated", source=_PARLOUR),
    number(member, "basic_funeral_fees", unit="yuan", between=(0, 100_000), zh="当地减免清单上的基本殡葬服务费",
           en="fees for the basic services on the local list", source=_PARLOUR),
    truth(member, "received_dibao_at_death", zh="去世时享受低保", en="received Dibao at death",
          source=Text("民政", "civil affairs")),
    truth(member, "is_veteran_beneficiary", zh="优抚对象", en="entitled veteran or family member",
          source=Text("退役军人", "veterans affairs")),
]  # fmt: skip
