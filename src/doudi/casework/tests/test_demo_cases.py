"""The trial's office: cases of every procedure, at every step, made once."""

import datetime as dt

import pytest

from doudi.casework.demo.load import make_cases
from doudi.casework.models import Award, Case, Hold, LawChange, Letter, Notice, Objection, SpotCheck
from doudi.foundation.access import acting, system
from doudi.registry.demo.county import Size
from doudi.registry.demo.load import make_trial

ON = dt.date(2026, 3, 20)
PERSONS = 2000

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def office(module_database, django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock():
        folder = tmp_path_factory.mktemp("county")
        make_trial(folder=folder, size=Size.township, seed=1, on=ON, persons=PERSONS)
        yield make_cases(on=ON)


def test_an_office_at_work(office):
    with acting(system("test")):
        cases = list(Case.objects.all())
        assert office == len(cases) >= 35
        procedures = {c.procedure for c in cases}
        assert procedures >= {
            "dibao", "tekun", "temp_expenditure", "temp_emergency", "disability", "child", "old_age",
            "referral", "rebuilding", "review",
        }  # fmt: skip
        states = {c.state for c in cases if c.procedure == "dibao"}
        assert states >= {
            "applied", "incomplete", "accepted", "investigating", "opined", "noticed", "filed", "granted",
            "refused", "withdrawn",
        }  # fmt: skip
        late = [c for c in cases if c.is_open and c.next_due and c.next_due < ON]
        assert len(late) >= 2
        assert Objection.objects.filter(answered_on=None).count() == 1
        assert Notice.objects.filter(state="posted", last_day__gte=ON).exists()
        assert Letter.objects.exists()
        assert Award.objects.filter(review_due__isnull=False).exists()
        assert Hold.objects.count() == 1
        assert SpotCheck.objects.exists()
        assert not SpotCheck.objects.filter(done_on=None).exists()
        assert LawChange.objects.filter(state__in=["checking", "checked"]).count() == 1


def test_it_is_made_once(office):
    assert make_cases(on=ON) == 0
