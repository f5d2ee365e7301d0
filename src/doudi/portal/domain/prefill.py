"""From a case back to answers: what each page would show if its facts had been typed in. For the example families."""

from __future__ import annotations

from doudi.portal.domain.answers import UNKNOWN, Answers, Raw
from doudi.portal.domain.interview import Ask, Interview
from doudi.portal.domain.questions import (
    AREA,
    CHECKLIST,
    CHOICE,
    EACH,
    FIELDS,
    ROW_FACTS,
    WHO,
    Facts,
    Questionnaire,
)
from doudi.rules.case import Case
from doudi.rules.declare import Fact
from doudi.rules.rulebook import Rulebook
from doudi.rules.written import write_fact


def answers_of(case: Case, rulebook: Rulebook, questionnaire: Questionnaire) -> Answers:
    """The answers of somebody who goes through the pages; what the case does not state is "I don't know"."""
    answers = Answers(case.on, case.area)
    for entity, (kind, birth) in ROW_FACTS.items():
        for row in case.rows.get(entity, ()):
            written = {n: str(write_fact(rulebook.facts[n], s)) for n, s in row.facts.items()}
            answers.add_person(entity, row.name, written.get(kind, ""), written.get(birth, ""))
    while (ask := Interview(rulebook, questionnaire, answers, "zh").next_ask()) is not None:
        answers.given[ask.key] = _Filler(case, answers).raw(ask)
    return answers


class _Filler:
    def __init__(self, case: Case, answers: Answers) -> None:
        self.case = case
        self.answers = answers

    def raw(self, ask: Ask) -> Raw:
        question = ask.question
        if question.shape == AREA:
            return {"v": ["other"], "code": [self.case.area]}
        if question.rows is not None:
            return self._rows(question.rows.name)
        fill = {
            CHOICE: self._choice,
            CHECKLIST: self._checklist,
            WHO: self._who,
            EACH: self._each,
            FIELDS: self._fields,
        }[question.shape]
        return fill(ask) or UNKNOWN

    def _rows(self, entity: str) -> Raw:
        if self.answers.people.get(entity):
            return {}
        return {"none": ["1"]} if self.case.complete.get(entity) else UNKNOWN

    def _known(self, fact: Fact, row: str | None) -> list[int | None]:
        """What the case says of a fact, for one row or for all."""
        entity = fact.entity.name
        if fact.entity.parent is None:
            return [self.case.facts.get(fact.name)]
        keys = [p.key for p in self.answers.people.get(entity, ())]
        rows = self.case.rows.get(entity, [])
        return [r.facts.get(fact.name) for k, r in zip(keys, rows, strict=True) if row in (None, k)]

    def _holds(self, facts: Facts, row: str | None) -> bool:
        return all(set(self._known(fact, row)) <= {steps} for fact, steps in facts)

    def _choice(self, ask: Ask) -> Raw:
        for option in ask.question.options:
            if self._holds(option.then, ask.row):
                return {"v": [option.name]}
        return {}

    def _checklist(self, ask: Ask) -> Raw:
        facts = [f for o in ask.question.options for f, _ in (*o.unless, *o.then)]
        if any(
            None in self._known(f, ask.row) and len(set(self._known(f, ask.row))) == 1
            for f in facts
        ):
            return {}
        ticked = [o.name for o in ask.question.options if not self._holds(o.unless, ask.row)]
        return {"t": ticked or ["none"]}

    def _who(self, ask: Ask) -> Raw:
        option = ask.question.options[0]
        keys = [p.key for p in self.answers.people.get("member", ())]
        return {"w": [k for k in keys if not self._holds(option.unless, k)]}

    def _each(self, ask: Ask) -> Raw:
        fact = ask.question.fact
        assert fact is not None
        raw: Raw = {}
        for person in self.answers.people.get("member", ()):
            steps = self._known(fact, person.key)[0]
            if steps:
                raw[person.key] = [str(write_fact(fact, steps))]
        return raw

    def _fields(self, ask: Ask) -> Raw:
        raw: Raw = {}
        for field in ask.question.fields:
            name = field.fact.name
            steps = self._known(field.fact, ask.row)[0]
            if steps is None:
                if field.blank is None and not field.may_be_unknown:
                    return {}
                continue
            raw[name] = [str(write_fact(field.fact, steps))]
            if field.over_time:
                raw[f"{name}.per"] = ["period"]
            if field.months is not None:
                months = self._known(field.months, ask.row)[0]
                raw[f"{name}.months"] = [str(months if months is not None else "")]
        return raw
