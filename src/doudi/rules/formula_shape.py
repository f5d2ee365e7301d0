"""What a reader sees in an expression: its parts without the engine's scaffolding, and which occur twice."""

from __future__ import annotations

from collections.abc import Iterator

from doudi.rules.dimensions import parse_unit
from doudi.rules.nodes import CATEGORY, COUNT, TRUTH, Node

LEAVES = ("const", "fact", "var", "value", "value_at", "value_by", "on", "month_of")
ROW_OPS = ("sum", "count", "any", "all", "minimum", "maximum")
STRENGTH = {"add": 1, "sub": 1, "mul": 2, "scale": 2, "divide": 2, "quotient": 2}
_PERSON = parse_unit("person")

Shape = tuple[object, ...]


def bare(node: Node) -> Node:
    """Without what the reader need not see: spreading over rows, and “for one person”."""
    while True:
        if node.op == "spread":
            node = node.args[0]
        elif node.op == "mul" and any(_is_one_person(a) for a in node.args):
            node = next(a for a in node.args if not _is_one_person(a))
        else:
            return node


def _is_one_person(node: Node) -> bool:
    return node.op == "const" and node.data == 1 and node.unit == _PERSON


def is_zero(node: Node) -> bool:
    node = bare(node)
    return node.op == "const" and node.kind in (COUNT, TRUTH) and node.data == 0


def is_fixed(node: Node) -> bool:
    """Made of values and constants only: a limit, which a sentence names last."""
    node = bare(node)
    if node.op == "value_by":
        return True
    if node.op in ("fact", "var", "on"):
        return False
    return all(is_fixed(arg) for arg in node.args)


def asks_category(node: Node) -> bool:
    return node.op == "eq" and node.args[0].kind == CATEGORY and bare(node.args[1]).op == "const"


def before_rounding(node: Node) -> Node:
    if node.op == "round":
        return node.args[0]
    return Node("quotient", node.args, entity=node.entity, kind=COUNT, unit=node.unit, where="")


def chain(node: Node, op: str) -> Iterator[Node]:
    """The operands of a chain of one operation."""
    node = bare(node)
    if node.op == op:
        for arg in node.args:
            yield from chain(arg, op)
    else:
        yield node


def shape_of(node: Node) -> Shape:
    """What an expression says, comparable: two that are written alike are equal."""
    node = bare(node)
    op = "quotient" if node.op == "divide" else node.op
    return (op, node.data, node.kind if op == "const" else "", *(shape_of(a) for a in node.args))


def repeated_parts(node: Node) -> set[Shape]:
    """Which parts get a letter: compound ones that occur twice, and choices in the middle of a sentence."""
    counts: dict[Shape, int] = {}
    found: set[Shape] = set()
    _count_parts(bare(node), counts, found, is_laid_out=True)
    return found | {s for s, times in counts.items() if times > 1}


_LAID_OUT = {"round", "min", "max", "when", "and", "or", "not"}
_NEEDS_LINES = {"when", "min", "max", "round", "round_quotient"}


def _count_parts(
    node: Node, counts: dict[Shape, int], found: set[Shape], *, is_laid_out: bool
) -> None:
    """`is_laid_out`: this part has lines of its own, so it needs no letter to be readable."""
    shape = shape_of(node)
    if node.op in _NEEDS_LINES and not is_laid_out:
        found.add(shape)
        is_laid_out = True  # in the lines that its letter gets
    if node.op in STRENGTH or node.op in _NEEDS_LINES or node.op in ROW_OPS:
        counts[shape] = counts.get(shape, 0) + 1
        if counts[shape] > 1:
            return
    parts = _operands(node)
    compound = [o for o in parts if o.op not in LEAVES]
    inside = is_laid_out and node.op in _LAID_OUT
    if node.op in ("min", "max"):
        inside = inside and len(compound) == 1
    for place, part in enumerate(parts):
        is_condition = node.op == "when" and place == 0
        _count_parts(part, counts, found, is_laid_out=inside and not is_condition)


def _operands(node: Node) -> list[Node]:
    """What a reader sees as the parts: a chain as one, and a sum's condition beside what is summed.

    Only a sum: that a row counts as 0 is the same as leaving it out there, but not for the smallest of them.
    """
    if node.op in ("and", "or", "min", "max"):
        return list(chain(node, node.op))
    inner = bare(node.args[0]) if node.args else node
    if node.op == "sum" and inner.op == "when" and is_zero(inner.args[2]):
        return [bare(inner.args[0]), bare(inner.args[1])]
    return [bare(a) for a in node.args]
