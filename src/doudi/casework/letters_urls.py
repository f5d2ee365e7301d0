"""Addresses of letters and scans, under /cases/."""

from django.urls import path

from doudi.casework.views import letter_batches, letters, offices, scans

LETTER = "letters/<int:letter_id>/"
urlpatterns = [
    path("letters/", letters.show_letters, name="letters"),
    path("letters/sign/", letter_batches.sign_many, name="sign_letters"),
    path("letters/print/", letter_batches.print_many, name="print_letters"),
    path("letters/batches/<int:batch_id>/", letter_batches.show_batch, name="letter_batch"),
    path("letters/batches/<int:batch_id>/file/", letter_batches.download_batch, name="letter_batch_file"),
    path("letters/office/", offices.edit_office, name="office"),
    path("letters/scans/", scans.show_scans, name="scans"),
    path("letters/scans/<int:page_id>/", scans.file_page, name="file_page"),
    path(LETTER, letters.show_letter, name="letter"),
    path(f"{LETTER}pdf/", letters.download_letter, {"form": "pdf"}, name="letter_pdf"),
    path(f"{LETTER}docx/", letters.download_letter, {"form": "docx"}, name="letter_docx"),
    path(f"{LETTER}<slug:deed>/", letters.do_with_letter, name="letter_action"),
    path("<int:case_id>/forms/", letters.make_form, name="make_form"),
]  # fmt: skip
