"""Files to the bank and what comes back."""

from django.urls import path

from doudi.payments.views import bank

RUN = "runs/<int:payment_run_id>/bank/"
FILE = "files/<int:bank_file_id>/"
urlpatterns = [
    path(RUN, bank.show_bank, name="bank"),
    path(f"{RUN}send/", bank.send, name="send_run"),
    path(f"{RUN}close/", bank.close, name="close_run"),
    path(FILE, bank.download, name="bank_file"),
    path(f"{FILE}return/", bank.upload_return, name="upload_return"),
    path("returns/<int:return_file_id>/", bank.show_return, name="return_file"),
]
