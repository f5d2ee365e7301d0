"""What follows a decision."""

from django.urls import path

from doudi.casework.views import awards, reconsider

AWARD = "awards/<int:award_id>/"
urlpatterns = [
    path("awards/", awards.show_awards, name="awards"),
    path(AWARD, awards.show_award, name="award"),
    path(f"{AWARD}review/", awards.review_award, name="review_award"),
    path(f"{AWARD}hold/", awards.suspend, name="hold_award"),
    path("holds/<int:hold_id>/lift/", awards.lift, name="lift_hold"),
    path("households/<int:household_id>/report/", awards.report, name="report_change"),
    path("decisions/<int:decision_id>/reconsider/", reconsider.ask, name="ask_reconsideration"),
    path("<int:case_id>/reopen/", reconsider.reopen, name="reopen_case"),
    path("<int:case_id>/carry-out/", reconsider.carry_out, name="carry_out"),
]
