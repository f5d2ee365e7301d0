"""What changed between two dates in a place: programmes, documents, texts of rules, figures. Only data and plain lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from doudi.rules.card_search import DOCUMENT, PROGRAMME, VALUE, VARIABLE
from doudi.rules.cards import KIND_LABELS, NOT_ENTERED, Cards, FigureLine, Link, TextVersion
from doudi.rules.explain import show_number
from doudi.rules.nodes import COUNT
from doudi.rules.values import Declaration, Resolved
from doudi.units.text import Text, refusal

BEGAN, ENDED, REPLACED = "began", "ended", "replaced"
CHANGE_LABELS = {
    BEGAN: Text("开始施行", "came into force"),
    ENDED: Text("停止施行", "ceased to hold"),
    REPLACED: Text("换了条文", "has another text"),
}
_COLON = Text("：", ": ")


@dataclass(frozen=True, slots=True)
class ChangedCard:
    """A programme or a document that began or ended, and the day: the first it held, or the last."""

    link: Link
    how: str  # began | ended
    day: str


@dataclass(frozen=True, slots=True)
class ChangedText:
    """A rule whose text began, ended or gave way to another."""

    link: Link
    home: Link
    how: str  # began | ended | replaced
    before: TextVersion | None
    after: TextVersion | None


@dataclass(frozen=True, slots=True)
class ChangedFigure:
    """A figure under one key: what it was and what it is.

    `difference` and `share` ("+39.00", "+8.8%"): by how much a number rose or fell, "" where that says nothing.
    """

    link: Link
    home: Link
    before: FigureLine | None
    after: FigureLine | None
    difference: str
    share: str

    @property
    def key(self) -> str:
        line = self.before or self.after
        return line.key if line else ""

    @property
    def unit(self) -> str:
        line = self.before or self.after
        return line.unit if line else ""


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that is not the same on the two dates. What changed and changed back between them is not told."""

    programmes: tuple[ChangedCard, ...]
    documents: tuple[ChangedCard, ...]
    texts: tuple[ChangedText, ...]
    figures: tuple[ChangedFigure, ...]

    def __len__(self) -> int:
        return sum(map(len, (self.programmes, self.documents, self.texts, self.figures)))


def changes_between(before: Cards, after: Cards) -> Changes:
    """What differs between two editions of one rulebook in one place.

    Raises:
        ProblemsError: the first date is not before the second.
    """
    check_order(before.on, after.on)
    return Changes(
        tuple(_changed_programmes(before, after)),
        tuple(_changed_documents(before, after)),
        tuple(_changed_texts(before, after)),
        tuple(_changed_figures(before, after)),
    )


def check_order(first: date, last: date) -> None:
    """Two dates between which something can have changed.

    Raises:
        ProblemsError: the first is not before the second.
    """
    if first >= last:
        raise refusal(
            f"前一个日期 {first} 应当早于后一个日期 {last}",
            f"the first date, {first}, must be before the second, {last}",
        )


def _changed_programmes(before: Cards, after: Cards) -> list[ChangedCard]:
    found = []
    for programme in after.book.programmes.values():
        held, holds = programme.in_force(before.on), programme.in_force(after.on)
        if held != holds:
            day = after.day(programme.since if holds else programme.until)
            how = BEGAN if holds else ENDED
            found.append(ChangedCard(after.home_link(programme.name), how, day))
    return found


def _changed_documents(before: Cards, after: Cards) -> list[ChangedCard]:
    found = []
    for key, document in after.book.documents.items():
        held, holds = document.in_force(before.on), document.in_force(after.on)
        if held != holds:
            day = after.day(document.since if holds else document.until)
            found.append(ChangedCard(after.link(key), BEGAN if holds else ENDED, day))
    return found


def _changed_texts(before: Cards, after: Cards) -> list[ChangedText]:
    found = []
    for variable in after.book.variables.values():
        old, new = variable.on(before.on), variable.on(after.on)
        if old is new:
            continue
        how = ENDED if new is None else BEGAN if old is None else REPLACED
        found.append(
            ChangedText(
                after.link(variable.name),
                after.home_link(variable.programme),
                how,
                before.version(old.rule) if old else None,
                after.version(new.rule) if new else None,
            )
        )
    return found


def _changed_figures(before: Cards, after: Cards) -> list[ChangedFigure]:
    found = []
    for declaration in after.book.values.declarations.values():
        for key in declaration.keys or ("",):
            old = before.edition.value(declaration.name, key)
            new = after.edition.value(declaration.name, key)
            was, now = ((r.figure, r.comparator) if r else None for r in (old, new))
            if was == now:
                continue
            difference, share = _rise(declaration, old, new)
            found.append(
                ChangedFigure(
                    after.link(declaration.name),
                    after.home_link(declaration.programme),
                    before.figure_line(declaration, key, old) if old else None,
                    after.figure_line(declaration, key, new) if new else None,
                    difference,
                    share,
                )
            )
    return found


def _rise(declaration: Declaration, old: Resolved | None, new: Resolved | None) -> tuple[str, str]:
    """By how much a number rose or fell, with its sign, and what share of the old one that is."""
    if declaration.kind != COUNT or old is None or new is None or old.figure == new.figure:
        return "", ""
    step = new.figure - old.figure
    sign = "+" if step > 0 else "−"
    difference = sign + show_number(abs(step), declaration.unit)
    if not old.figure:
        return difference, ""
    tenths = int(abs(Fraction(step, old.figure)) * 1000 + Fraction(1, 2))
    return difference, f"{sign}{tenths // 10}.{tenths % 10}%"


# -- as plain lines --------------------------------------------------------------------------------
def change_lines(changes: Changes, cards: Cards) -> list[str]:
    """The changes for a terminal, in the language of the cards."""
    t = cards.t
    colon = t(_COLON)
    lines: list[str] = []
    for kind, cards_ in ((PROGRAMME, changes.programmes), (DOCUMENT, changes.documents)):
        lines += _headed(
            t(KIND_LABELS[kind]),
            [f"{c.link.label}{colon}{t(CHANGE_LABELS[c.how])} {c.day}" for c in cards_],
        )
    lines += _headed(
        t(KIND_LABELS[VARIABLE]),
        [f"{c.link.label} [{c.link.name}]{colon}{t(CHANGE_LABELS[c.how])}" for c in changes.texts],
    )
    lines += _headed(t(KIND_LABELS[VALUE]), [_figure_text(c, cards) for c in changes.figures])
    return lines or [t(Text("没有变化。", "Nothing changed."))]


def _headed(heading: str, lines: list[str]) -> list[str]:
    return [heading, *(f"  {line}" for line in lines)] if lines else []


def _figure_text(change: ChangedFigure, cards: Cards) -> str:
    missing = cards.t(NOT_ENTERED)
    was, now = (
        " ".join(part for part in (line.comparator, line.shown) if part) if line else missing
        for line in (change.before, change.after)
    )
    name = " ".join(part for part in (change.link.label, change.key) if part)
    parts = (was, "→", now, change.unit, change.difference, change.share)
    return f"{name} [{change.link.name}]{cards.t(_COLON)}{' '.join(part for part in parts if part)}"
