"""YAML with its lines: what is read as what, and what is refused, on which line."""

from decimal import Decimal

import pytest

from doudi.rules.marked_yaml import DEEPEST, read_marked
from doudi.units.text import ProblemsError


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("12", 12),
        ("-3", -3),
        ("2.50", Decimal("2.50")),
        ("yes", True),
        ("no", False),
        ("~", None),
        ("", None),
        ("2022-07-15", "2022-07-15"),
        ("0777", "0777"),
        ("12:30", "12:30"),
        ("1_000", "1_000"),
        (".inf", ".inf"),
        ("'12'", "12"),
        ('"yes"', "yes"),
        ("9" * 5000, "9" * 5000),
    ],
)
def test_scalars_are_what_a_clerk_meant(written, read):
    value = read_marked(f"a: {written}", "f")[0]["a"]
    assert (value, type(value)) == (read, type(read))


def test_every_entry_has_its_line():
    _, marks = read_marked("a: 1\nb:\n  - c: 2\n  -\n    d: 3\n", "f")
    assert marks.where(("b", 0, "c")) == "f:3"
    assert marks.where(("b", 1, "d")) == "f:5"
    assert marks.where(("b", 1, "d", "unheard of")) == "f:5"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: 1\na: 2", 2, "given twice"),
        ("a: &x 1\nb: *x", 2, "aliases"),
        ("a: &x [*x]", 1, "aliases"),
        ("a: !!python/name:os.system 3", 1, "tags"),
        ("a: 1\n---\nb: 2", 2, "one document"),
        ("? [a]\n: 1", 1, "one word"),
        ("a: 1\nb: \x07", 2, "control characters"),
        ("a: 1\nb: [1, 2", 3, "not valid YAML"),
        ("[" * 50_000, 1, "levels deep"),
        ("- " * 50_000, 1, "levels deep"),
    ],
)
def test_what_is_refused(text, line, words):
    with pytest.raises(ProblemsError) as caught:
        read_marked(text, "f")
    assert caught.value.problems[0].where == f"f:{line}"
    assert words in caught.value.problems[0].text.en


def test_the_deepest_nesting_is_still_read():
    assert read_marked("[" * DEEPEST + "]" * DEEPEST, "f")
