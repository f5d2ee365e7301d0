"""A plan as a table that a clerk reads, and as data for other programs. Money in fen; months as 2022-08."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any

from doudi.rules.decide import UNDETERMINED
from doudi.rules.explain import is_demonstration, name_of, need_sentence
from doudi.rules.plan import Cell, Moment, Plan, Row, Why
from doudi.units.dates import Month, format_date
from doudi.units.money import format_yuan
from doudi.units.text import Problem, Text

HOUSEHOLD = Text("全家", "household")
HEADER = (
    Text("月份", "months"),
    Text("项目", "programme"),
    Text("对象", "for"),
    Text("金额（元）", "yuan"),
    Text("原因", "why"),
)
OUTCOMES = {
    "status": Text("身份", "status"),
    "referral": Text("转介", "referral"),
    "service": Text("服务", "service"),
    "register": Text("登记", "register"),
}
MOST_NEEDS = 3


def plan_text(plan: Plan, lang: str) -> str:
    """The whole plan: what is paid, month ranges with the reason of each change, then the sums, then what is open."""
    rows = plan.rows()
    sure = [row for row in rows if row.cell.verdict != UNDETERMINED]
    parts = [_title(plan, lang)]
    table = [[t.in_(lang) for t in HEADER]]
    table += [_line(row, lang) for row in sorted(sure, key=_place)]
    parts.append(_aligned(table))
    parts.append(_aligned(_sums(plan, lang)))
    parts += _open_parts(plan, rows, lang)
    return "\n\n".join(parts)


def _title(plan: Plan, lang: str) -> str:
    months = _range(plan.first, plan.last, lang)
    title = Text(f"{plan.case.name}（{months}）", f"{plan.case.name} ({months})").in_(lang)
    if is_demonstration(plan.moments[0].decision):
        note = Text("演示数值，不是任何地方的标准", "demonstration figures, of no real place")
        return f"{title}\n{note.in_(lang)}"
    return title


def _place(row: Row) -> tuple[bool, Month]:
    """Money first, then in the order of months; programmes keep their order within a month."""
    return row.cell.programme.outcome != "money", row.first


def _line(row: Row, lang: str) -> list[str]:
    return [
        _range(row.first, row.last, lang),
        row.cell.programme.label.in_(lang),
        _subject(row.cell, lang),
        _amount(row.cell, lang),
        _reason(row, lang),
    ]


def _subject(cell: Cell, lang: str) -> str:
    return HOUSEHOLD.in_(lang) if cell.subject == "household" else cell.subject


def _range(first: Month, last: Month, lang: str) -> str:
    one, other = first.format(lang), last.format(lang)
    return one if first == last else Text(f"{one}至{other}", f"{one} to {other}").in_(lang)


def _amount(cell: Cell, lang: str) -> str:
    programme = cell.programme
    if not cell.pays:
        return OUTCOMES.get(programme.outcome, OUTCOMES["status"]).in_(lang)
    if cell.amount_fen is not None:
        amount = format_yuan(cell.amount_fen)
    elif cell.amount_range is not None:
        low, high = (format_yuan(fen) for fen in cell.amount_range)
        amount = Text(f"{low} 至 {high}，未确定", f"{low} to {high}, not determined").in_(lang)
    else:
        amount = Text("未确定", "not determined").in_(lang)
    if programme.period == "once":
        amount = Text(f"{amount} 一次", f"{amount} once").in_(lang)
    if programme.outcome == "estimate":
        amount = Text(f"{amount}（估算）", f"{amount} (estimate)").in_(lang)
    return amount


def _reason(row: Row, lang: str) -> str:
    if row.cell.programme.period == "once":
        why = row.cell.why
        return f"{format_date(why.day, lang)}{Text('', ' ').in_(lang)}{why.text.in_(lang)}"
    begun = _why(row.cell.why, lang)
    if row.ends is None:
        return begun
    end = _why(row.ends, lang)
    return Text(f"{begun}；{end}", f"{begun}; {end}").in_(lang)


def _why(why: Why, lang: str) -> str:
    ground = why.text.in_(lang)
    day = Text(f"{format_date(why.day, 'zh')}{ground}", f"{format_date(why.day, 'en')} {ground}")
    return {
        "recorded": why.text,
        "raised": why.text,
        "started": Text(f"{day.zh}，开始", f"begins: {day.en}"),
        "changed": Text(f"{day.zh}，改变", f"changes: {day.en}"),
        "stopped": Text(f"{day.zh}，停止", f"stops: {day.en}"),
        "ended": Text(f"{ground}，停止", f"stops: {ground}"),
        "undetermined": Text(f"{day.zh}，未确定", f"not determined: {day.en}"),
    }[why.kind].in_(lang)


def _sums(plan: Plan, lang: str) -> list[list[str]]:
    """Money of each month, months that are alike together."""
    found: list[tuple[Month, Month, int, bool]] = []
    for month in plan.months:
        total, is_open = plan.total_fen(month), _money_is_open(plan, month)
        if found and found[-1][2:] == (total, is_open):
            found[-1] = (found[-1][0], month, total, is_open)
        else:
            found.append((month, month, total, is_open))
    more = Text("，另有未确定的", " and what is not determined").in_(lang)
    head = Text("每月合计", "in all").in_(lang)
    return [
        [_range(first, last, lang), head, format_yuan(total) + (more if is_open else "")]
        for first, last, total, is_open in found
    ]


def _money_is_open(plan: Plan, month: Month) -> bool:
    """Whether monthly money is not determined; what comes once is told on its own."""
    return any(
        c.pays and (c.programme.outcome, c.programme.period) == ("money", "month")
        for c in plan.open_in(month)
    )


# -- what is not determined ----------------------------------------------------------------------------
def _open_parts(plan: Plan, rows: list[Row], lang: str) -> list[str]:
    """What stopped being known, with what is missing; then, by name only, what nobody has asked about."""
    undetermined = [row for row in rows if row.cell.verdict == UNDETERMINED]
    known = {row.cell.programme.name for row in rows if row.cell.verdict != UNDETERMINED}
    monthly = [r for r in undetermined if _is_told(r) or r.cell.programme.name in known]
    parts = []
    if monthly:
        head = Text("尚不能确定（没有算作零）：", "Not determined (not counted as zero):").in_(lang)
        parts.append("\n".join([head, *(_open_line(plan, row, lang) for row in monthly)]))
    others = dict.fromkeys(
        r.cell.programme.label.in_(lang) for r in undetermined if r not in monthly
    )
    if others:
        head = Text("还没有问清、说不准有没有的：", "Not asked about yet, so nobody can say: ").in_(
            lang
        )
        parts.append(head + Text("、", ", ").in_(lang).join(others))
    return parts


def _is_told(row: Row) -> bool:
    """Monthly money that is not determined is told line by line; the rest, unless it was sure before, by name only."""
    return (row.cell.programme.outcome, row.cell.programme.period) == ("money", "month")


def _open_line(plan: Plan, row: Row, lang: str) -> str:
    cell = row.cell
    decision = next(m.decision for m in plan.moments if m.day == cell.decided)
    sentences = [need_sentence(decision, need, lang).rstrip("。.") for need in cell.needs]
    more = len(sentences) - MOST_NEEDS
    shown = Text("；", "; ").in_(lang).join(sentences[:MOST_NEEDS])
    if more > 0:
        shown += Text(f"；等{len(sentences)}项", f"; {len(sentences)} in all").in_(lang)
    who, months = _subject(cell, lang), _range(row.first, row.last, lang)
    label = cell.programme.label.in_(lang)
    line = Text(
        f"  {months}，{label}，{who}：缺{shown}", f"  {months}, {label}, {who}: lacks {shown}"
    )
    return line.in_(lang)


def _aligned(table: list[list[str]]) -> str:
    widths = [max(map(_width, column)) for column in zip(*table, strict=True)]
    lines = []
    for line in table:
        cells = [c + " " * (w - _width(c)) for c, w in zip(line, widths, strict=True)]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def _width(text: str) -> int:
    """How many columns of a terminal the text takes: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


# -- for other programs ----------------------------------------------------------------------------------
def plan_report(plan: Plan, lang: str, *, warnings: Sequence[Problem] = ()) -> dict[str, Any]:
    """The plan as data: its decisions, its rows, and each month's money. `lang` chooses the language of labels."""
    return {
        "case": plan.case.name,
        "area": plan.case.area,
        "from": str(plan.first),
        "to": str(plan.last),
        "demonstration": is_demonstration(plan.moments[0].decision),
        "decisions": [_decision(moment, lang) for moment in plan.moments],
        "rows": [_row(plan, row, lang) for row in plan.rows()],
        "months": [
            {
                "month": str(month),
                "total_fen": plan.total_fen(month),
                "complete": not _money_is_open(plan, month),
            }
            for month in plan.months
        ],
        "warnings": [warning.in_(lang) for warning in warnings],
    }


def _decision(moment: Moment, lang: str) -> dict[str, Any]:
    return {
        "on": moment.day.isoformat(),
        "ground": moment.ground.in_(lang),
        "automatic": moment.automatic,
    }


def _row(plan: Plan, row: Row, lang: str) -> dict[str, Any]:
    cell = row.cell
    found: dict[str, Any] = {
        "programme": cell.programme.name,
        "label": cell.programme.label.in_(lang),
        "subject": cell.subject,
        "outcome": cell.programme.outcome,
        "period": cell.programme.period,
        "from": str(row.first),
        "to": str(row.last),
        "verdict": cell.verdict,
        "amount_fen": cell.amount_fen,
        "why": _reason_data(cell.why, lang),
        "ends": None if row.ends is None else _reason_data(row.ends, lang),
        "needs": [
            {
                "kind": n.kind,
                "name": n.name,
                "label": _label(plan, n.name, lang),
                "subject": n.subject,
            }
            for n in cell.needs
        ],
    }
    if cell.amount_range is not None:
        found["amount_range_fen"] = list(cell.amount_range)
    return found


def _label(plan: Plan, name: str, lang: str) -> str:
    return name_of(plan.moments[0].decision.edition.rulebook, name, lang)


def _reason_data(why: Why, lang: str) -> dict[str, str]:
    return {"kind": why.kind, "on": why.day.isoformat(), "text": why.text.in_(lang)}
