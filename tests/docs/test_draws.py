"""The draw printed in docs/en/draws.md is the draw that the code makes."""

import re
from fractions import Fraction
from pathlib import Path

from doudi.casework.domain.draws import draw, lot

PAGE = Path(__file__).resolve().parents[2] / "docs/en/draws.md"
ROW = re.compile(r"^\| (\d+) \| `(\w+)` \| (yes|no) \|$", re.MULTILINE)


def test_the_printed_draw():
    rows = ROW.findall(PAGE.read_text(encoding="utf-8"))
    drawn = draw("a1b2", [int(case) for case, _, _ in rows], Fraction(3, 10))
    assert len(rows) == 4
    for case, beginning, is_drawn in rows:
        assert lot("a1b2", case).startswith(beginning)
        assert (int(case) in drawn) == (is_drawn == "yes")
