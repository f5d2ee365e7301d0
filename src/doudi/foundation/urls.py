from django.urls import path
from django.views.i18n import set_language

from doudi.foundation.type_size import choose_type_size
from doudi.foundation.views import about, posting_choice

app_name = "foundation"
urlpatterns = [
    path("about/", about.show_about, name="about"),
    path("desk/posting/", posting_choice.choose_posting, name="choose_posting"),
    path("language/", set_language, name="language"),
    path("type-size/", choose_type_size, name="type_size"),
]
