"""A township and the county's run: it sees that it is the county's, and its own part of it; nothing else, and it changes nothing."""

import datetime as dt

import pytest
from django.db import connection

from doudi.foundation import audit
from doudi.foundation.access import Viewer, acting, system
from doudi.foundation.domain.roles import Role
from doudi.foundation.models import AuditEvent
from doudi.payments.models import BankFile, Fund, Line, PaymentRun, RunPart
from doudi.payments.tests.bank import answer_all, sent
from doudi.payments.tests.pages import browser, text_of
from doudi.payments.tests.runs import award, lines, make_desk, plan
from doudi.registry.tests.families import make_county

pytestmark = pytest.mark.time_machine(dt.datetime(2022, 8, 20, 2, tzinfo=dt.UTC))
OURS = (Role.township_clerk, Role.township_lead)


@pytest.fixture
def desk(own_database):
    return make_desk(make_county())


def families(desk):
    """One of the clerk's township, one of another."""
    clerk = desk.county.viewer(Role.township_clerk)
    every = list(desk.county.families.values())
    near = [f for f in every if clerk.sees(f.household.area_code)]
    far = next(f for f in every if not clerk.sees(f.household.area_code))
    return near, far


def test_its_own_lines_and_sums_and_that_it_is_the_countys(desk):
    near, far = families(desk)
    award(desk, near[0], 38067, "2022-08")
    award(desk, far, 77700, "2022-08")
    run = sent(desk, "2022-08")
    answer_all(desk, run)
    (mine,) = lines(run, household=near[0].household)
    (other,) = lines(run, household=far.household)
    base = f"/pay/runs/{run.pk}/"
    for role in OURS:
        person = browser(desk, role)
        listed = text_of(person.get("/pay/runs/"))
        assert "统一办理" in listed
        assert "380.67" in listed
        assert "1,157.67" not in listed
        page = text_of(person.get(base))
        assert "统一办理的发放" in page
        assert "380.67" in page
        for hidden in ("777.00", "1,157.67", "县级救助资金", '<form method="post" action="/pay/'):
            assert hidden not in page, hidden
        table = text_of(person.get(f"{base}lines/"))
        assert near[0].head.name in table
        assert far.head.name not in table
        everything = f"{base}lines/?township={far.household.area_code[:9]}000"
        assert far.head.name not in text_of(person.get(everything))
        line = text_of(person.get(f"/pay/lines/{mine.pk}/"))
        assert f"{base}lines/" in line
        assert "DF90" not in line
        assert person.get(f"/pay/lines/{other.pk}/").status_code == 404
        assert person.get(f"{base}bank/").status_code == 404
        assert person.get(f"/pay/households/{near[0].household.pk}/").status_code == 200
        assert person.get(f"/pay/households/{far.household.pk}/").status_code == 404
        for deed in ("sign/", "replan/", "drop/", "release/", "bank/send/", "bank/close/"):
            assert person.post(base + deed, {"digest": run.plan_digest}).status_code == 403
    with acting(system("test")):
        looked = AuditEvent.objects.filter(action="payments.run.viewed", object_id=str(run.pk))
        assert {e.area_code for e in looked} == {desk.county.viewer(Role.township_clerk).area_code}
    # The county's own pages stay what they were.
    county = text_of(browser(desk, Role.county_officer).get("/pay/runs/"))
    assert "1,157.67" in county
    assert "统一办理" not in county


def test_why_somebody_is_not_paid_is_said(desk):
    near, _far = families(desk)
    award(desk, near[0], 38067, "2022-08")
    with acting(system("test")) as actor:
        near[0].household.accounts.update(valid_to=dt.date(2022, 7, 1))
        audit.record(actor, "payments.account.closed", object_type="account")
    run = plan(desk, "2022-08")
    clerk = browser(desk, Role.township_clerk)
    page = text_of(clerk.get(f"/pay/runs/{run.pk}/"))
    assert "没有登记收款账户" in page
    assert "名单还可能变" in page
    table = text_of(clerk.get(f"/pay/runs/{run.pk}/lines/?state=held&reason=no_account"))
    assert near[0].head.name in table
    assert clerk.get(f"/pay/runs/{run.pk}999/").status_code == 404
    assert clerk.get(f"/pay/runs/{run.pk}/lines/?page=zzz&state=%00&township=1').--").status_code in (200, 400)  # fmt: skip


def test_what_the_database_shows_and_takes(desk):
    near, far = families(desk)
    award(desk, near[0], 38067, "2022-08")
    award(desk, far, 77700, "2022-08")
    run = sent(desk, "2022-08")
    clerk = desk.county.viewer(Role.township_clerk)
    with acting(clerk):
        assert [r.pk for r in PaymentRun.objects.all()] == [run.pk]
        assert {i.household_id for i in Line.objects.all()} == {near[0].household.pk}
        assert {p.area_code for p in RunPart.objects.all()} == {clerk.area_code}
        assert not BankFile.objects.exists()
        assert not Fund.objects.exists()
        audit.record(clerk, "payments.run.viewed")  # what was tried to be written needs an event
        with connection.cursor() as cursor:
            for words in ("UPDATE payments_paymentrun SET note = 'x'", "DELETE FROM payments_paymentrun"):  # fmt: skip
                cursor.execute(words)
                assert cursor.rowcount == 0
    # Another county's township, somebody of a village of nowhere, nobody at all.
    for lo, hi in (("900102101000", "900102102000"), ("", ""), ("900100000000", "900100000001")):
        stranger = Viewer("x", Role.township_clerk, lo, lo, hi)
        with acting(stranger):
            assert not PaymentRun.objects.exists()
