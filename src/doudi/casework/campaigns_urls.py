"""Raises of the standard, reviews of all, one-off payments."""

from django.urls import path

from doudi.casework.views import campaigns

CAMPAIGN = "campaigns/<int:campaign_id>/"
urlpatterns = [
    path("campaigns/", campaigns.show_campaigns, name="campaigns"),
    path("campaigns/raise/new/", campaigns.new_raise, name="new_raise"),
    path("campaigns/review/new/", campaigns.new_review, name="new_review_campaign"),
    path("campaigns/one-off/new/", campaigns.new_one_off, name="new_one_off"),
    path(CAMPAIGN, campaigns.show_campaign, name="campaign"),
    path(f"{CAMPAIGN}items/", campaigns.show_items, name="campaign_items"),
    path(f"{CAMPAIGN}sign/", campaigns.sign, name="sign_campaign"),
    path(f"{CAMPAIGN}drop/", campaigns.drop, name="drop_campaign"),
    path(f"{CAMPAIGN}close/", campaigns.close, name="close_campaign"),
    path("campaigns/items/<int:item_id>/settle/", campaigns.settle_item, name="settle_item"),
    path("campaigns/items/<int:item_id>/review/", campaigns.review_item, name="review_item"),
]
