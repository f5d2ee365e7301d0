"""Case files: families written down by a clerk (YAML, JSON, a sheet), read into the engine's cases.

Every fault of a file is reported together, with its line or cell. docs/case-format.md describes the format for people,
`case_schema` for editors. An identity number is checked against birth date and sex, and not kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from doudi.rules.backgrounds import Background
from doudi.rules.case import Case
from doudi.rules.case_changes import ChangeReader
from doudi.rules.case_findings import Findings
from doudi.rules.case_rows import RowReader
from doudi.rules.case_schema import NONE_WORDS, children, fact_words, rows_key
from doudi.rules.case_shape import find_shape_faults
from doudi.rules.case_text import content_of, is_workbook, text_of
from doudi.rules.case_values import stated_values
from doudi.rules.changes import Change
from doudi.rules.declare import Fact
from doudi.rules.marked_yaml import Path as Place
from doudi.rules.marked_yaml import read_marked
from doudi.rules.nodes import Entity
from doudi.rules.rulebook import Rulebook
from doudi.rules.written import read_fact, truth_of
from doudi.units.area import parse_area
from doudi.units.dates import format_date, parse_date
from doudi.units.text import Problem, ProblemsError, refusal

KnownArea = Callable[[str], bool]


@dataclass(slots=True)
class CaseEntry:
    """One case of a file. `expect` is what a rulebook's own case must give, each item standing `expected_at` a line;
    `warnings` stop nobody. `changes` follow the case, in the order of their dates: a plan reads them, a decision does not.
    """

    case: Case
    expect: list[dict[str, Any]]
    expected_at: list[str]
    source: str
    where: str
    warnings: list[Problem] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)


def read_cases(
    source: Path | str | bytes,
    rulebook: Rulebook,
    *,
    today: date,
    on: date | None = None,
    area: str | None = None,
    backgrounds: dict[str, Background] | None = None,
    known_area: KnownArea | None = None,
    name: str = "input",
) -> list[CaseEntry]:
    """The cases of one file (a path, or its bytes with a `name` for messages). `on` and `area` overrule what the
    file says; `today` is the date of a case that states none.

    Raises:
        ProblemsError: everything that is wrong with the file.
    """
    name, content = content_of(source, name)
    if is_workbook(content):
        from doudi.rules.case_sheet import read_sheet

        data, findings = read_sheet(content, name, rulebook)
    else:
        data, marks = read_marked(text_of(content, name), name)
        findings = Findings(marks)
    if data is None or data == [] or data == {}:
        findings.stop_on_problems(name)
        raise _no_case(name)
    known = backgrounds or {}
    find_shape_faults(data, rulebook, {b.name: b.label for b in known.values()}, findings)
    reader = _Reader(rulebook, findings, today, on, area, known, known_area)
    entries = [reader.read(raw, path) for path, raw in _each_case(data) if reader.can_read(path)]
    findings.stop_on_problems(name)
    if not entries:
        raise _no_case(name)
    return entries


def _no_case(name: str) -> ProblemsError:
    return refusal("文件里没有案例", "the file holds no case", where=name)


def _each_case(data: Any) -> Iterator[tuple[Place, Any]]:
    """A file holds one case, a list of cases, or `cases: [...]`."""
    path: Place = ()
    if isinstance(data, dict) and "cases" in data:
        path, data = ("cases",), data["cases"]
    elif isinstance(data, dict) and data:
        yield (), data
    for place, raw in enumerate(data if isinstance(data, list) else ()):
        yield (*path, place), raw


def checked_area(code: str, known_area: KnownArea | None, where: str) -> str:
    """The full code of a place that exists, as far as anybody can say.

    Raises:
        ProblemsError: no area code, or of no known place.
    """
    full = parse_area(code, where=where)
    if known_area is not None and not known_area(full):
        raise refusal("没有这个区划", "no such area is known", where=where, value=code)
    return full


@dataclass(slots=True)
class _Draft:
    """A case that is being read, and which facts it mentions, known or not: (entity, row, fact)."""

    case: Case
    raw: dict[str, Any]
    path: Place
    given: set[tuple[str, int, str]] = field(default_factory=set)
    warnings: list[Problem] = field(default_factory=list)


@dataclass
class _Reader:
    """Reads the cases of one file; what is wrong is noted and left out."""

    rulebook: Rulebook
    findings: Findings
    today: date
    on: date | None
    area: str | None
    backgrounds: dict[str, Background]
    known_area: KnownArea | None

    def can_read(self, path: Place) -> bool:
        """Whether reading this case makes sense: after so many problems nobody reads on."""
        return path not in self.findings.bad and not self.findings.too_many

    def read(self, raw: dict[str, Any], path: Place) -> CaseEntry:
        root, findings = self.rulebook.root, self.findings
        where = findings.where(path)
        name = str(raw.get("case", "")).strip() or where
        case = Case(name, self._day(raw, path), self._area(raw, path))
        draft = _Draft(case, raw, path)
        household = findings.part(raw, root.name, path)
        case.facts = self._facts(draft, root, 0, household, (*path, root.name))
        for entity in children(self.rulebook):
            self._rows(draft, entity)
        self._fill(draft)
        case.stated = stated_values(self.rulebook, case, raw, path, findings)
        expect = findings.part(raw, "expect", path) or []
        expected_at = [findings.where((*path, "expect", place)) for place in range(len(expect))]
        source = str(raw.get("source") or "")
        return CaseEntry(
            case, expect, expected_at, source, where, draft.warnings, self._changes(draft)
        )

    def _changes(self, draft: _Draft) -> list[Change]:
        reader = ChangeReader(
            self.rulebook,
            draft.case,
            self.findings,
            draft.warnings,
            self._changed_facts,
            self._backgrounds_of(draft),
        )
        return reader.read(draft.raw, draft.path)

    def _changed_facts(self, entity: Entity, raw: Any, path: Place) -> dict[str, int | None]:
        """Facts as a change states them: None where it says that they are not known any more."""
        draft = _Draft(Case("", self.today, ""), {}, path)
        known = self._facts(draft, entity, 0, raw, path)
        return {fact: known.get(fact) for _, _, fact in draft.given}

    # -- when and where ----------------------------------------------------------------------------
    def _day(self, raw: dict[str, Any], path: Place) -> date:
        at = (*path, "on")
        try:
            day = self.on or self._stated_day(self.findings.part(raw, "on", path), at)
        except ProblemsError as error:
            self.findings.note(error)
            return self.today
        programmes = self.rulebook.programmes.values()
        if not any(p.in_force(day) for p in programmes):
            first = min((p.since for p in programmes), default=day)
            self.findings.fault(
                f"这一天还没有任何规定生效（最早的自 {format_date(first, 'zh')} 起施行）",
                f"no law of the rulebook is in force on this date (the first is from {format_date(first, 'en')})",
                at,
                day,
            )
        return day

    def _stated_day(self, written: Any, at: Place) -> date:
        if written is None:
            return self.today
        return parse_date(str(written), where=self.findings.where(at))

    def _area(self, raw: dict[str, Any], path: Place) -> str:
        if self.area is not None:
            return self.area
        at = (*path, "area")
        written = self.findings.part(raw, "area", path)
        try:
            if written is not None:
                return checked_area(str(written), self.known_area, self.findings.where(at))
        except ProblemsError as error:
            self.findings.note(error)
            return ""
        if at not in self.findings.bad:
            self.findings.fault(
                "案例缺少 area（12位区划代码）", "a case lacks area (a code of 12 digits)", path
            )
        return ""

    # -- facts -------------------------------------------------------------------------------------
    @cached_property
    def _words(self) -> dict[str, dict[str, Fact]]:
        return {e.name: fact_words(self.rulebook, e) for e in self.rulebook.entities.values()}

    def _facts(
        self, draft: _Draft, entity: Entity, index: int, raw: Any, path: Place
    ) -> dict[str, int]:
        """The known facts of the household or of one row, in steps."""
        found: dict[str, int] = {}
        for key, written in (raw or {}).items():
            fact, at = self._words[entity.name].get(key), (*path, key)
            if fact is None:
                continue
            mention = (entity.name, index, fact.name)
            if mention in draft.given:
                self.findings.fault(
                    f"“{fact.label.zh}”写了两次（{fact.name}）",
                    f"{fact.name} is given twice",
                    at,
                    key,
                )
                continue
            draft.given.add(mention)
            steps = self._steps(fact, written, at)
            if steps is not None:
                found[fact.name] = steps
        return found

    def _steps(self, fact: Fact, written: Any, at: Place) -> int | None:
        if at in self.findings.bad:
            return None
        try:
            return read_fact(fact, written, self.findings.where(at))
        except ProblemsError as error:
            self.findings.note(error)
            return None

    def _rows(self, draft: _Draft, entity: Entity) -> None:
        """The rows of one entity, and whether they are all of them."""
        case, bad = draft.case, self.findings.bad
        at: Place = (*draft.path, rows_key(entity))
        written = self.findings.part(draft.raw, rows_key(entity), draft.path)
        case.rows[entity.name], case.complete[entity.name] = [], None
        if isinstance(written, dict):
            answer = self.findings.part(written, "complete", at)
            case.complete[entity.name] = truth_of(answer) if "complete" in written else True
            written, at = self.findings.part(written, "rows", at), (*at, "rows")
        elif isinstance(written, list) or written in NONE_WORDS:
            case.complete[entity.name] = True
        rows = RowReader(self.rulebook, case, entity, self.findings, draft.warnings)
        for index, row in enumerate(written if isinstance(written, list) else ()):
            here = (*at, index)
            if here not in bad:
                rows.add(row, self._facts(draft, entity, index, row, here), here)
        rows.tell_namesakes_apart()

    def _fill(self, draft: _Draft) -> None:
        """Let the backgrounds fill what the case does not mention; those named first go first."""
        listed = {e.name for e in children(self.rulebook) if rows_key(e) in draft.raw}
        for background in self._backgrounds_of(draft):
            background.fill(draft.case, draft.given, listed)

    def _backgrounds_of(self, draft: _Draft) -> list[Background]:
        written = self.findings.part(draft.raw, "background", draft.path)
        names = written if isinstance(written, list) else [] if written is None else [written]
        by_word = {b.label.zh: b for b in self.backgrounds.values()} | self.backgrounds
        return [
            by_word[name]
            for place, name in enumerate(names)
            if (*draft.path, "background", place) not in self.findings.bad
        ]
