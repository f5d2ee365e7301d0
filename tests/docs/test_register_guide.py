"""The worked table of docs/en/register.md is what the rules of evidence come to."""

import re
from datetime import date

import pytest

from doudi.law.cn import load_rulebook
from doudi.registry.domain.evidence import BasePeriod, Statement, outdoes_list, settle
from doudi.registry.facts import OVER_BASE_PERIOD, how_settled, within
from doudi.units.money import parse_yuan
from tests.architecture.source_files import ROOT

GUIDE = ROOT / "docs/en/register.md"
ON = date(2022, 7, 15)
BOOK = load_rulebook()


HEADER = "| fact | statements | comes to |\n|---|---|---|\n"
HEADER_OF_LISTS = (
    "| fact | statements | list learnt | asked on | comes to |\n|---|---|---|---|---|\n"
)


def worked_lines(header=HEADER):
    table = GUIDE.read_text(encoding="utf-8").partition(header)[2].partition("\n\n")[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]


def number_of(fact, written):
    if written in ("?", "not known"):
        return None
    if fact.options:
        return fact.options.index(written)
    if written in ("yes", "no"):
        return int(written == "yes")
    return parse_yuan(written)


def statement(fact, place, written):
    learnt, value, *more = written.split()
    about = dict(part.split("=") for part in more)
    period = [date.fromisoformat(day) for day in about.pop("for", "").split("..") if day]
    days = {f"valid_{k}": date.fromisoformat(about[k]) for k in ("from", "to") if k in about}
    period_from, period_to = period or (None, None)
    return Statement(
        number_of(fact, value),
        date.fromisoformat(learnt),
        place,
        about.get("item", ""),
        period_from,
        period_to,
        **days,
    )


def rows_of(fact, statements):
    return [
        statement(fact, n, part.strip()) for n, part in enumerate(statements.split(";")) if part
    ]


@pytest.mark.parametrize("line", worked_lines(), ids=lambda line: f"{line[0]}: {line[1]}")
def test_a_line_of_the_table_comes_to_what_it_says(line):
    name, statements, expected = line
    fact = BOOK.facts[name]
    rows = rows_of(fact, statements)
    base = BasePeriod.before(ON, 12) if name in OVER_BASE_PERIOD else None
    found = settle(rows, how_settled(fact), ON, base=base)
    if expected == "nothing stated":
        assert found is None
    else:
        assert found is not None
        assert within(fact, found.value) == number_of(fact, expected)


@pytest.mark.parametrize("line", worked_lines(HEADER_OF_LISTS), ids=" ".join)
def test_a_line_of_the_table_of_lists_comes_to_what_it_says(line):
    name, statements, listed, asked, expected = line
    fact, on, listed_on = BOOK.facts[name], date.fromisoformat(asked), date.fromisoformat(listed)
    rows = rows_of(fact, statements)
    base = BasePeriod.before(on, 12) if name in OVER_BASE_PERIOD else None
    found = settle(rows, how_settled(fact), on, base=base)
    if expected in ("the list", "nothing stated"):
        assert found is None
        assert outdoes_list(rows, listed_on, on, base=base) is (expected == "nothing stated")
    else:
        assert found is not None
        assert found.value == number_of(fact, expected)


def test_there_is_a_table_and_every_file_that_is_named_exists():
    assert len(worked_lines()) > 15
    assert len(worked_lines(HEADER_OF_LISTS)) > 10
    named = re.findall(r"`((?:src|tests)/[\w/.]+)`", GUIDE.read_text(encoding="utf-8"))
    assert named
    assert all((ROOT / name).exists() for name in named)
