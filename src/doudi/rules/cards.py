"""Rule cards: what a civil servant reviews instead of Python.

A card tells everything about one rule, value, fact or programme on a date in a place: the law's sentence and article,
the formula in words, the figures with their sources, what it rests on and what rests on it, the worked families.
Only data; `portal` makes pages of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import groupby
from operator import itemgetter
from pathlib import PurePath
from typing import Any

from doudi.rules.card_search import (
    AS_WRITTEN,
    DOCUMENT,
    FACT,
    PROGRAMME,
    VALUE,
    VARIABLE,
    OtherWords,
    card_search,
)
from doudi.rules.declare import Fact, Rule, day_date
from doudi.rules.dimensions import Unit
from doudi.rules.explain import citations, cite, show_number
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
from doudi.rules.programme import GROUP_LABELS, OUTCOME_LABELS, PERIOD_LABELS, Programme
from doudi.rules.rulebook import Edition, Rulebook, nearest, used_names
from doudi.rules.values import NATION, Declaration, Figure, Resolved
from doudi.rules.worked_cases import WorkedCase
from doudi.units.area import ancestors
from doudi.units.dates import format_date
from doudi.units.rate import format_rate
from doudi.units.text import Text

KIND_LABELS = {
    PROGRAMME: Text("项目", "programme"),
    VARIABLE: Text("规则", "rule"),
    VALUE: Text("标准和数字", "figure"),
    FACT: Text("要了解的情况", "fact"),
    DOCUMENT: Text("文件", "document"),
}
ROLE_LABELS = {
    "eligible": Text("是否符合", "is it met"),
    "amount": Text("金额", "amount"),
    "from_month": Text("起始月", "first month"),
    "until_month": Text("截止月", "last month"),
    "review_month": Text("下次核查月", "next review"),
    "flags": Text("提示经办人", "shown to the officer"),
    "papers": Text("补齐手续的起算日", "day from which papers are due"),
    "parts": Text("金额的组成", "part of the amount"),
}
SENSITIVITY_LABELS = {
    "public": Text("公开信息", "public"),
    "personal": Text("个人信息", "personal"),
    "sensitive": Text("敏感个人信息", "sensitive"),
}
SHARED = Text("各项目共用", "Shared by the programmes")
NOT_ENTERED = Text("尚未录入", "not entered")
NATIONWIDE = Text("全国", "the whole country")

_MOST_GUESSES = 12  # cards of one kind that are shown where none has the words as they were typed

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


@dataclass(frozen=True, slots=True)
class Hit:
    """A card that was found, with a line that tells it from its neighbours. `home`: the programme it belongs to, or ""."""

    link: Link
    home: str
    about: str
    is_in_chinese: bool = False  # `about` are the law's own words, which have no English


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What was found: by kind, best first. how: as_written | nearly | pieces (as in `card_search.Found`)."""

    groups: tuple[tuple[str, str, tuple[Hit, ...]], ...]  # (kind, its label, cards)
    how: str

    @property
    def count(self) -> int:
        return sum(len(hits) for _, _, hits in self.groups)


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
    cited: tuple[tuple[str, Link | None], ...]  # the same, part by part, with the card of the text
    formula: Formula | None
    versions: tuple[TextVersion, ...]
    values: tuple[ValueUse, ...]
    facts: tuple[FactUse, ...]
    rests_on: tuple[Link, ...]
    used_by: tuple[Link, ...]
    programmes: tuple[Link, ...]  # those whose answers may rest on it
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
    is_covered: bool  # never used: a pack laid later gives another figure from the same day
    is_inherited: bool
    marks: tuple[Mark, ...]
    source: str
    pack: str


@dataclass(frozen=True, slots=True)
class StepLine:
    """A figure over time under one key. A step: (since, until or None, figure as a number, as it reads)."""

    key: str
    steps: tuple[tuple[date, date | None, Fraction, str], ...]


@dataclass(frozen=True, slots=True)
class PlaceHistory:
    """Every figure of one area. `lines` are for a picture: only of numbers, and only where there was a change."""

    area: str
    is_near: bool  # the place itself, or around it
    figures: tuple[HistoryLine, ...]
    lines: tuple[StepLine, ...]


@dataclass(slots=True)
class ValueCard:
    """One value: what it is, its figure here and now, and every figure that any place has."""

    link: Link
    label: Text
    home: Link  # its programme, or what the programmes share
    unit: str
    law: str
    cited: tuple[tuple[str, Link | None], ...]
    by: Link | None
    options: tuple[str, ...]
    has_comparator: bool
    use: ValueUse
    history: tuple[PlaceHistory, ...]
    used_by: tuple[Link, ...]
    programmes: tuple[Link, ...]
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
    programmes: tuple[Link, ...]  # those whose answers may rest on it
    cases: tuple[WorkedCase, ...]


@dataclass(slots=True)
class DocumentCard:
    """One text of law: when it holds, and what cites it, article by article."""

    link: Link
    label: Text
    number: str
    is_read: bool  # its wording was read; else its article numbers are to be checked
    since: str
    until: str
    is_in_force: bool
    articles: tuple[tuple[str, tuple[Link, ...]], ...]  # (article or "", what cites it)
    programmes: tuple[Link, ...]


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
    outcome: str
    period: str
    statuses: tuple[Link, ...]  # settled before the household is counted
    referral: ValueUse | None  # working days within which the receiving office is told
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
        other_words: OtherWords = (),
        shared_labels: Mapping[str, Text] | None = None,
    ) -> None:
        """`cases` are those of `worked_cases`, by the name of what took part in them; `other_words` as in `card_search`;
        `shared_labels` name what belongs to no programme.
        """
        self.book = rulebook
        self.on = on
        self.area = area
        self.lang = lang
        self.edition: Edition = rulebook.at(on, area)
        self.area_name = area_name
        self.cases = cases or {}
        self.other_words = other_words
        self.shared_labels = shared_labels or {}

    def t(self, text: Text) -> str:
        return text.in_(self.lang)

    # -- finding -----------------------------------------------------------------------------
    def kind_of(self, name: str) -> str | None:
        """Whether a rule, a value, a fact or a document has this name; None: nothing has."""
        if name in self.book.variables:
            return VARIABLE
        if name in self.book.values.declarations:
            return VALUE
        if name in self.book.facts:
            return FACT
        return DOCUMENT if name in self.book.documents else None

    def link(self, name: str) -> Link:
        kind = self.kind_of(name)
        assert kind is not None
        document = self.book.documents.get(name) if kind == DOCUMENT else None
        return Link(kind, name, self.t(document.title if document else label_of(self.book, name)))

    def homes(self) -> list[str]:
        """Where rules live: the programmes in their order, then what they share."""
        named = (self.book.variables, self.book.values.declarations)
        shared = dict.fromkeys(one.programme for found in named for one in found.values())
        return [
            *self.book.programmes,
            *(home for home in shared if home not in self.book.programmes),
        ]

    def home_link(self, home: str) -> Link:
        return Link(PROGRAMME, home, self.t(self._home_label(home)))

    def _home_label(self, home: str) -> Text:
        programme = self.book.programmes.get(home)
        return programme.label if programme else self.shared_labels.get(home, SHARED)

    def nearest(self, name: str) -> Link | None:
        """The card that a mistyped name or a label was probably meant for."""
        book = self.book
        near = nearest(name, [*book.variables, *book.values.declarations, *book.facts])
        if near is not None:
            return self.link(near)
        found = card_search(book, self.other_words).find(name).cards
        return next((self.link(n) for kind, n in found if kind != PROGRAMME), None)

    def nearest_home(self, name: str) -> Link | None:
        near = nearest(name, self.homes())
        return self.home_link(near) if near else None

    # -- the index ---------------------------------------------------------------------------
    def sections(self, *, programme: str = "", kind: str = "") -> list[Section]:
        """The index: programmes by what they are for, the rules and figures of each, facts, documents."""
        homes = [home for home in self.homes() if programme in ("", home)]
        found = [
            *self._programmes_by_group(homes),
            *(self._section(VARIABLE, home, self._rules_of(home)) for home in homes),
            *(self._section(VALUE, home, self._values_of(home)) for home in homes),
            *(
                Section(
                    FACT, e.name, self.t(e.label), self._links(self._facts_of(e.name, programme))
                )
                for e in self.book.entities.values()
            ),
            Section(DOCUMENT, "", "", self._links(self._documents_of(programme))),
        ]
        return [s for s in found if s.links and kind in ("", s.kind)]

    def _programmes_by_group(self, homes: list[str]) -> list[Section]:
        groups: dict[str, list[Link]] = {group: [] for group in (*GROUP_LABELS, "")}
        for home in homes:
            programme = self.book.programmes.get(home)
            groups[programme.group if programme else ""].append(self.home_link(home))
        labels = GROUP_LABELS | {"": Text("共用的规则", "Shared rules")}
        return [
            Section(PROGRAMME, group, self.t(labels[group]), tuple(links))
            for group, links in groups.items()
        ]

    def _section(self, kind: str, home: str, names: list[str]) -> Section:
        return Section(kind, home, self.t(self._home_label(home)), self._links(names))

    def _links(self, names: Iterable[str]) -> tuple[Link, ...]:
        return tuple(self.link(name) for name in names)

    def _rules_of(self, home: str) -> list[str]:
        return [v.name for v in self.book.variables.values() if v.programme == home]

    def _values_of(self, home: str) -> list[str]:
        return [d.name for d in self.book.values.declarations.values() if d.programme == home]

    def _facts_of(self, entity: str, programme: str) -> list[str]:
        """The facts of an entity; of a programme, those that its own rules read."""
        facts = [f.name for f in self.book.facts.values() if f.entity.name == entity]
        if not programme:
            return facts
        mine = set(self._rules_of(programme))
        return [name for name in facts if mine & set(self.book.readers.get(name, ()))]

    def _documents_of(self, programme: str) -> list[str]:
        """Every text, or those that the rules and figures of a programme cite."""
        if not programme:
            return list(self.book.documents)
        cited = {
            key
            for home, _, law in self._laws()
            if home == programme
            for key, _, _ in citations(law)
        }
        return [key for key in self.book.documents if key in cited]

    def _laws(self) -> Iterator[tuple[str, str, str]]:
        """Whatever cites a law: (its programme, its name, the citation)."""
        for variable in self.book.variables.values():
            for law in dict.fromkeys(version.rule.law for version in variable.versions):
                yield variable.programme, variable.name, law
        for declaration in self.book.values.declarations.values():
            yield declaration.programme, declaration.name, declaration.law

    # -- finding -----------------------------------------------------------------------------
    def search(self, query: str, *, programme: str = "", kind: str = "") -> SearchResult:
        """The cards that a query asks for, by kind, best first; within a programme or a kind, if one is named."""
        found = card_search(self.book, self.other_words).find(query)
        names: dict[str, list[str]] = {k: [] for k in KIND_LABELS if kind in ("", k)}
        for found_kind, name in found.cards:
            if found_kind in names and self._belongs(found_kind, name, programme):
                names[found_kind].append(name)
        if found.how != AS_WRITTEN:
            names = {k: some[:_MOST_GUESSES] for k, some in names.items()}
        groups = (
            (k, self.t(KIND_LABELS[k]), tuple(self.hit(k, name) for name in some))
            for k, some in names.items()
            if some
        )
        return SearchResult(tuple(groups), found.how)

    def _belongs(self, kind: str, name: str, programme: str) -> bool:
        if not programme or (kind == PROGRAMME and name == programme):
            return True
        if kind == FACT:
            entity = self.book.facts[name].entity.name
            return name in self._facts_of(entity, programme)
        if kind == DOCUMENT:
            return name in self._documents_of(programme)
        return kind != PROGRAMME and self._home_of(kind, name) == programme

    def _home_of(self, kind: str, name: str) -> str:
        if kind == VARIABLE:
            return self.book.variables[name].programme
        return self.book.values.declarations[name].programme

    def hit(self, kind: str, name: str) -> Hit:
        """A card as a list shows it."""
        if kind == PROGRAMME:
            programme = self.book.programmes.get(name)
            return Hit(self.home_link(name), "", self.t(programme.benefit) if programme else "")
        link = self.link(name)
        if kind == FACT:
            fact = self.book.facts[name]
            return Hit(link, self.t(fact.entity.label), self.t(fact.source))
        if kind == DOCUMENT:
            document = self.book.documents[name]
            return Hit(link, "", document.number, is_in_chinese=True)
        home = self.t(self._home_label(self._home_of(kind, name)))
        if kind == VARIABLE:
            return Hit(link, home, self.book.variables[name].rule.sentence, is_in_chinese=True)
        return Hit(link, home, self._in_one_line(name))

    def _in_one_line(self, value: str) -> str:
        """A value here and now: 城镇 679.00、农村 441.00 元/人/月."""
        lines = self.value_use(value).lines
        if not lines:
            return self.t(NOT_ENTERED)
        figures = (f"{line.key} {line.shown}".strip() for line in lines)
        return f"{self.t(Text('、', ', ')).join(figures)} {lines[0].unit}".strip()

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
            cited=self.cited(rule.law),
            formula=formula_in_words(node, self.book, self.lang, self.edition) if version else None,
            versions=tuple(self.version(v.rule) for v in variable.versions),
            values=tuple(self.value_use(v) for v in used_names(node, "value")),
            facts=tuple(self._fact_use(f) for f in used_names(node, "fact")),
            rests_on=tuple(self.link(v) for v in used_names(node, "var")),
            used_by=self._readers(name),
            programmes=self._programmes_on(name),
            answers=self._answers(name),
            file=_short_path(rule),
            cases=self._cases(name, rule.file),
        )

    def version(self, rule: Rule) -> TextVersion:
        """One dated text of a rule."""
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

    def _readers(self, name: str) -> tuple[Link, ...]:
        """The rules that use a variable, fact or value in any of their texts."""
        return self._links(self.book.readers.get(name, ()))

    def _programmes_on(self, name: str) -> tuple[Link, ...]:
        return tuple(self.home_link(p) for p in self.book.programmes_on.get(name, ()))

    def cited(self, law: str) -> tuple[tuple[str, Link | None], ...]:
        """A citation part by part, each with the card of the text that it cites."""
        parts = [part.strip() for part in law.split(";")]
        keys = [next((key for key, _, _ in citations(part)), "") for part in parts]
        documents = self.book.documents
        return tuple(
            (cite(part, documents, self.lang), self.link(key) if key in documents else None)
            for part, key in zip(parts, keys, strict=True)
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
            cited=self.cited(declaration.law),
            by=self.link(declaration.by) if declaration.by else None,
            options=tuple(self.t(label) for label in declaration.option_labels),
            has_comparator=declaration.has_comparator,
            use=self.value_use(name),
            history=self._history(declaration),
            used_by=self._readers(name),
            programmes=self._programmes_on(name),
            cases=self._cases(name, declaration.where),
        )

    def value_use(self, name: str) -> ValueUse:
        """The figures of a value on the date in the place."""
        declaration = self.book.values.declarations[name]
        lines = []
        for key in declaration.keys or ("",):
            resolved = self.edition.value(name, key)
            if resolved is not None:
                lines.append(self.figure_line(declaration, key, resolved))
        how = self.t(declaration.enter) if declaration.enter else ""
        return ValueUse(self.link(name), tuple(lines), how)

    def figure_line(self, declaration: Declaration, key: str, found: Resolved) -> FigureLine:
        """One figure in words, with who stands behind it."""
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

    def _history(self, declaration: Declaration) -> tuple[PlaceHistory, ...]:
        """By area: the place itself and those around it first, then others."""
        figures = self.book.values.figures(declaration.name)
        chain = (self.area, *ancestors(self.area), NATION)
        near = {area: place for place, area in enumerate(chain)}
        figures.sort(key=lambda f: (near.get(f.area, len(near)), f.area, f.since))
        found = []
        for area, group in groupby(figures, key=lambda f: f.area):
            own = list(group)
            shown = tuple(self._history_line(declaration, f, own) for f in own)
            lines = self._step_lines(declaration, own)
            found.append(PlaceHistory(self.area_words(area), area in near, shown, lines))
        return tuple(found)

    def _step_lines(self, declaration: Declaration, own: list[Figure]) -> tuple[StepLine, ...]:
        """How the figures of an area went up and down, key by key; packs laid over one another count as one."""
        if declaration.kind not in (COUNT, RATE) or len({f.since for f in own}) < 2:
            return ()
        lines = []
        for key in declaration.keys or ("",):
            steps: list[tuple[date, date | None, Fraction, str]] = []
            for figure in _in_turn(own):
                if steps:
                    since, until, before, words = steps.pop()
                    until = min(until or date.max, figure.since - timedelta(1))
                    steps.append((since, until, before, words))
                shown = self._figure(declaration, figure.by_key[key])
                steps.append((figure.since, figure.until, Fraction(figure.by_key[key]), shown))
            lines.append(StepLine(self._key(declaration, key), tuple(steps)))
        return tuple(lines)

    def _history_line(
        self, declaration: Declaration, figure: Figure, own: list[Figure]
    ) -> HistoryLine:
        """A figure among those of its area: a later one takes its place, and of two from one day the pack laid last."""
        after = [f for f in own[own.index(figure) + 1 :] if f.until is None]
        last_day = min((f.since - timedelta(1) for f in after), default=date.max)
        last_day = min(last_day, figure.until or date.max)
        holding = [f for f in own if f.holds(self.on)]  # the last of them counts
        return HistoryLine(
            tuple(
                (self._key(declaration, key), self._figure(declaration, shown))
                for key, shown in figure.by_key.items()
            ),
            self._comparator(figure.comparator),
            self.day(figure.since),
            self.day(last_day) if figure.since <= last_day < date.max else "",
            bool(holding) and holding[-1] is figure,
            last_day < figure.since,
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
            used_by=self._readers(name),
            programmes=self._programmes_on(name),
            values_by=tuple(self.link(d.name) for d in declarations if d.by == name),
            cases=self._cases(name, ""),
        )

    def _bounds(self, fact: Fact) -> str:
        if fact.kind != COUNT:
            return ""
        low, high = (show_number(bound, fact.unit) for bound in (fact.low, fact.high))
        return self.t(Text(f"{low} 至 {high}", f"{low} to {high}"))

    # -- a document --------------------------------------------------------------------------
    def document(self, key: str) -> DocumentCard:
        document = self.book.documents[key]
        articles: dict[str, list[str]] = {}
        citing = set()
        for home, name, law in self._laws():
            for cited, article, _ in citations(law):
                if cited == key:
                    citing.add(home)
                    if name not in articles.setdefault(article, []):
                        articles[article].append(name)
        order = sorted(articles, key=lambda article: int(article or 0))
        return DocumentCard(
            link=self.link(key),
            label=document.title,
            number=document.number,
            is_read=document.status == "found",
            since=self.day(document.since),
            until=self.day(document.until),
            is_in_force=document.in_force(self.on),
            articles=tuple((article, self._links(articles[article])) for article in order),
            programmes=tuple(self.home_link(home) for home in self.homes() if home in citing),
        )

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
            outcome=self.t(OUTCOME_LABELS[programme.outcome]),
            period=self.t(PERIOD_LABELS[programme.period]) if amount else "",
            statuses=self._links(programme.statuses),
            referral=self.value_use(programme.referral_days) if programme.referral_days else None,
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
            label=self._home_label(home),
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


def _in_turn(own: list[Figure]) -> list[Figure]:
    """The figures of one area as they held one after another; of two from one day, the pack laid last."""
    last_of_day = {figure.since: figure for figure in own}
    return [last_of_day[since] for since in sorted(last_of_day)]


def _folder(file: str) -> str:
    """ ".../means/rules/income.py" lives in "means"."""
    return "".join(PurePath(file).parts[-3:-2])


def _short_path(rule: Rule) -> str:
    """ "dibao/rules/how_much.py:12": from the folder of the programme on."""
    return f"{'/'.join(PurePath(rule.file).parts[-3:])}:{rule.line}"
