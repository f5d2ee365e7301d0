"""YAML (and so JSON) read with the line of every entry, numbers exact, duplicate keys refused.

Built from parser events, without recursion: neither aliases nor deep nesting can blow up.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

import yaml

from doudi.units.text import Problem, ProblemsError, Text

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

DEEPEST = 20  # levels; no file of ours has ten
LONGEST_NUMBER = 40  # characters; a longer one stays text, and whoever wants a number refuses it
MOST_PROBLEMS = 100

Path = tuple[str | int, ...]


@dataclass(slots=True)
class Marks:
    """Line numbers (from 1) of the entries of one document, by path from its root."""

    name: str
    lines: dict[Path, int] = field(default_factory=dict)

    def line(self, path: Path) -> int:
        while path not in self.lines and path:
            path = path[:-1]
        return self.lines.get(path, 1)

    def where(self, path: Path) -> str:
        return f"{self.name}:{self.line(path)}"


def read_marked(text: str, name: str, *, keep_signs: bool = False) -> tuple[Any, Marks]:
    """Parse one document into dicts, lists, str, int, Decimal, bool and None.

    `keep_signs`: a number with a sign before it stays text, for files in which +50 is a raise and 50 an amount.

    Raises:
        ProblemsError: not YAML, a duplicate key, an alias (which could blow up), a tag, too deep a nesting.
    """
    builder = _Builder(Marks(name), keep_signs)
    try:
        builder.read(_Loader(text))
    except yaml.YAMLError as error:
        detail, line = _fault(error, text)
        builder.refuse(
            line,
            f"这一行不是有效的 YAML/JSON（{detail}）",
            f"this line is not valid YAML/JSON ({detail})",
        )
    if builder.problems:
        raise ProblemsError(builder.problems)
    return builder.root, builder.marks


def _fault(error: yaml.YAMLError, text: str) -> tuple[str, int]:
    """What the parser says, and the line; a stray control character comes with a position only."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    detail = getattr(error, "problem", None) or getattr(error, "reason", None) or "not YAML"
    if mark is not None:
        return detail, mark.line + 1
    position = getattr(error, "position", 0)
    return detail, text.count("\n", 0, position) + 1


class _TooBad(Exception):
    """Reading on makes no sense; the problem is already noted."""


@dataclass(slots=True)
class _Level:
    """A mapping or sequence that is being filled; in a mapping, `key` waits for its value."""

    path: Path
    items: dict[str, Any] | list[Any]
    key: str | None = None


class _Builder:
    def __init__(self, marks: Marks, keep_signs: bool) -> None:
        self.marks = marks
        self.keep_signs = keep_signs
        self.root: Any = None
        self.problems: list[Problem] = []
        self._levels: list[_Level] = []

    def refuse(self, line: int, zh: str, en: str, value: str | None = None) -> None:
        shown = value if value is None else value[:80]
        self.problems.append(Problem(Text(zh, en), f"{self.marks.name}:{line}", shown))

    def read(self, loader: Any) -> None:
        documents = 0
        try:
            while loader.check_event():
                event = loader.get_event()
                if isinstance(event, yaml.DocumentStartEvent):
                    documents += 1
                    if documents > 1:
                        self._stop(event, "一个文件只能有一份内容", "a file holds one document")
                elif isinstance(event, yaml.CollectionEndEvent):
                    self._levels.pop()
                elif isinstance(event, yaml.NodeEvent):
                    self._node(event, loader)
        except _TooBad:
            return
        finally:
            loader.dispose()

    def _stop(self, event: Any, zh: str, en: str) -> None:
        self.refuse(event.start_mark.line + 1, zh, en)
        raise _TooBad

    def _node(self, event: Any, loader: Any) -> None:
        line = event.start_mark.line + 1
        if len(self.problems) >= MOST_PROBLEMS:
            raise _TooBad
        if isinstance(event, yaml.AliasEvent):
            self._stop(event, "不能用 YAML 的引用（*）", "YAML aliases (*) are not accepted")
        if event.tag is not None:
            self.refuse(
                line, "不能用 YAML 的标签（!）", "YAML tags (!) are not accepted", event.tag
            )
        level = self._levels[-1] if self._levels else None
        if level is not None and isinstance(level.items, dict) and level.key is None:
            self._take_key(level, event)
            return
        if isinstance(event, yaml.ScalarEvent):
            signed = self.keep_signs and event.value[:1] in ("+", "-")
            self._put(level, line, event.value if signed else _scalar(event, loader))
            return
        if len(self._levels) >= DEEPEST:
            self._stop(event, f"嵌套超过 {DEEPEST} 层", f"nested more than {DEEPEST} levels deep")
        items: dict[str, Any] | list[Any] = {} if isinstance(event, yaml.MappingStartEvent) else []
        self._levels.append(_Level(self._put(level, line, items), items))

    def _take_key(self, level: _Level, event: Any) -> None:
        if not isinstance(event, yaml.ScalarEvent):
            self._stop(event, "名称只能是一个词", "a key must be one word")
        key, line = event.value, event.start_mark.line + 1
        if key in level.items:
            self.refuse(line, f"“{key}”写了两次", f"{key!r} is given twice", key)
        level.key = key
        self.marks.lines[(*level.path, key)] = line

    def _put(self, level: _Level | None, line: int, value: Any) -> Path:
        """Set `value` where it belongs, and return its path."""
        if level is None:
            self.root = value
            self.marks.lines[()] = line
            return ()
        if isinstance(level.items, list):
            path: Path = (*level.path, len(level.items))
            level.items.append(value)
            self.marks.lines[path] = line
            return path
        assert level.key is not None
        path = (*level.path, level.key)
        level.items[level.key] = value
        level.key = None
        return path


def _scalar(event: Any, loader: Any) -> Any:
    """Text, unless it stands there unquoted and looks like a number, yes or no, or nothing."""
    text: str = event.value
    if not event.implicit[0]:
        return text
    tag = loader.resolve(yaml.ScalarNode, text, (True, False)).rsplit(":", 1)[-1]
    if tag == "null":
        return None
    if tag == "bool":
        return text.lower() in ("true", "yes", "on")
    if tag in ("int", "float") and len(text) <= LONGEST_NUMBER:
        return _number(text, tag)
    return text


def _number(text: str, tag: str) -> Any:
    """The number, or the text itself where YAML 1.1 sees one in 0777, 1_000 or 12:30 and a clerk does not."""
    digits = text.lstrip("+-")
    if tag == "int":
        plain = digits.isdigit() and (digits[0] != "0" or len(digits) == 1)
        return int(text) if plain else text
    try:
        value = Decimal(text)
    except InvalidOperation:
        return text
    return value if value.is_finite() and "_" not in text else text
