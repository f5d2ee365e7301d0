"""Answers on their way through the browser: compressed, signed, in the page itself and nowhere else."""

from __future__ import annotations

from django.core import signing

from doudi.portal.domain.answers import Answers, UnreadableAnswers, unpack

SALT = "doudi.portal.answers"
MOST_CHARACTERS = 60_000  # sixty people with every box filled stay well below


def seal(answers: Answers) -> str:
    return signing.dumps(answers.pack(), salt=SALT, compress=True)


def unseal(text: str) -> Answers:
    """The answers that a page brought back.

    Raises:
        UnreadableAnswers: it is not what `seal` wrote, or far too long.
    """
    if len(text) > MOST_CHARACTERS:
        raise UnreadableAnswers
    try:
        return unpack(signing.loads(text, salt=SALT))
    except (signing.BadSignature, ValueError) as error:
        raise UnreadableAnswers from error
