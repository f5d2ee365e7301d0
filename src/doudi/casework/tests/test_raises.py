"""A raise of the standard: shown, signed by another, applied; nobody gets less by it."""

import datetime as dt

import pytest

from doudi.casework.domain.raises import change_of
from doudi.casework.models import Award, Campaign, CampaignItem, Letter, Notice
from doudi.casework.services.raises import plan_raise, sign_raise
from doudi.casework.services.standing import publish_award
from doudi.casework.tests.policy_families import register_case, worked_case
from doudi.foundation import audit
from doudi.foundation.access import acting, system
from doudi.foundation.domain.roles import Role
from doudi.foundation.jobs import perform_run
from doudi.registry.tests.families import make_county
from doudi.units.dates import Month
from doudi.units.text import ProblemsError

ON = dt.date(2022, 6, 10)


@pytest.mark.parametrize(
    ("before", "verdict", "after", "change"),
    [
        (38067, "eligible", 40000, "up"),
        (38067, "eligible", 38067, "same"),
        (38067, "eligible", 38066, "down"),
        (38067, "not_eligible", None, "out"),
        (38067, "undetermined", None, "unknown"),
        (38067, "eligible", None, "unknown"),
        (None, "eligible", 100, "unknown"),
    ],
)
def test_what_a_raise_means_for_an_award(before, verdict, after, change):
    assert change_of(before, verdict, after) == change


@pytest.fixture
def county(own_database):
    """Policy case 1 (380.67 yuan by the law) was paid too little so far; of another family too little is known."""
    county = make_county()
    with acting(county.viewer(Role.township_clerk)) as clerk:
        first = register_case(clerk, worked_case("dibao", "政策案例1，")).family
        for family, amount in ((first, 30000), (county.families["赵明远"], 500)):
            Award.objects.create(
                area_code=family.household.area_code,
                household=family.household,
                programme="dibao",
                outcome="money",
                amount_fen=amount,
                from_month=dt.date(2021, 8, 1),
                members=4,
            )
        audit.record(clerk, "casework.case.changed", details={"test": "awards"})
    return county


def planned(county):
    with acting(county.viewer(Role.county_officer)) as officer:
        campaign = plan_raise(
            actor=officer,
            title="2022年提标",
            basis="安和民发〔2022〕8号",
            programmes=["dibao"],
            from_month=Month(2022, 7),
            on=ON,
        )
    perform_run(campaign.plan_run_id)
    with acting(system("test")):
        campaign.refresh_from_db()
    return campaign


def test_only_more_is_given_by_itself(county):
    campaign = planned(county)
    assert campaign.state == Campaign.State.planned
    assert campaign.plan["changes"] == {"up": 1, "unknown": 1}
    assert campaign.plan["more_fen"] == 8067
    with acting(county.viewer(Role.county_lead)) as lead:
        with pytest.raises(ProblemsError, match="has changed"):
            sign_raise(actor=lead, campaign=campaign, digest="0", on=ON)
        campaign = sign_raise(actor=lead, campaign=campaign, digest=campaign.plan_digest, on=ON)
    perform_run(campaign.apply_run_id)
    with acting(system("test")):
        campaign.refresh_from_db()
        old, new = (
            Award.objects.filter(end_reason="raised").get(),
            Award.objects.get(campaign=campaign),
        )
        left = CampaignItem.objects.get(campaign=campaign, change="unknown")
        assert Award.objects.get(pk=left.award_id).amount_fen == 500
        letter = Letter.objects.get(campaign=campaign)
    assert (old.until_month, new.from_month) == (dt.date(2022, 6, 1), dt.date(2022, 7, 1))
    assert new.amount_fen == 38067
    assert left.state == "for_a_person"
    assert campaign.state == Campaign.State.done
    assert letter.content["after_fen"] == 38067


def test_what_hung_for_the_old_amount_hangs_for_the_new_one(county):
    campaign = planned(county)
    with acting(county.viewer(Role.county_lead)) as lead:
        publish_award(Award.objects.get(amount_fen=30000), ON)
        campaign = sign_raise(actor=lead, campaign=campaign, digest=campaign.plan_digest, on=ON)
    perform_run(campaign.apply_run_id)
    with acting(system("test")):
        notices = Notice.objects.filter(kind="standing").order_by("pk")
        new = Award.objects.get(campaign=campaign)
        assert [(n.state, n.award_id == new.pk) for n in notices] == [
            ("ended", False),
            ("posted", True),
        ]
        assert notices[1].shown["amount_fen"] == 38067


def test_whoever_asked_does_not_sign(county):
    campaign = planned(county)
    lead = county.viewer(Role.county_lead)
    with acting(lead):
        Campaign.objects.filter(pk=campaign.pk).update(asked_by=lead.posting_id)
        audit.record(lead, "casework.case.changed", details={"test": "asker"})
    with acting(lead), pytest.raises(ProblemsError, match="another person"):
        sign_raise(actor=lead, campaign=campaign, digest=campaign.plan_digest, on=ON)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": " "}, "title"),
        ({"programmes": []}, "Choose"),
        ({"programmes": ["temp_assistance"]}, "monthly money"),
        ({"programmes": ["nothing"]}, "monthly money"),
        ({"from_month": Month(2022, 6)}, "has not begun"),
    ],
)
def test_rubbish_is_told(county, change, said):
    asked = {
        "title": "提标",
        "basis": "文件",
        "programmes": ["dibao"],
        "from_month": Month(2022, 7),
    } | change
    officer = county.viewer(Role.county_officer)
    with acting(officer), pytest.raises(ProblemsError, match=said):
        plan_raise(actor=officer, on=ON, **asked)
    with acting(officer):
        assert not Campaign.objects.exists()
