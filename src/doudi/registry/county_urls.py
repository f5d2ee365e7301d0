"""The county at a glance stands on the desk, beside the work that waits."""

from django.urls import path

from doudi.registry.views import county

app_name = "county"
urlpatterns = [path("", county.show_county, name="map")]
