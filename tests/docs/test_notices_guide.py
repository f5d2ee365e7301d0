"""docs/en/notices.md says what the mask does."""

import re
from pathlib import Path

from doudi.casework.domain.notice_mask import ALLOWED, SHOWINGS

GUIDE = (Path(__file__).parents[2] / "docs/en/notices.md").read_text(encoding="utf-8")


def table(header):
    lines = GUIDE.split(header, 1)[1].splitlines()[2:]
    rows = []
    for line in lines:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def test_the_fields_of_each_kind():
    said = {kind.strip("`"): tuple(re.findall(r"`(\w+)`", fields)) for kind, fields in table("| kind | fields |")}  # fmt: skip
    assert said == ALLOWED


def test_how_each_programme_is_called():
    said = {row[0].strip("`"): row[1:] for row in table("| programme | called | amount | whose name |")}  # fmt: skip
    assert said.pop("any other") == ["social assistance", "no", "applicant"]
    assert said == {
        name: [s.label.en, "yes" if s.amount else "no", "guardian" if s.of_child else "applicant"]
        for name, s in SHOWINGS.items()
    }
