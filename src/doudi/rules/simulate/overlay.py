"""A reform laid over a rulebook: its figures change as they are looked up, its rules take the place of others."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from doudi.rules.declare import Rule
from doudi.rules.rulebook import Rulebook
from doudi.rules.simulate.reform import REPLACE, Change, Reform, changed_figure
from doudi.rules.source_check import check_rule_file
from doudi.rules.values import Pack, Resolved, ValueBook
from doudi.units.text import Problem, ProblemsError, Text, refusal

MAY_IMPORT = ("doudi.rules.declare", "doudi.rules.language", "doudi.law")


class ChangedValues(ValueBook):
    """The figures of a rulebook with the changes of a reform. Of several that fit, the one for the nearest area holds."""

    def __init__(self, base: ValueBook, reform: Reform) -> None:
        super().__init__(base.declarations.values(), ())
        self.base, self.layers, self._by_value = base, base.layers, base._by_value
        self.changes = reform.changes
        self._pack = Pack("reform", reform.label, False, reform.source)

    def resolve(self, name: str, key: str, area: str, on: date) -> Resolved | None:
        """The figure in force under the reform.

        Raises:
            ProblemsError: a changed figure leaves its bounds, or lacks the sign that goes with it.
        """
        found = self.base.resolve(name, key, area, on)
        fits = [c for c in self.changes if (c.value, c.key) == (name, key) and c.holds(area, on)]
        if not fits:
            return found
        change = max(fits, key=lambda c: len(c.area.rstrip("0")))
        if found is None and change.how != REPLACE:
            return None
        return self._changed(change, found, area, on)

    def _changed(self, change: Change, found: Resolved | None, area: str, on: date) -> Resolved:
        declared = self.declarations[change.value]
        figure = changed_figure(change, declared, found.figure if found else None)
        sign = change.comparator or (found.comparator if found else None)
        if declared.has_comparator and sign is None:
            raise refusal(
                f"{change.value} 在当地还没有数值，要写明 comparator",
                f"{change.value} has no figure here: give its comparator",
                where=change.where,
                value=area,
            )
        if found is None:
            since = change.since or on
            return Resolved(
                figure, sign, change.source, "reform", change.area or area, since, change.until, False, self._pack,
                change.where,
            )  # fmt: skip
        return replace(
            found, figure=figure, comparator=sign, source=change.source, tag="reform", last_known=False,
            pack=self._pack, where=change.where,
        )  # fmt: skip


def apply_reform(book: Rulebook, reform: Reform) -> Rulebook:
    """The rulebook as it would be under the reform; `book` stays as it is.

    Raises:
        ProblemsError: a rule of the reform cannot take the place of another.
    """
    rules = [] if reform.rules is None else read_rules(reform.rules)
    return book.overlaid(ChangedValues(book.values, reform), rules)


def read_rules(path: Path) -> list[Rule]:
    """The rules of a file that replaces others: checked as the rulebook's own, and nothing else may stand there.

    Raises:
        ProblemsError: not Python, something but imports and rules, or a rule with dates.
    """
    try:
        tree = ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        raise refusal("不是有效的 Python", "not valid Python", where=f"{path}:{line}") from error
    problems = [*_module_faults(tree, path), *check_rule_file(path)]
    if problems:
        raise ProblemsError(problems)
    found = [r for r in _run(tree, path).values() if isinstance(r, Rule) and r.file == str(path)]
    problems = [
        Problem(
            Text("改革里的规则不写 since、until", "a rule of a reform takes no since or until"),
            f"{path}:{rule.line}",
            rule.name,
        )
        for rule in found
        if rule.since is not None or rule.until is not None
    ]
    if not found:
        problems = [
            Problem(Text("文件里没有规则", "there is no rule in the file"), str(path), None)
        ]
    if problems:
        raise ProblemsError(problems)
    return found


def _run(tree: ast.Module, path: Path) -> dict[str, Any]:
    """The names that the file defines. It can reach what it imports from the rulebook, and no built-in function."""
    names: dict[str, Any] = {"__builtins__": {"__import__": __import__}, "__name__": path.stem}
    try:
        exec(compile(tree, str(path), "exec"), names)  # noqa: S102 - only imports and rules, checked above
    except (ImportError, TypeError, ValueError, NameError) as error:
        zh, en = f"规则文件读不进来：{error}", f"the rules cannot be loaded: {error}"
        raise refusal(zh, en, where=str(path)) from error
    return names


def _module_faults(tree: ast.Module, path: Path) -> Iterator[Problem]:
    for place, statement in enumerate(tree.body):
        is_docstring = (
            place == 0
            and isinstance(statement, ast.Expr)
            and isinstance(statement.value, ast.Constant)
        )
        if is_docstring or _is_law_import(statement):
            continue
        if isinstance(statement, ast.FunctionDef) and _only_rules(statement.decorator_list):
            continue
        text = Text(
            "这里只能有 @rule 规则，以及从 doudi.rules、doudi.law 的 import",
            "only @rule functions and imports from doudi.rules and doudi.law may stand here",
        )
        yield Problem(text, f"{path}:{statement.lineno}", None)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id.startswith("__"):
            text = Text("这个名字不能用", "this name may not be used")
            yield Problem(text, f"{path}:{node.lineno}", node.id)


def _is_law_import(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.ImportFrom) and any(
        statement.module == allowed or (statement.module or "").startswith(allowed + ".")
        for allowed in MAY_IMPORT
    )


def _only_rules(decorators: Iterable[ast.expr]) -> bool:
    """@rule(entity, "unit", zh="…", …) with nothing to be worked out."""
    found = list(decorators)
    return bool(found) and all(
        isinstance(d, ast.Call)
        and isinstance(d.func, ast.Name)
        and d.func.id == "rule"
        and all(isinstance(a, ast.Constant | ast.Name) for a in d.args)
        and all(isinstance(k.value, ast.Constant) for k in d.keywords)
        for d in found
    )
