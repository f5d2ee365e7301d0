"""Addresses of imports, under /register/imports/."""

from django.urls import path

from doudi.registry.views import imports

IMPORT = "<int:import_id>/"
urlpatterns = [
    path("", imports.show_imports, name="imports"),
    path("new/", imports.upload, name="import_new"),
    path("template/", imports.download_template, name="import_template"),
    path("mappings/", imports.show_mappings, name="mappings"),
    path("mappings/adopt/", imports.adopt_mapping, name="mapping_adopt"),
    path("mappings/<int:mapping_id>/", imports.edit_mapping, name="mapping"),
    path(IMPORT, imports.show_import, name="import"),
    path(f"{IMPORT}match/", imports.match, name="import_match"),
    path(f"{IMPORT}apply/", imports.apply, name="import_apply"),
    path(f"{IMPORT}discard/", imports.discard, name="import_discard"),
    path(f"{IMPORT}bad-rows/", imports.download_bad_rows, name="import_bad_rows"),
    path(f"{IMPORT}mapping/", imports.save_mapping, name="import_save_mapping"),
]
