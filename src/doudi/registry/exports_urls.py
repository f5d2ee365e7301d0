"""Addresses under /register/exports/."""

from django.urls import path

from doudi.registry.views import exports

urlpatterns = [
    path("", exports.show_exports, name="exports"),
    path("new/", exports.ask_for_export, name="request_export"),
    path("<int:export_id>/", exports.show_export, name="export"),
    path("<int:export_id>/approve/", exports.approve, name="approve_export"),
    path("<int:export_id>/refuse/", exports.refuse, name="refuse_export"),
    path("<int:export_id>/file/", exports.download, name="download_export"),
]
