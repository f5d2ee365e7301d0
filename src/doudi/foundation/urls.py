from django.urls import path
from django.views.i18n import set_language

from doudi.foundation import views
from doudi.foundation.type_size import choose_type_size

app_name = "foundation"
urlpatterns = [
    path("about/", views.show_about, name="about"),
    path("language/", set_language, name="language"),
    path("type-size/", choose_type_size, name="type_size"),
]
