"""The small made-up rulebook with facts of persons added, for tests of case files: who, born when, related how."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from doudi.rules.backgrounds import Background, read_backgrounds
from doudi.rules.case_file import CaseEntry, read_cases
from doudi.rules.declare import category, day
from doudi.rules.programme import read_programme
from doudi.rules.rulebook import Rulebook
from doudi.rules.tests import small_law
from doudi.rules.values import read_declarations
from doudi.units.text import ProblemsError

TODAY = date(2022, 7, 15)

PERSON = [
    day(small_law.member, "birth_date", zh="生日", en="birth date"),
    category(
        small_law.member,
        "relation",
        {"head": ("户主", "head"), "spouse": ("配偶", "spouse"), "child": ("子女", "child")},
        zh="与户主关系",
        en="relation",
    ),
    category(
        small_law.member,
        "sex",
        {"male": ("男", "male"), "female": ("女", "female")},
        zh="性别",
        en="sex",
    ),
]

BACKGROUNDS = """
settled:
  {zh: 本地常住, en: settled here, household: {is_local: yes, savings: 0, 迁入日期: 2015-01-01}}
at_home:
  {zh: 都在家, en: all at home, member: {is_away: no, studies: no, illness: none}}
rich: {zh: 有钱, en: rich, household: {savings: 500000}}
no_helpers: {zh: 没有帮扶人, en: no helpers, none: [helper]}
"""

FAMILY = """
case: 三口之家
on: 2022-07-15
area: "900101"
background: [settled, at_home]
household: {place: farm}
members:
  - {name: 王建国, born_on: 1984-03-02, income: 14400.00}
  - {name: 李秀兰, born_on: 1986-03-02, income: 0}
  - {name: 王小明, born_on: 2012-03-02, income: 0}
helpers: none
"""


def load_family_law(folder: Path) -> Rulebook:
    (folder / "values.yaml").write_text(small_law.VALUES, encoding="utf-8")
    (folder / "programme.yaml").write_text(small_law.PROGRAMME, encoding="utf-8")
    facts = [*small_law.FACTS, *PERSON]
    declarations, figures = read_declarations(
        folder / "values.yaml", "small", {f.name: f for f in facts}
    )
    return Rulebook(
        entities=[small_law.household, small_law.member, small_law.helper],
        facts=facts,
        rules=small_law.RULES,
        declarations=declarations,
        figures=figures,
        programmes=[read_programme(folder / "programme.yaml")],
    )


def load_family_backgrounds(folder: Path, rulebook: Rulebook) -> dict[str, Background]:
    (folder / "backgrounds.yaml").write_text(BACKGROUNDS, encoding="utf-8")
    return read_backgrounds(folder / "backgrounds.yaml", rulebook)


class Desk:
    """Reads case files against the made-up law."""

    def __init__(self, folder: Path) -> None:
        self.rulebook = load_family_law(folder)
        self.backgrounds = load_family_backgrounds(folder, self.rulebook)

    def read(self, written: str | bytes, **more: object) -> list[CaseEntry]:
        content = written.encode() if isinstance(written, str) else written
        more = {"today": TODAY, "backgrounds": self.backgrounds} | more
        return read_cases(content, self.rulebook, **more)

    def case(self, written: str | bytes, **more: object):
        """The only case of a file."""
        (entry,) = self.read(written, **more)
        return entry.case

    def problems(self, written: str | bytes, **more: object) -> list:
        """What is wrong with a file; fails if nothing is."""
        try:
            self.read(written, **more)
        except ProblemsError as error:
            return error.problems
        raise AssertionError("nothing was refused")
