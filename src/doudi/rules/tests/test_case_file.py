"""Case files: what a clerk may write, and the sentence for everything that cannot be used."""

import json
from datetime import date
from fractions import Fraction

import pytest

from doudi.rules.backgrounds import read_backgrounds
from doudi.rules.case_file import read_cases
from doudi.rules.case_text import MOST_BYTES, decode
from doudi.rules.declare import day_number
from doudi.rules.dimensions import STEPS_PER_UNIT
from doudi.rules.tests.family_law import FAMILY, TODAY, Desk
from doudi.units.text import ProblemsError

YUAN = STEPS_PER_UNIT["yuan"]


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    return Desk(tmp_path_factory.mktemp("law"))


def family(**more):
    """A case that is right, as data; `more` replaces parts of it."""
    return {
        "case": "王家",
        "on": "2022-07-15",
        "area": "900101000000",
        "household": {"place": "farm"},
        "members": [{"name": "王建国", "birth_date": "1984-03-02"}],
        **more,
    }


def written(*cases):
    return json.dumps(list(cases), ensure_ascii=False, indent=1)


# -- what is read as what --------------------------------------------------------------------------------
def test_a_family(desk):
    (entry,) = desk.read(FAMILY)
    case = entry.case
    assert (case.name, case.on, case.area) == ("三口之家", TODAY, "900101000000")
    assert [row.name for row in case.rows["member"]] == ["王建国", "李秀兰", "王小明"]
    assert case.rows["member"][0].facts["income"] == 14_400 * YUAN
    assert case.complete == {"member": True, "helper": True}
    assert case.rows["helper"] == []
    assert entry.where == "input:2"


@pytest.mark.parametrize(
    ("key", "text", "steps"),
    [
        ("is_local", "yes", 1),
        ("is_local", "否", 0),
        ("is_local", '"TRUE"', 1),
        ("本地户籍", "是", 1),
        ("place", "farm", 1),
        ("place", "城镇", 0),
        ("居住地", "town", 0),
        ("savings", "12.50", Fraction("12.5") * YUAN),
        ("savings", "1,234.5", Fraction("1234.5") * YUAN),
        ("savings", "1.2万元", 12_000 * YUAN),
        ("savings", "￥３００", 300 * YUAN),
        ("moved_on", "2020-02-29", day_number(date(2020, 2, 29))),
        ("moved_on", "2020年2月29日", day_number(date(2020, 2, 29))),
        ("moved_on", "20200229", day_number(date(2020, 2, 29))),
    ],
)
def test_facts_in_their_spellings(desk, key, text, steps):
    case = desk.case(
        f"case: x\narea: 900101\nhousehold: {{{key}: {text if ',' not in text else repr(text)}}}"
    )
    assert list(case.facts.values()) == [steps]


def test_a_figure_may_carry_its_own_unit(desk):
    case = desk.case("case: x\narea: 900101\nhelpers: [{gives: 1900元/月, mouths: 3人}]")
    assert case.rows["helper"][0].facts == {"gives": 1900 * YUAN, "mouths": 3}


@pytest.mark.parametrize("word", ["unknown", "未知", '"?"', "？", "null", "~", ""])
def test_not_known_is_left_out(desk, word):
    assert desk.case(f"case: x\narea: 900101\nhousehold:\n  savings: {word}\n").facts == {}


@pytest.mark.parametrize(
    ("helpers", "complete", "count"),
    [
        ("helpers: none", True, 0),
        ("helpers: 无", True, 0),
        ("helpers: []", True, 0),
        ("helpers: unknown", None, 0),
        ("helpers:", None, 0),
        ("", None, 0),
        ("helpers: [{mouths: 2}]", True, 1),
        ("helpers: {rows: [{mouths: 2}]}", True, 1),
        ("helpers: {complete: no, rows: [{mouths: 2}]}", False, 1),
        ("helpers: {complete: unknown, rows: [{mouths: 2}]}", None, 1),
    ],
)
def test_whether_all_rows_are_listed(desk, helpers, complete, count):
    case = desk.case(f"case: x\narea: 900101\n{helpers}\n")
    assert (case.complete["helper"], len(case.rows["helper"])) == (complete, count)


def test_one_case_a_list_and_cases_are_the_same(desk):
    one = family()
    for text in (json.dumps(one), written(one), json.dumps({"cases": [one]})):
        assert desk.case(text).rows == desk.case(written(one)).rows
    assert len(desk.read(written(one, family(case="李家")))) == 2


def test_a_row_without_a_name_is_counted_through(desk):
    case = desk.case("case: x\narea: 900101\nhelpers: [{mouths: 2}, {mouths: 3}]")
    assert [row.name for row in case.rows["helper"]] == ["帮扶人1", "帮扶人2"]


def test_two_persons_of_one_name_are_told_apart(desk):
    members = [
        {"name": "王伟", "birth_date": "1984-03-02"},
        {"name": "王伟", "birth_date": "2012-03-02"},
    ]
    case = desk.case(written(family(members=members)))
    assert [row.name for row in case.rows["member"]] == ["王伟", "王伟（2）"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_encodings(desk, encoding):
    assert desk.case(FAMILY.encode(encoding)).name == "三口之家"


def test_a_rare_character_escaped_by_json(desk):
    text = json.dumps(family(case="𠮷家"), ensure_ascii=True)
    assert "\\ud842" in text
    assert desk.case(text).name == "𠮷家"


def test_the_command_line_overrules_date_and_area(desk):
    case = desk.case(FAMILY, on=date(2021, 1, 2), area="900102000000")
    assert (case.on, case.area) == (date(2021, 1, 2), "900102000000")


def test_a_case_without_a_date_is_judged_today(desk):
    assert desk.case("case: x\narea: 900101").on == TODAY


# -- backgrounds -----------------------------------------------------------------------------------------
def test_a_background_fills_what_is_not_stated_and_is_remembered(desk):
    case = desk.case(FAMILY)
    assert case.facts["savings"] == 0
    assert case.from_background["household", 0, "savings"] == "settled"
    assert case.from_background["member", 2, "studies"] == "at_home"
    assert ("member", 0, "income") not in case.from_background


def test_what_is_stated_stays_even_unknown(desk):
    case = desk.case(
        FAMILY.replace("{place: farm}", "{place: farm, savings: unknown, is_local: no}")
    )
    assert "savings" not in case.facts
    assert case.facts["is_local"] == 0


def test_the_first_background_named_goes_before(desk):
    assert (
        desk.case("case: x\narea: 900101\nbackground: [rich, settled]").facts["savings"]
        == 500_000 * YUAN
    )
    assert desk.case("case: x\narea: 900101\nbackground: [本地常住, 有钱]").facts["savings"] == 0


def test_a_background_can_say_that_there_are_none(desk):
    case = desk.case("case: x\narea: 900101\nbackground: no_helpers")
    assert (case.rows["helper"], case.complete["helper"]) == ([], True)
    assert case.from_background["helper", 0, ""] == "no_helpers"
    stated = desk.case("case: x\narea: 900101\nbackground: no_helpers\nhelpers: unknown")
    assert stated.complete["helper"] is None


# -- figures stated for a case -----------------------------------------------------------------------------
def test_a_stated_figure_replaces_the_places_own(desk):
    case = desk.case(
        "case: x\narea: 900101\nvalues: {base_months: 6, line: {farm: 400}, most: '2500'}"
    )
    line, base = case.stated["line", "farm"], case.stated["base_months", ""]
    assert (line.comparator, line.pack.name, base.figure) == ("lt", "stated", 6)
    assert ("line", "town") not in case.stated


def test_another_comparator_goes_for_every_key(desk):
    case = desk.case('case: x\narea: 900101\nvalues: {line: {farm: 400, comparator: "<="}}')
    assert {r.comparator for r in case.stated.values()} == {"le"}
    own = desk.rulebook.values.resolve("line", "town", "900101000000", TODAY)
    assert case.stated["line", "town"].figure == own.figure


def test_a_rounding_can_be_stated(desk):
    case = desk.case("case: x\narea: 900101\nvalues: {gap_rounding: {to: fen, mode: half_up}}")
    assert case.stated["gap_rounding", ""].figure[0].name == "fen"


# -- what is refused -----------------------------------------------------------------------------------------
def test_all_problems_are_reported_together_in_the_order_of_lines(desk):
    found = desk.problems(
        "case: x\n"
        "on: 2022-02-30\n"
        'area: "123"\n'
        "household: {savings: -1, place: moon}\n"
        "members:\n"
        "  - {name: 甲, income: 0.001, incom: 5}\n"
        "unheard: of\n"
    )
    assert [p.where for p in found] == [f"input:{n}" for n in (2, 3, 4, 4, 6, 6, 7)]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"   \n\n", "empty"),
        (b"# nothing but a remark\n", "no case"),
        (b"[]", "no case"),
        (b"cases: []", "no case"),
        (b"null", "no case"),
    ],
)
def test_an_empty_file(desk, content, words):
    (problem,) = desk.problems(content)
    assert words in problem.text.en


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("case: 王家".encode("gbk")[:-1] + b"\xff\xff", 1),
        (b"case: x\narea: \x80\n", 2),
        ("case: 王家\n姓名: 李四光\n".encode() + b"\xe6\x9d: x\n", 3),
        ("case: 王家\n".encode("utf-16"), 1),
    ],
)
def test_bytes_in_no_encoding_of_ours(desk, content, line):
    (problem,) = desk.problems(content)
    assert "UTF-8" in problem.text.en
    assert problem.where == f"input:{line}"


def test_broken_utf8_is_not_taken_for_gb18030():
    """It would often pass, and turn every name into another."""
    broken = "姓名：王建国。".encode()[:-1] + b"\n1234"
    assert broken.decode("gb18030")
    with pytest.raises(ProblemsError):
        decode(broken, "f")


def test_a_member_listed_twice(desk):
    members = [{"name": "王建国", "birth_date": "1984-03-02"}] * 2
    (problem,) = desk.problems(written(family(members=members)))
    assert "listed twice" in problem.text.en
    assert problem.value == "王建国"


def test_an_identity_number_listed_twice(desk):
    members = [{"name": n, "identity_number": "11010519491231002X"} for n in ("甲", "乙")]
    (problem,) = desk.problems(written(family(members=members)))
    assert "identity number is listed twice" in problem.text.en
    assert "1949" not in problem.value


def test_two_heads(desk):
    members = [{"name": "甲", "relation": "head"}, {"name": "乙", "与户主关系": "户主"}]
    (problem,) = desk.problems(written(family(members=members)))
    assert "one head" in problem.text.en


def test_born_after_the_date_judged(desk):
    (problem,) = desk.problems(
        written(family(members=[{"name": "甲", "birth_date": "2022-07-16"}]))
    )
    assert "born after" in problem.text.en
    assert problem.value == "2022-07-16"
    assert desk.case(written(family(members=[{"name": "甲", "birth_date": "2022-07-15"}])))


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"birth_date": "1949-12-30"}, "born on 31 December 1949"),
        ({"birth_date": "1949-12-31", "sex": "male"}, "says female"),
    ],
)
def test_age_or_sex_against_the_identity_number(desk, facts, words):
    member = {"name": "甲", "identity_number": "11010519491231002X", **facts}
    (problem,) = desk.problems(written(family(members=[member])))
    assert words in problem.text.en
    assert problem.value == "110***********002X"


def test_an_identity_number_fills_birth_date_and_sex_and_is_not_kept(desk):
    (entry,) = desk.read(
        written(family(members=[{"name": "甲", "身份证号": "11010519491231002X"}]))
    )
    facts = entry.case.rows["member"][0].facts
    assert facts == {"birth_date": day_number(date(1949, 12, 31)), "sex": 1}
    assert "11010519491231002" not in repr(entry)


def test_a_background_does_not_overrule_an_identity_number(desk, tmp_path):
    path = tmp_path / "b.yaml"
    path.write_text("men: {zh: 男, en: men, member: {sex: male}}", encoding="utf-8")
    members = [{"name": "甲", "identity_number": "11010519491231002X"}, {"name": "乙"}]
    text = written(family(members=members, background=["men"]))
    case = desk.case(text, backgrounds=read_backgrounds(path, desk.rulebook))
    assert [row.facts["sex"] for row in case.rows["member"]] == [1, 0]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("110105194912310021", "check digit"),
        ("5.2E+17", "spreadsheet"),
        (5.2e17, "in quotes"),
        ("12345", "18 characters"),
        ("110105204912310026", "after"),
    ],
)
def test_a_wrong_identity_number(desk, number, words):
    found = desk.problems(written(family(members=[{"name": "甲", "identity_number": number}])))
    assert words in found[0].text.en
    assert "19491231" not in "".join(p.in_("en") for p in found)


def test_an_identity_number_written_without_quotes_is_whole(desk):
    text = "case: x\narea: 900101\nmembers: [{name: 甲, identity_number: 440524188001010014}]"
    assert desk.case(text).rows["member"][0].facts["birth_date"] == day_number(date(1880, 1, 1))


@pytest.mark.parametrize(
    "amount", ["-1", "1000000.01", "99999999999999999999", "-0.01", '"-5元"', "1.0E+400000000"]
)
def test_negative_and_absurd_amounts(desk, amount):
    (problem,) = desk.problems(f"case: x\narea: 900101\nhousehold: {{savings: {amount}}}")
    assert problem.where == "input:3"
    assert "存款" in problem.text.zh or "金额" in problem.text.zh


def test_the_bounds_are_told_in_yuan(desk):
    (problem,) = desk.problems("case: x\narea: 900101\nhousehold: {savings: -1}")
    assert problem.in_("zh") == (
        "input:3：存款应为 0.00元 至 1,000,000.00元 之间的金额（最多两位小数），或 未知（填写的是“-1”）"
    )


@pytest.mark.parametrize(
    "amount", ["12.345", "=SUM(B2:B5)", "1900元/年", "yes", "[1]", "{a: 1}", "1e5"]
)
def test_what_is_no_amount(desk, amount):
    assert desk.problems(f"case: x\narea: 900101\nhousehold: {{savings: {amount}}}")


@pytest.mark.parametrize(
    ("part", "hint"),
    [
        ("household: {saving: 1}", "savings (savings)"),
        ("household: {存歀: 1}", "savings (savings)"),
        ("household: {收入: 1}", "income (yearly income)"),
        ("household: {incom: 1}", "under members"),
        ("household: {income: 1}", "belongs under members"),
        ("member: []", "members"),
        ("values: {lines: 1}", "line"),
    ],
)
def test_an_unknown_name_and_the_nearest(desk, part, hint):
    (problem,) = desk.problems(f"case: x\narea: 900101\n{part}")
    assert problem.where == "input:3"
    assert hint in problem.text.en


def test_a_fact_given_by_name_and_by_label(desk):
    (problem,) = desk.problems("case: x\narea: 900101\nhousehold: {savings: 1, 存款: 2}")
    assert "given twice" in problem.text.en


@pytest.mark.parametrize(
    "area", ["123", "12345678901a", "99", "1101051234567", "520001000001", "5.2E+11"]
)
def test_an_area_that_is_none(desk, area):
    (problem,) = desk.problems(f"case: x\narea: {area}")
    assert problem.where == "input:2"


def test_an_area_that_nobody_knows(desk):
    (problem,) = desk.problems(
        "case: x\narea: 900199", known_area=lambda code: code == "900101000000"
    )
    assert "no such area" in problem.text.en


def test_a_case_without_area_or_sentence(desk):
    found = desk.problems("household: {place: farm}")
    assert {p.text.en for p in found} == {
        "a case lacks case",
        "a case lacks area (a code of 12 digits)",
    }


def test_a_date_before_any_law(desk):
    (problem,) = desk.problems("case: x\narea: 900101\non: 2009-12-31")
    assert "no law of the rulebook is in force" in problem.text.en
    assert problem.where == "input:3"
    assert desk.problems("case: x\narea: 900101", on=date(1999, 1, 1))


@pytest.mark.parametrize("on", ["2022-13-01", "2022-02-29", "soon", "0202-01-01", "2022"])
def test_a_date_that_is_none(desk, on):
    (problem,) = desk.problems(f"case: x\narea: 900101\non: {on}")
    assert problem.where == "input:3"


def test_more_rows_than_a_household_can_have(desk):
    members = [{"name": f"成员{n}"} for n in range(9)]
    (problem,) = desk.problems(written(family(members=members)))
    assert "at most 8, not 9" in problem.text.en
    assert desk.case(written(family(members=members[:8])))


def test_an_alias_and_a_key_twice(desk):
    assert "aliases" in desk.problems("case: &a x\narea: *a")[0].text.en
    assert "twice" in desk.problems("case: x\ncase: y\narea: 900101")[0].text.en


def test_deep_nesting(desk):
    assert "levels deep" in desk.problems("[" * 100_000)[0].text.en


def test_a_huge_file(desk, tmp_path):
    path = tmp_path / "huge.yaml"
    with path.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(ProblemsError) as caught:
        read_cases(path, desk.rulebook, today=TODAY)
    assert "larger than 20 MB" in caught.value.problems[0].text.en


@pytest.mark.parametrize("name", ["missing.yaml", "."])
def test_a_file_that_cannot_be_read(desk, tmp_path, name):
    with pytest.raises(ProblemsError) as caught:
        read_cases(tmp_path / name, desk.rulebook, today=TODAY)
    assert "cannot be read" in caught.value.problems[0].text.en


@pytest.mark.parametrize(
    "text",
    [
        "just text",
        "- 1\n- 2",
        "cases: 3",
        "cases: [a]",
        "case: x\narea: 900101\nmembers: 3",
        "case: x\narea: 900101\nmembers: [3]",
        "case: x\narea: 900101\nmembers: {rows: 3}",
        "case: x\narea: 900101\nmembers: {complete: yes}",
        "case: x\narea: 900101\nmembers: {complete: maybe, rows: []}",
        "case: x\narea: 900101\nhousehold: [1]",
        "case: x\narea: 900101\nbackground: unheard",
        "case: x\narea: 900101\nbackground: {a: b}",
        "case: [x]\narea: 900101",
        "case: x\narea: {a: b}",
        "case: x\narea: 900101\non: []",
        "case: x\narea: 900101\nmembers: [{name: [a]}]",
        "case: x\narea: 900101\nmembers: [{name: household}]",
        "case: x\narea: 900101\nvalues: {line: 3}",
        "case: x\narea: 900101\nvalues: {line: {moon: 3}}",
        'case: x\narea: 900101\nvalues: {line: {farm: 3, comparator: "="}}',
        "case: x\narea: 900101\nvalues: {base_months: 13}",
        "case: x\narea: 900101\nvalues: {base_months: twelve}",
        "case: x\narea: 900101\nvalues: {base_months: 1/0}",
        "case: x\narea: 900101\nvalues: {support_share: '1e999999999'}",
        "case: x\narea: 900101\nvalues: {support_share: 1.0E+999999999}",
        "case: x\narea: 900101\nvalues: {gap_rounding: {to: [fen], mode: up}}",
        "case: x\narea: 900101\nvalues: {gap_rounding: jiao}",
        "case: x\narea: 900101\nexpect: yes",
        "case: x\narea: 900101\nexpect: [{programme: unheard}]",
    ],
)
def test_structures_that_are_none(desk, text):
    for problem in desk.problems(text):
        assert problem.text.zh
        assert problem.where


def test_a_wrong_structure_behind_many_wrong_facts(desk):
    rows = [family(household={"place": "moon", "savings": -1}) for _ in range(60)]
    found = desk.problems(written(*rows, family(members=[3], household=5)))
    assert len(found) == 101


def test_a_hopeless_file_ends_after_a_hundred_problems(desk):
    found = desk.problems(
        "case: x\narea: 900101\nhousehold:\n" + "".join(f"  k{n}: 1\n" for n in range(5000))
    )
    assert len(found) == 101
    assert "first 100" in found[-1].text.en
