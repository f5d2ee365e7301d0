from django.urls import path

from doudi.portal import notices, receipts, views

app_name = "portal"
urlpatterns = [
    path("", views.show_home, name="home"),
    path("check/", views.check, name="check"),
    path("check/result/", views.show_result, name="result"),
    path("check/letter.pdf", views.show_letter, {"form": "pdf"}, name="letter_pdf"),
    path("check/letter.docx", views.show_letter, {"form": "docx"}, name="letter_docx"),
    path("check/example/<slug:slug>/", views.show_example, name="example"),
    path("notices/n/<str:token>/", notices.show_notice, name="notice"),
    path("notices/n/<str:token>/object/", notices.object_to_notice, name="object_to_notice"),
    path("notices/o/<str:token>/", notices.show_objection, name="objection"),
    path("notices/o/<str:token>/withdraw/", notices.take_objection_back, name="objection_back"),
    path("notices/<str:board>/", notices.show_board, name="notice_board"),
    path("my/", receipts.ask_receipt, name="my"),
    path("my/<str:receipt>/", receipts.show_my_case, name="my_case"),
    path("my/<str:receipt>/<int:case_id>/", receipts.show_my_reasons, name="my_reasons"),
    path("my/<str:receipt>/<int:case_id>/object/", receipts.object_to_my_case, name="my_object"),
]
