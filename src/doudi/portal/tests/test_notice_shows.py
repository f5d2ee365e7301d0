"""Poster and page of a notice hold exactly the allow-listed fields: fifty random families, every text on every page accounted for."""

from __future__ import annotations

import datetime as dt
import html
import io
import random
import re
from html.parser import HTMLParser

import pypdf
import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from doudi.casework.board_keys import board_of
from doudi.casework.domain.notice_mask import HIDDEN_NAME, SHOWINGS, UNLISTED
from doudi.casework.models import Case, Notice, Opinion
from doudi.casework.papers.posters import compose_poster, make_poster_pdf, poster_html
from doudi.casework.services.notices import post_notices
from doudi.casework.tests.cases import bring_to
from doudi.foundation import audit
from doudi.foundation.access import acting, system
from doudi.foundation.clock import get_now
from doudi.foundation.domain.roles import Role
from doudi.foundation.paper import can_make_pdf
from doudi.registry.tests.families import VILLAGE, declared, make_county, make_family, state
from doudi.units.dates import completed_years
from doudi.units.text import ProblemsError

SEED, FAMILIES = 20221012, 50
POSTED = dt.date(2022, 10, 12)
OFFICE, PHONE = "石板镇社会救助服务窗口", "0854-1234567"
SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨", "明远秀兰小川桂英德福建国雨桐玉珍念慈海涛雪梅"
PROGRAMMES = [*SHOWINGS, "disability_care_subsidy", "disability_living_subsidy", "medical_assistance"]  # fmt: skip
TELLING = ("残疾", "重病", "疾病", "孤儿", "无人抚养", "单人", "精神", "癌", "全护理")


class Texts(HTMLParser):
    """Every text that a reader of a page can see or have read out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._quiet = 0

    def handle_starttag(self, tag, attrs):
        self._quiet += tag in ("style", "script", "svg")
        if ("type", "hidden") in attrs:  # the form's token and the page's own address
            return
        self.found += [v for k, v in attrs if v and k in ("title", "alt", "aria-label", "value", "content", "data-label")]  # fmt: skip

    def handle_endtag(self, tag):
        self._quiet -= tag in ("style", "script", "svg")

    def handle_data(self, data):
        if not self._quiet and data.strip():
            self.found.append(data.strip())


def texts_of(page: str) -> list[str]:
    reader = Texts()
    reader.feed(page)
    return reader.found


def accounted(text: str, fixed: set[str], allowed: list[str]) -> bool:
    """Fixed wording, with allowed fields in it where the blank page had others."""
    left = text
    for field in sorted(allowed, key=len, reverse=True):
        left = left.replace(field, "□")
    return left in fixed


class Drawn:
    """A random family with everything that no notice may show."""

    def __init__(self, draw: random.Random, number: int) -> None:
        surname = draw.choice(SURNAMES)
        size = draw.randint(1, 6)
        self.born = [dt.date(draw.randint(1935, 2021), draw.randint(1, 12), draw.randint(1, 28)) for _ in range(size)]  # fmt: skip
        self.names = [surname + GIVEN[(number + 3 * i) % 20] + chr(0x4E00 + 97 * number + 13 * i) for i in range(size)]  # fmt: skip
        self.address = f"上寨村{draw.randint(1, 9)}组{700 + number}号院"
        self.phone = f"139{draw.randint(10_000_000, 99_999_999)}"
        self.programme = draw.choice(PROGRAMMES)
        self.amount_fen = draw.randint(10_000, 999_999)
        self.person = draw.random() < 0.3
        self.guardian = f"{surname}监护{chr(0x5E00 + 7 * number)}" if draw.random() < 0.5 else ""

    @property
    def is_child(self) -> bool:
        return completed_years(self.born[0], POSTED) < 18


def draw_families(county) -> tuple[list[Drawn], list[Case]]:
    draw = random.Random(SEED)  # noqa: S311 # families, not keys
    drawn = [Drawn(draw, n) for n in range(FAMILIES)]
    cases = []
    for number, one in enumerate(drawn):
        with acting(county.actor) as actor:
            relations = ["head", *["child"] * 5]
            people = [(n, r, b.isoformat(), "female") for n, r, b in zip(one.names, relations, one.born, strict=False)]  # fmt: skip
            family = make_family(actor, people, number=f"ZZ-{number:04d}", address=one.address, phone=one.phone)  # fmt: skip
            state(actor, family.head, declared(actor), disability_type="intellectual", disability_grade="grade_1")  # fmt: skip
        case = bring_to(county, family, "opined")
        with acting(county.actor) as actor:
            application = case.application
            if one.guardian:
                application.through, application.mandate = "guardian", {"name": one.guardian}
                application.save()
            results = [{"programme": one.programme, "person": family.head.pk if one.person else None, "verdict": "eligible", "amount_fen": one.amount_fen, "period": "month"}]  # fmt: skip
            about = {"area_code": case.area_code, "case": case, "on": POSTED, "at": get_now()}
            Opinion.objects.create(**about, proposal=results, results=results, is_to_grant=True, name="李慧", text="户主智力残疾一级，患癌")  # fmt: skip
            audit.record(actor, "casework.case.changed", details={"test": "drawn"})
        cases.append(case)
    return drawn, cases


@pytest.fixture(scope="module")
def posted(module_database, django_db_blocker):
    """Fifty families on one poster; those whose help is a child's and who have no guardian are refused, and left out."""
    with django_db_blocker.unblock():
        county = make_county()
        drawn, cases = draw_families(county)
        kept = []
        for one, case in zip(drawn, cases, strict=True):
            with acting(county.viewer(Role.township_clerk)) as clerk:
                of_child = SHOWINGS.get(one.programme, UNLISTED).of_child
                if of_child and not one.guardian:
                    with pytest.raises(ProblemsError, match="child's name"):
                        post_notices(actor=clerk, cases=[case], on=POSTED, phone=PHONE, places="村口")  # fmt: skip
                else:
                    post_notices(actor=clerk, cases=[case], on=POSTED, phone=PHONE, places="村口")
                    kept.append((one, case.pk))
        with acting(system("test")):
            notices = {n.case_id: n for n in Notice.objects.filter(state="posted")}
        yield [(one, notices[pk]) for one, pk in kept]


def allowed_of(one: Drawn, notice: Notice) -> list[str]:
    """What this family's notice may say, worked out here a second time and not by the mask."""
    showing = SHOWINGS.get(one.programme, UNLISTED)
    name = one.guardian if showing.of_child else HIDDEN_NAME if one.is_child else one.names[0]
    members = 1 if one.person else len(one.names)
    fields = [name, showing.label.zh, f"{members}", "2022年10月12日", "2022年10月19日"]
    if showing.amount:
        fields.append(f"{one.amount_fen // 100:,}.{one.amount_fen % 100:02d}")
    return fields


def forbidden_of(one: Drawn, born_shown: str) -> list[str]:
    """What must stand nowhere, whatever else is right."""
    hidden = one.names if born_shown not in one.names else [n for n in one.names if n != born_shown]
    numbers = [one.phone, one.phone[-4:], one.address, one.address[-5:], "户主", "李慧"]
    born = [f"{b:%Y%m%d}" for b in one.born] + [b.isoformat() for b in one.born]
    return [*hidden, *numbers, *born, *TELLING]


#: Wording that pages of a notice may hold beside the frame, with □ for a field. Nothing else passes.
WORDING = {
    "审核公示", "审核公示 · 兜底", "申请人", "人数", "拟给予的救助", "金额", "□", "每月", "每月 □元", "公示期：□至□。",
    "觉得不对，请反映", "我要提异议", "上寨村", "公示",
    f"可以到{OFFICE}，或者打电话 {PHONE}，也可以在这里写。可以不留姓名；留下的，加密保存，不告诉被反映的人。",
    f"可以到{OFFICE}，或者打电话 {PHONE}，也可以在这里写。", "可以不留姓名；留下的，加密保存，不告诉被反映的人。",
}  # fmt: skip
POSTER_WORDING = {
    "公示", "序号", "申请人", "人数", "拟给予的救助", "拟定金额", "按规定标准", "扫码查看公示、提出异议", "（盖章）", OFFICE,
    "根据《社会救助暂行办法》等规定，现将上寨村下列家庭（人员）的社会救助初审意见予以公示，公示期7天，自2022年10月12日起，至2022年10月19日止。",
    f"如有异议，请在公示期内向{OFFICE}反映，电话：{PHONE}；也可以扫描下方二维码，在网上反映。反映情况可以不留姓名；留下姓名的，依法保密。",
    "2022年10月12日",
}  # fmt: skip


def get_page(token: str) -> str:
    with time_machine.travel(dt.datetime(2022, 10, 13, 2, tzinfo=dt.UTC), tick=False):
        answer = Client(HTTP_ACCEPT_LANGUAGE="zh-hans").get(reverse("portal:notice", args=[token]))
    assert answer.status_code == 200
    return answer.content.decode()


def frame_texts() -> set[str]:
    """What stands on a page of the same frame that knows nothing of anybody."""
    return set(texts_of(Client().get(reverse("portal:my")).content.decode()))


def leaks(page: str, fixed: set[str], allowed: list[str]) -> list[str]:
    return [t for t in texts_of(page) if t not in fixed and not accounted(t, fixed, allowed)]


def test_every_text_of_the_public_page_is_fixed_or_allowed(posted, django_db_blocker):
    with django_db_blocker.unblock():
        frame = frame_texts() | WORDING
        for one, notice in posted:
            page = get_page(notice.token)
            allowed = allowed_of(one, notice)
            assert leaks(page, frame, allowed) == []
            assert [f for f in allowed if f not in page] == []
            whole = html.unescape(" ".join(texts_of(page)))
            assert [f for f in forbidden_of(one, allowed[0]) if f in whole] == []
            showing = SHOWINGS.get(one.programme, UNLISTED)
            assert ("amount_fen" in notice.shown) == showing.amount


def test_the_search_would_find_a_leak(posted, django_db_blocker):
    """A page with one field too many, of every kind that must not be there."""
    with django_db_blocker.unblock():
        frame = frame_texts() | WORDING
        one, notice = posted[0]
        page, allowed = get_page(notice.token), allowed_of(*posted[0])
        for secret in (
            one.names[-1] + "小",
            one.address,
            one.phone,
            "残疾一级",
            "900101197703050011",
        ):
            spoiled = page.replace("</dl>", f"<dt>备注</dt><dd>{secret}</dd></dl>", 1)
            assert leaks(spoiled, frame, allowed)
            hinted = page.replace("<dl", f'<dl title="{secret}"', 1)
            assert leaks(hinted, frame, allowed)


def poster_of(posted):
    return compose_poster([n for _one, n in posted], f"http://testserver/notices/{board_of(VILLAGE)}/")  # fmt: skip


def rows_of(posted) -> list[str]:
    found = []
    for number, (one, notice) in enumerate(posted, 1):
        name, label, members, *_days = allowed_of(one, notice)
        amount = SHOWINGS.get(one.programme, UNLISTED).amount
        money = f"每月{one.amount_fen // 100:,}.{one.amount_fen % 100:02d}元" if amount else "按规定标准"  # fmt: skip
        found += [str(number), name, members, label, money]
    return found


def test_every_text_of_the_poster_is_fixed_or_allowed(posted):
    poster = poster_of(posted)
    texts = texts_of(poster_html(poster, "a4"))
    frame = {"utf-8", poster.link} | POSTER_WORDING
    rows = rows_of(posted)
    assert [t for t in texts if t not in frame] == [r for r in rows if r not in frame]
    whole = " ".join(texts)
    for one, notice in posted:
        assert [f for f in forbidden_of(one, notice.shown["name"]) if f in whole] == []


@pytest.mark.skipif(not can_make_pdf(), reason="no Pango here")
def test_the_pdf_says_the_same_as_the_page(posted):
    poster = poster_of(posted)
    for size in ("a3", "a4"):
        reader = pypdf.PdfReader(io.BytesIO(make_poster_pdf(poster, size)))
        whole = re.sub(r"\s", "", "".join(page.extract_text() for page in reader.pages))
        for field in [*POSTER_WORDING, poster.link, *rows_of(posted)]:
            assert re.sub(r"\s", "", field) in whole
        rows = rows_of(posted)
        numbers = [r for r in rows if r.isdigit()]
        words = {*POSTER_WORDING, poster.link, *rows} - set(numbers)
        left = whole
        for field in sorted(words, key=len, reverse=True):
            left = left.replace(re.sub(r"\s", "", field), "")
        assert sorted(left) == sorted("".join(numbers))  # nothing but the rows' own numbers
        assert not reader.metadata.get("/Author")
