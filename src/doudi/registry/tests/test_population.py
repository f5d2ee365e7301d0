"""A whole area as columns says the same as each household as a case."""

import datetime as dt
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doudi.foundation.access import acting, system
from doudi.foundation.audit import record
from doudi.foundation.rulebook import get_rulebook
from doudi.registry.domain.bulk_evidence import (
    NO_DAY,
    BasePeriods,
    Columns,
    add_up,
    settle_items,
    settle_plain,
)
from doudi.registry.domain.evidence import BasePeriod, How, Statement, settle
from doudi.registry.facts import OVER_BASE_PERIOD, case_of_household
from doudi.registry.models import Coverage, Evidence, Fact, Household, Membership, Person, Supporter
from doudi.registry.population import SUBJECT, _places_of, population_of
from doudi.rules.declare import day_number
from doudi.rules.dimensions import STEPS_PER_FEN
from doudi.rules.nodes import CATEGORY

ON = dt.date(2022, 7, 1)
COUNTY = "900101000000"
VILLAGES = ("900101102201", "900101103201", "900102100201")
EARLY = dt.date(2022, 5, 15)

# -- the rules themselves -----------------------------------------------------------------------------------
months = st.integers(0, 30).map(lambda n: dt.date(2020 + n // 12, n % 12 + 1, 1))
statements = st.builds(
    Statement,
    st.none() | st.integers(0, 3),
    st.dates(dt.date(2022, 1, 1), dt.date(2022, 1, 3)),
    st.integers(1, 10**6),
    st.sampled_from(["", "a", "b"]),
    st.none() | months,
    st.none() | months,
)
families = st.lists(
    st.tuples(st.integers(0, 3), statements), max_size=20, unique_by=lambda pair: pair[1].order
)


def as_columns(rows, *, with_items):
    def days(values):
        return np.array([NO_DAY if d is None else day_number(d) for d in values], np.int64)

    more = ()
    if with_items:
        items = np.array([{"": 0, "a": 1, "b": 2}[s.item] for _, s in rows], np.int64)
        more = (items, days([s.period_from for _, s in rows]), days([s.period_to for _, s in rows]))
    return Columns(
        np.array([subject for subject, _ in rows], np.int64),
        np.array([0 if s.value is None else s.value for _, s in rows], np.int64),
        np.array([s.value is not None for _, s in rows], bool),
        days([s.learnt_on for _, s in rows]),
        np.array([s.order for _, s in rows], np.int64),
        *more,
    )


def one_by_one(rows, how, base=None):
    return [
        settle([s for subject, s in rows if subject == place], how, ON, base=base) for place in range(4)
    ]  # fmt: skip


def assert_same(totals, expected):
    assert totals.stated.tolist() == [e is not None for e in expected]
    assert totals.known.tolist() == [e is not None and e.value is not None for e in expected]
    known = totals.known
    assert totals.value[known].tolist() == [e.value for e in expected if e and e.value is not None]


@settings(deadline=None)
@given(families, st.sampled_from(How))
def test_columns_of_items_come_to_the_same_as_rows(rows, how):
    assert_same(settle_items(4, as_columns(rows, with_items=True), how), one_by_one(rows, how))


@settings(deadline=None)
@given(families, st.integers(1, 12))
def test_columns_of_incomes_come_to_the_same_as_rows(rows, length):
    base = BasePeriod.before(ON, length)
    ends = (np.full(len(rows), day_number(day)) for day in (base.first, base.last))
    bases = BasePeriods(*ends, np.full(len(rows), length))
    found = settle_items(4, as_columns(rows, with_items=True), How.add, bases)
    assert_same(found, one_by_one(rows, How.add, base))


@settings(deadline=None)
@given(families, st.sampled_from([How.add, How.any]))
def test_rows_without_items_and_with_items_may_be_settled_apart(rows, how):
    plain = [(n, s) for n, s in rows if s.item == ""]
    others = [(n, s) for n, s in rows if s.item]
    found = add_up(
        settle_plain(4, as_columns(plain, with_items=False)),
        settle_items(4, as_columns(others, with_items=True), how),
        how,
    )
    assert_same(found, one_by_one(rows, how))


@settings(deadline=None)
@given(st.lists(st.integers(1, 10**9), unique=True), st.lists(st.integers(1, 10**9)))
def test_places_of_ids_however_far_apart_they_lie(ids, others):
    wanted = [*ids, *others]
    found = _places_of(np.array(ids, np.int64), np.array(wanted, np.int64))
    assert found.tolist() == [ids.index(w) if w in ids else -1 for w in wanted]


# -- the register --------------------------------------------------------------------------------------------
def any_day(dice, chance=0.2):
    return None if dice.random() > chance else ON + dt.timedelta(days=dice.randint(-400, 60))


def any_value(dice, asked):
    """A value or an option (sometimes unknown, sometimes one that the fact cannot have) as the register stores it."""
    if dice.random() < 0.1:
        return None, None
    if asked.kind == CATEGORY:
        return None, dice.choice([*asked.options, "no_such_option"])
    step = 10_080_000 // 100 if asked.unit.is_money else 1
    low, high = -(-asked.low // step), asked.high // step
    return dice.choice(
        [low, high, high + 1, low + (high - low) // 3, dice.randint(low, high)]
    ), None


def make_register(dice, households=25, facts=40):
    """Households with odd dates, people in two of them, statements and lists of every kind."""
    book = get_rulebook()
    names = (
        dice.sample(sorted(book.facts), facts)
        + sorted(OVER_BASE_PERIOD)[:4]
        + ["sex", "died_on", "is_deceased"]
    )
    evidence = [
        Evidence.objects.create(
            area_code=COUNTY, kind="visit", learnt_on=EARLY + dt.timedelta(days=10 * n), recorded_at=dt.datetime(2022, 6, 1, tzinfo=dt.UTC)
        )
        for n in range(3)
    ]  # fmt: skip
    fact_rows, people = [], []

    def state(area, **subject):
        (key,) = subject
        entity = {v.removesuffix("_id"): k for k, v in SUBJECT.items()}[key]
        for name in names:
            asked = book.facts[name]
            if asked.entity.name != entity and dice.random() < 0.98:
                continue
            for _ in range(dice.choice([0, 0, 1, 1, 2, 4])):
                value, option = any_value(dice, asked)
                period_from, period_to = any_day(dice, 0.3), any_day(dice, 0.3)
                fact_rows.append(
                    Fact(
                        area_code=area, name=name, value=value, option=option, item=dice.choice(["", "", "甲", "乙"]),
                        period_from=period_from, period_to=period_to, valid_from=any_day(dice), valid_to=any_day(dice),
                        evidence=dice.choice(evidence), **subject,
                    )
                )  # fmt: skip

    for number in range(households):
        area = dice.choice(VILLAGES)
        household = Household.objects.create(
            area_code=area, number=f"H{number}", residence_class=dice.choice(["", "rural", "urban"]), valid_from=any_day(dice),
            valid_to=any_day(dice), members_are_complete=dice.choice([None, True, False]),
            supporters_are_complete=dice.choice([None, True, False]),
        )  # fmt: skip
        state(area, household=household)
        for place in range(dice.choice([0, 1, 2, 4, 63 if number == 7 else 3])):
            person = Person.objects.create(
                area_code=area, name=f"人{number}-{place}", identity_kind="none", identity_state="not_verified",
                identity_reason="未办理", sex=dice.choice(["", "male", "female"]),
                birth_date=dice.choice([None, dt.date(1950, 2, 3)]), died_on=any_day(dice),
                is_deceased=dice.choice([None, True, False]),
                hukou_area=dice.choice(["", *VILLAGES, "900100000000"]),
            )  # fmt: skip
            people.append((household, person))
            Membership.objects.create(
                area_code=area, household=household, person=person, relation="head" if place == 0 else "other",
                position=dice.randint(0, 3), valid_to=any_day(dice),
            )  # fmt: skip
            if place < 5:
                state(area, person=person)
        for _ in range(dice.choice([0, 1, 3])):
            supporter = Supporter.objects.create(
                area_code=area, household=household, name="某", kind=dice.choice(["", "child"]), valid_from=any_day(dice)
            )  # fmt: skip
            state(area, supporter=supporter)
    for household, person in dice.sample(people, 5):  # on their way from one household to another
        Membership.objects.filter(person=person).update(valid_to=ON + dt.timedelta(days=1))
        other = Household.objects.exclude(pk=household.pk).order_by("?").first()
        Membership.objects.create(
            area_code=other.area_code, household=other, person=person, relation="other"
        )
    Fact.objects.bulk_create(fact_rows)
    for name in names:
        for area in dice.sample([COUNTY, "900101102000", *VILLAGES], 2):
            value, option = any_value(dice, book.facts[name])
            Coverage.objects.create(
                area_code=area, name=name, value=value, option=option, valid_from=ON - dt.timedelta(days=dice.choice([-1, 0, 100])),
                valid_to=any_day(dice), evidence=dice.choice(evidence),
            )  # fmt: skip


def from_cases(book, cases):
    """What a population should hold, from cases: rows of facts by entity, in order."""
    rows = {"household": [c.facts for c in cases]}
    for entity in ("member", "supporter"):
        rows[entity] = [row.facts for case in cases for row in case.rows[entity]]
    return rows


def assert_equal(viewer, on, known_by=None, households=None):
    book = get_rulebook()
    read = population_of(viewer, on, known_by=known_by, households=households)
    with acting(viewer):
        cases = [
            case_of_household(viewer, pk, on, known_by=known_by) for pk in read.households.tolist()
        ]
    population = read.population
    for entity in ("member", "supporter"):
        sizes = np.diff(population.offsets[entity]).tolist()
        assert sizes == [len(case.rows[entity]) for case in cases]
        complete = population.complete[entity]
        listed = [bool(complete)] * len(cases) if isinstance(complete, bool) else complete.tolist()
        assert [bool(x) for x in listed] == [case.complete[entity] is True for case in cases]
    assert read.areas.tolist() == [case.area for case in cases]
    rows = from_cases(book, cases)
    for name, asked in book.facts.items():
        expected = [row.get(name) for row in rows[asked.entity.name]]
        assert in_steps(population, name, len(expected)) == expected, name
    return cases


def in_steps(population, name, count):
    if name in population.everybody:
        return [population.everybody[name]] * count
    column = population.facts.get(name)
    if column is None:
        return [None] * count
    known = [True] * count
    if column.known is not None:
        known = np.unpackbits(column.known, bitorder="little", count=count).tolist()
    values = (column.values.astype(np.int64) * column.times).tolist()
    return [value if there else None for value, there in zip(values, known, strict=True)]


@pytest.mark.parametrize("seed", [1, 2])
def test_columns_and_cases_say_the_same_of_odd_registers(own_database, seed):
    viewer = system("test")
    with acting(viewer):
        make_register(random.Random(seed))  # noqa: S311 # a seeded die, no secret
        record(viewer, "registry.facts.recorded")
    assert len(assert_equal(viewer, ON)) > 5
    assert_equal(viewer, ON, known_by=EARLY)
    assert_equal(viewer, dt.date(2022, 6, 1))
    own = assert_equal(system("test", area_code="900101000000"), ON)
    assert {case.area[:6] for case in own} == {"900101"}


@pytest.mark.parametrize("seed", [3, 11, 13])
def test_some_households_say_the_same_as_each_alone(own_database, seed):
    viewer = system("test")
    with acting(viewer):
        make_register(random.Random(seed), facts=60)  # noqa: S311 # a seeded die, no secret
        record(viewer, "registry.facts.recorded")
    wanted = population_of(viewer, ON).households[::2].tolist()
    assert len(assert_equal(viewer, ON, households=wanted)) == len(wanted) > 5
    assert_equal(viewer, ON, households=wanted, known_by=EARLY)


# -- lists and statements that do not count ------------------------------------------------------------------------
WAGE, GRADE = "income_wage", "disability_grade"
LISTED, AGAIN = dt.date(2022, 6, 1), dt.date(2022, 6, 20)
LAST_YEAR = {"period_from": dt.date(2020, 7, 1), "period_to": dt.date(2021, 3, 31)}
THIS_YEAR = {"period_from": dt.date(2021, 7, 1), "period_to": dt.date(2022, 6, 30)}
BEFORE, AFTER, LONG_AGO = LISTED - dt.timedelta(1), LISTED + dt.timedelta(1), dt.date(2021, 1, 1)

# whose village (the second one's list came again on `AGAIN`), learnt, what is stated; what is known on ON (fen, code; None: unknown)
OF_LISTS = [
    (0, None, {}, {WAGE: 0, GRADE: 0}),
    (0, LISTED, {"name": WAGE, "value": 5, **THIS_YEAR}, {WAGE: 5, GRADE: 0}),
    (0, LISTED, {"name": WAGE, "value": 5, **LAST_YEAR}, {WAGE: None, GRADE: 0}),
    (0, LISTED, {"name": WAGE, "value": 5, "item": "砖厂", **LAST_YEAR}, {WAGE: None, GRADE: 0}),
    (0, LISTED, {"name": WAGE, **LAST_YEAR}, {WAGE: None, GRADE: 0}),
    (0, BEFORE, {"name": WAGE, "value": 5, **LAST_YEAR}, {WAGE: 0, GRADE: 0}),
    (0, AFTER, {"name": WAGE, "value": 5, **LAST_YEAR}, {WAGE: None, GRADE: 0}),
    (0, LISTED, {"name": WAGE, "value": 5, "period_from": AGAIN, "period_to": AGAIN}, {WAGE: 5, GRADE: 0}),
    (0, LISTED, {"name": WAGE, "value": 5, "period_from": ON, "period_to": ON}, {WAGE: None, GRADE: 0}),
    (0, AFTER, {"name": WAGE, "value": 5, "period_from": ON, "period_to": ON}, {WAGE: 0, GRADE: 0}),
    (0, LISTED, {"name": GRADE, "option": "grade_2", "valid_to": ON}, {WAGE: 0, GRADE: None}),
    (0, LISTED, {"name": GRADE, "valid_to": ON}, {WAGE: 0, GRADE: None}),
    (0, BEFORE, {"name": GRADE, "option": "grade_2", "valid_to": ON}, {WAGE: 0, GRADE: 0}),
    (0, LISTED, {"name": GRADE, "option": "grade_2", "valid_from": ON + dt.timedelta(1)}, {WAGE: 0, GRADE: None}),
    (0, AFTER, {"name": GRADE, "option": "grade_2", "valid_from": ON + dt.timedelta(1)}, {WAGE: 0, GRADE: 0}),
    (1, LISTED, {"name": WAGE, "value": 5, **LAST_YEAR}, {WAGE: 0, GRADE: 0}),
    (1, AGAIN, {"name": WAGE, "value": 5, **LAST_YEAR}, {WAGE: None, GRADE: 0}),
]  # fmt: skip


def make_person_in_household(number, area):
    household = Household.objects.create(area_code=area, number=f"L{number}")
    person = Person.objects.create(
        area_code=area, name="某", identity_kind="none", identity_state="not_verified", identity_reason="未办理"
    )  # fmt: skip
    Membership.objects.create(area_code=area, household=household, person=person, relation="head")
    return household, person


def learn(on):
    return Evidence.objects.create(
        area_code=COUNTY, kind="department", learnt_on=on, recorded_at=dt.datetime(2022, 6, 1, tzinfo=dt.UTC)
    )  # fmt: skip


def cover(area, on):
    for name, value, option in ((WAGE, 0, None), (GRADE, None, "none")):
        Coverage.objects.create(
            area_code=area, name=name, value=value, option=option, valid_from=LONG_AGO, evidence=learn(on)
        )  # fmt: skip


def test_a_list_does_not_speak_of_whom_it_names_whichever_way_it_is_read(own_database):
    viewer = system("test")
    expected = {}
    with acting(viewer):
        cover(COUNTY, LISTED)
        cover(VILLAGES[1], AGAIN)
        for number, (place, learnt_on, stated, known) in enumerate(OF_LISTS):
            household, person = make_person_in_household(number, VILLAGES[place])
            expected[household.pk] = known
            if learnt_on is not None:
                Fact.objects.create(
                    area_code=VILLAGES[place], person=person, evidence=learn(learnt_on), **stated
                )
        record(viewer, "registry.facts.recorded")
    cases = assert_equal(viewer, ON)
    homes = population_of(viewer, ON).households.tolist()
    for pk, case in zip(homes, cases, strict=True):
        found = case.rows["member"][0].facts
        steps = {name: found.get(name) for name in (WAGE, GRADE)}
        wage = expected[pk][WAGE]
        assert steps == {
            WAGE: None if wage is None else wage * STEPS_PER_FEN,
            GRADE: expected[pk][GRADE],
        }, OF_LISTS[list(expected).index(pk)]
    assert_equal(viewer, ON, known_by=LISTED)
    assert_equal(viewer, ON, known_by=LISTED, households=homes[::2])
    assert_equal(viewer, dt.date(2021, 6, 1))


def test_who_is_in_two_places_for_a_while_is_listed_in_each_by_itself(own_database):
    viewer = system("test")
    with acting(viewer):
        cover(VILLAGES[0], LISTED)
        cover(VILLAGES[1], AGAIN)
        _, person = make_person_in_household(0, VILLAGES[0])
        other = Household.objects.create(area_code=VILLAGES[1], number="L1")
        Membership.objects.filter(person=person).update(valid_to=ON + dt.timedelta(days=1))
        Membership.objects.create(
            area_code=VILLAGES[1], household=other, person=person, relation="other"
        )
        Fact.objects.create(
            area_code=VILLAGES[0], person=person, evidence=learn(LISTED), name=WAGE, value=5, **LAST_YEAR
        )  # fmt: skip
        record(viewer, "registry.facts.recorded")
    cases = assert_equal(viewer, ON)
    assert [case.rows["member"][0].facts.get(WAGE) for case in cases] == [None, 0]


def test_an_empty_register_is_a_population_of_nobody(own_database):
    read = population_of(system("test"), ON)
    assert read.population.households == 0
    assert len(read.members) == 0
