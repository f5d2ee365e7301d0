"""What the pages read, loaded once: the rulebook, the questions, the plain words, the example families."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from doudi.foundation.rulebook import get_rulebook
from doudi.law import cn
from doudi.portal.domain.examples import Example, read_examples
from doudi.portal.domain.plain_words import PlainWords, read_plain_words
from doudi.portal.domain.questions import Questionnaire, read_questions
from doudi.rules.backgrounds import read_backgrounds

LAW = Path(cn.__file__).parent


@lru_cache(maxsize=1)
def get_questionnaire() -> Questionnaire:
    return read_questions(LAW / "questions.yaml", get_rulebook())


@lru_cache(maxsize=1)
def get_plain_words() -> PlainWords:
    return read_plain_words(LAW / "plain_words.yaml", get_rulebook())


@lru_cache(maxsize=1)
def get_examples() -> dict[str, Example]:
    """The example families by slug, in the order of their files."""
    book = get_rulebook()
    backgrounds = read_backgrounds(cn.backgrounds_path(), book)
    return read_examples(LAW / "examples", book, backgrounds, get_questionnaire())
