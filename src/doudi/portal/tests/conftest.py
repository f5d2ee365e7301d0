"""What the tests of the self-check share: the rulebook, the questions, and somebody who answers."""

import pytest

from doudi.portal import library
from doudi.portal.tests.visitor import Visitor


@pytest.fixture(scope="session")
def book():
    return library.get_rulebook()


@pytest.fixture(scope="session")
def questionnaire():
    return library.get_questionnaire()


@pytest.fixture
def visitor(client):
    return Visitor(client)
