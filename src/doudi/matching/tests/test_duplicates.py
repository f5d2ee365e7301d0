"""Duplicates are found through gaps and slips; brothers, twins and namesakes are left alone."""

import datetime as dt

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doudi.matching import REASONS, find_duplicates, match_file, people_table
from doudi.matching.bench import quality_of
from doudi.matching.made_people import make_people
from doudi.matching.model import COMPARISONS
from doudi.units.text import ProblemsError

VILLAGE, OTHER = "900101102201", "900101103201"
BORN = dt.date(1990, 3, 7)
NUMBER, OTHER_NUMBER = "900101199003074517", "900101199003075392"


def pair(one, other):
    """The only pair among these two and a crowd that makes their names and places ordinary."""
    crowd = make_people(3_000, seed=5, twice=0, spoilt=0).people
    columns = {
        name: [one.get(name), other.get(name), *crowd[name].to_pylist()]
        for name in crowd.column_names
        if name != "id"
    }
    people = people_table({"id": [1, 2, *range(10, 3_010)], **columns})
    found = [p for p in find_duplicates(people, threshold=500).to_pylist() if p["first"] == 1]
    assert len(found) <= 1
    return found[0] if found else None


def person(**changed):
    return {
        "name": "张国强",
        "birth_date": BORN,
        "sex": "male",
        "village": VILLAGE,
        "phone": "19012345678",
        "identity": NUMBER,
        "household": 1,
        **changed,
    }


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"name": "张囯強"}, "name.alike"),
        ({"name": "章国墙"}, "name.alike"),
        ({"name": "张国"}, "name.surname"),
        ({"birth_date": dt.date(1990, 7, 3)}, "birth.slip"),
        ({"identity": "900101199003074571"}, "identity.slip"),
        ({"identity": "900101199008074517"}, "identity.slip"),
        ({"identity": None, "village": OTHER}, "place.other"),
        ({"identity": None, "phone": "19012345687"}, "phone.slip"),
        ({"phone": None, "birth_date": None, "sex": None, "village": None}, "identity.same"),
    ],
)
def test_one_person_is_found_through_slips_and_gaps(changed, reason):
    found = pair(person(), person(household=2, **changed))
    assert found
    assert reason in found["reasons"]
    assert 900 <= found["per_mille"] <= 1000


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "张国华", "identity": OTHER_NUMBER},
        {"name": "张国华", "identity": None},
        {"name": "张国华", "identity": OTHER_NUMBER, "household": 2},
        {"birth_date": dt.date(1962, 1, 2), "identity": "900101196201024516", "household": 2},
        {"birth_date": dt.date(1962, 1, 2), "identity": None, "phone": None, "household": 2},
    ],
    ids=["a twin", "a twin without a number", "a married twin", "a namesake", "an elder namesake"],
)
def test_relatives_and_namesakes_are_not_taken_for_one(changed):
    assert pair(person(), person(**changed)) is None


def test_on_a_list_with_known_duplicates_nearly_all_are_found_and_nearly_nothing_else():
    made = make_people(30_000, seed=11)
    quality = quality_of(find_duplicates(made.people), made.truth)
    assert quality.precision >= 0.999
    assert quality.recall >= 0.98


def test_an_incoming_list_is_matched_with_the_register():
    made = make_people(12_000, seed=3, twice=0.2)
    seconds = {second for _, second in made.truth}
    is_second = pa.array([one in seconds for one in made.people["id"].to_pylist()])
    incoming = made.people.filter(is_second)
    register = made.people.filter(pa.compute.invert(is_second))
    matches = match_file(register, incoming)
    quality = quality_of(matches, made.truth)
    assert quality.precision >= 0.999
    assert quality.recall >= 0.98


def test_the_order_of_the_records_changes_nothing():
    people = make_people(2_000, seed=4, twice=0.1).people
    turned = people.take(pa.array(range(people.num_rows - 1, -1, -1)))
    assert find_duplicates(people).equals(find_duplicates(turned))
    assert find_duplicates(people).num_rows > 100


def test_every_finding_has_a_sentence():
    keys = {f"{name}.{f.key}" for name, (_, findings) in COMPARISONS.items() for f in findings}
    assert keys == set(REASONS)


def test_what_one_comparison_may_find_among_records_of_one_person_adds_up():
    for _, findings in COMPARISONS.values():
        assert abs(sum(f.same for f in findings) - 1) < 0.02


def test_nobody_and_one_person_have_no_duplicates():
    assert find_duplicates(people_table({"id": []})).num_rows == 0
    assert find_duplicates(people_table({"id": [1], "name": ["张三"]})).num_rows == 0
    nobody = people_table({"id": []})
    assert match_file(nobody, people_table({"id": [1]})).num_rows == 0


def test_people_of_whom_nothing_is_known_are_not_alike():
    assert find_duplicates(people_table({"id": [1, 2, 3]})).num_rows == 0


@settings(deadline=None, max_examples=25)
@given(
    st.lists(
        st.tuples(st.text(max_size=12), st.text(max_size=20), st.text(max_size=14), st.text()),
        min_size=2,
        max_size=5,
    )
)
def test_rubbish_is_compared_without_falling_over(rows):
    names, numbers, phones, villages = zip(*rows, strict=True)
    people = people_table(
        {
            "id": range(len(rows)),
            "name": names,
            "identity": numbers,
            "phone": phones,
            "village": villages,
        }
    )
    for found in find_duplicates(people).to_pylist():
        assert found["first"] < found["second"]


@pytest.mark.parametrize(
    "columns",
    [
        {"name": ["张三"]},
        {"id": [1, 1]},
        {"id": [1, None]},
        {"id": [1], "name": [3]},
        {"id": [1], "colour": ["red"]},
        {"id": [1], "birth_date": ["yesterday"]},
        {"id": [1, 2], "name": ["张三"]},
    ],
)
def test_a_table_of_another_form_is_refused(columns):
    with pytest.raises(ProblemsError):
        people_table(columns)
