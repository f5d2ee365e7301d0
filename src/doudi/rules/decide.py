"""The verdict on one household: what the law gives, since when, what failed, what is still missing.

Undecided is never *no*: a verdict says which facts would settle it, and, where one number is missing, up to which
amount the answer stays the same.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from doudi.rules.case import Case
from doudi.rules.declare import LAST_DAY, day_date
from doudi.rules.dimensions import STEPS_PER_FEN
from doudi.rules.evaluate import NO, YES, Evaluation, month_date
from doudi.rules.nodes import COUNT, QUOTIENT, RATE, Node
from doudi.rules.programme import Programme
from doudi.rules.rulebook import Edition, Rulebook
from doudi.units.calendar import Deadline, WorkCalendar
from doudi.units.dates import Month
from doudi.units.text import Problem, ProblemsError, Text

ELIGIBLE, NOT_ELIGIBLE, UNDETERMINED, NOT_YET = (
    "eligible",
    "not_eligible",
    "undetermined",
    "not_yet",
)
MOST_OPTIONS = 64
ELECTION = "elects_"


@dataclass(frozen=True, slots=True)
class Need:
    """Something that would help to settle a verdict.

    kind: fact (of a row), rows (are all listed?), value (nobody has entered it), law (none in force on the date).
    `at_most`/`at_least` are in steps of the fact: the verdict is *eligible* exactly up to, or from, there.
    """

    kind: str
    name: str
    entity: str
    row: int
    subject: str
    key: str = ""
    at_most: int | None = None
    at_least: int | None = None


@dataclass(slots=True)
class Result:
    """One programme for one subject. Amounts in fen; `amount_fen` None: not known (see `amount_range`)."""

    programme: Programme
    row: int
    subject: str
    verdict: str
    amount_fen: int | None = None
    amount_range: tuple[int, int] | None = None
    from_month: Month | None = None
    until_month: Month | None = None
    review_month: Month | None = None
    earliest_date: date | None = None
    referral_due: Deadline | None = None  # by when the receiving office is told
    papers_due: Deadline | None = None  # by when papers of aid given first have to be complete
    failed: list[str] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    parts_fen: dict[str, int] = field(default_factory=dict)  # what a known amount is made of


@dataclass(frozen=True, slots=True)
class Loss:
    """What another option gives and this one does not, or gives less of.

    Fen a month less than the best other option; 0 where no monthly money goes with it, None where that is not known.
    """

    programme: Programme
    subject: str
    fen_month: int | None


@dataclass(slots=True)
class Option:
    """One lawful choice, what it gives a month in all, and what it gives up. A choice that changes nothing is left out."""

    elects: dict[str, bool]
    results: list[Result]
    total_fen_month: int | None
    loses: list[Loss] = field(default_factory=list)


@dataclass(slots=True)
class Decision:
    """Everything that was decided about one case, with the evaluation that explains it."""

    case: Case
    edition: Edition
    evaluation: Evaluation
    results: list[Result]
    options: list[Option] = field(default_factory=list)
    told: dict[str, Any] = field(
        default_factory=dict
    )  # by language: what explain.py has put into words


def decide(rulebook: Rulebook, case: Case, programmes: list[str] | None = None) -> Decision:
    """Every programme in force, for the household and each of its members.

    Raises:
        ProblemsError: no law of the rulebook is in force on the date.
    """
    evaluation = _evaluation(rulebook, case)
    results = list(_results(evaluation, programmes))
    options = _options(rulebook, case, results, programmes)
    return Decision(case, evaluation.edition, evaluation, results, options)


def results_of(rulebook: Rulebook, case: Case, programmes: list[str] | None = None) -> list[Result]:
    """The results alone, without the family's options: many times faster, for who asks "what if" of many cases.

    Raises:
        ProblemsError: as `decide`.
    """
    return list(_results(_evaluation(rulebook, case), programmes))


def _evaluation(rulebook: Rulebook, case: Case) -> Evaluation:
    edition = rulebook.at(case.on, case.area, case.stated)
    if not edition.programmes:
        first = min(p.since for p in rulebook.programmes.values())
        raise ProblemsError(
            [
                Problem(
                    Text(
                        f"这一天还没有任何规则生效（最早 {first}）",
                        f"no law is in force on this date (first: {first})",
                    ),
                    case.name,
                    str(case.on),
                )
            ]
        )
    return Evaluation(edition, case)


def _results(evaluation: Evaluation, only: list[str] | None) -> Iterator[Result]:
    for programme in evaluation.edition.programmes:
        if only is not None and programme.name not in only:
            continue
        entity = evaluation.edition.rulebook.entities[programme.subject]
        for row in range(evaluation.row_count(entity)):
            yield _result(evaluation, programme, row)


def _result(evaluation: Evaluation, programme: Programme, row: int) -> Result:
    eligible = programme.entry["eligible"]
    answer = evaluation.variable(eligible)[row]
    result = Result(programme, row, subject_name(evaluation, programme.subject, row), UNDETERMINED)
    if answer == YES:
        result.verdict = ELIGIBLE
        _fill_award(evaluation, programme, row, result)
    elif answer == NO:
        result.verdict = NOT_ELIGIBLE
        result.failed = failed_tests(evaluation, eligible, row)
        result.earliest_date = _earliest_date(evaluation, eligible, row)
        if result.earliest_date is not None:
            result.verdict = NOT_YET
    else:
        result.needs = needs_of(evaluation, eligible, row)
        result.needs = _with_break_even(evaluation, eligible, row, result.needs)
    result.flags += [f for f in programme.flags if evaluation.variable(f)[row] == YES]
    return result


def subject_name(evaluation: Evaluation, entity: str, row: int) -> str:
    rows = evaluation.case.rows.get(entity)
    return "household" if rows is None else rows[row].name


def _fill_award(evaluation: Evaluation, programme: Programme, row: int, result: Result) -> None:
    entry = programme.entry
    if "amount" in entry:
        low, high = evaluation.variable(entry["amount"])[row]
        low_fen, high_fen = to_fen(low), to_fen(high)
        if low == high:
            result.amount_fen = low_fen
            result.flags = award_flags(low_fen)
            found = {part: evaluation.variable(v)[row] for part, v in programme.parts.items()}
            result.parts_fen = parts_of(found)
        else:
            result.amount_range = (low_fen, high_fen)
            result.needs = needs_of(evaluation, entry["amount"], row)
    for role in ("from_month", "until_month", "review_month"):
        if role in entry:
            low, high = evaluation.variable(entry[role])[row]
            if low == high:
                setattr(result, role, Month.from_date(month_date(low)) if low > 0 else None)
            else:
                result.needs += [
                    n for n in needs_of(evaluation, entry[role], row) if n not in result.needs
                ]
    if programme.referral_days is not None:
        result.referral_due = _deadline(
            evaluation, programme.referral_days, evaluation.case.on, result
        )
    if programme.papers is not None:
        low, high = evaluation.variable(programme.papers.after)[row]
        if low == high:
            result.papers_due = _deadline(evaluation, programme.papers.days, day_date(low), result)


def parts_of(found: Mapping[str, tuple[int, int]]) -> dict[str, int]:
    """Fen of each part, from its lowest and highest steps; none where one is not known."""
    if any(low != high for low, high in found.values()):
        return {}
    return {part: to_fen(low) for part, (low, _high) in found.items() if low}


def award_flags(fen: int) -> list[str]:
    """What an officer should look at in an amount: under one yuan, it is paid but shown."""
    return ["tiny_award"] if 0 <= fen < 100 else []


def _deadline(evaluation: Evaluation, days: str, start: date, result: Result) -> Deadline | None:
    """So many working days after a day; where nobody has entered how many, that is missing."""
    resolved = evaluation.edition.value(days)
    if resolved is None:
        result.needs.append(Need("value", days, "", 0, ""))
        return None
    return WorkCalendar.shipped().add_working_days(start, resolved.figure)


def to_fen(steps: int) -> int:
    """Steps of 1/100,800 fen as fen, half up (an award is already whole fen)."""
    return (2 * steps + STEPS_PER_FEN) // (2 * STEPS_PER_FEN)


# -- what failed -----------------------------------------------------------------------------------
def failed_tests(evaluation: Evaluation, name: str, row: int) -> list[str]:
    """The innermost named tests of a conjunction that are false, in the order of the rule."""
    node = evaluation.edition.expression(name)
    found = list(dict.fromkeys(_failed(evaluation, node, row))) if node is not None else []
    return found or [name]


def _failed(evaluation: Evaluation, node: Node, row: int) -> Iterator[str]:
    if node.op == "spread":
        yield from _failed(evaluation, node.args[0], 0)
    elif _at(evaluation, node, row) != NO:
        return
    elif node.op == "and":
        for arg in node.args:
            yield from _failed(evaluation, arg, row)
    elif node.op == "var":
        inner = evaluation.edition.expression(node.data)
        deeper = (
            list(_failed(evaluation, inner, row))
            if inner is not None and inner.op in ("and", "var")
            else []
        )
        yield from deeper or [node.data]
    elif node.op == "fact":
        yield node.data
    elif node.op == "not" and node.args[0].op in ("var", "fact"):
        yield f"~{node.args[0].data}"
    elif (
        node.op == "not"
        and node.args[0].op == "spread"
        and node.args[0].args[0].op in ("var", "fact")
    ):
        yield f"~{node.args[0].args[0].data}"


def _at(evaluation: Evaluation, node: Node, row: int) -> tuple[int, int]:
    results = evaluation.node(node)
    return results[row if len(results) > 1 else 0]


# -- what is missing -------------------------------------------------------------------------------
def needs_of(evaluation: Evaluation, name: str, row: int) -> list[Need]:
    """The facts that would settle a variable: those reached through undecided operands, and no others."""
    node = evaluation.edition.expression(name)
    if node is None:
        return [Need("law", name, "", 0, "")]
    return list(_needs(evaluation, node, row))


def _needs(evaluation: Evaluation, node: Node, row: int) -> dict[Need, None]:
    """Of one expression for one row. Kept with the evaluation: programmes share most of what they ask, and a household of
    which little is known leaves most of it open. Dictionaries, since joining those does not hash again."""
    key = id(node), row
    found: dict[Need, None] | None = evaluation.needs.get(key)
    if found is None:
        found = evaluation.needs[key] = {}
        _collect(evaluation, node, row, found)
    return found


def _collect(evaluation: Evaluation, node: Node, row: int, found: dict[Need, None]) -> None:
    if node.kind == RATE:
        _collect_value(evaluation, node, found)
        return
    if node.kind != QUOTIENT:
        low, high = _at(evaluation, node, row)
        if low == high:
            return
    op, case = node.op, evaluation.case
    if op == "fact":
        assert node.entity is not None
        entity = node.entity.name
        found[Need("fact", node.data, entity, row, subject_name(evaluation, entity, row))] = None
    elif op == "var":
        inner = evaluation.edition.expression(node.data)
        if inner is None:
            found[Need("law", node.data, "", 0, "")] = None
        else:
            found.update(_needs(evaluation, inner, row))
    elif op == "spread":
        found.update(_needs(evaluation, node.args[0], 0))
    elif op in ("sum", "count", "any", "all", "minimum", "maximum"):
        rows = node.args[0].entity
        assert rows is not None
        if case.complete.get(rows.name) is not True:
            found[Need("rows", rows.name, rows.name, 0, "household")] = None
        for index in range(evaluation.row_count(rows)):
            found.update(_needs(evaluation, node.args[0], index))
    else:
        _collect_value(evaluation, node, found)
        for arg in open_operands(evaluation, node, row):
            found.update(_needs(evaluation, arg, row))


def open_operands(evaluation: Evaluation, node: Node, row: int) -> tuple[Node, ...]:
    """Operands that can still matter: of a choice whose condition is settled, the branch taken."""
    if node.op == "when":
        condition = _at(evaluation, node.args[0], row)
        if condition == YES:
            return (node.args[1],)
        if condition == NO:
            return (node.args[2],)
    return node.args


def _collect_value(evaluation: Evaluation, node: Node, found: dict[Need, None]) -> None:
    """Values that nobody has entered for this place and date."""
    edition = evaluation.edition
    if node.op == "value_at":
        wanted = [node.data]
    elif node.op in ("value", "round", "round_quotient", "compare", "value_by"):
        declaration = edition.rulebook.values.declarations[node.data]
        wanted = [(node.data, key) for key in declaration.keys or ("",)]
        if node.op == "compare" and edition.comparator(node.data) is not None:
            wanted = []
    else:
        return
    for name, key in wanted:
        if edition.value(name, key) is None:
            found[Need("value", name, "", 0, "", key)] = None


# -- the amount up to which the answer stays the same ------------------------------------------------
def _with_break_even(evaluation: Evaluation, name: str, row: int, needs: list[Need]) -> list[Need]:
    if len(needs) != 1 or needs[0].kind != "fact":
        return needs
    fact = evaluation.edition.rulebook.facts[needs[0].name]
    if fact.kind != COUNT:
        return needs
    return [_break_even(evaluation, name, row, needs[0])]


def _break_even(evaluation: Evaluation, name: str, row: int, need: Need) -> Need:
    """Bisect on the fact's smallest unit, then prove both sides by interval: no proof, no claim."""
    fact = evaluation.edition.rulebook.facts[need.name]
    grain = STEPS_PER_FEN if fact.unit.is_money else 1

    def answer(low: int, high: int) -> tuple[int, int]:
        ranges = {**evaluation.case.ranges, (need.entity, need.row, need.name): (low, high)}
        case = replace(evaluation.case, ranges=ranges)
        return Evaluation(evaluation.edition, case, horizon=evaluation.horizon).variable(name)[row]

    low, high = fact.low // grain, fact.high // grain
    at_low, at_high = answer(low * grain, low * grain), answer(high * grain, high * grain)
    if at_low == at_high or {at_low, at_high} != {YES, NO}:
        return need
    bottom, top = low, high
    while top - bottom > 1:
        middle = (bottom + top) // 2
        if answer(middle * grain, middle * grain) == at_low:
            bottom = middle
        else:
            top = middle
    proven = (
        answer(low * grain, bottom * grain) == at_low
        and answer(top * grain, high * grain) == at_high
    )
    if not proven:
        return need
    if at_low == YES:
        return replace(need, at_most=bottom * grain)
    return replace(need, at_least=top * grain)


# -- not yet -----------------------------------------------------------------------------------------
def _earliest_date(evaluation: Evaluation, name: str, row: int) -> date | None:
    """The first date on which the verdict holds, if only dates stand between now and then."""
    if not evaluation.awaited or evaluation.at_horizon(LAST_DAY).variable(name)[row] != YES:
        return None
    for day in sorted(evaluation.awaited):
        if evaluation.at_horizon(day).variable(name)[row] == YES:
            return day_date(day)
    return None


# -- choices -------------------------------------------------------------------------------------------
def _options(
    rulebook: Rulebook, case: Case, results: list[Result], only: list[str] | None
) -> list[Option]:
    """Every lawful combination of the choices that the results still wait for."""
    choices = list(
        dict.fromkeys(
            (n.entity, n.row, n.name, n.subject)
            for r in results
            for n in r.needs
            if n.kind == "fact" and n.name.startswith(ELECTION)
        )
    )
    if not choices or 2 ** len(choices) > MOST_OPTIONS:
        return []
    options = []
    for answers in itertools.product((1, 0), repeat=len(choices)):
        ranges = dict(case.ranges)
        elects = {}
        for (entity, row, name, subject), answer in zip(choices, answers, strict=True):
            ranges[entity, row, name] = (answer, answer)
            elects[name if subject == "household" else f"{name}:{subject}"] = bool(answer)
        chosen = replace(case, ranges=ranges)
        found = list(
            _results(Evaluation(rulebook.at(case.on, case.area, case.stated), chosen), only)
        )
        options.append(Option(elects, found, monthly_total(found)))
    options = _without_idle_choices(options)
    for option in options:
        option.loses = list(_losses(option, [o for o in options if o is not option]))
    return options


def _without_idle_choices(options: list[Option]) -> list[Option]:
    """Options that give the same, whichever way one of the choices goes, are one option without that choice."""
    kept = [(option, _given(option)) for option in options]
    while True:
        pair = next(
            (
                (one, other)
                for one, other in itertools.combinations(kept, 2)
                if one[1] == other[1] and len(_different(one[0], other[0])) == 1
            ),
            None,
        )
        if pair is None:
            return [option for option, _ in kept]
        (first, given), second = pair
        [idle] = _different(first, second[0])
        fewer = {name: yes for name, yes in first.elects.items() if name != idle}
        merged = Option(fewer, first.results, first.total_fen_month)
        kept = [(merged, given) if k is pair[0] else k for k in kept if k is not second]


def _different(one: Option, other: Option) -> list[str]:
    """The choices that go differently in two options; a choice that only one of them has counts twice."""
    apart = one.elects.keys() ^ other.elects.keys()
    both = one.elects.keys() & other.elects.keys()
    return [*apart, *apart, *(n for n in both if one.elects[n] != other.elects[n])]


def _given(option: Option) -> list[tuple[object, ...]]:
    """What the person gets to feel of an option."""
    return [
        (r.programme.name, r.row, r.verdict, r.amount_fen, r.amount_range, r.from_month)
        for r in option.results
    ]


def _losses(option: Option, others: list[Option]) -> Iterator[Loss]:
    for place, here in enumerate(option.results):
        there = [o.results[place] for o in others if o.results[place].verdict == ELIGIBLE]
        if here.verdict == UNDETERMINED or not there:
            continue
        amounts = [_fen_month(r) for r in there]
        mine = _fen_month(here) if here.verdict == ELIGIBLE else 0
        known = [a for a in amounts if a is not None]
        if mine is None or len(known) < len(amounts):
            if here.verdict != ELIGIBLE:
                yield Loss(here.programme, here.subject, None)
            continue
        less = max(known) - mine
        if less > 0 or here.verdict != ELIGIBLE:
            yield Loss(here.programme, here.subject, less)


def _fen_month(result: Result) -> int | None:
    """Fen a month that an eligible person is paid: 0 where the programme pays no money every month."""
    return monthly_total([result])


def monthly_total(results: list[Result]) -> int | None:
    """Fen a month of all that is paid monthly; None: something is not known."""
    total = 0
    for result in results:
        programme = result.programme
        if programme.period != "month" or programme.outcome != "money":
            continue
        if "amount" not in programme.entry or result.verdict in (NOT_ELIGIBLE, NOT_YET):
            continue
        if result.verdict == UNDETERMINED or result.amount_fen is None:
            return None
        total += result.amount_fen
    return total
