"""A programme: which variables are its verdict, amount and months, and what a person should know of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from doudi.rules.marked_yaml import read_marked
from doudi.units.text import Problem, ProblemsError, Text

ROLES = ("eligible", "amount", "from_month", "until_month", "review_month")


@dataclass(frozen=True, slots=True)
class Programme:
    """`entry` maps a role (eligible, amount, from_month, until_month, review_month) to the variable that answers it."""

    name: str
    label: Text
    subject: str
    stratum: int
    since: date
    until: date | None
    agency: Text
    legal_basis: tuple[Text, ...]
    period: str  # month | once
    entry: dict[str, str]
    benefit: Text
    bring: tuple[Text, ...]
    go_to: Text
    steps: tuple[Text, ...]
    where: str

    def in_force(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on <= self.until)


def read_programme(path: Path) -> Programme:
    """Read programme.yaml.

    Raises:
        ProblemsError: a key is missing or unknown, with its line.
    """
    data, marks = read_marked(path.read_text(encoding="utf-8"), str(path))
    needed = {
        "programme",
        "name",
        "subject",
        "stratum",
        "in_force_from",
        "agency",
        "legal_basis",
        "period",
        "entry",
    }
    optional = {"in_force_until", "benefit", "bring", "go_to", "steps", "review"}
    problems = []
    for key in sorted(needed - set(data)):
        problems.append(Problem(Text(f"缺少 {key}", f"lacks {key}"), marks.where(()), None))
    for key in sorted(set(data) - needed - optional):
        problems.append(
            Problem(Text(f"不认识“{key}”", f"unknown key {key!r}"), marks.where((key,)), key)
        )
    for role in data.get("entry", {}):
        if role not in ROLES:
            problems.append(
                Problem(
                    Text("entry 里的名目不认识", "unknown role in entry"),
                    marks.where(("entry", role)),
                    role,
                )
            )
    if problems:
        raise ProblemsError(problems)
    return Programme(
        data["programme"],
        _text(data["name"]),
        data["subject"],
        int(data["stratum"]),
        date.fromisoformat(str(data["in_force_from"])),
        date.fromisoformat(str(data["in_force_until"])) if data.get("in_force_until") else None,
        _text(data["agency"]),
        tuple(_text(t) for t in data["legal_basis"]),
        data["period"],
        dict(data["entry"]),
        _text(data.get("benefit") or {"zh": "", "en": ""}),
        tuple(_text(t) for t in data.get("bring", ())),
        _text(data.get("go_to") or {"zh": "", "en": ""}),
        tuple(_text(t) for t in data.get("steps", ())),
        marks.where(()),
    )


def _text(entry: Any) -> Text:
    return Text(str(entry["zh"]), str(entry["en"]))
