"""What the templates need of a question: its boxes, what stands in them, what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from doudi.law.cn import area_name
from doudi.portal.domain.answers import Raw
from doudi.portal.domain.interview import Ask, Interview
from doudi.portal.domain.questions import (
    AREA,
    CHECKLIST,
    CHOICE,
    EACH,
    FIELDS,
    PEOPLE,
    ROW_FACTS,
    WHO,
    Field,
    Option,
)
from doudi.portal.domain.reading import one
from doudi.portal.domain.summary import person_line
from doudi.portal.domain.turn import Turn
from doudi.rules.declare import Fact


@dataclass(slots=True)
class Choice:
    """One radio button, tick box or line of a list."""

    value: str
    label: str
    hint: str = ""
    is_chosen: bool = False


@dataclass(slots=True)
class Control:
    """One box of a page, or one group of buttons. `kind` names the template that draws it."""

    kind: str
    name: str
    label: str = ""
    hint: str = ""
    value: str = ""
    unit: str = ""
    inputmode: str = "text"
    choices: list[Choice] = field(default_factory=list)
    fault: str = ""
    per: str = ""
    months: str = ""
    asks_months: bool = False
    inner_faults: dict[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return f"box-{self.name}"


def question_page(turn: Turn) -> dict[str, Any]:
    """The context of `question.html`."""
    interview, ask = turn.interview, turn.ask
    assert ask is not None
    lang = interview.lang
    help_text = ask.question.help
    return {
        "ask": ask,
        "title": interview.title(ask).in_(lang),
        "help": interview.put_in(help_text, ask).in_(lang) if help_text else "",
        "controls": _controls(turn, ask),
        "people": _people(turn, ask),
        "editing": turn.editing,
        "faults": [(f"box-{box}", text.in_(lang)) for box, text in turn.faults],
        "remaining": interview.remaining(),
        "may_skip": ask.question.shape not in (AREA,) and ask.question.name != "members",
        "is_people": ask.question.shape == PEOPLE,
        "may_be_none": ask.question.may_be_none,
        "answers": interview.answers,
        "months": interview.months,
    }


def _controls(turn: Turn, ask: Ask) -> list[Control]:
    build = {
        AREA: _area,
        CHOICE: _choice,
        CHECKLIST: _checklist,
        WHO: _who,
        EACH: _each,
        FIELDS: _fields,
        PEOPLE: _row,
    }[ask.question.shape]
    controls = build(turn.interview, ask, turn.raw)
    faults: dict[str, str] = {}
    for box, text in turn.faults:
        faults.setdefault(box, text.in_(turn.interview.lang))
    for control in controls:
        control.fault = faults.get(control.name, "")
        control.inner_faults = {
            part: faults[f"{control.name}.{part}"]
            for part in ("per", "months")
            if f"{control.name}.{part}" in faults
        }
    return controls


def _area(interview: Interview, ask: Ask, raw: Raw) -> list[Control]:
    lang, questionnaire = interview.lang, interview.questionnaire
    codes = [questionnaire.default_area, *_local_areas(interview)]
    typed = one(raw, "code") or (one(raw, "v") if one(raw, "v") != "other" else "")
    chosen = one(raw, "v") or questionnaire.default_area
    if chosen == "other" and typed in codes:
        chosen = typed
    choices = [Choice(c, area_name(c).in_(lang), "", c == chosen) for c in dict.fromkeys(codes)]
    radios = Control("area", "v", choices=choices, value="" if chosen in codes else "other")
    code = Control("code", "code", value="" if typed in codes else typed, inputmode="numeric")
    return [radios, code]


def _local_areas(interview: Interview) -> list[str]:
    """Places whose own pack gives the figures without which nothing can be computed."""
    values = interview.book.values
    return [
        figure.area
        for name in interview.questionnaire.place_needs
        for figure in values.figures(name)
        if figure.pack.local
    ]


def _choice(interview: Interview, ask: Ask, raw: Raw) -> list[Control]:
    return [Control("radios", "v", choices=_options(interview, ask, {one(raw, "v")}))]


def _checklist(interview: Interview, ask: Ask, raw: Raw) -> list[Control]:
    ticked = set(raw.get("t", ()))
    choices = _options(interview, ask, ticked)
    value = "none" if "none" in ticked else ""
    return [Control("checkboxes", "t", choices=choices, value=value)]


def _options(interview: Interview, ask: Ask, chosen: set[str]) -> list[Choice]:
    def choice(option: Option) -> Choice:
        hint = option.hint.in_(interview.lang) if option.hint else ""
        label = interview.put_in(option.label, ask).in_(interview.lang)
        return Choice(option.name, label, hint, option.name in chosen)

    return [choice(o) for o in ask.question.options]


def _who(interview: Interview, ask: Ask, raw: Raw) -> list[Control]:
    chosen = raw.get("w", ())
    choices = [
        Choice(p.key, interview.name_of("member", p.key), "", p.key in chosen)
        for p in interview.answers.people.get("member", ())
    ]
    return [Control("who", "w", choices=choices)]


def _each(interview: Interview, ask: Ask, raw: Raw) -> list[Control]:
    fact = ask.question.fact
    assert fact is not None
    return [
        Control(
            "text",
            p.key,
            interview.name_of("member", p.key),
            value=one(raw, p.key),
            unit=_unit(fact, interview.lang),
            inputmode=_inputmode(fact),
        )
        for p in interview.answers.people.get("member", ())
    ]


def _fields(interview: Interview, ask: Ask, raw: Raw) -> list[Control]:
    return [_field(interview, ask, f, raw) for f in ask.question.fields]


def _field(interview: Interview, ask: Ask, asked: Field, raw: Raw) -> Control:
    lang, fact = interview.lang, asked.fact
    control = Control(
        "over_time" if asked.over_time else "text",
        fact.name,
        interview.put_in(asked.label, ask).in_(lang) if asked.label else "",
        asked.hint.in_(lang) if asked.hint else "",
        one(raw, fact.name),
        _unit(fact, lang),
        _inputmode(fact),
    )
    if fact.kind == "category":
        control.kind = "select"
        control.choices = [
            Choice(n, label.in_(lang), "", n == control.value)
            for n, label in zip(fact.options, fact.option_labels, strict=True)
            if n not in asked.skip
        ]
    elif fact.kind == "date":
        control.kind = "date"
    elif asked.over_time:
        control.per = one(raw, f"{fact.name}.per")
        control.months = one(raw, f"{fact.name}.months")
        control.asks_months = asked.months is not None
    return control


def _row(interview: Interview, ask: Ask, raw: Raw) -> list[Control]:
    assert ask.question.rows is not None
    entity, lang = ask.question.rows.name, interview.lang
    kind, birth = ROW_FACTS[entity]
    fact = interview.book.facts[kind]
    chosen = one(raw, "kind")
    if not chosen and entity == "member" and not interview.answers.people.get(entity):
        chosen = "head"
    choices = [
        Choice(n, label.in_(lang), "", n == chosen)
        for n, label in zip(fact.options, fact.option_labels, strict=True)
    ]
    controls = [
        Control("name", "name", value=one(raw, "name")),
        Control("select", "kind", fact.label.in_(lang), choices=choices),
    ]
    if birth:
        controls.append(Control("birth", "birth", value=one(raw, "birth")))
    return controls


def _people(turn: Turn, ask: Ask) -> list[tuple[str, str]]:
    """(key, line) of everybody listed so far."""
    if ask.question.rows is None:
        return []
    entity = ask.question.rows.name
    people = turn.interview.answers.people.get(entity, ())
    return [(p.key, person_line(turn.interview, entity, p)) for p in people]


def _unit(fact: Fact, lang: str) -> str:
    unit = fact.unit.name(lang)
    return "" if fact.unit.name("en") == "item" else unit


def _inputmode(fact: Fact) -> str:
    return "decimal" if fact.unit.is_money or fact.unit.name("en") == "m²" else "numeric"
