"""The expressions that formulas build: a typed graph, checked as it is built.

A node knows its kind (truth, number, date, month, category, quotient, rate), its unit and the entity whose rows
it has one value for. Mixing kinds, units or entities raises `FormulaError` at the formula's own line.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from doudi.rules.dimensions import NUMBER, Unit
from doudi.units.text import Text

TRUTH, COUNT, DATE, MONTH, CATEGORY, RATE = "truth", "number", "date", "month", "category", "rate"
QUOTIENT = "quotient"

_HERE = str(Path(__file__).parent)


class FormulaError(Exception):
    """A formula says something that has no meaning. `where` is "file:line"."""

    def __init__(self, text: Text, where: str) -> None:
        super().__init__(f"{where}: {text.en}")
        self.text = text
        self.where = where


def formula_line() -> str:
    """File and line of the rule being built: the nearest frame outside the engine."""
    frame = sys._getframe(1)
    while frame.f_back is not None and (
        Path(frame.f_code.co_filename).parent.as_posix() == _HERE
        or frame.f_code.co_filename.startswith("<")
    ):
        frame = frame.f_back
    return f"{frame.f_code.co_filename}:{frame.f_lineno}"


def refuse(zh: str, en: str) -> NoReturn:
    """Stop loading: the formula on the current line is wrong."""
    raise FormulaError(Text(zh, en), formula_line())


@dataclass(frozen=True, slots=True)
class Entity:
    """What the law speaks about: the household, or rows that belong to one (members, supporters)."""

    name: str
    label: Text
    parent: Entity | None = None
    maximum: int = 1

    def rows(self, name: str, *, zh: str, en: str, maximum: int) -> Entity:
        """Declare child rows of this entity, at most `maximum` each."""
        return Entity(name, Text(zh, en), self, maximum)


class Node:
    """One operation. Operators build new nodes; asking for its truth is an error (no `if` on facts)."""

    __slots__ = ("args", "data", "entity", "kind", "op", "options", "unit", "where")

    def __init__(
        self,
        op: str,
        args: tuple[Node, ...],
        *,
        entity: Entity | None,
        kind: str,
        unit: Unit = NUMBER,
        data: Any = None,
        options: tuple[str, ...] = (),
        where: str | None = None,
    ) -> None:
        self.op = op
        self.args = args
        self.entity = entity  # None: the same for every row (a constant or a value)
        self.kind = kind
        self.unit = unit
        self.data = data
        self.options = options
        self.where = where if where is not None else formula_line()

    # -- arithmetic ------------------------------------------------------------------------
    def __add__(self, other: Any) -> Node:
        return _sum_like("add", self, as_node(other))

    def __radd__(self, other: Any) -> Node:
        return _sum_like("add", as_node(other), self)

    def __sub__(self, other: Any) -> Node:
        return _sum_like("sub", self, as_node(other))

    def __rsub__(self, other: Any) -> Node:
        return _sum_like("sub", as_node(other), self)

    def __mul__(self, other: Any) -> Node:
        return product(self, as_node(other))

    def __rmul__(self, other: Any) -> Node:
        return product(as_node(other), self)

    def __truediv__(self, other: Any) -> Node:
        return quotient(self, as_node(other))

    # -- comparison ------------------------------------------------------------------------
    def __lt__(self, other: Any) -> Node:
        return comparison("lt", self, as_node(other, self))

    def __le__(self, other: Any) -> Node:
        return comparison("le", self, as_node(other, self))

    def __gt__(self, other: Any) -> Node:
        return comparison("lt", as_node(other, self), self)

    def __ge__(self, other: Any) -> Node:
        return comparison("le", as_node(other, self), self)

    def __eq__(self, other: Any) -> Node:  # type: ignore[override]
        return comparison("eq", self, as_node(other, self))

    def __ne__(self, other: Any) -> Node:  # type: ignore[override]
        return ~comparison("eq", self, as_node(other, self))

    __hash__ = object.__hash__

    # -- truth -----------------------------------------------------------------------------
    def __and__(self, other: Any) -> Node:
        return _truth_like("and", self, as_node(other))

    def __or__(self, other: Any) -> Node:
        return _truth_like("or", self, as_node(other))

    def __invert__(self) -> Node:
        need_truth(self, "~")
        return Node("not", (self,), entity=self.entity, kind=TRUTH)

    def __bool__(self) -> bool:
        refuse(
            "公式里不能对事实用 if、and、or、not；请用 when(…)、&、|、~",
            "a formula cannot ask `if`, `and`, `or`, `not` of a fact; use when(…), &, |, ~",
        )

    def __iter__(self) -> NoReturn:
        refuse("公式里不能循环", "a formula cannot loop")

    def __getitem__(self, category: Any) -> Node:
        if isinstance(category, str):
            return value_at(self, category)
        return value_by(self, as_node(category))


def as_node(value: Any, like: Node | None = None) -> Node:
    """A node of a literal: only 0, 1 and the names of categories may be written in a formula."""
    if isinstance(value, Node):
        return value
    if isinstance(value, str):
        if like is None or like.kind != CATEGORY:
            refuse(
                f"文字 {value!r} 只能和类别比较",
                f"the text {value!r} can only be compared with a category",
            )
        if value not in like.options:
            refuse(
                f"{value!r} 不在选项中:{', '.join(like.options)}",
                f"{value!r} is not one of {', '.join(like.options)}",
            )
        return Node(
            "const",
            (),
            entity=None,
            kind=CATEGORY,
            data=like.options.index(value),
            options=like.options,
        )
    if isinstance(value, float):
        refuse("公式里不能有小数（浮点数）", "no float in a formula")
    if isinstance(value, bool) or (isinstance(value, int) and value in (0, 1)):
        return Node("const", (), entity=None, kind=COUNT, data=int(value))
    refuse(
        f"公式里只能写 0 和 1，不能写 {value!r};请把数字放进 values/",
        f"a formula may contain no number but 0 and 1, not {value!r}; put it into values/",
    )


def constant(kind: str, data: int, unit: Unit = NUMBER, options: tuple[str, ...] = ()) -> Node:
    """A number known to the engine (not written by an author)."""
    return Node("const", (), entity=None, kind=kind, unit=unit, data=data, options=options)


def is_zero(node: Node) -> bool:
    return node.op == "const" and node.kind == COUNT and node.data == 0


def align(*nodes: Node) -> tuple[Entity | None, tuple[Node, ...]]:
    """Bring operands to one entity: what is known of the household holds for each of its rows."""
    entity: Entity | None = None
    for node in nodes:
        if node.entity is None or node.entity is entity:
            continue
        if entity is None or node.entity.parent is entity:
            entity = node.entity
        elif entity.parent is not node.entity:
            refuse(
                f"“{entity.label.zh}”和“{node.entity.label.zh}”的行不能直接合在一起计算",
                f"rows of {entity.name} and of {node.entity.name} cannot be combined directly",
            )
    return entity, tuple(_lift(node, entity) for node in nodes)


def _lift(node: Node, entity: Entity | None) -> Node:
    if entity is None or node.entity is None or node.entity is entity:
        return node
    if node.kind == QUOTIENT:
        above, below = (_lift(arg, entity) for arg in node.args)
        return Node("quotient", (above, below), entity=entity, kind=QUOTIENT, unit=node.unit)
    return Node(
        "spread",
        (node,),
        entity=entity,
        kind=node.kind,
        unit=node.unit,
        options=node.options,
    )


def need_truth(node: Node, sign: str) -> None:
    if node.kind != TRUTH:
        refuse(
            f"{sign} 只能用于是非判断，这里是{node.kind}",
            f"{sign} needs a truth, not a {node.kind}",
        )


def _truth_like(op: str, left: Node, right: Node) -> Node:
    for node in (left, right):
        need_truth(node, "&" if op == "and" else "|")
    entity, args = align(left, right)
    return Node(op, args, entity=entity, kind=TRUTH)


def same_unit(left: Node, right: Node, verb: Text) -> Unit:
    """The common unit of two operands; a written 0 has every unit, a written 1 every unit but money.

    Raises:
        FormulaError: the units differ (adding yuan to people).
    """
    if is_zero(left):
        return right.unit
    if is_zero(right) or left.unit == right.unit:
        return left.unit
    for literal, other in ((left, right), (right, left)):
        if literal.op == "const" and literal.unit == NUMBER and not other.unit.is_money:
            return other.unit
    refuse(
        f"不能把“{left.unit.name('zh') or '个数'}”和“{right.unit.name('zh') or '个数'}”{verb.zh}",
        f"cannot {verb.en} {left.unit} and {right.unit}",
    )


def _plain(node: Node) -> Node:
    """A quotient used as a number goes down to 1/100,800 fen here."""
    if node.kind != QUOTIENT:
        return node
    if not node.unit.is_money:
        refuse(
            "比例只能用来比较或取整，不能继续计算",
            "a ratio can only be compared or rounded, not computed with",
        )
    return Node("divide", node.args, entity=node.entity, kind=COUNT, unit=node.unit)


def _sum_like(op: str, left: Node, right: Node) -> Node:
    left, right = _plain(left), _plain(right)
    for node in (left, right):
        if node.kind not in (COUNT, MONTH):
            refuse(f"{node.kind} 不能加减", f"a {node.kind} cannot be added or subtracted")
    kind = COUNT
    if MONTH in (left.kind, right.kind):
        kind = MONTH if not (left.kind == right.kind == MONTH) else COUNT
        unit = NUMBER
    else:
        unit = same_unit(left, right, Text("相加减", "add or subtract"))
    entity, args = align(left, right)
    return Node(op, args, entity=entity, kind=kind, unit=unit)


def product(left: Node, right: Node) -> Node:
    """Multiply a quantity by a count, or by a rate (rounded down to 1/100,800 fen)."""
    if left.kind == RATE and right.kind != RATE:
        left, right = right, left
    left, right = _plain(left), _plain(right)
    if left.kind == TRUTH or right.kind == TRUTH:
        refuse("是非不能相乘，请用 when(…)", "a truth cannot be multiplied; use when(…)")
    if right.kind == RATE:
        if right.op == "value_by":
            return spread_choice(right, lambda rate: product(left, rate))
        entity, args = align(left, right)
        return Node("scale", args, entity=entity, kind=COUNT, unit=left.unit * right.unit)
    if left.kind != COUNT or right.kind != COUNT:
        refuse(
            f"{left.kind} 和 {right.kind} 不能相乘", f"cannot multiply {left.kind} and {right.kind}"
        )
    if left.unit.is_money and right.unit.is_money:
        refuse("两个金额不能相乘", "two amounts of money cannot be multiplied")
    entity, args = align(left, right)
    return Node("mul", args, entity=entity, kind=COUNT, unit=left.unit * right.unit)


def quotient(left: Node, right: Node) -> Node:
    """A fraction, kept exact until it is compared or rounded."""
    left, right = _plain(left), _plain(right)
    if left.kind != COUNT or right.kind != COUNT:
        refuse(f"{left.kind} 不能除以 {right.kind}", f"cannot divide {left.kind} by {right.kind}")
    entity, args = align(left, right)
    return Node("quotient", args, entity=entity, kind=QUOTIENT, unit=left.unit / right.unit)


def comparison(op: str, left: Node, right: Node, data: Any = None) -> Node:
    """lt, le, eq, or `compare` whose sign (<, ≤, >, ≥) is part of the value named by `data`."""
    ordered = (COUNT, DATE, MONTH, QUOTIENT, RATE)
    if left.kind == CATEGORY or right.kind == CATEGORY:
        if op != "eq" or left.kind != right.kind or left.options != right.options:
            refuse("类别只能和同一种类别比较是否相等", "a category can only be tested for equality")
    elif left.kind == TRUTH or right.kind == TRUTH:
        refuse("是非不用比较，直接使用或用 ~", "a truth needs no comparison: use it, or ~it")
    elif left.kind not in ordered or right.kind not in ordered:
        refuse(
            f"{left.kind} 和 {right.kind} 不能比较", f"cannot compare {left.kind} and {right.kind}"
        )
    elif {left.kind, right.kind} & {DATE, MONTH}:
        if left.kind != right.kind:
            refuse("日期只能和日期比较", "a date can only be compared with a date")
    else:
        same_unit(left, right, Text("比较", "compare"))
    entity, args = align(left, right)
    return Node(op, args, entity=entity, kind=TRUTH, data=data)


def value_by(value: Node, category: Node) -> Node:
    """The figure of a value that differs by a category, e.g. dibao_line[residence_class]."""
    if value.op != "value" or not value.options:
        refuse(
            "只有按类别列出的数值才能用 [ ] 选取",
            "only a value listed by category can be picked with [ ]",
        )
    if category.kind != CATEGORY or category.options != value.options:
        refuse(
            f"{value.data} 按 {', '.join(value.options)} 列出，不能用别的类别选取",
            f"{value.data} is listed by {', '.join(value.options)}; it cannot be picked by another category",
        )
    return Node(
        "value_by",
        (category,),
        entity=category.entity,
        kind=value.kind,
        unit=value.unit,
        data=value.data,
    )


def value_at(value: Node, key: str) -> Node:
    """The figure of a value under one key, whatever the household's own, e.g. dibao_line["rural"]."""
    if value.op != "value" or key not in value.options:
        refuse(
            f"{value.data} 没有按 {key!r} 列出的数值",
            f"{value.data} is not listed by {key!r}",
        )
    return Node(
        "value_at", (), entity=None, kind=value.kind, unit=value.unit, data=(value.data, key)
    )


def spread_choice(picked: Node, use: Any) -> Node:
    """Turn use(value[category]) into a choice between use(value for each category)."""
    category = picked.args[0]
    result: Node | None = None
    for code, option in reversed(list(enumerate(category.options))):
        one = Node(
            "value_at",
            (),
            entity=None,
            kind=picked.kind,
            unit=picked.unit,
            data=(picked.data, option),
        )
        used = use(one)
        if result is None:
            result = used
            continue
        is_option = comparison("eq", category, constant(CATEGORY, code, options=category.options))
        result = choose(is_option, used, result)
    assert result is not None
    return result


def choose(condition: Node, yes: Node, no: Node) -> Node:
    """when(condition, yes, no)."""
    need_truth(condition, "when")
    yes, no = _plain(yes), _plain(no)
    if TRUTH in (yes.kind, no.kind) and yes.kind != no.kind:
        yes, no = (_as_truth(n) for n in (yes, no))
    if yes.kind != no.kind or yes.options != no.options:
        refuse(
            f"when 的两个结果要同类:{yes.kind}、{no.kind}",
            f"both results of when must be of one kind, not {yes.kind} and {no.kind}",
        )
    unit = same_unit(yes, no, Text("并列", "choose between")) if yes.kind == COUNT else yes.unit
    entity, args = align(condition, yes, no)
    return Node("when", args, entity=entity, kind=yes.kind, unit=unit, options=yes.options)


def _as_truth(node: Node) -> Node:
    if node.op == "const" and node.kind == COUNT and node.data in (0, 1):
        return constant(TRUTH, node.data)
    return node
