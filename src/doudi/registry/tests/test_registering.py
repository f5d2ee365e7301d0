"""Registering people, households and what is known of them."""

import datetime as dt

import pytest
from django.http import Http404

from doudi.foundation.access import NotPermitted, acting, system
from doudi.foundation.domain.roles import Role
from doudi.foundation.models import AuditEvent
from doudi.registry import access
from doudi.registry.domain.statements import Statement
from doudi.registry.models import Fact, Household, Person
from doudi.registry.selectors.households import list_members
from doudi.registry.selectors.persons import find_person_by_identity, get_membership
from doudi.registry.services.documents import add_document, read_document
from doudi.registry.services.facts import record_coverage, record_evidence, record_facts
from doudi.registry.services.households import add_member, register_household
from doudi.registry.services.persons import record_death, register_person, reveal_number
from doudi.registry.services.relatives import record_relation, record_supporter
from doudi.registry.tests.families import (
    NEXT_VILLAGE,
    ON,
    OTHER_VILLAGE,
    QINGGANG,
    SHIBAN,
    VILLAGE,
    declared,
    identity_number,
    make_person,
)
from doudi.units.identity import no_identity, parse_identity
from doudi.units.text import ProblemsError


@pytest.fixture
def clerk(county):
    with acting(county.viewer(Role.township_clerk)) as viewer:
        yield viewer


def zhao(county):
    return county.families["赵明远"]


def test_a_household_shows_its_members_to_its_own_area_and_to_no_other(county):
    household = zhao(county).household
    with acting(county.viewer(Role.village_cadre)) as cadre:
        found = access.access_household_for_view(cadre, household.pk)
        names = [m.person.name for m in list_members(cadre, found)]
        assert names == ["赵明远", "钱秀兰", "赵小川", "孙桂英"]
    for role, area in ((Role.township_clerk, QINGGANG), (Role.village_cadre, OTHER_VILLAGE)):
        with acting(county.viewer(role, area)) as stranger, pytest.raises(Http404):
            access.access_household_for_view(stranger, household.pk)


def test_an_administrator_opens_no_file(county):
    household = zhao(county).household
    with acting(county.viewer(Role.system_admin)) as admin, pytest.raises(NotPermitted):
        access.access_household_for_view(admin, household.pk)


def test_a_number_is_kept_sealed_found_by_itself_and_shown_masked(county, clerk):
    head = zhao(county).head
    number = identity_number(dt.date(1977, 3, 5), (sum(map(ord, "赵明远")) % 499) * 2 + 1)
    assert find_person_by_identity(clerk, parse_identity(number)) == head
    assert head.identity_shown == f"900***********{number[-4:]}"
    assert number.encode() not in bytes(head.identity_cipher)
    old = parse_identity(number[:6] + number[8:17])
    assert find_person_by_identity(clerk, old) == head


def test_a_whole_number_is_shown_for_a_reason_and_leaves_a_trace(county, clerk):
    head = zhao(county).head
    with pytest.raises(ProblemsError):
        reveal_number(actor=clerk, person=head, what="identity", reason=" ")
    shown = reveal_number(actor=clerk, person=head, what="identity", reason="与户口簿核对")
    assert len(shown) == 18
    assert (
        reveal_number(actor=clerk, person=head, what="phone", reason="通知补材料") == "13800138001"
    )
    event = AuditEvent.objects.filter(action="registry.person.revealed").latest("id")
    assert (event.reason, event.person_id, event.account_id) == (
        "通知补材料",
        head.pk,
        clerk.account_id,
    )
    assert shown not in str(list(AuditEvent.objects.values_list("details")))


def test_one_number_is_registered_once_even_across_areas(county):
    head = zhao(county).head
    with acting(system("test")) as everywhere:
        number = reveal_number(actor=everywhere, person=head, what="identity", reason="测试")
    with (
        acting(county.viewer(Role.township_clerk, QINGGANG)) as far,
        pytest.raises(ProblemsError, match="已经登记"),
    ):
        register_person(
            actor=far,
            name="赵远明",
            area_code="900101103201",
            identity=parse_identity(number),
            on=ON,
        )


def test_somebody_without_a_number_is_registered_with_the_reason(clerk):
    person = register_person(
        actor=clerk, name="阿依", area_code=VILLAGE, identity=no_identity("户口正在办理"), on=ON
    )
    assert (person.identity_reason, person.identity_index) == ("户口正在办理", None)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "赵3"},
        {"name": "=1+1"},
        {"name": "赵" * 51},
        {"area_code": "900101000000"},
        {"area_code": "900101102999"},
        {"area_code": "900101103201"},
        {"area_code": "rubbish"},
        {"phone": "不知道"},
        {"birth_date": dt.date(2030, 1, 1)},
        {"birth_date": dt.date(1700, 1, 1)},
        {"hukou_area": "县城"},
    ],
)
def test_rubbish_about_a_person_is_refused_and_nothing_is_kept(clerk, wrong):
    before = Person.objects.count()
    given = {"name": "赵六", "area_code": VILLAGE, "identity": no_identity("无"), "on": ON}
    with pytest.raises(ProblemsError):
        register_person(actor=clerk, **(given | wrong))
    assert Person.objects.count() == before


def test_a_grid_worker_records_and_an_auditor_does_not(county):
    with acting(county.viewer(Role.auditor)) as auditor, pytest.raises(NotPermitted):
        register_household(actor=auditor, area_code=VILLAGE, on=ON)
    with acting(county.viewer(Role.grid_worker)) as worker:
        one = register_household(actor=worker, area_code=VILLAGE, on=ON)
        two = register_household(actor=worker, area_code=VILLAGE, on=ON)
        assert one.number.startswith("900101102-")
        assert one.number != two.number


def test_a_household_number_stands_once(clerk):
    with pytest.raises(ProblemsError, match="SB-0001"):
        register_household(actor=clerk, area_code=VILLAGE, number="SB-0001", on=ON)


def test_a_member_belongs_to_one_household_and_a_household_has_one_head(county, clerk):
    family, other = zhao(county), county.families["吴㛃"]
    with pytest.raises(ProblemsError, match="已经是一户的成员"):
        add_member(
            actor=clerk, household=other.household, person=family.head, relation="other", on=ON
        )
    newcomer = make_person(clerk, "赵小河", "2020-01-01", "male")
    for relation in ("head", "cousin"):
        with pytest.raises(ProblemsError):
            add_member(
                actor=clerk, household=family.household, person=newcomer, relation=relation, on=ON
            )


def test_the_file_of_a_new_member_moves_to_the_village_of_the_household(county, clerk):
    person = make_person(clerk, "钱多", "1990-01-01", "male", area=VILLAGE)
    record_facts(
        actor=clerk,
        subject=person,
        facts=[Statement("is_unemployed", 1)],
        evidence=declared(clerk),
        on=ON,
    )
    home = county.families["吴㛃"].household
    add_member(actor=clerk, household=home, person=person, relation="other", on=ON)
    person.refresh_from_db()
    assert person.area_code == NEXT_VILLAGE
    assert {f.area_code for f in Fact.objects.filter(person=person)} == {NEXT_VILLAGE}
    assert get_membership(clerk, person).household == home


def test_what_is_learnt_later_stands_beside_what_was_learnt_before(county, clerk):
    family = zhao(county)
    visit = record_evidence(actor=clerk, kind="visit", on=dt.date(2022, 8, 1))
    record_facts(
        actor=clerk, subject=family.household, facts=[Statement("homes", 2)], evidence=visit, on=ON
    )
    rows = Fact.objects.filter(household=family.household, name="homes").order_by("-pk")
    assert [(f.value, f.evidence.kind) for f in rows] == [(2, "visit"), (1, "declared")]


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        (Statement("no_such_fact", 1), "没有这项情况"),
        (Statement("income_wage", 1), "家庭成员的情况"),
        (Statement("homes", 21), "超出"),
        (Statement("homes", -1), "超出"),
        (Statement("homes", option="two"), "应填数值"),
        (Statement("dibao_class", option="z"), "只能是"),
        (Statement("dibao_class", 1), "只能是"),
        (Statement("residence_class", option="rural"), "信息更正"),
        (Statement("homes", 1, valid_from=ON, valid_to=ON), "失效日期"),
        (Statement("homes", 1, period=(ON, dt.date(2022, 1, 1))), "止日"),
    ],
)
def test_a_fact_that_does_not_fit_the_dictionary_is_refused(county, clerk, statement, words):
    household = zhao(county).household
    with pytest.raises(ProblemsError, match=words):
        record_facts(
            actor=clerk, subject=household, facts=[statement], evidence=declared(clerk), on=ON
        )


def test_money_is_bounded_in_yuan_and_kept_in_fen(county, clerk):
    head, evidence = zhao(county).head, declared(clerk)
    most = 10_000_000 * 100
    record_facts(
        actor=clerk, subject=head, facts=[Statement("income_wage", most)], evidence=evidence, on=ON
    )
    with pytest.raises(ProblemsError, match="超出"):
        record_facts(
            actor=clerk,
            subject=head,
            facts=[Statement("income_wage", most + 1)],
            evidence=evidence,
            on=ON,
        )


def test_a_list_says_what_it_covers_within_the_area_of_whoever_says_it(county, clerk):
    evidence = declared(clerk)
    none = Statement("disability_type", option="none")
    record_coverage(actor=clerk, fact=none, area_code=SHIBAN, evidence=evidence, on=ON)
    with pytest.raises(ProblemsError):
        record_coverage(actor=clerk, fact=none, area_code=QINGGANG, evidence=evidence, on=ON)
    with acting(county.viewer(Role.grid_worker)) as worker, pytest.raises(NotPermitted):
        record_coverage(actor=worker, fact=none, area_code=VILLAGE, evidence=evidence, on=ON)


def test_a_death_is_recorded_once_with_its_source(county, clerk):
    grandmother = zhao(county).person("孙桂英")
    evidence = record_evidence(actor=clerk, kind="department", source="殡仪馆", on=ON)
    for wrong in (dt.date(2023, 1, 1), dt.date(1940, 1, 1)):
        with pytest.raises(ProblemsError):
            record_death(actor=clerk, person=grandmother, died_on=wrong, evidence=evidence, on=ON)
    record_death(actor=clerk, person=grandmother, died_on=None, evidence=evidence, on=ON)
    known = dt.date(2022, 6, 20)
    person = record_death(actor=clerk, person=grandmother, died_on=known, evidence=evidence, on=ON)
    assert (person.is_deceased, person.died_on, person.version) == (True, known, 3)
    with pytest.raises(ProblemsError, match="已经登记过"):
        record_death(actor=clerk, person=grandmother, died_on=known, evidence=evidence, on=ON)


def test_supporters_and_relatives_are_recorded(county, clerk):
    family = zhao(county)
    aunt = record_supporter(
        actor=clerk,
        household=family.household,
        name="孙红",
        kind="child",
        supported=family.person("孙桂英"),
        on=ON,
    )
    assert (aunt.position, aunt.identity_shown) == (0, "")
    record_relation(
        actor=clerk, person=family.head, relative=family.person("孙桂英"), kind="parent", on=ON
    )
    for person, kind in ((family.head, "parent"), (family.person("孙桂英"), "child")):
        relative = family.person("孙桂英")
        with pytest.raises(ProblemsError):
            record_relation(actor=clerk, person=person, relative=relative, kind=kind, on=ON)
    with pytest.raises(ProblemsError, match="不是这一户"):
        record_supporter(
            actor=clerk,
            household=family.household,
            name="某人",
            kind="child",
            supported=county.families["周德福"].head,
            on=ON,
        )


def test_a_paper_is_kept_and_its_readers_are_known(county, clerk):
    household = zhao(county).household
    paper = b"%PDF-1.7 household register"
    kept = add_document(
        actor=clerk, household=household, content=paper, file_name=r"C:\scan\户口簿.pdf"
    )
    assert (kept.file_name, kept.title, kept.area_code) == ("户口簿.pdf", "户口簿.pdf", VILLAGE)
    assert read_document(actor=clerk, document=kept) == paper
    assert AuditEvent.objects.filter(action="registry.document.viewed").count() == 1


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "a.pdf"),
        (b"MZ\x90", "a.pdf"),
        (b"%PDF-", "a.exe"),
        (b"%PDF-", "pdf"),
        (b"\0never", "x"),
    ],
)
def test_a_file_that_is_no_paper_is_refused(clerk, content, name):
    with pytest.raises(ProblemsError):
        add_document(actor=clerk, content=content, file_name=name)


def test_the_factory_makes_what_it_says(county):
    with acting(system("test")):
        assert Household.objects.count() == 5
        assert set(county.families) == {"赵明远", "周德福", "吴㛃", "郑䶮", "冯国强"}
        assert {role for role, _ in county.postings} == set(Role)
