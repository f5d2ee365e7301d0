"""Backgrounds: named sets of facts that fill what a case does not state. The reasons print what they filled."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from doudi.rules.case import Case
from doudi.rules.case_schema import children, fact_words
from doudi.rules.marked_yaml import Marks, read_marked
from doudi.rules.rulebook import Rulebook, nearest
from doudi.rules.written import read_fact
from doudi.units.text import Problem, ProblemsError, Text, refusal


@dataclass(frozen=True, slots=True)
class Background:
    """`facts` by entity, in steps; `none` names the entities of which there are no rows."""

    name: str
    label: Text
    facts: dict[str, dict[str, int]] = field(default_factory=dict)
    none: tuple[str, ...] = ()

    def fill(self, case: Case, given: set[tuple[str, int, str]], listed: set[str]) -> None:
        """Fill the facts that are not `given` (known or not), and the rows of entities that are not `listed`.

        What is filled counts as given afterwards, so an earlier background goes before a later one.
        """
        for entity in self.none:
            if entity not in listed:
                listed.add(entity)
                case.complete[entity] = True
                case.from_background[entity, 0, ""] = self.name
        for entity, facts in self.facts.items():
            rows = case.rows.get(entity)
            targets = [case.facts] if rows is None else [row.facts for row in rows]
            for index, target in enumerate(targets):
                for fact, steps in facts.items():
                    at = (entity, index, fact)
                    if at not in given and fact not in target:
                        given.add(at)
                        target[fact] = steps
                        case.from_background[at] = self.name


def read_backgrounds(path: Path, rulebook: Rulebook) -> dict[str, Background]:
    """The backgrounds of one file, by name.

    Raises:
        ProblemsError: every fault of the file, each with its line.
    """
    data, marks = read_marked(path.read_text(encoding="utf-8"), str(path))
    found: dict[str, Background] = {}
    problems: list[Problem] = []
    for name, entry in (data or {}).items():
        try:
            found[name] = _background(name, entry, rulebook, marks)
        except ProblemsError as error:
            problems += error.problems
    if problems:
        raise ProblemsError(problems)
    return found


def _background(name: str, entry: Any, rulebook: Rulebook, marks: Marks) -> Background:
    if not isinstance(entry, dict) or not entry.get("zh") or not entry.get("en"):
        raise refusal(
            f"{name} 要有 zh 和 en", f"{name} needs zh and en", where=marks.where((name,))
        )
    rows = {e.name for e in children(rulebook)}
    facts: dict[str, dict[str, int]] = {}
    problems: list[Problem] = []
    for key, part in entry.items():
        if key in rulebook.entities and isinstance(part, dict):
            facts[key] = _facts(rulebook, key, part, marks, (name, key), problems)
        elif key not in ("zh", "en", "none"):
            text = Text(f"{name} 里不认识“{key}”", f"{name}: unknown key {key!r}")
            problems.append(Problem(text, marks.where((name, key)), key))
    written = entry.get("none")
    none = written if isinstance(written, list) else [] if written is None else [written]
    for place, entity in enumerate(none):
        if entity not in rows:
            text = Text(f"没有叫“{entity}”的实体", f"there are no rows called {entity!r}")
            problems.append(Problem(text, marks.where((name, "none", place)), str(entity)))
    if problems:
        raise ProblemsError(problems)
    return Background(name, Text(str(entry["zh"]), str(entry["en"])), facts, tuple(none))


def _facts(
    rulebook: Rulebook,
    entity: str,
    part: Any,
    marks: Marks,
    path: tuple[str | int, ...],
    problems: list[Problem],
) -> dict[str, int]:
    words = fact_words(rulebook, rulebook.entities[entity])
    found: dict[str, int] = {}
    for key, written in (part or {}).items():
        where = marks.where((*path, key))
        if key not in words:
            near = nearest(key, words)
            hint = (
                Text(f"，是不是“{near}”？", f"; did you mean {near!r}?") if near else Text("", "")
            )
            text = Text(f"没有叫“{key}”的事实{hint.zh}", f"there is no fact {key!r}{hint.en}")
            problems.append(Problem(text, where, key))
            continue
        try:
            steps = read_fact(words[key], written, where)
        except ProblemsError as error:
            problems += error.problems
            continue
        if steps is not None:
            found[words[key].name] = steps
    return found
