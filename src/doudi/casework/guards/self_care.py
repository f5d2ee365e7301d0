"""Before somebody is recognised for Tekun support: two people have looked at what the person can still do alone."""

from __future__ import annotations

from doudi.casework.guards.base import Situation, guard
from doudi.casework.guards.investigation import BY_TWO
from doudi.casework.models import Visit
from doudi.units.text import Text

INDICATORS: dict[str, Text] = {
    "eat": Text("吃饭", "eating"),
    "dress": Text("穿衣", "dressing"),
    "bed_transfer": Text("上下床", "getting in and out of bed"),
    "toilet": Text("如厕", "using the toilet"),
    "walk_indoors": Text("室内行走", "walking indoors"),
    "bathe": Text("洗澡", "bathing"),
}
ANSWERS = frozenset({"can", "cannot", "unknown"})


@guard("self_care_assessed")
def self_care_assessed(s: Situation) -> list[Text]:
    """All six indicators in one visit by two. An `unknown` is an answer: whether the level is clear all the same, the rules say."""
    visits = Visit.objects.filter(
        case=s.case, on__gte=s.case.accepted_on or s.case.opened_on, on__lte=s.on
    )
    assessed = [v for v in visits.order_by("on", "pk") if v.indicators]
    if not assessed:
        return [Text("还没有评估生活自理能力", "self-care was not assessed yet")]
    last = assessed[-1]
    problems = []
    missing = [t for name, t in INDICATORS.items() if last.indicators.get(name) not in ANSWERS]
    if missing:
        zh, en = "、".join(t.zh for t in missing), ", ".join(t.en for t in missing)
        problems.append(Text(f"自理能力评估还缺：{zh}", f"the self-care assessment lacks: {en}"))
    if len({v["name"] for v in last.visitors}) < BY_TWO:
        problems.append(Text("自理能力要由两人以上评估", "self-care is assessed by at least two"))
    return problems
