from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def show_about(request: HttpRequest) -> HttpResponse:
    return render(request, "foundation/about.html")
