"""The site's addresses: one line for each app that has pages."""

from django.urls import include, path

from doudi.config.api import api

urlpatterns = [
    path("", include("doudi.foundation.urls")),
    path("desk/", include("doudi.foundation.login_urls")),
    path("", include("doudi.portal.urls")),
    path("register/", include("doudi.registry.urls")),
    path("cases/", include("doudi.casework.urls")),
    path("pay/", include("doudi.payments.urls")),
    path("care/", include("doudi.care.urls")),
    path("desk/county/", include("doudi.registry.county_urls")),
    path("api/v1/", api.urls),
    path("rules/", include("doudi.portal.cards_urls")),
]

#: Named by Django: the page for what went wrong on our side.
handler500 = "doudi.foundation.views.errors.say_what_failed"
