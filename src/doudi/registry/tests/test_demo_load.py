"""The fictional county goes through the import that a county uses, and comes out as it was drawn."""

import datetime as dt

import numpy as np
import pytest

from doudi.foundation.access import acting
from doudi.foundation.rulebook import get_rulebook
from doudi.registry.demo.county import Size, draw
from doudi.registry.demo.load import demo_officer, load_county, make_trial
from doudi.registry.facts import case_of_household
from doudi.registry.models import Household, Membership, Person
from doudi.registry.population import population_of
from doudi.rules.agreement import disagreements
from doudi.rules.kernel import compile_program, decide_cases, run

ON = dt.date(2022, 7, 1)
PERSONS = 400
VERDICTS = ("not_eligible", "eligible", "undetermined", "not_yet")
ASKED_OF_FEW = {"dibao_class", "current_dibao_kind", "difficulty_level", "affected_persons"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("county")


@pytest.fixture(scope="module")
def counts(module_database, django_db_blocker, folder):
    with django_db_blocker.unblock():
        yield make_trial(folder=folder, size=Size.township, seed=1, on=ON, persons=PERSONS)


@pytest.fixture
def officer(counts):
    return demo_officer(ON)


def test_everybody_is_registered(officer, counts):
    assert counts["persons_new"] == PERSONS
    with acting(officer):
        assert Person.objects.count() == Membership.objects.count() == PERSONS
        assert Household.objects.count() == counts["households_new"]


def test_loading_it_again_changes_nothing(officer, counts, folder):
    again = load_county(actor=officer, folder=folder, on=ON)
    assert again["touched"] == 0


def test_the_register_knows_what_was_drawn(officer):
    """Every fact that was drawn and known is the same, but for dates that were drawn only to be known and what few are asked."""
    book, people = get_rulebook(), draw(get_rulebook(), Size.township, 1, ON, PERSONS)
    read, drawn = population_of(officer, ON).population, people.people
    assert read.households == drawn.households
    order = np.argsort(people.areas, kind="stable")
    assert order.tolist() == list(range(drawn.households))
    for name, column in drawn.facts.items():
        asked = book.facts.get(name)
        if asked is None or name in ASKED_OF_FEW or (asked.kind == "date" and name != "birth_date"):
            continue
        values, known = column_of(read, name, len(column))
        expected = drawn.known.get(name, np.ones(len(column), bool)).copy()
        if asked.entity.name == "member":
            expected &= (people.identities != "") | (values == column)
        assert (known | ~expected).all(), name
        assert (values[expected] == column[expected]).all(), name


def test_every_list_of_members_and_supporters_is_complete(officer):
    with acting(officer):
        incomplete = Household.objects.exclude(
            members_are_complete=True, supporters_are_complete=True
        )
        assert not incomplete.exists()


def test_most_families_can_be_decided(officer):
    population = population_of(officer, ON).population
    verdicts = run(compile_program(get_rulebook().at(ON, "900101000000"), ["dibao"]), population)[
        "dibao.verdict"
    ]
    assert (verdicts == VERDICTS.index("eligible")).any()
    assert (verdicts == VERDICTS.index("undetermined")).mean() < 0.05


def column_of(population, name, count):
    if name in population.everybody:
        times = 100_800 if population.book.facts[name].unit.is_money else 1
        return np.full(count, population.everybody[name] // times), np.ones(count, bool)
    column = population.facts[name]
    known = np.ones(count, bool)
    if column.known is not None:
        known = np.unpackbits(column.known, bitorder="little", count=count).astype(bool)
    return column.values.astype(np.int64), known


def test_households_one_by_one_and_all_at_once_are_decided_alike(officer):
    book, read = get_rulebook(), population_of(officer, ON)
    with acting(officer):
        cases = [case_of_household(officer, pk, ON) for pk in read.households.tolist()[:40]]
    assert list(disagreements(book, cases[::10])) == []
    program = compile_program(book.at(ON, "900101000000"), ["dibao"])
    at_once = run(program, read.population)["dibao.verdict"]
    one_by_one = [
        result.verdict
        for results in decide_cases(book, cases)
        for result in results
        if result.programme.name == "dibao"
    ]
    assert len(one_by_one) == 40
    assert at_once[:40].tolist() == [VERDICTS.index(v) for v in one_by_one]
