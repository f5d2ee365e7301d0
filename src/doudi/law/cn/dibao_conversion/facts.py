"""What is asked when a family on rural Dibao moves to town."""

from __future__ import annotations

from doudi.law.cn.facts import household
from doudi.rules.declare import category
from doudi.units.text import Text

FACTS = [
    category(household, "current_dibao_kind", {"urban": ("城市低保", "urban Dibao"), "rural": ("农村低保", "rural Dibao")},
             zh="目前领取哪一种低保", en="which Dibao is received at present", source=Text("民政", "civil affairs")),
]  # fmt: skip
