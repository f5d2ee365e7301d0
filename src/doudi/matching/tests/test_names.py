"""How names sound and look."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from doudi.matching.names import clean, look_alikes, name_columns, shape, sound, split_name
from doudi.matching.people import check_digits_fit
from doudi.units.identity import parse_identity
from doudi.units.text import ProblemsError


@pytest.mark.parametrize(
    ("one", "other"),
    [("张维兴", "章为星"), ("宁静", "林进"), ("曾诗", "曾斯"), ("陈成", "岑岑")],
)
def test_names_heard_alike_sound_the_same(one, other):
    assert sound(one) == sound(other)


@pytest.mark.parametrize(("one", "other"), [("张伟", "李伟"), ("王芳", "王丽"), ("单一", "丹一")])
def test_other_names_do_not(one, other):
    assert sound(one) != sound(other)


@pytest.mark.parametrize(("one", "other"), [("刘晏", "劉宴"), ("杨未", "扬末"), ("己", "巳")])
def test_names_copied_wrongly_look_the_same(one, other):
    assert shape(one) == shape(other)


def test_the_list_of_look_alikes_is_sound():
    assert len(look_alikes()) > 200
    assert all(look_alikes()[stands] == stands for stands in look_alikes().values())


def test_surnames_of_two_characters_and_dots_are_known():
    assert split_name("欧阳修") == ("欧阳", "修")
    assert split_name("欧阳") == ("欧", "阳")
    assert clean("艾力 · 买买提") == clean("艾力•买买提") == "艾力买买提"


@given(st.lists(st.none() | st.text(max_size=8)))
def test_every_name_has_its_keys_or_is_unknown(names):
    columns = name_columns(pa.array(names, pa.string()))
    for row, name in enumerate(names):
        assert columns["name"][row].as_py() == (clean(name) or None if name else None)
    assert {len(column) for column in columns.values()} == {len(names)}


@given(
    st.lists(
        st.none() | st.from_regex(r"\A90010119[4-9][0-9](0[1-9]|1[0-2])[0-2][1-9][0-9]{3}[0-9X]\Z")
    )
)
def test_check_digits_are_read_as_the_register_reads_them(numbers):
    fits = check_digits_fit(pa.array(numbers, pa.string())).to_pylist()
    for number, fit in zip(numbers, fits, strict=True):
        assert fit == _is_right(number)


def _is_right(number):
    try:
        parse_identity(number or "")
    except ProblemsError:
        return False
    return True
