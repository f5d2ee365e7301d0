"""From the six indicators of self-care to a level, by interval: what is not known may be either."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from doudi.units.text import Text

FULL, PARTIAL, NONE = "self_care_full", "self_care_partial", "self_care_none"
LEVELS = {
    FULL: Text("全自理", "able to care for oneself"),
    PARTIAL: Text("半护理", "self-care partly lost"),
    NONE: Text("全护理", "self-care wholly lost"),
}


@dataclass(frozen=True, slots=True)
class SelfCare:
    """How many indicators are not reached, at least and at most. `level` None: what is not known decides."""

    least: int
    most: int
    level: str | None
    possible: tuple[str, ...]

    @property
    def label(self) -> Text:
        found = [LEVELS[name] for name in self.possible]
        return Text("或".join(t.zh for t in found), " or ".join(t.en for t in found))


def decide_self_care(
    indicators: Mapping[str, str], names: tuple[str, ...], *, partial_from: int, none_from: int
) -> SelfCare:
    """`partial_from`, `none_from`: from how many indicators not reached a level begins."""
    least = sum(indicators.get(name) == "cannot" for name in names)
    most = least + sum(indicators.get(name) not in ("can", "cannot") for name in names)

    def level(failed: int) -> str:
        return NONE if failed >= none_from else PARTIAL if failed >= partial_from else FULL

    possible = tuple(dict.fromkeys(level(n) for n in range(least, most + 1)))
    return SelfCare(least, most, possible[0] if len(possible) == 1 else None, possible)
