"""Places that are paid by the quarter."""

from django.urls import path

from doudi.payments.views import rhythms

urlpatterns = [
    path("quarterly/", rhythms.show_quarterly, name="quarterly"),
    path("quarterly/new/", rhythms.new_quarterly, name="new_quarterly"),
    path("quarterly/<int:quarterly_id>/end/", rhythms.end, name="end_quarterly"),
]
