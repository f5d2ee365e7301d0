"""Whatever a test of payments does, the ledger holds when it is over."""

import pytest

from doudi.foundation.access import acting, system
from doudi.payments.services.ledger_checks import check_ledger


@pytest.fixture(autouse=True)
def _ledger_holds(request):
    """But for tests that spoil it (`spoilt`)."""
    database = {"own_database", "db"} & set(request.fixturenames)
    for name in database:
        request.getfixturevalue(name)
    yield
    if database and "spoilt" not in request.fixturenames:
        with acting(system("test")) as viewer:
            assert [fault.en for fault in check_ledger(viewer)] == []


@pytest.fixture
def spoilt():
    """The test leaves a ledger that does not hold."""
