"""A programme: which variables are its verdict, amount and months, and what a person should know of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from doudi.rules.marked_yaml import read_marked
from doudi.units.text import Problem, ProblemsError, Text

ROLES = ("eligible", "amount", "from_month", "until_month", "review_month")
# What an eligible person gets: money; a status that opens other doors; a referral to the office that decides; an estimate of what
# that office will pay; a service in kind; an entry in a register.
OUTCOME_LABELS = {
    "money": Text("发钱", "money is paid"),
    "status": Text("认定一个身份，凭它享受其他项目", "a status that opens other programmes"),
    "referral": Text("转介给主管部门，由它决定", "a referral to the office that decides"),
    "estimate": Text("估算，由主管部门决定并支付", "an estimate; another office decides and pays"),
    "service": Text("提供服务", "a service"),
    "register": Text("登记造册，以便探访", "an entry in a register, for visits"),
}
PERIOD_LABELS = {
    "month": Text("每月", "a month"),
    "once": Text("一次性", "once"),
    "year": Text("每年", "a year"),
}
# What a programme is for: the index of the rule cards and a county's leaflet go by it.
GROUP_LABELS = {
    "living": Text("基本生活", "Basic living"),
    "special": Text(
        "特困人员、儿童、残疾人、老人", "Tekun persons, children, disabled and old people"
    ),
    "specific": Text("医疗、教育、住房、就业", "Medical care, education, housing, work"),
    "urgent": Text("急难、受灾、搬迁和身后事", "Emergencies, disasters, moving house, funerals"),
    "other": Text("其他", "Others"),
}
# What the register says of a subject once the programme is paid: yes, no, the monthly amount, or the first month.
RECORDED = ("yes", "no", "amount", "from_month")
NEEDED_KEYS = {
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
OPTIONAL_KEYS = {
    "in_force_until",
    "outcome",
    "benefit",
    "bring",
    "go_to",
    "steps",
    "statuses",
    "referral_days",
    "flags",
    "papers",
    "group",
    "on_the_day",
    "parts",
    "records",
}


@dataclass(frozen=True, slots=True)
class Papers:
    """Papers are due so many working days (the value `days`) after a day (the date variable `after`)."""

    days: str
    after: str


@dataclass(frozen=True, slots=True)
class Programme:
    """`entry` maps a role (eligible, amount, from_month, until_month, review_month) to the variable that answers it.

    `statuses` are variables that are settled before the household is counted, whatever the programme's own stratum.
    `referral_days` names the value with the working days within which the receiving office is told. `flags` are truths that an
    officer is shown where they hold, whatever the verdict. `papers` says by when papers have to be complete.

    Two keys speak of later decisions (plan.py). `records` are the facts that are on record while the programme is paid, each
    with one of RECORDED. `on_the_day` are facts that hold on the day of a decision only (a campaign's base date).

    `parts` names the variables that the amount is the sum of, where they may go to different hands (care money to a caregiver).
    """

    name: str
    label: Text
    subject: str
    stratum: int
    since: date
    until: date | None
    agency: Text
    legal_basis: tuple[Text, ...]
    period: str  # month | once | year
    outcome: str
    entry: dict[str, str]
    benefit: Text
    bring: tuple[Text, ...]
    go_to: Text
    steps: tuple[Text, ...]
    statuses: tuple[str, ...]
    referral_days: str | None
    flags: tuple[str, ...]
    papers: Papers | None
    group: str  # living | special | specific | urgent | other
    records: dict[str, str]
    on_the_day: tuple[str, ...]
    parts: dict[str, str]
    where: str

    @property
    def roles(self) -> list[tuple[str, str]]:
        """(role, variable) for everything that a result of this programme shows."""
        flags = [("flags", name) for name in self.flags]
        papers = [("papers", self.papers.after)] if self.papers else []
        parts = [("parts", name) for name in self.parts.values()]
        return [*self.entry.items(), *flags, *papers, *parts]

    def in_force(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on <= self.until)


def read_programme(path: Path) -> Programme:
    """Read programme.yaml.

    Raises:
        ProblemsError: a key is missing or unknown, with its line.
    """
    data, marks = read_marked(path.read_text(encoding="utf-8"), str(path))
    problems = []
    for key in sorted(NEEDED_KEYS - set(data)):
        problems.append(Problem(Text(f"缺少 {key}", f"lacks {key}"), marks.where(()), None))
    for key in sorted(set(data) - NEEDED_KEYS - OPTIONAL_KEYS):
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
    for key, known in (
        ("outcome", tuple(OUTCOME_LABELS)),
        ("period", tuple(PERIOD_LABELS)),
        ("group", tuple(GROUP_LABELS)),
    ):
        if key in data and data[key] not in known:
            text = Text(
                f"{key} 只能是 {'、'.join(known)}", f"{key} must be one of {', '.join(known)}"
            )
            problems.append(Problem(text, marks.where((key,)), str(data[key])))
    if "papers" in data and (
        not isinstance(data["papers"], dict) or set(data["papers"]) != {"days", "after"}
    ):
        text = Text("papers 要写明 days 和 after", "papers needs `days` and `after`")
        problems.append(Problem(text, marks.where(("papers",)), None))
    records = {key: _recorded(what) for key, what in (data.get("records") or {}).items()}
    for key, what in records.items():
        if what not in RECORDED:
            text = Text(
                f"records 只能是 {'、'.join(RECORDED)}",
                f"records must be one of {', '.join(RECORDED)}",
            )
            problems.append(Problem(text, marks.where(("records", key)), what))
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
        data.get("outcome", "money"),
        dict(data["entry"]),
        _text(data.get("benefit") or {"zh": "", "en": ""}),
        tuple(_text(t) for t in data.get("bring", ())),
        _text(data.get("go_to") or {"zh": "", "en": ""}),
        tuple(_text(t) for t in data.get("steps", ())),
        tuple(data.get("statuses", ())),
        data.get("referral_days"),
        tuple(data.get("flags", ())),
        Papers(**data["papers"]) if "papers" in data else None,
        data.get("group", "other"),
        records,
        tuple(data.get("on_the_day", ())),
        dict(data.get("parts") or {}),
        marks.where(()),
    )


def _recorded(what: Any) -> str:
    """YAML reads a plain yes as a truth."""
    return {True: "yes", False: "no"}[what] if isinstance(what, bool) else str(what)


def _text(entry: Any) -> Text:
    return Text(str(entry["zh"]), str(entry["en"]))
