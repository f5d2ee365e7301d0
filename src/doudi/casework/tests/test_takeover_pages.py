"""The pages of taking over: a file is checked, its differences lie before a person, an old case is begun anew."""

import datetime as dt
import io

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from doudi.casework.models import Award, Case, RelativeFlag, Takeover, TakeoverRow
from doudi.foundation.access import acting
from doudi.foundation.domain.roles import Role
from doudi.foundation.jobs import perform_run
from doudi.registry.services.persons import reveal_number
from doudi.registry.tests.families import make_county

TODAY = dt.datetime(2022, 7, 20, 10, tzinfo=dt.UTC)
PAGES = "/cases/takeovers/"
AWARDS = "身份证号,项目,月金额,起始月,已发至,批准日期"
CASES = "身份证号,项目,办理环节,申请日期"


@pytest.fixture
def county(own_database):
    with time_machine.travel(TODAY):
        yield make_county()


@pytest.fixture
def number(county):
    with acting(county.viewer(Role.county_officer)) as officer:
        return reveal_number(
            actor=officer,
            person=county.families["赵明远"].head,
            what="identity",
            reason="核对接续名单",
        )


@pytest.fixture
def browser(county):
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(county.account(Role.county_officer))
    return client


def send(browser, text, kind="awards", name="旧系统.csv"):
    file = SimpleUploadedFile(name, text.encode("gb18030"))
    return browser.post(PAGES + "new/", {"kind": kind, "file": file, "on": "2022-07-01"})


def checked(county, browser, text, kind="awards"):
    answer = send(browser, text, kind)
    assert answer.status_code == 302, answer.content.decode()
    with acting(county.viewer(Role.county_officer)):
        made = Takeover.objects.get()
    assert "正在核对" in browser.get(f"{PAGES}{made.pk}/").content.decode()
    assert perform_run(made.check_run_id).state == "done"
    return made


def only_row(county):
    with acting(county.viewer(Role.county_officer)):
        return TakeoverRow.objects.get()


def test_an_award_is_taken_over_and_its_difference_settled(county, browser, number):
    made = checked(county, browser, f"{AWARDS}\n{number},低保,1,2020-03,2022-06,\n,低保,3,,,")
    page = browser.get(f"{PAGES}{made.pk}/").content.decode()
    assert "赵明远" in page
    assert "带原因" in page
    assert number not in page
    faults = browser.get(f"{PAGES}{made.pk}/faults/")
    assert faults.content[:2] == b"PK"
    row = only_row(county)
    one = browser.get(f"{PAGES}rows/{row.pk}/").content.decode()
    assert "1.00" in one
    assert number not in one
    again = browser.post(f"{PAGES}rows/{row.pk}/", {"settled_as": "review", "note": "核对"})
    assert "还没有接续" in again.content.decode()
    refused = browser.post(f"{PAGES}{made.pk}/apply/", {"mode": "all_or_none"})
    assert "没有接续任何一行" in refused.content.decode()
    assert browser.post(f"{PAGES}{made.pk}/apply/", {"mode": "good_rows"}).status_code == 302
    with acting(county.viewer(Role.county_officer)):
        made.refresh_from_db()
    assert perform_run(made.apply_run_id).state == "done"
    assert browser.post(f"{PAGES}rows/{row.pk}/", {"settled_as": "stop"}).status_code == 200
    done = browser.post(f"{PAGES}rows/{row.pk}/", {"settled_as": "review", "note": "金额不符"})
    assert done.status_code == 302
    with acting(county.viewer(Role.county_officer)):
        assert Award.objects.get().amount_fen == 100
        assert Case.objects.get().about == {"ground": "takeover"}
    assert "已启动复核" in browser.get(f"{PAGES}rows/{row.pk}/").content.decode()


def test_an_old_case_is_begun_anew_by_a_person_only(county, browser, number):
    made = checked(county, browser, f"{CASES}\n{number},低保,公示中,2022-06-01", "cases")
    row = only_row(county)
    page = browser.get(f"{PAGES}{made.pk}/").content.decode()
    assert "公示中" in page
    with acting(county.viewer(Role.county_officer)):
        assert not Case.objects.exists()
    address = f"{PAGES}rows/{row.pk}/case/"
    assert browser.post(address, {}).status_code == 200
    assert browser.post(address, {"is_relative": "yes"}).status_code == 200
    with acting(county.viewer(Role.county_officer)):
        assert not Case.objects.exists()
        assert not RelativeFlag.objects.exists()
    assert browser.post(address, {"is_relative": "no"}).status_code == 302
    with acting(county.viewer(Role.county_officer)):
        case = Case.objects.get()
    assert (case.state, case.opened_on) == ("applied", dt.date(2022, 6, 1))
    assert case.about["relatives_asked_on"] == "2022-07-20"
    assert "已经处理" in browser.post(address, {"is_relative": "no"}).content.decode()


@pytest.mark.parametrize(
    "post",
    [
        {},
        {"kind": "other", "on": "2022-07-01"},
        {"kind": "awards", "on": "昨天"},
        {"kind": "awards", "on": "2022-07-01", "file": b""},
        {"kind": "awards", "on": "2022-07-01", "file": b"\x00\x01\x02"},
        {"kind": "cases", "on": "2022-07-01", "file": AWARDS.encode()},
        {"kind": "awards", "on": "2022-07-01", "file": "姓名,年龄\n张三,5".encode()},
    ],
)
def test_rubbish_is_told_in_a_sentence(county, browser, post):
    file = post.get("file")
    sent = post | ({"file": SimpleUploadedFile("a.csv", file)} if file is not None else {})
    answer = browser.post(PAGES + "new/", sent)
    assert answer.status_code == 200
    assert "dd-form" in answer.content.decode()
    with acting(county.viewer(Role.county_officer)):
        assert not Takeover.objects.exists()


def test_the_template_and_the_list(county, browser):
    assert browser.get(PAGES).status_code == 200
    assert browser.get(PAGES + "template/?kind=nothing").status_code == 404
    assert io.BytesIO(browser.get(PAGES + "template/?kind=cases").content).read(2) == b"PK"
