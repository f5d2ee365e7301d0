"""The trial's payments: three months closed, one run that waits for its signature; made once, and the ledger adds up."""

import datetime as dt

import pytest

from doudi.foundation.access import acting, system
from doudi.payments.demo.load import make_payments
from doudi.payments.models import Line, PaymentRun
from doudi.payments.selectors.fund_standing import list_standings
from doudi.registry.demo.county import Size
from doudi.registry.demo.load import make_trial

ON = dt.date(2026, 3, 20)
PERSONS = 2000

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def planned(module_database, django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock():
        folder = tmp_path_factory.mktemp("county")
        make_trial(folder=folder, size=Size.township, seed=1, on=ON, persons=PERSONS)
        yield make_payments(on=ON)


def test_three_months_are_closed_and_one_waits(planned):
    with acting(system("test")) as viewer:
        runs = list(PaymentRun.objects.order_by("month"))
        assert [run.state for run in runs] == ["closed"] * 3 + ["planned"]
        assert planned == sum(run.totals["lines"] for run in runs) > 60
        assert runs[-1].totals["held"]["no_account"]
        lines = Line.objects.all()
        assert lines.filter(state="failed").exists()
        assert lines.filter(change="retried", state="paid").exists()
        assert not lines.filter(state="sent").exists()
        paid = sum(lines.filter(state="paid").values_list("amount_fen", flat=True))
        standings = list_standings(viewer)
        assert sum(s.places["paid"] for s in standings) == paid
        assert [s.budget_fen for s in standings] == [40_000_000, 15_000_000]


def test_it_is_made_once(planned):
    assert make_payments(on=ON) == 0
