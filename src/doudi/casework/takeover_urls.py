"""Addresses of taking over, under /cases/takeovers/."""

from django.urls import path

from doudi.casework.views import takeovers

TAKEOVER, ROW = "takeovers/<int:takeover_id>/", "takeovers/rows/<int:row_id>/"
urlpatterns = [
    path("takeovers/", takeovers.show_takeovers, name="takeovers"),
    path("takeovers/new/", takeovers.upload, name="takeover_new"),
    path("takeovers/template/", takeovers.download_template, name="takeover_template"),
    path(TAKEOVER, takeovers.show_takeover, name="takeover"),
    path(f"{TAKEOVER}apply/", takeovers.apply, name="takeover_apply"),
    path(f"{TAKEOVER}faults/", takeovers.download_faults, name="takeover_faults"),
    path(ROW, takeovers.show_row, name="takeover_row"),
    path(f"{ROW}case/", takeovers.open_anew, name="takeover_case"),
]
