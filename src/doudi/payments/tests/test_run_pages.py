"""The pages of a run: what is asked, who may sign, what is said when nobody is paid."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from doudi.foundation.access import acting, system
from doudi.foundation.domain.roles import Role
from doudi.foundation.jobs import perform_run
from doudi.foundation.models import AuditEvent
from doudi.payments.models import PaymentRun
from doudi.payments.tests.pages import browser, text_of
from doudi.payments.tests.runs import again, approve, award, make_desk, plan
from doudi.registry.tests.families import make_county

pytestmark = pytest.mark.time_machine(dt.datetime(2022, 8, 20, 2, tzinfo=dt.UTC))


@pytest.fixture
def desk(own_database):
    return make_desk(make_county())


def run_of(answer):
    with acting(system("test")):
        return PaymentRun.objects.get(pk=int(answer["Location"].rstrip("/").rsplit("/", 1)[-1]))


def test_from_new_to_signed_twice(desk):
    award(desk, desk.county.families["赵明远"], 38067, "2022-07")
    officer = browser(desk, Role.county_officer)
    run = run_of(officer.post("/pay/runs/new/", {"month": "2022-08", "kind": "regular"}))
    assert "正在测算" in text_of(officer.get(f"/pay/runs/{run.pk}/"))
    perform_run(run.plan_run_id)
    page = text_of(officer.get(f"/pay/runs/{run.pk}/"))
    assert "761.34" in page
    assert "380.67" in page
    digest = again(run).plan_digest
    assert digest[:12] in page
    assert officer.post(f"/pay/runs/{run.pk}/sign/", {"digest": digest}).status_code == 403
    for role, state in ((Role.county_lead, "signed_once"), (Role.finance_officer, "approving")):
        person = browser(desk, role)
        for _twice in range(2):
            assert person.post(f"/pay/runs/{run.pk}/sign/", {"digest": digest}).status_code == 302
            assert again(run).state == state
    assert "正在入账" in text_of(officer.get(f"/pay/runs/{run.pk}/"))


def test_the_part_that_is_asked_for_again_ends_with_the_whole_page(desk):
    award(desk, desk.county.families["赵明远"], 38067, "2022-07")
    officer = browser(desk, Role.county_officer)
    run = run_of(officer.post("/pay/runs/new/", {"month": "2022-08", "kind": "regular"}))
    part = officer.get(f"/pay/runs/{run.pk}/", headers={"HX-Request": "true"})
    assert "HX-Refresh" not in part
    assert "<html" not in text_of(part)
    perform_run(run.plan_run_id)
    part = officer.get(f"/pay/runs/{run.pk}/", headers={"HX-Request": "true"})
    assert part["HX-Refresh"] == "true"


def test_nobody_is_paid_is_said_and_nothing_is_signed(desk):
    run = plan(desk, "2022-08")
    page = text_of(browser(desk, Role.county_lead).get(f"/pay/runs/{run.pk}/"))
    assert "谁也不发" in page
    assert "审核同意" not in page


def test_what_the_funds_lack_is_said(own_database):
    desk = make_desk(make_county(), budget_fen=30000)
    award(desk, desk.county.families["赵明远"], 38067, "2022-08")
    run = plan(desk, "2022-08")
    page = text_of(browser(desk, Role.county_lead).get(f"/pay/runs/{run.pk}/"))
    assert "80.67" in page
    assert "审核同意" not in page


def test_the_list_is_filtered_and_the_look_is_in_the_trail(desk):
    award(desk, desk.county.families["赵明远"], 38067, "2022-07")
    run = plan(desk, "2022-08")
    auditor = browser(desk, Role.auditor)
    url = f"/pay/runs/{run.pk}/lines/"
    assert "赵明远" in text_of(auditor.get(url, {"name": "赵明远", "change": "new"}))
    assert "没有符合条件" in text_of(auditor.get(url, {"name": "没有这个人"}))
    assert "没有符合条件" in text_of(auditor.get(url, {"reason": "hold"}))
    assert auditor.get(url, {"township": "x", "state": "；--", "page": "9" * 9}).status_code == 200
    with acting(system("test")):
        assert AuditEvent.objects.filter(action="payments.run.viewed").count() == 4


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "请填写"),
        ({"month": "2022-13", "kind": "regular"}, "月"),
        ({"month": "2023-01", "kind": "regular"}, "只能测算到下个月"),
        ({"month": "2022-08", "kind": "other"}, "没有“other”这个选项"),
        ({"month": "2022-08", "kind": "regular", "programmes": ["=1+1"]}, "没有“=1+1”这个选项"),
        ({"month": "1" * 300, "kind": "regular"}, "月"),
    ],
)
def test_a_wrong_wish_is_answered_and_nothing_is_planned(desk, asked, said):
    answer = browser(desk, Role.county_officer).post("/pay/runs/new/", asked)
    assert answer.status_code == 200
    assert said in text_of(answer)
    with acting(system("test")):
        assert not PaymentRun.objects.exists()


def test_planned_again_and_given_up(desk):
    award(desk, desk.county.families["赵明远"], 38067, "2022-08")
    run = plan(desk, "2022-08")
    officer = browser(desk, Role.county_officer)
    assert "请填写" in text_of(officer.post(f"/pay/runs/{run.pk}/drop/", {"reason": " "}))
    assert officer.post(f"/pay/runs/{run.pk}/replan/").status_code == 302
    run = again(run)
    assert run.state == "planning"
    assert officer.post(f"/pay/runs/{run.pk}/drop/", {"reason": "月份选错"}).status_code == 302
    assert "月份选错" in text_of(officer.get(f"/pay/runs/{run.pk}/"))


def test_what_arrived_is_shown_after_signing(desk):
    award(desk, desk.county.families["赵明远"], 38067, "2022-08")
    run = approve(desk, plan(desk, "2022-08"))
    page = text_of(browser(desk, Role.finance_officer).get(f"/pay/runs/{run.pk}/"))
    assert "1 笔，380.67元" in page
    assert "放弃这一批" not in page


def test_the_whole_list_is_neither_counted_nor_joined(desk):
    """Of fifty thousand lines either takes a second."""
    award(desk, desk.county.families["赵明远"], 38067, "2022-08")
    run = plan(desk, "2022-08")
    officer = browser(desk, Role.county_officer)
    with CaptureQueriesContext(connection) as asked:
        assert "共 1 条" in text_of(officer.get(f"/pay/runs/{run.pk}/lines/"))
    of_lines = [q["sql"] for q in asked.captured_queries if 'FROM "payments_line"' in q["sql"]]
    assert len(of_lines) == 1
    assert "COUNT(" not in of_lines[0]
    assert "JOIN" not in of_lines[0]
