"""docs/en/care.md: its table is what the code says."""

from pathlib import Path

from doudi.casework.domain.indicators import decide_self_care
from doudi.casework.domain.visit_form import get_indicators

GUIDE = Path(__file__).parents[2] / "docs/en/care.md"


def test_the_table_of_levels():
    names = tuple(i.name for i in get_indicators())
    lines = [line for line in GUIDE.read_text("utf-8").splitlines() if line.startswith("| ")]
    rows = [[c.strip() for c in line.strip("|").split("|")] for line in lines[1:]]
    assert len(rows) == 6
    for cannot, unclear, level in rows:
        words = ["cannot"] * int(cannot) + ["unknown"] * int(unclear) + ["can"] * 6
        answers = dict(zip(names, words, strict=False))
        found = decide_self_care(answers, names, partial_from=1, none_from=4)
        assert found.label.en == level
