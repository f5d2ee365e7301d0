"""Addresses of payments, under /pay/. Each part of the work brings its own list."""

from django.urls import include, path

app_name = "payments"
urlpatterns = [
    path("", include("doudi.payments.runs_urls")),
    path("", include("doudi.payments.bank_urls")),
    path("", include("doudi.payments.accounts_urls")),
    path("", include("doudi.payments.funds_urls")),
    path("", include("doudi.payments.sight_urls")),
    path("", include("doudi.payments.reports_urls")),
    path("", include("doudi.payments.recovery_urls")),
    path("", include("doudi.payments.goods_urls")),
    path("", include("doudi.payments.services_urls")),
    path("", include("doudi.payments.rhythms_urls")),
]
