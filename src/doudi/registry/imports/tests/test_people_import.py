"""The ledger of households and persons, from the file to the register."""

import datetime as dt

import pytest

from doudi.foundation.access import acting
from doudi.foundation.domain.roles import Role
from doudi.foundation.keys import keyring
from doudi.foundation.models import AuditEvent
from doudi.registry.models import Evidence, Fact, Household, Import, Membership, Person
from doudi.registry.services.imports import import_ledger, upload_ledger
from doudi.registry.tests.families import (
    ON,
    SHIBAN,
    VILLAGE,
    identity_number,
    make_areas,
    make_posting,
)

HEADER = "户编号,区划代码,家庭住址,姓名,与户主关系,身份证号,性别,联系电话,工资性收入（元）"
HEAD, WIFE, SON = (
    identity_number(dt.date(1980, 5, 1), 3),
    identity_number(dt.date(1982, 1, 31), 4),
    identity_number(dt.date(2010, 7, 9), 11),
)
FAMILY = [
    f"H1,{VILLAGE},上寨村1组,林大山,户主,{HEAD},男,13900001111,12000",
    f"H1,{VILLAGE},上寨村1组,何小梅,妻,{WIFE},女,,",
    f"H1,{VILLAGE},上寨村1组,林子涵,长子,{SON},男,,0",
]


@pytest.fixture
def clerk(db):
    return _clerk()


def _clerk():
    from doudi.foundation.access import system, viewer_of

    actor = system("test")
    with acting(actor):
        make_areas(actor)
        posting = make_posting(actor, Role.township_clerk, SHIBAN)
        from doudi.foundation import audit

        audit.record(actor, "registry.household.created", details={"test": "posting"})
    return viewer_of(posting)


def ledger(*rows, header=HEADER, encoding="utf-8"):
    return ("\n".join([header, *rows]) + "\n").encode(encoding)


def take_in(clerk, content, mode="good_rows", name="台账.csv", **options):
    with acting(clerk):
        record = upload_ledger(actor=clerk, file_name=name, content=content, on=ON)
        record.mapping["options"] = options
        record.save()
    counts = import_ledger(actor=clerk, import_id=record.pk, on=ON, mode=mode)
    return record.pk, counts


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
