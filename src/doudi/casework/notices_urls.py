"""Notices and objections, under /cases/."""

from django.urls import path

from doudi.casework.views import notices, objections

CASE, NOTICE, OBJECTION = "<int:case_id>/", "notices/<int:notice_id>/", "objections/<int:objection_id>/"  # fmt: skip
urlpatterns = [
    path("board/", notices.show_board, name="board"),
    path("board/<slug:area>/post/", notices.post_notices_of_village, name="post_notices"),
    path(f"{CASE}notice/", notices.post_notice_of_case, name="post_notice"),
    path(NOTICE, notices.show_notice, name="notice"),
    path(f"{NOTICE}photo/", notices.add_photo, name="notice_photo"),
    path(f"{NOTICE}void/", notices.take_notice_down, name="void_notice"),
    path(f"{NOTICE}poster/", notices.show_poster, name="poster"),
    path(f"{NOTICE}poster-<slug:size>.pdf", notices.show_poster_pdf, name="poster_pdf"),
    path("objections/", objections.show_objections, name="objections"),
    path(f"{CASE}objections/add/", objections.add_objection, name="add_objection"),
    path(OBJECTION, objections.show_objection, name="objection"),
    path(f"{OBJECTION}answer/", objections.answer, name="answer_objection"),
    path(f"{OBJECTION}withdraw/", objections.withdraw, name="withdraw_objection"),
    path(f"{OBJECTION}who/", objections.reveal, name="reveal_objector"),
]
