"""What a verification saw, and what it found wrong."""

from __future__ import annotations

from dataclasses import dataclass, field

from doudi.units.text import Text

MOST_NAMED = 20  # faults of one kind; of more, the number is said


@dataclass(slots=True)
class Report:
    """What was looked at (a sentence each) and what is wrong (none: everything is as it should be)."""

    seen: list[Text] = field(default_factory=list)
    problems: list[Text] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        return not self.problems

    def saw(self, zh: str, en: str) -> None:
        self.seen.append(Text(zh, en))

    def wrong(self, zh: str, en: str) -> None:
        self.problems.append(Text(zh, en))

    def all_wrong(self, found: list[Text]) -> None:
        """Many faults of one kind: the first ones, then how many more."""
        self.problems += found[:MOST_NAMED]
        more = len(found) - MOST_NAMED
        if more > 0:
            self.wrong(f"还有 {more} 处同样的问题", f"and {more} more of the same kind")
