from django.urls import path

from doudi.portal import cards

app_name = "rules"
urlpatterns = [
    path("", cards.show_index, name="index"),
    path("programmes/<slug:name>/", cards.show_programme, name="programme"),
    path("<str:name>/", cards.show_card, name="card"),
]
