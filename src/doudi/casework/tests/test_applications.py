"""Taking in an application: each service writes its row and leaves the trail, and refuses what cannot be."""

import datetime as dt

import pytest

from doudi.casework.models import Application, Case, Consent, RelativeFlag
from doudi.casework.services.applications import (
    choose_programmes,
    close_draft,
    open_application,
    record_mandate,
    record_trouble,
    submit_application,
)
from doudi.casework.services.consents import record_consent, record_pledge, withdraw_consent
from doudi.casework.services.relative_flags import declare_relatives
from doudi.foundation.access import NotPermitted, acting
from doudi.foundation.domain.roles import Role
from doudi.foundation.models import AuditEvent
from doudi.registry.models import Fact
from doudi.registry.tests.families import make_county
from doudi.rules.declare import day_number
from doudi.units.text import ProblemsError

ON = dt.date(2022, 9, 22)


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


def begin(clerk, family, *, relatives=False, choices=("dibao",)):
    """A draft with everything said."""
    draft = open_application(actor=clerk, household=family.household, applicant=family.head, on=ON)
    record_mandate(actor=clerk, application=draft, through="self", mandate={})
    record_trouble(actor=clerk, application=draft, trouble=["illness"])
    choose_programmes(actor=clerk, application=draft, choices=choices, on=ON)
    declare_relatives(
        actor=clerk,
        application=draft,
        is_relative=relatives,
        on=ON,
        official_name="王主任" if relatives else "",
        office="上寨村村委会主任" if relatives else "",
        relation="妻弟" if relatives else "",
    )
    draft.refresh_from_db()
    return draft


def trail(action):
    return AuditEvent.objects.filter(action=action)


def test_an_application_goes_in_and_opens_its_case(clerk, family):
    draft = begin(clerk, family)
    assert draft.state == "draft"
    assert draft.number.startswith("S102-2022-")
    [case] = submit_application(actor=clerk, application=draft, on=ON)
    draft.refresh_from_db()
    assert draft.state == "submitted"
    assert (case.procedure, case.state, case.person) == ("dibao", "applied", None)
    case.refresh_from_db()
    assert case.about["asked_for"] == ["dibao"]
    assert case.about["relatives_asked_on"] == "2022-09-22"
    fact = Fact.objects.get(household=family.household, name="application_date")
    assert fact.value == day_number(ON)
    assert trail("casework.application.opened").count() == 1
    assert trail("casework.application.submitted").get().details["cases"] == [case.number]


def test_nothing_goes_in_before_everything_was_asked(clerk, family):
    draft = open_application(actor=clerk, household=family.household, applicant=family.head, on=ON)
    with pytest.raises(ProblemsError) as refused:
        submit_application(actor=clerk, application=draft, on=ON)
    assert len(refused.value.problems) == 4
    assert not Case.objects.exists()


def test_the_same_is_not_applied_for_twice(clerk, family):
    submit_application(actor=clerk, application=begin(clerk, family), on=ON)
    with pytest.raises(ProblemsError, match="under way"):
        begin(clerk, family)


def test_only_members_who_live_apply(clerk, county, family):
    with pytest.raises(ProblemsError, match="no member"):
        open_application(
            actor=clerk,
            household=family.household,
            applicant=county.families["周德福"].head,
            on=ON,
        )
    dead = family.person("孙桂英")
    dead.is_deceased = True
    with pytest.raises(ProblemsError, match="registered as dead"):
        open_application(actor=clerk, household=family.household, applicant=dead, on=ON)
    family.household.state = "dissolved"
    with pytest.raises(ProblemsError, match="dissolved"):
        open_application(actor=clerk, household=family.household, applicant=family.head, on=ON)
    assert not Application.objects.exists()


def test_who_may_not_take_in_is_refused(county, family):
    with acting(county.viewer(Role.grid_worker)) as grid, pytest.raises(NotPermitted):
        open_application(actor=grid, household=family.household, applicant=family.head, on=ON)


@pytest.mark.parametrize(
    ("through", "mandate", "field"),
    [
        ("relative", {"relation": "儿子"}, "name"),
        ("relative", {"name": "周建国"}, "relation"),
        ("self", {"by_thumbprint": True}, "witness"),
        ("nobody", {"name": "甲", "relation": "乙"}, "through"),
    ],
)
def test_a_mandate_says_who_and_why(clerk, family, through, mandate, field):
    draft = open_application(actor=clerk, household=family.household, applicant=family.head, on=ON)
    with pytest.raises(ProblemsError) as refused:
        record_mandate(actor=clerk, application=draft, through=through, mandate=mandate)
    assert [p.where for p in refused.value.problems] == [field]


def test_a_trouble_is_on_the_list_or_told_in_words(clerk, family):
    draft = open_application(actor=clerk, household=family.household, applicant=family.head, on=ON)
    for said in ([], ["nonsense"]):
        with pytest.raises(ProblemsError):
            record_trouble(actor=clerk, application=draft, trouble=said, text=" ")
    kept = record_trouble(actor=clerk, application=draft, trouble=[], text="房顶漏雨")
    assert kept.trouble_text == "房顶漏雨"


def test_relatives_are_flagged_on_the_case(clerk, family):
    draft = begin(clerk, family, relatives=True)
    [case] = submit_application(actor=clerk, application=draft, on=ON)
    case.refresh_from_db()
    assert "relative" in case.flags
    assert RelativeFlag.objects.get(case=case).official_name == "王主任"
    with pytest.raises(ProblemsError) as refused:
        declare_relatives(actor=clerk, application=draft, is_relative=True, on=ON)
    assert {p.where for p in refused.value.problems} == {"official_name", "office", "relation"}
    with pytest.raises(ProblemsError):
        declare_relatives(actor=clerk, application=draft, is_relative=None, on=ON)


def test_consents_are_given_refused_and_withdrawn(clerk, family, county):
    draft = begin(clerk, family)
    wife = family.person("钱秀兰")
    about = {"actor": clerk, "application": draft, "person": wife, "on": ON}
    no = record_consent(**about, is_given=False)
    yes = record_consent(**about, is_given=True, form="thumbprint", witness="李慧")
    no.refresh_from_db()
    assert no.withdrawn_on == ON
    assert Consent.objects.get(withdrawn_on__isnull=True) == yes
    withdraw_consent(actor=clerk, consent=yes, on=ON)
    assert trail("casework.consent.recorded").count() == 2
    assert trail("casework.consent.withdrawn").count() == 1
    for wrong in (
        {"form": "thumbprint"},
        {"form": "guardian"},
        {"form": "x"},
        {"person": county.families["周德福"].head},
        {"on": dt.date(2999, 1, 1)},
    ):
        with pytest.raises(ProblemsError):
            record_consent(**(about | {"is_given": True} | wrong))
    with pytest.raises(ProblemsError):
        withdraw_consent(actor=clerk, consent=yes, on=ON)
    assert record_pledge(actor=clerk, application=draft, on=ON).pledged_on == ON
    with pytest.raises(ProblemsError):
        record_pledge(actor=clerk, application=draft, on=dt.date(2999, 1, 1))


def test_a_draft_is_given_up_and_what_is_handed_in_is_not(clerk, family):
    draft = open_application(actor=clerk, household=family.household, applicant=family.head, on=ON)
    assert close_draft(actor=clerk, application=draft).state == "closed"
    assert trail("casework.application.closed").count() == 1
    handed_in = begin(clerk, family)
    submit_application(actor=clerk, application=handed_in, on=ON)
    with pytest.raises(ProblemsError, match="handed in"):
        close_draft(actor=clerk, application=handed_in)


def test_somebody_s_choice_is_a_case_of_their_own(clerk, family):
    who = family.person("孙桂英").pk
    draft = begin(clerk, family, choices=[f"single_person_case:{who}"])
    [case] = submit_application(actor=clerk, application=draft, on=ON)
    assert case.person_id == who
    with pytest.raises(ProblemsError, match="no such programme"):
        begin(clerk, family, choices=["dibao:99", "nonsense"])
