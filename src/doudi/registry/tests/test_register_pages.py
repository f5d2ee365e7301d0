"""The pages of the register: found, looked at, revealed with a reason, recorded; each leaves its mark in the trail."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from doudi.foundation.access import acting, system
from doudi.foundation.domain.roles import Role
from doudi.foundation.keys import keyring
from doudi.foundation.models import AuditEvent
from doudi.registry.models import Fact, Household, Person
from doudi.registry.tests.families import (
    FAR_VILLAGE,
    NEXT_VILLAGE,
    VILLAGE,
    identity_number,
    make_county,
    make_person,
)


@pytest.fixture
def county(db):
    return make_county()


@pytest.fixture
def desk(county, client):
    """A browser of the township clerk."""
    client.force_login(county.account(Role.township_clerk))
    return client


def path(name, *ids):
    return reverse(f"registry:{name}", args=ids)


def shown(response, status=200):
    assert response.status_code == status, response.content.decode()[:2000]
    return response.content.decode()


def faults(page):
    """What a form that came back says."""
    return page.partition('id="faults-title"')[2][:600]


def test_a_household_shows_its_people_what_is_known_and_what_the_law_says(county, desk):
    family = county.families["赵明远"]
    page = shown(desk.get(path("household", family.household.pk)))
    for word in (
        "赵明远家",
        "石板镇 上寨村",
        "赵小川",
        "子女辈",
        "工资性收入",
        "12,600.00 元",
        "按现行规定",
    ):
        assert word in page
    with acting(system("test")):
        event = AuditEvent.objects.filter(action="registry.household.viewed").get()
        assert event.household_id == family.household.pk


def test_a_person_shows_masked_numbers_only(county, desk):
    head = county.families["赵明远"].head
    page = shown(desk.get(path("person", head.pk)))
    assert head.identity_shown in page
    assert "138****" in page


@pytest.mark.parametrize("name", ["household", "household_timeline", "record_household_facts"])
def test_a_household_of_another_township_is_not_there(county, desk, name):
    other = county.families["郑䶮"].household
    assert desk.get(path(name, other.pk)).status_code == 404


@pytest.fixture
def lead(county):
    """A browser of the township lead, who signs."""
    client = Client()
    client.force_login(county.account(Role.township_lead))
    return client


BASE = {"effective_on": "2022-07-01", "reason": "入户核实"}
EVIDENCE = {"evidence_kind": "document", "evidence_source": "户籍证明", "evidence_on": "2022-07-01"}


def ask(desk, url, **given):
    """Preview, then confirm; the address of the request that was made."""
    preview = shown(desk.post(url, BASE | EVIDENCE | given))
    assert "改为" in preview
    response = desk.post(url, BASE | EVIDENCE | given | {"confirm": "1"})
    assert response.status_code == 302, response.content.decode()
    return response.url


def test_a_change_is_previewed_asked_for_and_signed_by_another(county, desk, lead):
    family = county.families["赵明远"]
    url = ask(
        desk,
        path("household_remove_member", family.household.pk),
        member=family.person("孙桂英").pk,
    )
    page = shown(desk.get(url))
    assert "等另一位有审核权的人审核" in page or "撤回" in page
    assert "同意" in shown(lead.get(url))
    assert lead.post(f"{url}approve/", {"reason": "属实"}).status_code == 302
    assert "已生效" in shown(desk.get(url))
    with acting(system("test")):
        assert family.household.memberships.filter(valid_to__isnull=True).count() == 3


HOUSEHOLD_CHANGES = {
    "add_member": lambda f: {"who": "刘新生", "relation": "child"},
    "remove_member": lambda f: {"member": f.person("孙桂英").pk},
    "change_head": lambda f: {"head": f.person("钱秀兰").pk},
    "split": lambda f: {"members": [f.person("孙桂英").pk], "head": f.person("孙桂英").pk},
    "merge_households": lambda f: {"other_number": "SB-0002"},
    "move": lambda f: {"area_code": NEXT_VILLAGE, "address": "河口社区1号"},
    "correction": lambda f: {
        "number": f.household.number,
        "address": "上寨村三组13号",
        "members_are_complete": "yes",
        "supporters_are_complete": "no",
    },
}
PERSON_CHANGES = {
    "death": lambda f: {"died_on": "2022-06-30"},
    "move": lambda f: {"to_number": "SB-0002", "relation": "other"},
    "correction": lambda f: {"name": "孙桂瑛", "sex": "female", "birth_date": "1944-02-14"},
    "merge_persons": lambda f: {"other": "周德福", "stays_in": "mine"},
}


@pytest.mark.parametrize("kind", HOUSEHOLD_CHANGES)
def test_every_change_of_a_household_shows_what_it_would_do(county, desk, kind):
    family = county.families["赵明远"]
    with acting(county.viewer(Role.township_clerk)) as clerk:
        make_person(clerk, "刘新生", "2021-01-01", "female")
    given = HOUSEHOLD_CHANGES[kind](family)
    if kind == "merge_households":
        joining = county.families["周德福"].head
        given[f"joining-{joining.pk}"] = "parent"
    page = shown(desk.post(path(f"household_{kind}", family.household.pk), BASE | given))
    assert "还没有改动任何内容" in page, faults(page)
    with acting(system("test")):
        assert family.household.changes.count() == 0


@pytest.mark.parametrize("kind", PERSON_CHANGES)
def test_every_change_of_a_person_shows_what_it_would_do(county, desk, kind):
    person = county.families["赵明远"].person("孙桂英")
    given = PERSON_CHANGES[kind](county.families["赵明远"])
    page = shown(desk.post(path(f"person_{kind}", person.pk), BASE | given))
    assert "还没有改动任何内容" in page, faults(page)


@pytest.mark.parametrize("kind", [*HOUSEHOLD_CHANGES, "death", "merge_persons"])
def test_rubbish_in_a_change_comes_back_with_its_faults(county, desk, kind):
    family = county.families["赵明远"]
    boxes = (
        "who relation member head members other_number area_code died_on number address "
        "effective_on reason evidence_kind other new_head"
    )
    rubbish = dict.fromkeys(boxes.split(), "9999-99-99<script>")
    is_of_person = kind in ("death", "merge_persons")
    name, of = ("person", family.head) if is_of_person else ("household", family.household)
    page = shown(desk.post(path(f"{name}_{kind}", of.pk), rubbish | {"confirm": "1"}))
    assert "请改一下这里" in page
    assert "99<script>" not in page


def test_a_change_that_needs_evidence_is_not_sent_without(county, desk):
    family = county.families["赵明远"]
    url = path("household_remove_member", family.household.pk)
    given = BASE | {"member": family.person("孙桂英").pk}
    assert "须有证据" in shown(desk.post(url, given))
    assert "须有依据" in shown(desk.post(url, given | {"confirm": "1"}))


def test_a_whole_number_needs_a_reason_and_leaves_it_in_the_trail(county, desk):
    head = county.families["赵明远"].head
    number = keyring().decrypt(head.identity_cipher, "person.identity")
    url = path("reveal_identity", head.pk)
    for reason in ("", " ", "x"):
        assert number not in shown(desk.post(url, {"reason": reason}))
    assert number in shown(desk.post(url, {"reason": "核对低保材料"}))
    with acting(system("test")):
        event = AuditEvent.objects.get(action="registry.person.revealed")
        assert (event.reason, event.person_id) == ("核对低保材料", head.pk)
        assert number not in str(event.details)
    assert "核对低保材料" in shown(desk.get(path("person_lookers", head.pk)))


def test_a_number_is_searched_for_without_standing_in_an_address_or_on_the_page(county, desk):
    head = county.families["赵明远"].head
    number = keyring().decrypt(head.identity_cipher, "person.identity")
    page = shown(desk.post(path("search"), {"q": number}))
    assert "赵明远" in page
    assert number not in page
    assert "赵明远" in shown(desk.post(path("search"), {"q": "138 0013 8001"}))
    assert "赵明远" not in shown(desk.get(path("search"), {"q": number}))
    response = desk.post(path("search"), {"q": "zmy"})
    assert response.status_code == 302
    assert "赵明远" in shown(desk.get(response.url))


@pytest.mark.parametrize("asked", ["", " ", "%", "'; --", "赵" * 60, "\x00", "１２３", "x" * 500])
def test_any_search_has_an_answer(county, desk, asked):
    shown(desk.get(path("search"), {"q": asked, "page": "0x"}))


FACTS = {"kind": "visit", "source": "村干部走访", "learnt_on": "2022-07-01"}


def test_facts_are_recorded_with_their_source_and_paper(county, desk):
    head = county.families["赵明远"].head
    paper = SimpleUploadedFile("工资条.pdf", b"%PDF-1.7 wages")
    given = FACTS | {"income_wage": "1,800.50", "income_pension_basic": "未知", "paper": paper}
    response = desk.post(path("record_person_facts", head.pk) + "?group=income", given)
    assert response.status_code == 302, response.content.decode()
    with acting(system("test")):
        wage = Fact.objects.select_related("evidence__document").get(
            person=head, name="income_wage", evidence__source="村干部走访"
        )
        assert wage.value == 180050
        assert wage.evidence.document.file_name == "工资条.pdf"
        document = wage.evidence.document_id
    page = shown(desk.get(path("person", head.pk)))
    assert "1,800.50 元" in page
    answer = desk.get(path("document", document))
    assert answer.content == b"%PDF-1.7 wages"
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "rubbish",
    [
        {},
        {"income_wage": "很多"},
        {"income_wage": "-1"},
        {"income_wage": "1", "learnt_on": "2999-01-01"},
        {"income_wage": "1", "period_from": "2022-01-01"},
        {"income_wage": "1", "period_from": "2022-02-01", "period_to": "2022-01-01"},
        {"income_wage": "1", "kind": "gossip"},
        {"income_wage": "1", "paper": SimpleUploadedFile("a.exe", b"MZ")},
    ],
)
def test_rubbish_in_facts_is_refused_and_nothing_is_kept(county, desk, rubbish):
    head = county.families["赵明远"].head
    with acting(system("test")):
        before = Fact.objects.count()
    page = shown(desk.post(path("record_person_facts", head.pk), FACTS | rubbish))
    assert "请改一下这里" in page
    with acting(system("test")):
        assert Fact.objects.count() == before


HOME = {
    "area_code": VILLAGE,
    "name": "陈家宝",
    "identity_kind": "resident",
    "address": "上寨村九组",
}


def test_a_household_is_registered_with_its_head(county, desk):
    number = identity_number(dt.date(1990, 5, 1), 77)
    url = path("register_household")
    response = desk.post(url, HOME | {"identity_number": number, "has_hukou_here": "on"})
    assert response.status_code == 302, response.content.decode()
    page = shown(desk.get(response.url))
    assert "陈家宝家" in page
    assert number not in page
    again = shown(desk.post(url, HOME | {"identity_number": number}))
    assert "已经登记在另一位居民名下" in again
    with acting(system("test")):
        assert Household.objects.filter(address="上寨村九组").count() == 1


@pytest.mark.parametrize(
    ("rubbish", "said"),
    [
        ({"identity_number": "90010119900501077X1"}, "证件号码"),
        ({"identity_number": "", "identity_kind": "none"}, "原因"),
        (
            {"identity_number": identity_number(dt.date(1990, 5, 1), 77), "area_code": FAR_VILLAGE},
            "村",
        ),
        ({"identity_number": identity_number(dt.date(1990, 5, 1), 77), "name": "<b>"}, "姓名"),
    ],
)
def test_rubbish_in_a_new_household_is_refused(county, desk, rubbish, said):
    page = shown(desk.post(path("register_household"), HOME | rubbish))
    assert said in page
    with acting(system("test")):
        assert not Household.objects.filter(address="上寨村九组").exists()


def test_whoever_is_registered_for_a_household_goes_straight_on_to_it(county, desk):
    family = county.families["赵明远"]
    given = HOME | {"identity_kind": "none", "identity_reason": "新生儿", "name": "赵小雨"}
    url = path("register_person") + f"?household={family.household.pk}"
    response = desk.post(url, given)
    assert response.url.startswith(path("household_add_member", family.household.pk))
    page = shown(desk.get(response.url))
    assert "赵小雨" in page
    with acting(system("test")):
        person = Person.objects.get(name="赵小雨")
    form = BASE | {"who": "赵小雨", "person_id": person.pk, "relation": "child"}
    assert "还没有改动任何内容" in shown(desk.post(response.url, form))


def test_the_lead_sees_what_waits(county, desk, lead):
    family = county.families["赵明远"]
    member = family.person("孙桂英").pk
    ask(desk, path("household_remove_member", family.household.pk), member=member)
    assert "待审核的变更" in shown(lead.get("/desk/"))
    assert "减少成员" in shown(lead.get(path("changes"), {"state": "submitted"}))
    assert "减少成员待审核" in shown(desk.get(path("household", family.household.pk)))


def test_the_law_is_a_part_of_the_page_and_a_page_of_its_own(county, desk):
    household = county.families["吴㛃"].household
    url = path("household_law", household.pk)
    part = shown(desk.get(url, headers={"HX-Request": "true"}))
    assert "<html" not in part
    assert "还不能确定" in part or "每月" in part
    assert "<html" in shown(desk.get(url))


@pytest.mark.parametrize(
    ("role", "sees"), [(Role.township_clerk, True), (Role.finance_officer, False)]
)
def test_illness_and_disability_are_for_those_who_work_on_the_file(county, client, role, sees):
    with acting(system("test")):
        fact = Fact.objects.filter(name="disability_grade", person__isnull=False).first()
        home = fact.person.memberships.get(valid_to=None).household
    client.force_login(county.account(role))
    pages = [
        shown(client.get(path(name, pk)))
        for name, pk in (
            ("household", home.pk),
            ("household_timeline", home.pk),
            ("person", fact.person_id),
            ("person_timeline", fact.person_id),
        )
    ]
    assert ["残疾" in page for page in pages] == [sees] * 4
    assert ("按现行规定" in pages[0]) is sees
