"""Addresses of the register, under /register/. Imports, duplicates and exports bring their own lists."""

from django.urls import path

from doudi.registry.views import search

app_name = "registry"
urlpatterns = [
    path("", search.show_search, name="search"),
]
