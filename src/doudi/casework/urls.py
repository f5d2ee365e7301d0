"""Addresses of casework, under /cases/. Each part of the work brings its own list."""

from django.urls import include, path

from doudi.casework import law_urls
from doudi.casework.views import cases

app_name = "casework"
CASE = "<int:case_id>/"
urlpatterns = [
    path("", include("doudi.casework.desk_urls")),
    path("", include("doudi.casework.after_urls")),
    path("", include("doudi.casework.takeover_urls")),
    path("", include("doudi.casework.lead_urls")),
    path("", include("doudi.casework.decisions_urls")),
    path("", include("doudi.casework.investigation_urls")),
    path("", include("doudi.casework.notices_urls")),
    path("", include("doudi.casework.letters_urls")),
    path("", include("doudi.casework.campaigns_urls")),
    path(CASE, cases.show_case, name="case"),
    path(f"{CASE}steps/<slug:action>/", cases.take_plain_step, name="take_step"),
    path("", include("doudi.casework.intake_urls")),
    *law_urls.urlpatterns,
]
