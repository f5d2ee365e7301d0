"""The example families: cases as a clerk writes them, opened as if somebody had answered the questions so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from doudi.portal.domain.answers import Answers
from doudi.portal.domain.prefill import answers_of
from doudi.portal.domain.questions import Questionnaire
from doudi.rules.backgrounds import Background
from doudi.rules.case import Case
from doudi.rules.case_file import read_cases
from doudi.rules.marked_yaml import read_marked
from doudi.rules.rulebook import Rulebook
from doudi.units.text import Text


@dataclass(frozen=True, slots=True)
class Example:
    """One family to open. `title` and `story` tell a reader what it shows."""

    slug: str
    title: Text
    story: Text
    case: Case
    answers: Answers


def read_examples(
    folder: Path,
    rulebook: Rulebook,
    backgrounds: dict[str, Background],
    questionnaire: Questionnaire,
) -> dict[str, Example]:
    """Every `<order>_<slug>.yaml` of a folder; titles come from its `titles.yaml`."""
    titles, _ = read_marked((folder / "titles.yaml").read_text(encoding="utf-8"), "titles.yaml")
    found = {}
    for slug, entry in titles.items():
        path = folder / f"{slug.replace('-', '_')}.yaml"
        cases = read_cases(path, rulebook, today=_NO_DAY, backgrounds=backgrounds)
        case = cases[0].case
        found[slug] = Example(
            slug,
            Text(entry["title_zh"], entry["title_en"]),
            Text(entry["story_zh"], entry["story_en"]),
            case,
            answers_of(case, rulebook, questionnaire),
        )
    return found


# An example states its day; this one only satisfies the reader of cases.
_NO_DAY = date(2022, 7, 15)
