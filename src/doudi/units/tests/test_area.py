"""Area codes: level, parents, and the range of text that means "inside"."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doudi.units.area import (
    AreaLevel,
    ancestors,
    at_level,
    contains,
    level,
    parent,
    parse_area,
    province_name,
    provinces,
    scope,
    short,
)
from doudi.units.text import ProblemsError, Text

COUNTY = "522725000000"
TOWNSHIP = "522725101000"
VILLAGE = "522725101201"

part = st.integers(1, 99).map("{:02d}".format)
long_part = st.integers(1, 999).map("{:03d}".format)
codes = st.builds(
    lambda province, rest, parts: parse_area(province + "".join(rest[:parts])),
    st.sampled_from(sorted(provinces())),
    st.tuples(part, part, long_part, long_part),
    st.integers(0, 4),
)


@pytest.mark.parametrize(
    ("given_code", "code"),
    [
        ("52", "520000000000"),
        ("5227", "522700000000"),
        ("522725", COUNTY),
        ("522725101", TOWNSHIP),
        (VILLAGE, VILLAGE),
        (" ５２２７２５ ", COUNTY),
        ("441900003", "441900003000"),
    ],
)
def test_short_forms_are_filled_with_zeros(given_code: str, code: str) -> None:
    assert parse_area(given_code) == code


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        ("52272x", "only digits"),
        ("", "only digits"),
        ("²²", "only digits"),
        ("52272", "12 digits"),
        ("5227250000000", "12 digits"),
        ("330", "12 digits"),
        ("99", "No province"),
        ("000000000000", "No province"),
        ("520025", "prefecture part is zero"),
        ("522725000001", "township part is zero"),
        (522725, "must be text"),
        (None, "must be text"),
    ],
)
def test_bad_codes_say_which_rule_they_break(value: object, rule: str) -> None:
    with pytest.raises(ProblemsError, match=rule) as caught:
        parse_area(value, where="line 3")  # type: ignore[arg-type]
    assert caught.value.problems[0].where == "line 3"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("500000000000", AreaLevel.province),
        ("522700000000", AreaLevel.prefecture),
        ("522730000000", AreaLevel.county),
        ("522725100000", AreaLevel.township),
        ("522725101200", AreaLevel.village),
        ("441900003000", AreaLevel.township),
    ],
)
def test_the_level_is_that_of_the_last_part_used(code: str, expected: AreaLevel) -> None:
    assert level(code) is expected


def test_ancestors_go_up_to_the_province() -> None:
    assert ancestors(VILLAGE) == [TOWNSHIP, COUNTY, "522700000000", "520000000000"]
    assert parent("52") is None


def test_a_town_of_a_city_without_counties_lies_in_the_city() -> None:
    assert ancestors("441900003000") == ["441900000000", "440000000000"]


def test_a_county_contains_its_villages_and_itself_but_no_neighbour() -> None:
    assert contains(COUNTY, VILLAGE)
    assert contains(COUNTY, COUNTY)
    assert not contains(COUNTY, "522726000000")
    assert not contains(VILLAGE, COUNTY)


def test_the_county_above_a_village() -> None:
    assert at_level(VILLAGE, AreaLevel.county) == COUNTY
    assert at_level(COUNTY, AreaLevel.township) is None


def test_an_empty_code_is_never_everything() -> None:
    with pytest.raises(ProblemsError):
        scope("")


def test_the_range_of_a_county() -> None:
    assert scope("522725") == (COUNTY, "522726000000")


def test_the_34_provinces_and_the_fictional_one_have_names() -> None:
    assert len(provinces()) == 35
    assert province_name(VILLAGE) == Text("贵州省", "Guizhou")
    assert "虚构" in province_name("90").zh


@given(codes)
def test_short_and_full_are_the_same_place(code: str) -> None:
    assert parse_area(short(code)) == code
    assert level(short(code)) is level(code)


@given(codes, codes)
def test_containing_is_being_the_area_or_one_of_its_ancestors(outer: str, inner: str) -> None:
    assert contains(outer, inner) == (outer in [inner, *ancestors(inner)])


@given(codes)
def test_every_ancestor_contains_the_area_and_its_range_is_ordered(code: str) -> None:
    lo, hi = scope(code)
    assert lo <= code < hi
    assert len(lo) == len(hi) == 12
    assert all(contains(above, code) for above in ancestors(code))
