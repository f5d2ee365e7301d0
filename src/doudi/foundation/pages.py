"""Pages for staff: each says which permission opens it, and runs as one viewer in one transaction.

@staff_page("register.view")
def show_household(request, household_id): … request.viewer …
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from doudi.foundation.access import NotPermitted, Viewer, acting, permit
from doudi.foundation.domain.menu import GROUPS
from doudi.foundation.login import has_second_factor
from doudi.foundation.postings import get_viewer
from doudi.units.text import Text

#: Every staff view, by name, with its permission: the roles matrix and the navigation read it.
STAFF_PAGES: dict[str, str] = {}


class StaffRequest(HttpRequest):
    """A request whose viewer is known."""

    viewer: Viewer


def what_comes_first(request: Any) -> HttpResponse | None:
    """To log in, to choose a password of one's own, in production to set up the second factor. None: all done."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if request.user.must_change_password:
        return redirect("account_change_password")
    if not settings.DOUDI.is_demo and not has_second_factor(request.user):
        return redirect("mfa_activate_totp")
    return None


def own_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Logged in, with or without a posting (`request.viewer` may be None): one's own account, the choice of a posting."""

    @functools.wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if (first := what_comes_first(request)) is not None:
            return first
        request.viewer = get_viewer(request)
        return view(request, *args, **kwargs)

    guarded.is_own_page = True  # type: ignore[attr-defined]
    return guarded


def staff_page(
    permission: str | None,
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Logged in, with a posting that is in force today and includes `permission` (None: any posting will do); else login, choice of posting, or 403.

    The view runs inside `acting(viewer)`: what it writes is kept unless it raises.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        STAFF_PAGES[f"{view.__module__}.{view.__qualname__}"] = permission or ""

        @functools.wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            if (first := what_comes_first(request)) is not None:
                return first
            viewer = get_viewer(request)
            if viewer is None:
                return redirect("foundation:choose_posting")
            request.viewer = viewer
            try:
                if permission is not None:
                    permit(viewer, permission)
                with acting(viewer):
                    return view(request, *args, **kwargs)
            except NotPermitted as refused:
                return render(request, "foundation/refused.html", {"refused": refused}, status=403)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return decorate


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: None for a GET. An empty POST is bound too, and its faults are shown."""
    return request.POST if request.method == "POST" else None


@dataclass(frozen=True, slots=True)
class NavigationEntry:
    """A place in the staff menu. `url_name` without arguments; shown to whoever has the permission.

    `group`: a key of `domain/menu.py: GROUPS`; `order`: the place within the group.
    """

    label: Text
    url_name: str
    permission: str
    order: int
    group: str

    def __post_init__(self) -> None:
        if self.group not in GROUPS:
            raise ValueError(f"{self.url_name}: the menu has no group {self.group!r}")


_navigation: list[NavigationEntry] = []


def register_navigation(*entries: NavigationEntry) -> None:
    """Called once, from an app's `ready()`."""
    _navigation.extend(e for e in entries if e not in _navigation)


def navigation_of(viewer: Viewer) -> list[NavigationEntry]:
    """A place that several permissions open is registered once for each, and shown once."""
    own = {e.url_name: e for e in _navigation if viewer.may(e.permission)}
    return sorted(own.values(), key=lambda e: e.order)


def menu_of(viewer: Viewer) -> list[tuple[Text, list[NavigationEntry]]]:
    """The groups in which the viewer has a place, in their order."""
    places = navigation_of(viewer)
    groups = [(GROUPS[key], [e for e in places if e.group == key]) for key in GROUPS]
    return [(label, entries) for label, entries in groups if entries]


_logout_parts: list[str] = []


def register_logout_part(template: str) -> None:
    """What an app clears from the device, or says, before somebody logs out: a template on that page."""
    if template not in _logout_parts:
        _logout_parts.append(template)


def logout_parts() -> list[str]:
    return list(_logout_parts)


@dataclass(frozen=True, slots=True)
class WorkItem:
    """Something that waits for the viewer: what, where to go, since when, due when (None: no limit)."""

    label: Text
    url: str
    since: Any
    due: Any = None
    count: int = 1


_work_sources: list[Callable[[Viewer], list[WorkItem]]] = []


def register_work(source: Callable[[Viewer], list[WorkItem]]) -> None:
    """Called once, from an app's `ready()`: what of this app waits for a viewer. Runs inside `acting(viewer)`."""
    if source not in _work_sources:
        _work_sources.append(source)


def work_of(viewer: Viewer) -> list[WorkItem]:
    return [item for source in _work_sources for item in source(viewer)]
