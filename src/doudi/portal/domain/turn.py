"""One turn of the self-check: what was pressed and typed on a page → the answers, and the page that comes next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from doudi.portal.domain.answers import MOST_CHARACTERS, NONE, UNKNOWN, Answers, Raw
from doudi.portal.domain.interview import Ask, Interview
from doudi.portal.domain.questions import AREA, PEOPLE, ROW_FACTS, Questionnaire
from doudi.portal.domain.reading import AnswerError, day_range, one, read_answer
from doudi.rules.rulebook import Rulebook
from doudi.units.area import AreaLevel, level, parse_area
from doudi.units.text import ProblemsError, Text

Fault = tuple[str, Text]
MOST_VALUES = 200  # values of one box: no page has more


@dataclass(slots=True)
class Turn:
    """Where a turn ends: at a question (with what to show in its boxes), else at the page of all answers."""

    interview: Interview
    ask: Ask | None
    raw: Raw = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    editing: str = ""


@dataclass(frozen=True, slots=True)
class Posted:
    """What a page sent: the button, the page's key, the boxes."""

    do: str
    at: str
    boxes: Raw
    editing: str = ""


class TurnTaker:
    """Applies a turn. The rulebook, the questions and the language stay the same through all turns."""

    def __init__(self, rulebook: Rulebook, questionnaire: Questionnaire, lang: str) -> None:
        self.book = rulebook
        self.questionnaire = questionnaire
        self.lang = lang

    def interview(self, answers: Answers) -> Interview:
        return Interview(self.book, self.questionnaire, answers, self.lang)

    def take(self, answers: Answers, posted: Posted) -> Turn:
        """The next page; the same one with sentences where something cannot be read."""
        do, _, target = posted.do.partition(":")
        interview = self.interview(answers)
        ask = interview.ask(posted.at)
        if do == "change":
            return self._show(interview, interview.ask(target))
        if do == "back":
            return self._show(interview, interview.before(posted.at) or interview.first())
        if ask is None or do == "start":
            return self.go_on(answers)
        if do == "stay":
            return Turn(interview, ask, posted.boxes, editing=posted.editing)
        try:
            return self._answer(answers, ask, do, target, posted)
        except AnswerError as error:
            return Turn(interview, ask, posted.boxes, error.faults, posted.editing)

    def go_on(self, answers: Answers) -> Turn:
        """The first page that still matters."""
        interview = self.interview(answers)
        return self._show(interview, interview.next_ask())

    def _show(self, interview: Interview, ask: Ask | None) -> Turn:
        raw = interview.answers.given.get(ask.key, {}) if ask else {}
        return Turn(interview, ask, dict(raw))

    def _answer(self, answers: Answers, ask: Ask, do: str, target: str, posted: Posted) -> Turn:
        shape = ask.question.shape
        if shape == PEOPLE:
            return self._people(answers, ask, do, target, posted)
        if do == "unknown" and shape != AREA:
            answers.given[ask.key] = UNKNOWN
            return self.go_on(answers)
        if shape == AREA:
            answers.area = self._area(answers, posted.boxes)
        read_answer(ask.question, posted.boxes, self.interview(answers).scene(ask))
        answers.given[ask.key] = _kept(posted.boxes)
        return self.go_on(answers)

    # -- the place -----------------------------------------------------------------------------
    def _area(self, answers: Answers, boxes: Raw) -> str:
        chosen = one(boxes, "v")
        if not chosen:
            raise AnswerError([("v", Text("请选一个地方", "Choose a place"))])
        box = "code" if chosen == "other" else "v"
        try:
            code = parse_area(one(boxes, "code") if chosen == "other" else chosen)
        except ProblemsError as error:
            problem = error.problems[0]
            raise AnswerError([(box, Text(problem.in_("zh"), problem.in_("en")))]) from error
        if level(code) in (AreaLevel.province, AreaLevel.prefecture):
            raise AnswerError([(box, _TOO_WIDE)])
        edition = self.book.at(answers.on, code)
        for name in self.questionnaire.place_needs:
            declaration = self.book.values.declarations[name]
            if all(edition.value(name, key) is None for key in declaration.keys or ("",)):
                raise AnswerError([(box, _not_entered(declaration.label))])
        return code

    # -- the people ----------------------------------------------------------------------------
    def _people(self, answers: Answers, ask: Ask, do: str, target: str, posted: Posted) -> Turn:
        entity = _entity(ask)
        act: dict[str, Callable[[], bool]] = {
            "remove": lambda: self._remove(answers, entity, target),
            "none": lambda: self._none(answers, ask, entity, NONE),
            "unknown": lambda: self._none(answers, ask, entity, UNKNOWN),
            "add": lambda: self._save_row(answers, ask, posted),
            "next": lambda: self._finish_rows(answers, ask, posted),
        }
        if do == "edit":
            person = answers.person(entity, target)
            if person is not None:
                raw = {"name": [person.name], "kind": [person.kind], "birth": [person.birth]}
                return Turn(self.interview(answers), ask, raw, editing=target)
        stays = act.get(do, act["next"])()
        return Turn(self.interview(answers), ask) if stays else self.go_on(answers)

    def _remove(self, answers: Answers, entity: str, key: str) -> bool:
        answers.remove_person(entity, key)
        return True

    def _none(self, answers: Answers, ask: Ask, entity: str, raw: Raw) -> bool:
        if not ask.question.may_be_none:
            raise AnswerError([("birth", _NOBODY)])
        for person in list(answers.people.get(entity, ())):
            answers.remove_person(entity, person.key)
        answers.given[ask.key] = raw
        return False

    def _finish_rows(self, answers: Answers, ask: Ask, posted: Posted) -> bool:
        entity = _entity(ask)
        if posted.editing or _is_filled(posted.boxes, answers.people.get(entity), entity):
            self._save_row(answers, ask, posted)
        people = answers.people.get(entity, [])
        if not people:
            raise AnswerError([("kind", _NOBODY)])
        if entity == "member" and not any(p.kind == "head" for p in people):
            raise AnswerError([("kind", _NO_HEAD)])
        answers.given[ask.key] = {}
        return False

    def _save_row(self, answers: Answers, ask: Ask, posted: Posted) -> bool:
        entity, boxes = _entity(ask), posted.boxes
        name, kind, birth = (one(boxes, box) for box in ("name", "kind", "birth"))
        people = answers.people.get(entity, [])
        others = [p for p in people if p.key != posted.editing]
        faults: list[Fault] = []
        if len(name) > MOST_CHARACTERS:
            faults.append(("name", _LONG_NAME))
        elif name and any(name == p.name for p in others):
            faults.append(
                ("name", Text(f"已经有一位叫“{name}”，请换个称呼", f"There is already a {name!r}"))
            )
        if kind not in self.book.facts[ROW_FACTS[entity][0]].options:
            faults.append(("kind", Text("请选一项", "Choose one")))
        elif kind == "head" and any(p.kind == "head" for p in others):
            faults.append(("kind", _TWO_HEADS))
        faults += _birth_faults(entity, birth, answers)
        if ask.question.rows is not None and len(others) >= ask.question.rows.maximum:
            most = ask.question.rows.maximum
            faults.append(("name", Text(f"最多填 {most} 个人", f"At most {most} people")))
        if faults:
            raise AnswerError(faults)
        person = answers.person(entity, posted.editing)
        if person is None:
            answers.add_person(entity, name, kind, birth)
            self._ask_again_of_all(answers, entity)
        else:
            person.name, person.kind, person.birth = name, kind, birth
        return True

    def _ask_again_of_all(self, answers: Answers, entity: str) -> None:
        """What was answered for everybody did not mean the person who has just been added."""
        for question in self.questionnaire.questions:
            if question.per is None and any(f.entity.name == entity for f in question.facts()):
                answers.given.pop(question.name, None)


def _entity(ask: Ask) -> str:
    assert ask.question.rows is not None
    return ask.question.rows.name


def _is_filled(boxes: Raw, people: object, entity: str) -> bool:
    """Was anything typed about one more person? (The kind of the first is filled in beforehand.)"""
    typed = one(boxes, "name") or one(boxes, "birth")
    return bool(typed or (one(boxes, "kind") and (not people or entity != "member")))


def _birth_faults(entity: str, birth: str, answers: Answers) -> list[Fault]:
    if not ROW_FACTS[entity][1]:
        return []
    if not birth:
        return [("birth", _NO_BIRTH)]
    if len(birth) > MOST_CHARACTERS:
        return [("birth", Text("太长了", "Too long"))]
    try:
        day_range(birth, answers.on, "birth", ages=True)
    except AnswerError as error:
        return error.faults
    return []


def _kept(boxes: Raw) -> Raw:
    """Only what was typed, and no more than a page can hold."""
    return {
        name: [v[: MOST_CHARACTERS * 2] for v in values[:MOST_VALUES]]
        for name, values in boxes.items()
        if any(values)
    }


def _not_entered(label: Text) -> Text:
    return Text(
        f"这个地方还没有录入“{label.zh}”，暂时算不出来。可以直接到乡镇（街道）社会救助窗口问；也可以先用上面列出的地方试一试。",
        f"Nobody has entered the {label.en} of this place yet, so nothing can be computed. Ask at the social assistance window of your township, or try a place listed above.",
    )


_TOO_WIDE = Text("请填到县一级，至少 6 位代码", "Give the code of the county at least: 6 digits")
_NOBODY = Text("请至少填一个人", "Enter at least one person")
_NO_HEAD = Text(
    "还没有户主。请把其中一位的“与户主关系”改成户主",
    "Nobody is the head of household yet; change one person's relation to head",
)
_TWO_HEADS = Text("户主只能有一位", "There can be only one head of household")
_LONG_NAME = Text(
    f"称呼最多 {MOST_CHARACTERS} 个字", f"A name has at most {MOST_CHARACTERS} characters"
)
_NO_BIRTH = Text(
    "请填出生日期；不清楚的写大概年龄，如 38岁",
    "Enter the date of birth; if you are not sure, an approximate age such as 38",
)
