"""What a page or a command shows of one procedure in one place on one day: its steps, periods, authority, and dates that somebody tries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from doudi.casework.domain.authority import limit_in_fen
from doudi.casework.domain.procedures import Action, ClockRule, Procedure
from doudi.casework.domain.simulate_clocks import Given, Period, simulate
from doudi.casework.papers import LETTER_KINDS
from doudi.casework.procedure_book import get_procedures
from doudi.casework.procedure_picture import actors_of, letters_of, numbered
from doudi.casework.procedure_values import figure_of
from doudi.foundation.rulebook import get_rulebook
from doudi.rules.explain import cite
from doudi.units.calendar import WorkCalendar
from doudi.units.dates import parse_date
from doudi.units.money import format_yuan
from doudi.units.text import Problem, ProblemsError, Text, refusal

UNIT_NAMES = {
    "working_days": Text("个工作日", "working days"),
    "calendar_days": Text("天", "days"),
}
MOST_GIVEN = 60


@dataclass(frozen=True, slots=True)
class Sheet:
    """A procedure for a place and a day, in a language."""

    procedure: Procedure
    area: str
    on: date
    lang: str

    def days(self, name: str, on: date | None = None) -> int | None:
        found = figure_of(name, self.area, on or self.on)
        return None if found is None else int(found.figure)

    def say(self, text: Text) -> str:
        return text.in_(self.lang)

    def law(self, law: str) -> str:
        return cite(law, get_rulebook().documents, self.lang, self.on) if law else ""

    def period_words(self, clock: ClockRule) -> str:
        """10 working days; what a place has not entered is said to be missing."""
        days = self.days(clock.days)
        if days is None:
            return self.say(Text("本地还没有规定", "not set here"))
        unit = self.say(UNIT_NAMES[clock.unit])
        return f"{days}{unit}" if self.lang == "zh" else f"{days} {unit}"


def find_procedure(name: str, version: str, area: str, on: date) -> Procedure:
    """The named version, or the one in force. Raises ProblemsError: there is none."""
    book = get_procedures()
    if name not in book.names:
        near = "、".join(book.names)
        raise refusal(f"没有这个程序；有：{near}", f"no such procedure; there are: {near}", value=name)  # fmt: skip
    try:
        found = book.version(name, version) if version else book.in_force(name, area, on)
    except KeyError:
        found = None
    if found is None:
        known = "、".join(p.version for p in book if p.name == name)
        raise refusal(
            f"没有这个版本，或者那天还没有生效；有：{known}",
            f"no such version, or none in force on that day; there are: {known}",
            value=version or on,
        )
    return found


def list_steps(sheet: Sheet) -> list[dict[str, Any]]:
    """Every action as a row: who, within what, what it produces, which article."""
    return [_step(sheet, number, action) for number, action in numbered(sheet.procedure)]


def _step(sheet: Sheet, number: int, action: Action) -> dict[str, Any]:
    states, letters = sheet.procedure.states, letters_of(sheet.procedure)
    is_anywhere = set(action.sources) == {s.name for s in states.values() if not s.is_end}
    anywhere = sheet.say(Text("办结前任何环节", "any time before the end"))
    sources = anywhere if is_anywhere else _joined(sheet, (states[s].label for s in action.sources))
    return {
        "number": number,
        "name": action.name,
        "label": sheet.say(action.label),
        "from": sources,
        "to": sheet.say(states[action.to].label) if action.to else "",
        "who": actors_of(action, sheet.lang),
        "needs_reason": action.adverse,
        "limits": [
            (letters[c.name], sheet.say(c.label), sheet.period_words(c), c.kind)
            for c in sheet.procedure.clocks.values()
            if action.name in c.ends and not is_anywhere
        ],
        "starts": [
            (letters[c.name], sheet.say(c.label))
            for c in sheet.procedure.clocks.values()
            if action.name in c.starts
        ],
        "makes": _joined(
            sheet, (Text(LETTER_KINDS[k]["zh"], LETTER_KINDS[k]["en"]) for k in action.makes)
        ),
        "law": sheet.law(action.law),
    }


def list_periods(sheet: Sheet) -> list[dict[str, Any]]:
    """Every period: how long here, from what, until what, what stops it."""
    procedure, letters = sheet.procedure, letters_of(sheet.procedure)
    return [
        {
            "letter": letters[c.name],
            "name": c.name,
            "label": sheet.say(c.label),
            "kind": c.kind,
            "words": sheet.period_words(c),
            "value": c.days,
            "from": _joined(sheet, (procedure.actions[a].label for a in c.starts)),
            "until": _joined(
                sheet,
                (
                    procedure.actions[a].label
                    for a in c.ends
                    if len(procedure.actions[a].sources) < len(procedure.states) / 2
                ),
            ),
            "stops": _joined(sheet, (procedure.states[s].label for s in c.stops_in)),
            "law": sheet.law(c.law),
        }
        for c in procedure.clocks.values()
    ]


def authority_words(sheet: Sheet) -> list[str]:
    """Who decides here, in sentences."""
    rule, said = sheet.procedure.authority, list[Text]()
    if rule.township_limit:
        found = figure_of(rule.township_limit, sheet.area, sheet.on)
        if found is None:
            said.append(Text("本地还没有规定乡镇决定的限额，不能确定由谁决定。", "This place has not set the township's limit: nobody can say who decides."))  # fmt: skip
        else:
            amount = format_yuan(int(limit_in_fen(found.figure)))
            inclusive = found.comparator in ("le", "<=")
            zh, en = (
                ("（含）以内", "up to and including") if inclusive else ("以下（不含）", "below")
            )
            said.append(Text(f"{amount} 元{zh}由乡镇（街道）决定，超过的由县级民政部门决定。", f"The township decides {en} {amount} yuan, the county what is above."))  # fmt: skip
    elif rule.delegated:
        found = figure_of(rule.delegated, sheet.area, sheet.on)
        if found is None:
            said.append(Text("本地还没有写明是否下放，不能确定由谁决定。", "This place has not said whether it delegates: nobody can say who decides."))  # fmt: skip
        elif found.figure:
            said.append(Text("本地已下放：由乡镇（街道）决定，县级监督和抽查。", "Delegated here: the township decides, the county supervises and spot-checks."))  # fmt: skip
        else:
            said.append(Text("本地没有下放：由县级民政部门决定。", "Not delegated here: the county decides."))  # fmt: skip
    elif any("has_authority" in a.needs for a in sheet.procedure.actions.values()):
        said.append(Text("由县级民政部门决定。", "The county decides."))
    if rule.spot_check_share:
        found = figure_of(rule.spot_check_share, sheet.area, sheet.on)
        if found is not None:
            share = f"{float(found.figure * 100):g}%"
            said.append(Text(f"决定前随机入户核查的比例不低于 {share}。", f"At least {share} of cases are visited at random before the decision."))  # fmt: skip
    return [sheet.say(t) for t in said]


def read_given(procedure: Procedure, written: Iterable[tuple[str, str]]) -> list[Given]:
    """Actions with the days that somebody typed; empty boxes are left out.

    Raises:
        ProblemsError: an action that the procedure does not have, a day that cannot be read, too many.
    """
    found, problems = list[Given](), list[Problem]()
    for action, day in list(written)[: MOST_GIVEN + 1]:
        if not day.strip():
            continue
        if action not in procedure.actions:
            known = "、".join(procedure.actions)
            problems.append(Problem(Text(f"没有“{action}”这一步；有：{known}", f"there is no step {action!r}; there are: {known}"), "", action))  # fmt: skip
            continue
        try:
            found.append(
                (action, parse_date(day.strip(), where=procedure.actions[action].label.zh))
            )
        except ProblemsError as error:
            problems += error.problems
    if len(found) > MOST_GIVEN:
        problems.append(Problem(Text(f"最多 {MOST_GIVEN} 个日期", f"at most {MOST_GIVEN} days"), "", None))  # fmt: skip
    if problems:
        raise ProblemsError(problems)
    return found


def try_days(sheet: Sheet, given: list[Given]) -> list[Period]:
    """Every period that the days start, in this place."""
    return simulate(
        sheet.procedure, given, sheet.days, WorkCalendar.shipped(), letters=LETTER_KINDS
    )


def _joined(sheet: Sheet, texts: Iterable[Text]) -> str:
    return ("、" if sheet.lang == "zh" else ", ").join(sheet.say(t) for t in texts)
