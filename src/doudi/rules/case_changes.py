"""The `changes:` of a case file, read and checked: dates that follow the case, names that exist on their day."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from doudi.rules.backgrounds import Background
from doudi.rules.case import Case, Row
from doudi.rules.case_findings import Findings
from doudi.rules.case_rows import RowReader
from doudi.rules.case_schema import added_key, children, removed_key, rows_key
from doudi.rules.changes import Change
from doudi.rules.marked_yaml import Path as Place
from doudi.rules.nodes import Entity
from doudi.rules.rulebook import Rulebook, nearest
from doudi.units.dates import format_date, parse_date
from doudi.units.text import Problem, ProblemsError

#: Reads the facts of one mapping: entity, mapping, place in the file → facts in steps, None for *not known*.
ReadFacts = Callable[[Entity, Any, Place], dict[str, int | None]]


@dataclass
class ChangeReader:
    """The changes of one case, in the order of their dates."""

    rulebook: Rulebook
    case: Case
    findings: Findings
    warnings: list[Problem]
    read_facts: ReadFacts
    backgrounds: Iterable[Background]

    def read(self, raw: dict[str, Any], path: Place) -> list[Change]:
        written = self.findings.part(raw, "changes", path)
        found: list[tuple[Change, dict[str, Any], Place]] = []
        for place, entry in enumerate(written if isinstance(written, list) else ()):
            at = (*path, "changes", place)
            change = None if at in self.findings.bad else self._dated(entry, at)
            if change is not None:
                found.append((change, entry, at))
        found.sort(key=lambda item: item[0].on)
        for (one, _, _), (other, _, at) in pairwise(found):
            if one.on == other.on:
                self.findings.fault(
                    f"这一天的变化请写在一起（另一处在 {one.where}）",
                    f"write the changes of one day together (the other is at {one.where})",
                    (*at, "on"),
                    other.on,
                )
        names = {e: [row.name for row in rows] for e, rows in self.case.rows.items()}
        for change, entry, at in found:
            for entity in children(self.rulebook):
                self._rows(change, entity, entry, at, names.setdefault(entity.name, []))
        return [change for change, _, _ in found]

    def _dated(self, entry: dict[str, Any], at: Place) -> Change | None:
        where = self.findings.where(at)
        if (*at, "on") in self.findings.bad or entry.get("on") is None:
            return None
        try:
            day = parse_date(str(entry["on"]), where=self.findings.where((*at, "on")))
        except ProblemsError as error:
            self.findings.note(error)
            return None
        if day <= self.case.on:
            self.findings.fault(
                f"变化的日期要在案例日期 {format_date(self.case.on, 'zh')} 以后",
                f"a change must be later than the case, {format_date(self.case.on, 'en')}",
                (*at, "on"),
                day,
            )
        note = self.findings.part(entry, "note", at)
        change = Change(day, "" if note is None else str(note).strip(), where=where)
        root = self.rulebook.root
        household = self.findings.part(entry, root.name, at)
        if household:
            change.facts[root.name, ""] = self.read_facts(root, household, (*at, root.name))
        return change

    # -- members, supporters … -----------------------------------------------------------------------
    def _rows(
        self, change: Change, entity: Entity, entry: dict[str, Any], at: Place, names: list[str]
    ) -> None:
        """`names` are those of the rows before the change, and of those after it when this returns."""
        key = removed_key(entity)
        gone = self.findings.part(entry, key, at) or []
        for place, written in enumerate(gone):
            here = (*at, key, place)
            if here not in self.findings.bad and self._is_known(str(written), entity, here, names):
                change.removed.setdefault(entity.name, []).append(str(written))
                names.remove(str(written))
        key = rows_key(entity)
        for written, facts in (self.findings.part(entry, key, at) or {}).items():
            here = (*at, key, written)
            if here not in self.findings.bad and self._is_known(str(written), entity, here, names):
                change.facts[entity.name, str(written)] = self.read_facts(entity, facts, here)
        added = self._added(change, entity, entry, at, names)
        if added:
            change.added[entity.name] = added
            names += [row.name for row in added]

    def _is_known(self, name: str, entity: Entity, at: Place, names: list[str]) -> bool:
        if name in names:
            return True
        near = nearest(name, names)
        zh, en = (f"，是不是“{near}”？", f"; did you mean {near!r}?") if near else ("", "")
        self.findings.fault(
            f"这一天没有叫“{name}”的{entity.label.zh}{zh}",
            f"there is no {entity.label.en} called {name!r} on that day{en}",
            at,
            name,
        )
        return False

    def _added(
        self, change: Change, entity: Entity, entry: dict[str, Any], at: Place, names: list[str]
    ) -> list[Row]:
        key = added_key(entity)
        written = self.findings.part(entry, key, at) or []
        scratch = Case(self.case.name, change.on, self.case.area, rows={entity.name: []})
        reader = RowReader(self.rulebook, scratch, entity, self.findings, self.warnings)
        for place, raw in enumerate(written):
            here = (*at, key, place)
            if here in self.findings.bad:
                continue
            given = self.read_facts(entity, raw, here)
            reader.add(raw, {n: steps for n, steps in given.items() if steps is not None}, here)
            row = scratch.rows[entity.name][-1]
            self._fill(entity, row, set(given))
            if row.name in names:
                self.findings.fault(
                    f"已经有叫“{row.name}”的{entity.label.zh}；同名的请在姓名后加上区别",
                    f"there is a {entity.label.en} called {row.name!r} already; tell namesakes apart",
                    here,
                    row.name,
                )
        reader.tell_namesakes_apart()
        if len(names) + len(scratch.rows[entity.name]) > entity.maximum:
            self.findings.fault(
                f"{entity.label.zh}最多 {entity.maximum} 个",
                f"at most {entity.maximum} {rows_key(entity)}",
                (*at, key),
            )
        return scratch.rows[entity.name]

    def _fill(self, entity: Entity, row: Row, given: set[str]) -> None:
        """Who joins is filled from the case's backgrounds, like those who were there from the start."""
        for background in self.backgrounds:
            for fact, steps in background.facts.get(entity.name, {}).items():
                if fact not in given:
                    row.facts.setdefault(fact, steps)
