"""The place's own law."""

from django.urls import path

from doudi.casework.views import law, law_changes

CHANGE = "law/changes/<int:law_change_id>/"
urlpatterns = [
    path("law/", law.show_law, name="law"),
    path("law/values/<slug:value>/", law.show_value, name="law_value"),
    path("law/changes/new/", law_changes.draft, name="law_new"),
    path(CHANGE, law_changes.show_change, name="law_change"),
    path(f"{CHANGE}heading/", law_changes.edit_heading, name="law_heading"),
    path(f"{CHANGE}figures/<slug:value>/", law_changes.edit_figure, name="law_figure"),
    path(f"{CHANGE}remove/", law_changes.remove, name="law_remove"),
    path(f"{CHANGE}check/", law_changes.check, name="law_check"),
    path(f"{CHANGE}affected/", law_changes.show_affected, name="law_affected"),
    path(f"{CHANGE}sign/", law_changes.sign, name="law_sign"),
    path(f"{CHANGE}refuse/", law_changes.refuse, name="law_refuse"),
    path(f"{CHANGE}withdraw/", law_changes.withdraw, name="law_withdraw"),
]
