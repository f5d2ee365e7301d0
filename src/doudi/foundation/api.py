"""The API's frame, and what of it is about Doudi itself. A program acts under one posting, by a token (services/tokens.py).

Each operation says which permission opens it and runs as the token's viewer in one transaction, like a page. What writes takes a JSON
body and calls the service that the pages call; what the service refuses is answered 422, and nothing is written.
No `from __future__ import annotations` here: django-ninja reads the types of operations where the decorator stands.
"""

import functools
import inspect
from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Generic, TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Path, Query, Router, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer
from pydantic import Field

from doudi.foundation.access import NotPermitted, Viewer, acting, permit
from doudi.foundation.areas import name_of_area
from doudi.foundation.clock import get_today
from doudi.foundation.models import Area, Run
from doudi.foundation.selectors.places import list_places
from doudi.foundation.selectors.runs import get_run, label_of_run
from doudi.foundation.services.tokens import open_with_token
from doudi.units.text import ProblemsError, Text, refusal

MOST, USUAL = 200, 50
Item = TypeVar("Item")

#: Every operation, by name, with its permission ("" for one's own): the roles matrix and the tests read it.
API_OPERATIONS: dict[str, str] = {}

Id = Annotated[int, Path(ge=1, le=2**63 - 1, description="The object's number in this Doudi.")]
After = Annotated[int, Query(ge=0, le=2**63 - 1, description="`next` of the page before.")]
Limit = Annotated[int, Query(ge=1, le=MOST, description="How many at most.")]
AreaCode = Annotated[
    str, Query(pattern=r"^([0-9]{12})?$", description="Only what lies in this 12-digit area.")
]


class Words(Schema):
    """A sentence or a label in both languages."""

    zh: str
    en: str

    @classmethod
    def of(cls, text: Text) -> "Words":
        return cls(zh=text.zh, en=text.en)


class Refusal(Schema):
    """Why nothing came: one sentence for each thing wrong."""

    problems: list[Words]


class Page(Schema, Generic[Item]):
    """Some of a list. `next`: what to give as `after` for those that follow; null on the last page."""

    items: list[Item]
    next: str | None


class Me(Schema):
    """Whom this token stands for."""

    name: str
    role: str
    role_label: Words
    area_code: str
    area_name: str
    permissions: list[str]


class Place(Schema):
    """An area of the national 12-digit code, between two dates."""

    code: str
    name: str
    name_en: str
    is_urban: bool | None
    valid_from: date
    valid_to: date | None
    successors: list[str]


class RunState(Schema):
    """A long job and how far it is."""

    id: int
    kind: str
    label: Words
    state: str = Field(description="queued, running, stopping, stopped, done or failed")
    total: int
    done: int
    failed: int
    skipped: int
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class Token(HttpBearer):
    def authenticate(self, request: HttpRequest, token: str) -> Viewer | None:
        return open_with_token(token, on=get_today())


REFUSALS = dict.fromkeys((401, 403, 404, 422), Refusal)


def answers(found: Any) -> dict[int, Any]:
    """What an operation may answer, for its description."""
    return {200: found, **REFUSALS}


def operation(permission: str = "") -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The token's posting includes `permission`; the function runs inside `acting`, with the viewer in `request.auth`."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        API_OPERATIONS[function.__name__] = permission
        known = set(inspect.signature(function).parameters)

        @functools.wraps(function)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> Any:
            viewer: Viewer = request.auth
            if permission:
                permit(viewer, permission)
            if unknown := sorted(
                set(request.GET) - known
            ):  # a misspelt filter would give everything
                raise refusal("没有这个参数", "There is no such parameter", value=unknown[0])
            with acting(viewer):
                return function(request, *args, **kwargs)

        return guarded

    return decorate


def make_api() -> NinjaAPI:
    """The API without anything but `/me`, `/areas` and `/runs`; the other apps' routers are added by config/api.py."""
    api = NinjaAPI(
        title="Doudi",
        version="1",
        description="What a county's other systems may read and do, each under one posting. Numbers are always masked.",
        urls_namespace="api",
        docs_url=None,  # it would load scripts from elsewhere
        auth=Token(),
    )
    for error, answer in (
        (AuthenticationError, _refuse_strangers),
        (NotPermitted, _refuse_role),
        (Http404, _refuse_unknown),
        (ValidationError, _refuse_input),
        (HttpError, _refuse_body),
        (ProblemsError, _refuse_problems),
    ):
        api.add_exception_handler(error, functools.partial(answer, api))
    api.add_router("", router)
    return api


router = Router(tags=["doudi"])


@router.get("/me", response=answers(Me), url_name="me")
@operation()
def show_me(request: HttpRequest) -> Me:
    """Whom this token stands for, and what it may do."""
    viewer: Viewer = request.auth  # type: ignore[attr-defined]
    assert viewer.role is not None
    return Me(
        name=viewer.name,
        role=viewer.role.value,
        role_label=Words.of(viewer.role.label),
        area_code=viewer.area_code,
        area_name=name_of_area(viewer.area_code, "zh"),
        permissions=sorted(viewer.role.permissions),
    )


@router.get("/areas", response=answers(Page[Place]), url_name="areas")
@operation("register.view")
def list_areas(
    request: HttpRequest,
    after: Annotated[str, Query(pattern=r"^([0-9]{12})?$")] = "",
    limit: Limit = USUAL,
) -> Page[Place]:
    """The places in the token's area, in force or not, by code."""
    viewer: Viewer = request.auth  # type: ignore[attr-defined]
    rows = list(list_places(viewer).filter(code__gt=after)[:limit])
    return Page(items=[_place(r) for r in rows], next=next_of(rows, limit, "code"))


@router.get("/runs/{run_id}", response=answers(RunState), url_name="run")
@operation("run.view")
def show_run(request: HttpRequest, run_id: Id) -> RunState:
    """A long job of the token's area."""
    run = get_run(request.auth, run_id)  # type: ignore[attr-defined]
    if run is None:
        raise Http404
    return _run(run)


def next_of(rows: list[Any], limit: int, field: str = "pk") -> str | None:
    """Where the page after these begins. None: these are the last (or there happen to be exactly as many)."""
    return str(getattr(rows[-1], field)) if len(rows) == limit else None


def _place(row: Area) -> Place:
    return Place(
        code=row.code,
        name=row.name,
        name_en=row.name_en,
        is_urban=row.is_urban,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        successors=[str(code) for code in row.successors],
    )


def _run(run: Run) -> RunState:
    return RunState(
        id=run.pk,
        kind=run.kind,
        label=Words.of(label_of_run(run)),
        state=run.state,
        total=run.total,
        done=run.done,
        failed=run.failed,
        skipped=run.skipped,
        created_at=run.created_at,
        started_at=run.started_at,
        finished_at=run.finished_at,
    )


def _refuse(api: NinjaAPI, request: HttpRequest, status: int, *texts: Text) -> HttpResponse:
    refusal = Refusal(problems=[Words.of(t) for t in texts])
    return api.create_response(request, refusal.dict(), status=status)


def _refuse_strangers(api: NinjaAPI, request: HttpRequest, error: Exception) -> HttpResponse:
    text = Text(
        "凭证无效、已过期或已收回", "The token is unknown, expired or revoked, or there is none"
    )
    response = _refuse(api, request, 401, text)
    response["WWW-Authenticate"] = "Bearer"
    return response


def _refuse_role(api: NinjaAPI, request: HttpRequest, error: NotPermitted) -> HttpResponse:
    return _refuse(api, request, 403, error.text)


def _refuse_unknown(api: NinjaAPI, request: HttpRequest, error: Exception) -> HttpResponse:
    text = Text("这个辖区里没有", "There is none in this area")
    return _refuse(api, request, 404, text)


def _refuse_input(api: NinjaAPI, request: HttpRequest, error: ValidationError) -> HttpResponse:
    texts = []
    for problem in error.errors:
        place = " ".join(str(part) for part in problem.get("loc", ()))
        texts.append(Text(f"{place}：参数不对", f"{place}: {problem.get('msg', 'wrong')}"))
    return _refuse(api, request, 422, *texts)


def _refuse_body(api: NinjaAPI, request: HttpRequest, error: HttpError) -> HttpResponse:
    """What is sent is no JSON."""
    return _refuse(api, request, 422, Text("内容不是 JSON", "The body is not JSON"))


def _refuse_problems(api: NinjaAPI, request: HttpRequest, error: ProblemsError) -> HttpResponse:
    return _refuse(api, request, 422, *(Text(p.in_("zh"), p.in_("en")) for p in error.problems))
