"""What a panel of villagers may be asked: whether something is true, never whether somebody gets help (民主评议)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from doudi.units.text import Problem, Text

#: Words that ask for a verdict. The 2021 measures keep the appraisal to whether what was declared and found is true
#: (DB 18?); eligibility is the law's to say and the office's to confirm (SA 11).
_VERDICT = re.compile(
    r"同意|赞成|反对|批准|通过|表决|投票|该不该|应该|应不应|够不够(格|条件)|够条件|够格|资格|符合.{0,6}(条件|标准|低保|政策)|"
    r"(享受|纳入|给予|不给|给不给|吃|评为|评上|列为|取消|进|办).{0,4}(低保|特困|救助|补助)|低保户|困难程度|排名|最困难|"
    r"\b(agree|approve|deserve|eligible|eligibility|entitled|vote|in favou?r)\b",
    re.IGNORECASE,
)
WHY_NOT = Text(
    "评议只问情况是否属实，不问给不给救助。请改问事实，如“申报的收入是否属实”",
    "An appraisal asks whether something is true, not whether somebody gets help. Ask for a fact",
)
#: To begin with; whoever records it changes them.
USUAL_QUESTIONS = (
    Text("申报的共同生活的家庭成员是否属实", "The members of the household are as declared"),
    Text("申报的家庭收入来源是否属实", "The sources of income are as declared"),
    Text("申报的房屋、车辆等财产是否属实", "House, vehicles and other assets are as declared"),
    Text("入户看到的生活情况是否属实", "Life at home is as the visitors saw it"),
)
MOST_PEOPLE = 200


@dataclass(frozen=True, slots=True)
class FactAsked:
    """A question to the panel, and how many said what."""

    text: str
    true: int
    not_true: int
    unsure: int

    @property
    def total(self) -> int:
        return self.true + self.not_true + self.unsure


@dataclass(frozen=True, slots=True)
class Panelist:
    name: str
    office: str


def asks_for_a_verdict(text: str) -> bool:
    return _VERDICT.search(text if text.isascii() else "".join(text.split())) is not None


def find_appraisal_problems(
    *, called: int, attended: int, panel: list[Panelist], questions: list[FactAsked]
) -> list[Problem]:
    """Everything at once. `where` names the box of the form."""
    problems = []
    if not 0 < attended <= called <= MOST_PEOPLE:
        text = Text(
            "实到人数要大于零，并且不超过应到人数",
            "at least one came, and no more than were called",
        )
        problems.append(Problem(text, "attended", str(attended)))
    names = ["".join(p.name.split()) for p in panel]
    if len(names) != attended:
        text = Text(
            f"评议人员写了 {len(names)} 人，实到 {attended} 人，请对上",
            f"{len(names)} people are named, {attended} came: make them agree",
        )
        problems.append(Problem(text, "panel"))
    if len(set(names)) < len(names):
        problems.append(Problem(Text("评议人员有重名，请写明区别", "a name stands twice"), "panel"))
    if not questions:
        text = Text("至少要有一个评议的事实", "at least one fact is appraised")
        problems.append(Problem(text, "text_1"))
    for number, asked in enumerate(questions, start=1):
        if asks_for_a_verdict(asked.text):
            problems.append(Problem(WHY_NOT, f"text_{number}", asked.text))
        if asked.total != attended:
            text = Text(
                f"三项人数加起来是 {asked.total}，应等于实到的 {attended} 人",
                f"the counts add up to {asked.total}, but {attended} came",
            )
            problems.append(Problem(text, f"text_{number}"))
    return problems
