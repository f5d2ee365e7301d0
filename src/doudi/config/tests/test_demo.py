"""`doudi demo`: a made-up population, and its counts beside the published ones."""

import json

import pytest
from typer.testing import CliRunner

from doudi.config.cli import app

runner = CliRunner()


@pytest.fixture(scope="module")
def people(tmp_path_factory):
    file = tmp_path_factory.mktemp("demo") / "people.parquet"
    drawn = runner.invoke(app, ["demo", "population", "--persons", "900", "--out", str(file)])
    assert drawn.exit_code == 0, drawn.output
    assert drawn.output.startswith(f"{file}: 900 / ")
    return file


def test_counts_are_shown_beside_the_published_ones(people):
    shown = runner.invoke(app, ["demo", "counts", str(people), "--lang", "en"])
    assert shown.exit_code == 0
    assert "| rural households | 202 |" in shown.output  # 110,000 × 900 ÷ 490,000
    rows = json.loads(runner.invoke(app, ["demo", "counts", str(people), "--json"]).output)
    assert {"name", "label", "published", "drawn", "deviation", "tag"} == set(rows[0])


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["population", "--persons", "0", "--out", "x.parquet"], "人数应在1到60000000之间"),
        (["population", "--persons", "9", "--out", "missing/x.parquet"], "没有这个文件夹"),
        (["counts", "missing.parquet"], "没有这个文件"),
    ],
)
def test_what_cannot_be_used_ends_with_a_sentence(tmp_path, monkeypatch, arguments, sentence):
    monkeypatch.chdir(tmp_path)
    refused = runner.invoke(app, ["demo", *arguments])
    assert refused.exit_code == 2
    assert sentence in refused.output
    assert not list(tmp_path.iterdir())


def test_the_county_is_written_as_files_and_never_over_others(tmp_path):
    folder = tmp_path / "county"
    written = runner.invoke(app, ["demo", "county", "--out", str(folder)])
    assert written.exit_code == 0, written.output
    assert "01-户籍人口.csv  4,000" in written.output
    refused = runner.invoke(app, ["demo", "county", "--out", str(folder), "--lang", "en"])
    assert refused.exit_code == 2
    assert "the folder holds files already" in refused.output
