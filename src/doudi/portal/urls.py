from django.urls import path

from doudi.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.show_home, name="home"),
    path("check/", views.check, name="check"),
    path("check/result/", views.show_result, name="result"),
    path("check/letter.pdf", views.show_letter, {"form": "pdf"}, name="letter_pdf"),
    path("check/letter.docx", views.show_letter, {"form": "docx"}, name="letter_docx"),
    path("check/example/<slug:slug>/", views.show_example, name="example"),
]
