"""The desk: my work today, the list of cases."""

from django.urls import path

from doudi.casework.views import desk

urlpatterns = [
    path("", desk.show_today, name="today"),
    path("all/", desk.show_cases, name="cases"),
]
