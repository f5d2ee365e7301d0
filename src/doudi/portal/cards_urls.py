from django.urls import path

from doudi.portal import cards, procedures

app_name = "rules"
urlpatterns = [
    path("", cards.show_index, name="index"),
    path("stacking/", cards.show_stacking, name="stacking"),
    path("changes/", cards.show_changes, name="changes"),
    path("procedures/", procedures.show_list, name="procedures"),
    path("procedures/<slug:name>/", procedures.show_procedure, name="procedure"),
    path("programmes/<slug:name>/", cards.show_programme, name="programme"),
    path("programmes/<slug:name>/booklet/", cards.show_booklet, name="booklet"),
    path("<str:name>/", cards.show_card, name="card"),
]
