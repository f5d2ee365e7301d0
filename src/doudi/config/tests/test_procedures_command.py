"""`doudi procedures` says what the page says."""

from __future__ import annotations

import json

from typer.testing import CliRunner

from doudi.config.cli import app


def test_the_command_says_the_same():
    run = CliRunner()
    found = run.invoke(app, ["procedures", "dibao", "--at", "accept=2022-09-22", "--area", "900101", "--json"])  # fmt: skip
    assert found.exit_code == 0, found.output
    due = {d["name"]: d["due"] for d in json.loads(found.output)["due"]}
    assert (due["investigation"], due["whole"]) == ("2022-09-27", "2022-11-08")
    for bad in (["lottery"], ["dibao", "--at", "accept"], ["dibao", "--at", "accept=x"], ["dibao", "--version", "1"], ["dibao", "--area", "99"]):  # fmt: skip
        assert run.invoke(app, ["procedures", *bad]).exit_code == 2, bad
    assert "temp_emergency" in run.invoke(app, ["procedures", "--lang", "en"]).output
