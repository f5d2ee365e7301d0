"""No page asks the database more than it did, none more than fifteen times, and none the same thing for every row."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
import zeal
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from zeal.constants import initialize_app_registry
from zeal.patch import patch

from tests.roles.county import make_roles
from tests.roles.matrix import LINES, Line
from tests.roles.test_pages import ROUTES

MOST = 15
LISTED = 30  # the page of a case gathers what every side of the work has to say of it
BRACKETS = {"BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"}
BASELINE = yaml.safe_load((Path(__file__).parent / "baseline.yaml").read_text("utf-8")) or {}
#: Files and buttons, not pages; the API has its own tests.
PAGES = [
    line for line in LINES if line.method == "GET" and line.ok == 200 and "api" not in line.route
]


@pytest.fixture(scope="module")
def roles(module_database, django_db_blocker):
    with django_db_blocker.unblock():
        yield make_roles()


@pytest.fixture(scope="module", autouse=True)
def _watched():
    initialize_app_registry()
    patch()


def count_queries(roles, line: Line) -> int:
    role = "county_officer" if "county_officer" in line.to else sorted(line.to)[0]
    client = roles.client(role, "parent")
    parameters = {name: roles.objects[name] for name in ROUTES[line.route]}
    address = reverse(line.route, kwargs=parameters)
    client.get(
        address, line.query
    ).close()  # what is kept for the process: names of places, the rulebook
    with CaptureQueriesContext(connection) as asked, zeal.zeal_context():
        response = client.get(address, line.query)
    response.close()  # of a file that nobody read
    assert response.status_code == 200, address
    return sum(query["sql"].split(" ")[0] not in BRACKETS for query in asked.captured_queries)


def test_no_page_asks_more_than_it_did(roles, django_db_blocker):
    with django_db_blocker.unblock():
        found = {line.route: count_queries(roles, line) for line in PAGES}
    more = {r: (n, BASELINE.get(r, MOST)) for r, n in found.items() if n > BASELINE.get(r, MOST)}
    assert not more, (
        f"more queries than tests/queries/baseline.yaml allows (asked, allowed): {more}"
    )
    fewer = {r: n for r, n in found.items() if n < BASELINE.get(r, 0)}
    assert not fewer, f"well done; lower tests/queries/baseline.yaml: {fewer}"


def test_the_baseline_names_real_pages_and_stays_within_bounds():
    assert set(BASELINE) <= {line.route for line in PAGES}
    assert max(BASELINE.values(), default=0) <= LISTED
