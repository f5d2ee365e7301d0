"""What is stated of somebody, checked against the dictionary of facts before it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from doudi.law.cn import all_facts
from doudi.registry.domain.fact_values import steps_of
from doudi.rules.declare import Fact
from doudi.rules.nodes import CATEGORY
from doudi.units.text import Problem, ProblemsError, Text

#: They stand in columns of the person, the household or the membership; a correction changes them there.
CORE_FACTS = frozenset(
    {"birth_date", "relation", "residence_class", "is_deceased", "died_on", "sex"}
)


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing stated. `value` in the fact's own steps (whole fen, 0 / 1, days since 1970-01-01), or `option`, the name of a
    category's option. Neither: it is known that it is not known. `period` (both days inclusive): what an amount covers.
    It holds for days `valid_from <= day < valid_to`."""

    name: str
    value: int | None = None
    option: str | None = None
    item: str = ""
    period: tuple[date, date] | None = None
    valid_from: date | None = None
    valid_to: date | None = None


@cache
def dictionary() -> dict[str, Fact]:
    """Every fact of the rulebook, by name."""
    return {fact.name: fact for fact in all_facts()}


@cache
def sensitive_facts() -> frozenset[str]:
    """Illness, disability, prison …: for those who work on the file, not for everybody who may find it."""
    return frozenset(fact.name for fact in all_facts() if fact.sensitivity == "sensitive")


def check_statements(
    statements: list[Statement], entity: str, *, core: bool = False, where: str = ""
) -> None:
    """`entity`: household, member or supporter. Raises ProblemsError naming everything that does not fit the dictionary."""
    problems = [
        Problem(text, where or s.name, _shown(s))
        for s in statements
        for text in _faults(s, entity, core)
    ]
    if problems:
        raise ProblemsError(problems)


def _faults(stated: Statement, entity: str, core: bool) -> list[Text]:
    fact = dictionary().get(stated.name)
    if fact is None:
        return [Text("没有这项情况", "There is no such fact")]
    if fact.entity.name != entity:
        whose = fact.entity.label
        return [
            Text(f"“{fact.label.zh}”是{whose.zh}的情况", f"“{fact.label.en}” is a {whose.en}'s")
        ]
    if stated.name in CORE_FACTS and not core:
        zh = f"“{fact.label.zh}”登记在档案上，请用信息更正修改"
        return [Text(zh, f"“{fact.label.en}” is kept on the file; correct it there")]
    return _value_faults(stated, fact) + _day_faults(stated)


def _value_faults(stated: Statement, fact: Fact) -> list[Text]:
    if fact.kind == CATEGORY:
        if stated.value is None and stated.option in (None, *fact.options):
            return []
        zh = "、".join(label.zh for label in fact.option_labels)
        en = ", ".join(label.en for label in fact.option_labels)
        return [Text(f"“{fact.label.zh}”只能是：{zh}", f"“{fact.label.en}” must be one of: {en}")]
    if stated.option is not None:
        return [Text(f"“{fact.label.zh}”应填数值", f"“{fact.label.en}” takes a value, no option")]
    steps = steps_of(fact, stated.value, None)
    if steps is None or fact.low <= steps <= fact.high:
        return []
    return [Text(f"“{fact.label.zh}”超出了允许的范围", f"“{fact.label.en}” is outside its bounds")]


def _day_faults(stated: Statement) -> list[Text]:
    found = []
    if stated.period is not None and stated.period[1] < stated.period[0]:
        found.append(Text("所属期的止日早于起日", "The period ends before it begins"))
    if stated.valid_from and stated.valid_to and stated.valid_to <= stated.valid_from:
        found.append(Text("失效日期不晚于生效日期", "It ceases to hold before it holds"))
    return found


def _shown(stated: Statement) -> str | None:
    if stated.option is not None:
        return stated.option
    return None if stated.value is None else str(stated.value)
