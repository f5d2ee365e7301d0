"""The trial's payments: three months closed, one run that waits for its signature; made once, and the ledger adds up."""

import datetime as dt

import pytest

from doudi.foundation.access import acting, system
from doudi.payments.demo.load import make_payments
from doudi.payments.models import CareAgreement, Line, PaymentRun, QuarterlyPlace
from doudi.payments.selectors.care import add_up, read_care_months
from doudi.payments.selectors.fund_standing import list_standings
from doudi.registry.demo.county import Size
from doudi.registry.demo.load import make_trial
from doudi.units.dates import Month

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


def test_three_peoples_care_is_bought_and_one_place_is_paid_by_the_quarter(planned):
    with acting(system("test")) as viewer:
        agreements = list(CareAgreement.objects.all())
        assert len(agreements) == 3
        last = Month.from_date(ON) - 1
        sums = add_up(read_care_months(viewer, agreements, last - 2, last))
        assert sums.part == 9 * 55_667
        assert (sums.cost, sums.to_confirm) == ((20 + 16 + 20 + 20 + 12 + 18) * 2_500, 1)
        assert sums.posted == sums.cost - 18 * 2_500  # the last waits for this month's run
        run = PaymentRun.objects.get(state="planned")
        assert run.totals["by_change"]["service"][:2] == [1, 18 * 2_500]
        assert QuarterlyPlace.objects.count() == 1
