"""What is wrong with a file, as its row keeps it for the page: the first hundred."""

from __future__ import annotations

from collections.abc import Sequence

from doudi.units.text import Problem

MOST = 100


def kept(problems: Sequence[Problem]) -> list[dict[str, str]]:
    said = [{"zh": p.in_("zh"), "en": p.in_("en")} for p in problems[:MOST]]
    more = len(problems) - len(said)
    if more > 0:
        said.append({"zh": f"另有{more}处", "en": f"and {more} more"})
    return said
