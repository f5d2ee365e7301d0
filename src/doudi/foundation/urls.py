from django.urls import path
from django.views.i18n import set_language

from doudi.foundation.type_size import choose_type_size
from doudi.foundation.views import (
    about,
    accounts,
    areas,
    audit,
    home,
    posting_choice,
    postings,
    runs,
    tokens,
)

app_name = "foundation"
urlpatterns = [
    path("about/", about.show_about, name="about"),
    path("desk/", home.show_home, name="home"),
    path("desk/runs/", runs.list_runs, name="runs"),
    path("desk/runs/<int:run_id>/", runs.show_run, name="run"),
    path("desk/runs/<int:run_id>/stop/", runs.stop, name="stop_run"),
    path("desk/runs/<int:run_id>/resume/", runs.resume, name="resume_run"),
    path("desk/posting/", posting_choice.choose_posting, name="choose_posting"),
    path("desk/accounts/", accounts.list_all_accounts, name="accounts"),
    path("desk/accounts/new/", accounts.make_account, name="account_new"),
    path("desk/accounts/<int:account_id>/", accounts.show_account, name="account"),
    path(
        "desk/accounts/<int:account_id>/password/",
        accounts.give_new_password,
        name="account_password",
    ),
    path(
        "desk/accounts/<int:account_id>/second-factor/",
        accounts.take_second_factor,
        name="account_second_factor",
    ),
    path("desk/postings/", postings.list_all_postings, name="postings"),
    path("desk/postings/new/", postings.give_posting, name="posting_new"),
    path("desk/postings/<int:posting_id>/", postings.show_posting, name="posting"),
    path("desk/postings/<int:posting_id>/end/", postings.end_one_posting, name="posting_end"),
    path("desk/postings/<int:posting_id>/cover/", postings.cover_one_posting, name="posting_cover"),
    path(
        "desk/postings/<int:posting_id>/hand-over/",
        postings.hand_over_posting,
        name="posting_hand_over",
    ),
    path("desk/tokens/", tokens.list_all_tokens, name="tokens"),
    path("desk/tokens/new/", tokens.make_token, name="token_new"),
    path("desk/tokens/<int:token_id>/revoke/", tokens.take_token, name="token_revoke"),
    path("desk/audit/", audit.show_trail, name="audit"),
    path("desk/audit/<int:event_id>/", audit.show_event, name="audit_event"),
    path("desk/areas/", areas.show_areas, name="areas"),
    path("desk/areas/import/", areas.import_file, name="area_import"),
    path("desk/areas/new/", areas.add_one_area, name="area_new"),
    path("desk/areas/<str:code>/", areas.show_area, name="area"),
    path("desk/areas/<str:code>/rename/", areas.rename_one_area, name="area_rename"),
    path("desk/areas/<str:code>/end/", areas.end_one_area, name="area_end"),
    path("language/", set_language, name="language"),
    path("type-size/", choose_type_size, name="type_size"),
]
