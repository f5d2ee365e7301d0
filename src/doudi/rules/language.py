"""What a formula may say beyond + - * / < <= == & | ~.

Rules import these names; several replace Python's own (`min`, `sum`, `all` …) on purpose, so that a
formula reads like the sentence it writes down.
"""

from __future__ import annotations

from typing import Any

from doudi.rules.dimensions import NUMBER, Unit, parse_unit
from doudi.rules.nodes import (
    COUNT,
    DATE,
    MONTH,
    QUOTIENT,
    TRUTH,
    Node,
    align,
    as_node,
    choose,
    comparison,
    constant,
    need_truth,
    refuse,
    same_unit,
)
from doudi.rules.nodes import _plain as plain_number
from doudi.units.text import Text

__all__ = [
    "add_months",
    "all",
    "any",
    "compare",
    "completed_years",
    "count",
    "for_one_person",
    "is_one_of",
    "max",
    "maximum",
    "min",
    "minimum",
    "month_of",
    "passed",
    "presume",
    "reached",
    "rounded",
    "sum",
    "when",
]

_PERSON: Unit = parse_unit("person")


def when(condition: Node, yes: Any, no: Any) -> Node:
    """`yes` where the condition holds, else `no`; where it is not known, what both leave possible."""
    if isinstance(yes, str) or isinstance(no, str):
        yes, no = as_node(yes, no), as_node(no, yes)
    return choose(condition, as_node(yes), as_node(no))


def _pick(op: str, nodes: tuple[Any, ...]) -> Node:
    result = plain_number(as_node(nodes[0]))
    for other in nodes[1:]:
        right = plain_number(as_node(other))
        if result.kind not in (COUNT, DATE, MONTH) and right.kind != result.kind:
            refuse("min、max 只用于数量或日期", "min and max need quantities or dates")
        unit = same_unit(result, right, Text("比大小", "pick from"))
        kind = right.kind if result.kind == COUNT and result.op == "const" else result.kind
        entity, args = align(result, right)
        result = Node(op, args, entity=entity, kind=kind, unit=unit)
    return result


def min(*nodes: Any) -> Node:
    """The smallest of several quantities of one unit."""
    return _pick("min", nodes)


def max(*nodes: Any) -> Node:
    """The largest of several quantities of one unit."""
    return _pick("max", nodes)


def for_one_person(amount: Node) -> Node:
    """An amount per person, for one person: yuan/person/month becomes yuan/month."""
    if amount.kind == QUOTIENT:
        above, below = amount.args
        return for_one_person(above) / below
    return amount * constant(COUNT, 1, _PERSON)


def is_one_of(category: Node, *options: str) -> Node:
    """The category is one of those named."""
    result: Node | None = None
    for option in options:
        one = category == option
        result = one if result is None else result | one
    if result is None:
        refuse("is_one_of 要列出至少一个选项", "is_one_of needs at least one option")
    return result


def compare(left: Node, right: Node, by: Node) -> Node:
    """left < right (or ≤, >, ≥): the sign is part of the value `by`, since places word it differently."""
    value = by.data if isinstance(by, Node) and by.op in ("value", "value_by") else None
    if value is None:
        refuse("compare 的 by 必须是一个数值", "`by` of compare must be a value")
    return comparison("compare", as_node(left), as_node(right), data=value)


def rounded(amount: Node, rounding: Node) -> Node:
    """Money rounded as the place's rounding value says (to fen, jiao, yuan; half_up, ceil, floor)."""
    if not amount.unit.is_money:
        refuse("只有金额可以取整", "only money can be rounded")
    if not isinstance(rounding, Node) or rounding.op != "value" or rounding.kind != "rounding":
        refuse("取整方式要写在数值里", "how to round must be a value of kind `rounding`")
    if amount.kind == QUOTIENT:
        entity, args = align(*amount.args)
        return Node(
            "round_quotient", args, entity=entity, kind=COUNT, unit=amount.unit, data=rounding.data
        )
    return Node(
        "round", (amount,), entity=amount.entity, kind=COUNT, unit=amount.unit, data=rounding.data
    )


def presume(fact: Node, value: Any, law: str) -> Node:
    """The fact, or `value` where the fact is not known and the law lets us presume; `law` says which."""
    if fact.op != "fact":
        refuse(
            "只能推定一个事实，不能推定算出来的结果", "only a fact can be presumed, not a result"
        )
    other = as_node(value, fact)
    if fact.kind == TRUTH and other.op == "const":
        other = constant(TRUTH, other.data)
    elif fact.kind == COUNT:
        same_unit(fact, other, Text("推定为", "presume"))
    entity, args = align(fact, other)
    return Node(
        "presume",
        args,
        entity=entity,
        kind=fact.kind,
        unit=fact.unit,
        data=law,
        options=fact.options,
    )


# -- over child rows ---------------------------------------------------------------------------
def _over_rows(op: str, node: Node, unit: Unit, kind: str) -> Node:
    entity = node.entity
    if entity is None or entity.parent is None:
        refuse(
            f"{op} 只用于一户之下的各行（如每位成员）",
            f"{op} needs rows that belong to a household (such as its members)",
        )
    return Node(op, (node,), entity=entity.parent, kind=kind, unit=unit)


def _where(node: Any, where: Node | None) -> Node:
    node = plain_number(as_node(node))
    return node if where is None else choose(where, node, as_node(0))


def sum(node: Node, where: Node | None = None) -> Node:
    """The total over the rows of a household (those where `where` holds)."""
    node = _where(node, where)
    if node.kind != COUNT:
        refuse(f"{node.kind} 不能求和", f"a {node.kind} cannot be summed")
    return _over_rows("sum", node, node.unit, COUNT)


def count(condition: Node) -> Node:
    """How many rows meet the condition, in persons."""
    need_truth(condition, "count")
    return _over_rows("count", condition, _PERSON, COUNT)


def any(condition: Node) -> Node:
    """At least one row meets the condition. Without rows: no."""
    need_truth(condition, "any")
    return _over_rows("any", condition, NUMBER, TRUTH)


def all(condition: Node) -> Node:
    """Every row meets the condition. Without rows: yes."""
    need_truth(condition, "all")
    return _over_rows("all", condition, NUMBER, TRUTH)


def minimum(node: Node) -> Node:
    """The smallest over the rows of a household. Without rows: 0."""
    node = plain_number(node)
    return _over_rows("minimum", node, node.unit, node.kind)


def maximum(node: Node) -> Node:
    """The largest over the rows of a household. Without rows: 0."""
    node = plain_number(node)
    return _over_rows("maximum", node, node.unit, node.kind)


# -- dates -------------------------------------------------------------------------------------
def completed_years(birth: Node, on: Node) -> Node:
    """Age in completed years （周岁）; the birthday counts; 29 February is reached on 28 February."""
    entity, args = align(birth, on)
    if birth.kind != DATE or on.kind != DATE:
        refuse("completed_years 需要两个日期", "completed_years needs two dates")
    return Node("years", args, entity=entity, kind=COUNT, unit=parse_unit("year"))


def add_months(start: Node, months: Node) -> Node:
    """The corresponding day so many months later (Civil Code art. 202), or the month's last day."""
    entity, args = align(start, as_node(months))
    if start.kind != DATE or args[1].unit != parse_unit("month"):
        refuse("add_months 需要日期和月数", "add_months needs a date and a number of months")
    return Node("add_months", args, entity=entity, kind=DATE)


def month_of(day: Node) -> Node:
    """The calendar month of a date."""
    if day.kind != DATE:
        refuse("month_of 需要日期", "month_of needs a date")
    return Node("month_of", (day,), entity=day.entity, kind=MONTH)


def reached(day: Node) -> Node:
    """The date has come. Where only such dates are missing, the verdict is *not yet*, with the date."""
    if day.kind != DATE:
        refuse("reached 需要日期", "reached needs a date")
    return Node("reached", (day,), entity=day.entity, kind=TRUTH)


def passed(day: Node) -> Node:
    """The date is over: a period that ends on it is complete, so this holds from the day after （期间届满）."""
    if day.kind != DATE:
        refuse("passed 需要日期", "passed needs a date")
    next_day = Node("add", (day, constant(COUNT, 1)), entity=day.entity, kind=DATE)
    return Node("reached", (next_day,), entity=day.entity, kind=TRUTH, data="passed")
