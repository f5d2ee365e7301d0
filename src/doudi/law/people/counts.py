"""What the rulebook decides for the drawn people, counted as a county publishes it, beside the published counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from doudi.law.people.chance import Array, Truths
from doudi.law.people.draw import ON
from doudi.law.people.figures import Figures
from doudi.law.people.people import FEN
from doudi.rules.dimensions import STEPS_PER_FEN
from doudi.rules.kernel import Program, compile_program, run
from doudi.rules.population_file import Chunk, PopulationFile
from doudi.units.text import Text

PROGRAMMES = (
    "dibao", "gradual_exit", "single_person_case", "tekun", "left_behind_child", "left_behind_woman",
    "left_behind_elder", "relocation", "dibao_conversion", "temp_assistance", "house_rebuilding", "disability_care_subsidy",
)  # fmt: skip
VARIABLES = (
    "receives_dibao", "self_care_none", "self_care_partial", "self_care_full", "age", "household_size",
    "household_income", "persons_moved_in",
)  # fmt: skip
ELIGIBLE = 1
STEPS_PER_YUAN = STEPS_PER_FEN * FEN
OVER = 80


@dataclass(frozen=True, slots=True)
class Compared:
    """One line of the table: published (scaled to the file's persons) beside drawn."""

    name: str
    label: Text
    published: float
    drawn: float
    tag: str

    @property
    def deviation(self) -> float:
        """As a share of the published figure."""
        return self.drawn / self.published - 1

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        return {
            "name": self.name,
            "label": {"zh": self.label.zh, "en": self.label.en},
            "published": round(self.published),
            "drawn": round(self.drawn),
            "deviation": round(self.deviation, 4),
            "tag": self.tag,
        }


class Decided:
    """One chunk with its verdicts; households and members each have their own columns."""

    def __init__(self, chunk: Chunk, columns: dict[str, Array]) -> None:
        self.columns, self.facts = columns, chunk.population.facts
        self.book = chunk.population.book
        offsets = chunk.population.offsets["member"]
        self.home = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
        self.sizes = np.diff(offsets)
        self.rural = self.is_option("residence_class", "rural")
        self.rural_member = self.rural[self.home]

    def gets(self, programme: str) -> Truths:
        return self._where(self.columns[f"{programme}.verdict"], ELIGIBLE)

    def holds(self, variable: str) -> Truths:
        return self._where(self.columns[variable], 1)

    def is_option(self, fact: str, option: str) -> Truths:
        return self._where(self.facts[fact].values, self.book.facts[fact].options.index(option))

    def states(self, fact: str) -> Truths:
        return self._where(self.facts[fact].values, 1)

    def _where(self, column: Array, number: int) -> Truths:
        there: Truths = column == number
        return there


def _dibao_households(d: Decided) -> Truths:
    return (d.gets("dibao") | d.gets("gradual_exit")) & d.rural


#: Name, label, and how a chunk counts it. A single-person case is a household of its own, as offices count it.
COUNTS: tuple[tuple[str, Text, Callable[[Decided], float]], ...] = (
    ("rural_households", Text("农户", "rural households"), lambda d: d.rural.sum()),
    ("rural_persons", Text("农村人口", "rural persons"), lambda d: d.rural_member.sum()),
    ("registered_poor_households", Text("建档立卡贫困户", "registered poor households"), lambda d: d.states("is_registered_poor").sum()),
    ("registered_poor_persons", Text("建档立卡贫困人口", "registered poor persons"), lambda d: d.sizes[d.states("is_registered_poor")].sum()),
    ("dibao_households", Text("农村低保户", "rural Dibao households"),
     lambda d: _dibao_households(d).sum() + (d.gets("single_person_case") & d.rural_member).sum()),
    ("dibao_persons", Text("农村低保人数", "rural Dibao persons"), lambda d: (d.holds("receives_dibao") & d.rural_member).sum()),
    ("dibao_poor_households", Text("既是低保又是建档立卡的户", "Dibao households that are registered poor"),
     lambda d: (_dibao_households(d) & d.states("is_registered_poor")).sum()),
    ("tekun", Text("特困人员", "Tekun persons"), lambda d: d.gets("tekun").sum()),
    ("tekun_institutional", Text("其中集中供养", "… in an institution"), lambda d: (d.gets("tekun") & d.is_option("tekun_form", "support_institutional")).sum()),
    ("tekun_dispersed", Text("其中分散供养", "… dispersed"), lambda d: (d.gets("tekun") & d.is_option("tekun_form", "support_dispersed")).sum()),
    ("tekun_none", Text("其中全护理", "… self-care wholly lost"), lambda d: (d.gets("tekun") & d.holds("self_care_none")).sum()),
    ("tekun_partial", Text("其中半护理", "… self-care partly lost"), lambda d: (d.gets("tekun") & d.holds("self_care_partial")).sum()),
    ("tekun_full", Text("其中全自理", "… able to care for themselves"), lambda d: (d.gets("tekun") & d.holds("self_care_full")).sum()),
    ("left_behind_children", Text("留守儿童", "left-behind children"), lambda d: d.gets("left_behind_child").sum()),
    ("left_behind_women", Text("留守妇女", "left-behind women"), lambda d: d.gets("left_behind_woman").sum()),
    ("left_behind_elders", Text("留守老人", "left-behind elders"), lambda d: d.gets("left_behind_elder").sum()),
    ("over_80", Text("80周岁以上老人", "persons of 80 and over"), lambda d: (d.columns["age"] >= OVER).sum()),
    ("relocated_persons", Text("搬迁的建档立卡贫困人口", "registered poor persons relocated"), lambda d: d.columns["persons_moved_in"][d.gets("relocation")].sum()),
    ("converted_households", Text("农村低保转城市低保户", "households going over to urban Dibao"), lambda d: d.gets("dibao_conversion").sum()),
    ("converted_persons", Text("农村低保转城市低保人数", "persons going over to urban Dibao"), lambda d: d.columns["household_size"][d.gets("dibao_conversion")].sum()),
    ("temp_assistance", Text("临时救助", "temporary assistance"), lambda d: d.gets("temp_assistance").sum()),
    ("house_rebuilding", Text("因灾重建住房户", "homes to be rebuilt after a disaster"), lambda d: d.gets("house_rebuilding").sum()),
    ("care_subsidy", Text("重度残疾人护理补贴", "care subsidy for severely disabled persons"), lambda d: d.gets("disability_care_subsidy").sum()),
)  # fmt: skip

#: Averages: what is added up, and over how many.
AVERAGES = {
    "dibao_amount": Text("低保金（每人每月）", "Dibao per person and month"),
    "rural_income": Text("农村人均年收入", "rural income per head and year"),
    "urban_income": Text("城镇人均年收入", "urban income per head and year"),
}


def count_decided(file: PopulationFile) -> dict[str, float]:
    """Decide everybody in the file, with the figures of each county, and count.

    Raises:
        ProblemsError: the file cannot be read.
    """
    found: Counter[str] = Counter()
    programs: dict[str, Program] = {}
    for chunk in file.chunks():
        county = str(chunk.areas[0])[:6]
        if county not in programs:
            edition = file.book.at(file.about.on or ON, county.ljust(12, "0"))
            programs[county] = compile_program(edition, [*PROGRAMMES, *VARIABLES])
        decided = Decided(chunk, run(programs[county], chunk.population))
        found["persons"] += len(decided.home)
        for name, _, count in COUNTS:
            found[name] += int(count(decided))
        _add_incomes(decided, found)
        _add_amounts(decided, found)
    averages = {name: found[name] / max(found[f"{name}_heads"], 1) for name in AVERAGES}
    return {**found, **averages}


def _add_incomes(decided: Decided, found: Counter[str]) -> None:
    heads: Array = decided.columns["household_size"].astype(np.int64)
    income = decided.columns["household_income"] // STEPS_PER_YUAN
    for name, rows in (("rural_income", decided.rural), ("urban_income", ~decided.rural)):
        found[name] += int(income[rows].sum())
        found[f"{name}_heads"] += int(heads[rows].sum())


def _add_amounts(decided: Decided, found: Counter[str]) -> None:
    paid = decided.gets("dibao")
    found["dibao_amount"] += int(decided.columns["dibao.amount_fen"][paid].sum()) // FEN
    found["dibao_amount_heads"] += int(decided.columns["household_size"][paid].sum())


def compare(counts: dict[str, float], figures: Figures) -> Iterator[Compared]:
    """Each count beside the published one, scaled to as many persons as the file has."""
    scale = counts["persons"] / figures["published.persons"]
    labels = {name: label for name, label, _ in COUNTS}
    for name, label in {**labels, **AVERAGES}.items():
        figure = figures.entries[f"published.{name}"]
        times = 1 if name in AVERAGES else scale
        yield Compared(name, label, figure.value * times, counts[name], figure.tag)


HEAD = (
    Text("项目", "count"),
    Text("公布", "published"),
    Text("抽取并判断", "drawn and decided"),
    Text("相差", "deviation"),
    Text("来源", "source"),
)
TAG_NAMES = {"found": Text("公布", "published"), "recalled": Text("推算", "recalled")}


def lines(rows: Iterable[Compared], lang: str) -> Iterator[str]:
    """The table as Markdown."""
    yield f"| {' | '.join(text.in_(lang) for text in HEAD)} |"
    yield "|---|---:|---:|---:|---|"
    for row in rows:
        numbers = f"{row.published:,.0f} | {row.drawn:,.0f} | {row.deviation:+.1%}"
        yield f"| {row.label.in_(lang)} | {numbers} | {TAG_NAMES[row.tag].in_(lang)} |"
