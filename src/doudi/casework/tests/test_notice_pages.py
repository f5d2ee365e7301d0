"""Staff pages of notices and objections: the way of a clerk, and rubbish in every box."""

import datetime as dt

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from doudi.casework.models import Case, Notice, Objection
from doudi.casework.tests.cases import bring_to
from doudi.foundation.access import acting, system
from doudi.foundation.domain.roles import Role
from doudi.foundation.paper import can_make_pdf
from doudi.registry.tests.families import VILLAGE, make_county

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20
GOOD = {"on": "2022-10-12", "phone": "0854-1234567", "places": "村务公开栏", "version": ""}


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(dt.datetime(2022, 10, 12, 2, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def county(db):
    return make_county()


@pytest.fixture
def case(county):
    return bring_to(county, county.families["赵明远"], "opined")


@pytest.fixture
def clerk(client, county):
    client.force_login(county.account(Role.township_clerk))
    return client


def post(client, name, *args, **data):
    return client.post(reverse(f"casework:{name}", args=args), data)


def rows(model):
    """All of them, whoever they belong to."""
    with acting(system("test")):
        return list(model._default_manager.order_by("pk"))


def only(model):
    (row,) = rows(model)
    return row


def test_print_first_then_post_then_photograph(clerk, case):
    page = clerk.get(reverse("casework:post_notice", args=[case.pk])).content.decode()
    assert "赵明远" in page
    answer = post(clerk, "post_notice", case.pk, do="print", **GOOD)
    notice = only(Notice)
    assert answer.url == reverse("casework:notice", args=[notice.pk])
    assert notice.state == "draft"
    poster = clerk.get(reverse("casework:poster", args=[notice.pk])).content.decode()
    assert "2022年10月19日" in poster
    assert "还没有登记张贴" in poster
    post(clerk, "post_notice", case.pk, do="post", **GOOD)
    notice = only(Notice)
    assert notice.state == "posted"
    assert only(Case).state == "noticed"
    file = SimpleUploadedFile("榜.png", PNG, "image/png")
    assert post(clerk, "notice_photo", notice.pk, photo=file).status_code == 302
    for name in ("notice", "poster"):
        assert clerk.get(reverse(f"casework:{name}", args=[notice.pk])).status_code == 200
    assert "公示中" in clerk.get(reverse("casework:board")).content.decode()
    assert "公示" in clerk.get(reverse("casework:case", args=[case.pk])).content.decode()
    post(clerk, "void_notice", notice.pk, on="2022-10-12", reason="人数有误")
    notice = only(Notice)
    assert notice.state == "void"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"on": "2022-10-13"}, "日期还没有到"),
        ({"on": "昨天"}, "on"),
        ({"on": ""}, "on"),
        ({"phone": ""}, "phone"),
        ({"phone": "=HYPERLINK(1)"}, "请填单位的电话"),
        ({"phone": "13800138001"}, "这户人家的电话"),
        ({"places": ""}, "张贴在哪里"),
        ({"places": "长" * 201}, "places"),
        ({"version": "x"}, "version"),
        ({"version": "1"}, "刚被别人办过"),
    ],
)
def test_rubbish_posts_nothing(clerk, case, given, said):
    answer = post(clerk, "post_notice", case.pk, do="post", **(GOOD | given))
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert rows(Notice) == []
    assert only(Case).state == "opined"


def test_several_families_on_one_poster(clerk, county, case):
    other = bring_to(county, county.families["周德福"], "opined")
    page = clerk.get(reverse("casework:post_notices", args=[VILLAGE])).content.decode()
    assert "周德福" in page
    for rubbish in ([], ["999999"], ["x"]):
        answer = post(clerk, "post_notices", VILLAGE, do="post", cases=rubbish, **GOOD)
        assert answer.status_code == 200
    assert rows(Notice) == []
    post(clerk, "post_notices", VILLAGE, do="post", cases=[case.pk, other.pk], **GOOD)
    assert [n.state for n in rows(Notice)] == ["posted", "posted"]
    poster = clerk.get(reverse("casework:poster", args=[rows(Notice)[0].pk]))
    assert all(name in poster.content.decode() for name in ("赵明远", "周德福"))


@pytest.mark.skipif(not can_make_pdf(), reason="no Pango here")
def test_the_poster_comes_as_pdf(clerk, case):
    post(clerk, "post_notice", case.pk, do="post", **GOOD)
    notice = only(Notice)
    answer = clerk.get(reverse("casework:poster_pdf", args=[notice.pk, "a3"]))
    assert answer.content.startswith(b"%PDF-")
    assert clerk.get(reverse("casework:poster_pdf", args=[notice.pk, "a9"])).status_code == 302


def test_an_objection_from_the_window_to_its_answer(clerk, county, case):
    post(clerk, "post_notice", case.pk, do="post", **GOOD)
    given = {"about": "notice", "channel": "phone", "on": "2022-10-12", "text": "他家有货车", "who": "钱三 13900001111"}  # fmt: skip
    for rubbish in ({"text": ""}, {"on": "2022-10-13"}, {"on": "2022-10-11"}, {"channel": "online"}, {"about": "x"}, {"text": "长" * 1001}, {"who": "长" * 201}):  # fmt: skip
        assert post(clerk, "add_objection", case.pk, **(given | rubbish)).status_code == 200
    assert rows(Objection) == []
    assert post(clerk, "add_objection", case.pk, **given).status_code == 302
    objection = only(Objection)
    page = clerk.get(reverse("casework:objection", args=[objection.pk])).content.decode()
    assert "他家有货车" in page
    assert "13900001111" not in page
    assert "待答复" in clerk.get(reverse("casework:objections")).content.decode()
    shown = post(clerk, "reveal_objector", objection.pk, reason="回访核实").content.decode()
    assert "13900001111" in shown
    assert "13900001111" not in post(clerk, "reveal_objector", objection.pk, reason="").content.decode()  # fmt: skip
    for rubbish in ({"outcome": ""}, {"outcome": "x"}, {"answer": ""}, {"on": "2022-10-13"}):
        good = {"outcome": "upheld", "answer": "属实", "on": "2022-10-12"}
        assert post(clerk, "answer_objection", objection.pk, **(good | rubbish)).status_code == 200
    assert only(Objection).answered_on is None
    post(clerk, "answer_objection", objection.pk, outcome="upheld", answer="属实", on="2022-10-12")
    page = clerk.get(reverse("casework:objection", args=[objection.pk])).content.decode()
    assert "去撤下公示" in page
    post(clerk, "withdraw_objection", objection.pk)
    assert only(Objection).outcome == "upheld"
