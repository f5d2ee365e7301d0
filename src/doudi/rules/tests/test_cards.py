"""Card data of the small law: what a card says of dates, places and of who uses what."""

from datetime import date
from fractions import Fraction

import pytest

from doudi.rules.cards import FACT, PROGRAMME, VALUE, VARIABLE, Cards
from doudi.rules.tests.conftest import load_small
from doudi.rules.values import Figure, Pack
from doudi.rules.worked_cases import WorkedCase
from doudi.units.text import Text

ON, COUNTY, OTHER = date(2022, 7, 1), "900101000000", "520000000000"
DEMO = Pack("demo", Text("演示包", "demo pack"), True, "made up")
REAL = Pack("real", Text("真包", "real pack"), False, "")


def figure(value, area, shown, pack, *, since=date(2022, 1, 1), tag="found", year_only=False):
    return Figure(
        value,
        area,
        since,
        None,
        {"": shown},
        None,
        True,
        "某文件",
        tag,
        year_only,
        pack,
        "pack.yaml:1",
    )


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    book = load_small(tmp_path_factory.mktemp("cards"))
    book.add_pack(DEMO, [figure("support_share", "900000000000", Fraction(1, 2), DEMO)])
    book.add_pack(
        REAL,
        [
            figure(
                "base_months",
                OTHER,
                6,
                REAL,
                tag="recalled",
                since=date(2021, 1, 1),
                year_only=True,
            )
        ],
    )
    return book


def cards(book, *, on=ON, area=COUNTY, lang="zh", cases=None):
    def name(code):
        return Text(f"地方{code[:6]}", f"place {code[:6]}")

    return Cards(book, on=on, area=area, lang=lang, area_name=name, cases=cases)


def marks(use):
    return [mark.kind for line in use.lines for mark in line.marks]


def test_a_card_says_what_a_rule_rests_on_and_what_rests_on_it(book):
    card = cards(book).rule("meets_savings_test")
    assert [u.link.name for u in card.values] == ["line", "savings_months"]
    assert [f.link.name for f in card.facts] == ["savings", "place"]
    assert [link.name for link in card.rests_on] == ["size"]
    assert [link.name for link in card.used_by] == ["qualifies"]
    assert card.is_test
    assert (card.entity, card.unit) == ("家庭", "是或否")


def test_the_variables_of_a_programme_say_which_question_they_answer(book):
    ((programme, question),) = cards(book, lang="en").rule("qualifies").answers
    assert (programme.label, question) == ("Small aid", "is it met")


def test_a_demonstration_figure_is_marked_so_and_never_as_checked(book):
    use = cards(book).value_use("support_share")
    assert marks(use) == ["demonstration"]
    assert use.is_demonstration
    assert use.lines[0].shown == "50%"
    assert not cards(book, area=OTHER).value_use("support_share").is_demonstration


def test_a_recalled_figure_of_an_earlier_year_says_both(book):
    line = cards(book, area=OTHER).value_use("base_months").lines[0]
    assert [(m.kind, m.label) for m in line.marks] == [
        ("recalled", "待核"),
        ("last_known", "沿用2021年"),
    ]
    assert (line.shown, line.unit, line.area) == ("6", "个月", "地方520000")


def test_a_figure_that_nobody_has_entered_has_no_line(book):
    assert cards(book, on=date(2009, 1, 1)).value_use("most").lines == ()


def test_figures_given_together_are_told_together(book):
    use = cards(book).value_use("line")
    assert [(line.key, line.shown, line.comparator) for line in use.lines] == [
        ("城镇", "679.00", "低于"),
        ("农村", "441.00", "低于"),
    ]
    assert use.comes_from_one_figure


def test_the_history_of_a_value_is_told_by_area(book):
    card = cards(book).value("support_share")
    assert [place.area for place in card.history] == ["地方900000", "全国"]
    assert [line.is_in_force for place in card.history for line in place.figures] == [True, True]
    assert [link.name for link in card.used_by] == ["due_support"]


def test_rounding_is_said_in_words(book):
    assert cards(book).value_use("gap_rounding").lines[0].shown == "进一到角"
    assert cards(book, lang="en").value_use("gap_rounding").lines[0].shown == "up to the jiao"


def test_a_fact_says_its_bounds_its_readers_and_what_differs_by_it(book):
    card = cards(book).fact("place")
    assert card.options == ("城镇", "农村")
    assert [link.name for link in card.values_by] == ["line"]
    assert cards(book).fact("mouths").bounds == "1 至 30"


def test_the_picture_of_a_verdict_follows_the_tests_down(book):
    step = cards(book).programme("small").verdict
    assert step.join == "all"
    assert ["".join(p.text for p in part.words) for part in step.parts] == [
        "本地户籍",
        "居住已满期",
        "收入低于标准",
        "存款在限额内",
    ]
    assert step.parts[2].detail.text() == "人均月收入  低于  标准 〔按 居住地 〕"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("赡养", {(VALUE, "support_share")}),
        ("SUPPORT share", {(VALUE, "support_share"), (VARIABLE, "due_support")}),
        ("per_head", {(VARIABLE, "per_head")}),
        ("婚姻", set()),
        ("小额 补助", {(PROGRAMME, "small")}),
        ("居住地", {(FACT, "place")}),
    ],
)
def test_search_needs_every_word_in_a_name_a_label_a_sentence_or_a_law(book, query, found):
    result = cards(book).search(query)
    assert {(hit.link.kind, hit.link.name) for _, _, hits in result.groups for hit in hits} == found


def test_the_index_can_be_cut_to_a_programme_and_a_kind(book):
    sections = cards(book).sections(programme="small", kind=FACT)
    names = {link.name for s in sections for link in s.links}
    assert names == set(book.facts)
    assert cards(book).sections(programme="other") == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("qualfies", "qualifies"), ("saving", "savings"), ("核算月数", "base_months"), ("zzz", None)],
)
def test_a_mistyped_name_finds_its_card(book, typed, meant):
    near = cards(book).nearest(typed)
    assert (near.name if near else None) == meant


def case(name, file, *verdicts):
    return WorkedCase(name, (), verdicts, "", file)


def test_the_cases_of_the_same_question_come_first_and_outcomes_take_turns(book):
    found = [
        case("elsewhere", "other/cases/income.yaml", "eligible"),
        case("yes 1", "rules/cases/which.yaml", "eligible"),
        case("yes 2", "rules/cases/which.yaml", "eligible"),
        case("no 1", "rules/cases/which.yaml", "not_eligible"),
        case("same question", "rules/cases/small_law.yaml", "eligible"),
    ]
    shown = [c.name for c in cards(book, cases={"qualifies": found}).rule("qualifies").cases]
    assert shown[0] == "same question"  # the rule stands in rules/tests/small_law.py
    assert shown.index("no 1") < shown.index("yes 2")


def test_no_text_in_force_gives_no_formula_but_the_versions(book):
    variable = book.variables["gap"]
    card = cards(book).rule("gap")
    assert card.formula is not None
    assert len(card.versions) == len(variable.versions) == 1
