"""Larger type, for eyes that need it: a cookie set by a plain form, so that it works without scripts."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

COOKIE = "doudi_type"
YEAR_IN_SECONDS = 365 * 24 * 60 * 60


def is_large_type(request: HttpRequest) -> bool:
    return request.COOKIES.get(COOKIE) == "large"


@require_POST
def choose_type_size(request: HttpRequest) -> HttpResponse:
    response = HttpResponseRedirect(_page_to_return_to(request))
    if request.POST.get("size") == "large":
        response.set_cookie(
            COOKIE,
            "large",
            max_age=YEAR_IN_SECONDS,
            samesite="Lax",
            httponly=True,
            secure=settings.DOUDI.https,
        )
    else:
        response.delete_cookie(COOKIE, samesite="Lax")
    return response


def _page_to_return_to(request: HttpRequest) -> str:
    # Never a foreign address: a link in a message must not turn this form into a way out of the site.
    address = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if is_ours else "/"
