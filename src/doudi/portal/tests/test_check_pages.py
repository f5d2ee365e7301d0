"""The self-check page by page: every shape of question, what goes wrong, and that nothing is lost or stored."""

import re

import pytest
import time_machine
from django.test import Client

from doudi.portal.sealed import MOST_CHARACTERS

CHINESE = re.compile(r"[\u4e00-\u9fff]+")


@pytest.fixture(autouse=True)
def a_day():
    with time_machine.travel("2026-11-22T10:00:00+08:00", tick=False):
        yield


def test_the_first_page_says_what_it_is_and_stores_nothing(client):
    page = client.get("/check/")
    assert page.status_code == 200
    assert "不问身份证号" in page.text
    assert set(page.cookies) == {"doudi_csrf"}


def test_answers_travel_in_the_page_and_never_in_an_address(visitor):
    visitor.begin_with_family()
    assert visitor.response.status_code == 200
    assert set(visitor.client.cookies) <= {"doudi_csrf", "doudi_language", "doudi_type"}
    assert 'method="get"' not in visitor.page
    assert visitor.sealed


def test_an_ordinary_family_answers_few_pages_and_gets_its_amount(visitor):
    visitor.begin_with_family()
    asked = ["area", "residence_class", "has_local_hukou", "members"]
    for _ in range(30):
        if visitor.at == "review":
            break
        asked.append(visitor.at)
        _answer_plainly(visitor)
    assert visitor.at == "review"
    assert len(asked) <= 18, asked
    assert asked[4:7] == ["special", "income@m1", "wage@m1"]
    visitor.press("result", "/check/result/")
    # (441 × 3 × 12 − (14,400 − 800)) ÷ 12
    assert "189.67" in visitor.title
    for said in (
        "壹佰捌拾玖元陆角柒分",
        "户口簿",
        "乡镇人民政府",
        "《社会救助暂行办法》",
        "演示数据",
    ):
        assert said in visitor.page


def _answer_plainly(visitor):
    if visitor.at == "income@m1":
        visitor.next(t=["wage"])
    elif visitor.at == "wage@m1":
        visitor.next(income_wage="1800", income_wage__per="month", income_wage__months="8")
    elif 'name="t"' in visitor.page:
        visitor.next(t=["none"])
    elif 'value="none"' in visitor.page and visitor.at == "supporters":
        visitor.press("none")
    else:
        visitor.next(v="no")


def test_one_answer_can_be_enough(visitor):
    visitor.start().next(v="900101000000").press("unknown").next(v="no")
    assert visitor.at == "review", "without local hukou nothing else matters"
    visitor.press("result", "/check/result/")
    assert "户口不在本县" in visitor.page


def test_a_page_is_not_asked_when_its_facts_no_longer_matter(visitor):
    """Above every line, the assets are not asked any more."""
    visitor.begin_with_family().next(t=["none"])
    visitor.next(t=["wage"]).next(
        income_wage="20000", income_wage__per="month", income_wage__months="12"
    )
    asked = []
    while visitor.at != "review":
        asked.append(visitor.at)
        _answer_plainly(visitor)
    assert not {"owns", "supporters", "health"} & set(asked)
    visitor.press("result", "/check/result/")
    assert "目前可能不符合" in visitor.title
    assert "仍然可以" in visitor.page
    assert "平均每人每月的收入没有低于低保标准" in visitor.page


# -- each shape of question, and what goes wrong ------------------------------------------------------
def test_a_choice_must_be_made(visitor):
    visitor.start().next(v="900101000000").next()
    assert (visitor.at, visitor.faults) == ("residence_class", ["请选一项"])
    assert "有误：" in visitor.page
    assert visitor.next(v="lunar").faults == ["请选一项"]


def test_a_place_is_a_code_of_a_county_that_has_its_figures(visitor):
    visitor.start()
    assert "应为12位" in visitor.next(v="other", code="52272").faults[0]
    assert "县一级" in visitor.next(v="other", code="5227").faults[0]
    assert "只能是数字" in visitor.next(v="other", code="瓮安").faults[0]
    assert "没有代码为 99" in visitor.next(v="other", code="990101").faults[0]
    assert "还没有录入“最低生活保障标准”" in visitor.next(v="other", code="522725").faults[0]
    assert 'value="522725"' in visitor.page
    assert visitor.next(v="other", code="９００１０１").at == "residence_class"


@pytest.mark.parametrize(
    ("boxes", "fault"),
    [
        ({"kind": "head", "birth": ""}, "请填出生日期"),
        ({"kind": "", "birth": "38"}, "请选一项"),
        ({"kind": "head", "birth": "2099-01-01"}, "不能晚于今天"),
        ({"kind": "head", "birth": "昨天"}, "这不是日期"),
        ({"kind": "head", "birth": "1984-13-01"}, "没有 13 月"),
        ({"kind": "head", "birth": "200岁"}, "不能超过 130 岁"),
        ({"kind": "head", "birth": "38", "name": "很" * 41}, "最多 40 个字"),
    ],
)
def test_a_person_needs_a_relation_and_a_birth_or_an_age(visitor, boxes, fault):
    visitor.start().next(v="900101000000").next(v="rural").next(v="yes")
    visitor.next(**boxes)
    assert visitor.at == "members"
    assert any(fault in text for text in visitor.faults), visitor.faults
    assert f'value="{boxes["birth"]}"' in visitor.page or not boxes["birth"]


@pytest.mark.parametrize(
    "birth", ["1984-03-02", "1984年3月2日", "19840302", "1984年3月", "1984", "42", "42岁"]
)
def test_a_birth_can_be_written_in_many_ways(visitor, birth):
    visitor.start().next(v="900101000000").next(v="rural").next(v="yes")
    assert visitor.next(kind="head", birth=birth).at == "special"


def test_there_is_exactly_one_head_and_no_name_twice(visitor):
    visitor.start().next(v="900101000000").next(v="rural").next(v="yes")
    assert visitor.next(kind="spouse", birth="40").faults == [
        "还没有户主。请把其中一位的“与户主关系”改成户主"
    ]
    visitor.press("add", kind="head", birth="41", name="爸爸")
    assert visitor.press("add", kind="head", birth="41", name="妈妈").faults == ["户主只能有一位"]
    assert (
        "已经有一位叫“爸爸”" in visitor.press("add", kind="child", birth="4", name="爸爸").faults[0]
    )


def test_people_can_be_changed_and_removed(visitor):
    visitor.begin_with_family().press("back")
    assert visitor.at == "members"
    visitor.press("edit:m3")
    assert 'value="小明"' in visitor.page
    visitor.press("add", editing="m3", name="小红", kind="child", birth="9")
    assert "小红（子女，9）" in visitor.page
    visitor.press("remove:m3")
    assert "小红" not in visitor.page


def test_somebody_added_later_is_asked_about_too(visitor):
    visitor.begin_with_family().next(t=["none"])
    assert visitor.at == "income@m1"
    visitor.press("change:members")
    assert visitor.next(kind="parent", birth="70", name="奶奶").at == "special"


def test_an_answer_about_somebody_who_was_removed_is_asked_for_again(visitor):
    visitor.begin_with_family().next(t=["prison"]).next(w=["m3"])
    assert visitor.at == "income@m1"
    visitor.press("change:members").press("remove:m3")
    assert visitor.next().at == "special.prison"


def test_at_most_sixty_people(visitor):
    visitor.start().next(v="900101000000").next(v="rural").next(v="yes")
    visitor.press("add", kind="head", birth="40")
    for _ in range(59):
        visitor.press("add", kind="child", birth="4")
    assert "最多填 60 个人" in visitor.press("add", kind="child", birth="4").faults[0]
    assert visitor.next().at == "special"
    assert visitor.next(t=["none"]).at == "income@m1"


def test_a_list_wants_a_tick_and_no_contradiction(visitor):
    visitor.begin_with_family()
    assert "以上都没有" in visitor.next().faults[0]
    assert "去掉一个" in visitor.next(t=["none", "prison"]).faults[0]
    assert visitor.next(t=["prison"]).at == "special.prison"
    assert visitor.next().faults == ["请勾选是谁"]
    assert visitor.next(w=["m2"]).at == "income@m1"
    assert visitor.next(t=["none"]).at == "income@m3", "who is in prison does not count"


@pytest.mark.parametrize(
    ("boxes", "fault"),
    [
        ({}, "请填写"),
        ({"income_wage": "一千八"}, "这不是金额"),
        ({"income_wage": "-5"}, "应为"),
        ({"income_wage": "1.234"}, "小数"),
        ({"income_wage": "99999999"}, "应为"),
        ({"income_wage": "1800"}, "请选这是每月的钱"),
        ({"income_wage": "1800", "income_wage.per": "month"}, "月数应是 0 到 12"),
        ({"income_wage": "1800", "income_wage.per": "month", "income_wage.months": "13"}, "13"),
        ({"income_wage": "9000000", "income_wage.per": "month", "income_wage.months": "12"}, "零"),
        (
            {
                "income_wage": "1",
                "income_wage.per": "period",
                "income_wage.months": "1",
                "wage_deductions": "x",
            },
            "这不是金额",
        ),
    ],
)
def test_an_amount_that_cannot_be_read_is_shown_again_with_the_rule(visitor, boxes, fault):
    visitor.begin_with_family().next(t=["none"]).next(t=["wage"])
    visitor.press("next", **boxes)
    assert visitor.at == "wage@m1"
    assert any(fault in text for text in visitor.faults), visitor.faults
    if "income_wage" in boxes:
        assert f'value="{boxes["income_wage"]}"' in visitor.page


def test_amounts_by_the_month_or_in_all_come_to_the_same(visitor):
    visitor.begin_with_family().next(t=["none"]).next(t=["wage"])
    visitor.next(income_wage="1,800元", income_wage__per="month", income_wage__months="8个月")
    while visitor.at != "review":
        _answer_plainly(visitor)
    assert "每月 1,800.00 元 × 8 个月 = 14,400.00 元" in visitor.page
    visitor.press("change:wage@m1")
    assert 'value="1,800元"' in visitor.page
    visitor.next(income_wage="14400", income_wage__per="period", income_wage__months="8")
    assert visitor.at == "review"
    assert "12 个月一共 14,400.00 元，做了 8 个月" in visitor.page


def test_a_figure_for_each_person(visitor):
    visitor.begin_with_family()
    while visitor.at != "owns":
        _answer_plainly(visitor)
    visitor.next(t=["deposits", "vehicles"])
    assert visitor.at == "deposits"
    assert "至少填一个人" in visitor.next().faults[0]
    assert "这不是金额" in visitor.next(m1="两万").faults[0]
    assert visitor.next(m1="2万", m2="500").at == "motor_vehicles"
    assert "应为" in visitor.next(m1="99").faults[0]
    assert visitor.next(m1="1").at == "exempt_motor_vehicles"


def test_what_is_not_known_is_skipped_and_named_in_the_result(visitor):
    visitor.begin_with_family()
    while visitor.at != "review":
        visitor.press("unknown")
    visitor.press("result", "/check/result/")
    assert "还不能确定" in visitor.title
    assert "直接去申请" in visitor.page


def test_a_question_that_was_skipped_is_not_asked_again(visitor):
    visitor.begin_with_family()
    seen = []
    while visitor.at != "review":
        seen.append(visitor.at)
        visitor.press("unknown")
    assert len(seen) == len(set(seen))
    assert not [key for key in seen if key.startswith(("wage", "business"))]


# -- going back, changing, switching -----------------------------------------------------------------
def test_back_shows_what_was_answered(visitor):
    visitor.start().next(v="900101000000").next(v="rural")
    assert visitor.at == "has_local_hukou"
    visitor.press("back")
    assert visitor.at == "residence_class"
    assert re.search(r'value="rural" checked', visitor.page)
    assert visitor.press("back").at == "area"
    assert visitor.press("back").at == "area"


def test_the_switches_lose_neither_answers_nor_what_is_being_typed(visitor):
    visitor.begin_with_family().next(t=["none"]).next(t=["wage"])
    visitor.press("next", switch="language:en", income_wage="18x")
    assert visitor.at == "wage@m1"
    assert "How much did 爸爸 earn in wages?" in visitor.page
    assert 'value="18x"' in visitor.page
    assert not visitor.faults
    assert visitor.client.cookies["doudi_language"].value == "en"
    visitor.press("next", switch="size:large")
    assert "dd-large-type" in visitor.page
    assert (
        visitor.next(income_wage="1800", income_wage__per="month", income_wage__months="8").at
        == "income@m2"
    )


def test_english_pages_are_english(visitor):
    visitor.client.cookies["doudi_language"] = "en"
    visitor.start().next(v="900101000000").next(v="rural").next(v="yes")
    visitor.press("add", name="Dad", kind="head", birth="42")
    visitor.next(name="Mum", kind="spouse", birth="41")
    pages = []
    while visitor.at != "review":
        pages.append(visitor.page)
        _answer_plainly(visitor)
    pages.append(visitor.page)
    pages.append(visitor.press("result", "/check/result/").page)
    for page in pages:
        text = page.replace('<span lang="zh-hans">兜底</span>', "").replace(">中文</button>", "")
        assert CHINESE.findall(text) == []


# -- rubbish -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "address", ["/check/", "/check/result/", "/check/letter.pdf", "/check/letter.docx"]
)
@pytest.mark.parametrize(
    "rubbish", ["", "rubbish", "a:b:c", "x" * (MOST_CHARACTERS + 1), "\x00", "家"]
)
def test_answers_that_cannot_be_read_start_again(client, address, rubbish):
    response = client.post(address, {"answers": rubbish, "do": "next"})
    assert response.status_code == 400
    assert "请重新开始" in response.text
    assert "Traceback" not in response.text


def test_a_flood_of_data_is_refused(client):
    response = client.post("/check/", {"do": "start", "name": "x" * 300_000})
    assert response.status_code == 400
    assert "这个请求看不懂" in response.text


def test_altered_answers_are_refused(visitor):
    visitor.start()
    sealed = visitor.sealed
    response = visitor.client.post("/check/", {"answers": sealed[:-2] + "xx", "do": "next"})
    assert response.status_code == 400


def test_a_strange_page_or_button_leads_to_the_next_question(visitor):
    visitor.start()
    assert visitor.press("next", at="nothing@m9").at == "area"
    assert visitor.press("dance").at == "area"
    assert visitor.press("change:nothing").at in ("area", "review")


def test_pages_that_need_answers_lead_to_the_start_when_opened_by_a_link(client):
    for address in ("/check/result/", "/check/letter.pdf", "/check/letter.docx"):
        response = client.get(address)
        assert (response.status_code, response.url) == (302, "/check/")


def test_a_foreign_page_cannot_post(client):
    assert Client(enforce_csrf_checks=True).post("/check/", {"do": "start"}).status_code == 403


def test_names_are_shown_as_text_and_never_as_markup(visitor):
    visitor.start().next(v="900101000000").next(v="rural").next(v="yes")
    visitor.next(kind="head", birth="40", name="<script>alert(1)</script>")
    visitor.press("back")
    assert "<script>alert" not in visitor.page
    assert "&lt;script&gt;" in visitor.page


def test_no_page_has_inline_styles_or_scripts(visitor):
    visitor.begin_with_family()
    for page in (visitor.page, visitor.client.get("/").text, visitor.client.get("/check/").text):
        assert " style=" not in page
        assert "<script>" not in page
