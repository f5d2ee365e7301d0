"""Addresses of leads and of the lists that they come from, under /cases/leads/."""

from django.urls import path

from doudi.casework.views import department_lists, leads

LIST, LEAD = "leads/lists/<int:list_id>/", "leads/<int:lead_id>/"
urlpatterns = [
    path("leads/", leads.show_leads, name="leads"),
    path("leads/lists/", department_lists.show_lists, name="lead_lists"),
    path("leads/lists/new/", department_lists.upload, name="lead_list_new"),
    path("leads/lists/template/", department_lists.download_template, name="lead_list_template"),
    path(LIST, department_lists.show_list, name="lead_list"),
    path(f"{LIST}faults/", department_lists.download_faults, name="lead_list_faults"),
    path(LEAD, leads.show_lead, name="lead"),
    path(f"{LEAD}verify/", leads.verify, name="verify_lead"),
    path(f"{LEAD}review/<int:award_id>/", leads.review, name="review_for_lead"),
]
