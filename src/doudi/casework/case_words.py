"""How lists and pages say things of a case: what it is about, where it stands, how much time is left."""

from __future__ import annotations

from datetime import date

from doudi.casework.domain.clocks import CALENDAR, Left, days_left
from doudi.casework.domain.procedures import Action
from doudi.casework.models import Case
from doudi.casework.procedure_book import get_procedures, procedure_of
from doudi.foundation.domain.roles import Role
from doudi.foundation.rulebook import get_rulebook
from doudi.units.calendar import WorkCalendar
from doudi.units.text import Text

FEW = 2


def state_text(case: Case) -> Text:
    return procedure_of(case).states[case.state].label


def subject_text(case: Case) -> Text:
    """The programmes where they are few, else the procedure."""
    procedure = procedure_of(case)
    if not 0 < len(case.programmes) <= FEW:
        return procedure.label
    known = get_rulebook().programmes
    return _joined([known[name].label for name in case.programmes if name in known], "、", ", ")


def actions_text(actions: tuple[Action, ...]) -> Text:
    return _joined([a.label for a in actions], "，或者", " or ")


def whose_text(actions: tuple[Action, ...]) -> Text:
    """Who does these."""
    roles = dict.fromkeys(role for action in actions for role in action.actors)
    return _joined([Role(role).label for role in roles], "、", ", ")


def _joined(texts: list[Text], zh: str, en: str) -> Text:
    return Text(zh.join(t.zh for t in texts), en.join(t.en for t in texts))


def left_of(case: Case, on: date) -> Left | None:
    """How the case's next limit stands, in that clock's own unit. None: no limit runs."""
    if case.next_due is None:
        return None
    rule = procedure_of(case).clocks.get(case.next_clock)
    unit = rule.unit if rule is not None else CALENDAR
    return days_left(case.next_due, unit, on, WorkCalendar.shipped())


def left_text(left: Left | None, *, is_provisional: bool = False) -> Text:
    if left is None:
        return Text("没有期限", "no limit")
    zh_unit, en_unit = ("天", "days") if left.unit == CALENDAR else ("个工作日", "working days")
    mark_zh, mark_en = (
        ("（暂按）", " (provisional)") if is_provisional or left.provisional else ("", "")
    )
    if left.is_overdue:
        return Text(
            f"已超期 {-left.days} {zh_unit}{mark_zh}", f"{-left.days} {en_unit} late{mark_en}"
        )
    if left.days == 0:
        return Text(f"今天到期{mark_zh}", f"due today{mark_en}")
    return Text(f"还剩 {left.days} {zh_unit}{mark_zh}", f"{left.days} {en_unit} left{mark_en}")


def state_choices() -> list[tuple[str, list[tuple[str, Text]]]]:
    """Every state of every procedure, once for all its versions: ("dibao", [("dibao:applied", …), …])."""
    found: dict[str, dict[str, Text]] = {}
    for procedure in get_procedures():
        states = found.setdefault(procedure.name, {})
        for state in procedure.states.values():
            states[f"{procedure.name}:{state.name}"] = state.label
    return [(name, list(states.items())) for name, states in found.items()]


def procedure_labels() -> dict[str, Text]:
    """The label of each procedure's latest version."""
    return {p.name: p.label for p in sorted(get_procedures(), key=lambda p: p.since)}
