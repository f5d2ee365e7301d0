"""The procedures on the site."""

from __future__ import annotations

import pytest
from django.conf import settings

from doudi.casework.procedure_book import get_procedures

ACCEPTED = "?area=900101&at-accept=2022-09-22&at-post_notice=2022-10-12&at-file=2022-10-20"


def test_every_procedure_has_its_page_and_picture(client):
    index = client.get("/rules/procedures/").text
    for procedure in get_procedures():
        page = client.get(f"/rules/procedures/{procedure.name}/?version={procedure.version}")
        assert page.status_code == 200, procedure.where
        assert f"/rules/procedures/{procedure.name}/" in index
        assert page.text.count('class="pp-box') == len(procedure.states)
        for action in procedure.actions.values():
            assert action.label.zh in page.text


def test_dates_give_the_days_of_policy_case_30(client):
    text = client.get(f"/rules/procedures/dibao/{ACCEPTED}").text
    for day in ("2022年9月27日", "2022年11月8日", "2022年10月19日", "2022年11月3日", "国庆节"):
        assert day in text
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    text = client.get(f"/rules/procedures/dibao/{ACCEPTED}").text
    assert "over on 19 October 2022; the next step from 20 October 2022" in text


def test_who_decides_is_said_with_the_amount(client):
    text = client.get("/rules/procedures/temp_expenditure/?area=900101&on=2022-09-01").text
    assert "1,000.00 元（含）以内由乡镇（街道）决定" in text


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("?at-accept=yesterday", 400),
        ("?at-accept=2022-02-30", 400),
        ("?at-fly=2022-01-01", 400),
        ("?at-accept=", 200),
        ("?at-accept=" + "9" * 5000, 400),
        ("?area=99", 400),
        ("?on=never", 400),
        ("?version=1066", 404),
        ("?version=../../etc/passwd", 404),
        ("?at-<script>=2022-01-01", 400),
    ],
)
def test_rubbish_gets_a_sentence(client, query, status):
    page = client.get(f"/rules/procedures/dibao/{query}")
    assert page.status_code == status
    assert "<script>=" not in page.text
    assert ('class="rc-problems"' in page.text) == (status != 200)


def test_a_name_that_is_none_is_missing(client):
    assert client.get("/rules/procedures/lottery/").status_code == 404
