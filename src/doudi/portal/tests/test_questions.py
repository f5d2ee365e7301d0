"""The questions cover what the rules can need, ask nothing else, and come to an end."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doudi.portal import library
from doudi.portal.domain.questions import ROW_FACTS, read_questions
from doudi.portal.tests.random_answers import answer_everything
from doudi.rules.decide import decide
from doudi.units.text import ProblemsError

QUESTIONS = library.LAW / "questions.yaml"
AT_RANDOM = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


@AT_RANDOM
@given(random=st.randoms(use_true_random=False))
def test_random_answers_end_and_no_page_is_asked_twice_or_in_vain(random):
    book, questionnaire = library.get_rulebook(), library.get_questionnaire()
    interview, asked = answer_everything(random, book, questionnaire)
    failed = {test for result in interview.decision.results for test in result.failed}
    without_words = failed - set(library.get_plain_words().failed)
    assert not without_words, "write their sentences in law/cn/plain_words.yaml"
    keys = [ask.key for ask, _ in asked]
    assert len(keys) == len(set(keys))
    for ask, needs in asked:
        rows = ask.question.rows
        states = (
            {rows.name, *ROW_FACTS[rows.name]} if rows else {f.name for f in ask.question.facts()}
        )
        assert ask.question.shape == "area" or states & needs, f"{ask.key} was asked for nothing"


@AT_RANDOM
@given(random=st.randoms(use_true_random=False))
def test_at_the_end_whatever_is_still_needed_was_asked(random):
    interview, _ = answer_everything(random, library.get_rulebook(), library.get_questionnaire())
    for entity, row, fact in interview.wanted:
        pages = [a for a in interview.asks() if fact in {f.name for f in a.question.facts()}]
        person = interview.answers.people.get(entity, [])
        key = person[row].key if fact and row < len(person) else None
        open_pages = [a for a in pages if a.row in (None, key) and not interview.answers.has(a.key)]
        assert not open_pages, f"{fact} is needed, and {open_pages[0].key} was never asked"


# -- the file ------------------------------------------------------------------------------------------
def write_changed(folder: Path, before: str, after: str) -> Path:
    text = QUESTIONS.read_text(encoding="utf-8")
    assert before in text
    path = folder / "questions.yaml"
    path.write_text(text.replace(before, after), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        (
            "fact: has_local_hukou",
            "fact: has_local_huko",
            "没有叫“has_local_huko”的，是不是“has_local_hukou”？",
        ),
        ("fact: home_floor_area", "fact: homes", "事实“home_floor_area”没有任何问题问到"),
        ("if: owns.homes", "if: owns.castles", "条件指向前面没有的选项"),
        ("shape: people", "shape: crowd", "没有这种题型"),
        ("needs: [dibao_line]", "needs: [dibao_lines]", "是不是“dibao_line”"),
        ("  work_refusals: {", "  work_refusal: {", "事实“work_refusals”没有任何问题问到"),
        ("rural: {zh: 农村, en: Rural}", "rurall: {zh: 农村, en: Rural}", "是不是“rural”"),
        ("en: wages, unless", "en: wages, and pay, unless", "没有叫“and pay”的"),
    ],
)
def test_a_wrong_file_does_not_load_and_says_why(tmp_path, book, before, after, sentence):
    with pytest.raises(ProblemsError) as caught:
        read_questions(write_changed(tmp_path, before, after), book)
    assert sentence in caught.value.in_("zh")
    assert "questions.yaml:" in caught.value.in_("zh")


# -- the example families -----------------------------------------------------------------------------
@pytest.mark.parametrize("slug", ["working-family", "old-couple", "disabled-son"])
def test_an_example_opens_as_if_its_questions_had_been_answered(slug, book, questionnaire):
    from doudi.portal.domain.interview import Interview

    example = library.get_examples()[slug]
    interview = Interview(book, questionnaire, example.answers, "zh")
    assert interview.next_ask() is None
    stated = decide(book, example.case, list(questionnaire.programmes))
    answered = interview.decision
    assert [
        (r.programme.name, r.subject, r.verdict, r.amount_fen, r.from_month) for r in stated.results
    ] == [
        (r.programme.name, r.subject, r.verdict, r.amount_fen, r.from_month)
        for r in answered.results
    ]
