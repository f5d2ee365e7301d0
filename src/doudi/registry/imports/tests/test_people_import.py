"""The ledger of households and persons, from the file to the register."""

import datetime as dt

import pytest

from doudi.foundation.access import acting
from doudi.foundation.keys import keyring
from doudi.foundation.models import AuditEvent
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
from doudi.registry.models import Evidence, Fact, Household, Import, Membership, Person
from doudi.registry.tests.families import (
    FAR_VILLAGE,
    NEXT_VILLAGE,
    VILLAGE,
    identity_number,
)
from doudi.units.text import ProblemsError


@pytest.fixture
def clerk(db):
    return make_clerk()


def test_a_family_is_registered_with_its_members_and_facts(clerk):
    import_id, counts = take_in(clerk, ledger(*FAMILY), members_are_complete=True)
    with acting(clerk):
        household = Household.objects.get(number="H1")
        assert (household.area_code, household.address) == (VILLAGE, "上寨村1组")
        assert household.members_are_complete is True
        members = household.memberships.order_by("position").select_related("person")
        assert [(m.person.name, m.relation) for m in members] == [
            ("林大山", "head"),
            ("何小梅", "spouse"),
            ("林子涵", "child"),
        ]
        head = members[0].person
        assert keyring().decrypt(head.identity_cipher, "person.identity") == HEAD
        assert keyring().decrypt(head.phone_cipher, "person.phone") == "13900001111"
        assert (head.birth_date, head.sex, head.name_initials) == (
            dt.date(1980, 5, 1),
            "male",
            "lds",
        )
        assert list(Fact.objects.order_by("pk").values_list("person__name", "name", "value")) == [
            ("林大山", "income_wage", 1_200_000),
            ("林子涵", "income_wage", 0),
        ]
        assert Evidence.objects.get().kind == "department"
        assert Import.objects.get(pk=import_id).state == "applied"
    assert counts["persons_new"] == 3
    assert counts["households_new"] == 1


def test_the_same_file_again_changes_nothing(clerk):
    take_in(clerk, ledger(*FAMILY))
    with acting(clerk):
        before = [
            list(t.objects.order_by("pk").values()) for t in (Person, Household, Membership, Fact)
        ]
    _, counts = take_in(clerk, ledger(*FAMILY))
    assert counts["touched"] == 0
    with acting(clerk):
        assert before == [
            list(t.objects.order_by("pk").values()) for t in (Person, Household, Membership, Fact)
        ]
        assert Evidence.objects.count() == 1


def test_every_chunk_leaves_one_event_with_a_digest_of_its_rows(clerk):
    take_in(clerk, ledger(*FAMILY))
    with acting(clerk):
        event = AuditEvent.objects.filter(action="registry.import.applied", item_count=3).get()
    assert len(bytes(event.items_digest)) == 32
    assert HEAD not in str(event.details)


def test_a_corrected_telephone_is_taken_over_and_a_blank_one_is_not(clerk):
    take_in(clerk, ledger(*FAMILY))
    take_in(clerk, ledger(*(row.replace("13900001111", "") for row in FAMILY)))
    _, counts = take_in(
        clerk, ledger(*(row.replace("13900001111", "13700002222") for row in FAMILY))
    )
    assert (counts["persons_changed"], counts["persons_same"], counts["persons_new"]) == (1, 2, 0)
    with acting(clerk):
        head = Person.objects.get(name="林大山")
        assert keyring().decrypt(head.phone_cipher, "person.phone") == "13700002222"
        assert head.version == 2


def test_a_child_born_later_joins_the_household_of_the_register(clerk):
    take_in(clerk, ledger(*FAMILY))
    baby = identity_number(dt.date(2021, 3, 4), 8)
    take_in(
        clerk, ledger(*FAMILY, f"H1,{VILLAGE},,林小满,次女,{baby},女,,"), members_are_complete=True
    )
    with acting(clerk):
        household = Household.objects.get()
        assert household.memberships.count() == 4
        assert household.members_are_complete is True
        assert household.version > 1


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("林大山", "林大海", "姓名与登记的不同"),
        ("长子", "父亲", "与户主关系与登记的不同"),
        (f"H1,{VILLAGE}", f"H1,{NEXT_VILLAGE}", "登记在另一个村"),
        ("H1,", "H2,", "现在登记在另一户"),
    ],
)
def test_a_ledger_moves_and_renames_nobody(clerk, old, new, sentence):
    take_in(clerk, ledger(*FAMILY))
    with acting(clerk):
        before = list(Membership.objects.order_by("pk").values())
    import_id, counts = take_in(clerk, ledger(*(row.replace(old, new) for row in FAMILY)))
    assert counts["conflicts"] >= 1
    assert any(sentence in text for _, _, text in faults_of(clerk, import_id))
    with acting(clerk):
        assert list(Membership.objects.order_by("pk").values()) == before
        assert Household.objects.count() == 1


def test_numbers_that_are_registered_outside_the_area_are_refused_without_saying_whose(clerk):
    from doudi.foundation.access import system

    rows = [row.replace(VILLAGE, FAR_VILLAGE) for row in FAMILY]
    take_in(system("elsewhere"), ledger(*rows))
    import_id, counts = take_in(clerk, ledger(*FAMILY))
    assert counts["touched"] == 0
    assert {text for _, _, text in faults_of(clerk, import_id)} == {"这个户编号已登记在您辖区以外"}
    other = [row.replace("H1,", "H9,") for row in FAMILY]
    import_id, counts = take_in(clerk, ledger(*other))
    assert counts["touched"] == 0
    assert "已登记在您辖区以外" in faults_of(clerk, import_id)[0][2]


def test_good_rows_go_in_and_a_household_with_a_bad_row_is_not_called_complete(clerk):
    rows = [*FAMILY[:2], FAMILY[2].replace(SON, SON[:-1] + ("0" if SON[-1] != "0" else "1"))]
    import_id, counts = take_in(clerk, ledger(*rows), members_are_complete=True)
    assert (counts["persons_new"], counts["bad"]) == (2, 1)
    ((row, column, sentence),) = faults_of(clerk, import_id)
    assert (row, column) == (4, "身份证号")
    assert "校验码" in sentence
    with acting(clerk):
        assert Household.objects.get().members_are_complete is None
    take_in(clerk, ledger(*FAMILY), members_are_complete=True)
    with acting(clerk):
        assert Household.objects.get().members_are_complete is True


def test_all_or_none_takes_none_when_one_row_is_bad(clerk):
    rows = [*FAMILY, f"H2,{VILLAGE},,王五,户主,12345,男,,"]
    with pytest.raises(ProblemsError, match="不能整份导入"):
        take_in(clerk, ledger(*rows), mode="all_or_none")
    with acting(clerk):
        assert Person.objects.count() == 0


def test_people_without_a_number_are_known_by_household_name_and_birth(clerk):
    header = "户编号,区划代码,姓名,与户主关系,身份证号,无证件号码的原因,出生日期"
    rows = [
        f"H1,{VILLAGE},林大山,户主,{HEAD},,",
        f"H1,{VILLAGE},林念,孙女,无,未办理户口登记,2020-02-02",
    ]
    take_in(clerk, ledger(*rows, header=header))
    _, counts = take_in(clerk, ledger(*rows, header=header))
    assert (counts["touched"], counts["persons_same"]) == (0, 2)
    with acting(clerk):
        child = Person.objects.get(name="林念")
        assert (child.identity_kind, child.identity_reason) == ("none", "未办理户口登记")


@pytest.mark.parametrize(
    ("row", "column", "sentence"),
    [
        (f",{VILLAGE},,王五,户主,{HEAD},男,,", "户编号", "必须填写"),
        (f"H2,900101999999,,王五,户主,{HEAD},男,,", "区划代码", "没有这个村"),
        (f"H2,{FAR_VILLAGE},,王五,户主,{HEAD},男,,", "区划代码", "不在您的辖区内"),
        (f"H2,{VILLAGE},,王?,户主,{HEAD},男,,", "姓名", "生僻字"),
        (f"H2,{VILLAGE},,王5,户主,{HEAD},男,,", "姓名", "只能有汉字"),
        (f"H2,{VILLAGE},,=CMD(),户主,{HEAD},男,,", "姓名", "只能有汉字"),
        (f"H2,{VILLAGE},,王五,邻居,{HEAD},男,,", "与户主关系", "应填"),
        (f"H2,{VILLAGE},,王五,户主,5.2E+17,男,,", "身份证号", "后几位已丢失"),
        (f"H2,{VILLAGE},,王五,户主,,男,,", "身份证号", "写明原因"),
        (f"H2,{VILLAGE},,王五,户主,{HEAD},女,,", "性别", "与证件号码不一致"),
        (f"H2,{VILLAGE},,王五,户主,{HEAD},男,abc,", "联系电话", "7至15位"),
        (f"H2,{VILLAGE},,王五,户主,{HEAD},男,,一万", "工资性收入（元）", "这不是金额"),
        (f"H2,{VILLAGE},,王五,户主,{HEAD},男,,99999999", "工资性收入（元）", "之间"),
        (f"H2,{VILLAGE},王五,户主,{HEAD},男", "", "格"),
    ],
)
def test_a_bad_row_is_named_with_its_column_and_the_rule(clerk, row, column, sentence):
    good = f"H3,{VILLAGE},,何小梅,户主,{WIFE},女,,"
    import_id, counts = take_in(clerk, ledger(row, good))
    found = [f for f in faults_of(clerk, import_id) if f[1] == column]
    assert found, faults_of(clerk, import_id)
    assert found[0][0] == 2
    assert sentence in found[0][2]
    assert counts["persons_new"] == 1


def test_one_number_with_two_stories_is_a_fault_of_both_rows_and_a_repeated_line_is_none(clerk):
    rows = [*FAMILY, FAMILY[1], f"H2,{VILLAGE},,何小梅,户主,{WIFE},女,,"]
    import_id, counts = take_in(clerk, ledger(*rows))
    assert counts["repeated"] == 1
    assert {row for row, _, _ in faults_of(clerk, import_id)} >= {3, 6}


def test_two_heads_and_two_villages_in_one_household_are_faults(clerk):
    rows = [FAMILY[0], FAMILY[1].replace("妻", "户主"), FAMILY[2].replace(VILLAGE, NEXT_VILLAGE)]
    import_id, _ = take_in(clerk, ledger(*rows))
    sentences = {text for _, _, text in faults_of(clerk, import_id)}
    assert "这一户有两位户主" in sentences
    assert "同一个户编号写了不同的村（社区）" in sentences


def test_a_death_in_the_ledger_is_recorded_with_its_source(clerk):
    header = "户编号,区划代码,姓名,与户主关系,身份证号,死亡日期"
    take_in(clerk, ledger(f"H1,{VILLAGE},林大山,户主,{HEAD},", header=header))
    _, counts = take_in(
        clerk, ledger(f"H1,{VILLAGE},林大山,户主,{HEAD},2022年5月3日", header=header)
    )
    assert counts["persons_changed"] == 1
    with acting(clerk):
        person = Person.objects.get()
        assert (person.is_deceased, person.died_on) == (True, dt.date(2022, 5, 3))
        assert person.death_evidence == Evidence.objects.get()


def test_gb18030_with_rare_characters_reads_like_utf_8(clerk):
    take_in(clerk, ledger(FAMILY[0].replace("林大山", "林䶮"), encoding="gb18030"))
    with acting(clerk):
        assert Person.objects.get().name == "林䶮"


def test_villages_may_be_named_and_a_whole_file_may_be_of_one_village(clerk):
    header = "户编号,村（社区）,姓名,与户主关系,身份证号"
    take_in(clerk, ledger(f"H1,石板镇上寨村,林大山,户主,{HEAD}", header=header))
    header = "户编号,姓名,与户主关系,身份证号"
    take_in(clerk, ledger(f"H2,何小梅,户主,{WIFE}", header=header), area_code=NEXT_VILLAGE)
    with acting(clerk):
        assert list(Household.objects.order_by("number").values_list("area_code", flat=True)) == [
            VILLAGE,
            NEXT_VILLAGE,
        ]
