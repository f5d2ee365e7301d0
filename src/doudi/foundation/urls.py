from django.urls import path
from django.views.i18n import set_language

from doudi.foundation.type_size import choose_type_size
from doudi.foundation.views import about, home, posting_choice, runs

app_name = "foundation"
urlpatterns = [
    path("about/", about.show_about, name="about"),
    path("desk/", home.show_home, name="home"),
    path("desk/runs/", runs.list_runs, name="runs"),
    path("desk/runs/<int:run_id>/", runs.show_run, name="run"),
    path("desk/runs/<int:run_id>/stop/", runs.stop, name="stop_run"),
    path("desk/runs/<int:run_id>/resume/", runs.resume, name="resume_run"),
    path("desk/posting/", posting_choice.choose_posting, name="choose_posting"),
    path("language/", set_language, name="language"),
    path("type-size/", choose_type_size, name="type_size"),
]
