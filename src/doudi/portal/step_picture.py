"""A figure over time as a small picture: a step for each figure that was in force. Plain SVG, no styles of its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from doudi.rules.cards import StepLine
from doudi.units.dates import format_date

WIDTH, HEIGHT = 360, 150  # a phone's width: letters are as large there as in the text
LEFT, RIGHT, TOP, BOTTOM = 8, 352, 40, 118
LETTER = 7  # how wide one is, about
YEAR_WIDTH = 40
AFTER = 365  # days that the last figure is drawn on for


def draw_steps(lines: Sequence[StepLine], unit: str, lang: str, *, last: date) -> SafeString:
    """The picture with its description for screen readers. `last`: the day that the card is shown for."""
    days = [step[0] for line in lines for step in line.steps]
    figures = [step[2] for line in lines for step in line.steps]
    first, end = min(days), max(*days, last).toordinal() + AFTER
    scale = _Scale(first.toordinal(), end, min(figures), max(figures))
    return format_html(
        '<svg class="rc-steps" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}</svg>',
        WIDTH,
        HEIGHT,
        _told(lines, unit, lang),
        _names(lines),
        _axis(sorted(set(days)), scale),
        format_html_join("", "{}", ((_line(ln, n, scale),) for n, ln in enumerate(lines))),
    )


class _Scale:
    """Days to the right, figures upwards."""

    def __init__(self, first: int, end: int, low: Fraction, high: Fraction) -> None:
        self.first, self.days = first, max(end - first, 1)
        self.low, self.range = low, high - low

    def x(self, day: date | int) -> int:
        ordinal = day if isinstance(day, int) else day.toordinal()
        share = Fraction(ordinal - self.first, self.days)
        return round(LEFT + (RIGHT - LEFT) * min(share, Fraction(1)))

    def y(self, figure: Fraction) -> int:
        share = (figure - self.low) / self.range if self.range else Fraction(1, 2)
        return round(BOTTOM - (BOTTOM - TOP) * share)


def _line(line: StepLine, number: int, scale: _Scale) -> SafeString:
    parts, before = [], None
    for since, until, figure, _shown in line.steps:
        left, height = scale.x(since), scale.y(figure)
        joins = before is not None and before[0] == left
        parts.append(f"{'V' if joins else f'M{left} '}{height}")
        right = scale.x(until.toordinal() + 1) if until else RIGHT
        parts.append(f"H{right}")
        before = (right, height)
    return format_html("{}{}", _stroke(number, "".join(parts)), _figures(line, scale))


def _stroke(number: int, path: str) -> SafeString:
    return format_html('<path class="rc-steps-line rc-steps-{}" d="{}"></path>', number % 4, path)


def _figures(line: StepLine, scale: _Scale) -> SafeString:
    """The figure above each step that is wide enough for it, and above the last."""
    written = []
    starts = [scale.x(step[0]) for step in line.steps]
    for place, (_since, _until, figure, shown) in enumerate(line.steps):
        width = _width(shown)
        is_last = place == len(starts) - 1
        if is_last or starts[place + 1] - starts[place] >= width:
            written.append((min(starts[place] + 2, RIGHT - width), scale.y(figure) - 5, shown))
    return format_html_join("", '<text x="{}" y="{}">{}</text>', written)


def _names(lines: Sequence[StepLine]) -> SafeString:
    """Which line is which, along the upper edge."""
    named, x = [], LEFT
    for number, line in enumerate(lines):
        if line.key:
            named.append((_stroke(number, f"M{x} 10H{x + 22}"), x + 26, 14, line.key))
            x += 26 + _width(line.key) + 14
    return format_html_join("", '{}<text x="{}" y="{}">{}</text>', named)


def _width(words: str) -> int:
    return sum(LETTER * (1 if letter.isascii() else 2) for letter in words)


def _axis(days: list[date], scale: _Scale) -> SafeString:
    """A line below, and the year of each change as far as there is room."""
    ticks, free = [], 0
    for day in days:
        at = min(scale.x(day), RIGHT - YEAR_WIDTH)
        if at >= free:
            ticks.append((scale.x(day), BOTTOM + 4, BOTTOM + 10, at, BOTTOM + 25, day.year))
            free = at + YEAR_WIDTH
    return format_html(
        '<path class="rc-steps-axis" d="M{} {}H{}"></path>{}',
        LEFT,
        BOTTOM + 4,
        RIGHT,
        format_html_join(
            "",
            '<path class="rc-steps-axis" d="M{} {}V{}"></path><text x="{}" y="{}">{}</text>',
            ticks,
        ),
    )


def _told(lines: Sequence[StepLine], unit: str, lang: str) -> str:
    told = []
    for line in lines:
        steps = _("，").join(
            _("%(day)s起 %(figure)s") % {"day": format_date(since, lang), "figure": shown}
            for since, _until, _figure, shown in line.steps
        )
        told.append(f"{line.key} {steps}".strip())
    return _("；").join([*told, _("单位：%(unit)s") % {"unit": unit}])
