"""Funds: what each has, its history, its budget; which pays which programme."""

from django.urls import path

from doudi.payments.views import funds

urlpatterns = [
    path("funds/", funds.show_funds, name="funds"),
    path("funds/new/", funds.new_fund, name="new_fund"),
    path("funds/programmes/", funds.show_fundings, name="fundings"),
    path("funds/programmes/set/", funds.set_one, name="set_funding"),
    path("funds/programmes/<int:funding_id>/end/", funds.end, name="end_funding"),
    path("funds/<int:fund_id>/", funds.show_fund, name="fund"),
    path("funds/<int:fund_id>/budget/", funds.budget, name="fund_budget"),
]
