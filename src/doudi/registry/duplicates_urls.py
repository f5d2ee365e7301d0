"""Addresses under /register/duplicates/."""

from django.urls import path

from doudi.registry.views import duplicates

urlpatterns = [
    path("", duplicates.list_duplicates, name="duplicates"),
    path("search/", duplicates.search_duplicates, name="search_duplicates"),
    path("imports/<int:import_id>/", duplicates.compare_import, name="compare_import"),
    path("<int:pair_id>/", duplicates.review_duplicate, name="duplicate"),
]
