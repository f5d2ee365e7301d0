"""Finding a card by word: Chinese or English, names, articles, documents, the words of a choice.

Words as they are written count first. Where no card has one of them, the cards whose names come nearest (a wrong or a
missing character) are found instead; where there are none of those either, the cards that hold pieces of a question.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

from doudi.rules.explain import cite
from doudi.rules.rulebook import Rulebook
from doudi.units.text import Text

VARIABLE, VALUE, FACT, PROGRAMME, DOCUMENT = "variable", "value", "fact", "programme", "document"
AS_WRITTEN, NEARLY, PIECES = "as_written", "nearly", "pieces"

LONGEST_QUERY = 100  # characters: what is longer was pasted by mistake
_LABEL, _NAME, _OPTION, _SENTENCE, _SOURCE = 100, 90, 60, 40, 30
_BETWEEN_WORDS = re.compile(r"[\s,.;:?!、，。；：？！“”\"'‘’()（）《》〈〉\[\]【】/]+")
_ARTICLE = re.compile(r"第(\d+)条")
_DIGITS = "零一二三四五六七八九"
_HALF = Fraction(1, 2)

Word = tuple[str, ...]  # a word that was typed, and other ways to say it
Score = tuple[Fraction, int]  # how well it fits; of those that fit alike, a short name first


@dataclass(frozen=True, slots=True)
class Found:
    """Cards in the order in which they fit. how: as_written | nearly | pieces."""

    cards: tuple[tuple[str, str], ...]  # (kind, name)
    how: str


@dataclass(frozen=True, slots=True)
class _Entry:
    kind: str
    name: str
    texts: tuple[tuple[int, str], ...]  # (weight, text in small letters)

    @property
    def labels(self) -> list[str]:
        return [text for weight, text in self.texts if weight >= _NAME]


OtherWords = tuple[tuple[str, ...], ...]  # words that mean the same, group by group


@lru_cache(maxsize=2)
def card_search(book: Rulebook, other_words: OtherWords = ()) -> CardSearch:
    """The index of a rulebook, made once."""
    return CardSearch(book, other_words)


class CardSearch:
    """Everything on cards that a person might type."""

    def __init__(self, book: Rulebook, other_words: OtherWords = ()) -> None:
        """`other_words`: a person who types one word of a group finds what is written with another."""
        self.book = book
        self.other_words = other_words
        self.entries = [_Entry(kind, name, _folded(texts)) for kind, name, texts in self._all()]

    def find(self, query: str) -> Found:
        """The cards that a query asks for, best first; of an empty query none."""
        words = [self._ways_to_say(word) for word in words_of(query)]
        if not words:
            return Found((), AS_WRITTEN)
        ways: tuple[tuple[str, Callable[[_Entry, list[Word]], Score | None]], ...] = (
            (AS_WRITTEN, _fits),
            (NEARLY, _nearly_fits),
            (PIECES, _has_pieces),
        )
        for how, fits in ways:
            scored = [(fits(entry, words), entry) for entry in self.entries]
            kept = [(score, entry) for score, entry in scored if score is not None]
            if kept:
                kept.sort(key=lambda pair: pair[0], reverse=True)
                return Found(tuple((e.kind, e.name) for _, e in kept), how)
        return Found((), AS_WRITTEN)

    def _ways_to_say(self, word: str) -> Word:
        """A word, then the same with a part of it said otherwise: 低保标准, 最低生活保障标准."""
        others = [
            word.replace(part, other)
            for group in self.other_words
            for part in sorted((w for w in group if w in word), key=len, reverse=True)[:1]
            for other in group
            if part not in other
        ]
        return tuple(dict.fromkeys([word, *others]))

    def _all(self) -> Iterator[tuple[str, str, list[tuple[int, str]]]]:
        book = self.book
        for programme in book.programmes.values():
            texts = [*programme.legal_basis, programme.agency, programme.go_to]
            yield (
                PROGRAMME,
                programme.name,
                [
                    *_named(programme.name, programme.label),
                    *_both(_SENTENCE, programme.benefit),
                    *(pair for text in texts for pair in _both(_SOURCE, text)),
                ],
            )
        for variable in book.variables.values():
            found = []
            for version in variable.versions:
                found += [*_named(variable.name, version.rule.label)]
                found.append((_SENTENCE, version.rule.sentence))
                found += self._cited(version.rule.law)
            yield VARIABLE, variable.name, found
        for declaration in book.values.declarations.values():
            yield (
                VALUE,
                declaration.name,
                [
                    *_named(declaration.name, declaration.label),
                    *(
                        pair
                        for label in declaration.option_labels
                        for pair in _both(_OPTION, label)
                    ),
                    *self._cited(declaration.law),
                ],
            )
        for fact in book.facts.values():
            yield (
                FACT,
                fact.name,
                [
                    *_named(fact.name, fact.label),
                    *(pair for label in fact.option_labels for pair in _both(_OPTION, label)),
                    *_both(_SENTENCE, fact.help or Text("", "")),
                    *_both(_SOURCE, fact.source),
                ],
            )
        for key, document in book.documents.items():
            yield (
                DOCUMENT,
                key,
                [
                    *_named(key, document.title),
                    (_LABEL, document.number),
                ],
            )

    def _cited(self, law: str) -> list[tuple[int, str]]:
        zh, en = (cite(law, self.book.documents, lang) for lang in ("zh", "en"))
        in_characters = _ARTICLE.sub(lambda match: f"第{_in_characters(int(match[1]))}条", zh)
        return [(_SOURCE, zh), (_SOURCE, in_characters), (_SOURCE, en)]


def words_of(query: str) -> list[str]:
    """What was typed, as small letters of plain width, word by word."""
    plain = unicodedata.normalize("NFKC", query[:LONGEST_QUERY]).casefold()
    return [word for word in _BETWEEN_WORDS.split(plain) if word]


def _named(name: str, label: Text) -> list[tuple[int, str]]:
    return [*_both(_LABEL, label), (_NAME, name), (_NAME, name.replace("_", " "))]


def _both(weight: int, text: Text) -> list[tuple[int, str]]:
    return [(weight, text.zh), (weight, text.en)]


def _folded(texts: list[tuple[int, str]]) -> tuple[tuple[int, str], ...]:
    folded = ((w, unicodedata.normalize("NFKC", text).casefold()) for w, text in texts if text)
    return tuple(sorted(set(folded), reverse=True))


def _in_characters(number: int) -> str:
    """33 as 三十三: how an article is often written. Up to 99, as far as articles of these texts go."""
    tens, ones = divmod(number, 10)
    if not 0 < number < 100:
        return str(number)
    ten = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return ten + (_DIGITS[ones] if ones else "")


# -- how well a card fits --------------------------------------------------------------------------
def _fits(entry: _Entry, words: list[Word]) -> Score | None:
    """Every word stands on the card; the more of a heavy text it makes up, the better."""
    total = Fraction(0)
    for ways in words:
        best = max(
            (_part(way, text) * weight for weight, text in entry.texts for way in ways), default=0
        )
        if not best:
            return None
        total += best
    return total, -_length(entry)


def _part(word: str, text: str) -> Fraction:
    if word not in text:
        return Fraction(0)
    starts = Fraction(1, 10) if text.startswith(word) else Fraction(0)
    return _HALF + starts + Fraction(len(word), len(text)) * Fraction(2, 5)


def _nearly_fits(entry: _Entry, words: list[Word]) -> Score | None:
    """Every word stands in a name of the card but for a few characters."""
    total = Fraction(0)
    for ways in words:
        likeness = max(_likeness(way, text) for text in entry.labels for way in ways)
        if not likeness:
            return None
        total += likeness
    return total, -_length(entry)


def _likeness(word: str, text: str) -> Fraction:
    """1 where the word stands in the text as it is, less for each slip, 0 for more slips than are allowed."""
    allowed = slips_allowed(word)
    slips = slips_in(word, text, allowed)
    return 1 - Fraction(slips, len(word)) if slips <= allowed else Fraction(0)


def _has_pieces(entry: _Entry, words: list[Word]) -> Score | None:
    """Half of the pairs of characters of a whole question stand on the card."""
    found, pairs, weight = 0, 0, 0
    for ways in words:
        parts, weights = max((_pieces(way, entry) for way in ways), key=_share)
        found, pairs, weight = found + len(weights), pairs + parts, weight + sum(weights)
    if pairs < 2 or 2 * found < pairs:
        return None
    return Fraction(weight, pairs), -_length(entry)


def _pieces(word: str, entry: _Entry) -> tuple[int, list[int]]:
    """How many pairs of characters a word has, and the weights of those that stand on the card."""
    pairs = {word[i : i + 2] for i in range(len(word) - 1)}
    weights = (max((w for w, text in entry.texts if pair in text), default=0) for pair in pairs)
    return len(pairs), [weight for weight in weights if weight]


def _share(pieces: tuple[int, list[int]]) -> Fraction:
    return Fraction(len(pieces[1]), max(pieces[0], 1))


def _length(entry: _Entry) -> int:
    return min(len(text) for weight, text in entry.texts if weight == _LABEL)


def slips_allowed(word: str) -> int:
    """How many characters may be wrong: a Chinese word is short, and each of its characters says more."""
    if word.isascii():
        return 0 if len(word) < 4 else 1 if len(word) < 7 else 2
    return 0 if len(word) < 2 else 1 if len(word) < 6 else 2


def slips_in(word: str, text: str, allowed: int) -> int:
    """The fewest characters to change, add or drop so that the word stands somewhere in the text; at most `allowed` + 1."""
    if word in text:
        return 0
    if not _has_a_part(word, text, allowed):
        return allowed + 1
    row = [0] * (len(text) + 1)  # it may begin anywhere
    for place, character in enumerate(word, 1):
        before, row = row, [place]
        for column, other in enumerate(text, 1):
            changed = before[column - 1] + (character != other)
            row.append(min(changed, before[column] + 1, row[column - 1] + 1))
    return min(min(row), allowed + 1)  # and end anywhere


def _has_a_part(word: str, text: str, allowed: int) -> bool:
    """Of `allowed` + 1 parts, that many slips leave one whole: most texts are ruled out by this."""
    cuts = [len(word) * part // (allowed + 1) for part in range(allowed + 2)]
    return any(word[start:end] in text for start, end in pairwise(cuts))
