"""A review of all and a one-off payment: two people, done once however often the run is killed, nobody loses by it."""

import datetime as dt

import pytest
from django.urls import reverse

from doudi.casework.models import Award, Campaign, CampaignItem, Case
from doudi.casework.selectors.campaigns import list_progress
from doudi.casework.services import one_off_campaigns, review_campaigns
from doudi.casework.services.campaigns import drop_campaign
from doudi.casework.services.items_of_campaigns import review_campaign_item
from doudi.casework.services.one_off_lines import settle_one_off_line
from doudi.casework.services.reviews import open_review
from doudi.foundation import audit
from doudi.foundation.access import NotPermitted, acting, system
from doudi.foundation.clock import get_now
from doudi.foundation.domain.roles import Role
from doudi.foundation.jobs import Skip
from doudi.foundation.models import AuditEvent, Run, RunItem
from doudi.registry.tests.families import SHIBAN, make_county
from doudi.units.text import ProblemsError

ON = dt.date(2023, 9, 4)


@pytest.fixture
def county(db):
    """Two families with Dibao, one of which had it before the base date only."""
    county = make_county()
    with acting(county.viewer(Role.county_officer)) as officer:
        families = [county.families["赵明远"], county.families["周德福"]]
        for family in families:
            Award.objects.create(
                area_code=family.household.area_code,
                household=family.household,
                programme="dibao",
                outcome="money",
                amount_fen=38067,
                from_month=dt.date(2022, 11, 1),
            )
        audit.record(officer, "casework.case.changed", details={"test": "awards"})
    return county


def perform(run: Run, perform_item, finish=None, times: int = 1) -> None:
    """As the worker does, `times` over: as if it were killed before it marked the item."""
    with acting(system("test")) as viewer:
        for item in RunItem.objects.filter(run=run).order_by("number"):
            for _ in range(times):
                perform_item(run, item, viewer)
        if finish:
            finish(run, viewer)


def now(campaign: int | None = None) -> Campaign:
    """As it stands in the database: the only one, or this one."""
    with acting(system("test")):
        rows = Campaign.objects.select_related("plan_run", "apply_run")
        return rows.get(pk=campaign) if campaign else rows.get()


def reviewed(county) -> Campaign:
    with acting(county.viewer(Role.county_officer)) as officer:
        campaign = review_campaigns.start_review_campaign(
            actor=officer,
            title="2023年集中复核",
            basis="安民发〔2023〕9号",
            programmes=["dibao"],
            due_on=dt.date(2023, 12, 31),
            on=ON,
        )
    with acting(county.viewer(Role.county_lead)) as lead:
        return review_campaigns.sign_review_campaign(
            actor=lead, campaign=campaign, digest=campaign.plan_digest, on=ON
        )


def test_each_standing_award_is_reviewed_once_though_the_run_is_killed(county):
    zhou = county.families["周德福"].household
    with acting(county.viewer(Role.township_clerk)) as clerk:
        open_review(actor=clerk, award=Award.objects.get(household=zhou), ground="reported", on=ON)
    campaign = reviewed(county)
    perform(campaign.apply_run, review_campaigns.perform_opening, review_campaigns.finish_opening, 2)  # fmt: skip
    with acting(county.viewer(Role.county_officer)) as officer:
        campaign.refresh_from_db()
        assert campaign.state == Campaign.State.running
        case = Case.objects.get(campaign=campaign)
        assert (case.procedure, case.state, case.about["ground"]) == ("review", "due", "campaign")
        skipped = CampaignItem.objects.get(campaign=campaign, state="skipped")
        assert (skipped.household_id, skipped.about) == (zhou.pk, {"why": "under_review"})
        (town,) = list_progress(officer, campaign)
        assert (town.township, town.counts["to_do"], town.new) == (SHIBAN, 1, 0)
        assert not Award.objects.exclude(state="active").exists()
        with pytest.raises(ProblemsError, match="1 cases are open"):
            review_campaigns.close_review_campaign(actor=officer, campaign=campaign, on=ON)


def test_progress_tells_what_was_decided_and_who_came_in(county):
    campaign = reviewed(county)
    perform(campaign.apply_run, review_campaigns.perform_opening, review_campaigns.finish_opening)
    with acting(county.viewer(Role.county_officer)) as officer:
        first, second = Case.objects.filter(campaign=campaign).order_by("pk")
        Case.objects.filter(pk=first.pk).update(state="stopped", is_open=False)
        Case.objects.filter(pk=second.pk).update(state="kept", is_open=False)
        family = next(f for n, f in county.families.items() if n not in ("赵明远", "周德福"))
        Award.objects.create(
            area_code=SHIBAN[:9] + "201",
            household=family.household,
            programme="dibao",
            outcome="money",
            amount_fen=100,
            from_month=dt.date(2023, 10, 1),
        )
        audit.record(officer, "casework.case.changed", details={"test": "decided"})
        (town,) = list_progress(officer, campaign)
        assert (town.counts["kept"], town.counts["stopped"], town.new) == (1, 1, 1)
        assert (town.before_fen, town.after_fen) == (76134, 38067)
        closed = review_campaigns.close_review_campaign(actor=officer, campaign=campaign, on=ON)
        assert closed.state == Campaign.State.done


def paid_once(county, per: str = "person", **change) -> Campaign:
    asked = {
        "title": "春节慰问",
        "basis": "安民发〔2023〕1号",
        "programmes": ["dibao"],
        "amount_fen": 30000,
        "per": per,
        "base_date": dt.date(2023, 1, 15),
    }
    with acting(county.viewer(Role.county_officer)) as officer:
        campaign = one_off_campaigns.plan_one_off(actor=officer, on=ON, **(asked | change))
    perform(campaign.plan_run, one_off_campaigns.perform_plan)
    return now(campaign.pk)


def sign_one_off(county, campaign: Campaign) -> Campaign:
    with acting(county.viewer(Role.county_lead)) as lead:
        return one_off_campaigns.sign_one_off(
            actor=lead, campaign=campaign, digest=campaign.plan_digest, on=ON
        )


def test_everybody_of_a_household_is_paid_once_though_the_run_is_killed(county):
    campaign = paid_once(county)
    people = sum(len(county.families[n].persons) for n in ("赵明远", "周德福"))
    assert campaign.plan["changes"] == {"in": people}
    assert campaign.plan["fen"] == 30000 * people
    campaign = sign_one_off(county, campaign)
    perform(campaign.apply_run, one_off_campaigns.perform_one_off, one_off_campaigns.finish_one_off, 2)  # fmt: skip
    with acting(system("test")):
        paid = Award.objects.filter(campaign=campaign)
        assert paid.count() == people == paid.values("person").distinct().count()
        assert {(a.programme, a.period, a.amount_fen) for a in paid} == {
            ("one_off_payment", "once", 30000)
        }


def test_a_line_left_to_a_person_is_paid_or_not_by_another_with_a_reason(county):
    dead = county.families["赵明远"].persons[0]
    with acting(system("test")) as actor:
        type(dead).objects.filter(pk=dead.pk).update(is_deceased=True)
        audit.record(actor, "casework.case.changed", details={"test": "died"})
    campaign = paid_once(county)
    assert campaign.plan["changes"]["unknown"] == 1
    with acting(system("test")):
        line = CampaignItem.objects.get(campaign=campaign, state="for_a_person")
    officer, lead = county.viewer(Role.county_officer), county.viewer(Role.county_lead)
    said = {"item": line, "is_paid": True, "reason": "基准日时健在，由女儿代领", "on": ON}
    with acting(lead), pytest.raises(ProblemsError, match="not done yet"):
        settle_one_off_line(actor=lead, **said)
    campaign = sign_one_off(county, campaign)
    perform(campaign.apply_run, one_off_campaigns.perform_one_off, one_off_campaigns.finish_one_off, 2)  # fmt: skip
    with acting(officer), pytest.raises(NotPermitted):
        settle_one_off_line(actor=officer, **said)
    with acting(lead), pytest.raises(ProblemsError, match="Say why"):
        settle_one_off_line(actor=lead, **said | {"reason": " "})
    with acting(lead):
        settle_one_off_line(actor=lead, **said)
        [paid] = Award.objects.filter(campaign=campaign, person=dead)
        assert paid.amount_fen == 30000
        event = AuditEvent.objects.get(action="casework.one_off.line_settled")
        assert event.details["paid"] is True
    with acting(lead), pytest.raises(ProblemsError, match="waits for nobody"):
        settle_one_off_line(actor=lead, **said)


def test_who_had_no_award_on_the_base_date_is_not_paid(county):
    with acting(system("test")) as actor:
        Award.objects.filter(household=county.families["周德福"].household).update(
            state="ended", until_month=dt.date(2022, 12, 1)
        )
        audit.record(actor, "casework.case.changed", details={"test": "ended"})
    campaign = paid_once(county, per="household")
    assert (campaign.plan["changes"], campaign.plan["fen"]) == ({"in": 1}, 30000)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": " "}, "title"),
        ({"programmes": []}, "Choose"),
        ({"programmes": ["nothing"]}, "no such programme"),
        ({"amount_fen": 0}, "how much"),
        ({"per": "x"}, "person or a household"),
        ({"base_date": dt.date(2023, 9, 5)}, "has not come"),
    ],
)
def test_rubbish_is_told_and_nothing_is_written(county, change, said):
    with pytest.raises(ProblemsError, match=said):
        paid_once(county, **change)
    with acting(system("test")):
        assert not Campaign.objects.exists()


def test_a_plan_that_was_given_up_stays_so(county):
    with acting(county.viewer(Role.county_officer)) as officer:
        campaign = one_off_campaigns.plan_one_off(
            actor=officer,
            title="春节慰问",
            basis="文件",
            programmes=["dibao"],
            amount_fen=1,
            per="person",
            base_date=ON,
            on=ON,
        )
        with pytest.raises(ProblemsError, match="Say why"):
            drop_campaign(actor=officer, campaign=campaign, on=ON, reason=" ")
        drop_campaign(actor=officer, campaign=campaign, on=ON, reason="文件有误")
    with pytest.raises(Skip):
        perform(campaign.plan_run, one_off_campaigns.perform_plan)


# -- pages ---------------------------------------------------------------------------------------------------
def test_a_line_left_to_a_person_becomes_a_review(county):
    with acting(county.viewer(Role.township_clerk)) as clerk:
        award = Award.objects.filter(programme="dibao").first()
        campaign = Campaign.objects.create(
            area_code=SHIBAN, kind="raise", title="提标", basis="x", programmes=["dibao"], on=ON, state="planned", asked_at=get_now(),
        )  # fmt: skip
        item = CampaignItem.objects.create(
            area_code=award.area_code, campaign=campaign, household=award.household, award=award, programme="dibao", change="down", state="for_a_person",
        )  # fmt: skip
        with pytest.raises(ProblemsError, match="not signed yet"):
            review_campaign_item(actor=clerk, item=item, on=ON)
        Campaign.objects.update(state="done")
        case = review_campaign_item(actor=clerk, item=item, on=ON)
        assert (case.award_id, case.campaign_id) == (award.pk, campaign.pk)
        with pytest.raises(ProblemsError, match="waits for nobody"):
            review_campaign_item(actor=clerk, item=item, on=ON)


def test_planned_and_signed_on_pages(county, client):
    client.force_login(county.account(Role.county_officer))
    rubbish = {"title": "x" * 101, "programmes": "nothing", "per": "x", "amount": "=1+1", "base_date": "2023-02-30"}  # fmt: skip
    for page in ("new_raise", "new_review_campaign", "new_one_off"):
        assert client.post(reverse(f"casework:{page}"), rubbish).status_code == 200
    with acting(system("test")):
        assert not Campaign.objects.exists()
    good = {"title": "春节慰问", "basis": "文件", "programmes": ["dibao"], "per": "household", "amount": "300", "base_date": "2023-01-15"}  # fmt: skip
    client.post(reverse("casework:new_one_off"), good)
    campaign = now()
    perform(campaign.plan_run, one_off_campaigns.perform_plan)
    page = reverse("casework:campaign", args=[campaign.pk])
    assert "600.00" in client.get(page).content.decode()
    items = client.get(reverse("casework:campaign_items", args=[campaign.pk]), {"change": "\x00"})
    assert items.status_code == 200
    sign = reverse("casework:sign_campaign", args=[campaign.pk])
    client.force_login(county.account(Role.county_lead))
    client.post(sign, {"digest": "another"})
    assert now().state == "planned"
    client.post(sign, {"digest": now().plan_digest})
    assert now().state == "applying"
