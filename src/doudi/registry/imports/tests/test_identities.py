"""Identity numbers by the column say what `parse_identity` says of each, whatever stands there."""

import datetime as dt

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from doudi.registry.imports.identities import NO_DAY, read_identities
from doudi.registry.tests.families import identity_number
from doudi.rules.declare import day_number
from doudi.units.identity import mask, parse_identity
from doudi.units.text import ProblemsError, Text

TODAY = dt.date(2022, 7, 1)

good = st.builds(
    identity_number,
    st.dates(dt.date(1870, 1, 1), dt.date(2030, 1, 1)),
    st.integers(1, 999),
    county=st.sampled_from(["900101", "522725", "110101", "810000", "820000", "830000", "912345", "700101", "000000"]),
)  # fmt: skip
digits = st.text("0123456789Xx", min_size=14, max_size=19)
rubbish = st.text(max_size=20)


@st.composite
def spoilt(draw):
    number = draw(good)
    place = draw(st.integers(0, 17))
    return number[:place] + draw(st.sampled_from(list("0123456789Xx０ '"))) + number[place + 1 :]


def read_alone(written):
    try:
        return parse_identity(written, not_after=TODAY)
    except ProblemsError as error:
        return error.problems[0].text


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(good, spoilt(), digits, rubbish), min_size=1, max_size=30))
def test_a_column_of_numbers_is_read_as_each_number_is(numbers):
    column = pa.array(numbers)
    found = read_identities(column, None, not_after=TODAY)
    for at, written in enumerate(numbers):
        if not written or "E+" in written.upper():
            continue
        one = read_alone(written)
        if isinstance(one, Text):
            assert (found.faults[at][0], found.number[at]) == (one, "")
            continue
        assert at not in found.faults
        assert (found.number[at], found.kind[at], found.state[at]) == (one.number, one.kind.value, one.state.value)  # fmt: skip
        assert found.shown[at] == mask(one.number)
        assert found.sex[at] == (one.sex or "")
        assert found.birth[at] == (day_number(one.birth_date) if one.birth_date else NO_DAY)


def test_a_slice_of_a_column_is_read_by_its_own_rows():
    numbers = [identity_number(dt.date(1980, 1, day), 1) for day in range(1, 29)]
    found = read_identities(pa.array(numbers)[5:9], None, not_after=TODAY)
    assert list(found.number) == numbers[5:9]
