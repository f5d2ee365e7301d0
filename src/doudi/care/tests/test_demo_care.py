"""The trial's care files: a month of visits as a township would have it, made once."""

import datetime as dt

import pytest

from doudi.care.demo import make_care
from doudi.care.models import Assessment, CareFile, CareVisit, FollowUp
from doudi.foundation.access import acting, system
from doudi.registry.demo.county import Size
from doudi.registry.demo.load import make_trial

ON = dt.date(2026, 3, 20)
PERSONS = 2000

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def files(module_database, django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock():
        folder = tmp_path_factory.mktemp("county")
        make_trial(folder=folder, size=Size.township, seed=1, on=ON, persons=PERSONS)
        yield make_care(on=ON)


def test_some_are_seen_in_time_some_late_some_never(files):
    with acting(system("test")):
        found = list(CareFile.objects.all())
        assert len(found) == files >= 6
        assert {f.due_for for f in found} >= {"first", "yearly", "again"}
        assert [f for f in found if f.seen_on is None]
        assert [f for f in found if f.visit_due < ON]
        assert [f for f in found if f.visit_due >= ON]
        assert Assessment.objects.filter(level="").exists()
        assert CareVisit.objects.exists()
        assert FollowUp.objects.filter(done_on=None).exists()


def test_it_is_made_once(files):
    assert make_care(on=ON) == 0
