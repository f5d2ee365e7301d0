"""A rulebook that is wrong anywhere does not load: file, line and a sentence say where."""

from __future__ import annotations

import importlib.util
import itertools
from pathlib import Path

import pytest

from doudi.rules.declare import Rule
from doudi.rules.rulebook import Rulebook
from doudi.rules.tests import small_law
from doudi.rules.tests.conftest import load_small
from doudi.rules.values import read_pack
from doudi.units.text import ProblemsError

_names = itertools.count()

HEAD = """from doudi.rules.declare import rule
from doudi.rules.language import *
from doudi.rules.tests.small_law import household, member, helper


"""


def rules_with(tmp_path: Path, source: str) -> list[tuple[str, Rule]]:
    """The small law's rules and those of one more file with this source."""
    path = tmp_path / f"extra_{next(_names)}.py"
    path.write_text(HEAD + source, encoding="utf-8")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    extra = [r for r in vars(module).values() if isinstance(r, Rule)]
    return [*small_law.RULES, *(("small", r) for r in extra)]


def refused(tmp_path: Path, source: str) -> str:
    """What loading the small law with this rule says."""
    with pytest.raises(ProblemsError) as caught:
        load_small(tmp_path, rules=rules_with(tmp_path, source))
    return caught.value.in_("en")


def one(unit: str, body: str, *, args: str = "income", entity: str = "member") -> str:
    return f'@rule({entity}, "{unit}", zh="x", en="x", law="§")\ndef extra_rule({args}):\n    """One."""\n    return {body}\n'


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("income if income > 0 else 0", "no `if … else` in a formula"),
        ("income * 2", "no number but 0 and 1, not 2"),
        ("income * 0.5", "no float in a formula: 0.5"),
        ("income > 0 and income > 1", "use & and |"),
        ("not income", "use ~ in a formula"),
        ("[income for _ in (0, 1)]", "no loop"),
        ("income // income", "not //"),
        ("income.real", "no attribute"),
        ("(lambda: income)()", "no lambda"),
    ],
)
def test_what_a_formula_may_not_contain(tmp_path: Path, body: str, said: str) -> None:
    message = refused(tmp_path, one("yuan", body))
    assert said in message
    assert "extra_" in message
    assert ".py:9" in message


def test_an_if_statement_on_a_fact_is_refused_with_its_line(tmp_path: Path) -> None:
    source = (
        '@rule(member, "yuan", zh="x", en="x", law="§")\n'
        'def extra_rule(income):\n    """One."""\n    if income > 0:\n        return income\n    return income\n'
    )
    message = refused(tmp_path, source)
    assert "no `if` in a formula" in message
    assert ".py:9" in message


def test_a_truth_test_hidden_in_a_helper_is_refused_too(tmp_path: Path) -> None:
    source = "def pick(x):\n    return x if x else x\n\n\n" + one("yuan", "pick(income)")
    assert "cannot ask `if`" in refused(tmp_path, source)


@pytest.mark.parametrize(
    ("unit", "args", "body", "said"),
    [
        ("yuan", "income, age", "income + age", "cannot add or subtract yuan and year"),
        ("truth", "income, age", "income < age", "cannot compare yuan and year"),
        ("yuan", "age", "age", "is declared number (yuan), its formula gives number (year)"),
        ("truth", "income", "income", "is declared truth"),
        ("truth", "illness", 'illness == "heavy"', "'heavy' is not one of none, light, grave"),
        ("truth", "illness, studies", "illness == studies", "only be tested for equality"),
        ("yuan", "income, line", "income * line", "two amounts of money cannot be multiplied"),
        (
            "truth",
            "studies, mouths",
            "studies & (mouths > 1)",
            "rows of member and of helper cannot be combined",
        ),
        ("yuan", "income, studies", "income / studies", "cannot divide number by truth"),
        ("yuan", "income, age", "income / age * age", "the divisor may be 0"),
        ("yuan", "savings", "sum(savings)", "needs rows that belong to a household"),
        ("yuan", "income", "presume(income + income, 0, law='§')", "only a fact can be presumed"),
        ("yuan", "income", 'rounded(income, "yuan")', "must be a value of kind `rounding`"),
        ("truth", "income, age", "compare(income, income, by=age)", "must be a value"),
        (
            "truth",
            "illness, line, income",
            "line[illness] < income",
            "cannot be picked by another category",
        ),
    ],
)
def test_units_and_kinds_are_checked_at_load(
    tmp_path: Path, unit: str, args: str, body: str, said: str
) -> None:
    message = refused(tmp_path, one(unit, body, args=args))
    assert said in message
    assert ".py:" in message


def test_an_unknown_name_gets_the_nearest_one(tmp_path: Path) -> None:
    message = refused(tmp_path, one("yuan", "incomes", args="incomes"))
    assert "extra_rule uses 'incomes', which does not exist; did you mean 'income'?" in message


def test_a_circle_is_named(tmp_path: Path) -> None:
    source = (
        '@rule(member, "yuan", zh="x", en="x", law="§")\ndef first(second):\n    """One."""\n    return second\n\n\n'
        '@rule(member, "yuan", zh="x", en="x", law="§")\ndef second(first):\n    """One."""\n    return first\n'
    )
    assert "rules go round in a circle: first → second → first" in refused(tmp_path, source)


def test_a_rule_about_a_member_cannot_answer_for_the_household(tmp_path: Path) -> None:
    message = refused(tmp_path, one("yuan", "income", entity="household"))
    assert "belongs to household, its formula to member" in message


def test_two_texts_in_force_on_one_day_are_refused(tmp_path: Path) -> None:
    source = (
        '@rule(member, "yuan", zh="x", en="x", law="§", until="2021-07-01")\ndef again(income):\n    """One."""\n    return income\n\n\n'
        '@rule(member, "yuan", zh="x", en="x", law="§", since="2021-07-01", name="again")\n'
        'def again_later(income):\n    """One."""\n    return income\n'
    )
    assert "two rules in force on one day" in refused(tmp_path, source)


def test_a_sum_that_could_pass_64_bits_is_refused(tmp_path: Path) -> None:
    body = "income * age * age * age * age * age * age"
    source = one("truth", f"{body} > 0", args="income, age")
    assert "may overflow 64-bit integers" in refused(tmp_path, source)


def test_a_rule_without_its_sentence_is_refused(tmp_path: Path) -> None:
    source = (
        '@rule(member, "yuan", zh="x", en="x", law="§")\ndef bare(income):\n    return income\n'
    )
    assert "bare lacks its first sentence" in refused(tmp_path, source)


def values_with(tmp_path: Path, more: str) -> str:
    with pytest.raises(ProblemsError) as caught:
        load_small(tmp_path, values=small_law.VALUES + more)
    return caught.value.in_("en")


NEW = (
    "extra_value: {{zh: 值, en: value, kind: number, unit: yuan, between: [0, 100], law: §, {0}}}\n"
)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("figures: [{from: 2020-01-01, value: 101, source: x}]", "outside its declared bounds"),
        ("figures: [{from: 2020-01-01, value: ten, source: x}]", "not a number"),
        ("figures: [{from: 2020-13-01, value: 1, source: x}]", "not a date"),
        ("figures: [{from: 2020-01-01, value: 1}]", "lacks source"),
        ("figures: [{from: 2020-01-01, source: x}]", "lacks value"),
        ("figures: [{from: 2020-01-01, value: 0.0000001, source: x}]", "finer than"),
        (
            "figures: [{from: 2020-01-01, value: 1, comparator: <, source: x}]",
            "takes no comparator",
        ),
        ("figures: [{from: 2020-01-01, value: 1, colour: red, source: x}]", "unknown key 'colour'"),
        ("colour: red", "unknown key 'colour'"),
        ("by: incom", "which is no fact"),
    ],
)
def test_a_wrong_figure_is_refused_with_its_line(tmp_path: Path, more: str, said: str) -> None:
    message = values_with(tmp_path, NEW.format(more))
    assert said in message
    assert "values.yaml:" in message


def test_a_wrong_unit_of_a_value_is_refused(tmp_path: Path) -> None:
    more = "extra_value: {zh: 值, en: value, kind: number, unit: dollar, between: [0, 1], law: §}\n"
    assert "unknown unit 'dollar'" in values_with(tmp_path, more)


def pack_with(tmp_path: Path, rows: str) -> Rulebook:
    (tmp_path / "own").mkdir()
    manifest = f'zh: 本县\nen: own\narea: "900101"\nsource: x\nvalues:\n{rows}'
    (tmp_path / "own" / "pack.yaml").write_text(manifest, encoding="utf-8")
    book = load_small(tmp_path)
    book.add_pack(*read_pack(tmp_path / "own", book.values.declarations))
    return book


def test_overlapping_figures_of_one_pack_are_refused(tmp_path: Path) -> None:
    rows = "  old_age:\n  - {from: 2020-01-01, value: 60, source: x}\n  - {from: 2020-01-01, value: 65, source: x}\n"
    with pytest.raises(ProblemsError, match="two figures on the same day"):
        pack_with(tmp_path, rows)


def test_a_pack_cannot_give_an_undeclared_value(tmp_path: Path) -> None:
    with pytest.raises(ProblemsError, match="there is no value called 'old_agge'"):
        pack_with(tmp_path, "  old_agge: [{from: 2020-01-01, value: 60, source: x}]\n")


def test_a_figure_by_category_must_give_every_option(tmp_path: Path) -> None:
    with pytest.raises(ProblemsError, match="line lacks town"):
        pack_with(tmp_path, '  line: [{from: 2020-01-01, farm: 60, comparator: "<", source: x}]\n')


def test_a_threshold_must_say_its_comparator(tmp_path: Path) -> None:
    with pytest.raises(ProblemsError, match="needs a comparator"):
        pack_with(tmp_path, "  line: [{from: 2020-01-01, farm: 60, town: 70, source: x}]\n")
