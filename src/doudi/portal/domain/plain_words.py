"""Why something is not given, in words that need no explaining: one sentence for each test that can fail."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from doudi.rules.explain import name_of
from doudi.rules.marked_yaml import read_marked
from doudi.rules.rulebook import Rulebook, nearest
from doudi.units.text import Problem, ProblemsError, Text


@dataclass(frozen=True, slots=True)
class PlainWords:
    """Sentences by test; "~x" is the test that x does not hold."""

    failed: dict[str, Text]

    def why(self, rulebook: Rulebook, test: str, lang: str) -> str:
        """The sentence of a failed test; without one, the label that the rulebook gives it."""
        text = self.failed.get(test)
        if text is not None:
            return text.in_(lang)
        label = name_of(rulebook, test, lang)
        return Text(f"没有满足：{label}。", f"Not met: {label}.").in_(lang)


def read_plain_words(path: Path, rulebook: Rulebook) -> PlainWords:
    """Read and check the file.

    Raises:
        ProblemsError: a sentence about a test that the rulebook does not have, with its line.
    """
    data, marks = read_marked(path.read_text(encoding="utf-8"), str(path))
    failed, problems = {}, []
    known = {*rulebook.variables, *rulebook.facts}
    for test, entry in data["failed"].items():
        name = test.removeprefix("~")
        if name not in known:
            near = nearest(name, known)
            text = Text(f"规则库里没有“{name}”", f"the rulebook has no {name!r}; nearest: {near}")
            problems.append(Problem(text, marks.where(("failed", test)), test))
        failed[test] = Text(entry["zh"], entry["en"])
    if problems:
        raise ProblemsError(problems)
    return PlainWords(failed)
