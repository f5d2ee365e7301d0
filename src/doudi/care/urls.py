"""Addresses of care, under /care/."""

from django.urls import path

from doudi.care.views import assessments, files, visits

app_name = "care"
FILE, ASSESSMENT = "files/<int:care_file_id>/", "assessments/<int:assessment_id>/"
urlpatterns = [
    path("", files.show_villages, name="villages"),
    path("files/", files.list_files, name="files"),
    path("households/<int:household_id>/new/", files.open_file, name="open"),
    path(FILE, files.show_file, name="file"),
    path(f"{FILE}report/", files.report, name="report"),
    path(f"{FILE}visit/", visits.visit, name="visit"),
    path("visits/", visits.show_route, name="visits"),
    path("follow-ups/", visits.list_follow_ups, name="follow_ups"),
    path("follow-ups/<int:follow_up_id>/", visits.follow_up, name="follow_up"),
    path(f"{FILE}close/", files.close, name="close"),
    path(f"{FILE}assess/", assessments.assess, name="assess"),
    path(f"{ASSESSMENT}tell/", assessments.tell, name="tell"),
    path(f"{ASSESSMENT}object/", assessments.object_to, name="object"),
]
