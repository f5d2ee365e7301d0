"""The tables of the guides to procedures, computed again."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from doudi.casework.procedure_book import get_procedures
from doudi.casework.procedure_sheet import Sheet, read_given, try_days

DOCS = Path(__file__).resolve().parents[2] / "docs"
DAYS = {
    "dibao": {"accept": "2022-09-22", "post_notice": "2022-10-12", "file": "2022-10-20", "refuse": "2022-11-03"},
    "temp_emergency": {"end_emergency": "2022-09-28"},
}  # fmt: skip
ZH_UNIT = {"working_days": "个工作日", "calendar_days": "天"}


def rows(lang: str, name: str) -> list[str]:
    procedure = get_procedures().in_force(name, "900101", date(2022, 9, 22))
    assert procedure is not None
    sheet = Sheet(procedure, "900101000000", date(2022, 9, 22), lang)
    found = []
    for period in try_days(sheet, read_given(procedure, DAYS[name].items())):
        if lang == "en":
            unit = period.unit.replace("_", " ")
            found.append(f"| {period.name} | {period.started_by} {period.start} | {period.days} {unit} | {period.due} |")  # fmt: skip
        else:
            step = procedure.actions[period.started_by].label.zh
            found.append(f"| {period.label.zh} | {step} {period.start} | {period.days}{ZH_UNIT[period.unit]} | {period.due} |")  # fmt: skip
    return found


@pytest.mark.parametrize(("lang", "name"), [("en", "dibao"), ("en", "temp_emergency"), ("zh", "dibao")])  # fmt: skip
def test_the_printed_tables_come_out_again(lang: str, name: str) -> None:
    text = (DOCS / lang / "procedures.md").read_text("utf-8")
    computed = rows(lang, name)
    assert computed
    for row in computed:
        assert row in text


def test_the_sentences_beside_the_table() -> None:
    text = (DOCS / "en" / "procedures.md").read_text("utf-8")
    procedure = get_procedures().version("dibao", "2021")
    sheet = Sheet(procedure, "900101000000", date(2022, 9, 22), "en")
    given = [("accept", "2022-09-22"), ("post_notice", "2022-10-12"), ("extend", "2022-10-30")]
    found = {p.name: p for p in try_days(sheet, read_given(procedure, given))}
    assert f"ends on {found['whole'].due}" in text
    assert f"from {found['notice'].may_from}" in text


def test_the_keys_that_the_guide_names_are_those_of_the_reader() -> None:
    from doudi.casework.domain.procedure_reader import AUTHORITY_KEYS, CLOCK_KEYS, KEYS

    text = (DOCS / "en" / "procedures.md").read_text("utf-8")
    named = set(re.findall(r"`([a-z_]+)[:`]", text))
    unsaid = {"zh", "en", "law", "days", "opens", "legal_basis", "about", "when"}
    assert (KEYS | CLOCK_KEYS | AUTHORITY_KEYS) - unsaid <= named
