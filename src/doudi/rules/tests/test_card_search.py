"""Finding cards by word: as written, with a slip, by pieces of a question."""

import string
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doudi.rules.card_search import (
    AS_WRITTEN,
    FACT,
    NEARLY,
    PIECES,
    PROGRAMME,
    VALUE,
    VARIABLE,
    CardSearch,
    slips_allowed,
    slips_in,
    words_of,
)
from doudi.rules.tests.conftest import load_small


@pytest.fixture(scope="module")
def search(tmp_path_factory):
    book = load_small(tmp_path_factory.mktemp("search"))
    return CardSearch(book, other_words=(("积蓄", "存款"),))


def test_a_card_is_found_by_its_label_its_identifier_and_its_english(search):
    for query in ("存款在限额内", "meets_savings_test", "savings within the limit"):
        assert search.find(query).cards[0] == (VARIABLE, "meets_savings_test"), query


def test_the_card_of_that_very_name_comes_first(search):
    assert search.find("存款").cards[0] == (FACT, "savings")
    assert search.find("per head").cards[0] == (VARIABLE, "per_head")


def test_what_a_choice_offers_leads_to_its_card(search):
    assert (FACT, "illness") in search.find("grave").cards
    assert (FACT, "place") in search.find("农村").cards


def test_every_word_must_be_there(search):
    assert search.find("小额 补助").cards[0] == (PROGRAMME, "small")
    assert (VALUE, "savings_months") not in search.find("存款 在读").cards


def test_another_word_for_the_same_thing_finds_it(search):
    found = search.find("积蓄")
    assert (FACT, "savings") in found.cards
    assert found.how == AS_WRITTEN


@pytest.mark.parametrize("typed", ["存款在限客内", "存款在限内", "存款在的限额内", "savngs"])
def test_a_wrong_missing_or_extra_character_is_forgiven(search, typed):
    found = search.find(typed)
    assert found.how == NEARLY
    assert found.cards[0][1] in ("meets_savings_test", "savings")


def test_a_whole_question_finds_the_cards_that_hold_pieces_of_it(search):
    found = search.find("人均收入低于标准怎么办")
    assert found.how == PIECES
    assert (VARIABLE, "meets_income_test") in found.cards


@pytest.mark.parametrize("query", ["", "   ", "，。？", "婚", "zzzzzz", "《》（）", "\x00"])
def test_what_says_nothing_finds_nothing(search, query):
    assert search.find(query).cards == ()


def test_full_width_letters_and_chinese_punctuation_are_plain(search):
    assert words_of("ｓａｖｉｎｇｓ，ＡＢ（存款）") == ["savings", "ab", "存款"]
    assert search.find("Ｓａｖｉｎｇｓ。").cards[0] == (FACT, "savings")


@settings(deadline=None)
@given(st.text(alphabet=string.printable + "存款在限额内收入低于标准的（），", max_size=300))
def test_anything_may_be_typed(search, query):
    found = search.find(query)
    assert len(set(found.cards)) == len(found.cards)


@settings(deadline=None)
@given(st.text(alphabet="abcd", min_size=3, max_size=6), st.text(alphabet="abcd", max_size=9))
def test_slips_are_counted_as_by_the_longer_way(word, text):
    """Against all pieces of the text, each by the textbook."""
    pieces = {text[i:j] for i in range(len(text) + 1) for j in range(i, len(text) + 1)}
    fewest = min(by_the_textbook(word, piece) for piece in pieces)
    allowed = 2
    assert slips_in(word, text, allowed) == min(fewest, allowed + 1)


@cache
def by_the_textbook(one, other):
    if not one or not other:
        return len(one) + len(other)
    if one[0] == other[0]:
        return by_the_textbook(one[1:], other[1:])
    rest = (one[1:], other), (one, other[1:]), (one[1:], other[1:])
    return 1 + min(by_the_textbook(*pair) for pair in rest)


def test_a_short_word_must_be_right():
    assert [slips_allowed(word) for word in ("a", "abc", "abcd", "abcdefg")] == [0, 0, 1, 2]
    assert [slips_allowed(word) for word in ("低", "低保", "低保标准额", "最低生活保障")] == [
        0,
        1,
        1,
        2,
    ]
