"""The members, supporters … of a case: their names, their identity numbers, and that nobody is listed twice."""

from __future__ import annotations

import re
from typing import Any

from doudi.rules.case import Case, Row
from doudi.rules.case_findings import Findings
from doudi.rules.case_schema import BIRTH_DATE, IDENTITY_KEYS, NAME_KEYS, fact_words, is_person
from doudi.rules.declare import Fact, day_date, day_number
from doudi.rules.marked_yaml import Path as Place
from doudi.rules.nodes import Entity
from doudi.rules.rulebook import Rulebook
from doudi.units.dates import format_date
from doudi.units.identity import IdentityNumber, Sex, check_identity, mask, parse_identity
from doudi.units.text import Problem, ProblemsError, plain

_SHORTENED = re.compile(r"[0-9](\.[0-9]+)?[eE]\+?[0-9]+")


class RowReader:
    """The rows of one entity of one case: names, and that nobody is listed twice."""

    def __init__(
        self,
        rulebook: Rulebook,
        case: Case,
        entity: Entity,
        findings: Findings,
        warnings: list[Problem],
    ) -> None:
        self.rulebook = rulebook
        self.case = case
        self.entity = entity
        self.findings = findings
        self.warnings = warnings
        self.by_name: dict[tuple[str, int | None], Place] = {}
        self.by_number: dict[str, Place] = {}
        self.heads: list[Place] = []

    def add(self, raw: dict[str, Any], facts: dict[str, int], path: Place) -> None:
        rows = self.case.rows[self.entity.name]
        if is_person(self.rulebook, self.entity):
            self._take_identity(raw, facts, path)
        name = next((str(raw[k]).strip() for k in NAME_KEYS if raw.get(k) is not None), "")
        if name:
            self._refuse_repeat(name, facts, path)
        if name == self.rulebook.root.name:
            self.findings.fault(f"姓名不能是“{name}”", f"a name cannot be {name!r}", path, name)
        row = Row(name or f"{self.entity.label.zh}{len(rows) + 1}", facts)
        rows.append(row)
        self._refuse_unborn(row, raw, path)
        self._note_head(facts, path)

    def tell_namesakes_apart(self) -> None:
        """Two persons of one name and different birth dates are told apart by a number."""
        seen: dict[str, int] = {}
        for row in self.case.rows[self.entity.name]:
            seen[row.name] = seen.get(row.name, 0) + 1
            if seen[row.name] > 1:
                row.name = f"{row.name}（{seen[row.name]}）"

    def _refuse_repeat(self, name: str, facts: dict[str, int], path: Place) -> None:
        known = (name, facts.get(BIRTH_DATE))
        if known in self.by_name:
            first = self.findings.where(self.by_name[known])
            self.findings.fault(
                f"“{name}”重复：同名且出生日期相同的一行在 {first}",
                f"{name!r} is listed twice: the same name and birth date at {first}",
                path,
                name,
            )
        else:
            self.by_name[known] = path

    def _note_head(self, facts: dict[str, int], path: Place) -> None:
        fact = self.rulebook.facts.get("relation")
        if fact is None or fact.entity is not self.entity or "head" not in fact.options:
            return
        if facts.get("relation") == fact.options.index("head"):
            self.heads.append(path)
            if len(self.heads) > 1:
                first = self.findings.where(self.heads[0])
                self.findings.fault(
                    f"一户只能有一个户主，另一个在 {first}",
                    f"a household has one head; the other is at {first}",
                    path,
                )

    def _refuse_unborn(self, row: Row, raw: dict[str, Any], path: Place) -> None:
        """Nobody is born after the date judged."""
        born, on = row.facts.get(BIRTH_DATE), self.case.on
        if born is None or born <= day_number(on):
            return
        words = fact_words(self.rulebook, self.entity)
        key = next((k for k in raw if k in words and words[k].name == BIRTH_DATE), None)
        self.findings.fault(
            f"{row.name}的出生日期晚于所判断的日期 {format_date(on, 'zh')}",
            f"{row.name} is born after the date judged, {format_date(on, 'en')}",
            path if key is None else (*path, key),
            day_date(born),
        )

    # -- identity numbers ------------------------------------------------------------------------------
    def _take_identity(self, raw: dict[str, Any], facts: dict[str, int], path: Place) -> None:
        key = next((k for k in IDENTITY_KEYS if raw.get(k) not in (None, "")), None)
        if key is None or key in self.rulebook.facts or (*path, key) in self.findings.bad:
            return
        where = self.findings.where((*path, key))
        written = str(raw[key])
        if _SHORTENED.fullmatch(plain(written)):
            self.findings.fault(
                "证件号码被表格改成了数字，后几位已丢失，请按文本重新填写",
                "a spreadsheet made the identity number a number and lost its last figures; enter it as text",
                (*path, key),
                written,
            )
            return
        try:
            identity = parse_identity(written, not_after=self.case.on, where=where)
        except ProblemsError as error:
            self.findings.note(error)
            return
        self.warnings += identity.warnings
        self._compare(identity, facts, where)
        number = identity.as_18 or identity.number or ""
        if number in self.by_number:
            first = self.findings.where(self.by_number[number])
            self.findings.fault(
                f"证件号码重复，另一个在 {first}",
                f"the identity number is listed twice; the other is at {first}",
                (*path, key),
                mask(number),
            )
        self.by_number.setdefault(number, (*path, key))

    def _compare(self, identity: IdentityNumber, facts: dict[str, int], where: str) -> None:
        """Against what is stated; a birth date or sex that is not stated is taken from the number."""
        born, sex = facts.get(BIRTH_DATE), self._sex(facts)
        self.findings.problems += check_identity(
            identity, birth_date=None if born is None else day_date(born), sex=sex, where=where
        )
        if born is None and identity.birth_date is not None:
            facts[BIRTH_DATE] = day_number(identity.birth_date)
        fact = self._sex_fact
        if fact is not None and sex is None and identity.sex is not None:
            facts[fact.name] = fact.options.index(identity.sex)

    @property
    def _sex_fact(self) -> Fact | None:
        fact = self.rulebook.facts.get("sex")
        fits = fact is not None and fact.entity is self.entity and {*Sex} <= {*fact.options}
        return fact if fits else None

    def _sex(self, facts: dict[str, int]) -> Sex | None:
        fact = self._sex_fact
        if fact is None or fact.name not in facts:
            return None
        option = fact.options[facts[fact.name]]
        return Sex(option) if option in {*Sex} else None
