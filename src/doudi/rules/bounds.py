"""How large every expression can become: from declared bounds, at load, so that nothing overflows at run time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from doudi.rules.declare import FIRST_DAY, LAST_DAY
from doudi.rules.dimensions import STEPS_PER_FEN
from doudi.rules.nodes import DATE, MONTH, QUOTIENT, RATE, TRUTH, Node
from doudi.rules.values import RATE_PART
from doudi.units.text import Problem, Text

if TYPE_CHECKING:
    from doudi.rules.rulebook import Rulebook

Bounds = tuple[int, int]

# A quarter of what 64 bits hold: room for the intermediate steps of the block machine.
LIMIT = 2**61
YUAN = 100 * STEPS_PER_FEN


class BoundsFinder:
    """Static bounds of the expressions of one rulebook. Faults are added to `problems`."""

    def __init__(self, rulebook: Rulebook, problems: list[Problem]) -> None:
        self.rulebook = rulebook
        self.problems = problems
        self.memo: dict[int, Bounds] = {}

    def of(self, node: Node) -> Bounds:
        """Smallest and largest result of an expression, in steps."""
        found = self.memo.get(id(node))
        if found is None:
            found = self._find(node)
            self.memo[id(node)] = found
            if max(abs(found[0]), abs(found[1])) >= LIMIT:
                self._fault(
                    node, "这一步可能超出 64 位整数", "this step may overflow 64-bit integers"
                )
        return found

    def _fault(self, node: Node, zh: str, en: str) -> None:
        self.problems.append(Problem(Text(zh, en), node.where, None))

    def _find(self, node: Node) -> Bounds:
        op = node.op
        if op in ("lt", "le", "eq", "compare"):
            self._check_cross_products(node)
            return (0, 1)
        if op == "const":
            return (node.data, node.data)
        if op == "fact":
            fact = self.rulebook.facts[node.data]
            return (fact.low, fact.high)
        if op in ("value", "value_by", "value_at"):
            declared = self.rulebook.values.declarations[
                node.data[0] if op == "value_at" else node.data
            ]
            return (declared.low, declared.high)
        if op == "var":
            return self.rulebook.bounds[node.data]
        if op == "on" or (node.kind == DATE and op == "add_months"):
            return (FIRST_DAY, LAST_DAY)
        if node.kind == MONTH and op == "month_of":
            return (1880 * 12, 2199 * 12 + 11)
        args = [self.of(a) for a in node.args]
        if node.kind == TRUTH:
            return (0, 1)
        return self._arithmetic(node, args)

    def _arithmetic(self, node: Node, args: list[Bounds]) -> Bounds:
        op = node.op
        if op in ("spread", "presume"):
            return (min(a[0] for a in args), max(a[1] for a in args))
        if op == "add":
            return (args[0][0] + args[1][0], args[0][1] + args[1][1])
        if op == "sub":
            return (args[0][0] - args[1][1], args[0][1] - args[1][0])
        if op in ("mul", "scale"):  # the declared bounds of a rate are whole numbers
            return hull_of_products(args[0], args[1])
        if op in ("quotient", "divide", "round_quotient"):
            low, high = hull_of_quotients(args[0], self._divisor(node, args[1]))
            return (low - YUAN, high + YUAN) if op == "round_quotient" else (low, high)
        if op == "round":
            return (args[0][0] - YUAN, args[0][1] + YUAN)
        if op == "when":
            return (min(args[1][0], args[2][0]), max(args[1][1], args[2][1]))
        if op == "min":
            return (min(args[0][0], args[1][0]), min(args[0][1], args[1][1]))
        if op == "max":
            return (max(args[0][0], args[1][0]), max(args[0][1], args[1][1]))
        if op == "years":
            return (0, 400)
        return self._over_rows(node, args)

    def _over_rows(self, node: Node, args: list[Bounds]) -> Bounds:
        rows = node.args[0].entity
        most = rows.maximum if rows else 1
        low, high = (0, 1) if node.op == "count" else args[0]
        if node.op in ("sum", "count"):
            return (min(0, low * most), max(0, high * most))
        if node.op in ("minimum", "maximum"):
            return (min(0, low), max(0, high))
        raise AssertionError(f"no bounds for {node.op}")

    def _divisor(self, node: Node, bounds: Bounds) -> Bounds:
        if bounds[0] <= 0:
            self._fault(node, "除数可能是 0，请用 max(…, 1)", "the divisor may be 0; use max(…, 1)")
            return (1, 1)
        return bounds

    def _check_cross_products(self, node: Node) -> None:
        """Quotients are compared by multiplying crosswise; those products must fit too."""
        parts = [self._parts(a) for a in node.args]
        (a, b), (c, d) = parts
        for product in (hull_of_products(a, d), hull_of_products(c, b)):
            if max(abs(product[0]), abs(product[1])) >= LIMIT:
                self._fault(
                    node,
                    "这个比较可能超出 64 位整数",
                    "this comparison may overflow 64-bit integers",
                )

    def _parts(self, node: Node) -> tuple[Bounds, Bounds]:
        if node.kind == RATE:
            return (0, RATE_PART), (1, RATE_PART)
        if node.op == "spread":
            return self._parts(node.args[0])
        if node.op == "var":
            versions = self.rulebook.variables[node.data].versions
            above, below = zip(
                *(
                    self._parts(v.node) if v.node.op == "quotient" else (self.of(node), (1, 1))
                    for v in versions
                ),
                strict=True,
            )
            return _hull(above), _hull(below)
        if node.kind == QUOTIENT:
            return self.of(node.args[0]), self._divisor(node, self.of(node.args[1]))
        return self.of(node), (1, 1)


def _hull(many: tuple[Bounds, ...]) -> Bounds:
    return (min(b[0] for b in many), max(b[1] for b in many))


def hull_of_products(a: Bounds, b: Bounds) -> Bounds:
    products = (a[0] * b[0], a[0] * b[1], a[1] * b[0], a[1] * b[1])
    return (min(products), max(products))


def hull_of_quotients(a: Bounds, b: Bounds) -> Bounds:
    """Of whole-number quotients rounded down, divisor positive."""
    quotients = (a[0] // b[0], a[0] // b[1], a[1] // b[0], a[1] // b[1])
    return (min(quotients), max(quotients))
