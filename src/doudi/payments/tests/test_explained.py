"""Each difference from what was paid last is explained by a person; nobody signs while somebody's money would stop unexplained."""

import datetime as dt

import pytest
from django.urls import reverse

from doudi.foundation.access import NotPermitted, acting, system
from doudi.foundation.domain.roles import Role
from doudi.foundation.models import AuditEvent
from doudi.payments.models import PaidDifference
from doudi.payments.services.approving import sign_run
from doudi.payments.services.paid_before import settle_differences
from doudi.payments.services.planning import replan_run
from doudi.payments.tests.pages import browser, text_of
from doudi.payments.tests.runs import again, make_desk, plan
from doudi.payments.tests.test_paid_before import HEADER, dibao, look, row, taken_over
from doudi.registry.tests.families import make_county
from doudi.units.text import ProblemsError

pytestmark = pytest.mark.time_machine(dt.datetime(2022, 8, 20, 2, tzinfo=dt.UTC))
ON = dt.date(2022, 8, 20)


@pytest.fixture
def desk(db):
    return make_desk(make_county())


@pytest.fixture
def run(desk):
    """Somebody who is not in it, and somebody with another amount."""
    one, two, _three = list(desk.county.families.values())[:3]
    taken_over(desk, one, 38067)
    taken_over(desk, two, 40000)
    run = plan(desk, "2022-08")
    compare(desk, run)
    return run


def compare(desk, run):
    one, two, three = list(desk.county.families.values())[:3]
    file = HEADER + row(one.head, "380.67", dibao()) + row(two.head, "395.00", dibao()) + row(three.head, "210", dibao())  # fmt: skip
    look(desk, run, file)


def differences(run):
    with acting(system("test")):
        return list(PaidDifference.objects.filter(run=run).order_by("pk"))


def settle(desk, run, chosen, *, role=Role.county_officer, **more):
    asked = {"cause": "ended", "words": "7月起停发，安和民停〔2022〕3号", "on": ON} | more
    with acting(desk.county.viewer(role)) as actor:
        return settle_differences(actor=actor, run=run, chosen=chosen, **asked)


def sign(desk, run, role=Role.county_lead):
    with acting(desk.county.viewer(role)) as lead:
        return sign_run(actor=lead, run=again_as(run), digest=again_as(run).plan_digest, on=ON)


def again_as(run):
    run.refresh_from_db()
    return run


def test_nobody_signs_before_it_is_said_why_somebodys_money_stops(desk, run):
    gone, other = differences(run)
    assert (gone.kind, other.kind) == ("only_there", "different")
    with pytest.raises(ProblemsError, match="nobody has said why"):
        sign(desk, run)
    assert settle(desk, run, [gone.pk]) == 1
    assert sign(desk, run).state == "signed_once"
    gone, other = differences(run)
    assert (gone.cause, gone.settled_on, other.cause) == ("ended", ON, "")
    assert gone.settled_by_id == desk.county.viewer(Role.county_officer).posting_id
    with acting(system("test")):
        event = AuditEvent.objects.get(action="payments.difference.settled")
        assert "3号" in event.reason


def test_planned_again_it_is_compared_again_and_what_was_said_stays(desk, run):
    from doudi.foundation.jobs import perform_run
    from doudi.payments.tests.runs import award

    gone, other = differences(run)
    assert settle(desk, run, [gone.pk, other.pk]) == 2
    award(desk, list(desk.county.families.values())[3], 12300, "2022-08")
    with acting(desk.county.viewer(Role.county_officer)) as officer:
        replan_run(actor=officer, run=run, on=dt.date(2022, 8, 1))
    perform_run(again(run).plan_run_id)
    with pytest.raises(ProblemsError, match="compare it again"):
        sign(desk, run)
    compare(desk, again(run))
    assert {d.kind: d.cause for d in differences(run)} == {"only_there": "ended", "different": "ended", "only_here": ""}  # fmt: skip
    assert sign(desk, run).state == "signed_once"


def test_all_of_a_kind_at_once_leaves_what_was_said_before(desk, run):
    gone, _other = differences(run)
    settle(desk, run, [gone.pk], cause="died")
    with pytest.raises(ProblemsError, match="choose first"):
        settle(desk, run, [], whole_kind="only_there")
    assert settle(desk, run, [], whole_kind="different", cause="corrected") == 1
    assert [d.cause for d in differences(run)] == ["died", "corrected"]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"cause": ""}, "choose a cause"),
        ({"cause": "=cmd"}, "choose a cause"),
        ({"words": " "}, "what you found"),
        ({"words": ""}, "what you found"),
        ({"chosen": []}, "choose first"),
        ({"chosen": [10**15]}, "choose first"),
        ({"chosen": [], "whole_kind": "nothing"}, "choose first"),
    ],
)
def test_rubbish_explains_nothing(desk, run, more, words):
    chosen = more.pop("chosen", [d.pk for d in differences(run)])
    with pytest.raises(ProblemsError, match=words):
        settle(desk, run, chosen, **more)
    assert [d.cause for d in differences(run)] == ["", ""]
    with pytest.raises(NotPermitted):
        settle(desk, run, chosen, role=Role.finance_officer)


def test_the_page_shows_what_is_open_first_and_takes_explanations(desk, run):
    officer = browser(desk, Role.county_officer)
    url = reverse("payments:paid_differences", args=[run.pk])
    deed = reverse("payments:settle_differences", args=[run.pk])
    first = text_of(officer.get(reverse("payments:run", args=[run.pk])))
    assert "有 1 笔上次发了、这一批没有，还没有说明原因" in first
    assert url in first
    gone, other = differences(run)
    page = text_of(officer.get(url))
    assert page.index(gone.name) < page.index(other.name)
    for bad in ({}, {"chosen": "x' OR 1=1", "cause": "ended", "words": "有决定"}, {"chosen": gone.pk, "cause": "ended", "words": "字" * 501}, {"chosen": "9" * 30, "cause": "ended", "words": "有决定"}, {"chosen": gone.pk, "cause": "nope", "words": "有决定"}, {"chosen": gone.pk, "cause": "ended", "words": "<script>", "whole_kind": "x"}):  # fmt: skip
        answer = officer.post(deed, bad)
        assert answer.status_code == 200
        assert "请改一下这里" in text_of(answer)
    assert [d.cause for d in differences(run)] == ["", ""]
    done = officer.post(deed, {"chosen": [gone.pk], "cause": "died", "words": "<b>7月3日</b>"})
    assert done["Location"] == url
    page = text_of(officer.get(url))
    assert page.index(other.name) < page.index(gone.name)
    assert "&lt;b&gt;7月3日" in page
    assert "还有 1 处差别没有说明" in text_of(officer.get(reverse("payments:run", args=[run.pk])))
    lead = browser(desk, Role.county_lead)
    seen = text_of(lead.get(url))
    assert gone.name in seen
    assert 'name="chosen"' not in seen
    assert lead.post(deed, {}).status_code == 403
    clerk = browser(desk, Role.township_clerk)
    assert clerk.get(url).status_code == 404
