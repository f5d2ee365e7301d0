"""A procedure as a picture: states as boxes from top to bottom, actions as arrows, periods as brackets on the left.

Plain SVG, no styles of its own. It is drawn from the data; the table of steps beside it says the same in words.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from doudi.casework.domain.procedures import Action, ClockRule, Procedure
from doudi.foundation.domain.roles import Role

BOX, TALL, LINE, GAP = 232, 34, 15, 14  # a box, a line of words, the room round an arrow's words
LANE = 15  # between two brackets, or two arrows that jump
MANY = 4  # an action from so many states is told in the table, not drawn
TOP = 8


@dataclass(frozen=True, slots=True)
class _Jump:
    number: int
    start: int
    end: int


def numbered(procedure: Procedure) -> list[tuple[int, Action]]:
    """The actions with the numbers that picture and table share."""
    return list(enumerate(procedure.actions.values(), start=1))


def is_drawn(action: Action) -> bool:
    return len(action.sources) < MANY and action.to is not None


def letters_of(procedure: Procedure) -> dict[str, str]:
    """A letter for each period, as the brackets and the table show it."""
    return {name: chr(ord("A") + place) for place, name in enumerate(procedure.clocks)}


def actors_of(action: Action, lang: str) -> str:
    return ("、" if lang == "zh" else ", ").join(Role(r).label.in_(lang) for r in action.actors)


def draw_procedure(procedure: Procedure, lang: str, told: str) -> SafeString:
    """The picture. `told`: what a screen reader says instead."""
    return _Drawing(procedure, lang).draw(told)


class _Drawing:
    def __init__(self, procedure: Procedure, lang: str) -> None:
        self.procedure, self.lang = procedure, lang
        self.states = list(procedure.states.values())
        self.place = {s.name: i for i, s in enumerate(self.states)}
        self.straight: dict[int, list[tuple[int, Action]]] = {}
        self.jumps: list[_Jump] = []
        for number, action in numbered(procedure):
            self._sort(number, action)
        self.brackets = [b for b in map(self._bracket, procedure.clocks.values()) if b]
        self.left = 6 + LANE * len(self.brackets)
        self.tops = self._tops()

    def _sort(self, number: int, action: Action) -> None:
        if not is_drawn(action) or action.to is None:
            return
        end = self.place[action.to]
        for source in action.sources:
            start = self.place[source]
            if end == start + 1:
                self.straight.setdefault(start, []).append((number, action))
            else:
                self.jumps.append(_Jump(number, start, end))

    def _tops(self) -> list[int]:
        tops, y = [], TOP
        for place in range(len(self.states)):
            tops.append(y)
            words = 2 * len(self.straight.get(place, ()))
            y += TALL + GAP + LINE * words
        return tops

    def _bracket(self, clock: ClockRule) -> tuple[ClockRule, int, int] | None:
        """From the first state in which the period runs to the last from which a step ends it."""
        actions = self.procedure.actions
        starts = [self.place[a.to or a.sources[0]] for a in map(actions.get, clock.starts) if a and (a.to or a.sources)]  # fmt: skip
        ends = [self.place[s] for a in map(actions.get, clock.ends) if a and is_drawn(a) for s in a.sources]  # fmt: skip
        if not starts:
            return None
        first = min(starts)
        return clock, first, max([e for e in ends if e >= first], default=first)

    def draw(self, told: str) -> SafeString:
        lanes = _lanes(self.jumps)
        width = self.left + BOX + 10 + LANE * (max(lanes.values(), default=-1) + 1) + 8
        height = self.tops[-1] + TALL + TOP
        return format_html(
            '<svg class="pp" viewBox="0 0 {} {}" width="{}" role="img" aria-label="{}">{}{}{}{}</svg>',
            width,
            height,
            width,
            told,
            format_html_join("", "{}", ((self._box(i),) for i in range(len(self.states)))),
            format_html_join("", "{}", ((self._arrow(i, s),) for i, s in self.straight.items())),
            self._all_jumps(lanes),
            format_html_join(
                "", "{}", ((self._drawn(i, *b),) for i, b in enumerate(self.brackets))
            ),
        )

    def _box(self, place: int) -> SafeString:
        state = self.states[place]
        return format_html(
            '<rect class="pp-box{}" x="{}" y="{}" width="{}" height="{}" rx="6"></rect><text class="pp-state" x="{}" y="{}">{}</text>',
            f" pp-{state.outcome}" if state.outcome else "",
            self.left,
            self.tops[place],
            BOX,
            TALL,
            self.left + 10,
            self.tops[place] + 22,
            state.label.in_(self.lang),
        )

    def _arrow(self, place: int, steps: list[tuple[int, Action]]) -> SafeString:
        x, start, end = self.left + 14, self.tops[place] + TALL, self.tops[place + 1]
        words = []
        for row, (number, action) in enumerate(steps):
            y = start + 18 + 2 * LINE * row
            words.append((x + 10, y, f"{number} {action.label.in_(self.lang)}", x + 10, y + LINE, actors_of(action, self.lang)))  # fmt: skip
        return format_html(
            '<path class="pp-line" d="M{} {}V{}"></path><path class="pp-head" d="M{} {}l-4 -7h8z"></path>{}',
            x,
            start,
            end - 2,
            x,
            end,
            format_html_join(
                "",
                '<text class="pp-step" x="{}" y="{}">{}</text><text class="pp-who" x="{}" y="{}">{}</text>',
                words,
            ),
        )

    def _all_jumps(self, lanes: dict[int, int]) -> SafeString:
        used, edge = Counter[int](), self.left + BOX
        drawn = []
        for place, jump in enumerate(self.jumps):
            out, into = (self._slot(used, end) for end in (jump.start, jump.end))
            x = edge + 12 + LANE * lanes[place]
            middle = (out + into) // 2
            drawn.append((edge, out, x, into, edge + 2, edge + 1, into, x, middle, x, middle + 4, jump.number))  # fmt: skip
        return format_html_join(
            "",
            '<path class="pp-line" d="M{} {}H{}V{}H{}"></path><path class="pp-head" d="M{} {}l7 -4v8z"></path>'
            '<circle class="pp-number" cx="{}" cy="{}" r="7"></circle><text class="pp-digit" x="{}" y="{}">{}</text>',
            drawn,
        )

    def _slot(self, used: Counter[int], place: int) -> int:
        """Where an arrow meets a box: the next free place on its right edge."""
        used[place] += 1
        return self.tops[place] + 2 + (used[place] * 6 - 3) % (TALL - 4)

    def _drawn(self, lane: int, clock: ClockRule, first: int, last: int) -> SafeString:
        x, top, bottom = 10 + LANE * lane, self.tops[first] + 4, self.tops[last] + TALL - 4
        return format_html(
            '<path class="pp-clock pp-{}" d="M{} {}h-5V{}h5"></path><circle class="pp-number pp-letter" cx="{}" cy="{}" r="7"></circle>'
            '<text class="pp-digit pp-letter" x="{}" y="{}">{}</text>',
            clock.kind,
            x + 4,
            top,
            bottom,
            x - 1,
            (top + bottom) // 2,
            x - 1,
            (top + bottom) // 2 + 4,
            letters_of(self.procedure)[clock.name],
        )


def _lanes(jumps: list[_Jump]) -> dict[int, int]:
    """A lane for each jump in which nothing else crosses it; short ones nearest to the boxes."""
    lanes: dict[int, int] = {}
    taken: list[list[tuple[int, int]]] = []
    for place in sorted(range(len(jumps)), key=lambda i: abs(jumps[i].end - jumps[i].start)):
        low, high = sorted((jumps[place].start, jumps[place].end))
        free = (i for i, spans in enumerate(taken) if all(high < a or low > b for a, b in spans))
        lane = next(free, len(taken))
        if lane == len(taken):
            taken.append([])
        taken[lane].append((low, high))
        lanes[place] = lane
    return lanes
