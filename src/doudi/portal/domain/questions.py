"""The questions of the self-check, read from `law/cn/questions.yaml` and checked against the facts of the rulebook.

Every fact is asked by some question, or named with the reason why nobody is asked; anything else does not load.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from doudi.rules.declare import Fact
from doudi.rules.marked_yaml import Marks, read_marked
from doudi.rules.nodes import CATEGORY, TRUTH, Entity
from doudi.rules.rulebook import Rulebook, nearest
from doudi.rules.written import read_fact
from doudi.units.text import Problem, ProblemsError, Text

AREA, CHOICE, CHECKLIST, WHO, FIELDS, EACH, PEOPLE = (
    "area",
    "choice",
    "checklist",
    "who",
    "fields",
    "each",
    "people",
)
SHAPES = (CHOICE, CHECKLIST, FIELDS, EACH, PEOPLE)
YES_NO = {"yes": Text("是", "Yes"), "no": Text("不是", "No")}
# What the page of rows asks of each person besides the name, per entity: the kind, and the date of birth if any.
ROW_FACTS = {"member": ("relation", "birth_date"), "supporter": ("supporter_kind", "")}

_KEYS = {
    "question": "id shape per section if fact rows may_be_none zh en help_zh help_en options fields",
    "option": "zh en hint_zh hint_en unless then who who_zh who_en",
    "field": "fact zh en hint_zh hint_en blank may_be_unknown over_time skip",
}

Facts = tuple[tuple[Fact, int], ...]


@dataclass(frozen=True, slots=True)
class Option:
    """One box or radio button. `unless` holds where it is not ticked, `then` where it is, `who` for whom it is about."""

    name: str
    label: Text
    hint: Text | None = None
    unless: Facts = ()
    then: Facts = ()
    who: Facts | None = None
    who_title: Text | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One box to type in. `over_time`: the amount may be given per month; its months are stated as `months` if named."""

    fact: Fact
    label: Text | None = None
    hint: Text | None = None
    blank: int | None = None
    may_be_unknown: bool = False
    over_time: bool = False
    months: Fact | None = None
    skip: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """One page, or one page for each row of `per`."""

    name: str
    shape: str
    title: Text
    help: Text | None = None
    per: str | None = None
    section: str = ""
    only_if: tuple[str, str] | None = None
    fact: Fact | None = None
    options: tuple[Option, ...] = ()
    fields: tuple[Field, ...] = ()
    rows: Entity | None = None
    may_be_none: bool = False

    def option(self, name: str) -> Option | None:
        return next((o for o in self.options if o.name == name), None)

    def facts(self) -> Iterator[Fact]:
        """Every fact that an answer may state."""
        if self.fact is not None:
            yield self.fact
        for option in self.options:
            for fact, _ in (*option.unless, *option.then, *(option.who or ())):
                yield fact
        for field in self.fields:
            yield field.fact
            if field.months is not None:
                yield field.months


@dataclass(frozen=True, slots=True)
class Assumed:
    """A fact stated for everybody: `steps` None is the day of the estimate."""

    fact: Fact
    steps: int | None
    text: Text


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """All questions in the order of their pages."""

    questions: tuple[Question, ...]
    assumed: tuple[Assumed, ...]
    not_asked: dict[str, Text]
    programmes: tuple[str, ...]  # those that /check/ estimates
    default_area: str
    place_needs: tuple[str, ...]
    base_months: str

    def question(self, name: str) -> Question | None:
        return next((q for q in self.questions if q.name == name), None)


def read_questions(path: Path, rulebook: Rulebook) -> Questionnaire:
    """Read and check the file.

    Raises:
        ProblemsError: every fault, with its line: an unknown fact or option, a fact that nobody asks …
    """
    data, marks = read_marked(path.read_text(encoding="utf-8"), str(path))
    return _Reader(rulebook, marks).read(data)


class _Reader:
    def __init__(self, rulebook: Rulebook, marks: Marks) -> None:
        self.book = rulebook
        self.marks = marks
        self.problems: list[Problem] = []

    def read(self, data: Any) -> Questionnaire:
        place = data["place"]
        area = Question(AREA, AREA, _text(place), _text(place, "help_"))
        questions = [area]
        for at, entry in enumerate(data["questions"]):
            questions += self._question(entry, ("questions", at))
        assumed = tuple(self._assumed(name, entry) for name, entry in data["assumed"].items())
        not_asked = {name: _text(entry) for name, entry in data["not_asked"].items()}
        for name in (*place["needs"], place["base_months"]):
            if name not in self.book.values.declarations:
                self._unknown(name, self.book.values.declarations, ("place",))
        programmes = tuple(data["programmes"])
        for place_, name in enumerate(programmes):
            if name not in self.book.programmes:
                self._unknown(name, self.book.programmes, ("programmes", place_))
        self._check_conditions(questions)
        self._check_coverage(questions, assumed, not_asked, programmes)
        if self.problems:
            raise ProblemsError(self.problems)
        return Questionnaire(
            tuple(questions),
            tuple(a for a in assumed if a is not None),
            not_asked,
            programmes,
            place["default"],
            tuple(place["needs"]),
            place["base_months"],
        )

    def _check_keys(self, part: str, entry: Any, path: tuple[str | int, ...]) -> None:
        """Also catches a comma in an unquoted text, which YAML takes for the end of it."""
        known = _KEYS[part].split()
        for key in entry:
            if key not in known:
                self._unknown(str(key), known, path)

    def _question(self, entry: Any, path: tuple[str | int, ...]) -> list[Question]:
        self._check_keys("question", entry, path)
        shape, name = entry["shape"], entry["id"]
        if shape not in SHAPES:
            self._fault(f"{name}：没有这种题型", f"{name}: no such shape", path, shape)
        fact = self._fact(entry["fact"], path) if "fact" in entry else None
        options = entry.get("options")
        if shape == CHOICE and fact is not None:
            read = self._choices(fact, options, path)
        else:
            read = [self._option(key, o, path) for key, o in (options or {}).items()]
        condition = entry.get("if")
        question = Question(
            name,
            shape,
            _text(entry),
            _optional(entry, "help_"),
            entry.get("per"),
            entry.get("section", ""),
            tuple(condition.split(".")) if condition else None,
            fact,
            tuple(read),
            tuple(
                self._field(f, (*path, "fields", at))
                for at, f in enumerate(entry.get("fields", ()))
            ),
            self.book.entities[entry["rows"]] if "rows" in entry else None,
            bool(entry.get("may_be_none")),
        )
        return [question, *_who_pages(question)]

    def _choices(self, fact: Fact, options: Any, path: tuple[str | int, ...]) -> list[Option]:
        """One radio button for each option of the fact; yes and no for a truth."""
        names = fact.options if fact.kind == CATEGORY else ("yes", "no")
        if options is None:
            labels = dict(zip(fact.options, fact.option_labels, strict=True)) or YES_NO
            options = {n: {"zh": labels[n].zh, "en": labels[n].en} for n in names}
        for key, entry in options.items():
            self._check_keys("option", entry, (*path, "options", key))
            if key not in names:
                self._unknown(key, names, path)
        return [
            Option(key, _text(o), _optional(o, "hint_"), then=((fact, _steps(fact, key)),))
            for key, o in options.items()
            if key in names
        ]

    def _option(self, key: str, entry: Any, path: tuple[str | int, ...]) -> Option:
        self._check_keys("option", entry, (*path, "options", key))
        at = (*path, "options", key)
        return Option(
            key,
            _text(entry),
            _optional(entry, "hint_"),
            self._facts(entry.get("unless"), at),
            self._facts(entry.get("then"), at),
            self._facts(entry["who"], at) if "who" in entry else None,
            _optional(entry, "who_"),
        )

    def _facts(self, entry: Any, path: tuple[str | int, ...]) -> Facts:
        found = []
        for name, written in (entry or {}).items():
            fact = self._fact(name, path)
            if fact is not None:
                steps = read_fact(fact, written, self.marks.where(path))
                assert steps is not None
                found.append((fact, steps))
        return tuple(found)

    def _field(self, entry: Any, path: tuple[str | int, ...]) -> Field:
        self._check_keys("field", entry, path)
        fact = self._fact(entry["fact"], path) or next(iter(self.book.facts.values()))
        over_time = entry.get("over_time")
        months = self._fact(over_time, path) if isinstance(over_time, str) else None
        return Field(
            fact,
            _optional(entry, ""),
            _optional(entry, "hint_"),
            entry.get("blank"),
            bool(entry.get("may_be_unknown")),
            bool(over_time),
            months,
            tuple(entry.get("skip", ())),
        )

    def _assumed(self, name: str, entry: Any) -> Assumed | None:
        fact = self._fact(name, ("assumed", name))
        if fact is None:
            return None
        written = entry["on"]
        return Assumed(fact, None if written is True else read_fact(fact, written), _text(entry))

    # -- what does not fit --------------------------------------------------------------------
    def _fact(self, name: str, path: tuple[str | int, ...]) -> Fact | None:
        fact = self.book.facts.get(name)
        if fact is None:
            self._unknown(name, self.book.facts, path)
        return fact

    def _unknown(self, name: str, known: Any, path: tuple[str | int, ...]) -> None:
        near = nearest(name, known)
        hint = Text(f"，是不是“{near}”？", f"; did you mean {near!r}?") if near else Text("", "")
        self._fault(
            f"没有叫“{name}”的{hint.zh}",
            f"there is no {name!r}{hint.en}",
            path,
            name,
        )

    def _fault(
        self, zh: str, en: str, path: tuple[str | int, ...], value: str | None = None
    ) -> None:
        self.problems.append(Problem(Text(zh, en), self.marks.where(path), value))

    def _check_conditions(self, questions: list[Question]) -> None:
        seen: dict[str, Question] = {}
        for question in questions:
            if question.only_if is not None:
                name, _, option = ".".join(question.only_if).rpartition(".")
                asked = seen.get(name)
                if asked is None or asked.option(option) is None:
                    self._fault(
                        f"{question.name} 的条件指向前面没有的选项",
                        f"{question.name} depends on an option that no earlier question has",
                        ("questions",),
                        ".".join(question.only_if),
                    )
            seen[question.name] = question

    def _check_coverage(
        self,
        questions: list[Question],
        assumed: tuple[Assumed | None, ...],
        not_asked: dict[str, Text],
        programmes: tuple[str, ...],
    ) -> None:
        """Every fact that an estimate may rest on is asked for, assumed, or left to an office by name."""
        asked = {fact.name for q in questions for fact in q.facts()}
        asked |= {name for pair in ROW_FACTS.values() for name in pair if name}
        asked |= {a.fact.name for a in assumed if a is not None}
        for name in self.book.facts_behind(p for p in programmes if p in self.book.programmes):
            if name not in asked and name not in not_asked:
                self._fault(
                    f"事实“{name}”没有任何问题问到，也没有写明为什么不问",
                    f"no question asks for the fact {name!r}, and no reason is given why not",
                    ("questions",),
                )
        for name in not_asked:
            if name not in self.book.facts:
                self._unknown(name, self.book.facts, ("not_asked", name))


def _who_pages(question: Question) -> list[Question]:
    """The page that asks whom an option is about."""
    return [
        Question(
            f"{question.name}.{option.name}",
            WHO,
            option.who_title or option.label,
            only_if=(question.name, option.name),
            options=(option,),
        )
        for option in question.options
        if option.who is not None
    ]


def _steps(fact: Fact, key: str) -> int:
    return fact.options.index(key) if fact.kind != TRUTH else int(key == "yes")


def _text(entry: Any, prefix: str = "") -> Text:
    return Text(str(entry[f"{prefix}zh"]), str(entry[f"{prefix}en"]))


def _optional(entry: Any, prefix: str) -> Text | None:
    return _text(entry, prefix) if f"{prefix}zh" in entry else None
