"""Which facts are not drawn: those that a background states for everybody, and those that stay unknown, with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from doudi.rules.backgrounds import Background
from doudi.rules.marked_yaml import read_marked
from doudi.rules.rulebook import Rulebook
from doudi.units.text import Problem, Text

FILE = Path(__file__).with_name("left_open.yaml")


@dataclass(frozen=True, slots=True)
class LeftOpen:
    """Names of backgrounds, and the facts that nobody states, each with the reason (in Chinese)."""

    background: tuple[str, ...]
    open: dict[str, str]


def left_open(path: Path = FILE) -> LeftOpen:
    """What the file says."""
    data, _ = read_marked(path.read_text(encoding="utf-8"), str(path))
    return LeftOpen(tuple(data["background"]), dict(data["open"]))


def unaccounted(
    book: Rulebook, drawn: Iterable[str], backgrounds: Mapping[str, Background], left: LeftOpen
) -> list[Problem]:
    """Facts of the rulebook of which nothing says how the synthetic people stand to them, and names that are no fact."""
    stated = {
        fact
        for name in left.background
        for facts in backgrounds[name].facts.values()
        for fact in facts
    }
    known = {*drawn} | stated | set(left.open)
    missing = Text(
        "样本人口没有这个事实：请在 people/ 里抽取它，或写进 left_open.yaml 的背景或 open",
        "the synthetic people say nothing of this fact: draw it in people/, or put it into a background or under `open` in left_open.yaml",
    )
    unknown = Text("规则库里没有这个事实", "the rulebook has no such fact")
    found = [Problem(missing, name) for name in book.facts if name not in known]
    named = {*drawn} | set(left.open)
    return found + [Problem(unknown, name) for name in sorted(named - set(book.facts))]
