"""The `doudi` command, as a clerk types it, against the real rulebook."""

import json
import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from doudi.config.cli import app
from doudi.law.cn import HERE

BACKGROUND = "[local_hukou, not_on_aid, assets_within_limits, lives_together, healthy, no_other_income, able_and_working, ordinary_supporter]"
FOUR = f"""
case: 四口之家，务工和种地
on: 2022-07-15
area: "900101000000"
background: {BACKGROUND}
household: {{residence_class: rural}}
members:
  - {{name: 王建国, birth_date: 1984-03-02, relation: head, income_wage: 14400.00, months_worked: 8, income_business: 2400, income_property: 600}}
  - {{name: 李秀兰, birth_date: 1986-05-20, relation: spouse}}
  - {{name: 王小明, birth_date: 2012-01-08, relation: child}}
  - {{name: 王小红, birth_date: 2015-09-30, relation: child}}
supporters: none
"""
PARENTS = f"""
case: 老两口，长子家收入不知道
on: 2022-07-15
area: "900101000000"
background: {BACKGROUND}
household: {{residence_class: rural}}
members:
  - {{name: 父亲, birth_date: 1952-03-08, relation: head, income_pension_basic: 1176, income_pension_other: 240, income_property: 1200}}
  - {{name: 母亲, birth_date: 1954-10-21, relation: spouse, income_pension_basic: 1176, income_pension_other: 240}}
supporters:
  - {{name: 长子, supporter_kind: child, payer_income: INCOME, payer_household_size: 4, children_of_parents: 2}}
  - {{name: 次子, supporter_kind: child, payer_income: 1900, payer_household_size: 3, children_of_parents: 2}}
values: {{support_formula: FORMULA}}
"""


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Runs the command in an empty folder; files by name are written there first."""
    monkeypatch.chdir(tmp_path)
    for name in [n for n in os.environ if n.startswith("DOUDI_")]:
        monkeypatch.delenv(name)

    def call(*arguments, **files):
        for name, text in files.items():
            content = text if isinstance(text, bytes) else text.encode()
            (tmp_path / name.replace("__", ".")).write_bytes(content)
        return CliRunner().invoke(app, list(arguments))

    return call


def decided(run, text, *arguments):
    result = run("decide", "f.yaml", "--json", *arguments, f__yaml=text)
    assert result.exit_code == 0, result.output
    (found,) = json.loads(result.stdout)
    return found


def by_programme(found):
    return {r["programme"]: r for r in found["results"] if r["subject"] == "household"}


# -- planning ------------------------------------------------------------------------------------------------
PLAN = (
    FOUR.replace("no_other_income,", "no_other_income, no_disaster_or_relocation,")
    + "changes: [{on: 2022-09-10, note: 搬走了, household: {has_local_hukou: no}}]\n"
)


def test_a_plan_of_a_family(run):
    """Policy §7 case 1: 380.67 from August; the family leaves in September, October is not paid."""
    arguments = ("plan", "f.yaml", "--months", "4", "--programme", "dibao")
    told = run(*arguments, f__yaml=PLAN)
    assert told.exit_code == 0, told.output
    assert "2022年8月至2022年9月" in told.stdout
    assert "搬走了，停止" in told.stdout
    found = run(*arguments, "--json", "--lang", "en", "--from", "2022-08", f__yaml=PLAN)
    (plan,) = json.loads(found.stdout)
    assert (plan["from"], plan["to"]) == ("2022-08", "2022-11")
    assert [m["total_fen"] for m in plan["months"]] == [38_067, 38_067, 0, 0]
    (row,) = plan["rows"]
    assert (row["from"], row["to"], row["ends"]["text"]) == ("2022-08", "2022-09", "搬走了")


@pytest.mark.parametrize(
    ("arguments", "text", "words"),
    [
        (("--from", "soon"), PLAN, "This is not a month"),
        ((), PLAN.replace("2022-09-10", "2022-07-01"), "must be later than the case"),
        ((), PLAN.replace("has_local_hukou", "has_local_huk"), "has_local_hukou"),
        (("--programme", "dibaoo"), PLAN, "no such programme"),
    ],
)
def test_a_plan_that_cannot_be_made_says_why(run, arguments, text, words):
    refused = run("plan", "f.yaml", "--lang", "en", *arguments, f__yaml=text)
    assert refused.exit_code == 2
    assert words in refused.stderr


# -- deciding ------------------------------------------------------------------------------------------------
def test_a_family_gets_the_difference(run):
    """Policy §7 case 1: 380.67 a month."""
    found = decided(run, FOUR)
    dibao = by_programme(found)["dibao"]
    assert (dibao["verdict"], dibao["amount_fen"], dibao["from_month"]) == (
        "eligible",
        38_067,
        "2022-08",
    )
    assert found["demonstration"] is True
    assert dibao["reasons"]


@pytest.mark.parametrize(
    ("formula", "dibao", "edge", "amount"),
    [
        ("support_B", "not_eligible", "eligible", None),
        ("support_A_percapita", "eligible", "not_eligible", 11_633),
        ("support_A_household", "not_eligible", "not_eligible", None),
    ],
)
def test_three_readings_of_deemed_support(run, formula, dibao, edge, amount):
    """Policy §7 case 8: the county must fix the formula in writing."""
    found = by_programme(
        decided(run, PARENTS.replace("FORMULA", formula).replace("INCOME", "6000"))
    )
    assert (found["dibao"]["verdict"], found["dibao_edge"]["verdict"]) == (dibao, edge)
    assert found["dibao"]["amount_fen"] == amount


def test_what_is_missing_and_up_to_where_it_does_not_matter(run):
    """Policy §7 case 9."""
    text = PARENTS.replace("FORMULA", "support_B").replace("INCOME", "unknown")
    dibao = by_programme(decided(run, text))["dibao"]
    (need,) = dibao["needs"]
    assert dibao["verdict"] == "undetermined"
    assert (need["fact"], need["subject"], need["break_even"], need["eligible_if"]) == (
        "payer_income",
        "长子",
        "5119.33",
        "at_most",
    )


def test_the_date_and_place_of_the_command_line_go_before(run):
    found = decided(run, FOUR, "--on", "2022年8月1日", "--area", "900101101")
    assert (found["on"], found["area"]) == ("2022-08-01", "900101101000")
    assert by_programme(found)["dibao"]["from_month"] == "2022-09"


def test_a_place_without_figures_says_which_and_how_to_enter_them(run):
    found = decided(run, FOUR, "--area", "110105")
    dibao = by_programme(found)["dibao"]
    assert dibao["verdict"] == "undetermined"
    lines = [n for n in dibao["needs"] if n.get("value") == "dibao_line"]
    assert lines
    assert lines[0]["area"] == "110105000000"
    assert "pack.yaml" in lines[0]["how"]


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", "每月 380.67 元"), ("en", "380.67 yuan a month")]
)
def test_in_words(run, lang, words):
    result = run("decide", "f.yaml", "--lang", lang, f__yaml=FOUR)
    assert result.exit_code == 0
    assert words in result.stdout


def test_several_files_and_kinds(run):
    result = run(
        "decide",
        "f.yaml",
        "g.json",
        "--json",
        f__yaml=FOUR,
        g__json=json.dumps([{"case": "李家", "area": "900101"}]),
    )
    assert [c["case"] for c in json.loads(result.stdout)] == ["四口之家，务工和种地", "李家"]


# -- what cannot be used -----------------------------------------------------------------------------------------
def test_problems_of_all_files_together_and_nothing_decided(run):
    result = run(
        "decide",
        "a.yaml",
        "b.yaml",
        "c.yaml",
        a__yaml=FOUR,
        b__yaml="case: x\narea: 123",
        c__yaml="",
    )
    assert result.exit_code == 2
    assert result.stdout == ""
    assert [line.split("：")[0] for line in result.stderr.splitlines()] == ["b.yaml:2", "c.yaml"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "--template"),
        (["missing.yaml"], "missing.yaml"),
        (["f.yaml", "--on", "soon"], "--on"),
        (["f.yaml", "--area", "999"], "--area"),
        (["f.yaml", "--on", "1999-01-01"], "in force"),
        (["f.yaml", "--programme", "dibbao"], "did you mean dibao?"),
    ],
)
def test_wrong_calls_are_sentences(run, arguments, words):
    result = run("decide", *arguments, "--lang", "en", f__yaml=FOUR)
    assert result.exit_code == 2
    assert words in result.stderr
    assert "Traceback" not in result.output


def test_a_mistyped_environment_value(run, monkeypatch):
    monkeypatch.setenv("DOUDI_LOCALE", "zh")
    result = run("decide", "f.yaml", f__yaml=FOUR)
    assert result.exit_code == 2
    assert "DOUDI_LOCALE" in result.stderr


def test_61_members(run):
    members = [{"name": f"成员{n}"} for n in range(61)]
    result = run(
        "decide", "f.json", f__json=json.dumps({"case": "x", "area": "900101", "members": members})
    )
    assert result.exit_code == 2
    assert "最多 60 个，这里有 61 个" in result.stderr


def test_only_the_programmes_that_were_asked_for(run):
    result = run("decide", "f.yaml", "--json", "--programme", "低保边缘家庭", f__yaml=FOUR)
    (decision,) = json.loads(result.stdout)
    assert [r["programme"] for r in decision["results"]] == ["dibao_edge"]


def test_a_programme_that_nobody_was_asked_about_takes_one_line_until_it_is_chosen(run):
    everything = run("decide", "f.yaml", "--lang", "en", f__yaml=FOUR).stdout
    assert "[Not asked about]" in everything
    assert "Temporary assistance · household\n" in everything
    assert "type of temporary difficulty" not in everything
    chosen = run("decide", "f.yaml", "--lang", "en", "--programme", "temp_assistance", f__yaml=FOUR)
    assert "missing: type of temporary difficulty" in chosen.stdout


def test_a_form_for_one_programme_asks_only_for_its_facts(run, tmp_path):
    asked = {}
    for programme in ("dibao", "single_person_case"):
        form = f"{programme}.xlsx"
        assert run("decide", "--template", "xlsx", form, "--programme", programme).exit_code == 0
        sheet = openpyxl.load_workbook(tmp_path / form).worksheets[0]
        asked[programme] = {cell.value for cell in sheet[2]}
    assert "birth_date" in asked["dibao"]
    assert asked["single_person_case"] - asked["dibao"] >= {"is_in_hardship"}


# -- the form ---------------------------------------------------------------------------------------------------
def test_the_form_holds_an_example_that_is_decided_like_its_file(run, tmp_path):
    assert run("decide", "--template", "xlsx", "form.xlsx").exit_code == 0
    from_sheet = run("decide", "form.xlsx", "--json")
    from_file = run("decide", str(HERE / "examples" / "old_couple.yaml"), "--json")
    assert from_sheet.exit_code == 0, from_sheet.output
    assert json.loads(from_sheet.stdout) == json.loads(from_file.stdout)
    titles = openpyxl.load_workbook(tmp_path / "form.xlsx").sheetnames
    assert titles[0] == "家庭"
    assert "说明" in titles


def test_the_form_overwrites_nothing(run):
    result = run("decide", "--template", "xlsx", "form.xlsx", form__xlsx=b"mine")
    assert result.exit_code == 2
    assert "已经存在" in result.stderr
    assert run("decide", "--template", "xlsx", "no/such/form.xlsx").exit_code == 2
    assert Path("form.xlsx").read_bytes() == b"mine"


def test_a_formula_on_the_form_names_its_cell(run, tmp_path):
    run("decide", "--template", "xlsx", "form.xlsx")
    book = openpyxl.load_workbook(tmp_path / "form.xlsx")
    heads = {cell.value: cell.column_letter for cell in book["家庭"][2]}
    book["家庭"][f"{heads['income_wage']}3"] = "=100*12"
    book.save(tmp_path / "form.xlsx")
    result = run("decide", "form.xlsx", "--lang", "en")
    assert result.exit_code == 2
    assert f"form.xlsx 家庭!{heads['income_wage']}3: this cell is a formula" in result.stderr


# -- the rulebook ----------------------------------------------------------------------------------------------------
@pytest.mark.slow
def test_check_passes_all_cases(run):
    result = run("check")
    assert result.exit_code == 0, result.output
    count, *words = result.stdout.splitlines()[-1].split()
    assert words == ["cases", "passed"]
    assert int(count) >= 80


LOCAL_PACK = """
zh: 本县数值
en: our county
area: "900101"
source: 安民发〔2022〕1号
values:
  dibao_line: [{from: 2022-01-01, urban: 700, rural: 500, comparator: "<", source: 安民发〔2022〕1号}]
"""
LOCAL_CASE = FOUR + "expect: [{programme: dibao, amount: AMOUNT}]\n"


@pytest.fixture
def local(tmp_path, monkeypatch):
    """A county's own pack with one case of its own: the line is 500, so 4 × (500 - 345.8333) = 616.67."""
    folder = tmp_path / "our_county"
    (folder / "cases").mkdir(parents=True)
    (folder / "pack.yaml").write_text(LOCAL_PACK, encoding="utf-8")

    def expecting(amount):
        text = LOCAL_CASE.replace("AMOUNT", amount)
        (folder / "cases" / "families.yaml").write_text(text, encoding="utf-8")

    expecting("616.67")
    return expecting, folder


def test_a_countys_own_pack_and_cases(run, local, monkeypatch):
    _, folder = local

    def checked():
        result = run("decide", "f.yaml", "--json", f__yaml=FOUR)
        return by_programme(json.loads(result.stdout)[0])["dibao"]["amount_fen"]

    assert checked() == 38_067
    monkeypatch.setenv("DOUDI_LOCAL", str(folder))
    assert checked() == 61_667


def test_check_names_the_line_of_a_countys_failing_case(run, local, monkeypatch):
    expecting, folder = local
    expecting("600.00")
    monkeypatch.setenv("DOUDI_LOCAL", str(folder))
    monkeypatch.setattr("doudi.law.cn.case_files", list)  # the shipped ones pass above
    result = run("check", "--lang", "en")
    assert result.exit_code == 1
    assert "families.yaml:13: 四口之家" in result.stdout
    assert "expected 600.00, found 616.67" in result.stdout
    assert "cases failed" in result.stdout.splitlines()[-1]


def test_the_schema_is_a_schema(run):
    schema = json.loads(run("schema").stdout)
    Draft202012Validator.check_schema(schema)
    assert "fact.payer_income" in schema["$defs"]


def test_what_changed_between_two_dates_is_listed(run):
    result = run("rulebook", "--changes", "2020-06-01", "2021-07-01", "--area", "900101")
    assert result.exit_code == 0, result.output
    assert "低保边缘家庭：开始施行 2020年8月25日" in result.stdout
    assert "最低生活保障标准 农村 [dibao_line]：尚未录入 → 低于 441.00 元/人/月" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--changes", "2022-07-01", "2021-07-01"), "应当早于"),
        (("--changes", "2022-07-01", "yesterday"), "yesterday"),
        ((), "--changes"),
        (("--changes", "2021-07-01", "2022-07-01", "--out", "cards"), "--out"),
        (("--changes", "2021-07-01", "2022-07-01", "--area", "99"), "99"),
    ],
)
def test_changes_that_cannot_be_listed_get_a_sentence(run, arguments, said, tmp_path):
    result = run("rulebook", *arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert not (tmp_path / "cards").exists()


def test_the_rulebook_is_written(run, tmp_path):
    result = run("rulebook", "--out", "cards", "--on", "2022-07-15", "--area", "900101")
    assert result.exit_code == 0, result.output
    assert (tmp_path / "cards" / "index.html").exists()


def test_every_subcommand_explains_itself(run):
    for name in ("decide", "check", "schema", "rulebook", "serve", "bench"):
        result = run(name, "--help")
        assert result.exit_code == 0
        assert "Usage" in result.stdout


# -- as a process -----------------------------------------------------------------------------------------------------
LISTED = "import sys; print('\\n'.join(sorted(sys.modules)), file=sys.stderr)"


def test_one_decision_loads_no_more_than_it_needs(tmp_path):
    """What makes it start in well under a second and a half."""
    (tmp_path / "f.yaml").write_text(FOUR, encoding="utf-8")
    program = f"""
import atexit, sys
atexit.register(lambda: {LISTED.replace("import sys; ", "")})
sys.argv = ["doudi", "decide", "f.yaml", "--json"]
from doudi.config.cli import main
main()
"""
    clean = {n: v for n, v in os.environ.items() if not n.startswith("DOUDI_")}
    result = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=clean, capture_output=True, check=True
    )
    loaded = set(result.stderr.decode().split())
    assert not {"numpy", "numba", "django", "rich", "openpyxl", "xlsxwriter", "pyarrow"} & loaded


def test_output_is_utf8_whatever_the_terminal(tmp_path):
    (tmp_path / "f.yaml").write_text(FOUR, encoding="utf-8")
    environ = {n: v for n, v in os.environ.items() if not n.startswith("DOUDI_")}
    command = Path(sys.executable).with_name("doudi")
    result = subprocess.run(
        [command, "decide", "f.yaml", "--json"],
        cwd=tmp_path,
        env=environ | {"PYTHONIOENCODING": "gbk", "LC_ALL": "C"},
        capture_output=True,
        check=True,
    )
    assert json.loads(result.stdout.decode("utf-8"))[0]["case"] == "四口之家，务工和种地"
