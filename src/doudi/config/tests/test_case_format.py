"""docs/case-format.md: its examples load and come out as they say, and what it names exists."""

import re
from datetime import date
from pathlib import Path

import pytest

from doudi.law.cn import backgrounds_path, known_area, load_rulebook
from doudi.rules.backgrounds import read_backgrounds
from doudi.rules.case_schema import case_schema
from doudi.rules.case_sheet import COMPLETE_CHOICES
from doudi.rules.check import check_cases
from doudi.rules.decide import decide

PAGE = (Path(__file__).parents[4] / "docs" / "case-format.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
# What changes later is shown alone; it belongs to the first family of the page.
EXAMPLES = [text if "case:" in text else BLOCKS[0] + text for text in BLOCKS]
TODAY = date(2022, 7, 15)


@pytest.fixture(scope="module")
def rulebook():
    return load_rulebook()


@pytest.fixture(scope="module")
def backgrounds(rulebook):
    return read_backgrounds(backgrounds_path(), rulebook)


@pytest.fixture
def read(rulebook, backgrounds):
    from doudi.rules.case_file import read_cases

    return lambda text: read_cases(
        text.encode(), rulebook, today=TODAY, backgrounds=backgrounds, known_area=known_area
    )


@pytest.mark.parametrize("example", EXAMPLES, ids=[b.split("\n")[0] for b in BLOCKS])
def test_every_example_loads_and_is_decided(read, rulebook, example):
    (entry,) = read(example)
    assert decide(rulebook, entry.case).results


def test_the_family_of_four_gets_what_it_should(read, rulebook):
    """Wage 14,400 less 800 for eight months of work, farm 2,400: 16,000. 4 × 441 - 16,000 ÷ 12 = 430.67."""
    (entry,) = read(EXAMPLES[0])
    found = {r.programme.name: r for r in decide(rulebook, entry.case).results if r.row == 0}
    assert found["dibao"].amount_fen == 43_067


def test_what_an_example_expects_comes_out(rulebook, backgrounds, tmp_path):
    texts = [text for text in EXAMPLES if "\nexpect:" in text]
    assert texts
    for number, text in enumerate(texts):
        path = tmp_path / f"{number}.yaml"
        path.write_text(text, encoding="utf-8")
        report = check_cases(rulebook, [path], today=TODAY, backgrounds=backgrounds)
        assert report.passed, [f.text.zh for f in report.failures]


def test_every_part_of_a_case_is_described(rulebook, backgrounds):
    parts = case_schema(rulebook, {b.name: b.label for b in backgrounds.values()})["$defs"]
    described = set(re.findall(r"`([a-z_]+)`", PAGE))
    assert set(parts["case"]["properties"]) <= described
    assert set(parts["expected"]["properties"]) <= described


def test_the_choices_of_the_form_are_the_documented_ones():
    assert "、".join(COMPLETE_CHOICES) in PAGE
