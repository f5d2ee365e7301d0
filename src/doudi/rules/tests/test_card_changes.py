"""What changed between two dates: figures, texts, programmes, documents."""

from dataclasses import replace
from datetime import date

import pytest

from doudi.rules.card_changes import BEGAN, ENDED, REPLACED, change_lines, changes_between
from doudi.rules.cards import Cards
from doudi.rules.declare import Document, rule
from doudi.rules.rulebook import Version
from doudi.rules.tests.conftest import load_small
from doudi.rules.tests.small_law import household
from doudi.rules.values import Figure, Pack
from doudi.units.text import ProblemsError, Text

COUNTY = "900101000000"
OWN = Pack("own", Text("本县", "own"), False, "")
BEFORE, AFTER = date(2022, 7, 1), date(2023, 7, 1)


def figure(value, since, by_key, comparator=None):
    return Figure(
        value, COUNTY, since, None, by_key, comparator, True, "通知", "found", False, OWN, "p:1"
    )


@pytest.fixture
def book(tmp_path):
    return load_small(tmp_path)


def cards(book, on, lang="zh"):
    return Cards(book, on=on, area=COUNTY, lang=lang, area_name=lambda code: Text(code, code))


def changes(book, first=BEFORE, last=AFTER, lang="zh"):
    return changes_between(cards(book, first, lang), cards(book, last, lang))


def test_where_nothing_changed_nothing_is_told(book):
    found = changes(book)
    assert len(found) == 0
    assert change_lines(found, cards(book, AFTER)) == ["没有变化。"]


def test_a_figure_says_what_it_was_what_it_is_and_by_how_much(book):
    line = book.values.declarations["line"]
    raised = {"town": 700 * line.unit.steps, "farm": 441 * line.unit.steps}
    book.add_pack(OWN, [figure("line", date(2023, 1, 1), raised, "lt")])
    (only,) = changes(book).figures
    assert (only.key, only.before.shown, only.after.shown) == ("城镇", "679.00", "700.00")
    assert (only.difference, only.share) == ("+21.00", "+3.1%")
    text = change_lines(changes(book), cards(book, AFTER))
    assert any("679.00 → " in row and "+21.00 +3.1%" in row for row in text)


def test_another_comparator_alone_is_a_change(book):
    line = book.values.declarations["line"]
    same = {"town": 679 * line.unit.steps, "farm": 441 * line.unit.steps}
    book.add_pack(OWN, [figure("line", date(2023, 1, 1), same, "le")])
    found = changes(book).figures
    assert [(f.before.comparator, f.after.comparator) for f in found] == [("低于", "不超过")] * 2
    assert [f.difference for f in found] == ["", ""]


def test_a_figure_from_nothing_has_no_difference(book):
    found = changes(book, date(2009, 1, 1), AFTER).figures
    assert found
    assert all(f.before is None and f.difference == "" for f in found)


def test_texts_that_began_ended_or_were_replaced(book):
    def text(sentence, since, until):
        @rule(household, "truth", zh="甲", en="a", law="§1", since=since, until=until)
        def made_up():
            raise AssertionError

        return replace(made_up, sentence=sentence)

    variable = book.variables["qualifies"]
    node = variable.versions[0].node
    variable.versions = [
        Version(text("原文。", "2010-01-01", "2022-12-31"), node),
        Version(text("新文。", "2023-01-01", "2023-12-31"), node),
    ]
    (replaced,) = changes(book).texts
    assert replaced.how == REPLACED
    assert (replaced.before.sentence, replaced.after.sentence) == ("原文。", "新文。")
    assert replaced.after.is_in_force
    (ended,) = changes(book, AFTER, date(2024, 1, 1)).texts
    assert (ended.how, ended.after) == (ENDED, None)
    (began,) = changes(book, date(2009, 1, 1), date(2010, 1, 1)).texts
    assert (began.how, began.before) == (BEGAN, None)


def test_programmes_and_documents_say_the_day(book):
    book.documents["X"] = Document(Text("旧办法", "old"), None, date(2022, 12, 31))
    programme = book.programmes["small"]
    book.programmes["small"] = replace(programme, since=date(2023, 3, 1))
    found = changes(book)
    assert [(c.how, c.day) for c in found.programmes] == [(BEGAN, "2023年3月1日")]
    assert [(c.link.label, c.how, c.day) for c in found.documents] == [
        ("旧办法", ENDED, "2022年12月31日")
    ]
    assert change_lines(found, cards(book, AFTER))[1].startswith("  小额")


@pytest.mark.parametrize("last", [BEFORE, date(2021, 1, 1)])
def test_the_first_date_must_be_the_earlier(book, last):
    with pytest.raises(ProblemsError, match="应当早于"):
        changes(book, BEFORE, last)
