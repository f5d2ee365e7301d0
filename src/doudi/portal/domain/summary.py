"""The answers as a person reads them back: on the page of all answers, and in the letter."""

from __future__ import annotations

from dataclasses import dataclass

from doudi.law.cn import area_name
from doudi.portal.domain.answers import Person, Raw
from doudi.portal.domain.interview import Ask, Interview
from doudi.portal.domain.questions import (
    AREA,
    CHECKLIST,
    CHOICE,
    EACH,
    FIELDS,
    PEOPLE,
    ROW_FACTS,
    Field,
)
from doudi.portal.domain.reading import (
    AnswerError,
    Scene,
    Statement,
    one,
    read_answer,
    read_field,
    read_months,
)
from doudi.rules.declare import Fact
from doudi.rules.dimensions import STEPS_PER_FEN
from doudi.rules.written import write_steps
from doudi.units.money import format_yuan
from doudi.units.text import Text


@dataclass(frozen=True, slots=True)
class Line:
    """One answered page: its question and, one below the other, what was answered."""

    key: str
    question: str
    answers: list[str]


def summary_of(interview: Interview) -> list[Line]:
    """Every answered page that counts."""
    return [
        Line(a.key, interview.title(a).in_(interview.lang), _told(interview, a))
        for a in interview.answered()
    ]


def person_line(interview: Interview, entity: str, person: Person) -> str:
    """爸爸（户主，1984-03-02）."""
    fact = interview.book.facts[ROW_FACTS[entity][0]]
    labels = dict(zip(fact.options, fact.option_labels, strict=True))
    name = interview.name_of(entity, person.key)
    kind = labels[person.kind].in_(interview.lang) if person.kind in labels else ""
    about = [part for part in (kind if kind != name else "", person.birth) if part]
    if not about:
        return name
    inside = Text("，", ", ").in_(interview.lang).join(about)
    return Text(f"{name}（{inside}）", f"{name} ({inside})").in_(interview.lang)


def _told(interview: Interview, ask: Ask) -> list[str]:
    raw, lang = interview.answers.given[ask.key], interview.lang
    if raw.get("unknown"):
        return [Text("不清楚", "I don't know").in_(lang)]
    shape = ask.question.shape
    if shape == AREA:
        return [area_name(interview.answers.area).in_(lang)]
    if shape == PEOPLE:
        return _people(interview, ask)
    if shape in (CHOICE, CHECKLIST):
        return _options(ask, raw, lang)
    if shape == EACH:
        return _each(interview, ask, raw)
    if shape == FIELDS:
        return [line for f in ask.question.fields if (line := _field(interview, f, raw))]
    return [interview.name_of("member", key) for key in raw.get("w", ())]


def _people(interview: Interview, ask: Ask) -> list[str]:
    assert ask.question.rows is not None
    entity = ask.question.rows.name
    people = interview.answers.people.get(entity, ())
    lines = [person_line(interview, entity, p) for p in people]
    return lines or [Text("没有", "None").in_(interview.lang)]


def _options(ask: Ask, raw: Raw, lang: str) -> list[str]:
    ticked = [*raw.get("v", ()), *raw.get("t", ())]
    lines = [o.label.in_(lang) for o in ask.question.options if o.name in ticked]
    return lines or [Text("都没有", "None of these").in_(lang)]


def _each(interview: Interview, ask: Ask, raw: Raw) -> list[str]:
    fact = ask.question.fact
    assert fact is not None
    lines = []
    for statement in _statements(interview, ask, raw):
        if statement.row is not None and statement.low:
            name = interview.name_of("member", statement.row)
            figure = show_amount(fact, statement.low, interview.lang)
            lines.append(Text(f"{name}：{figure}", f"{name}: {figure}").in_(interview.lang))
    return lines or [Text("没有", "None").in_(interview.lang)]


def _statements(interview: Interview, ask: Ask, raw: Raw) -> list[Statement]:
    try:
        return read_answer(ask.question, raw, interview.scene(ask))
    except AnswerError:
        return []


def _field(interview: Interview, field: Field, raw: Raw) -> str:
    lang, name = interview.lang, field.fact.name
    typed = one(raw, name)
    if not typed:
        return ""
    if field.fact.kind == "category":
        labels = dict(zip(field.fact.options, field.fact.option_labels, strict=True))
        told = labels[typed].in_(lang) if typed in labels else typed
    elif field.fact.kind == "date":
        told = typed
    else:
        told = _figure(interview, field, raw)
    if field.label is None:
        return told
    label = field.label.in_(lang)
    return Text(f"{label}：{told}", f"{label}: {told}").in_(lang).replace("{name}", "")


def _figure(interview: Interview, field: Field, raw: Raw) -> str:
    """The amount, with the arithmetic where it was given by the month."""
    lang, scene = interview.lang, Scene(None, (), interview.answers.on, interview.months)
    try:
        stated = {s.fact.name: s.low for s in read_field(field, raw, scene)}
        months = read_months(field, raw, scene) if field.over_time else 0
    except AnswerError:
        return one(raw, field.fact.name)
    total = stated[field.fact.name]
    shown = show_amount(field.fact, total, lang)
    if not field.over_time:
        return shown
    if one(raw, f"{field.fact.name}.per") == "month" and months:
        monthly = show_amount(field.fact, total // months, lang)
        return Text(
            f"每月 {monthly} × {months} 个月 = {shown}", f"{monthly} a month × {months} = {shown}"
        ).in_(lang)
    in_all = Text(f"{scene.months} 个月一共 {shown}", f"{shown} in {scene.months} months").in_(lang)
    if field.months is None:
        return in_all
    return in_all + Text(f"，做了 {months} 个月", f", {months} months worked").in_(lang)


def show_amount(fact: Fact, steps: int, lang: str) -> str:
    """Steps with the fact's unit: 1,800.00 元, 2 辆."""
    if fact.unit.is_money:
        text = format_yuan(steps // STEPS_PER_FEN)
        unit = fact.unit.name(lang)
        return f"{text} {unit}"
    unit = fact.unit.name(lang) if fact.unit.name("en") != "item" else ""
    return f"{write_steps(fact.unit, steps)} {unit}".strip()
