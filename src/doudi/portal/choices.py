"""Language and type size on pages that hold answers: buttons of the same form, so that nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from doudi.foundation.type_size import COOKIE as TYPE_COOKIE
from doudi.foundation.type_size import YEAR_IN_SECONDS

View = Callable[[HttpRequest], HttpResponse]


def remembering_choices(view: View) -> View:
    """Before the view: what a pressed switch asks for. After it: the cookie that keeps it."""

    @wraps(view)
    def wrapped(request: HttpRequest) -> HttpResponse:
        kind, _, value = request.POST.get("switch", "").partition(":")
        if kind == "language" and value in dict(settings.LANGUAGES):
            return _in_language(view, request, value)
        if kind == "size" and value in ("large", "normal"):
            return _in_size(view, request, value)
        return view(request)

    return wrapped


def _in_language(view: View, request: HttpRequest, language: str) -> HttpResponse:
    translation.activate(language)  # for this request: the middleware sets it anew for each
    request.LANGUAGE_CODE = language
    response = view(request)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
    )
    return response


def _in_size(view: View, request: HttpRequest, size: str) -> HttpResponse:
    request.COOKIES[TYPE_COOKIE] = size
    response = view(request)
    if size == "large":
        response.set_cookie(
            TYPE_COOKIE,
            size,
            max_age=YEAR_IN_SECONDS,
            samesite="Lax",
            httponly=True,
            secure=settings.DOUDI.https,
        )
    else:
        response.delete_cookie(TYPE_COOKIE, samesite="Lax")
    return response
