"""Reform files: what they say is what changes, and what they cannot mean is refused with its line."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doudi.rules.dimensions import STEPS_PER_FEN
from doudi.rules.rulebook import Rulebook
from doudi.rules.simulate.overlay import apply_reform
from doudi.rules.simulate.reform import Reform, read_reform
from doudi.units.text import ProblemsError

NAME = "name: {zh: 提标, en: A raise}\n"
ON = date(2022, 7, 1)
GUIZHOU, ANSHUN, OTHER = "520000000000", "520400000000", "640000000000"
YUAN = 100 * STEPS_PER_FEN


def figure(book: Rulebook, name: str, key: str = "", area: str = GUIZHOU, on: date = ON) -> object:
    found = book.at(on, area).value(name, key)
    return None if found is None else found.figure


@pytest.mark.parametrize(
    ("line", "town", "farm"),
    [
        ("{farm: +10%}", 67900, 48510),
        ('{farm: "+10%"}', 67900, 48510),
        ("+10%", 74690, 48510),
        ("-5%", 64505, 41895),
        ("×1.1", 74690, 48510),
        ("x1.1", 74690, 48510),
        ('"*1.1"', 74690, 48510),
        ("+50", 72900, 49100),
        ("-50", 62900, 39100),
        ("{town: 700}", 70000, 44100),
        ("{town: 700, farm: +0.01}", 70000, 44101),
        ("{town: 5292/12}", 44100, 44100),
        ("{value: 500, farm: +1%}", 50000, 44541),
        ("{farm: +0.01%}", 67900, 44104),  # 441.0441: to the fen, half up
        ("[{farm: +10%, area: '520400'}]", 67900, 44100),
    ],
)
def test_figures(
    small: Rulebook, read: Callable[..., Reform], line: str, town: int, farm: int
) -> None:
    book = apply_reform(small, read(f"{NAME}values:\n  line: {line}\n"))
    assert figure(book, "line", "town") == town * STEPS_PER_FEN
    assert figure(book, "line", "farm") == farm * STEPS_PER_FEN
    assert figure(small, "line", "farm") == 44100 * STEPS_PER_FEN  # the rulebook itself stays
    assert book.at(ON, GUIZHOU).comparator("line") == "lt"


def test_the_nearest_area_and_the_dates_count(small: Rulebook, read: Callable[..., Reform]) -> None:
    book = apply_reform(
        small,
        read(
            f"{NAME}values:\n  most:\n"
            "    - {value: 100}\n"
            "    - {value: 200, area: '52'}\n"
            "    - {value: 300, area: '520400', from: 2022-07-02, until: 2022-12-31}\n"
        ),
    )
    assert figure(book, "most", area=OTHER) == 100 * YUAN
    assert figure(book, "most", area=ANSHUN) == 200 * YUAN
    assert figure(book, "most", area=ANSHUN, on=date(2022, 7, 2)) == 300 * YUAN
    assert figure(book, "most", area=ANSHUN, on=date(2023, 1, 1)) == 200 * YUAN


def test_rates_categories_and_rounding(small: Rulebook, read: Callable[..., Reform]) -> None:
    book = apply_reform(
        small,
        read(
            f"{NAME}values:\n  support_share: +0.1\n  illness_share: {{light: +50%}}\n"
            "  gap_rounding: {to: yuan, mode: floor}\n  old_age: +5\n"
        ),
    )
    assert figure(book, "support_share") == Fraction(1, 3) + Fraction(1, 10)
    assert figure(book, "illness_share", "light") == Fraction(15, 100)
    assert figure(book, "old_age") == 65
    assert str(figure(book, "gap_rounding")) != str(figure(small, "gap_rounding"))


def test_the_source_and_the_line_are_kept(read: Callable[..., Reform]) -> None:
    found = read(
        f"{NAME}source: 草案\nvalues:\n  line: {{farm: +10%}}\n  most: {{value: 1, source: 会议}}\n"
    )
    assert [c.source for c in found.changes] == ["草案", "会议"]
    assert found.changes[0].where.endswith("reform.yaml:4")
    assert found.label.en == "A raise"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "is a mapping"),
        ("- 1\n", "is a mapping"),
        ("name: x\n", "nothing is changed"),
        ("values: {line: {farm: +10%}}\n", "lacks its name"),
        (f"{NAME}values: [1]\n", "values is a mapping"),
        (f"{NAME}value: {{}}\n", "did you mean 'values'?"),
        (f"{NAME}values: {{lines: +10%}}\n", "did you mean 'line'?"),
        (f"{NAME}values: {{line: {{farms: +10%}}}}\n", "did you mean 'farm'?"),
        (f"{NAME}values: {{line: {{}}}}\n", "no new figure"),
        (f"{NAME}values: {{line: much}}\n", "not a number"),
        (f"{NAME}values: {{line: +much}}\n", "not a number"),
        (f"{NAME}values: {{line: 1e999999999}}\n", "not a number"),
        (f"{NAME}values: {{line: 10001}}\n", "outside its declared bounds"),
        (f"{NAME}values: {{line: .nan}}\n", "not a number"),
        (f"{NAME}values: {{line: *1.1}}\n", "not valid YAML"),
        (f"{NAME}values: {{gap_rounding: +10%}}\n", "no quantity"),
        (f"{NAME}values: {{line: [{{farm: 1, area: x}}]}}\n", "reform.yaml:2"),
        (f"{NAME}values: {{line: [{{farm: 1, from: tomorrow}}]}}\n", "reform.yaml:2"),
        (f"{NAME}values: {{line: [{{farm: 1, comparator: '='}}]}}\n", "comparator is one of"),
        (f"{NAME}values: {{most: [{{value: 1, comparator: '<'}}]}}\n", "comparator is one of"),
        (f"{NAME}values: {{line: [{{farm: 1}}, {{farm: 2}}]}}\n", "changed twice"),
        (f"{NAME}values: {{line: [{{farm: 1, until: 2022-01-01}}, {{farm: 2, from: 2022-01-01}}]}}\n", "changed twice"),
        (f"{NAME}rules: missing.py\n", "names a .py file"),
        (f"{NAME}rules: ../reform.yaml\n", "names a .py file"),
        ("name: {zh: 提标\n", "not valid YAML"),
    ],
)  # fmt: skip
def test_rubbish(small: Rulebook, written: Callable[..., Path], text: str, expected: str) -> None:
    path = written(text)
    with pytest.raises(ProblemsError) as caught:
        read_reform(path, small)
    assert expected in caught.value.in_("en")
    assert str(path) in caught.value.in_("zh")


def test_no_file_and_no_text(small: Rulebook, tmp_path: Path) -> None:
    with pytest.raises(ProblemsError, match="no such file"):
        read_reform(tmp_path / "nothing.yaml", small)
    (tmp_path / "broken.yaml").write_bytes("name: 名称，依据".encode() + b"\xff\xff")
    with pytest.raises(ProblemsError, match="neither UTF-8 nor GB18030"):
        read_reform(tmp_path / "broken.yaml", small)


def test_a_reform_as_an_office_saves_it(small: Rulebook, tmp_path: Path) -> None:
    text = "name: {zh: 标准提高, en: a raise}\nvalues: {most: +10%}\n"
    (tmp_path / "gbk.yaml").write_bytes(text.encode("gb18030"))
    assert read_reform(tmp_path / "gbk.yaml", small).label.zh == "标准提高"


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(
    small: Rulebook, tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_text(f"{NAME}values:\n  line: {text}\n", encoding="utf-8", errors="replace")
    with suppress(ProblemsError):
        read_reform(path, small)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("line: ×100", "outside its bounds"),
        ("line: -1000", "outside its bounds"),
        ("base_months: ×0.3", "too fine"),
        ("support_share: ×0.12345678901", "too fine"),
    ],
)
def test_a_change_that_goes_too_far(
    small: Rulebook, read: Callable[..., Reform], change: str, expected: str
) -> None:
    book = apply_reform(small, read(f"{NAME}values: {{{change}}}\n"))
    name, key = change.split(":")[0], "town" if change.startswith("line") else ""
    with pytest.raises(ProblemsError, match=expected):
        figure(book, name, key)


def test_a_raise_of_nothing_stays_nothing(small: Rulebook, read: Callable[..., Reform]) -> None:
    """Before 2010 the small law has no figures: there is nothing to raise, but one can be set, with its sign."""
    early = date(2009, 1, 1)
    raised = apply_reform(small, read(f"{NAME}values: {{line: +10%, most: 5}}\n"))
    assert figure(raised, "line", "farm", on=early) is None
    assert figure(raised, "most", on=early) == 5 * YUAN
    set_anew = apply_reform(small, read(f"{NAME}values: {{line: 500}}\n"))
    with pytest.raises(ProblemsError, match="give its comparator"):
        figure(set_anew, "line", "farm", on=early)
    signed = apply_reform(
        small, read(f"{NAME}values: {{line: [{{value: 500, comparator: '<='}}]}}\n")
    )
    assert figure(signed, "line", "farm", on=early) == 500 * YUAN
    assert signed.at(early, GUIZHOU).comparator("line") == "le"


# -- rules ---------------------------------------------------------------------------------------------
RULES = """
from doudi.rules.declare import rule
from doudi.rules.language import max, rounded
from doudi.rules.tests.small_law import household


@rule(household, "yuan/month", zh="补差", en="gap", law="草案")
def gap(total, size, line, place, base_months, gap_rounding):
    \"\"\"每人都按标准发给。\"\"\"
    return max(rounded(line[place] * size, gap_rounding), 0)
"""


def test_a_rule_takes_the_place_of_another(
    small: Rulebook, read: Callable[..., Reform], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("doudi.rules.simulate.overlay.MAY_IMPORT", ("doudi.rules",))
    before = small.variables["gap"]
    book = apply_reform(small, read(f"{NAME}rules: rules.py\n", RULES))
    assert book.variables["gap"].rule.sentence == "每人都按标准发给。"
    assert book.variables["gap"].programme == "small"
    assert small.variables["gap"] is before
    assert book.variables["extra"] is small.variables["extra"]
    assert book.bounds["gap"] != small.bounds["gap"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("def gap", "def gab"), "did you mean 'gap'?"),
        (("yuan/month", "yuan"), "differs in entity, kind or unit"),
        (("law=\"草案\"", "law=\"草案\", since=\"2022-01-01\""), "takes no since or until"),
        (("total, size", "total, sizes"), "did you mean 'size'?"),
        (("line[place] * size", "line[place] * 2"), "no number but 0 and 1"),
        (("line[place] * size", "line[place]"), "yuan/month/person"),
        (("max(rounded", "open('x') and max(rounded"), "use & and |"),
        (("return max", "print(1)\n    return max"), "is not defined"),
        (("\n\n@rule", "\n\nprint(1)\n\n\n@rule"), "only @rule functions"),
        (("from doudi.rules.declare import rule", "import os\nfrom doudi.rules.declare import rule"), "only @rule functions"),
        (("from doudi.rules.declare import rule", "from os import system as rule"), "only @rule functions"),
        (("zh=\"补差\"", "zh=str(1)"), "only @rule functions"),
        (("return max", "return __import__ + max"), "may not be used"),
        (("return max", "return return max"), "not valid Python"),
        (("from doudi.rules.declare import rule", "from doudi.rules.declare import rules as rule"), "cannot be loaded"),
        (("def gap", "def gap_(): pass\n\n\ndef gap"), "only @rule functions"),
    ],
)  # fmt: skip
def test_rubbish_rules(
    small: Rulebook,
    read: Callable[..., Reform],
    monkeypatch: pytest.MonkeyPatch,
    change: tuple[str, str],
    expected: str,
) -> None:
    monkeypatch.setattr("doudi.rules.simulate.overlay.MAY_IMPORT", ("doudi.rules",))
    assert change[0] in RULES
    rules = RULES.replace(*change, 1)
    with pytest.raises(ProblemsError) as caught:
        apply_reform(small, read(f"{NAME}rules: rules.py\n", rules))
    assert expected in caught.value.in_("en")


def test_rules_that_go_round(
    small: Rulebook, read: Callable[..., Reform], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("doudi.rules.simulate.overlay.MAY_IMPORT", ("doudi.rules",))
    rules = RULES.replace("def gap(total", "def gap(amount, total").replace(
        "(rounded(", "(amount, rounded("
    )
    with pytest.raises(ProblemsError, match="round in a circle"):
        apply_reform(small, read(f"{NAME}rules: rules.py\n", rules))


def test_a_file_without_rules(small: Rulebook, read: Callable[..., Reform]) -> None:
    with pytest.raises(ProblemsError, match="no rule in the file"):
        apply_reform(small, read(f"{NAME}rules: rules.py\n", '"""Nothing."""\n'))
