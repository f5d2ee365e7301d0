"""Pages for what went wrong on our side. No frame, no query: either may be what failed."""

from __future__ import annotations

import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import server_error

from doudi.foundation.room import DATABASE_AWAY, is_away, what_is_full


def say_what_failed(request: HttpRequest) -> HttpResponse:
    """A full disk and a database that is away are named; of anything else only that it happened."""
    error = sys.exc_info()[1]
    full = what_is_full(error)
    if full is not None:
        return render(request, "507.html", {"said": full}, status=507)
    if is_away(error):
        return render(request, "507.html", {"said": DATABASE_AWAY}, status=503)
    return server_error(request)
