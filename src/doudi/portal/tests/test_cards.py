"""Rule cards of the Chinese rulebook on the site."""

import re
from dataclasses import replace
from datetime import date

import pytest
import time_machine
from django.conf import settings

from doudi.foundation.rulebook import forget_rulebooks
from doudi.portal import card_pages
from doudi.portal.card_pages import get_worked_cases
from doudi.portal.library import get_rulebook
from doudi.portal.markdown import render_markdown
from doudi.rules.cards import label_of
from doudi.rules.formula_words import formula_in_words

IDENTIFIER = re.compile(r"[a-z]+_[a-z]+")
IN_CHINESE = re.compile(r'<(\w+)[^>]* lang="zh[^"]*"[^>]*>.*?</\1>', re.DOTALL)
WENGAN = "522725"


def names():
    book = get_rulebook()
    return [*book.variables, *book.values.declarations, *book.facts]


@pytest.fixture(autouse=True)
def _on_a_day_of_the_cases():
    with time_machine.travel("2022-07-15 10:00+08:00", tick=False):
        yield


@pytest.fixture
def english(client):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def main_of(page):
    return page[page.index("<main") : page.index("</main>")]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_formula_of_the_rulebook_shows_an_identifier(lang):
    book = get_rulebook()
    for variable in book.variables.values():
        for version in variable.versions:
            text = formula_in_words(version.node, book, lang).text()
            assert not IDENTIFIER.search(text), f"{variable.name}: {text}"


def test_every_rule_figure_and_fact_has_a_card_with_both_labels(client):
    book = get_rulebook()
    for name in names():
        page = client.get(f"/rules/{name}/")
        label = label_of(book, name)
        assert page.status_code == 200, name
        assert label.zh in page.text.replace("&#x27;", "'"), name
        assert label.en in page.text.replace("&#x27;", "'").replace("&amp;", "&"), name


def test_every_programme_has_a_card_with_its_verdict_as_a_tree(client):
    for programme in get_rulebook().programmes.values():
        page = client.get(f"/rules/programmes/{programme.name}/").text
        assert programme.label.zh in page
        assert "rc-tree" in page


@pytest.mark.parametrize("address", ["/rules/", "/rules/?area=99", "/rules/dibao_lin/"])
def test_a_page_in_english_has_no_chinese(english, address):
    page = main_of(IN_CHINESE.sub("", english.get(address).text))
    assert not re.findall("[\u4e00-\u9fff]+", page)


def test_the_sentence_is_shown_in_english_too_marked_as_the_laws_own_words(english):
    page = english.get("/rules/is_dibao_household/").text
    assert '<p lang="zh">具有本地户籍' in page
    assert "own words, in Chinese only" in page


def test_search_works_without_scripts(client):
    page = client.get("/rules/", {"q": "赡养"}).text
    assert "按公式核算的给付" in page
    assert "渐退期首月" not in main_of(page)
    assert "找到" in page


def test_search_that_finds_nothing_says_so(client):
    page = client.get("/rules/", {"q": "没有这样的词"}).text
    assert "没有找到" in page


def test_the_index_can_be_filtered_by_programme_and_kind(client):
    page = main_of(client.get("/rules/", {"programme": "gradual_exit", "kind": "variable"}).text)
    assert "渐退期首月" in page
    assert "基础低保金" not in page


def test_figures_of_the_demonstration_are_marked_wherever_they_are_shown(client):
    card = client.get("/rules/dibao_line/").text
    assert "679.00" in card
    assert "rc-mark-demonstration" in card
    assert "演示数据" in card  # and the notice above the page
    index = client.get("/rules/").text
    assert "演示数据" in index
    assert "rc-mark-demonstration" in client.get("/rules/programmes/dibao/").text


def test_another_place_shows_its_own_figures_or_that_nobody_entered_them(client):
    page = main_of(client.get("/rules/dibao_line/", {"area": WENGAN}).text)
    now = page[: page.index("各地各个时期的数字")]
    assert "瓮安县" in now
    assert "尚未录入" in now
    assert "679.00" not in now  # the province's average is not the county's line


def test_another_date_shows_the_figures_of_that_date(client):
    before = client.get("/rules/majority_age/", {"on": "1986-12-31"}).text
    assert "尚未录入" in before
    after = client.get("/rules/majority_age/", {"on": "1987-01-01"}).text
    assert "尚未录入" not in after
    assert "已核" in after


def test_a_chosen_date_and_place_go_along_to_the_next_card(client):
    page = client.get("/rules/dibao_amount/", {"on": "2021年7月1日", "area": WENGAN}).text
    assert "/rules/household_size/?on=2021-07-01&amp;area=522725000000" in page


def test_a_code_that_was_typed_counts_before_the_list(client):
    page = client.get("/rules/dibao_line/", {"area": "520000", "code": WENGAN}).text
    assert "瓮安县" in main_of(page)[:2000]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"on": "2022-02-30"}, "2022-02-30"),
        ({"on": "昨天"}, "这不是日期"),
        ({"area": "99"}, "没有代码为 99 的省级行政区"),
        ({"area": "52272"}, "区划代码应为12位"),
        ({"on": "x", "area": "y"}, "区划代码只能是数字"),
    ],
)
@pytest.mark.parametrize("address", ["/rules/", "/rules/dibao_line/", "/rules/programmes/dibao/"])
def test_a_bad_date_or_place_gets_a_sentence_and_the_form_to_mend_it(client, address, asked, said):
    response = client.get(address, asked)
    assert response.status_code == 400
    assert said in response.text
    assert 'name="on"' in response.text


def test_a_date_before_any_law_says_so(client):
    page = client.get("/rules/dibao_amount/", {"on": "1990-01-01"}).text
    assert "这一天还没有任何项目的规定生效" in page


@pytest.mark.parametrize(
    ("address", "near"),
    [
        ("/rules/dibao_amont/", "/rules/dibao_amount/"),
        ("/rules/低保起发月/", "/rules/dibao_first_month/"),
        ("/rules/programmes/dibaoo/", "/rules/programmes/dibao/"),
    ],
)
def test_an_unknown_name_is_404_with_the_nearest_card(client, address, near):
    response = client.get(address)
    assert response.status_code == 404
    assert f'href="{near}"' in response.text


def test_an_unknown_name_is_shown_as_text(client):
    response = client.get("/rules/<script>alert(1)<script>/")
    assert response.status_code == 404
    assert "<script>alert" not in response.text


def test_worked_cases_stand_on_the_cards_they_took_part_in(client):
    cases = get_worked_cases()
    assert cases, "no case beside the rules could be read"
    name = next(n for n in get_rulebook().variables if cases.get(n))
    assert "算过的案例" in client.get(f"/rules/{name}/").text


def test_while_a_server_decides_the_cases_its_cards_do_without_them(client):
    with card_pages._in_background:
        page = client.get("/rules/dibao_amount/").text
    assert "正在把全部案例算一遍" in page
    assert "正在把全部案例算一遍" not in client.get("/rules/dibao_amount/").text


def test_a_decision_is_shown_by_language_with_links_to_the_cards_it_names():
    text = "# 标题\n\n## 读法\n\n见 `line` 和 `other`。\n\n| a |\n|---|\n| 1 |\n\n## English\n\nSee `line`.\n"
    parts = render_markdown(text, lambda name: ("l.html", "标准") if name == "line" else None)
    assert "<h3>读法</h3>" in parts["zh"]
    assert '<a href="l.html">标准</a> 和 <code>other</code>' in parts["zh"]
    assert "<table>" in parts["zh"]
    assert "标题" not in parts["zh"]
    assert parts["en"] == '<p>See <a href="l.html">标准</a>.</p>\n'


def test_raw_html_in_a_decision_is_shown_as_text():
    parts = render_markdown("<script>x</script>\n\n[a](javascript:x)\n", lambda name: None)
    assert "<script>" not in parts["zh"]
    assert "href" not in parts["zh"]


def test_what_the_text_leaves_open_is_on_the_card_of_the_programme(client):
    assert "条文没有说清的地方" in client.get("/rules/programmes/dibao/").text


def test_what_programmes_share_has_a_card_too(client):
    page = client.get("/rules/programmes/means/").text
    assert "家庭月人均收入" in page
    assert "条文没有说清的地方" in page


# -- search --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("query", "address"),
    [
        ("低保标准", "/rules/dibao_line/"),  # the law says 最低生活保障标准
        ("低保标淮", "/rules/dibao_line/"),  # a wrong character
        ("Dibao lime", "/rules/dibao_line/"),
        ("第三十三条", "/rules/is_in_gradual_exit/"),
        ("一年级", None),
        ("渐退期 末月", "/rules/gradual_exit_last_month/"),
        ("任何原因", "/rules/gradual_exit_reason/"),  # an option of a value
        ("民发〔2021〕57号", "/rules/DB/"),
        ("dibao_amount", "/rules/dibao_amount/"),
    ],
)
def test_search_finds_what_a_clerk_types(client, query, address):
    page = main_of(client.get("/rules/", {"q": query}).text)
    assert (f'href="{address}"' in page) == (address is not None)


def test_search_says_when_it_only_guesses(client):
    assert "没有一张卡上正好写着“低保标淮”" in client.get("/rules/", {"q": "低保标淮"}).text


def test_a_search_that_finds_nothing_says_what_to_do_next(client):
    page = main_of(client.get("/rules/", {"q": "zzzz"}).text)
    assert "换一个说法" in page
    assert 'href="/rules/programmes/dibao/"' in page
    within = main_of(
        client.get("/rules/", {"q": "渐退期", "programme": "dibao", "kind": "fact"}).text
    )
    assert "在全部规则卡里找" in within
    assert "/rules/?q=%E6%B8%90%E9%80%80%E6%9C%9F" in within


@pytest.mark.parametrize("query", ["<script>alert(1)</script>", "\x00", "%", "低" * 5000, "🙂"])
def test_rubbish_in_the_search_is_harmless(client, query):
    page = client.get("/rules/", {"q": query})
    assert page.status_code == 200
    assert "<script>alert" not in page.text


# -- changes -------------------------------------------------------------------------------------------
def test_what_changed_between_two_dates(client):
    page = main_of(client.get("/rules/changes/", {"from": "2020-06-01", "to": "2021-07-01"}).text)
    assert "2020年8月25日起施行：" in page
    assert "低保边缘家庭" in page
    assert "施行到2021年6月30日为止：" in page  # the trial measures
    assert "按差额发给" in page  # the text that was replaced
    assert "按补差或分档计算" in page
    assert "新有的数字" in page
    assert "/rules/dibao_line/?on=2021-07-01&amp;area=900101000000" in page


def test_without_dates_the_last_year_is_compared(client):
    page = main_of(client.get("/rules/changes/").text)
    assert 'value="2021-07-15"' in page
    assert 'value="2022-07-15"' in page


def test_two_days_with_the_same_rules(client):
    page = main_of(client.get("/rules/changes/", {"from": "2022-07-12", "to": "2022-07-13"}).text)
    assert "没有不同。" in page
    assert "把日期放宽一些再看" in page


def test_changes_in_english_have_chinese_only_where_it_is_marked(english):
    page = english.get("/rules/changes/", {"from": "2020-06-01", "to": "2022-07-01"}).text
    assert not re.findall("[\u4e00-\u9fff]+", main_of(IN_CHINESE.sub("", page)))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"from": "2022-02-30"}, "2022-02-30"),
        ({"from": "2022-01-01", "to": "2021-01-01"}, "应当早于"),
        ({"from": "2022-01-01", "to": "2022-01-01"}, "应当早于"),
        ({"to": "<b>"}, "这不是日期"),
        ({"from": "x", "area": "99"}, "没有代码为 99 的省级行政区"),
        ({"from": "1949-10-01", "to": "9999-01-01"}, "年份应在"),
    ],
)
def test_dates_that_cannot_be_compared_get_a_sentence_and_stay_in_the_form(client, asked, said):
    response = client.get("/rules/changes/", asked)
    assert response.status_code == 400
    assert said in response.text
    assert "<b>" not in main_of(response.text)
    assert 'name="from"' in response.text


# -- documents, history, print ---------------------------------------------------------------------------
def test_a_document_says_what_cites_it_article_by_article(client):
    page = main_of(client.get("/rules/DB/").text)
    assert "民发〔2021〕57号" in page
    assert "条号要对照原文" in page
    assert "第33条" in page
    assert "/rules/gradual_exit_amount/" in page
    assert "/rules/programmes/gradual_exit/" in page


def test_a_citation_leads_to_the_document(client):
    assert (
        'href="/rules/SA/">《社会救助暂行办法》第9条</a>'
        in client.get("/rules/is_dibao_household/").text
    )


def test_a_fact_says_which_programmes_it_bears_on(client):
    page = main_of(client.get("/rules/current_dibao_amount/").text)
    there = page[page.index("影响哪些项目") :]
    assert "/rules/programmes/gradual_exit/" in there
    assert "/rules/programmes/dibao/" not in there


@pytest.fixture
def own_figures(tmp_path, settings):
    """A county that has raised its line twice."""
    pack = """
zh: 某县
en: some county
area: "522701"
source: 通知
values:
  dibao_line:
    - {from: 2020-01-01, urban: 600, rural: 4800/12, comparator: "<", tag: found, source: 第一号通知}
    - {from: 2021-07-01, urban: 640, rural: 5040/12, comparator: "<", tag: found, source: 第二号通知}
"""
    (tmp_path / "pack.yaml").write_text(pack, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(settings, "DOUDI", replace(settings.DOUDI, local=tmp_path))
        patched.setattr(card_pages, "_decide_cases", dict)  # its cases are not what is looked at
        forget_rulebooks()
        yield
    forget_rulebooks()


def test_the_history_of_a_figure_is_a_table_and_a_picture(client, own_figures):
    page = main_of(client.get("/rules/dibao_line/").text)
    history = page[page.index("各地各个时期的数字") :]
    assert history.count("rc-steps-line") == 4  # town and country, and which line is which
    assert history.count(">640.00</text>") == 1
    assert 'aria-label="城镇 2020年1月1日起 600.00，2021年7月1日起 640.00；农村' in history
    assert "2020年1月1日至2021年6月30日" in history
    assert "第二号通知" in history
    assert history.index("第一号通知") < history.index("别的地方的数字") < history.index("演示")
    rows = history.split("<tr")
    assert ["当日有效" in row for row in rows if "号通知" in row] == [False, True]


def test_a_raise_is_told_with_its_share(client, own_figures):
    page = main_of(client.get("/rules/changes/", {"from": "2021-01-01", "to": "2022-01-01"}).text)
    assert "变了的数字" in page
    assert "+40.00 元/人/月，+6.7%" in page
    assert "+20.00 元/人/月，+5.0%" in page


@pytest.mark.parametrize("home", ["dibao", "single_person_case", "means"])
def test_a_programme_prints_as_one_booklet(client, home):
    page = main_of(client.get(f"/rules/programmes/{home}/booklet/").text)
    rules = [v for v in get_rulebook().variables.values() if v.programme == home]
    assert page.count('class="rc-leaf"') == len(rules)
    assert all(v.rule.sentence in page for v in rules if v.on(date(2022, 7, 15)))
    assert "<form" not in page
    assert client.get("/rules/programmes/nothing/booklet/").status_code == 404
    assert client.get(f"/rules/programmes/{home}/booklet/?on=x").status_code == 400


# -- how programmes meet ---------------------------------------------------------------------------------
def test_the_matrix_has_a_word_for_every_pair(client):
    page = main_of(client.get("/rules/stacking/").text)
    book = get_rulebook()
    assert page.count('<td class="rc-is-') >= 2 * len(list(book.stacking))
    for pair in book.stacking:
        assert pair.text.zh in page


def test_a_programme_says_how_it_meets_the_others(client):
    page = main_of(client.get("/rules/programmes/tekun/").text)
    there = page[page.index("和别的项目的关系") :]
    assert 'href="/rules/programmes/dibao/">' in there
    assert "不能同时享受" in there
    assert client.get("/rules/stacking/", {"on": "x"}).status_code == 400


def test_the_matrix_in_english_has_no_chinese(english):
    page = main_of(IN_CHINESE.sub("", english.get("/rules/stacking/").text))
    assert not re.findall("[\u4e00-\u9fff]+", page)


def test_the_index_names_every_programme_in_its_group(client):
    page = main_of(client.get("/rules/", {"kind": "programme"}).text)
    for programme in get_rulebook().programmes.values():
        assert programme.group != "other", programme.name
        assert f'/rules/programmes/{programme.name}/"' in page
    assert page.index("基本生活") < page.index("特困人员、儿童、残疾人、老人") < page.index("急难")
