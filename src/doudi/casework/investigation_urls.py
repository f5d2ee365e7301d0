"""Addresses of the investigation: visits, cross-checks, appraisals."""

from django.urls import path

from doudi.casework.views import appraisals, cross_checks, visits

CASE = "<int:case_id>/"
urlpatterns = [
    path("worker.js", visits.serve_worker, name="visit_worker"),
    path("visits/", visits.list_own_visits, name="visits"),
    path("visits/session/", visits.tell_session, name="visit_session"),
    path("visits/late/", visits.list_late, name="late_visits"),
    path(f"{CASE}cross-check/", cross_checks.cross_check, name="cross_check"),
    path(f"{CASE}appraisal/", appraisals.appraise, name="appraisal"),
    path(f"{CASE}visit/", visits.visit_family, name="visit_family"),
    path(f"{CASE}visits/", visits.receive_visit, name="receive_visit"),
    path(f"{CASE}visits/<int:visit_id>/", visits.show_visit, name="visit"),
    path(f"{CASE}visits/<int:visit_id>/looked/", visits.look_at, name="look_at_visit"),
    path(f"{CASE}visits/<int:visit_id>/facts/", visits.record_indicators, name="visit_facts"),
]
