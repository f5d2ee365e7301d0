"""Rule cards: what a civil servant reviews instead of Python.

A card tells everything about one rule, value, fact or programme on a date in a place: the law's sentence and article,
the formula in words, the figures with their sources, what it rests on and what rests on it, the worked families.
Only data; `portal` makes pages of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby
from operator import itemgetter
from pathlib import PurePath
from typing import Any

from doudi.rules.declare import Fact, Rule, day_date
from doudi.rules.dimensions import Unit
from doudi.rules.explain import cite, show_number
from doudi.rules.formula_words import (
    COMPARISON_WORDS,
    Condition,
    Formula,
    Piece,
    Words,
    conditions_of,
    formula_in_words,
    label_of,
    unit_words,
)
from doudi.rules.nodes import CATEGORY, COUNT, DATE, MONTH, RATE, TRUTH
from doudi.rules.programme import Programme
from doudi.rules.rulebook import Edition, Rulebook, nearest, used_names
from doudi.rules.values import NATION, Declaration, Figure, Resolved
from doudi.rules.worked_cases import WorkedCase
from doudi.units.dates import format_date
from doudi.units.rate import format_rate
from doudi.units.text import Text

VARIABLE, VALUE, FACT, PROGRAMME = "variable", "value", "fact", "programme"

KIND_LABELS = {
    PROGRAMME: Text("项目", "programme"),
    VARIABLE: Text("规则", "rule"),
    VALUE: Text("标准和数字", "figure"),
    FACT: Text("要了解的情况", "fact"),
}
ROLE_LABELS = {
    "eligible": Text("是否符合", "is it met"),
    "amount": Text("金额", "amount"),
    "from_month": Text("起始月", "first month"),
    "until_month": Text("截止月", "last month"),
    "review_month": Text("下次核查月", "next review"),
    "flags": Text("提示经办人", "shown to the officer"),
    "papers": Text("补齐手续的起算日", "day from which papers are due"),
}
SENSITIVITY_LABELS = {
    "public": Text("公开信息", "public"),
    "personal": Text("个人信息", "personal"),
    "sensitive": Text("敏感个人信息", "sensitive"),
}
SHARED = Text(
    "各项目共用（家庭成员、收入、财产）", "Shared by the programmes (members, income, assets)"
)
NOT_ENTERED = Text("尚未录入", "not entered")
NATIONWIDE = Text("全国", "the whole country")

AreaName = Callable[[str], Text]


@dataclass(frozen=True, slots=True)
class Link:
    """A card that another one leads to."""

    kind: str
    name: str
    label: str


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a figure can be relied on. kind: demonstration | found | recalled | assumed | last_known | untagged."""

    kind: str
    label: str


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One figure in force: under which key, how it reads, who stands behind it."""

    key: str
    shown: str
    unit: str
    comparator: str
    marks: tuple[Mark, ...]
    source: str
    pack: str
    area: str
    since: str
    until: str


@dataclass(frozen=True, slots=True)
class ValueUse:
    """A value as it stands on the date in the place. No `lines`: nobody has entered it."""

    link: Link
    lines: tuple[FigureLine, ...]
    how_to_enter: str

    @property
    def comes_from_one_figure(self) -> bool:
        """All keys were given together: one source, one date, one comparator for them."""
        return len({replace(line, key="", shown="") for line in self.lines}) == 1

    @property
    def is_demonstration(self) -> bool:
        return any(m.kind == "demonstration" for line in self.lines for m in line.marks)


@dataclass(frozen=True, slots=True)
class FactUse:
    """A fact that a formula reads, and from whom it comes."""

    link: Link
    entity: str
    source: str
    sensitivity: str


@dataclass(frozen=True, slots=True)
class TextVersion:
    """One dated text of a rule."""

    sentence: str
    law: str
    since: str
    until: str
    is_in_force: bool


@dataclass(frozen=True, slots=True)
class Section:
    """Cards under one heading of the index."""

    kind: str
    name: str
    label: str
    links: tuple[Link, ...]


@dataclass(slots=True)
class RuleCard:
    """One variable. No `formula`: no text of it is in force on the date."""

    link: Link
    label: Text
    home: Link  # its programme, or what the programmes share
    entity: str
    unit: str
    is_test: bool
    sentence: str
    law: str
    formula: Formula | None
    versions: tuple[TextVersion, ...]
    values: tuple[ValueUse, ...]
    facts: tuple[FactUse, ...]
    rests_on: tuple[Link, ...]
    used_by: tuple[Link, ...]
    answers: tuple[tuple[Link, str], ...]  # (programme, which of its questions)
    file: str
    cases: tuple[WorkedCase, ...]


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """A figure that a pack gives, in force or not."""

    figures: tuple[tuple[str, str], ...]  # (key, figure)
    comparator: str
    since: str
    until: str
    is_in_force: bool
    is_inherited: bool
    marks: tuple[Mark, ...]
    source: str
    pack: str


@dataclass(slots=True)
class ValueCard:
    """One value: what it is, its figure here and now, and every figure that any place has."""

    link: Link
    label: Text
    home: Link  # its programme, or what the programmes share
    unit: str
    law: str
    by: Link | None
    options: tuple[str, ...]
    has_comparator: bool
    use: ValueUse
    history: tuple[tuple[str, tuple[HistoryLine, ...]], ...]  # by area
    used_by: tuple[Link, ...]
    cases: tuple[WorkedCase, ...]


@dataclass(slots=True)
class FactCard:
    """One fact: what is asked, of whom, and which rules read it."""

    link: Link
    label: Text
    entity: str
    unit: str
    options: tuple[str, ...]
    bounds: str
    source: str
    sensitivity: str
    help: str
    used_by: tuple[Link, ...]
    values_by: tuple[Link, ...]  # values whose figures differ by this fact
    cases: tuple[WorkedCase, ...]


@dataclass(slots=True)
class Step:
    """One step of the picture of a verdict. join: all | any | none (how `parts` count) or "" (a single test)."""

    words: Words
    law: str = ""
    join: str = ""
    detail: Formula | None = None
    parts: list[Step] = field(default_factory=list)
    is_told_above: bool = False


@dataclass(slots=True)
class ProgrammeCard:
    """One programme, with its verdict as a tree of tests and its amount in words."""

    link: Link
    label: Text
    details: Programme
    is_in_force: bool
    since: str
    until: str
    subject: str
    answers: tuple[tuple[str, Link], ...]  # (question, variable)
    verdict: Step
    amount: Formula | None
    rules: tuple[Link, ...]
    values: tuple[ValueUse, ...]


@dataclass(slots=True)
class SharedCard:
    """What the programmes share: rules and figures that belong to none of them."""

    link: Link
    label: Text
    rules: tuple[Link, ...]
    values: tuple[ValueUse, ...]


class Cards:
    """The cards of one rulebook on one date in one place, in one language."""

    def __init__(
        self,
        rulebook: Rulebook,
        *,
        on: date,
        area: str,
        lang: str,
        area_name: AreaName,
        cases: dict[str, list[WorkedCase]] | None = None,
    ) -> None:
        """`cases` are those of `worked_cases`, by the name of what took part in them."""
        self.book = rulebook
        self.on = on
        self.area = area
        self.lang = lang
        self.edition: Edition = rulebook.at(on, area)
        self.area_name = area_name
        self.cases = cases or {}

    def t(self, text: Text) -> str:
        return text.in_(self.lang)

    # -- finding -----------------------------------------------------------------------------
    def kind_of(self, name: str) -> str | None:
        """Whether a rule, a value or a fact has this name; None: nothing has."""
        if name in self.book.variables:
            return VARIABLE
        if name in self.book.values.declarations:
            return VALUE
        return FACT if name in self.book.facts else None

    def link(self, name: str) -> Link:
        kind = self.kind_of(name)
        assert kind is not None
        return Link(kind, name, self.t(label_of(self.book, name)))

    def homes(self) -> list[str]:
        """Where rules live: the programmes in their order, then what they share."""
        shared = dict.fromkeys(v.programme for v in self.book.variables.values())
        return [
            *self.book.programmes,
            *(home for home in shared if home not in self.book.programmes),
        ]

    def home_link(self, home: str) -> Link:
        return Link(PROGRAMME, home, self.t(self._home_label(home)))

    def _home_label(self, home: str) -> Text:
        programme = self.book.programmes.get(home)
        return programme.label if programme else SHARED

    def nearest(self, name: str) -> Link | None:
        """The card that a mistyped name or a label was probably meant for."""
        names = [*self.book.variables, *self.book.values.declarations, *self.book.facts]
        near = nearest(name, names)
        if near is None:
            found = [link for s in self.sections(query=name) for link in s.links]
            return next((link for link in found if link.kind != PROGRAMME), None)
        return self.link(near)

    def nearest_home(self, name: str) -> Link | None:
        near = nearest(name, self.homes())
        return self.home_link(near) if near else None

    def sections(self, *, query: str = "", programme: str = "", kind: str = "") -> list[Section]:
        """The index: programmes, then the rules of each, then figures and facts; those that match every word asked."""
        words = query.casefold().split()
        homes = [home for home in self.homes() if programme in ("", home)]
        found = [
            self._section(PROGRAMME, "", KIND_LABELS[PROGRAMME], words, homes),
            *(
                self._section(VARIABLE, home, self._home_label(home), words, self._rules_of(home))
                for home in homes
            ),
            *(
                self._section(VALUE, home, self._home_label(home), words, self._values_of(home))
                for home in homes
            ),
            *(
                self._section(FACT, e.name, e.label, words, self._facts_of(e.name, programme))
                for e in self.book.entities.values()
            ),
        ]
        return [s for s in found if s.links and kind in ("", s.kind)]

    def _section(
        self, kind: str, name: str, label: Text, words: list[str], names: list[str]
    ) -> Section:
        fitting = [n for n in names if self._fits(kind, n, words)]
        make = self.home_link if kind == PROGRAMME else self.link
        return Section(kind, name, self.t(label), tuple(make(n) for n in fitting))

    def _fits(self, kind: str, name: str, words: list[str]) -> bool:
        searched = {
            PROGRAMME: self._programme_words,
            VARIABLE: self._rule_words,
            VALUE: self._value_words,
            FACT: self._fact_words,
        }[kind]
        hay = " ".join((name, *searched(name))).casefold()
        return all(word in hay for word in words)

    def _rules_of(self, home: str) -> list[str]:
        return [v.name for v in self.book.variables.values() if v.programme == home]

    def _values_of(self, home: str) -> list[str]:
        return [d.name for d in self.book.values.declarations.values() if d.programme == home]

    def _facts_of(self, entity: str, programme: str) -> list[str]:
        """The facts of an entity; of a programme, those that its own rules read."""
        facts = [f.name for f in self.book.facts.values() if f.entity.name == entity]
        if not programme:
            return facts
        mine = (self.book.variables[name] for name in self._rules_of(programme))
        read = {name for v in mine for x in v.versions for name in used_names(x.node, "fact")}
        return [name for name in facts if name in read]

    def _programme_words(self, name: str) -> list[str]:
        programme = self.book.programmes.get(name)
        if programme is None:
            return [*SHARED]
        return [*programme.label, *(text for basis in programme.legal_basis for text in basis)]

    def _rule_words(self, name: str) -> list[str]:
        words: list[str] = []
        for version in self.book.variables[name].versions:
            rule = version.rule
            words += [*rule.label, rule.sentence, *self._cited_in_both(rule.law)]
        return words

    def _value_words(self, name: str) -> list[str]:
        declaration = self.book.values.declarations[name]
        return [*declaration.label, *self._cited_in_both(declaration.law)]

    def _fact_words(self, name: str) -> list[str]:
        fact = self.book.facts[name]
        return [*fact.label, *fact.source]

    def _cited_in_both(self, law: str) -> list[str]:
        return [cite(law, self.book.documents, lang) for lang in ("zh", "en")]

    # -- a rule ------------------------------------------------------------------------------
    def rule(self, name: str) -> RuleCard:
        variable = self.book.variables[name]
        version = variable.on(self.on)
        shown = version or variable.versions[-1]
        rule, node = shown.rule, shown.node
        return RuleCard(
            link=self.link(name),
            label=rule.label,
            home=self.home_link(variable.programme),
            entity=self.t(rule.entity.label),
            unit=self._measure(rule.kind, rule.unit),
            is_test=rule.kind == TRUTH,
            sentence=rule.sentence,
            law=cite(rule.law, self.book.documents, self.lang),
            formula=formula_in_words(node, self.book, self.lang, self.edition) if version else None,
            versions=tuple(self._version(v.rule) for v in variable.versions),
            values=tuple(self.value_use(v) for v in used_names(node, "value")),
            facts=tuple(self._fact_use(f) for f in used_names(node, "fact")),
            rests_on=tuple(self.link(v) for v in used_names(node, "var")),
            used_by=self._readers(name, "var"),
            answers=self._answers(name),
            file=_short_path(rule),
            cases=self._cases(name, rule.file),
        )

    def _version(self, rule: Rule) -> TextVersion:
        holds = (rule.since is None or rule.since <= self.on) and (
            rule.until is None or self.on <= rule.until
        )
        return TextVersion(
            rule.sentence,
            cite(rule.law, self.book.documents, self.lang),
            self.day(rule.since),
            self.day(rule.until),
            holds,
        )

    def _readers(self, name: str, op: str) -> tuple[Link, ...]:
        """The rules that use a variable, fact or value in any of their texts."""
        return tuple(
            self.link(v.name)
            for v in self.book.variables.values()
            if any(name in used_names(x.node, op) for x in v.versions)
        )

    def _answers(self, name: str) -> tuple[tuple[Link, str], ...]:
        found = []
        for programme in self.book.programmes.values():
            link = self.home_link(programme.name)
            roles = [role for role, variable in programme.roles if variable == name]
            found += [(link, self.t(ROLE_LABELS[role])) for role in roles]
        return tuple(found)

    def _fact_use(self, name: str) -> FactUse:
        fact = self.book.facts[name]
        return FactUse(
            self.link(name),
            self.t(fact.entity.label),
            self.t(fact.source),
            self.t(SENSITIVITY_LABELS[fact.sensitivity]),
        )

    # -- a value -----------------------------------------------------------------------------
    def value(self, name: str) -> ValueCard:
        declaration = self.book.values.declarations[name]
        return ValueCard(
            link=self.link(name),
            label=declaration.label,
            home=self.home_link(declaration.programme),
            unit=self._measure(declaration.kind, declaration.unit),
            law=cite(declaration.law, self.book.documents, self.lang),
            by=self.link(declaration.by) if declaration.by else None,
            options=tuple(self.t(label) for label in declaration.option_labels),
            has_comparator=declaration.has_comparator,
            use=self.value_use(name),
            history=self._history(declaration),
            used_by=self._readers(name, "value"),
            cases=self._cases(name, declaration.where),
        )

    def value_use(self, name: str) -> ValueUse:
        """The figures of a value on the date in the place."""
        declaration = self.book.values.declarations[name]
        lines = []
        for key in declaration.keys or ("",):
            resolved = self.edition.value(name, key)
            if resolved is not None:
                lines.append(self._figure_line(declaration, key, resolved))
        how = self.t(declaration.enter) if declaration.enter else ""
        return ValueUse(self.link(name), tuple(lines), how)

    def _figure_line(self, declaration: Declaration, key: str, found: Resolved) -> FigureLine:
        return FigureLine(
            self._key(declaration, key),
            self._figure(declaration, found.figure),
            unit_words(declaration.unit, self.lang) if declaration.kind == COUNT else "",
            self._comparator(found.comparator),
            self._marks(found.tag, found.pack.demonstration, found.last_known, found.since),
            found.source,
            self.t(found.pack.label),
            self.area_words(found.area),
            self.day(found.since),
            self.day(found.until),
        )

    def _history(self, declaration: Declaration) -> tuple[tuple[str, tuple[HistoryLine, ...]], ...]:
        figures = self.book.values.figures(declaration.name)
        figures.sort(key=lambda f: (f.area, f.since))
        return tuple(
            (self.area_words(area), tuple(self._history_line(declaration, f) for f in group))
            for area, group in groupby(figures, key=lambda f: f.area)
        )

    def _history_line(self, declaration: Declaration, figure: Figure) -> HistoryLine:
        return HistoryLine(
            tuple(
                (self._key(declaration, key), self._figure(declaration, shown))
                for key, shown in figure.by_key.items()
            ),
            self._comparator(figure.comparator),
            self.day(figure.since),
            self.day(figure.until),
            figure.holds(self.on),
            figure.inherited,
            self._marks(figure.tag, figure.pack.demonstration, False, figure.since),
            figure.source,
            self.t(figure.pack.label),
        )

    def _key(self, declaration: Declaration, key: str) -> str:
        if not key or declaration.by is None:
            return ""
        fact = self.book.facts[declaration.by]
        return self.t(fact.option_labels[fact.options.index(key)])

    def _comparator(self, sign: str | None) -> str:
        return self.t(COMPARISON_WORDS[sign]) if sign else ""

    def _marks(
        self, tag: str, demonstration: bool, last_known: bool, since: date
    ) -> tuple[Mark, ...]:
        """A demonstration figure is never *checked*, whatever real figure it was copied from."""
        marks = []
        if demonstration:
            marks.append(Mark("demonstration", self.t(Text("演示", "demonstration"))))
        elif tag in _TAGS:
            marks.append(Mark(tag, self.t(_TAGS[tag])))
        else:
            marks.append(Mark("untagged", self.t(Text("未注明", "not stated"))))
        if last_known:
            year = Text(f"沿用{since.year}年", f"carried over from {since.year}")
            marks.append(Mark("last_known", self.t(year)))
        return tuple(marks)

    def _figure(self, declaration: Declaration, figure: Any) -> str:
        """A figure as a person reads it, without its unit."""
        if declaration.kind == RATE:
            return format_rate(figure)
        if declaration.kind == "rounding":
            quantum, way = figure
            return self.t(
                Text("{way}到{to}", "{way} to the {to}").format(way=way.label, to=quantum.label)
            )
        if declaration.kind == CATEGORY:
            return self.t(declaration.option_labels[figure])
        if declaration.kind == TRUTH:
            return self.t(Text("是", "yes") if figure else Text("否", "no"))
        if declaration.kind == DATE:
            return format_date(day_date(figure), self.lang)
        return show_number(figure, declaration.unit)

    # -- a fact ------------------------------------------------------------------------------
    def fact(self, name: str) -> FactCard:
        fact = self.book.facts[name]
        declarations = self.book.values.declarations.values()
        return FactCard(
            link=self.link(name),
            label=fact.label,
            entity=self.t(fact.entity.label),
            unit=self._measure(fact.kind, fact.unit),
            options=tuple(self.t(label) for label in fact.option_labels),
            bounds=self._bounds(fact),
            source=self.t(fact.source),
            sensitivity=self.t(SENSITIVITY_LABELS[fact.sensitivity]),
            help=self.t(fact.help) if fact.help else "",
            used_by=self._readers(name, "fact"),
            values_by=tuple(self.link(d.name) for d in declarations if d.by == name),
            cases=self._cases(name, ""),
        )

    def _bounds(self, fact: Fact) -> str:
        if fact.kind != COUNT:
            return ""
        low, high = (show_number(bound, fact.unit) for bound in (fact.low, fact.high))
        return self.t(Text(f"{low} 至 {high}", f"{low} to {high}"))

    # -- a programme -------------------------------------------------------------------------
    def programme(self, name: str) -> ProgrammeCard:
        programme = self.book.programmes[name]
        amount = programme.entry.get("amount")
        version = self.book.variables[amount].on(self.on) if amount else None
        return ProgrammeCard(
            link=self.home_link(name),
            label=programme.label,
            details=programme,
            is_in_force=programme.in_force(self.on),
            since=self.day(programme.since),
            until=self.day(programme.until),
            subject=self.t(self.book.entities[programme.subject].label),
            answers=tuple((self.t(ROLE_LABELS[role]), self.link(v)) for role, v in programme.roles),
            verdict=self._test(programme.entry["eligible"], name, set()),
            amount=formula_in_words(version.node, self.book, self.lang, self.edition)
            if version
            else None,
            rules=tuple(self.link(rule) for rule in self._rules_of(name)),
            values=tuple(self.value_use(value) for value in self._values_of(name)),
        )

    def shared(self, home: str) -> SharedCard:
        return SharedCard(
            link=self.home_link(home),
            label=SHARED,
            rules=tuple(self.link(rule) for rule in self._rules_of(home)),
            values=tuple(self.value_use(value) for value in self._values_of(home)),
        )

    def _test(self, name: str, programme: str, told: set[str]) -> Step:
        """How a truth is reached, down to the tests that are made on facts; each variable once."""
        variable = self.book.variables[name]
        label = self.link(name)
        version = variable.on(self.on)
        rule = (version or variable.versions[-1]).rule
        test = Step(
            (Piece(label.label, label.name),), cite(rule.law, self.book.documents, self.lang)
        )
        if version is None:
            return test
        if name in told:
            test.is_told_above = True
            return test
        told.add(name)
        parts = conditions_of(version.node, self.book, self.lang, self.edition)
        test.join = parts.join
        if parts.join:
            test.parts = [self._below(part, programme, told) for part in parts.parts]
        elif parts.name:
            test.parts = [self._below(parts, programme, told)]
        else:
            test.detail = formula_in_words(version.node, self.book, self.lang, self.edition)
        return test

    def _below(self, part: Condition, programme: str, told: set[str]) -> Step:
        """A part of a test: another variable is followed while it belongs to the programme or is shared."""
        variable = self.book.variables.get(part.name)
        if variable is not None and variable.rule.kind == TRUTH:
            home = variable.programme
            if home == programme or home not in self.book.programmes:
                return self._test(part.name, programme, told)
        test = Step(part.words, join=part.join)
        test.parts = [self._below(inner, programme, told) for inner in part.parts]
        return test

    # -- words -------------------------------------------------------------------------------
    def _measure(self, kind: str, unit: Unit) -> str:
        """In what a result is given: a unit, or what sort of answer."""
        if kind == COUNT:
            return unit_words(unit, self.lang) or self.t(Text("个数", "a number"))
        return self.t(_KINDS[kind])

    def area_words(self, code: str) -> str:
        return self.t(NATIONWIDE if code == NATION else self.area_name(code))

    def day(self, day: date | None) -> str:
        return format_date(day, self.lang) if day else ""

    def _cases(self, name: str, file: str) -> tuple[WorkedCase, ...]:
        """Those written for the same legal question first, then the folder's own; each kind of outcome in turn."""
        folder, question = _folder(file), PurePath(file).stem
        found = self.cases.get(name, [])
        turns: dict[object, int] = {}
        order = []
        for case in found:
            near = (case.file != f"{folder}/cases/{question}.yaml", case.folder != folder)
            turns[near, case.verdicts] = turn = turns.get((near, case.verdicts), 0) + 1
            order.append((near, turn))
        return tuple(case for _, case in sorted(zip(order, found, strict=True), key=itemgetter(0)))


_TAGS = {
    "found": Text("已核", "checked"),
    "recalled": Text("待核", "to be checked"),
    "assumed": Text("设定", "assumed"),
}
_KINDS = {
    TRUTH: Text("是或否", "yes or no"),
    DATE: Text("日期", "a date"),
    MONTH: Text("月份", "a month"),
    CATEGORY: Text("选项", "a choice"),
    RATE: Text("比例", "a rate"),
    "rounding": Text("取整办法", "a way of rounding"),
}


def _folder(file: str) -> str:
    """ ".../means/rules/income.py" lives in "means"."""
    return "".join(PurePath(file).parts[-3:-2])


def _short_path(rule: Rule) -> str:
    """ "dibao/rules/how_much.py:12": from the folder of the programme on."""
    return f"{'/'.join(PurePath(rule.file).parts[-3:])}:{rule.line}"
