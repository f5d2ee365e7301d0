"""Every address × every role × own, sibling, parent and foreign area, as matrix.py says."""

from __future__ import annotations

import copy
import json
import logging
from collections.abc import Iterator

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from doudi.foundation.domain.roles import Role
from tests.roles.county import INSIDE, POSITIONS, Roles, make_roles
from tests.roles.matrix import LINES, OPEN, Line

API = "api"
#: Parameters that are words, not somebody's rows: every place has its own page of a value of the law, its own tables of the month.
WORDS = {"value", "report"}


@pytest.fixture(scope="module")
def roles(module_database, django_db_blocker) -> Iterator[Roles]:
    logging.disable(logging.CRITICAL)  # thousands of refusals are what is asked for here
    with django_db_blocker.unblock():
        yield make_roles()
    logging.disable(logging.NOTSET)


def list_routes() -> dict[str, list[str]]:
    """route → names of its parameters, for every named address of the site."""
    return dict(_walk(get_resolver(), "", []))


def _walk(
    resolver: URLResolver, space: str, parameters: list[str]
) -> Iterator[tuple[str, list[str]]]:
    for entry in resolver.url_patterns:
        names = [*parameters, *entry.pattern.converters]
        if isinstance(entry, URLPattern):
            assert entry.name, f"{entry} has no name"
            yield space + entry.name, names
        else:
            yield from _walk(
                entry, f"{space}{entry.namespace}:" if entry.namespace else space, names
            )


ROUTES = list_routes()


def test_every_address_has_its_line():
    missing = set(ROUTES) - {line.route for line in LINES} - set(OPEN)
    assert not missing, f"say in tests/roles/matrix.py who gets what: {sorted(missing)}"


def test_every_line_has_its_address():
    gone = ({line.route for line in LINES} | set(OPEN)) - set(ROUTES)
    assert not gone, f"no such address any more: {sorted(gone)}"


def test_what_names_an_object_is_refused_outside_its_area():
    loose = [
        line.route
        for line in LINES
        if set(ROUTES.get(line.route, ())) - WORDS and line.outside not in (403, 404)
    ]
    assert not loose, f"outside=404 is missing: {loose}"


@pytest.mark.parametrize("role", [None, *Role], ids=lambda role: role.value if role else "nobody")
def test_everybody_gets_what_the_table_says(roles, django_db_blocker, role):
    with django_db_blocker.unblock():
        wrong = [
            f"{line.method} {line.route} as {role or 'nobody'}/{position}: {got}, not {wanted}"
            for position in (POSITIONS if role else ["own"])
            for client in [roles.client(role.value, position) if role else Client()]
            for line in LINES
            for wanted in [expected(line, role, position)]
            for got in [ask(roles, client, line, role, position)]
            if got != wanted
        ]
    assert not wrong, "\n" + "\n".join(wrong)


def test_a_method_without_a_line_opens_no_door(roles, django_db_blocker):
    asked = {(line.method, line.route) for line in LINES}
    wrong = []
    with django_db_blocker.unblock():
        for route in sorted({line.route for line in LINES}):
            allowed = frozenset().union(*(line.to for line in LINES if line.route == route))
            refused = next((role for role in Role if role.value not in allowed), None)
            if refused is None:
                continue
            client = roles.client(refused.value, "own")
            for method in {"GET", "POST", "PUT", "DELETE"}:
                if (method, route) not in asked:
                    line = Line(method, route, allowed, 200, 404)
                    got = ask(roles, client, line, refused, "own")
                    if got not in (403, 405):
                        wrong.append(f"{method} {route} as {refused}: {got}")
    assert not wrong, "\n" + "\n".join(wrong)


def expected(line: Line, role: Role | None, position: str) -> int:
    if role is None:
        return 401 if is_api(line) else 302
    if role.value not in line.to:
        return 403
    return line.ok if position in INSIDE else line.outside


def ask(roles: Roles, client: Client, line: Line, role: Role | None, position: str) -> int | str:
    """The status of one request, whose changes are taken back after the database's rules were asked."""
    missing = set(ROUTES.get(line.route, ())) - set(roles.objects)
    assert not missing, f"{line.route}: tests/roles/county.py makes no {missing}"
    address = reverse(line.route, kwargs={n: roles.objects[n] for n in ROUTES[line.route]})
    headers = roles.headers(role.value, position) if role and is_api(line) else {}
    client.raise_request_exception = False
    cookies = copy.deepcopy(client.cookies)
    try:
        with transaction.atomic():
            response = client.generic(
                line.method, address, query_params=line.query, headers=headers, **body(line)
            )
            if response.streaming:
                b"".join(response.streaming_content)
            if not connection.needs_rollback:
                connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
            transaction.set_rollback(True)
    except DatabaseError as error:
        return f"{error}"
    client.cookies = cookies
    if response.status_code == 500:
        return f"500 ({response.exc_info[1]!r})"
    if role is None and response.status_code == 302:
        assert response.url.startswith("/desk/login/"), f"{line.route} leads strangers elsewhere"
    return response.status_code


def body(line: Line) -> dict[str, object]:
    from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

    if line.method == "GET":
        return {}
    if is_api(line):
        return {"data": json.dumps(line.data), "content_type": "application/json"}
    return {"data": encode_multipart(BOUNDARY, line.data), "content_type": MULTIPART_CONTENT}


def is_api(line: Line) -> bool:
    return line.route.startswith(API)
