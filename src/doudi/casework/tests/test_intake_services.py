"""What follows an application: what is missing, aid first, sending it on; and the pages with rubbish in their boxes."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from doudi.casework.domain.papers_to_bring import to_bring
from doudi.casework.domain.troubles import programmes_near, troubles
from doudi.casework.models import Application, Case, PapersNotice
from doudi.casework.selectors.fitting import fit_household, questions_of
from doudi.casework.services.applications import open_application, submit_application
from doudi.casework.services.declared_facts import record_answers
from doudi.casework.services.emergencies import apply_urgently
from doudi.casework.services.papers_notices import list_missing, record_answer, tell_missing
from doudi.casework.services.pushes import list_sent_on, push_case, record_feedback
from doudi.casework.services.transition import take_step
from doudi.casework.tests.test_applications import ON, begin, trail
from doudi.foundation.access import acting
from doudi.foundation.clock import get_today
from doudi.foundation.domain.roles import Role
from doudi.foundation.rulebook import get_rulebook
from doudi.registry.domain.statements import Statement
from doudi.registry.models import Fact
from doudi.registry.tests.families import FAR_VILLAGE, QINGGANG, make_county
from doudi.units.text import ProblemsError, Text


@pytest.fixture
def county(db):
    return make_county()


@pytest.fixture
def family(county):
    return county.families["赵明远"]


@pytest.fixture
def clerk(county):
    with acting(county.viewer(Role.township_clerk)) as viewer:
        yield viewer


def test_troubles_name_programmes_of_the_rulebook():
    named = {p for t in troubles().values() for p in t.programmes}
    assert named <= set(get_rulebook().programmes)
    assert programmes_near(["old_alone", "nonsense"])[0] == "tekun"


def test_the_family_brings_only_what_nobody_else_has():
    lines = [Text("户口簿", ""), Text("银行卡", ""), Text("残疾证明（部门能查到的不用带）", "")]
    assert [line.zh for line in to_bring([*lines, *lines])] == ["银行卡"]


def test_only_open_facts_are_asked_and_an_answer_is_not_asked_again(clerk, family):
    draft = begin(clerk, family)
    head = f"p{family.head.pk}"
    before = questions_of(fit_household(clerk, family.household.pk, ON), ["dibao"])
    names = {f.name for f in before.of(head).facts}
    assert "disability_grade" in names
    assert "income_wage" not in names  # the register knows it
    about = {"actor": clerk, "application": draft, "subject": family.head, "on": ON}
    record_answers(**about, facts=[Statement("disability_grade")])  # asked, not known
    after = questions_of(fit_household(clerk, family.household.pk, ON), ["dibao"])
    assert "disability_grade" not in {f.name for f in after.of(head).facts}
    assert Fact.objects.get(name="disability_grade", person=family.head).evidence.kind == "declared"
    assert record_answers(**about, facts=[]) == []
    with pytest.raises(ProblemsError):
        record_answers(**about, facts=[Statement("nonsense", value=1)])


def test_what_is_missing_is_told_once_and_answered(clerk, family):
    draft = begin(clerk, family)
    [case] = submit_application(actor=clerk, application=draft, on=ON)
    draft.refresh_from_db()
    missing = list_missing(clerk, draft, ON)
    assert {i.kind for i in missing} == {"consent", "fact", "paper"}
    with pytest.raises(ProblemsError, match="Nothing is missing"):
        tell_missing(actor=clerk, case=case, items=[], on=ON)
    notice = tell_missing(actor=clerk, case=case, items=missing, on=ON)
    assert notice.answer_by == dt.date(
        2022, 10, 11
    )  # ten working days, the October holiday between
    case.refresh_from_db()
    assert case.state == "incomplete"
    with pytest.raises(ProblemsError, match="told once already"):
        tell_missing(actor=clerk, case=case, items=missing, on=ON)
    with pytest.raises(ProblemsError, match="still missing"):
        record_answer(actor=clerk, case=case, came=["nonsense"], on=ON)
    record_answer(actor=clerk, case=case, came=[i.name for i in missing], on=ON)
    case.refresh_from_db()
    assert case.state == "applied"
    assert PapersNotice.objects.get().answered_on == ON
    assert trail("casework.papers.told").count() == trail("casework.papers.answered").count() == 1


def test_aid_first_opens_the_case_at_once(clerk, family):
    draft = open_application(actor=clerk, household=family.household, applicant=family.head, on=ON)
    said = {"actor": clerk, "application": draft, "on": ON}
    for wrong in (
        {"what": " ", "when": ON, "needed_fen": 1},
        {"what": "失火", "when": dt.date(2999, 1, 1), "needed_fen": 1},
        {"what": "失火", "when": ON, "needed_fen": 0},
    ):
        with pytest.raises(ProblemsError):
            apply_urgently(**said, **wrong)
    assert not Case.objects.exists()
    case = apply_urgently(**said, what="房子失火", when=ON, needed_fen=300_000)
    assert case.procedure == "temp_emergency"
    assert "papers_later" in case.flags
    assert case.about["emergency"]["needed_fen"] == 300_000
    assert trail("casework.application.submitted").get().details["urgent"] is True


def ready_to_push(clerk, family, person):
    draft = begin(clerk, family, choices=[f"disability_living_subsidy:{person.pk}"])
    [case] = submit_application(actor=clerk, application=draft, on=ON)
    assert case.procedure == "disability"
    return take_step(actor=clerk, case=case, action="accept", on=ON)


def test_a_case_goes_to_the_place_of_the_hukou_and_is_still_seen(county):
    family = county.families["吴㛃"]
    with acting(county.viewer(Role.township_clerk)) as clerk:
        case = ready_to_push(clerk, family, family.person("吴雨桐"))
        with pytest.raises(ProblemsError, match="name the office"):
            push_case(actor=clerk, case=case, to_area="110101001001", on=ON)
        push_case(actor=clerk, case=case, to_area=FAR_VILLAGE, on=ON)
        assert not Case.objects.filter(pk=case.pk).exists()  # row security: it lies elsewhere now
        [sent] = list_sent_on(clerk)
        assert (sent.who, sent.to_area) == ("吴＊", FAR_VILLAGE)
    with acting(county.viewer(Role.township_clerk, QINGGANG)) as there:
        case = Case.objects.select_related("household", "application").get(pk=case.pk)
        assert case.state == "pushed"
        assert case.household.area_code == case.application.area_code == FAR_VILLAGE
        with pytest.raises(ProblemsError):
            record_feedback(actor=there, case=case, text=" ", on=ON)
        record_feedback(actor=there, case=case, text="已收到", on=ON)
        assert list_sent_on(there) == []
    with acting(county.viewer(Role.township_clerk)) as clerk:
        assert list_sent_on(clerk)[0].feedback == "已收到"


def test_to_an_office_outside_it_is_sent_on_paper(clerk, county):
    family = county.families["吴㛃"]
    case = ready_to_push(clerk, family, family.person("吴雨桐"))
    case = push_case(actor=clerk, case=case, to_area="", sent_to="邻省新桥镇", on=ON)
    assert case.about["pushed"]["sent_to"] == "邻省新桥镇"
    assert case.area_code == family.household.area_code
    assert trail("casework.case.pushed").count() == 1


RUBBISH = {
    "through": "x", "name": "甲" * 101, "trouble": ["x"], "trouble_text": "乙" * 501, "what": "丙" * 301, "when": "昨天",
    "needed": "很多", "choices": ["dibao:abc"], "is_relative": "maybe", "on": "2022-02-30", "pledged": "?",
    "is_so": ["x"], "others_are": "maybe", "disability_grade": "x", "clergy_since": "=1+1", "applicant": "999999999", "q": "丁" * 61,
}  # fmt: skip


def test_rubbish_comes_back_with_sentences_and_writes_nothing(county, family):
    with acting(county.viewer(Role.township_clerk)) as clerk:
        draft = open_application(
            actor=clerk, household=family.household, applicant=family.head, on=get_today()
        )
        Application.objects.filter(pk=draft.pk).update(draft={"choices": ["dibao"]})
        version = Application.objects.get(pk=draft.pk).version
    client = Client()
    client.force_login(county.account(Role.township_clerk))
    steps = ("who", "trouble", "urgent", "programmes", "facts", "relatives", "consents", "check")
    for step in steps:
        address = reverse(f"casework:intake_{step}", args=[draft.pk])
        if step == "facts":
            address += f"?about=p{family.head.pk}"
        answer = client.post(address, RUBBISH)
        assert answer.status_code == 200, step
        assert "dd-faults" in answer.content.decode(), step
    for address in (
        reverse("casework:intake"),
        reverse("casework:intake_applicant", args=[family.household.pk]),
    ):
        assert "dd-faults" in client.post(address, RUBBISH).content.decode()
    with acting(county.viewer(Role.township_clerk)):
        assert Application.objects.get(pk=draft.pk).version == version
        assert not Case.objects.exists()
