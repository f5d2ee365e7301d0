"""Which question comes next: the first that covers a fact some undecided result still needs.

An interview is computed afresh from the answers every time; it keeps nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby

from doudi.portal.domain.answers import Answers, Person, Raw
from doudi.portal.domain.questions import (
    AREA,
    ROW_FACTS,
    WHO,
    Question,
    Questionnaire,
)
from doudi.portal.domain.reading import (
    AnswerError,
    Scene,
    Statement,
    day_range,
    read_answer,
)
from doudi.rules.case import Case, Row
from doudi.rules.decide import Decision, decide
from doudi.rules.declare import day_number
from doudi.rules.rulebook import Rulebook
from doudi.units.text import Text

Wanted = set[tuple[str, int, str]]
MOST_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Ask:
    """One page: a question, about one row if it has one page for each."""

    question: Question
    row: str | None = None

    @property
    def key(self) -> str:
        return self.question.name if self.row is None else f"{self.question.name}@{self.row}"


class Interview:
    """The answers of one resident, put before the rulebook. `lang` names the people whom nobody named."""

    def __init__(
        self, rulebook: Rulebook, questionnaire: Questionnaire, answers: Answers, lang: str
    ) -> None:
        self.book = rulebook
        self.questionnaire = questionnaire
        self.answers = answers
        self.lang = lang

    # -- the pages ---------------------------------------------------------------------------
    def asks(self) -> Iterator[Ask]:
        """Every page that the answers so far leave open, in order, answered or not."""
        for (per, _), group in groupby(
            self.questionnaire.questions, key=lambda q: (q.per, q.section or q.name)
        ):
            questions = list(group)
            rows = [None] if per is None else [p.key for p in self.answers.people.get(per, ())]
            for row in rows:
                for question in questions:
                    if self._is_open(question, row):
                        yield Ask(question, row)

    def ask(self, key: str) -> Ask | None:
        return next((a for a in self.asks() if a.key == key), None)

    def first(self) -> Ask:
        return next(self.asks())

    def next_ask(self) -> Ask | None:
        """The first page that is not answered and still matters; None: the result stands."""
        return next(self._open_asks(), None)

    def answered(self) -> list[Ask]:
        """The answered pages that count, in the order of the questionnaire."""
        return [a for a in self.asks() if self._is_answered(a)]

    def _is_answered(self, ask: Ask) -> bool:
        """An answer that no longer fits its page (all whom it named were removed) is asked for again."""
        if not self.answers.has(ask.key):
            return False
        try:
            read_answer(ask.question, self.answers.given[ask.key], self.scene(ask))
        except AnswerError:
            return False
        return True

    def before(self, key: str | None) -> Ask | None:
        """The page answered last before this one."""
        given = [k for k in self.answers.given if self.ask(k) is not None]
        if key in given:
            given = given[: given.index(key)]
        return self.ask(given[-1]) if given else None

    def remaining(self) -> int:
        """About how many pages are left; before anybody is listed, as for a family of three."""
        listed = self
        if not self.answers.has("members"):
            listed = self._with_three()
        return sum(1 for _ in listed._open_asks()) + (0 if listed is self else 3)

    def _with_three(self) -> Interview:
        answers = replace(
            self.answers, people={**self.answers.people}, given={**self.answers.given}
        )
        answers.people["member"] = [
            Person("m1", "", "head", "40"),
            Person("m2", "", "spouse", "40"),
            Person("m3", "", "child", "10"),
        ]
        answers.given["members"] = {}
        return Interview(self.book, self.questionnaire, answers, self.lang)

    def _open_asks(self) -> Iterator[Ask]:
        for ask in self.asks():
            if not self._is_answered(ask) and self._still_matters(ask):
                yield ask

    def _is_open(self, question: Question, row: str | None) -> bool:
        if question.only_if is None:
            return True
        checklist, option_name = question.only_if
        at_row = f"{checklist}@{row}"
        raw = self.answers.given.get(at_row if row and self.answers.has(at_row) else checklist)
        if raw is None or option_name not in raw.get("t", ()):
            return False
        asked = self.questionnaire.question(checklist)
        option = asked.option(option_name) if asked else None
        if option is None or option.who is None:
            return True
        members = self.answers.people.get("member", ())
        if question.shape == WHO:
            return len(members) > 1
        chosen = self.answers.given.get(f"{checklist}.{option_name}", {}).get("w", ())
        return row is None or len(members) == 1 or row in chosen

    # -- what still matters --------------------------------------------------------------------
    def _still_matters(self, ask: Ask) -> bool:
        question = ask.question
        if question.shape == AREA:
            return True
        if question.rows is not None:
            kinds = {name for name in ROW_FACTS[question.rows.name] if name}
            return any(
                entity == question.rows.name and (fact in kinds or not fact)
                for entity, _, fact in self.wanted
            )
        names = {f.name for f in question.facts()}
        return any(
            fact in names and (ask.row is None or self._key(entity, row) == ask.row)
            for entity, row, fact in self.wanted
        )

    @cached_property
    def wanted(self) -> Wanted:
        """(entity, row, fact) that some undecided result needs; fact "" for the rows themselves."""
        needs = [need for result in self.decision.results for need in result.needs]
        return {
            (n.entity, n.row, n.name if n.kind == "fact" else "")
            for n in needs
            if n.kind in ("fact", "rows")
        }

    def _key(self, entity: str, row: int) -> str:
        people = self.answers.people.get(entity, [])
        return people[row].key if row < len(people) else ""

    # -- the case ------------------------------------------------------------------------------
    @cached_property
    def decision(self) -> Decision:
        return decide(self.book, self.case, list(self.questionnaire.programmes))

    @cached_property
    def months(self) -> int:
        """Months of the income base period in the place; twelve where nobody entered it."""
        edition = self.book.at(self.answers.on, self.answers.area)
        resolved = edition.value(self.questionnaire.base_months)
        return resolved.figure if resolved is not None else MOST_MONTHS

    def scene(self, ask: Ask) -> Scene:
        members = tuple(p.key for p in self.answers.people.get("member", ()))
        return Scene(ask.row, members, self.answers.on, self.months)

    @cached_property
    def case(self) -> Case:
        """What the answers say, as a case. An answer that no longer fits its page is not used."""
        answers = self.answers
        case = Case(_CASE_NAME.in_(self.lang), answers.on, answers.area)
        for entity in ROW_FACTS:
            if answers.has(f"{entity}s"):
                self._add_rows(case, entity)
        for assumed in self.questionnaire.assumed:
            steps = day_number(answers.on) if assumed.steps is None else assumed.steps
            entity = assumed.fact.entity.name
            rows = [case] if entity == self.book.root.name else case.rows.get(entity, ())
            for row in rows:
                row.facts[assumed.fact.name] = steps
        for ask in self.answered():
            for statement in self._statements(ask):
                self._state(case, statement)
        return case

    def _statements(self, ask: Ask) -> list[Statement]:
        try:
            return read_answer(ask.question, self.answers.given[ask.key], self.scene(ask))
        except AnswerError:
            return []

    def _add_rows(self, case: Case, entity: str) -> None:
        people = self.answers.people.get(entity, [])
        case.rows[entity] = [Row(self.name_of(entity, p.key)) for p in people]
        given: Raw = self.answers.given[f"{entity}s"]
        case.complete[entity] = None if given.get("unknown") else True
        kind, birth = ROW_FACTS[entity]
        for index, person in enumerate(people):
            fact = self.book.facts[kind]
            if person.kind in fact.options:
                case.rows[entity][index].facts[kind] = fact.options.index(person.kind)
            if birth and person.birth:
                low, high = day_range(person.birth, self.answers.on, "birth", ages=True)
                self._place(case, entity, index, birth, low, high)

    def _state(self, case: Case, statement: Statement) -> None:
        entity = statement.fact.entity
        name, low, high = statement.fact.name, statement.low, statement.high
        if entity.parent is None:
            self._place(case, entity.name, 0, name, low, high)
            return
        for index, person in enumerate(self.answers.people.get(entity.name, [])):
            if statement.row in (None, person.key) and entity.name in case.rows:
                self._place(case, entity.name, index, name, low, high)

    def _place(self, case: Case, entity: str, index: int, fact: str, low: int, high: int) -> None:
        facts = case.facts if entity == self.book.root.name else case.rows[entity][index].facts
        facts.pop(fact, None)
        case.ranges.pop((entity, index, fact), None)
        if low == high:
            facts[fact] = low
        else:
            case.ranges[entity, index, fact] = (low, high)

    # -- names ---------------------------------------------------------------------------------
    def name_of(self, entity: str, key: str) -> str:
        """The name given, else what the person is: 配偶, 子女（二）."""
        person = self.answers.person(entity, key)
        if person is None:
            return ""
        if person.name:
            return person.name
        fact = self.book.facts[ROW_FACTS[entity][0]]
        labels = dict(zip(fact.options, fact.option_labels, strict=True))
        label = labels[person.kind].in_(self.lang) if person.kind in labels else "?"
        alike = [p.key for p in self.answers.people[entity] if not p.name and p.kind == person.kind]
        if len(alike) < 2:
            return label
        return f"{label}{Text('', ' ').in_(self.lang)}{alike.index(key) + 1}"

    def title(self, ask: Ask) -> Text:
        return self.put_in(ask.question.title, ask)

    def words_for(self, fact: str) -> Text | None:
        """What a page calls a fact: the words at its box or its option, where they stand alone."""
        for question in self.questionnaire.questions:
            for field in question.fields:
                if field.fact.name == fact and field.label is not None:
                    return field.label
            for option in question.options:
                if question.fact is None and any(f.name == fact for f, _ in option.unless):
                    return option.label
        return None

    def put_in(self, text: Text, ask: Ask) -> Text:
        """`{name}` and `{months}` filled in."""
        name = self.name_of(ask.question.per, ask.row) if ask.row and ask.question.per else ""
        return Text(
            *(part.replace("{name}", name).replace("{months}", str(self.months)) for part in text)
        )


_CASE_NAME = Text("自己测算", "own estimate")
