"""The month's tables of money, and each run's books against each other."""

from django.urls import path

from doudi.payments.views import reports

urlpatterns = [
    path("reports/", reports.show_reports, name="reports"),
    path("reports/<slug:report>/", reports.download_report, name="report"),
    path("reconciliation/", reports.show_reconciliation, name="reconciliation"),
]
