"""Somebody who answers every page at random, but so that it can be read."""

from datetime import date
from random import Random

from doudi.portal.domain.answers import NONE, UNKNOWN, Answers
from doudi.portal.domain.interview import Ask, Interview
from doudi.portal.domain.questions import ROW_FACTS

DAY = date(2026, 11, 22)
AREA = "900101000000"
AMOUNTS = ("0", "50", "900", "6000", "14400", "40000")
MOST_PAGES = 400


def answer_everything(
    random: Random, book, questionnaire
) -> tuple[Interview, list[tuple[Ask, set]]]:
    """The interview at its end, and the pages in the order in which they were asked, each with what was needed then."""
    answers = Answers(DAY, AREA)
    asked: list[tuple[Ask, set]] = []
    while len(asked) < MOST_PAGES:
        interview = Interview(book, questionnaire, answers, "zh")
        ask = interview.next_ask()
        if ask is None:
            return interview, asked
        needs = {n for result in interview.decision.results for n in result.needs}
        asked.append((ask, {n.name for n in needs if n.kind in ("fact", "rows")}))
        _answer(random, interview, ask)
    raise AssertionError(f"no end after {MOST_PAGES} pages: {[a.key for a, _ in asked[-5:]]}")


def _answer(random: Random, interview: Interview, ask: Ask) -> None:
    answers, shape = interview.answers, ask.question.shape
    if shape == "people":
        answers.given[ask.key] = _people(random, interview, ask)
    elif shape != "area" and random.random() < 0.15:
        answers.given[ask.key] = UNKNOWN
    else:
        answers.given[ask.key] = _FILL[shape](random, interview, ask)


def _people(random, interview, ask):
    entity = ask.question.rows.name
    kinds = interview.book.facts[ROW_FACTS[entity][0]].options
    if entity == "supporter" and random.random() < 0.5:
        return random.choice([NONE, UNKNOWN])
    for number in range(random.randint(1, 4)):
        kind = random.choice([k for k in kinds if k != "head"])
        if entity == "member" and number == 0:
            kind = "head"
        birth = random.choice(["1950", "1984-03-02", "38岁", "2012年5月", "3", "2008"])
        interview.answers.add_person(entity, "", kind, birth if ROW_FACTS[entity][1] else "")
    return {}


def _choice(random, interview, ask):
    return {"v": [random.choice(ask.question.options).name]}


def _checklist(random, interview, ask):
    names = [o.name for o in ask.question.options]
    ticked = random.sample(names, k=random.randint(0, min(3, len(names))))
    return {"t": ticked or ["none"]}


def _who(random, interview, ask):
    keys = [p.key for p in interview.answers.people["member"]]
    return {"w": random.sample(keys, k=random.randint(1, len(keys)))}


def _each(random, interview, ask):
    figures = AMOUNTS if ask.question.fact.unit.is_money else ("0", "1", "2")
    return {p.key: [random.choice(figures)] for p in interview.answers.people["member"]}


def _fields(random, interview, ask):
    raw = {}
    for field in ask.question.fields:
        fact = field.fact
        if fact.kind == "date":
            raw[fact.name] = [random.choice(["2026-03-02", "2019", "2025年8月"])]
        elif fact.kind == "category":
            raw[fact.name] = [random.choice([o for o in fact.options if o not in field.skip])]
        elif fact.unit.is_money:
            raw[fact.name] = [random.choice(AMOUNTS)]
        else:
            raw[fact.name] = [random.choice(["1", "2", "3"])]
        if field.over_time:
            raw[f"{fact.name}.per"] = [random.choice(["month", "period"])]
            raw[f"{fact.name}.months"] = [random.choice(["1", "8", "12"])]
    return raw


_FILL = {
    "area": lambda random, interview, ask: {"v": [AREA]},
    "choice": _choice,
    "checklist": _checklist,
    "who": _who,
    "each": _each,
    "fields": _fields,
}
