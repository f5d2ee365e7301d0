"""What pages with a token in their address have in common: not searched, not kept, not told to the next site."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from doudi.casework.services.numbers import CODE_LENGTH

_CODE = re.compile(rf"[2-9a-z]{{{CODE_LENGTH}}}")


def by_token(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @functools.wraps(view)
    def private(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "same-origin"
        return response

    return private


def clean_code(text: str) -> str:
    """A code as it is stored, however it was typed: capitals, spaces, hyphens. "" where it cannot be one."""
    code = re.sub(r"[\s-]", "", text).lower()
    return code if _CODE.fullmatch(code) else ""


def gone(request: HttpRequest) -> HttpResponse:
    """A notice that is over or taken back."""
    context = {
        "title": _("这份公示已经下线"),
        "words": _(
            "公示期满或者已经撤下，这里不再显示。要反映情况，请到乡镇（街道）社会救助服务窗口。"
        ),
    }
    return render(request, "portal/token_none.html", context, status=410)


def missing(request: HttpRequest, words: str) -> HttpResponse:
    """No such code."""
    context = {"title": _("没有找到"), "words": words}
    return render(request, "portal/token_none.html", context, status=404)
