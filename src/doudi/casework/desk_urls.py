"""The desk: my work today, the list of cases, supervision."""

from django.urls import path

from doudi.casework.views import desk, supervision

urlpatterns = [
    path("", desk.show_today, name="today"),
    path("all/", desk.show_cases, name="cases"),
    path("supervision/", supervision.show_supervision, name="supervision"),
    path("households/<int:household_id>/", desk.show_household_cases, name="household_cases"),
]
