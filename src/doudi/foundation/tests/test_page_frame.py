"""The frame of every page: language, type size, errors in plain words, headers. All without scripts."""

import pytest
from django.test import Client
from django.urls import path

from doudi.config.urls import urlpatterns as site_urls
from doudi.foundation import type_size

ABOUT = "/about/"


def break_down(request):
    raise RuntimeError("a page that fails")


urlpatterns = [*site_urls, path("breaks/", break_down)]


@pytest.mark.parametrize("browser", ["zh-CN", "en-US,en"])
def test_a_page_is_chinese_unless_another_language_is_chosen(client, browser):
    response = client.get(ABOUT, headers={"accept-language": browser})
    assert response.headers["Content-Language"] == "zh-hans"
    assert "关于兜底" in response.text


def test_the_language_switch_is_a_plain_form_that_comes_back(client):
    response = client.post("/language/", {"language": "en", "next": ABOUT})
    assert (response.status_code, response.url) == (302, ABOUT)
    page = client.get(ABOUT).text
    assert "About Doudi" in page
    assert '<html lang="en"' in page

    client.post("/language/", {"language": "zh-hans", "next": ABOUT})
    assert "关于兜底" in client.get(ABOUT).text


def test_a_page_in_english_has_no_chinese_but_the_name_and_the_switch(client):
    client.post("/language/", {"language": "en", "next": ABOUT})
    page = client.get(ABOUT).text
    page = page.replace('<span lang="zh-hans">兜底</span>', "").replace(">中文</button>", "")
    assert [character for character in page if "\u4e00" <= character <= "\u9fff"] == []


def test_larger_type_is_remembered_and_can_be_undone(client):
    assert "dd-large-type" not in client.get(ABOUT).text
    response = client.post("/type-size/", {"size": "large", "next": ABOUT + "?from=here"})
    assert (response.status_code, response.url) == (302, ABOUT + "?from=here")
    assert "dd-large-type" in client.get(ABOUT).text
    client.post("/type-size/", {"size": "normal", "next": ABOUT})
    assert "dd-large-type" not in client.get(ABOUT).text


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""]
)
@pytest.mark.parametrize("form", ["/type-size/", "/language/"])
def test_the_switches_never_lead_out_of_the_site(client, form, address):
    response = client.post(form, {"size": "large", "language": "en", "next": address})
    assert response.url == "/"


def test_a_foreign_page_cannot_press_the_switches():
    response = Client(enforce_csrf_checks=True).post("/type-size/", {"size": "large"})
    assert response.status_code == 403
    assert "页面放得太久了" in response.text
    assert type_size.COOKIE not in response.cookies


def test_a_missing_page_says_so_in_plain_words(client):
    response = client.get("/no-such-page/")
    assert response.status_code == 404
    assert "没有找到这个页面" in response.text


def test_a_strange_host_name_is_refused_in_plain_words(client):
    response = client.get(ABOUT, headers={"host": "elsewhere.example"})
    assert response.status_code == 400
    assert "这个请求看不懂" in response.text


@pytest.mark.urls("doudi.foundation.tests.test_page_frame")
def test_a_failing_page_shows_no_inner_workings(client):
    client.raise_request_exception = False
    response = client.get("/breaks/")
    assert response.status_code == 500
    assert "系统出错了" in response.text
    assert "a page that fails" not in response.text


def test_no_page_may_run_foreign_or_inline_scripts_or_stay_in_a_shared_browser(client):
    response = client.get(ABOUT)
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert " style=" not in response.text
    assert "<script>" not in response.text


def test_the_files_that_a_page_loads_are_served_from_here(client, db):
    page = client.get(ABOUT).text
    addresses = [part.split('"')[0] for part in page.split('href="/static/')[1:]]
    assert addresses
    for address in addresses:
        file = client.get(f"/static/{address}")
        file.close()
        assert file.status_code == 200, address
