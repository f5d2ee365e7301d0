"""YAML (and so JSON) read with the line of every entry, numbers exact, duplicate keys refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

import yaml

from doudi.units.text import Problem, ProblemsError, Text

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class Marks:
    """Line numbers (from 1) of the entries of one document, by path from its root."""

    name: str
    lines: dict[tuple[str | int, ...], int] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)

    def line(self, path: tuple[str | int, ...]) -> int:
        while path not in self.lines and path:
            path = path[:-1]
        return self.lines.get(path, 1)

    def where(self, path: tuple[str | int, ...]) -> str:
        return f"{self.name}:{self.line(path)}"


def read_marked(text: str, name: str) -> tuple[Any, Marks]:
    """Parse one document into dicts, lists, str, int, Decimal, bool and None.

    Raises:
        ProblemsError: not YAML, a duplicate key, or an alias (which could blow up).
    """
    marks = Marks(name)
    try:
        root = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        detail = getattr(error, "problem", None) or "not YAML"
        raise ProblemsError(
            [
                Problem(
                    Text(f"这一行不是有效的 YAML/JSON({detail})", f"this line is not valid YAML/JSON ({detail})"),
                    f"{name}:{line}",
                    None,
                )
            ]
        ) from None
    problems: list[Problem] = []
    data = _build(root, (), marks, problems) if root is not None else None
    if problems:
        raise ProblemsError(problems)
    return data, marks


def _build(node: Any, path: tuple[str | int, ...], marks: Marks, problems: list[Problem]) -> Any:
    marks.lines.setdefault(path, node.start_mark.line + 1)
    if id(node) in marks.seen:  # an alias of an alias … can grow without bound
        text = Text("不能用 YAML 的引用(*)", "YAML aliases (*) are not accepted")
        problems.append(Problem(text, marks.where(path), None))
        return None
    marks.seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(getattr(key_node, "value", ""))
            line = key_node.start_mark.line + 1
            if key in result:
                problems.append(
                    Problem(
                        Text(f"“{key}”写了两次", f"{key!r} is given twice"), f"{marks.name}:{line}", key
                    )
                )
            marks.lines[(*path, key)] = line
            result[key] = _build(value_node, (*path, key), marks, problems)
        return result
    if isinstance(node, yaml.SequenceNode):
        return [_build(v, (*path, i), marks, problems) for i, v in enumerate(node.value)]
    return _scalar(node)


def _scalar(node: Any) -> Any:
    text = node.value
    if node.style in ("'", '"', "|", ">"):
        return text
    tag = node.tag.rsplit(":", 1)[-1]
    if tag == "null":
        return None
    if tag == "bool":
        return text.lower() in ("true", "yes", "on", "y")
    if tag == "int" and text.lstrip("+-").isdigit() and (text.lstrip("+-")[0] != "0" or len(text) == 1):
        return int(text)
    if tag == "float":
        try:
            value = Decimal(text)
        except InvalidOperation:
            return text
        return value if value.is_finite() else text
    return text
