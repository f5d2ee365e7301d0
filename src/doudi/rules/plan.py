"""Month by month: what a household gets as its facts change, without gap and without overlap.

Decisions are taken on the case's date, on the date of each change, and on days when something depends on age or dates alone.
The text of the law and the facts are those of the decision; figures are those in force in the month that is paid, so a raise
of a standard changes the amount without a new decision. docs/en/plan.md says the meaning in full.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property

from doudi.rules.case import Case
from doudi.rules.changes import Change, apply_change, case_on
from doudi.rules.decide import (
    ELECTION,
    ELIGIBLE,
    NOT_ELIGIBLE,
    UNDETERMINED,
    Decision,
    Need,
    Result,
    decide,
    to_fen,
)
from doudi.rules.declare import Fact, day_date, day_number
from doudi.rules.dimensions import STEPS_PER_FEN, parse_unit
from doudi.rules.evaluate import Evaluation
from doudi.rules.nodes import COUNT, DATE
from doudi.rules.programme import Programme
from doudi.rules.rulebook import Rulebook, used_names
from doudi.rules.stacking import CHOOSE, EXCLUSIVE
from doudi.units.dates import Month, date_reaching_age, format_date
from doudi.units.text import Problem, ProblemsError, Text

APART = (EXCLUSIVE, CHOOSE)  # relations of programmes that one person never has together
MOST_MONTHS = 600
MOST_LABELS = 3
MOST_DECISIONS = 2_000  # a plan that takes more is no plan of a family
YEAR = 12  # months

Key = tuple[str, str]  # programme, subject


@dataclass(frozen=True, slots=True)
class Why:
    """Why a month is as it is. kind: recorded, started, changed, raised, undetermined; for an end: stopped, ended, removed."""

    kind: str
    day: date
    text: Text


@dataclass(frozen=True, slots=True)
class Cell:
    """One programme for one subject in one month. `amount_fen` None: no money, or not known (`amount_range`).

    `decided` is the day of the decision that holds in the month; months that differ in nothing else are alike.
    """

    programme: Programme
    subject: str
    verdict: str  # eligible | undetermined
    amount_fen: int | None
    amount_range: tuple[int, int] | None
    needs: tuple[Need, ...]
    why: Why
    decided: date = field(compare=False)

    @property
    def pays(self) -> bool:
        return "amount" in self.programme.entry


@dataclass(frozen=True, slots=True)
class Row:
    """Months in a row that are alike. `ends` says why nothing follows; None: it goes on, or becomes another row."""

    cell: Cell
    first: Month
    last: Month
    ends: Why | None


@dataclass(frozen=True, slots=True)
class Moment:
    """A decision of the plan: when, on what ground, and what was decided. `automatic`: only a date has come."""

    day: date
    ground: Text
    automatic: bool
    decision: Decision


@dataclass(slots=True)
class Plan:
    """The months from `first` to `last`: cells by (programme, subject), and the decisions behind them."""

    case: Case
    first: Month
    last: Month
    moments: list[Moment]
    cells: dict[Key, dict[Month, Cell]]
    ends: dict[Key, dict[Month, Why]]

    @property
    def months(self) -> list[Month]:
        return self.first.through(self.last)

    def rows(self) -> list[Row]:
        """Programme by programme, subject by subject, in the order of months."""
        return [row for key in self.cells for row in self._rows_of(key)]

    def _rows_of(self, key: Key) -> Iterator[Row]:
        months = self.cells[key]
        started: Month | None = None
        for month in months:
            started = started or month
            following = months.get(month + 1)
            if following is None or following != months[started]:
                yield Row(months[started], started, month, self.ends[key].get(month))
                started = None

    def total_fen(self, month: Month) -> int:
        """Fen of money that is certain in the month. What is not determined is not in it: see `open_in`."""
        found = [cells[month] for cells in self.cells.values() if month in cells]
        return sum(c.amount_fen or 0 for c in found if c.programme.outcome == "money")

    def open_in(self, month: Month) -> list[Cell]:
        """What is not determined in the month, or whose amount is not known."""
        found = [cells[month] for cells in self.cells.values() if month in cells]
        return [c for c in found if c.verdict == UNDETERMINED or (c.pays and c.amount_fen is None)]


def make_plan(
    rulebook: Rulebook,
    case: Case,
    changes: Iterable[Change] = (),
    *,
    first: Month | None = None,
    months: int = 12,
    programmes: list[str] | None = None,
) -> Plan:
    """The plan of one case, from `first` (the month of the case's date) for so many months.

    Raises:
        ProblemsError: a choice that the law gives is not stated, or too many months.
    """
    first = first or Month.from_date(case.on)
    if not 1 <= months <= MOST_MONTHS:
        text = Text(f"月数应在 1 至 {MOST_MONTHS} 之间", f"months must be from 1 to {MOST_MONTHS}")
        raise ProblemsError([Problem(text, "--months", str(months))])
    planner = _Planner(rulebook, case, list(changes), first + (months - 1), programmes)
    return planner.plan(first)


@dataclass(slots=True)
class _Award:
    """What stands decided for one programme and subject: months (as an index) from `start`, to `until` if that is known."""

    start: int
    until: int | None
    verdict: str
    moment: int
    was_on_record: bool = False  # drawn before the first decision

    def runs_in(self, month: int) -> bool:
        return self.until is None or self.until >= month


@dataclass(slots=True)
class _Step:
    """What one decision does to one programme and subject: from month `effect` on the decision holds, or after `last` nothing."""

    programme: Programme
    result: Result | None
    effect: int | None = None
    last: int | None = None
    is_new: bool = False


@dataclass
class _Planner:
    rulebook: Rulebook
    case: Case
    changes: list[Change]
    last: Month
    programmes: list[str] | None
    moments: list[Moment] = field(default_factory=list)
    awards: dict[Key, _Award] = field(default_factory=dict)
    #: month index → the decision that holds in it; -1 stands for what was on record before the first decision
    held: dict[Key, dict[int, int]] = field(default_factory=dict)
    #: first month of an award → the decision that gave it, whatever later decisions confirmed
    begun: dict[Key, dict[int, int]] = field(default_factory=dict)
    ends: dict[Key, dict[int, Why]] = field(default_factory=dict)
    _amounts: dict[tuple[int, int], Evaluation] = field(default_factory=dict)

    def plan(self, first: Month) -> Plan:
        self.end = max([self.last + 1, *(Month.from_date(c.on) + 1 for c in self.changes)]).index
        waiting = list(self.changes)
        self._decide(self.case, Text("首次决定", "first decision"), automatic=False)
        while True:
            day, ground, at_once = self._next_date()
            if waiting and (day is None or waiting[0].on <= day):
                change = waiting.pop(0)
                note = change.note or f"{format_date(change.on, 'zh')}情况变化"
                english = change.note or f"change of {format_date(change.on, 'en')}"
                before = self._on_record(case_on(self.case, change.on))
                self._decide(apply_change(before, change), Text(note, english), automatic=False)
            elif day is not None:
                case = self._on_record(case_on(self.case, day))
                self._decide(case, ground, automatic=True, at_once=at_once)
            else:
                return self._finished(first)

    # -- on which days -------------------------------------------------------------------------------
    def _next_date(self) -> tuple[date | None, Text, bool]:
        """The next day on which age or dates alone may change something, up to the end of the plan; why; and whether the day
        begins a month, so that what it changes was known beforehand and changes at once.
        """
        here, limit = self.moments[-1].day, self._limit
        found = [each for each in self._dates() if here < each[0] <= limit]
        if not found:
            return None, Text("", ""), False
        day = min(each[0] for each in found)
        today = [each for each in found if each[0] == day]
        return day, today[0][1], any(at_once for _, _, at_once in today)

    @cached_property
    def _limit(self) -> date:
        """Later dates touch no month of the plan: what a date alone brings begins in its month at the earliest.

        One day more than the plan, so that an end on its last day has its reason.
        """
        return max([(self.last + 1).first_day, *(c.on for c in self.changes)])

    def _dates(self) -> Iterator[tuple[date, Text, bool]]:
        decision = self.moments[-1].decision
        for (name, _), award in self.awards.items():
            if award.until is not None:
                label = self.rulebook.programmes[name].label
                after = Month.from_index(award.until + 1).first_day
                yield after, Text(f"{label.zh}到期", f"the term of {label.en} is over"), True
        yield from self._birthdays(decision)
        yield from self._stated_dates()
        for day in decision.evaluation.awaited:
            yield day_date(day), Text("等待的日期已到", "the awaited date has come"), False

    def _birthdays(self, decision: Decision) -> Iterator[tuple[date, Text, bool]]:
        ages = self._ages(decision)
        for fact in self._born:
            for name, facts in self._named_facts(self.rulebook.facts[fact]):
                for age in ages if fact in facts else ():
                    text = Text(f"{name}满{age}周岁", f"{name} reaches {age}")
                    yield date_reaching_age(day_date(facts[fact]), age), text, False

    def _stated_dates(self) -> Iterator[tuple[date, Text, bool]]:
        """Each date that a fact names, the day after it, and the month after it."""
        for fact in self.rulebook.facts.values():
            if fact.kind != DATE:
                continue
            for name, facts in self._named_facts(fact):
                if fact.name in facts:
                    day = day_date(facts[fact.name])
                    zh, en = (
                        f"{name}{fact.label.zh}{format_date(day, 'zh')}",
                        f"{name} {fact.label.en}: {format_date(day, 'en')}",
                    )
                    text = Text(f"{zh}已到", en.strip())
                    yield day, text, False
                    yield day + timedelta(days=1), text, False
                    yield (Month.from_date(day) + 1).first_day, text, True

    def _named_facts(self, fact: Fact) -> list[tuple[str, dict[str, int]]]:
        rows = self.case.rows.get(fact.entity.name)
        return [("", self.case.facts)] if rows is None else [(r.name, r.facts) for r in rows]

    @cached_property
    def _born(self) -> list[str]:
        """The dates of birth from which the rulebook computes ages."""
        found: set[str] = set()
        for variable in self.rulebook.variables.values():
            for version in variable.versions:
                stack = [version.node]
                while stack:
                    node = stack.pop()
                    stack += node.args
                    if node.op == "years":
                        found |= set(used_names(node.args[0], "fact"))
        return sorted(found)

    def _ages(self, decision: Decision) -> list[int]:
        """Every age that some figure of the place speaks of."""
        declared = self.rulebook.values.declarations.values()
        years = [d for d in declared if d.kind == COUNT and d.unit == parse_unit("year")]
        figures = [decision.edition.value(d.name, key) for d in years for key in d.keys or ("",)]
        return sorted({f.figure for f in figures if f is not None})

    # -- one decision ----------------------------------------------------------------------------------
    def _decide(self, case: Case, ground: Text, *, automatic: bool, at_once: bool = False) -> None:
        if len(self.moments) >= MOST_DECISIONS:
            text = Text("变化太多，无法排出计划", "too many changes for a plan")
            raise ProblemsError([Problem(text, case.name, None)])
        decision = self._without_lost_statuses(decide(self.rulebook, case, self.programmes))
        _refuse_open_choices(decision)
        is_first = not self.moments
        self.case = decision.case
        self.moments.append(Moment(case.on, ground, automatic, decision))
        if is_first:
            self._take_what_is_on_record(decision)
        before = self._day_before(decision) if automatic else {}
        month = Month.from_date(case.on).index
        following = month if at_once else month + 1
        steps: dict[Key, _Step] = {}
        for result in decision.results:
            key = (result.programme.name, result.subject)
            if before.get(key) != result.verdict or self._stands(key) == result.verdict:
                steps[key] = self._step(key, result, following, automatic=automatic)
        self._step_for_those_who_left(decision, month, steps)
        self._join(steps, month, following)
        for key, step in steps.items():
            self._write(key, step, month)

    def _without_lost_statuses(self, decision: Decision) -> Decision:
        """A status that ends with this decision (Tekun …) no longer keeps its holder out of the household's count."""
        case = decision.case
        ended = False
        for result in decision.results:
            programme = result.programme
            if not programme.statuses or result.verdict in (ELIGIBLE, UNDETERMINED):
                continue
            for fact, what in programme.records.items():
                facts = case.row_facts(programme.subject, result.row)
                if what == "yes" and facts.get(fact) == 1:
                    if not ended:
                        case = case_on(case, case.on)
                        facts = case.row_facts(programme.subject, result.row)
                    facts[fact], ended = 0, True
        return decide(self.rulebook, case, self.programmes) if ended else decision

    def _day_before(self, decision: Decision) -> dict[Key, str]:
        """Verdicts one day earlier: what came out so then already is not due to this date, but wants an application."""
        case = case_on(decision.case, decision.case.on - timedelta(days=1))
        found = decide(self.rulebook, case, self.programmes).results
        return {(r.programme.name, r.subject): r.verdict for r in found}

    def _stands(self, key: Key) -> str:
        award = self.awards.get(key)
        return award.verdict if award is not None else NOT_ELIGIBLE

    def _step(self, key: Key, result: Result, following: int, *, automatic: bool) -> _Step:
        """`following` is the month from which the decision changes what is already paid."""
        programme, old = result.programme, self.awards.get(key)
        if result.verdict == UNDETERMINED:
            return _Step(programme, result, effect=following)
        if result.verdict != ELIGIBLE:
            last = following - 1 if old is not None else None
            return _Step(programme, None, last=last)
        runs = old is not None and old.runs_in(following - 1) and old.verdict == ELIGIBLE
        if runs and old is not None and not self._is_given_anew(programme):
            return _Step(programme, result, effect=max(following, old.start))
        start = result.from_month.index if result.from_month is not None else following
        if automatic:
            # What a date brings does not begin before its month; after a term, right then.
            month = Month.from_date(self.moments[-1].day).index
            start = following if following == month else max(start, month)
        return _Step(programme, result, effect=start, is_new=True)

    def _is_given_anew(self, programme: Programme) -> bool:
        """A campaign: each base date that is stated stands for itself."""
        return programme.period == "once" and bool(programme.on_the_day)

    def _step_for_those_who_left(
        self, decision: Decision, month: int, steps: dict[Key, _Step]
    ) -> None:
        here = {(r.programme.name, r.subject) for r in decision.results}
        for key in [k for k in self.awards if k not in here]:
            steps[key] = _Step(self.rulebook.programmes[key[0]], None, last=month)

    # -- one programme after another ---------------------------------------------------------------------
    def _join(self, steps: dict[Key, _Step], month: int, following: int) -> None:
        """Where one programme takes the place of another that excludes it: no month twice, no month without."""
        new = {k: s for k, s in steps.items() if s.is_new and s.programme.period == "month"}
        for key, step in new.items():
            for other in [k for k in self.held if k != key and self._excludes(key, k)]:
                self._start_after(step, other, steps.get(other), month, following)
        for other, old in steps.items():
            starts = [s.effect for k, s in new.items() if s.effect and self._excludes(k, other)]
            award = self.awards.get(other)
            if not starts or award is None or award.verdict != ELIGIBLE:
                continue
            if old.last is not None and award.start <= old.last:
                old.last = max(old.last, min(starts) - 1)
            elif old.effect is not None and not old.is_new:
                old.effect = min(starts)  # a household's award, recomputed without the person

    def _start_after(
        self, new: _Step, other: Key, old: _Step | None, month: int, following: int
    ) -> None:
        """A month that was paid under the other programme stays so; a term that is over is followed at once."""
        assert new.effect is not None
        award = self.awards.get(other)
        if award is None or award.verdict != ELIGIBLE:
            paid = max((m for m in self.held[other] if self._is_paid(other, m)), default=None)
        elif old is not None and old.last is not None:
            runs_out = award.until is not None and award.until < old.last
            paid = award.until if runs_out else old.last
            if runs_out and paid is not None and month <= paid + 1 < new.effect:
                new.effect = paid + 1
            if award.start > old.last:
                paid = None  # decided, and never paid
        else:
            paid = following - 1
        if paid is not None:
            new.effect = max(new.effect, paid + 1)

    def _is_paid(self, key: Key, month: int) -> bool:
        moment = self.held[key][month]
        return moment < 0 or self._result(key, moment).verdict == ELIGIBLE

    def _excludes(self, one: Key, other: Key) -> bool:
        """Whether a person may not have both: as the matrix says, with the switches of the place."""
        same = one[1] == other[1] or "household" in (one[1], other[1])
        pairing = self.rulebook.stacking.between(one[0], other[0]) if same else None
        edition = self.moments[-1].decision.edition
        return pairing is not None and edition.relation(pairing) in APART

    def _write(self, key: Key, step: _Step, month: int) -> None:
        held = self.held.setdefault(key, {})
        here = len(self.moments) - 1
        if step.effect is not None and step.result is not None:
            self._write_award(key, step, held, here)
        elif step.last is not None:
            award = self.awards.pop(key)
            last = step.last if award.until is None else min(step.last, award.until)
            known = max((m for m in held if m <= last), default=None)
            if known is not None and step.programme.period == "month":
                held |= dict.fromkeys(range(known + 1, last + 1), held[known])
            for later in [m for m in held if m > last]:
                del held[later]
            ran_out = award.until is not None and award.until < month
            if award.verdict == ELIGIBLE and step.programme.period == "month" and not ran_out:
                self._end(key, last, "stopped")

    def _write_award(self, key: Key, step: _Step, held: dict[int, int], here: int) -> None:
        assert step.result is not None
        assert step.effect is not None
        result, old = step.result, self.awards.get(key)
        until = result.until_month.index if result.until_month is not None else None
        start = step.effect if step.is_new or old is None else old.start
        stays = old is not None and old.was_on_record and not step.is_new
        if step.is_new:
            self.begun.setdefault(key, {})[start] = here
        self.awards[key] = _Award(start, until, result.verdict, here, was_on_record=stays)
        period = step.programme.period
        if result.verdict == UNDETERMINED and period != "month":
            if old is None or old.verdict != UNDETERMINED:
                held.setdefault(step.effect, here)
        elif period == "month":
            for later in [m for m in held if m >= step.effect]:
                del held[later]
            last = self.end if until is None else min(self.end, until)
            held |= dict.fromkeys(range(step.effect, last + 1), here)
        elif period == "once" and step.is_new:
            held[start] = here
        elif period == "year":
            due = [m for m in range(start, self.end + 1, YEAR) if m >= step.effect]
            for later in [m for m in held if m >= step.effect]:
                del held[later]
            held |= dict.fromkeys(due, here)
        if until is not None and period == "month":
            self._end(key, until, "ended")

    def _end(self, key: Key, month: int, kind: str) -> None:
        moment = self.moments[-1]
        text = moment.ground if kind == "stopped" else Text("期满", "the term is over")
        self.ends.setdefault(key, {})[month] = Why(kind, moment.day, text)

    # -- what is on record ---------------------------------------------------------------------------------
    def _take_what_is_on_record(self, decision: Decision) -> None:
        """Who is recorded as drawing a programme is paid it in the month of the first decision, which speaks of the next."""
        month = Month.from_date(decision.case.on).index
        for result in decision.results:
            programme = result.programme
            facts = decision.case.row_facts(programme.subject, result.row)
            marks = {f: w for f, w in programme.records.items() if w in ("yes", "no")}
            drawn = "yes" in marks.values() and all(
                facts.get(f) == 1 if w == "yes" else facts.get(f) != 1 for f, w in marks.items()
            )
            if drawn and programme.period == "month":
                key = (programme.name, result.subject)
                self.awards[key] = _Award(month, None, ELIGIBLE, -1, was_on_record=True)
                self.held[key] = {month: -1}

    def _on_record(self, case: Case) -> Case:
        """The facts that the decision before has put on record; what held on its day only is not known any more."""
        programmes = [p for p in self.rulebook.programmes.values() if p.records or p.on_the_day]
        for programme in programmes:
            for fact in programme.on_the_day:
                self._forget(case, fact)
        open_ = self._facts_left_open(case, programmes)
        for programme in programmes:
            for index, facts in enumerate(_facts_of(case, programme.subject)):
                self._strike_out(case, programme, index, facts, open_)
        for programme in programmes:
            for index, facts in enumerate(_facts_of(case, programme.subject)):
                self._put_down(case, programme, index, facts)
        return case

    def _forget(self, case: Case, fact: str) -> None:
        for facts in _facts_of(case, self.rulebook.facts[fact].entity.name):
            facts.pop(fact, None)

    def _verdict(self, case: Case, programme: Programme, index: int) -> tuple[Key, str | None]:
        """What stands decided; None: the programme was not asked about. Who qualifies and has not applied draws nothing."""
        key = (programme.name, _subject(case, programme.subject, index))
        stands = self._stands(key)
        if stands != NOT_ELIGIBLE:
            return key, stands
        decided = self.moments[-1].decision.results
        was_asked = any((r.programme.name, r.subject) == key for r in decided)
        return key, NOT_ELIGIBLE if was_asked else None

    def _facts_left_open(self, case: Case, programmes: list[Programme]) -> set[tuple[int, str]]:
        """Nothing is struck out while a programme that would keep it on record is not determined."""
        return {
            (index, fact)
            for programme in programmes
            for index in range(len(_facts_of(case, programme.subject)))
            if self._verdict(case, programme, index)[1] == UNDETERMINED
            for fact in programme.records
        }

    def _strike_out(
        self,
        case: Case,
        programme: Programme,
        index: int,
        facts: dict[str, int],
        left_open: set[tuple[int, str]],
    ) -> None:
        """A programme that has ended is not on record any more, unless another one keeps the same fact."""
        if programme.period != "month" or self._verdict(case, programme, index)[1] is None:
            return
        for fact, what in programme.records.items():
            if what == "yes" and facts.get(fact) == 1 and (index, fact) not in left_open:
                facts[fact] = 0

    def _put_down(
        self, case: Case, programme: Programme, index: int, facts: dict[str, int]
    ) -> None:
        key, verdict = self._verdict(case, programme, index)
        if verdict != ELIGIBLE:
            return
        award, month = self.awards[key], Month.from_date(case.on).index
        if programme.period == "once" and award.start > month:
            return  # decided, not paid yet
        amount = self._amount_drawn(key, month)
        written: dict[str, int | None] = {
            "yes": 1,
            "no": 0,
            "from_month": day_number(Month.from_index(award.start).first_day),
            "amount": None if amount is None else amount * STEPS_PER_FEN,
        }
        for fact, what in programme.records.items():
            for target in self._targets(case, programme, facts, fact):
                if what == "from_month" and award.was_on_record and fact in target:
                    continue  # it began before the plan, when the register says
                _put(target, fact, written[what])

    def _targets(
        self, case: Case, programme: Programme, facts: dict[str, int], fact: str
    ) -> list[dict[str, int]]:
        """Whose fact it is: the subject's own, or that of each member of a household."""
        entity = self.rulebook.facts[fact].entity.name
        return [facts] if entity == programme.subject else _facts_of(case, entity)

    def _amount_drawn(self, key: Key, month: int) -> int | None:
        held = self.held[key]
        at = month if month in held else min((m for m in held if m >= month), default=None)
        return None if at is None else self._cell(key, at).amount_fen

    # -- amounts ---------------------------------------------------------------------------------------------
    def _evaluation(self, moment: int, month: int) -> Evaluation:
        """A decision for one month: its texts and facts, the figures of the month, and later months as of their first day."""
        here = self.moments[moment]
        first, decided = Month.from_index(month).first_day, here.decision.case
        if Month.from_date(here.day).index == month:
            return here.decision.evaluation
        if (moment, month) not in self._amounts:
            edition = self.rulebook.at(here.day, decided.area, decided.stated, rates_on=first)
            case = case_on(decided, first) if first > here.day else decided
            self._amounts[moment, month] = Evaluation(edition, case)
        return self._amounts[moment, month]

    def _cell(self, key: Key, month: int) -> Cell:
        """The month without its reason."""
        moment = self.held[key][month]
        if moment < 0:
            return self._recorded_cell(key)
        return self._priced(key, self._result(key, moment), moment, month)

    def _result(self, key: Key, moment: int) -> Result:
        decided = self.moments[moment].decision.results
        return next(r for r in decided if (r.programme.name, r.subject) == key)

    def _recorded_cell(self, key: Key) -> Cell:
        """What was paid before the first decision: the recorded amount, else what the decision itself comes to."""
        first = self.moments[0]
        result = self._result(key, 0)
        facts = first.decision.case.row_facts(result.programme.subject, result.row)
        amounts = [f for f, what in result.programme.records.items() if what == "amount"]
        why = Why("recorded", first.day, Text("在册，正在领取", "on record, being paid"))
        cell = Cell(
            result.programme, result.subject, ELIGIBLE, result.amount_fen, None, (), why, first.day
        )
        known = [facts[f] // STEPS_PER_FEN for f in amounts if f in facts]
        return replace(cell, amount_fen=known[0]) if known else cell

    def _priced(self, key: Key, result: Result, moment: int, month: int) -> Cell:
        programme, here = result.programme, self.moments[moment]
        why = Why("started", here.day, here.ground)
        if result.verdict == UNDETERMINED:
            why = replace(why, kind="undetermined")
            return Cell(
                programme,
                result.subject,
                UNDETERMINED,
                None,
                None,
                tuple(result.needs),
                why,
                here.day,
            )
        cell = Cell(
            programme, result.subject, ELIGIBLE, None, None, tuple(result.needs), why, here.day
        )
        if "amount" not in programme.entry:
            return cell
        found = self._evaluation(moment, month).variable(programme.entry["amount"])[result.row]
        low, high = (to_fen(steps) for steps in found)
        if found[0] == found[1]:
            return replace(cell, amount_fen=low)
        return replace(cell, amount_range=(low, high))

    # -- the finished plan -------------------------------------------------------------------------------------
    def _finished(self, first: Month) -> Plan:
        order = {name: place for place, name in enumerate(self.rulebook.programmes)}
        cells: dict[Key, dict[Month, Cell]] = {}
        for key in sorted(self.held, key=lambda k: (order[k[0]], k[1] != "household", k[1])):
            inside = {
                month: cell
                for month, cell in self._with_reasons(key)
                if first <= month <= self.last
            }
            if inside:
                cells[key] = inside
        ends = {
            key: {
                Month.from_index(m): why
                for m, why in self.ends.get(key, {}).items()
                if m in self.held[key] and m + 1 not in self.held[key]
            }
            for key in cells
        }
        return Plan(self.moments[0].decision.case, first, self.last, self.moments, cells, ends)

    def _with_reasons(self, key: Key) -> Iterator[tuple[Month, Cell]]:
        """Each month with the reason of the latest change: the decision, or a figure that changed."""
        before: tuple[int, Cell] | None = None
        for month in sorted(self.held[key]):
            cell = self._cell(key, month)
            if before is not None and before[0] == month - 1:
                cell = replace(cell, why=self._why(key, month, cell, before[1]))
            elif month in self.begun.get(key, ()) and cell.why.kind == "started":
                moment = self.moments[self.begun[key][month]]
                cell = replace(cell, why=Why("started", moment.day, moment.ground))
            before = (month, cell)
            yield Month.from_index(month), cell

    def _why(self, key: Key, month: int, cell: Cell, before: Cell) -> Why:
        same = (cell.verdict, cell.amount_fen, cell.amount_range, cell.needs)
        if same == (before.verdict, before.amount_fen, before.amount_range, before.needs):
            return before.why
        old, new = self.held[key][month - 1], self.held[key][month]
        if cell.verdict == UNDETERMINED:
            return cell.why
        if cell.verdict != before.verdict or old < 0:
            return replace(cell.why, kind="changed" if old < 0 else cell.why.kind)
        if before.pays and before.amount_fen is None:
            return cell.why  # before, nobody could say how much
        if old != new and not self._comes_to(key, old, month, cell):
            return replace(cell.why, kind="changed")
        labels = self._changed_figures(key, old, month)
        first = Month.from_index(month).first_day
        if not labels:
            return Why("changed", *self._date_that_came(month, first))
        zh, en = (
            mark.join(t.in_(lang) for t in labels[:MOST_LABELS])
            for mark, lang in (("、", "zh"), (", ", "en"))
        )
        if len(labels) > MOST_LABELS:
            zh, en = f"{zh}等{len(labels)}项", f"{en} and others, {len(labels)} in all"
        return Why("raised", first, Text(f"标准调整（{zh}）", f"new figures ({en})"))

    def _date_that_came(self, month: int, first: date) -> tuple[date, Text]:
        """Why an amount changes in a month though no decision and no figure did: the latest date that was reached."""
        until = Month.from_index(month).last_day
        came = [m for m in self.moments if m.automatic and m.day <= until]
        if not came:
            return first, Text("进入新的月份", "a new month")
        return came[-1].day, came[-1].ground

    def _comes_to(self, key: Key, moment: int, month: int, cell: Cell) -> bool:
        """Whether the earlier decision comes to the same amount with the figures of this month."""
        decided = self.moments[moment].decision.results
        result = next((r for r in decided if (r.programme.name, r.subject) == key), None)
        if result is None or result.verdict != cell.verdict:
            return False
        other = self._priced(key, result, moment, month)
        return (other.amount_fen, other.amount_range) == (cell.amount_fen, cell.amount_range)

    def _changed_figures(self, key: Key, moment: int, month: int) -> list[Text]:
        """The figures behind the amount that differ between two months."""
        editions = [self._evaluation(moment, m).edition for m in (month - 1, month)]
        names = self._values_behind(self.rulebook.programmes[key[0]].entry["amount"])
        found = []
        for name in names:
            declared = self.rulebook.values.declarations[name]
            for each in declared.keys or ("",):
                old, new = (edition.value(name, each) for edition in editions)
                if (old and old.figure) != (new and new.figure) and declared.label not in found:
                    found.append(declared.label)
        return found

    def _values_behind(self, variable: str) -> list[str]:
        found: dict[str, None] = {}
        waiting, seen = [variable], set()
        while waiting:
            name = waiting.pop()
            if name in seen:
                continue
            seen.add(name)
            for version in self.rulebook.variables[name].versions:
                found |= dict.fromkeys(used_names(version.node, "value"))
                waiting += used_names(version.node, "var")
        return [name for name in self.rulebook.values.declarations if name in found]


def _facts_of(case: Case, entity: str) -> list[dict[str, int]]:
    rows = case.rows.get(entity)
    return [case.facts] if rows is None else [row.facts for row in rows]


def _put(facts: dict[str, int], fact: str, steps: int | None) -> None:
    if steps is None:
        facts.pop(fact, None)
    else:
        facts[fact] = steps


def _subject(case: Case, entity: str, index: int) -> str:
    rows = case.rows.get(entity)
    return "household" if rows is None else rows[index].name


def _refuse_open_choices(decision: Decision) -> None:
    """A choice is the person's: a plan that would have to guess it is not made.

    Raises:
        ProblemsError: each choice that is open and makes a difference.
    """
    outcomes = [[(r.verdict, r.amount_fen) for r in o.results] for o in decision.options]
    if all(outcome == outcomes[0] for outcome in outcomes[1:]):
        return
    book = decision.edition.rulebook
    needs = [n for r in decision.results for n in r.needs if n.name.startswith(ELECTION)]
    problems = []
    for name, subject in dict.fromkeys((n.name, n.subject) for n in needs):
        label = book.facts[name].label
        who = Text("", "") if subject == "household" else Text(f"{subject}：", f"{subject}: ")
        text = Text(
            f"{who.zh}“{label.zh}”由本人选择，请先在案例里写明（{name}: yes 或 no），再做按月计划",
            f"{who.en}“{label.en}” is the person's choice; state it in the case ({name}: yes or no) before planning",
        )
        day = format_date(decision.case.on, "zh")
        problems.append(Problem(text, f"{decision.case.name}（{day}）", None))
    raise ProblemsError(problems)
