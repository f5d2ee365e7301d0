"""The fictional county as the files that its departments would send: who lives there, and a list of each department.

A list names those of whom there is something to say; that it is complete is said with it (`coverage`), so that silence means no.
What nobody asked stays unknown, and what was asked without an answer is written 未知.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from doudi.law.people.chance import Chance
from doudi.law.people.people import People
from doudi.registry.demo.naming import make_identities, make_names, make_phones, words
from doudi.registry.demo.places import COUNTY, NEIGHBOUR
from doudi.registry.domain.evidence import BasePeriod
from doudi.registry.facts import OVER_BASE_PERIOD
from doudi.rules.backgrounds import Background
from doudi.rules.declare import Fact
from doudi.rules.dimensions import STEPS_PER_FEN
from doudi.rules.nodes import CATEGORY, DATE, TRUTH
from doudi.rules.rulebook import Rulebook
from doudi.rules.written import write_steps

Array = NDArray[Any]

UNKNOWN, YES, NO = "未知", "是", "否"
COMMON = 0.9  # an option that so many have goes without saying
#: They stand in the ledger of persons, not in a list of facts.
IN_PEOPLE = {"birth_date", "sex", "relation", "residence_class", "hukou_is_here", "is_deceased", "died_on"}  # fmt: skip
NO_NUMBER_SHARE = 0.3  # of those not yet a year old

#: Small lists come with those of the office that keeps them.
SENDERS = {
    "住建（房屋鉴定）": "不动产登记、住建",
    "应急管理": "民政",
    "公安（居住证）": "公安（户籍）",
    "发改（易地扶贫搬迁）": "乡村振兴（原扶贫）",
    "乡村振兴（防止返贫监测）": "乡村振兴（原扶贫）",
    "退役军人、武装部": "法院、司法行政",
    "法院、司法行政、公安": "法院、司法行政",
    "公安（报警记录）": "法院、司法行政",
    "公安、法院、残联、卫健等部门": "民政",
    "监护人申请": "民政",
    "本人选择": "民政",
    "自理能力评估": "民政",
    "教育、残联": "教育",
    "教育、学校": "教育",
    "残联、康复机构": "残联（残疾人证）",
    "人社（养老保险）": "人社（社保）",
    "卫生健康（严重精神障碍管理）": "医保、医疗机构",
    "医保（结算）": "医保、医疗机构",
    "医保、税务": "医保、医疗机构",
}

ALWAYS_WRITTEN = {"supporter_kind"}

#: Asked only of those whom it concerns: fact → (fact, option or None for “yes”).
ASKED_ONLY_OF = {
    "dibao_class": ("is_dibao_recipient", None),
    "current_dibao_kind": ("is_dibao_recipient", None),
    "application_date": ("is_dibao_recipient", None),
    "difficulty_level": ("has_temporary_hardship", None),
    "affected_persons": ("has_temporary_hardship", None),
}


@dataclass(frozen=True)
class LedgerFile:
    """One file and how it is to be read. `mapping`: column → what it is; `options`: as the import takes them."""

    name: str
    ledger: str
    table: pa.Table
    mapping: dict[str, str]
    options: dict[str, Any] = field(default_factory=dict)
    form: str = "csv"  # csv | gb18030 | xlsx


@dataclass(frozen=True)
class Drawn:
    """The people with what their papers say."""

    people: People
    areas: Array
    households: Array
    names: Array
    identities: Array
    supporters: Array  # household of each

    @classmethod
    def of(cls, people: People, areas: Array, chance: Chance) -> Drawn:
        elsewhere = ~people.facts["hukou_is_here"]
        first_hukou = np.where(elsewhere, NEIGHBOUR[:6], COUNTY[:6])
        identities = make_identities(people, first_hukou).astype(object)
        unborn = (people.age == 0) & chance.happens(people.persons, NO_NUMBER_SHARE)
        identities[unborn] = ""
        starts = np.searchsorted(areas, areas)
        nth = (np.arange(len(areas)) - starts + 1).astype("U5")
        numbers = np.char.add(
            np.char.add(areas.astype("U12").view("U1").reshape(-1, 12)[:, 6:].copy().view("U6").ravel(), "-"),
            np.char.zfill(nth, 5),
        )  # fmt: skip
        return cls(
            people,
            areas,
            numbers,
            make_names(people, chance),
            identities,
            np.repeat(np.arange(people.households), people.payers),
        )


def list_ledgers(
    drawn: Drawn,
    book: Rulebook,
    background: Background,
    place_names: dict[str, str],
    chance: Chance,
) -> Iterator[LedgerFile]:
    """Every file of the county, that of persons first."""
    yield _people(drawn, place_names, chance)
    by_source: dict[tuple[str, str], list[Fact]] = {}
    for fact in book.facts.values():
        if fact.name in drawn.people.facts and fact.name not in IN_PEOPLE:
            sender = SENDERS.get(fact.source.zh, fact.source.zh)
            by_source.setdefault((fact.entity.name, sender), []).append(fact)
    for (entity, source), facts in by_source.items():
        if entity != "supporter":
            over_time = [f for f in facts if f.name in OVER_BASE_PERIOD]
            others = [f for f in facts if f.name not in OVER_BASE_PERIOD]
            for group, about in ((over_time, "income"), (others, "facts")):
                if group:
                    yield _facts(drawn, entity, source, group, about, chance)
    yield _supporters(drawn, book, chance)
    yield _chosen(drawn, book, background)


# -- persons --------------------------------------------------------------------------------------------------
_PEOPLE = {
    "户编号": "household_number",
    "村（社区）代码": "area_code",
    "住址": "address",
    "城乡类别": "residence_class",
    "姓名": "name",
    "与户主关系": "relation",
    "身份证号": "identity",
    "无证件号码的原因": "identity_reason",
    "性别": "sex",
    "出生日期": "birth_date",
    "户籍所在地代码": "hukou_area",
    "联系电话": "phone",
    "是否死亡": "is_deceased",
}


def _people(drawn: Drawn, place_names: dict[str, str], chance: Chance) -> LedgerFile:
    people = drawn.people
    home, facts = people.home, people.facts
    reason = np.where(drawn.identities == "", words()["no_number"][0], "")
    columns = [
        drawn.households[home],
        drawn.areas[home],
        _addresses(drawn, place_names, chance)[home],
        np.where(people.holds("residence_class", "rural"), "农村", "城镇")[home],
        drawn.names,
        _RELATION_WORDS[facts["relation"]],
        drawn.identities,
        reason,
        np.where(people.is_man, "男", "女"),
        facts["birth_date"].astype("datetime64[D]").astype(str),
        np.where(facts["hukou_is_here"], COUNTY, NEIGHBOUR),
        make_phones(people, chance),
        np.full(people.persons, NO),
    ]
    table = pa.table([pa.array(c.tolist(), pa.string()) for c in columns], names=list(_PEOPLE))
    options = _options(people, "公安（户籍）")
    options |= {"members_are_complete": True, "supporters_are_complete": True}
    return LedgerFile("户籍人口", "people", table, dict(_PEOPLE), options)


_RELATION_WORDS = np.array(
    ["户主", "配偶", "子女", "父母", "孙子女", "祖父母", "兄弟姐妹", "其他"], object
)


def _addresses(drawn: Drawn, place_names: dict[str, str], chance: Chance) -> Array:
    streets = np.array(words()["streets"], object)
    count = drawn.people.households
    name = np.array([place_names[code] for code in drawn.areas.tolist()], object)
    number = chance.random.integers(1, 180, count).astype("U3").astype(object) + "号"
    group = chance.random.integers(1, 9, count).astype("U1").astype(object) + "组"
    street = streets[chance.random.integers(0, len(streets), count)]
    return np.where(drawn.people.families.is_rural, name + group + number, name + street + number)


# -- lists of facts -------------------------------------------------------------------------------------------
def _options(people: People, source: str, coverage: dict[str, str] | None = None) -> dict[str, Any]:
    kind = {"入户调查": "visit", "申请人申报": "declared"}.get(source, "department")
    found: dict[str, Any] = {"evidence": kind, "source": source, "learnt_on": people.on.isoformat()}
    if coverage:
        since = BasePeriod.before(people.on, 12).first
        found |= {"coverage": coverage, "coverage_area": COUNTY, "valid_from": since.isoformat()}
    return found


def _facts(
    drawn: Drawn, entity: str, source: str, facts: list[Fact], about: str, chance: Chance
) -> LedgerFile:
    """One department's list: a row for whoever has something, columns for its facts."""
    people = drawn.people
    of_household = entity == "household"
    said, coverage = _said(people, facts)
    rows = np.flatnonzero(np.logical_or.reduce([there for there, _ in said.values()]))
    if not of_household:
        rows = rows[drawn.identities[rows] != ""]
    if of_household:
        columns = {"户编号": drawn.households[rows]}
        mapping = {"户编号": "household_number"}
    else:
        columns = {"身份证号": drawn.identities[rows], "姓名": drawn.names[rows]}
        mapping = {"身份证号": "identity", "姓名": "name"}
    for fact in facts:
        there, text = said[fact.name]
        columns[fact.label.zh] = np.where(there[rows], text[rows], "")
        mapping[fact.label.zh] = f"fact:{fact.name}"
    if any(fact.name == "deposits" for fact in facts):
        banks = np.array(words()["banks"], object)
        columns["开户行"] = banks[chance.random.integers(0, len(banks), len(rows))]
        mapping["开户行"] = "item"
    table = pa.table([pa.array(c.tolist(), pa.string()) for c in columns.values()], names=list(columns))  # fmt: skip
    options = _options(people, source, coverage)
    if about == "income":
        base = BasePeriod.before(people.on, 12)
        options |= {"period_from": base.first.isoformat(), "period_to": base.last.isoformat()}
    subject = "（户）" if of_household else "收入" if about == "income" else ""
    name = source.replace("（", "-").replace("）", "").replace("、", "和") + subject
    form = {"残联（残疾人证）": "xlsx", "人社（社保）": "gb18030"}.get(source, "csv")
    ledger = {"income": "income", "facts": "facts"}[about]
    return LedgerFile(name, ledger, table, mapping, options, form)


def _said(
    people: People, facts: list[Fact]
) -> tuple[dict[str, tuple[Array, Array]], dict[str, str]]:
    """For each fact where it is said and what is written; and what goes without saying."""
    said, coverage = {}, {}
    for fact in facts:
        column = people.facts[fact.name]
        known = people.known.get(fact.name, np.ones(len(column), bool))
        silent = _goes_without_saying(people, fact, column)
        there = ~known | (column != silent if silent is not None else np.ones(len(column), bool))
        if fact.name in ALWAYS_WRITTEN:
            there = np.ones(len(column), bool)
        elif fact.name in ASKED_ONLY_OF:
            there = people.facts[ASKED_ONLY_OF[fact.name][0]].astype(bool)
        elif fact.kind == DATE:
            there = column != people.today  # a date that is drawn only to be known
        elif silent is not None:
            coverage[fact.name] = _words(fact, np.array([silent]))[0]
        text = np.where(known, _words(fact, column), UNKNOWN)
        said[fact.name] = there, text
    return said, coverage


def _goes_without_saying(people: People, fact: Fact, column: Array) -> Any:
    """The value of whoever is not on the list: no, nothing, none, or what nearly all have. None: everybody is asked."""
    values, counts = np.unique(column, return_counts=True)
    most = values[counts.argmax()]
    if fact.kind == TRUTH:
        return most
    if fact.kind == CATEGORY:
        is_none = fact.options[int(most)] == "none"
        return most if is_none or counts.max() > COMMON * len(column) else None
    return most if fact.kind != DATE and most == 0 else None


def _words(fact: Fact, column: Array) -> Array:
    """Values as people write them, in an array of str."""
    values, where = np.unique(column, return_inverse=True)
    if fact.kind == TRUTH:
        found = [YES if v else NO for v in values]
    elif fact.kind == CATEGORY:
        found = [fact.option_labels[int(v)].zh for v in values]
    elif fact.kind == DATE:
        found = values.astype("datetime64[D]").astype(str).tolist()
    elif fact.unit.is_money:
        found = [write_steps(fact.unit, int(v) * STEPS_PER_FEN) for v in values]
    else:
        found = [write_steps(fact.unit, int(v)) for v in values]
    return np.array(found, object)[where]


# -- supporters -----------------------------------------------------------------------------------------------
def _supporters(drawn: Drawn, book: Rulebook, chance: Chance) -> LedgerFile:
    """Everybody outside who owes support, with all that is known of them."""
    people = drawn.people
    facts = [f for f in book.facts.values() if f.entity.name == "supporter" and f.name in people.facts]  # fmt: skip
    said, coverage = _said(people, facts)
    heads = np.searchsorted(people.home, np.arange(people.households))
    known = np.array(words()["surnames"][:40], object)
    given = np.array(words()["given"]["man"]["until_1990"], object)
    count = len(drawn.supporters)
    is_child = people.holds("supporter_kind", "child")
    surname = np.where(
        is_child & people.is_man[heads][drawn.supporters],
        np.array([name[:1] for name in drawn.names[heads].tolist()], object)[drawn.supporters],
        known[chance.random.integers(0, len(known), count)],
    )
    starts = np.searchsorted(drawn.supporters, drawn.supporters)
    nth = np.arange(count) - starts  # no two of one household have the same name
    first = chance.random.integers(0, len(given), people.households)[drawn.supporters]
    names = (
        surname
        + given[(first + nth) % len(given)]
        + given[chance.random.integers(0, len(given), count)]
    )
    columns = {"户编号": drawn.households[drawn.supporters], "义务人姓名": names}
    mapping = {"户编号": "household_number", "义务人姓名": "supporter_name"}
    for fact in facts:
        there, text = said[fact.name]
        columns[fact.label.zh] = np.where(there, text, "")
        mapping[fact.label.zh] = f"fact:{fact.name}"
    table = pa.table([pa.array(c.tolist(), pa.string()) for c in columns.values()], names=list(columns))  # fmt: skip
    options = _options(people, "申请人申报", coverage)
    return LedgerFile("赡养义务人", "supporters", table, mapping, options)


def _chosen(drawn: Drawn, book: Rulebook, background: Background) -> LedgerFile:
    """What holds for everybody: an empty list that says so."""
    coverage = {
        name: _words(book.facts[name], np.array([value]))[0]
        for facts in background.facts.values()
        for name, value in facts.items()
        if name not in IN_PEOPLE
    }
    table = pa.table([pa.array([], pa.string())] * 2, names=["身份证号", "姓名"])
    options = _options(drawn.people, "申请人申报", coverage)
    return LedgerFile("共同情况", "facts", table, {"身份证号": "identity", "姓名": "name"}, options)
