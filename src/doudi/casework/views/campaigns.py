"""Raises, reviews of all and one-off payments: planned by one, signed by another, done as a run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doudi.casework.access_campaigns import (
    access_campaign_for_planning,
    access_campaign_for_signature,
    access_campaign_for_view,
    access_item_for_review,
    access_item_for_settling,
    permit_to_look,
)
from doudi.casework.campaign_page import context_of
from doudi.casework.campaign_tables import CampaignTable, ItemTable
from doudi.casework.forms.campaigns import (
    CampaignForm,
    DropForm,
    OneOffForm,
    RaiseForm,
    ReviewCampaignForm,
    SettleItemForm,
    SignCampaignForm,
)
from doudi.casework.models import Campaign
from doudi.casework.selectors.campaigns import list_campaigns, list_items
from doudi.casework.services.campaigns import drop_campaign
from doudi.casework.services.items_of_campaigns import note_items_viewed, review_campaign_item
from doudi.casework.services.one_off_campaigns import plan_one_off, sign_one_off
from doudi.casework.services.one_off_lines import settle_one_off_line
from doudi.casework.services.raises import plan_raise, sign_raise
from doudi.casework.services.review_campaigns import (
    close_review_campaign,
    sign_review_campaign,
    start_review_campaign,
)
from doudi.foundation.clock import get_today
from doudi.foundation.pages import StaffRequest, posted, staff_page
from doudi.registry.forms.base import DeskForm
from doudi.registry.views.attempts import attempt

BOTH = require_http_methods(["GET", "POST"])
SIGN: dict[str, Callable[..., Campaign]] = {
    "raise": sign_raise,
    "review": sign_review_campaign,
    "one_off": sign_one_off,
}


@require_GET
@staff_page("case.view")
def show_campaigns(request: StaffRequest) -> HttpResponse:
    permit_to_look(request.viewer)
    table = CampaignTable(list_campaigns(request.viewer), request)
    may_plan = request.viewer.may("award.manage")
    return render(request, "casework/campaigns.html", {"table": table, "may_plan": may_plan})


@BOTH
@staff_page("award.manage")
def new_raise(request: StaffRequest) -> HttpResponse:
    return _new(request, RaiseForm(posted(request)), plan_raise, _("新提标"), is_raise=True)


@BOTH
@staff_page("award.manage")
def new_review(request: StaffRequest) -> HttpResponse:
    form = ReviewCampaignForm(posted(request))
    return _new(request, form, start_review_campaign, _("新集中复核"))


@BOTH
@staff_page("award.manage")
def new_one_off(request: StaffRequest) -> HttpResponse:
    def plan(*, amount: int, **asked: Any) -> Campaign:
        return plan_one_off(amount_fen=amount, **asked)

    return _new(request, OneOffForm(posted(request)), plan, _("新一次性发放"))


def _new(
    request: StaffRequest,
    form: CampaignForm,
    plan: Callable[..., Campaign],
    title: str,
    is_raise: bool = False,
) -> HttpResponse:
    if form.is_bound and form.is_valid():
        made = attempt(
            form, lambda: plan(actor=request.viewer, on=get_today(), **form.cleaned_data)
        )
        if made is not None:
            return redirect("casework:campaign", made.pk)
    context = {"form": form, "title": title, "is_raise": is_raise}
    return render(request, "casework/campaign_new.html", context)


@require_GET
@staff_page("case.view")
def show_campaign(request: StaffRequest, campaign_id: int) -> HttpResponse:
    return _page(request, access_campaign_for_view(request.viewer, campaign_id))


@require_GET
@staff_page("case.view")
def show_items(request: StaffRequest, campaign_id: int) -> HttpResponse:
    viewer = request.viewer
    campaign = access_campaign_for_view(viewer, campaign_id)
    note_items_viewed(actor=viewer, campaign=campaign)
    rows = list_items(viewer, campaign).select_related("campaign", "household", "person")
    table = ItemTable(viewer, rows, request, list(campaign.plan.get("townships", ())))
    return render(request, "casework/campaign_items.html", {"table": table, "campaign": campaign})


@require_POST
@staff_page("award.sign")
def sign(request: StaffRequest, campaign_id: int) -> HttpResponse:
    viewer = request.viewer
    campaign = access_campaign_for_signature(viewer, campaign_id)
    form = SignCampaignForm(request.POST)
    if form.is_valid():
        digest = form.cleaned_data["digest"]
        done = attempt(
            form,
            lambda: SIGN[campaign.kind](
                actor=viewer, campaign=campaign, digest=digest, on=get_today()
            ),
        )
        if done is not None:
            messages.success(request, _("已审核，正在办理。"))
            return redirect("casework:campaign", campaign.pk)
    return _page(request, campaign, sign_form=form)


@require_POST
@staff_page("award.manage")
def drop(request: StaffRequest, campaign_id: int) -> HttpResponse:
    campaign = access_campaign_for_planning(request.viewer, campaign_id)
    form = DropForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        done = attempt(
            form,
            lambda: drop_campaign(
                actor=request.viewer, campaign=campaign, on=get_today(), reason=reason
            ),
        )
        if done is not None:
            messages.success(request, _("已放弃，没有改变任何待遇。"))
            return redirect("casework:campaign", campaign.pk)
    return _page(request, campaign, drop_form=form)


@require_POST
@staff_page("award.manage")
def close(request: StaffRequest, campaign_id: int) -> HttpResponse:
    campaign = access_campaign_for_planning(request.viewer, campaign_id)
    form = DeskForm(request.POST)
    form.is_valid()
    done = attempt(
        form,
        lambda: close_review_campaign(actor=request.viewer, campaign=campaign, on=get_today()),
    )
    if done is not None:
        messages.success(request, _("集中复核已办结。"))
        return redirect("casework:campaign", campaign.pk)
    return _page(request, campaign, sign_form=form)


@BOTH
@staff_page("case.work")
def review_item(request: StaffRequest, item_id: int) -> HttpResponse:
    """A line that the machine leaves to a person: its award is looked at again, as a case."""
    item = access_item_for_review(request.viewer, item_id)
    form = DeskForm(posted(request))
    if form.is_bound and form.is_valid():
        case = attempt(
            form,
            lambda: review_campaign_item(actor=request.viewer, item=item, on=get_today()),
        )
        if case is not None:
            return redirect("casework:case", case.pk)
    return render(request, "casework/campaign_review.html", {"form": form, "item": item})


@BOTH
@staff_page("award.sign")
def settle_item(request: StaffRequest, item_id: int) -> HttpResponse:
    """A line of a one-off payment that was left to a person: paid or not, with the reason."""
    item = access_item_for_settling(request.viewer, item_id)
    form = SettleItemForm(posted(request))
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        done = attempt(
            form,
            lambda: settle_one_off_line(actor=request.viewer, item=item, on=get_today(), **said),
        )
        if done is not None:
            messages.success(request, _("已登记。"))
            return redirect("casework:campaign_items", item.campaign_id)
    return render(request, "casework/campaign_settle.html", {"form": form, "item": item})


def _page(
    request: StaffRequest,
    campaign: Campaign,
    *,
    sign_form: DeskForm | None = None,
    drop_form: DropForm | None = None,
) -> HttpResponse:
    campaign.refresh_from_db(fields=["state"])
    context = context_of(request.viewer, campaign) | {
        "sign_form": sign_form,
        "drop_form": drop_form or DropForm(),
    }
    return render(request, "casework/campaign.html", context)
