"""The stacking matrix in words, from either side, as the place has settled it."""

from dataclasses import replace
from datetime import date

import pytest

from doudi.rules.card_stacking import meetings_of, stacking_matrix
from doudi.rules.cards import Cards
from doudi.rules.stacking import ADD, EXCLUSIVE, LOCAL, PREREQUISITE, Pairing, Stacking
from doudi.rules.tests.conftest import load_small
from doudi.rules.values import Declaration, Figure, Pack
from doudi.units.text import Text

COUNTY = "900101000000"
OWN = Pack("own", Text("本县", "own"), False, "")
ON = date(2022, 7, 1)


def pairing(first, second, relation, **more):
    return Pairing(first, second, relation, "§5", Text("说明", "because"), "s:1", **more)


@pytest.fixture
def book(tmp_path):
    """The small law with two more programmes that answer by the same variables."""
    book = load_small(tmp_path)
    small = book.programmes["small"]
    for name in ("second", "third"):
        book.programmes[name] = replace(small, name=name, label=Text(f"{name}项", name))
    book.values.declarations["switch"] = Declaration(
        "switch", Text("开关", "switch"), "truth", "§5", "small"
    )
    book.stacking = Stacking(
        [
            pairing("small", "second", PREREQUISITE),
            pairing(
                "small", "third", LOCAL, value="switch", by_option={"yes": ADD, "no": EXCLUSIVE}
            ),
        ]
    )
    return book


def cards(book, lang="zh"):
    return Cards(book, on=ON, area=COUNTY, lang=lang, area_name=lambda code: Text(code, code))


def test_a_direction_reads_differently_from_either_side(book):
    (here, _) = meetings_of(cards(book), "small")
    (there,) = meetings_of(cards(book), "second")
    assert (here.label, there.label) == ("享受本项，才能享受它", "享受它，才能享受本项")
    assert here.text == there.text == "说明"


@pytest.mark.parametrize(("figure", "relation"), [(1, ADD), (0, EXCLUSIVE), (None, LOCAL)])
def test_what_the_place_settles_is_shown_as_it_stands(book, figure, relation):
    if figure is not None:
        stated = Figure(
            "switch", COUNTY, date(2020, 1, 1), None, {"": figure}, None, True, "通知", "found",
            False, OWN, "p:1",
        )  # fmt: skip
        book.add_pack(OWN, [stated])
    (meeting,) = meetings_of(cards(book), "third")
    assert (meeting.relation, meeting.is_settled) == (relation, figure is not None)
    assert meeting.switch.name == "switch"


def test_the_matrix_is_the_same_across_its_diagonal(book):
    rows = stacking_matrix(cards(book, "en"))
    relations = [[cell.relation if cell else None for cell in row.cells] for row in rows]
    assert relations == [list(column) for column in zip(*relations, strict=True)]
    assert all(relations[place][place] is None for place in range(len(rows)))
    assert [m.other.name for m in rows[0].meetings] == ["second", "third"]
