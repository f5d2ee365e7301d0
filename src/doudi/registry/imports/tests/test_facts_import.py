"""Lists of facts and of legal supporters, from the file to the register."""

import datetime as dt

import pytest

from doudi.foundation.access import acting
from doudi.registry.facts import known_of_household
from doudi.registry.imports.tests.taking_in import (
    FAMILY,
    HEAD,
    SON,
    WIFE,
    faults_of,
    ledger,
    make_clerk,
    take_in,
)
from doudi.registry.models import Coverage, Evidence, Fact, Membership, Supporter
from doudi.registry.tests.families import ON, SHIBAN, identity_number
from doudi.rules.declare import day_number

BRICKLAYER = identity_number(dt.date(1975, 5, 5), 31)


@pytest.fixture
def clerk(db):
    clerk = make_clerk()
    take_in(clerk, ledger(*(row.rpartition(",")[0] + "," for row in FAMILY)))
    return clerk


def facts(clerk):
    with acting(clerk):
        return [
            (f.person.name if f.person else "", f.name, f.item, f.value, f.option)
            for f in Fact.objects.order_by("pk").select_related("person")
        ]


def test_a_column_for_each_fact_and_a_blank_cell_says_nothing(clerk):
    _, counts = take_in(
        clerk,
        ledger(
            f"林大山,{HEAD},12000.50,,三级",
            f"何小梅,{WIFE},未知,3,",
            header="姓名,身份证号,工资性收入,务工月数,残疾等级",
        ),
        period_from="2021-07-01",
        period_to="2022-06-30",
    )
    assert counts["facts_new"] == 4
    assert sorted(facts(clerk)) == [
        ("何小梅", "income_wage", "", None, None),
        ("何小梅", "months_worked", "", 3, None),
        ("林大山", "disability_grade", "", None, "grade_3"),
        ("林大山", "income_wage", "", 1_200_050, None),
    ]
    with acting(clerk):
        fact = Fact.objects.filter(name="income_wage").first()
        assert (fact.period_from, fact.period_to) == (dt.date(2021, 7, 1), dt.date(2022, 6, 30))


def test_one_fact_a_row_with_items_that_add_up(clerk):
    rows = [
        f"{HEAD},存款,1000,农商行 尾号1234",
        f"{HEAD},存款,2500,邮储 尾号88",
        f"{HEAD},名下机动车,1,",
        f"{SON},在校情况,全日制本科及以下在读,",
        "H1,,,",
    ]
    header = "身份证号,项目,数值,项目说明"
    _, counts = take_in(clerk, ledger(*rows[:4], header=header))
    assert counts["facts_new"] == 4
    assert ("林大山", "deposits", "农商行 尾号1234", 100_000, None) in facts(clerk)
    _, counts = take_in(clerk, ledger(*rows[:4], header=header))
    assert (counts["facts_new"], counts["facts_same"], counts["touched"]) == (0, 4, 0)


def test_facts_of_a_household_by_its_number_or_by_a_member(clerk):
    header = "户编号,身份证号,住房套数,建档立卡贫困户"
    take_in(clerk, ledger("H1,,1,是", f",{WIFE},1,是", header=header))
    with acting(clerk):
        found = Fact.objects.order_by("name").values_list("household__number", "name", "value")
        assert list(found) == [("H1", "homes", 1), ("H1", "is_registered_poor", 1)]


def test_a_later_list_adds_what_changed_and_an_old_one_read_again_adds_nothing(clerk):
    header = "身份证号,工资性收入"
    march = ledger(f"{HEAD},1000", header=header)
    april = ledger(f"{HEAD},1200", header=header)
    take_in(clerk, march, learnt_on="2022-03-31")
    take_in(clerk, april, learnt_on="2022-04-30")
    _, counts = take_in(clerk, march, learnt_on="2022-03-31")
    assert counts["facts_new"] == 0
    take_in(clerk, march, learnt_on="2022-05-31")
    assert [value for *_, value, _ in facts(clerk)] == [100_000, 120_000, 100_000]
    with acting(clerk):
        assert Evidence.objects.count() == 3


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (f"{BRICKLAYER},,1000", "登记中没有此人"),
        (f"{HEAD},何小梅,1000", "姓名与登记的不同"),
        (",,1000", "不知道是谁"),
        (f"{HEAD[:-2]},,1000", "18位"),
    ],
)
def test_facts_of_nobody_known_are_refused(clerk, row, sentence):
    import_id, counts = take_in(clerk, ledger(row, header="身份证号,姓名,工资性收入"))
    assert counts["facts_new"] == 0
    assert sentence in faults_of(clerk, import_id)[0][2]
    assert facts(clerk) == []


def test_one_fact_with_two_values_in_a_file_is_a_fault_of_both_rows(clerk):
    rows = [f"{HEAD},1000", f"{HEAD},2000", f"{WIFE},5", f"{WIFE},5"]
    import_id, counts = take_in(clerk, ledger(*rows, header="身份证号,工资性收入"))
    assert {row for row, _, _ in faults_of(clerk, import_id)} == {2, 3}
    assert counts["facts_new"] == 1


def test_a_complete_list_says_what_whoever_is_not_on_it_has(clerk):
    content = ledger(f"{HEAD},林大山,肢体,二级", header="残疾人身份证号,姓名,残疾类别,残疾等级")
    options = {
        "coverage": {"disability_grade": "none", "disability_type": "无"},
        "valid_from": "2022-06-01",
    }
    for _ in range(2):
        take_in(clerk, content, kind="disability", **options)
        with acting(clerk):
            assert sorted(
                Coverage.objects.values_list("name", "option", "area_code", "valid_from")
            ) == [
                ("disability_grade", "none", SHIBAN, dt.date(2022, 6, 1)),
                ("disability_type", "none", SHIBAN, dt.date(2022, 6, 1)),
            ]
    assert len(facts(clerk)) == 2


YEAR = {"period_from": "2021-06-01", "period_to": "2022-05-31"}


def wages_known(clerk, on, who="林大山"):
    with acting(clerk):
        membership = Membership.objects.get(person__name=who, valid_to=None)
        known = known_of_household(clerk, membership.household_id, on)
    return known.of_persons[membership.person_id].facts.get("income_wage")


def test_a_list_that_comes_again_speaks_of_whoever_is_no_longer_on_it(clerk):
    next_year = dt.date(2023, 8, 1)
    of_two = ledger(f"{HEAD},1000", f"{WIFE},500", header="身份证号,工资性收入")
    options = {"coverage": {"income_wage": "0"}, "valid_from": "2021-07-01"}
    take_in(clerk, of_two, kind="income", learnt_on="2022-06-01", **YEAR, **options)
    assert wages_known(clerk, ON) == 100_000
    assert wages_known(clerk, next_year) is None  # it named him, and said nothing of this year
    of_one = ledger(f"{HEAD},1000", header="身份证号,工资性收入")
    again = {"kind": "income", "learnt_on": "2022-06-20", **YEAR, **options}
    _, counts = take_in(clerk, of_one, **again)
    assert (counts["facts_new"], counts["coverage"]) == (1, 1)
    assert wages_known(clerk, next_year) is None
    assert wages_known(clerk, next_year, "何小梅") == 0
    assert wages_known(clerk, ON, "何小梅") == 50_000
    _, counts = take_in(clerk, of_one, **again)
    assert (counts["facts_new"], counts["coverage"]) == (0, 0)


def test_a_list_says_again_only_what_can_run_out(clerk):
    content = ledger(f"{HEAD},林大山,肢体,二级", header="残疾人身份证号,姓名,残疾类别,残疾等级")
    for day, news in (("2022-06-01", 2), ("2022-07-01", 0)):
        _, counts = take_in(
            clerk,
            content,
            kind="disability",
            learnt_on=day,
            coverage={"disability_grade": "none", "disability_type": "无"},
        )
        assert (counts["facts_new"], counts["coverage"]) == (news, 2)


def test_dates_are_read_as_offices_write_them(clerk):
    rows = [f"{HEAD},2021年7月1日", f"{WIFE},2021/7/1", f"{SON},20210701"]
    take_in(clerk, ledger(*rows, header="身份证号,残疾人证有效期至"))
    assert {value for *_, value, _ in facts(clerk)} == {day_number(dt.date(2021, 7, 1))}


def test_supporters_with_what_they_earn(clerk):
    header = "户编号,被赡养人身份证号,义务人姓名,义务人身份证号,与被赡养人关系,义务人家庭月收入,义务人家庭人口"
    rows = [f"H1,{HEAD},林小山,{BRICKLAYER},子女,4200,3", "H1,,林二姐,,弟、妹,,"]
    content = ledger(*rows, header=header)
    _, counts = take_in(clerk, content)
    assert (counts["supporters_new"], counts["facts_new"]) == (2, 2)
    with acting(clerk):
        son, sister = Supporter.objects.order_by("position")
        assert (son.name, son.kind, son.supported.name) == ("林小山", "child", "林大山")
        assert (sister.name, sister.kind, sister.identity_index) == (
            "林二姐",
            "younger_sibling",
            None,
        )
        assert dict(son.facts.values_list("name", "value")) == {
            "payer_income": 420_000,
            "payer_household_size": 3,
        }
    _, counts = take_in(clerk, content)
    assert counts["touched"] == 0


def test_a_supporter_of_nobody_in_the_household_is_refused(clerk):
    header = "户编号,被赡养人身份证号,义务人姓名,与被赡养人关系"
    import_id, _ = take_in(
        clerk,
        ledger(f"H1,{BRICKLAYER},林小山,子女", "H7,,林小山,子女", header=header),
    )
    assert [text for _, _, text in faults_of(clerk, import_id)] == [
        "被赡养人不是这一户的成员",
        "登记中没有这个户编号，或者不在您的辖区内",
    ]


def test_the_shipped_mappings_read_what_those_systems_export(clerk):
    from doudi.registry.imports.mappings import shipped_mappings

    assert len(shipped_mappings()) == 3
    cross_check = ledger(
        f"林大山,{HEAD},银行存款,1000.00,农商行 1234,2021-07-01,2022-06-30",
        f"林大山,{HEAD},市场主体登记,否,,,",
        f"林大山,{HEAD},不动产套数,1,,,",
        header="被核对人姓名,被核对人身份证号,核对项目,核对结果,明细,数据起始日期,数据截止日期",
    )
    _, counts = take_in_as_is(clerk, cross_check)
    assert counts["facts_new"] == 2
    one_card = ledger(
        f"1,何小梅,{WIFE},高龄津贴,100,202206,农商行",
        f"2,何小梅,{WIFE},退耕还林补助,50,202206,农商行",
        f"3,何小梅,{WIFE},耕地地力保护补贴,60,202206,农商行",
        f"4,何小梅,{WIFE},农村低保金,400,202206,农商行",
        header="序号,补贴对象姓名,补贴对象身份证号,补贴项目,实发金额,发放年月,开户银行",
    )
    import_id, counts = take_in_as_is(clerk, one_card)
    assert faults_of(clerk, import_id) == []
    assert sorted(facts(clerk))[:3] == [
        ("何小梅", "income_old_age_allowance", "高龄津贴", 10_000, None),
        ("何小梅", "income_transfer", "耕地地力保护补贴", 6_000, None),
        ("何小梅", "income_transfer", "退耕还林补助", 5_000, None),
    ]
    with acting(clerk):
        fact = Fact.objects.get(item="高龄津贴")
        assert (fact.period_from, fact.period_to) == (dt.date(2022, 6, 1), dt.date(2022, 6, 30))


def take_in_as_is(clerk, content):
    """With the mapping that the header is recognised by."""
    from doudi.registry.services.imports import import_ledger, upload_ledger

    with acting(clerk):
        record = upload_ledger(actor=clerk, file_name="导出.csv", content=content, on=ON)
        assert record.mapping["saved"]
    return record.pk, import_ledger(actor=clerk, import_id=record.pk, on=ON)
