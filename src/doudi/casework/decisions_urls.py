"""Addresses of opinions, decisions and draws."""

from django.urls import path

from doudi.casework.views import decisions, double_draws, draws

urlpatterns = [
    path("<int:case_id>/opinion/", decisions.write_opinion, name="opinion"),
    path("<int:case_id>/decide/", decisions.write_decision, name="decide"),
    path("decisions/<int:decision_id>/replay/", decisions.replay, name="replay"),
    path("draws/", draws.draws, name="draws"),
    path("inspections/", double_draws.inspections, name="inspections"),
    path("inspections/<int:inspection_id>/", double_draws.record_inspection, name="inspection"),
    path("draws/<int:draw_id>/", draws.show_draw, name="draw"),
    path("spot-checks/<int:check_id>/", draws.record_check, name="spot_check"),
]
