"""A short name for each request, in the log and in the trail, so that one can be found from the other."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

_current: ContextVar[str] = ContextVar("request_id", default="")


def current_request_id() -> str:
    """Of the request being answered; "" in a job."""
    return _current.get()


def named_requests(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    def name(request: HttpRequest) -> HttpResponse:
        token = _current.set(secrets.token_hex(8))
        try:
            response = get_response(request)
            response.headers["X-Request-Id"] = _current.get()
            return response
        finally:
            _current.reset(token)

    return name
