"""What a rule file may not contain: checked in its text, before any formula runs."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from doudi.units.text import Problem, Text

_FORBIDDEN: dict[type[ast.AST], Text] = {
    ast.If: Text("公式里不能写 if，请用 when(…)", "no `if` in a formula; use when(…)"),
    ast.IfExp: Text(
        "公式里不能写 if … else，请用 when(…)", "no `if … else` in a formula; use when(…)"
    ),
    ast.For: Text("公式里不能循环", "no loop in a formula"),
    ast.While: Text("公式里不能循环", "no loop in a formula"),
    ast.comprehension: Text("公式里不能循环", "no loop in a formula"),
    ast.BoolOp: Text("公式里请用 & 和 |,不用 and、or", "use & and | in a formula, not `and`, `or`"),
    ast.Not: Text("公式里请用 ~,不用 not", "use ~ in a formula, not `not`"),
    ast.Try: Text("公式里不能有 try", "no `try` in a formula"),
    ast.With: Text("公式里不能有 with", "no `with` in a formula"),
    ast.Lambda: Text("公式里不能有 lambda", "no lambda in a formula"),
    ast.Attribute: Text("公式里不能取属性（点号）", "no attribute access in a formula"),
    ast.Import: Text("公式里不能 import", "no import in a formula"),
    ast.ImportFrom: Text("公式里不能 import", "no import in a formula"),
    ast.FloorDiv: Text("公式里请用 / 和 rounded(…)", "use / and rounded(…) in a formula, not //"),
    ast.Mod: Text("公式里不能用 %", "no % in a formula"),
    ast.Pow: Text("公式里不能用 **", "no ** in a formula"),
    ast.Global: Text("公式里不能有 global", "no global in a formula"),
}


def check_rule_file(path: Path) -> list[Problem]:
    """Problems in the rule functions of one file: an empty list when it may be loaded."""
    tree = ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
    problems = []
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef) and _is_rule(function):
            problems += [Problem(text, f"{path}:{line}", None) for line, text in _faults(function)]
    return problems


def _is_rule(function: ast.FunctionDef) -> bool:
    return any(
        isinstance(d, ast.Call) and isinstance(d.func, ast.Name) and d.func.id == "rule"
        for d in function.decorator_list
    )


def _faults(function: ast.FunctionDef) -> Iterator[tuple[int, Text]]:
    body = function.body
    documented = isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant)
    if not documented:
        yield (
            function.lineno,
            Text(
                f"{function.name} 缺少第一句说明（法律原话）",
                f"{function.name} lacks its first sentence (the rule in the law's words)",
            ),
        )
    for statement in body[1:] if documented else body:
        for node in ast.walk(statement):
            line = getattr(node, "lineno", statement.lineno)
            for kind, text in _FORBIDDEN.items():
                if isinstance(node, kind):
                    yield line, text
            if isinstance(node, ast.Constant):
                yield from _literal_fault(node, line)


def _literal_fault(node: ast.Constant, line: int) -> Iterator[tuple[int, Text]]:
    if isinstance(node.value, float | complex):
        yield (
            line,
            Text(f"公式里不能有小数 {node.value}", f"no float in a formula: {node.value}"),
        )
    elif isinstance(node.value, int) and node.value not in (0, 1):
        yield (
            line,
            Text(
                f"公式里只能写 0 和 1，不能写 {node.value};请把数字放进 values/",
                f"a formula may contain no number but 0 and 1, not {node.value}; put it into values/",
            ),
        )
