"""A county that a module makes once and every test may change: what a test writes is rolled back."""

import copy

import pytest
from django.db import connection, transaction

from doudi.registry.tests.families import make_county


@pytest.fixture(scope="module")
def county_of_module(module_database):
    return make_county()


@pytest.fixture
def county(county_of_module):
    with transaction.atomic():
        yield copy.deepcopy(county_of_module)
        if not connection.needs_rollback:
            connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")  # the audit rule
        transaction.set_rollback(True)
