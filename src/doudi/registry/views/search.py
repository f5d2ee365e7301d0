"""Finding somebody in the register."""

from django.http import HttpResponse
from django.shortcuts import render

from doudi.foundation.pages import StaffRequest, staff_page


@staff_page("register.view")
def show_search(request: StaffRequest) -> HttpResponse:
    return render(request, "registry/search.html")
