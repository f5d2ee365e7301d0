"""Public pages: a village's notices, an objection without a name, and the page behind a receipt."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from doudi.casework.board_keys import area_of, board_of
from doudi.casework.models import Application, Decision, Objection
from doudi.casework.services.letters import draft_letter
from doudi.casework.services.notices import draft_notice, post_notice, void_notice
from doudi.casework.services.objections import answer_objection, receive_objection
from doudi.casework.tests.cases import bring_to
from doudi.foundation.access import acting, system
from doudi.foundation.domain.roles import Role
from doudi.registry.tests.families import NEXT_VILLAGE, VILLAGE, make_county

POSTED = dt.date(2022, 10, 12)


def on_day(day):
    return time_machine.travel(dt.datetime.combine(day, dt.time(2), dt.UTC), tick=False)


@pytest.fixture
def county(db):
    return make_county()


@pytest.fixture
def notice(county):
    case = bring_to(county, county.families["赵明远"], "opined")
    with acting(county.viewer(Role.township_clerk)) as clerk:
        return post_notice(actor=clerk, case=case, on=POSTED, phone="0854-1234567", places="村口")


def get(name, *args):
    return Client().get(reverse(f"portal:{name}", args=args))


def rows(model):
    """All of them, whoever they belong to."""
    with acting(system("test")):
        return list(model._default_manager.order_by("pk"))


def only(model):
    (row,) = rows(model)
    return row


def test_a_board_opens_with_its_key_only(notice):
    assert area_of(board_of(VILLAGE)) == VILLAGE
    with on_day(POSTED):
        answer = get("notice_board", board_of(VILLAGE))
        assert "赵明远" in answer.content.decode()
        assert "noindex" in answer["X-Robots-Tag"]
        assert answer["Cache-Control"] == "no-store"
        assert "赵明远" not in get("notice_board", board_of(NEXT_VILLAGE)).content.decode()
        key = board_of(VILLAGE).partition("-")[2]
        for wrong in (VILLAGE, f"{VILLAGE}-", f"{NEXT_VILLAGE}-{key}", "x", "９" * 12 + "-x"):
            assert get("notice_board", wrong).status_code == 404


def test_a_notice_has_its_days_on_line(county, notice):
    for day, status in ((12, 200), (19, 200), (22, 200), (23, 410)):
        with on_day(dt.date(2022, 10, day)):
            assert get("notice", notice.token).status_code == status
    with on_day(dt.date(2022, 10, 11)):
        assert get("notice", notice.token).status_code == 410
    for wrong in ("x", "222222222222", "%00", "'--", "长"):
        with on_day(POSTED):
            assert get("notice", wrong).status_code == 404
    with acting(county.viewer(Role.township_clerk)) as clerk:
        void_notice(actor=clerk, notice=notice, on=POSTED, reason="人数有误")
    with on_day(POSTED):
        answer = get("notice", notice.token)
    assert answer.status_code == 410
    assert "赵明远" not in answer.content.decode()


def test_a_draft_is_on_no_page(county):
    case = bring_to(county, county.families["周德福"], "opined")
    with acting(county.viewer(Role.township_clerk)) as clerk:
        draft = draft_notice(actor=clerk, case=case, on=POSTED, phone="0854-1234567")
    with on_day(POSTED):
        assert get("notice", draft.token).status_code == 404
        assert get("object_to_notice", draft.token).status_code == 404


def test_anybody_objects_and_reads_the_answer(county, notice):
    with on_day(dt.date(2022, 10, 14)):
        url = reverse("portal:object_to_notice", args=[notice.token])
        for rubbish in ({}, {"text": " "}, {"text": "长" * 1001}, {"text": "他家有车", "who": "长" * 201}):  # fmt: skip
            assert Client().post(url, rubbish).status_code == 200
        assert rows(Objection) == []
        answer = Client().post(url, {"text": "他家有车", "who": "钱三 13900001111"})
        objection = only(Objection)
        assert answer.url == reverse("portal:objection", args=[objection.token])
        page = get("objection", objection.token).content.decode()
        assert "2022年10月21日" in page
        for secret in ("他家有车", "13900001111", "赵明远"):
            assert secret not in page
        with acting(county.viewer(Role.township_clerk)) as clerk:
            answer_objection(actor=clerk, objection=objection, outcome="rejected", answer="车是他弟弟的", on=dt.date(2022, 10, 14))  # fmt: skip
        assert "车是他弟弟的" in get("objection", objection.token).content.decode()
        back = Client().post(reverse("portal:objection_back", args=[objection.token]))
        assert back.status_code == 302
        assert only(Objection).outcome == "rejected"
    with on_day(dt.date(2022, 11, 14)):
        assert Client().post(url, {"text": "他家有车"}).status_code == 410


def test_a_flood_on_line_is_stopped_kindly_and_the_window_stays_open(county, notice):
    url = reverse("portal:object_to_notice", args=[notice.token])
    with on_day(dt.date(2022, 10, 14)):
        for _ in range(10):  # the demonstration's figure
            assert Client().post(url, {"text": "他家有车"}).status_code == 302
        page = Client().post(url, {"text": "他家有两辆车"})
        assert page.status_code == 200
        for said in ("请明天再写", "一样受理", "他家有两辆车"):
            assert said in page.content.decode()
        assert len(rows(Objection)) == 10
        with acting(county.viewer(Role.township_clerk)) as clerk:
            receive_objection(
                actor=clerk, case=notice.case, about="notice", channel="window", text="他家有车", on=dt.date(2022, 10, 14), notice=notice
            )  # fmt: skip
    with on_day(dt.date(2022, 10, 15)):
        assert Client().post(url, {"text": "他家有车"}).status_code == 302
    assert len(rows(Objection)) == 12


def test_the_page_behind_a_receipt(county, notice):
    application = only(Application)
    with on_day(dt.date(2022, 10, 14)):
        typed = Client().post(reverse("portal:my"), {"code": f" {application.receipt.upper()[:6]}-{application.receipt[6:]} "})  # fmt: skip
        assert typed.url == reverse("portal:my_case", args=[application.receipt])
        page = get("my_case", application.receipt).content.decode()
        for told in ("赵**", "公示中", "2022年11月8日", "2022年10月19日", "作出决定"):  # fmt: skip
            assert told in page
        for person in county.families["赵明远"].persons:
            assert person.name not in page
        for wrong in ("", "x", "222222222222", "=1+1", "长" * 50):
            answer = Client().post(reverse("portal:my"), {"code": wrong})
            assert answer.status_code == 200
        assert get("my_case", "222222222222").status_code == 404
        assert get("my_reasons", application.receipt, notice.case_id).status_code == 404
        assert get("my_reasons", application.receipt, 999999).status_code == 404
        url = reverse("portal:my_object", args=[application.receipt, notice.case_id])
        assert Client().post(url, {"about": "decision", "text": "金额不对"}).status_code == 200
        Client().post(url, {"about": "notice", "text": "人数少了一个"})
        objection = only(Objection)
        assert (objection.channel, objection.holds) == ("receipt", True)
        assert objection.token in get("my_case", application.receipt).content.decode()


def test_reasons_are_read_after_the_letter_came(county):
    case = bring_to(county, county.families["赵明远"], "granted")
    receipt = only(Application).receipt
    with on_day(dt.date(2022, 10, 24)):
        page = get("my_case", receipt).content.decode()
        assert "正在送达" in page
        assert "已确认" not in page
        with acting(county.viewer(Role.township_clerk)) as clerk:
            letter = draft_letter(actor=clerk, case=case, kind="confirmation_letter", on=POSTED)
            letter.state, letter.served_on = "served", dt.date(2022, 10, 24)
            letter.decision = Decision.objects.get()
            letter.save()  # fmt: skip
        assert "看决定的理由" in get("my_case", receipt).content.decode()
        assert "380.67" in get("my_reasons", receipt, case.pk).content.decode()
