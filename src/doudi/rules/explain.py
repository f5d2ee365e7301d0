"""Why: the tree of reasons behind a result, with the arithmetic, the article and where each fact comes from.

Only what was really used is told: the branch that was taken, the tests that decided. Everything is said in Chinese or
English from the rulebook's own labels.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from doudi.rules.decide import Decision, Need, Result, subject_name
from doudi.rules.declare import Document, Rule, day_date
from doudi.rules.dimensions import NUMBER, STEPS_PER_FEN, Unit
from doudi.rules.evaluate import NO, UNDECIDED, YES, Evaluation, month_date
from doudi.rules.nodes import CATEGORY, COUNT, DATE, MONTH, QUOTIENT, RATE, TRUTH, Node
from doudi.rules.rulebook import Rulebook, Version
from doudi.units.dates import Month, format_date
from doudi.units.rate import format_rate
from doudi.units.text import Text

_ROW_OPS = ("sum", "count", "any", "all", "minimum", "maximum")
_SIGN = {"lt": "<", "le": "≤", "gt": ">", "ge": "≥", "eq": "=", "add": "+", "sub": "−", "mul": "×"}
_NOT_SIGN = {"lt": "≥", "le": ">", "gt": "≤", "ge": "<", "eq": "≠"}
_STRENGTH = {"add": 1, "sub": 1, "mul": 2, "scale": 2, "divide": 2, "quotient": 2}


@dataclass(slots=True)
class Input:
    """A fact or figure that a step used."""

    name: str
    label: str
    subject: str
    value: str
    source: str
    note: str = ""

    def as_dict(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(slots=True)
class Reason:
    """One step: what was found, how it was computed, on what ground."""

    variable: str
    subject: str
    label: str
    value: str
    unit: str
    state: str  # yes | no | undecided | "" (not a truth)
    arithmetic: str
    sentence: str
    law: str
    depth: int
    inputs: list[Input] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Ready for JSON. Not `dataclasses.asdict`: it copies deeply, at half the cost of a decision."""
        plain = {name: getattr(self, name) for name in self.__slots__}
        plain["inputs"] = [i.as_dict() for i in self.inputs]
        return plain

    def at(self, depth: int) -> Reason:
        """The same step, so deep in the tree of another result."""
        if depth == self.depth:
            return self
        return Reason(
            self.variable, self.subject, self.label, self.value, self.unit, self.state, self.arithmetic, self.sentence,
            self.law, depth, self.inputs,
        )  # fmt: skip


@dataclass(slots=True)
class Step:
    """A variable of one row: what it came to under which text, and, once somebody asked, why, from which others."""

    rule: Rule
    kind: str
    interval: tuple[int, int]
    version: Version | None
    reason: Reason | None = None
    used: list[tuple[str, int]] = field(default_factory=list)


def reasons(decision: Decision, result: Result, lang: str) -> list[dict[str, Any]]:
    """The steps behind a result, outermost first, each told once; ready for JSON."""
    teller, found = _told(decision, result, lang)
    return [{**teller.plain(key), "depth": reason.depth} for key, reason in found.items()]


def reason_list(decision: Decision, result: Result, lang: str) -> list[Reason]:
    """As `reasons`, as objects for pages and letters: steps that settled the result, without the obvious ones."""
    return list(_told(decision, result, lang)[1].values())


def _told(
    decision: Decision, result: Result, lang: str
) -> tuple[Teller, dict[tuple[str, int], Reason]]:
    if lang not in decision.told:
        decision.told[lang] = Teller(decision.evaluation, lang)
    teller: Teller = decision.told[lang]
    roles = ["eligible"] if result.verdict != "eligible" else list(result.programme.entry)
    found: dict[tuple[str, int], Reason] = {}
    raised = [name for name in result.flags if name in result.programme.flags]
    for name in (*(result.programme.entry[role] for role in roles), *raised):
        teller.tell(name, result.row, 0, found)
    return teller, found


class Teller:
    """Puts the steps of one evaluation into words."""

    def __init__(self, evaluation: Evaluation, lang: str) -> None:
        self.evaluation = evaluation
        self.book: Rulebook = evaluation.edition.rulebook
        self.lang = lang
        self._steps: dict[tuple[str, int], Step] = {}
        self._plain: dict[tuple[str, int], dict[str, Any]] = {}

    def tell(self, name: str, row: int, depth: int, found: dict[tuple[str, int], Reason]) -> None:
        """Add the step that gave a variable, then the steps it used that a reader would ask about."""
        key = name, row
        if key in found:
            return
        if key not in self._steps:
            self._steps[key] = self._step(name, row)
        step = self._steps[key]
        if not _is_worth_telling(step.kind, step.interval, step.version, depth):
            return
        if step.reason is None:
            step.reason = self._reason(name, row, step)
        found[key] = step.reason.at(depth)
        for used_name, used_row in step.used:
            self.tell(used_name, used_row, depth + 1, found)

    def plain(self, key: tuple[str, int]) -> dict[str, Any]:
        """A step that was told, ready for JSON; made once, its depth is each result's own."""
        if key not in self._plain:
            reason = self._steps[key].reason
            assert reason is not None, key
            self._plain[key] = reason.as_dict()
        return self._plain[key]

    def _step(self, name: str, row: int) -> Step:
        version = self.book.variables[name].on(self.evaluation.case.on)
        rule = (version or self.book.variables[name].versions[-1]).rule
        return Step(rule, rule.kind, self.evaluation.variable(name)[row], version)

    def _reason(self, name: str, row: int, step: Step) -> Reason:
        """Put into words once, however many results of a decision rest on it."""
        rule, interval = step.rule, step.interval
        arithmetic, inputs, step.used = self._say(row, step.version)
        return Reason(
            name,
            self.subject(rule.entity.name, row),
            rule.label.in_(self.lang),
            self.show(rule.kind, rule.unit, interval),
            rule.unit.name(self.lang) if rule.kind == COUNT else "",
            _state(rule.kind, interval),
            arithmetic,
            rule.sentence,
            cite(rule.law, self.book.documents, self.lang, self.evaluation.case.on),
            0,
            inputs,
        )

    def _say(
        self, row: int, version: Version | None
    ) -> tuple[str, list[Input], list[tuple[str, int]]]:
        """Arithmetic, inputs and further steps of a variable."""
        inputs: list[Input] = []
        used: list[tuple[str, int]] = []
        if version is None:
            return "", inputs, used
        for kind, used_name, used_row in dict.fromkeys(self._used(version.node, row)):
            if kind == "var":
                used.append((used_name, used_row))
            else:
                inputs.append(self._input(kind, used_name, used_row))
        return self.words(version.node, row), inputs, used

    def subject(self, entity: str, row: int) -> str:
        name = subject_name(self.evaluation, entity, row)
        return Text("家庭", "household").in_(self.lang) if name == "household" else name

    # -- which operands counted --------------------------------------------------------------
    def _used(self, node: Node, row: int) -> Iterator[tuple[str, str, int]]:
        op = node.op
        if op in ("var", "fact"):
            yield op, node.data, row
        elif op == "value":
            yield "value", node.data, 0
        elif op == "value_at":
            yield "value", "|".join(node.data), 0
        elif op == "value_by":
            low, high = self._at(node.args[0], row)
            if low == high:
                yield "value", f"{node.data}|{node.args[0].options[low]}", 0
            yield from self._used(node.args[0], row)
        elif op == "spread":
            yield from self._used(node.args[0], 0)
        elif op in _ROW_OPS:
            rows = node.args[0].entity
            for index in range(self.evaluation.row_count(rows)):
                yield from self._used(node.args[0], index)
        else:
            if op in ("round", "round_quotient"):
                yield "value", node.data, 0
            for arg in self._decisive(node, row):
                yield from self._used(arg, row)

    def _decisive(self, node: Node, row: int) -> tuple[Node, ...]:
        """The operands that settled the result; all of them where none did alone."""
        if node.op == "when":
            condition = self._at(node.args[0], row)
            if condition == YES:
                return node.args[0], node.args[1]
            return (node.args[0], node.args[2]) if condition == NO else node.args
        if node.op in ("and", "or"):
            answer = self._at(node, row)
            if answer == (NO if node.op == "and" else YES) or answer == UNDECIDED:
                return tuple(a for a in node.args if self._at(a, row) == answer)
        return node.args

    def _at(self, node: Node, row: int) -> tuple[int, int]:
        if node.kind == RATE:
            low, high = self.evaluation.rate(node)
            return int(low), int(high)
        results = self.evaluation.node(node)
        return results[row if len(results) > 1 else 0]

    def _input(self, kind: str, name: str, row: int) -> Input:
        if kind == "fact":
            fact = self.book.facts[name]
            entity = fact.entity.name
            found = self.evaluation.fact(name)[row]
            used = self.evaluation.case.from_background.get((entity, row, name), "")
            note = Text(f"背景“{used}”", f"background {used!r}").in_(self.lang) if used else ""
            shown = self.show(fact.kind, fact.unit, found, fact.option_labels)
            return Input(
                name,
                fact.label.in_(self.lang),
                self.subject(entity, row),
                shown,
                fact.source.in_(self.lang),
                note,
            )
        return self._value_input(*(name.split("|") if "|" in name else (name, "")))

    def _value_input(self, name: str, key: str) -> Input:
        declaration = self.book.values.declarations[name]
        resolved = self.evaluation.edition.value(name, key)
        label = declaration.label.in_(self.lang)
        if key:
            assert declaration.by is not None
            by = self.book.facts[declaration.by]
            label += (
                Text("（{0}）", " ({0})")
                .in_(self.lang)
                .format(by.option_labels[by.options.index(key)].in_(self.lang))
            )
        if resolved is None:
            missing = Text("尚未录入", "not entered").in_(self.lang)
            return Input(name, label, "", missing, "")
        return Input(
            name,
            label,
            "",
            self.figure(name, resolved.figure),
            resolved.source,
            self._value_note(resolved),
        )

    def _value_note(self, resolved: Any) -> str:
        notes = []
        if resolved.pack.name == "stated":
            notes.append(Text("本案设定", "stated for this case"))
        if resolved.pack.demonstration:
            notes.append(Text("演示数值", "demonstration figure"))
        if resolved.last_known:
            year = resolved.since.year
            notes.append(Text(f"最近已知数值，{year}年", f"last known value, {year}"))
        if resolved.tag == "recalled":
            notes.append(Text("待核实", "to be confirmed"))
        return Text("；", "; ").in_(self.lang).join(n.in_(self.lang) for n in notes)

    # -- values in words ---------------------------------------------------------------------
    def show(
        self, kind: str, unit: Unit, interval: tuple[int, int], options: tuple[Text, ...] = ()
    ) -> str:
        """An interval as a person reads it; money in yuan, unknown as such."""
        low, high = interval
        if low != high:
            return Text("未知", "unknown").in_(self.lang)
        if kind == TRUTH:
            return Text("是", "yes").in_(self.lang) if low else Text("否", "no").in_(self.lang)
        if kind == CATEGORY:
            return options[low].in_(self.lang) if options else str(low)
        if kind == DATE:
            return format_date(day_date(low), self.lang)
        if kind == MONTH:
            return Month.from_date(month_date(low)).format(self.lang)
        return show_number(low, unit)

    def figure(self, name: str, figure: Any) -> str:
        """A value's figure as a person reads it."""
        declaration = self.book.values.declarations[name]
        if declaration.kind == RATE:
            return format_rate(figure)
        if declaration.kind == "rounding":
            quantum, rounding = figure
            return f"{rounding.label.in_(self.lang)} {quantum.label.in_(self.lang)}"
        if declaration.kind == CATEGORY:
            return declaration.option_labels[int(figure)].in_(self.lang)
        return self.show(declaration.kind, declaration.unit, (figure, figure))

    # -- arithmetic in words -----------------------------------------------------------------
    def words(self, node: Node, row: int, strength: int = 0) -> str:
        """The formula with the numbers that were put in."""
        op = node.op
        if op == "spread":
            return self.words(node.args[0], 0, strength)
        if op in ("var", "fact", "value", "value_at", "value_by", "const", "on", "month_of"):
            return self._leaf(node, row)
        if op in ("and", "or", "not"):
            return self._truths(node, row)
        if op in ("lt", "le", "eq", "compare"):
            return self._comparison(node, row)
        if op == "when":
            taken = self._decisive(node, row)
            return (
                self.words(taken[1], row, strength)
                if len(taken) == 2
                else Text("还不能确定", "undecided").in_(self.lang)
            )
        if op in _ROW_OPS:
            return self._rows(node)
        if op in ("round", "round_quotient"):
            inside = (
                node.args[0]
                if op == "round"
                else Node(
                    "quotient",
                    node.args,
                    entity=node.entity,
                    kind=QUOTIENT,
                    unit=node.unit,
                    where="",
                )
            )
            return self.words(inside, row, strength)
        if op in ("min", "max", "presume", "reached", "years", "add_months"):
            return self._call(node, row, strength)
        mine = _STRENGTH[op]
        sign = _SIGN["mul"] if op == "scale" else "÷" if op in ("divide", "quotient") else _SIGN[op]
        right_strength = mine + (op in ("sub", "divide", "quotient"))
        text = f"{self.words(node.args[0], row, mine)} {sign} {self.words(node.args[1], row, right_strength)}"
        return f"({text})" if mine < strength else text

    def _leaf(self, node: Node, row: int) -> str:
        if node.op == "const":
            return show_number(node.data, node.unit) if node.kind == COUNT else str(node.data)
        if node.op in ("on", "month_of"):
            return self.show(node.kind, NUMBER, self._at(node, row))
        if node.op == "var":
            rule = self.book.variables[node.data].rule
            return f"{rule.label.in_(self.lang)} {self.show(rule.kind, rule.unit, self._at(node, row))}"
        if node.op == "fact":
            fact = self.book.facts[node.data]
            shown = self.show(fact.kind, fact.unit, self._at(node, row), fact.option_labels)
            return f"{fact.label.in_(self.lang)} {shown}"
        if node.op == "value_by":
            low, high = self._at(node.args[0], row)
            if low != high:
                return self.book.values.declarations[node.data].label.in_(self.lang)
            found = self._value_input(node.data, node.args[0].options[low])
        else:
            found = self._value_input(*(node.data if node.op == "value_at" else (node.data, "")))
        return f"{found.label} {found.value}"

    def _truths(self, node: Node, row: int) -> str:
        """The tests that settled a conjunction or a disjunction, each with its mark."""
        if node.op == "not":
            inner, inner_row = node.args[0], row
            if inner.op == "spread":
                inner, inner_row = inner.args[0], 0
            if inner.op == "or" and self._at(inner, inner_row) == NO:
                none_of = Text("以下都没有：", "none of these: ").in_(self.lang)
                return none_of + self._truths(inner, inner_row)
            return Text("不是：", "not: ").in_(self.lang) + self._test(inner, inner_row)
        answer = self._at(node, row)
        parts = list(_flat(node, node.op))
        settling = [p for p in parts if self._at(p, row) == answer]
        together = node.op == "and" or answer == NO
        joiner = Text("；", "; ") if together else Text(" 或 ", " or ")
        return joiner.in_(self.lang).join(
            f"{self._test(p, row)} {self._mark(p, row)}" for p in settling
        )

    def _test(self, node: Node, row: int) -> str:
        while node.op == "spread":
            node, row = node.args[0], 0
        if node.op == "var":
            return self.book.variables[node.data].rule.label.in_(self.lang)
        if node.op == "fact":
            return self.book.facts[node.data].label.in_(self.lang)
        if node.op in ("and", "or"):
            return f"({self._truths(node, row)})"
        return self.words(node, row)

    def _mark(self, node: Node, row: int) -> str:
        return {YES: "✓", NO: "✗"}.get(self._at(node, row), "?")

    def _comparison(self, node: Node, row: int) -> str:
        sign = (
            (self.evaluation.edition.comparator(node.data) or "?")
            if node.op == "compare"
            else node.op
        )
        signs = _NOT_SIGN if self._at(node, row) == NO else _SIGN
        if CATEGORY in (node.args[0].kind, node.args[1].kind):
            return self._category_test(node, row, signs["eq"])
        left, right = (self._side(a, row) for a in node.args)
        return f"{left} {signs.get(sign, '?')} {right}"

    def _category_test(self, node: Node, row: int, sign: str) -> str:
        left, right = node.args
        label = self._leaf(left, row) if left.op != "spread" else self._leaf(left.args[0], 0)
        if right.op != "const":
            return f"{label} {sign} {self.words(right, row)}"
        source = left.args[0] if left.op == "spread" else left
        names = right.options
        if source.op == "fact":
            names = tuple(t.in_(self.lang) for t in self.book.facts[source.data].option_labels)
        return f"{label} {sign} {names[right.data]}"

    def _side(self, node: Node, row: int) -> str:
        text = self.words(node, row)
        if node.kind == QUOTIENT:
            return f"{text} = {self.show(COUNT, node.unit, self._at(node, row))}"
        return text

    def _rows(self, node: Node) -> str:
        arg = node.args[0]
        shown = []
        for index in range(self.evaluation.row_count(arg.entity)):
            interval = self._at(arg, index)
            assert arg.entity is not None
            name = self.subject(arg.entity.name, index)
            if arg.kind == TRUTH:
                shown.append(f"{name} {self._mark(arg, index)}")
            elif interval != (0, 0):
                shown.append(f"{name} {self.show(arg.kind, arg.unit, interval)}")
        if arg.kind == TRUTH:
            return Text("，", ", ").in_(self.lang).join(shown) or "0"
        return " + ".join(shown) or "0"

    def _call(self, node: Node, row: int, strength: int) -> str:
        if node.op in ("min", "max"):
            return self._extreme(node, row, strength)
        if node.op == "presume":
            low, high = self._at(node.args[0], row)
            if low == high:
                return self.words(node.args[0], row, strength)
            presumed = self.show(node.kind, node.unit, self._at(node, row))
            ground = cite(node.data, self.book.documents, self.lang, self.evaluation.case.on)
            return (
                Text("{0}（依{1}推定）", "{0} (presumed, {1})")
                .in_(self.lang)
                .format(presumed, ground)
            )
        if node.op == "reached" and node.data == "passed":  # a period ends on the day before
            ended = self.words(node.args[0].args[0], row)
            return Text("{0}已届满", "{0} is over").in_(self.lang).format(ended)
        patterns = {
            "reached": Text("{0}已到", "{0} has come"),
            "years": Text("{0}至{1}", "{0} to {1}"),
            "add_months": Text("{0}起满{1}个月", "{1} months from {0}"),
        }
        return patterns[node.op].in_(self.lang).format(*(self.words(a, row) for a in node.args))

    def _extreme(self, node: Node, row: int, strength: int) -> str:
        """max(x, 0) reads as x; other bounds are told only where they took effect."""
        parts = list(_flat(node, node.op))
        result = self._at(node, row)
        kept = [p for p in parts if self._at(p, row) == result and p.op != "const"]
        if len(kept) == 1 and result[0] == result[1]:
            return self.words(kept[0], row, strength)
        if not kept:
            first = next((p for p in parts if p.op != "const"), parts[0])
            bound = Text("（不足，按{0}计）", " (too little: counts as {0})").in_(self.lang)
            limit = Text("（超出，按{0}计）", " (too much: counts as {0})").in_(self.lang)
            shown = self.show(node.kind, node.unit, result)
            return self.words(first, row) + (bound if node.op == "max" else limit).format(shown)
        together = Text("，", ", ").in_(self.lang).join(self.words(p, row) for p in kept)
        pattern = (
            Text("取大：{0}", "the larger of {0}")
            if node.op == "max"
            else Text("取小：{0}", "the smaller of {0}")
        )
        return pattern.in_(self.lang).format(together)


def _is_worth_telling(
    kind: str, interval: tuple[int, int], version: Version | None, depth: int
) -> bool:
    """Deep down, what passed without a number and what came to nothing is told by the line above."""
    if interval == (0, 0) and kind == COUNT and depth > 0:
        return False
    if depth <= 1 or interval[0] != interval[1]:
        return True
    if kind == TRUTH:
        compares = version is not None and version.node.op in ("lt", "le", "eq", "compare")
        return interval == NO or compares
    return interval != (0, 0)


def _flat(node: Node, op: str) -> Iterator[Node]:
    """The operands of a chain of & or of |."""
    if node.op == op:
        for arg in node.args:
            yield from _flat(arg, op)
    else:
        yield node


def _state(kind: str, interval: tuple[int, int]) -> str:
    if kind != TRUTH:
        return ""
    return {YES: "yes", NO: "no"}.get(interval, "undecided")


def show_number(steps: int, unit: Unit) -> str:
    """1,382.50 for money (more decimals only where there are any), plain digits else."""
    sign, size, one = "-" if steps < 0 else "", abs(steps), unit.steps
    if unit.is_money:
        whole, part = divmod(size, one)
        fen, rest = divmod(part, STEPS_PER_FEN)
        shown = f"{part * 10_000 // one:04d}" if rest else f"{fen:02d}"
        return f"{sign}{whole:,}.{shown}"
    whole, part = divmod(size, one)
    return f"{sign}{whole:,}" + (f".{part * 100 // one:02d}".rstrip("0") if part else "")


_CITATION = re.compile(r"^(\w+)(?: (\d+))?(\?)?$")


_cited: dict[tuple[str, str, int, date | None], str] = {}


def cite(law: str, documents: dict[str, Document], lang: str, on: date | None = None) -> str:
    """ "SA 9; DB 13?" as 《社会救助暂行办法》第9条；…, or in English. A "?" says: article number to be checked.

    `on` leaves out what was not in force on that day, unless nothing else is cited.
    """
    key = (law, lang, id(documents), on)
    if key not in _cited:
        _cited[key] = _cite(law, documents, lang, on)
    return _cited[key]


def _cite(law: str, documents: dict[str, Document], lang: str, on: date | None) -> str:
    parts = [(part.strip(), _CITATION.match(part.strip())) for part in law.split(";")]
    if on is not None:
        parts = [p for p in parts if _may_cite(p[1], documents, on)] or parts
    cited = []
    for part, match in parts:
        if match is None or match[1] not in documents:
            cited.append(part)
            continue
        title, article, doubtful = documents[match[1]].title, match[2], match[3]
        zh, en = f"《{title.zh}》", title.en
        if article:
            zh, en = f"{zh}第{article}条", f"{en}, art. {article}"
        if doubtful:
            zh, en = f"{zh}（条号待核）", f"{en} (article number to be checked)"
        cited.append(Text(zh, en).in_(lang))
    return Text("；", "; ").in_(lang).join(cited)


def citations(law: str) -> list[tuple[str, str, bool]]:
    """What "SA 9; DB 13?" cites: (key of the document, article or "", is the number still to be checked?)."""
    found = [_CITATION.match(part.strip()) for part in law.split(";")]
    return [(m[1], m[2] or "", bool(m[3])) for m in found if m]


def _may_cite(match: re.Match[str] | None, documents: dict[str, Document], on: date) -> bool:
    return match is None or match[1] not in documents or documents[match[1]].in_force(on)


# -- a decision as text --------------------------------------------------------------------------------
VERDICTS = {
    "eligible": Text("符合条件", "eligible"),
    "not_eligible": Text("不符合条件", "not eligible"),
    "undetermined": Text("还不能确定", "undetermined"),
    "not_yet": Text("暂不符合，时间未到", "not yet"),
}


def name_of(book: Rulebook, name: str, lang: str) -> str:
    """The label of a fact, value or variable; "~x" is the test that x does not hold."""
    if name.startswith("~"):
        return Text("不是", "not ").in_(lang) + name_of(book, name[1:], lang)
    if name in book.variables:
        return book.variables[name].rule.label.in_(lang)
    if name in book.facts:
        return book.facts[name].label.in_(lang)
    if name in book.values.declarations:
        return book.values.declarations[name].label.in_(lang)
    return book.entities[name].label.in_(lang) if name in book.entities else name


def need_sentence(decision: Decision, need: Need, lang: str) -> str:
    """What is missing, from whom, and up to which amount the answer is yes."""
    book = decision.edition.rulebook
    label = name_of(book, need.name, lang)
    who = Text("家庭", "household").in_(lang) if need.subject == "household" else need.subject
    if need.kind == "value":
        declaration = book.values.declarations[need.name]
        how = declaration.enter.in_(lang) if declaration.enter else ""
        return Text(
            f"本地（{decision.case.area}，{decision.case.on}）还没有录入“{label}”（{need.name}）。请在本县数值包的 pack.yaml 里填写{'：' + how if how else '，注明生效日期和依据。'}",
            f"Nobody has entered “{label}” ({need.name}) for {decision.case.area} on {decision.case.on}. "
            f"Enter it in pack.yaml of the county's own pack, with its date and source. {how}",
        ).in_(lang)
    if need.kind == "rows":
        return Text(
            f"还不知道是否已列出全部“{label}”", f"it is not known whether every {label} is listed"
        ).in_(lang)
    if need.kind == "law":
        return Text(f"“{label}”在这一天没有规则", f"no rule for {label} on this date").in_(lang)
    limit = ""
    fact = book.facts[need.name]
    if need.at_most is not None:
        amount = show_number(need.at_most, fact.unit)
        limit = Text(
            f"（不超过 {amount} 时符合）", f" (eligible only if it is at most {amount})"
        ).in_(lang)
    elif need.at_least is not None:
        amount = show_number(need.at_least, fact.unit)
        limit = Text(
            f"（达到 {amount} 时符合）", f" (eligible only if it is at least {amount})"
        ).in_(lang)
    return Text(f"{who}的“{label}”{limit}", f"{label} of {who}{limit}").in_(lang)


def is_demonstration(decision: Decision) -> bool:
    """Did any figure come from a demonstration pack?"""
    return any(r is not None and r.pack.demonstration for r in decision.edition._cache.values())
