"""Headers that every page carries."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

LARGEST_WITHOUT_LOGIN = 500_000  # bytes: a page of answers has a few thousand
NO_DEVICES = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"


def private_pages(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Pages are not kept by a browser: the next person at a village terminal must not find the last one's answers.

    A view that sets Cache-Control itself keeps its own.
    """

    def add_headers(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Permissions-Policy", NO_DEVICES)
        return response

    return add_headers


def small_requests(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Only somebody who is logged in sends files; from everybody else a request of a page's size is enough."""

    def refuse_large(request: HttpRequest) -> HttpResponse:
        size = request.META.get("CONTENT_LENGTH") or "0"
        is_small = size.isdecimal() and int(size) <= LARGEST_WITHOUT_LOGIN
        if is_small or request.user.is_authenticated:
            return get_response(request)
        return HttpResponse("请求太大。 / The request is too large.", status=413)

    return refuse_large


def chosen_language(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """The language somebody chose with the switch, else Chinese.

    Not Django's LocaleMiddleware: it would follow the browser, and a borrowed or badly set up one would turn a county's
    pages into English.
    """

    def speak(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = get_response(request)
        response.headers.setdefault("Content-Language", translation.get_language())
        return response

    return speak
