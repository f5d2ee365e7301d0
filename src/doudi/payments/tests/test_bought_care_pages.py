"""The pages of bought care: arranged, entered, confirmed on a phone, seen by whoever may."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from doudi.foundation.access import acting, system
from doudi.foundation.domain.roles import Role
from doudi.payments.models import CareAgreement, CareMonth, CareProvider
from doudi.payments.tests.bank import answer_all, sent
from doudi.payments.tests.care import NAME, PDF, PHOTO, care_award, credit_code
from doudi.payments.tests.pages import browser, text_of
from doudi.payments.tests.runs import make_desk
from doudi.registry.tests.families import make_county

pytestmark = pytest.mark.time_machine(dt.datetime(2022, 8, 3, 4, tzinfo=dt.UTC))


def only(model):
    with acting(system("test")):
        return model.objects.get()


def url(name, *args):
    return reverse(f"payments:{name}", args=args)


def photo():
    return SimpleUploadedFile("确认单.jpg", PHOTO, "image/jpeg")


def test_from_a_provider_to_the_payment(own_database, time_machine):
    desk = make_desk(make_county(), programmes=("tekun",))
    family = desk.county.families["赵明远"]
    given = care_award(desk, family, "2022-08")
    client = browser(desk, Role.county_officer)
    assert url("new_care_provider") in text_of(client.get(url("choose_care")))
    bad = {"name": NAME, "credit_code": "x"}
    assert client.post(url("new_care_provider"), bad).status_code == 200
    asked = {"name": NAME, "credit_code": credit_code(1)}
    assert client.post(url("new_care_provider"), asked).status_code == 302
    provider = only(CareProvider)
    account = {"holder_name": "别人", "bank": "rural_credit", "number": "900101000001"}
    page = text_of(client.post(url("care_provider_account", provider.pk), account))
    assert "户名须与机构名称一致" in page
    account["holder_name"] = NAME
    assert client.post(url("care_provider_account", provider.pk), account).status_code == 302
    shown = text_of(client.get(url("care_provider", provider.pk)))
    assert "900101000001" not in shown

    assert family.head.name in text_of(client.get(url("choose_care")))
    paper = SimpleUploadedFile("协议.pdf", PDF, "application/pdf")
    form = {"provider": str(provider.pk), "first": "2022-08", "hours": "20", "hour_fen": "25", "trusted": "邻居王大嫂"}  # fmt: skip
    for wrong in ({"provider": "99999"}, {"hours": "许多"}, {"hour_fen": "-5"}, {"first": "八月"}, {"hours": "200"}):  # fmt: skip
        answer = client.post(url("new_care", given.pk), form | wrong | {"paper": paper})
        assert answer.status_code == 200, wrong
    assert client.post(url("new_care", given.pk), form).status_code == 200  # no paper
    paper.seek(0)
    assert client.post(url("new_care", given.pk), form | {"paper": paper}).status_code == 302
    agreement = only(CareAgreement)
    assert client.get(url("new_care", given.pk)).status_code == 404  # it is arranged

    time_machine.move_to(dt.datetime(2022, 9, 2, 4, tzinfo=dt.UTC))
    client = browser(desk, Role.township_clerk)
    assert url("care", agreement.pk) in text_of(client.get(url("services") + "?month=2022-08"))
    for wrong in ({"month": "2022-07"}, {"hours": "-3"}, {"hours": "999"}, {"hours": "=1+1"}, {}):
        answer = client.post(url("care_hours", agreement.pk), {"month": "2022-08", "hours": ""} | wrong)  # fmt: skip
        assert answer.status_code == 200, wrong
    answer = client.post(url("care_hours", agreement.pk), {"month": "2022-08", "hours": "18"})
    care = only(CareMonth)
    assert answer.url == url("care_month", care.pk)
    sheet = text_of(client.get(url("care_month", care.pk)))
    assert 'capture="environment"' in sheet
    assert "邻居王大嫂" in sheet
    said = {"hours": "16", "by": "trusted", "receipt_kind": "thumbprint", "on": "2022-09-01"}
    for wrong in ({"hours": "19"}, {"by": "somebody"}, {"receipt_kind": "promise"}, {"on": "2999-01-01"}):  # fmt: skip
        assert client.post(url("care_month", care.pk), said | wrong | {"receipt": photo()}).status_code == 200, wrong  # fmt: skip
    assert client.post(url("care_month", care.pk), said).status_code == 200  # no paper
    none = {"hours": "0", "by": "person", "on": "2022-09-01"}
    assert "请写明情况" in text_of(client.post(url("care_month", care.pk), none))
    assert client.post(url("correct_care", care.pk), {"hours": "17", "words": ""}).status_code == 200  # fmt: skip
    assert client.post(url("care_month", care.pk), said | {"receipt": photo()}).status_code == 302
    assert "400.00" in text_of(client.get(url("services")))
    assert client.post(url("end_care", agreement.pk), {"last": "2022-07", "reason": "x"}).status_code == 200  # fmt: skip

    run = sent(desk, "2022-09")
    answer_all(desk, run)
    statement = text_of(client.get(url("person_payments", family.head.pk)))
    assert f"付给 {NAME}" in statement
    assert "小时登记错了" not in text_of(client.get(url("care_month", care.pk)))
    finance = browser(desk, Role.finance_officer)
    for page in (url("services"), url("care", agreement.pk), url("care_month", care.pk), url("care_provider", provider.pk)):  # fmt: skip
        assert finance.get(page).status_code == 200
    assert finance.post(url("care_month", care.pk), said).status_code == 403
    assert "购买服务结算" in text_of(finance.get(url("run", run.pk)))
    assert client.post(url("end_care", agreement.pk), {"last": "2022-09", "reason": "改领钱"}).status_code == 302  # fmt: skip
    other = browser(desk, Role.township_clerk)
    assert other.get(url("care_provider", provider.pk)).status_code == 404  # the county's


def test_hours_that_wait_are_in_the_days_work(own_database, time_machine):
    desk = make_desk(make_county(), programmes=("tekun",))
    from doudi.payments.tests.care import agree, deliver, make_provider

    given = care_award(desk, desk.county.families["赵明远"], "2022-08")
    care = deliver(desk, agree(desk, given, make_provider(desk)), "2022-08", 9)
    time_machine.move_to(dt.datetime(2022, 9, 2, 4, tzinfo=dt.UTC))
    client = browser(desk, Role.county_officer)
    assert reverse("payments:services") in text_of(client.get(reverse("foundation:home")))
    page = text_of(client.get(url("services")))
    assert url("care_month", care.pk) in page
    assert "2022年8月" in text_of(client.get(url("services") + "?month=rubbish"))
    for month in ("0001-01", "9999-12", "=1+1", ""):
        assert client.get(url("services"), {"month": month}).status_code == 200
