"""The public notice: what it shows, its days, and what stands against it."""

import datetime as dt

import pytest
from django.db import transaction

from doudi.casework.models import Case, Notice
from doudi.casework.selectors.notices import get_hanging, is_public, list_to_post
from doudi.casework.services.notices import (
    draft_notice,
    end_notices,
    post_notice,
    post_notices,
    record_photo,
    void_notice,
)
from doudi.casework.services.transition import open_case, take_step
from doudi.casework.tests.cases import bring_to
from doudi.foundation.access import NotPermitted, acting, system
from doudi.foundation.domain.roles import Role
from doudi.foundation.models import AuditEvent
from doudi.registry.tests.families import make_county
from doudi.units.text import ProblemsError

POSTED = dt.date(2022, 10, 12)
WHERE = {"phone": "0854-1234567", "places": "村务公开栏"}
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


@pytest.fixture
def county(db):
    return make_county()


@pytest.fixture
def case(county):
    return bring_to(county, county.families["赵明远"], "opined")


@pytest.fixture
def clerk(county):
    with acting(county.viewer(Role.township_clerk)) as viewer:
        yield viewer


def test_a_notice_hangs_its_days_and_the_case_moves(case, clerk):
    assert [c.pk for c in list_to_post(clerk)] == [case.pk]
    notice = post_notice(actor=clerk, case=case, on=POSTED, **WHERE)
    case = Case.objects.get(pk=case.pk)
    assert case.state == "noticed"
    assert (notice.posted_on, notice.last_day) == (POSTED, dt.date(2022, 10, 19))
    assert notice.expires_on == dt.date(2022, 10, 22)
    assert notice.shown == {
        "name": "赵明远",
        "members": 4,
        "programme": {"zh": "最低生活保障", "en": "Dibao"},
        "amount_fen": 38067,
        "period": "month",
        "office": "石板镇社会救助服务窗口",
        "phone": "0854-1234567",
    }
    assert AuditEvent.objects.filter(action="casework.notice.posted").count() == 1
    assert list_to_post(clerk) == []


def test_a_draft_is_nobodys_notice(case, clerk):
    draft = draft_notice(actor=clerk, case=case, on=POSTED, phone="0854-1234567")
    assert get_hanging(clerk, case) is None
    assert not is_public(draft, POSTED)
    with pytest.raises(ProblemsError, match="not recorded that the notice was posted"):
        take_step(actor=clerk, case=case, action="post_notice", on=POSTED)
    posted = post_notice(actor=clerk, case=case, on=POSTED + dt.timedelta(days=1), **WHERE)
    assert posted.pk == draft.pk
    assert posted.token == draft.token
    assert posted.last_day == dt.date(2022, 10, 20)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"phone": ""}, "office's telephone"),
        ({"phone": "找村长"}, "office's telephone"),
        ({"phone": "=1+1"}, "office's telephone"),
        ({"phone": "13800138001"}, "family's own telephone"),
        ({"phone": "138-00138001"}, "family's own telephone"),
        ({"places": " "}, "where it hangs"),
        ({"on": dt.date(2022, 10, 1)}, "before the last step"),
    ],
)
def test_what_is_refused(case, clerk, given, said):
    with pytest.raises(ProblemsError, match=said):
        post_notice(actor=clerk, case=case, **({"on": POSTED} | WHERE | given))


def test_a_case_that_is_not_there_yet(county):
    case = bring_to(county, county.families["赵明远"], "investigating")
    with (
        acting(county.viewer(Role.township_clerk)) as clerk,
        pytest.raises(ProblemsError, match="no opinion to grant"),
    ):
        post_notice(actor=clerk, case=case, on=POSTED, **WHERE)


def test_who_may(county, case):
    with acting(county.viewer(Role.village_cadre)) as cadre, pytest.raises(NotPermitted):
        post_notice(actor=cadre, case=case, on=POSTED, **WHERE)


def test_several_families_hang_together_or_none_does(county):
    cases = [bring_to(county, county.families[n], "opined") for n in ("赵明远", "周德福")]
    with acting(county.viewer(Role.township_clerk)) as clerk:
        with pytest.raises(ProblemsError) as refused, transaction.atomic():
            post_notices(actor=clerk, cases=cases, on=POSTED, phone="13800138001", places="村口")
        assert cases[0].number in str(refused.value)
        with pytest.raises(ProblemsError, match="Choose"):
            post_notices(actor=clerk, cases=[], on=POSTED, **WHERE)
        assert not Notice.objects.filter(state="posted").exists()
        made = post_notices(actor=clerk, cases=cases, on=POSTED, **WHERE)
    assert [n.shown["name"] for n in made] == ["赵明远", "周德福"]


def test_taken_back_and_posted_anew(case, clerk):
    notice = post_notice(actor=clerk, case=case, on=POSTED, **WHERE)
    with pytest.raises(ProblemsError, match="take the notice down first"):
        take_step(actor=clerk, case=case, action="investigate_again", on=POSTED, note="人数有误")
    with pytest.raises(ProblemsError, match="Say why"):
        void_notice(actor=clerk, notice=notice, on=POSTED, reason=" ")
    with pytest.raises(ProblemsError, match="not before"):
        void_notice(actor=clerk, notice=notice, on=dt.date(2022, 10, 11), reason="人数有误")
    void_notice(actor=clerk, notice=notice, on=POSTED, reason="人数有误")
    assert not is_public(notice, POSTED)
    with pytest.raises(ProblemsError, match="already"):
        void_notice(actor=clerk, notice=notice, on=POSTED, reason="人数有误")
    case = take_step(actor=clerk, case=case, action="investigate_again", on=POSTED, note="人数有误")
    assert case.state == "investigating"


def test_the_page_goes_with_the_days_and_with_the_case(case, clerk):
    notice = post_notice(actor=clerk, case=case, on=POSTED, **WHERE)
    days = {n: is_public(notice, POSTED + dt.timedelta(days=n)) for n in (-1, 0, 7, 10, 11)}
    assert days == {-1: False, 0: True, 7: True, 10: True, 11: False}
    case = take_step(actor=clerk, case=case, action="withdraw", on=POSTED, note="不申请了")
    notice = Notice.objects.select_related("case").get(pk=notice.pk)
    assert not is_public(notice, POSTED)
    with pytest.raises(ProblemsError):
        record_photo(actor=clerk, notice=notice, content=b"no", file_name="a.jpg")


def test_photographs(case, clerk):
    notice = draft_notice(actor=clerk, case=case, on=POSTED, phone="0854-1234567")
    with pytest.raises(ProblemsError, match="not posted"):
        record_photo(actor=clerk, notice=notice, content=PNG, file_name="公示.png")
    notice = post_notice(actor=clerk, case=case, on=POSTED, **WHERE)
    with pytest.raises(ProblemsError, match="JPG or PNG"):
        record_photo(actor=clerk, notice=notice, content=b"%PDF-", file_name="公示.pdf")
    assert record_photo(actor=clerk, notice=notice, content=PNG, file_name="公示.png").photo


def test_the_worker_ends_what_has_hung_its_days(case, clerk):
    notice = post_notice(actor=clerk, case=case, on=POSTED, **WHERE)
    with acting(system("notices")) as worker:
        assert end_notices(actor=worker, on=dt.date(2022, 10, 19)) == 0
        assert end_notices(actor=worker, on=dt.date(2022, 10, 20)) == 1
    notice.refresh_from_db()
    assert notice.state == "ended"


def test_a_house_is_put_before_the_village_before_the_township_has_looked(county):
    """Rebuilding: appraisal, notice, then the township's review. What is asked for is shown, no amount is known yet."""
    family = county.families["赵明远"]
    with acting(county.viewer(Role.township_clerk)) as clerk:
        case = open_case(actor=clerk, procedure="rebuilding", household=family.household, on=POSTED)
        Case.objects.filter(pk=case.pk).update(state="appraised")
        notice = post_notice(actor=clerk, case=case, on=POSTED, **WHERE)
        case.refresh_from_db()
    assert case.state == "noticed"
    assert "amount_fen" not in notice.shown
