"""`doudi decide --place-law`: with what the place has signed on its pages."""

import datetime as dt
import json

import pytest
from typer.testing import CliRunner

from doudi.casework.tests.law_changes import draft, sign, work_out
from doudi.config.cli import app
from doudi.config.tests.test_cli import FOUR
from doudi.registry.tests.families import make_county

pytestmark = pytest.mark.slow


def amount_of(*arguments):
    found = CliRunner().invoke(app, ["decide", *arguments, "--programme", "dibao", "--json"])
    assert found.exit_code == 0, found.output
    (result,) = json.loads(found.stdout)[0]["results"]
    return result["amount_fen"]


def test_signed_figures_count_where_they_are_asked_for(own_database, tmp_path):
    county, file = make_county(), tmp_path / "four.yaml"
    file.write_text(FOUR, encoding="utf-8")
    shipped = amount_of(str(file))
    assert amount_of(str(file), "--place-law") == shipped
    sign(county, work_out(county, draft(county, rural="6240/12", since=dt.date(2022, 7, 1))))
    assert amount_of(str(file), "--place-law") > shipped
    assert amount_of(str(file)) == shipped
    assert amount_of(str(file), "--place-law", "--on", "2022-06-15") == amount_of(
        str(file), "--on", "2022-06-15"
    )
