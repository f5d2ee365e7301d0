"""The matrix of programmes is read whole or refused with the line of what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from doudi.rules.dimensions import NUMBER
from doudi.rules.nodes import CATEGORY, TRUTH
from doudi.rules.stacking import Stacking, read_stacking
from doudi.rules.values import Declaration
from doudi.units.text import ProblemsError, Text

PROGRAMMES = ("bread", "soup", "coal")
SWITCHES = {
    "bread_with_coal": Declaration(
        "bread_with_coal", Text("开关", "switch"), CATEGORY, "L", "bread", options=("one", "both")
    ),
    "soup_for_all": Declaration("soup_for_all", Text("开关", "switch"), TRUTH, "L", "soup"),
    "price": Declaration("price", Text("价", "price"), "count", "L", "soup", NUMBER),
}
GOOD = """\
- {between: bread, and: soup, relation: exclusive, law: L, zh: 只有一样, en: one only}
- {between: bread, and: coal, relation: local, value: bread_with_coal, options: {one: choose, both: add}, law: L, zh: 看当地, en: local}
- {between: coal, and: others, relation: add, law: L, zh: 都有, en: both}
"""


def read(tmp_path: Path, text: str) -> Stacking:
    path = tmp_path / "stacking.yaml"
    path.write_text(text, encoding="utf-8")
    return read_stacking([path], PROGRAMMES, SWITCHES, complete_for=PROGRAMMES)


def test_each_pair_is_found_in_either_order(tmp_path: Path) -> None:
    stacking = read(tmp_path, GOOD)
    assert len(list(stacking)) == 3
    found = stacking.between("soup", "bread")
    assert found is stacking.between("bread", "soup")
    assert found is not None
    assert (found.first, found.second, found.relation) == ("bread", "soup", "exclusive")
    assert found.relation_under("one") == "exclusive"


def test_the_place_settles_a_local_pair(tmp_path: Path) -> None:
    local = read(tmp_path, GOOD).between("coal", "bread")
    assert local is not None
    assert [local.relation_under(o) for o in ("one", "both", None)] == ["choose", "add", "local"]


def test_others_fills_only_what_is_not_listed(tmp_path: Path) -> None:
    stacking = read(tmp_path, GOOD)
    found = [stacking.between("coal", name) for name in ("soup", "bread")]
    assert [p and p.relation for p in found] == ["add", "local"]


LOCAL = "relation: local, value: bread_with_coal, options: {one: choose, both: add}"


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("and: soup", "and: tea", "there is no such programme (found 'tea')"),
        ("between: coal, and: others", "between: tea, and: others", "there is no such programme"),
        ("relation: exclusive", "relation: hostile", "unknown relation (found 'hostile')"),
        ("and: soup", "and: bread", "a programme is no pair with itself"),
        ("and: soup", "and: [soup, coal]", "this pair is listed already"),
        ("relation: exclusive", "law: L2, relation: exclusive", "twice"),
        (", en: one only", "", "an entry has"),
        ("value: bread_with_coal", "value: weather", "there is no such switch (found 'weather')"),
        ("value: bread_with_coal", "value: price", "there is no such switch"),
        ("both: add}", "both: hostile}", "names what each option means: both, one"),
        ("both: add}", "many: add}", "names what each option means: both, one"),
        ("both: add}", "both: local}", "names what each option means"),
        (LOCAL, LOCAL.replace("local", "add", 1), "a local relation names what each option means"),
        ("and: others", "and: bread", "this pair is listed already"),
    ],
)
def test_a_wrong_matrix_does_not_load_and_says_why(
    tmp_path: Path, before: str, after: str, told: str
) -> None:
    assert before in GOOD
    with pytest.raises(ProblemsError) as caught:
        read(tmp_path, GOOD.replace(before, after, 1))
    message = caught.value.in_("en").replace('"', "'")
    assert told in message
    assert "stacking.yaml:" in message


def test_a_missing_pair_is_named(tmp_path: Path) -> None:
    without = "".join(GOOD.splitlines(keepends=True)[:2])
    with pytest.raises(ProblemsError, match="nothing is said about this pair") as caught:
        read(tmp_path, without)
    assert "soup × coal" in caught.value.in_("en")


def test_rubbish_is_refused(tmp_path: Path) -> None:
    for text in ("- 7\n", "- [a, b]\n", "- {}\n"):
        with pytest.raises(ProblemsError, match="an entry has"):
            read(tmp_path, text)


def test_yes_and_no_of_a_switch_are_read_as_words(tmp_path: Path) -> None:
    text = GOOD.replace(
        "value: bread_with_coal, options: {one: choose, both: add}",
        "value: soup_for_all, options: {yes: add, no: exclusive}",
    )
    local = read(tmp_path, text).between("bread", "coal")
    assert local is not None
    assert [local.relation_under(o) for o in ("yes", "no")] == ["add", "exclusive"]
