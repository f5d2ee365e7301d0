"""`doudi simulate` as an officer runs it: a made-up county, two reforms, the folder of results, the page in a browser."""

import json
import os
import re
import shutil
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest
from benchmarks.parquet import write_people
from benchmarks.people import make_people
from typer.testing import CliRunner

from doudi.config.cli import app
from doudi.law.cn import load_rulebook
from doudi.portal.simulation_page import render_page
from doudi.rules.simulate.tables import tables_of

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
IS_CI = bool(os.environ.get("CI"))
SIZES = ({"width": 1280, "height": 900}, {"width": 360, "height": 740})
AREAS = ["900101100000", "900101101000", "900102100000"]
RAISE = """
name: {zh: 农村低保标准提高10%, en: Rural Dibao line up by 10 %}
source: 拟提请县政府常务会议审议
values:
  dibao_line: {rural: +10%}
"""
CUT = """
name: {zh: 低保标准降到300元, en: Dibao line down to 300 yuan}
values: {dibao_line: 300}
"""
RULES = '''
from doudi.law.cn.facts import member
from doudi.rules.declare import rule
from doudi.rules.language import max


@rule(member, "yuan", zh="本人计入的收入", en="person's countable income", law="草案")
def member_income(countable_wage, income_business_net, income_property_net):
    """转移收入不再计入。"""
    return countable_wage + income_business_net + income_property_net
'''
FORMULA = "name: {zh: 转移收入不计入, en: Transfers no longer count}\nrules: transfers.py\n"
IN_CHINESE = re.compile(r'<(\w+)[^>]* lang="zh[^"]*"[^>]*>.*?</\1>', re.DOTALL)
pytestmark = pytest.mark.slow


def simulate(folder, *arguments, out="out"):
    population = str(folder / "county.parquet")
    return CliRunner().invoke(
        app,
        ["simulate", "--population", population, "--out", str(folder / out), *map(str, arguments)],
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A county of 6,000 made-up persons, three reforms, and their results in Chinese and English."""
    found = tmp_path_factory.mktemp("simulate")
    write_people(found / "county.parquet", load_rulebook(), make_people(6_000), AREAS)
    for name, text in (
        ("raise.yaml", RAISE), ("cut.yaml", CUT), ("formula.yaml", FORMULA), ("transfers.py", RULES),
    ):  # fmt: skip
        (found / name).write_text(text, encoding="utf-8")
    options = [f"--reform={found / name}.yaml" for name in ("raise", "cut", "formula")]
    done = simulate(found, *options, "--sample", 60)
    assert done.exit_code == 0, done.output
    assert "户受益" in done.output
    done = simulate(found, options[0], "--lang", "en", out="en")
    assert done.exit_code == 0, done.output
    return found


@pytest.fixture(scope="module")
def summary(folder):
    return json.loads((folder / "out/summary.json").read_text(encoding="utf-8"))


def test_the_folder_holds_everything_and_nothing_else(folder, summary):
    assert {p.name for p in (folder / "out").iterdir()} == {
        "summary.json", "households.parquet", "tables.xlsx", "index.html",
    }  # fmt: skip
    assert not list(folder.glob(".out*"))
    assert summary["sample"]["households"] == 60
    assert summary["population"]["persons"] == 6_000
    assert [law["zh"] for law in summary["laws"][1:]] == [
        "农村低保标准提高10%",
        "低保标准降到300元",
        "转移收入不计入",
    ]
    (figure,) = summary["laws"][1]["figures"]
    assert (figure["before"]["zh"], figure["after"]["zh"]) == ("441.00", "485.10")
    assert summary["laws"][3]["rules"][0]["after"] == "转移收入不再计入。"
    assert [row["area"] for row in summary["by_county"]] == ["900101000000", "900102000000"]


def test_the_sums_are_those_of_the_households(folder, summary):
    table = pq.read_table(folder / "out/households.parquet")
    everything = summary["all"]
    assert table.num_rows == everything["households"]
    for name in ("now_fen", "now_dibao_fen", "reform_1_dibao_fen", "reform_2_dibao_fen"):
        assert everything[name] == sum(v or 0 for v in table.column(name).to_pylist())
    for law in ("reform_1", "reform_2", "reform_3"):
        classes = table.column(f"{law}_class").to_pylist()
        for name in summary["classes"]:
            assert everything[f"{law}_{name}"] == classes.count(name)
    assert everything["reform_1_dibao_entering"] > 0
    assert everything["reform_2_dibao_leaving"] > 0
    assert everything["reform_3_enters"] > 0


def test_it_is_said_what_losers_no_longer_have(folder, summary):
    """Counted again from the rows: those who had Dibao, have it no longer, and are paid less in all."""
    rows = pq.read_table(folder / "out/households.parquet").to_pylist()
    left = sum(
        row["now_dibao_verdict"] == "eligible"
        and row["reform_2_dibao_verdict"] in ("not_eligible", "not_yet")
        and row["reform_2_class"] in ("loses", "leaves")
        for row in rows
    )
    assert left == summary["all"]["reform_2_dibao_left_by_losers"] > 0
    page = render_page(summary, "zh")
    assert f"最低生活保障（低保） {left:,} 户" in page


def test_the_workbook_holds_the_tables_as_numbers(folder, summary):
    book = openpyxl.load_workbook(folder / "out/tables.xlsx")
    tables = tables_of(summary, "zh")
    assert len(book.sheetnames) == len(tables)
    sheet = book[book.sheetnames[0]]
    assert sheet["A5"].value == "现行每月支出（元）"
    assert round(sheet["B5"].value * 100) == summary["all"]["reform_1_before_fen"]
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_the_page_needs_no_network(folder):
    for page in ("out/index.html", "en/index.html"):
        text = (folder / page).read_text(encoding="utf-8")
        text = re.sub(r"(<script>).*?(</script>)", r"\1\2", text, flags=re.DOTALL)
        loaded = re.findall(r"<(?:script|img|link|iframe)[^>]+(?:src|href)=|@import|url\(", text)
        assert not loaded, loaded


def test_the_english_page_is_english(folder):
    text = (folder / "en/index.html").read_text(encoding="utf-8")
    body = IN_CHINESE.sub("", text[text.index("<main") : text.index("</main")])
    sources = ("拟提请县政府常务会议审议", "贵州2022年平均数")
    for source in sources:
        body = body.replace(source, "")
    assert not re.findall("[\u4e00-\u9fff]+", body)


def test_a_hostile_name_stays_text(summary):
    wicked = json.loads(json.dumps(summary))
    evil = "</script><script>alert(1)</script><b>"
    wicked["laws"][1]["zh"] = evil
    wicked["kinds"][0]["zh"] = evil
    page = render_page(wicked, "zh")
    assert evil not in page
    assert "<script>alert" not in page


def test_a_reform_that_touches_nothing_chosen(folder):
    done = simulate(
        folder, f"--reform={folder / 'raise.yaml'}", "--programme", "house_rebuilding", out="none"
    )
    assert done.exit_code == 0, done.output
    text = (folder / "none/index.html").read_text(encoding="utf-8")
    assert "所选项目都不受这项改革影响" in text


def test_choices_that_nobody_recorded_follow_the_policy(folder, summary):
    """The sample is decided under the same policy, so it would differ if only one side followed it."""
    found = {"none": summary["all"]}
    for policy in ("all", "recorded"):
        options = ["--elections", policy, "--sample", 40, f"--reform={folder / 'raise.yaml'}"]
        done = simulate(folder, *options, out=policy)
        assert done.exit_code == 0, done.output
        found[policy] = json.loads((folder / policy / "summary.json").read_text("utf-8"))["all"]
    assert found["recorded"]["now_known"] < found["none"]["now_known"]
    assert found["all"]["now_fen"] != found["none"]["now_fen"]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--programme", "dibaoo"], "是不是“dibao”"),
        (["--elections", "some"], "选择权的处理只能是"),
        (["--near", "-1"], "距离应大于 0"),
        (["--near", "much"], "--near"),
        (["--on", "2022-13-01"], "--on"),
        (["--on", "1990-01-01"], "还没有任何规则生效"),
        (["--reform", "nothing.yaml"], "没有这个文件"),
    ],
)
def test_what_cannot_be_asked_leaves_nothing(folder, arguments, expected):
    done = simulate(folder, *arguments, out="refused")
    assert done.exit_code == 2, done.output
    assert expected in done.output
    assert not (folder / "refused").exists()
    assert not list(folder.glob(".refused*"))


def test_an_earlier_result_is_replaced_only_when_asked(folder):
    reform = f"--reform={folder / 'raise.yaml'}"
    refused = simulate(folder, reform, out="en")
    assert refused.exit_code == 2
    assert "--force" in refused.output
    assert simulate(folder, reform, "--force", "--lang", "en", out="en").exit_code == 0


# -- in a browser ------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def chromium():
    from playwright.sync_api import sync_playwright

    assert CHROMIUM, "apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--no-first-run"]
        )
        yield browser
        browser.close()


@pytest.mark.browser
@pytest.mark.skipif(
    not IS_CI and CHROMIUM is None, reason="no Chromium here (see docs/en/working.md)"
)
@pytest.mark.parametrize("size", SIZES, ids=["wide", "phone"])
@pytest.mark.parametrize("name", ["out", "en"])
def test_the_page_in_a_browser(chromium, folder, name, size):
    from axe_playwright_python.sync_playwright import Axe

    page = chromium.new_page(viewport=size)
    asked, errors = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text))
    page.goto(Path(folder / name / "index.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    charts = page.locator("[data-chart]").count()
    assert charts >= 4
    assert page.locator("[data-chart] svg").count() == charts
    for details in page.locator("details").all():
        if details.get_attribute("open") is None:
            details.locator("summary").click()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert not errors
    assert len(asked) == 1
    page.close()


@pytest.mark.browser
@pytest.mark.skipif(
    not IS_CI and CHROMIUM is None, reason="no Chromium here (see docs/en/working.md)"
)
def test_without_scripts_the_words_and_tables_stay(chromium, folder):
    context = chromium.new_context(java_script_enabled=False, viewport=SIZES[1])
    page = context.new_page()
    page.goto(Path(folder / "out/index.html").as_uri())
    assert page.locator(".sm-first").first.is_visible()
    assert page.locator("table").first.is_visible()
    context.close()
