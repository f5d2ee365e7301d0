"""Where banks are far the quarter comes at once; care money goes to whom the agreement names."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from doudi.casework.models import Award
from doudi.foundation import audit
from doudi.foundation.access import NotPermitted, acting, system
from doudi.foundation.domain.roles import Role
from doudi.payments.models import QuarterlyPlace
from doudi.payments.payees import GivenTo, forget_payee, register_payee
from doudi.payments.selectors.too_much import too_much_of
from doudi.payments.services.accounts import record_account
from doudi.payments.services.planning import drop_run
from doudi.payments.services.rhythms import pay_monthly, pay_quarterly
from doudi.payments.services.sending import send_run
from doudi.payments.tests.bank import answer_all, sent
from doudi.payments.tests.pages import browser, text_of
from doudi.payments.tests.runs import again, approve, award, card, lines, make_desk, plan
from doudi.registry.models import Person
from doudi.registry.services.documents import add_document
from doudi.registry.tests.families import COUNTY, SHIBAN, VILLAGE, make_county
from doudi.units.dates import Month
from doudi.units.text import ProblemsError

START = dt.date(2022, 7, 1)
PDF = b"%PDF-1.7\n" + b"x" * 1000


@pytest.fixture
def desk(db):
    return make_desk(make_county(), programmes=("dibao", "old_age_allowance", "tekun"))


def quarterly(desk, area=SHIBAN, **more):
    with acting(desk.county.viewer(Role.county_officer)) as officer:
        return pay_quarterly(actor=officer, area_code=area, source="安和民发〔2022〕9号", on=START, **more)  # fmt: skip


def months_of(run, **only):
    return [(x.state, x.reason, [d["month"] for d in x.dues]) for x in lines(run, **only)]


def give_up(desk, run):
    with acting(desk.county.viewer(Role.county_officer)) as officer:
        drop_run(actor=officer, run=run, reason="没有可发放的", on=run.on)


def test_the_quarter_comes_in_its_first_month_and_nothing_in_the_others(desk):
    family = desk.county.families["赵明远"]
    assert family.household.area_code == VILLAGE
    award(desk, family, 10000, "2022-06")
    place = quarterly(desk)
    july = sent(desk, "2022-07")
    assert july.totals["fen"] == 40000  # June's arrears and the whole quarter
    answer_all(desk, july)
    for month in ("2022-08", "2022-09"):
        run = plan(desk, month)
        assert lines(run) == []
        give_up(desk, run)
    october = plan(desk, "2022-10")
    assert [x[2] for x in months_of(october)] == [["2022-10", "2022-11", "2022-12"]]
    give_up(desk, october)
    with acting(desk.county.viewer(Role.county_officer)) as officer:
        pay_monthly(actor=officer, place=place, on=dt.date(2022, 9, 20))
    october = plan(desk, "2022-10")
    assert [x[2] for x in months_of(october)] == [["2022-10"]]


def test_back_to_monthly_within_a_quarter_nothing_paid_ahead_is_too_much(desk):
    award(desk, desk.county.families["赵明远"], 10000, "2022-07")
    place = quarterly(desk)
    answer_all(desk, sent(desk, "2022-07"))
    with acting(desk.county.viewer(Role.county_officer)) as officer:
        pay_monthly(actor=officer, place=place, on=dt.date(2022, 7, 20))
        family = desk.county.families["赵明远"]
        assert too_much_of(officer, family.household, dt.date(2022, 7, 25)) == []
    assert lines(plan(desk, "2022-08")) == []


def test_who_comes_within_the_quarter_waits_and_is_told_or_is_paid_by_a_run_between(desk):
    award(desk, desk.county.families["赵明远"], 10000, "2022-08")
    quarterly(desk)
    august = plan(desk, "2022-08")
    assert months_of(august) == [("held", "quarterly", ["2022-08", "2022-09"])]
    give_up(desk, august)
    between = plan(desk, "2022-08", kind="supplementary")
    assert months_of(between) == [("planned", "", ["2022-08", "2022-09"])]


def test_only_the_programme_and_the_place_that_are_named(desk):
    family = desk.county.families["赵明远"]
    award(desk, family, 10000, "2022-07")
    award(desk, family, 5000, "2022-07", programme="old_age_allowance", person=family.head)
    quarterly(desk, VILLAGE, programme="dibao")
    july = plan(desk, "2022-07")
    assert len(months_of(july, programme="dibao")[0][2]) == 3
    assert months_of(july, programme="old_age_allowance")[0][2] == ["2022-07"]


def test_a_death_in_the_quarter_shows_what_was_paid_ahead(desk):
    family = desk.county.families["赵明远"]
    given = award(desk, family, 5000, "2022-07", programme="old_age_allowance", person=family.head)
    quarterly(desk)
    answer_all(desk, sent(desk, "2022-07"))
    with acting(system("test")) as actor:
        Person.objects.filter(pk=family.head.pk).update(is_deceased=True, died_on=dt.date(2022, 8, 3))  # fmt: skip
        Award.objects.filter(pk=given.pk).update(until_month=dt.date(2022, 8, 1), state="ended")
        audit.record(actor, "registry.person.changed", object_type="person")
    with acting(desk.county.viewer(Role.county_officer)) as officer:
        (found,) = too_much_of(officer, family.household, dt.date(2022, 8, 20))
    assert [(str(t.payment.month), t.fen) for t in found.taken] == [("2022-09", 5000)]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"area": "900199000000"}, "no such place"),
        ({"area": "900102000000"}, "no such place"),
        ({"area": ""}, "no such place"),
        ({"programme": "monthly_gold"}, "no such programme"),
    ],
)
def test_rubbish_is_refused(desk, more, words):
    with pytest.raises(ProblemsError, match=words):
        quarterly(desk, **more)


def test_twice_without_a_document_or_by_somebody_else(desk):
    quarterly(desk, COUNTY)
    with pytest.raises(ProblemsError, match="already"):
        quarterly(desk, COUNTY)
    with acting(desk.county.viewer(Role.county_officer)) as officer, pytest.raises(ProblemsError, match="document"):  # fmt: skip
        pay_quarterly(actor=officer, area_code=SHIBAN, source=" ", on=START)
    with acting(desk.county.viewer(Role.township_clerk)) as clerk, pytest.raises(NotPermitted):
        pay_quarterly(actor=clerk, area_code=SHIBAN, source="x", on=START)


# -- pages ---------------------------------------------------------------------------------------------
def test_the_pages(own_database, time_machine):
    time_machine.move_to(dt.datetime(2022, 7, 1, 4, tzinfo=dt.UTC))
    desk = make_desk(make_county())
    award(desk, desk.county.families["赵明远"], 10000, "2022-07")
    client = browser(desk, Role.county_officer)
    url, new = reverse("payments:quarterly"), reverse("payments:new_quarterly")
    assert "都按月发" in text_of(client.get(url))
    form = {
        "area_code": SHIBAN,
        "programme": "",
        "on": "2022-07-01",
        "source": "安和民发〔2022〕9号",
    }
    for wrong in (
        {"area_code": "900102000000"},
        {"area_code": "x"},
        {"area_code": ""},
        {"programme": "gold"},
        {"on": "2022-06-30"},
        {"on": "2032-06-30"},
        {"on": "明天"},
        {"source": ""},
        {"source": "文" * 201},
        {"paper": SimpleUploadedFile("a.pdf", b"no paper", "application/pdf")},
        {"paper": SimpleUploadedFile("a.exe", PDF, "application/pdf")},
        {"paper": ""},
    ):
        paper = SimpleUploadedFile("文件.pdf", PDF, "application/pdf")
        assert client.post(new, form | {"paper": paper} | wrong).status_code == 200, wrong
    with acting(system("test")):
        assert not QuarterlyPlace.objects.exists()
    paper = SimpleUploadedFile("文件.pdf", PDF, "application/pdf")
    assert client.post(new, form | {"paper": paper}).status_code == 302
    assert "安和民发〔2022〕9号" in text_of(client.get(url))
    run = plan(desk, "2022-07")
    assert "这一批把2022年7月到2022年9月一并发给" in text_of(client.get(reverse("payments:run", args=[run.pk])))  # fmt: skip
    answer_all(desk, send_now(desk, run))
    august = plan(desk, "2022-08")
    said = text_of(client.get(reverse("payments:run", args=[august.pk])))
    assert "所以这一批没有它们的月度发放；下一次是2022年10月" in said
    with acting(system("test")):
        place = QuarterlyPlace.objects.get()
    end = reverse("payments:end_quarterly", args=[place.pk])
    for on in ("", "2022-06-01", "x"):
        assert client.post(end, {"on": on}).status_code == 200
    assert client.post(end, {"on": "2022-08-20"}).status_code == 302
    assert client.post(end, {"on": "2022-08-21"}).status_code == 200  # it is so already
    clerk = browser(desk, Role.township_clerk)
    assert clerk.get(url).status_code == 200
    assert clerk.get(new).status_code == 403


def send_now(desk, run):
    run = approve(desk, run)
    with acting(desk.county.viewer(Role.finance_officer)) as finance:
        send_run(actor=finance, run=run, on=run.on + dt.timedelta(days=1))
    return again(run)


# -- care money to other hands -----------------------------------------------------------------------------
@pytest.fixture
def care(desk):
    """A tekun award whose care money goes to a neighbour from August on."""
    family, neighbour = list(desk.county.families.values())[:2]
    given = award(desk, family, 112997, "2022-07", programme="tekun", person=family.head, parts={"basic": 57330, "care": 55667})  # fmt: skip
    with acting(desk.county.viewer(Role.county_officer)) as officer:
        account = record_account(actor=officer, household=neighbour.household, person=neighbour.head, holder=neighbour.head, holder_name=neighbour.head.name, bank="rural_credit", number=card(700), on=START)  # fmt: skip
    with acting(system("test")) as actor:
        document = add_document(actor=actor, content=PDF, file_name="xieyi.pdf", household=family.household)  # fmt: skip
    told = {"agreement": document.pk}

    def source(viewer, area_code):
        return [GivenTo(given.pk, "care", account.pk, Month(2022, 8), Month(2022, 9), told["agreement"])]  # fmt: skip

    register_payee(source)
    yield account, told
    forget_payee(source)


def test_care_money_goes_to_the_caregiver_while_the_agreement_runs(desk, care):
    account, _ = care
    august = sent(desk, "2022-08")
    by = {(x.component, x.account_id == account.pk): [d["month"] for d in x.dues] for x in lines(august)}  # fmt: skip
    assert by == {
        ("basic", False): ["2022-07", "2022-08"],
        ("care", False): ["2022-07"],
        ("care", True): ["2022-08"],
    }
    (line,) = lines(august, account_id=account.pk)
    answer_all(desk, august, {line.number: "2001"})
    september = plan(desk, "2022-09")
    (retry,) = lines(september, change="retried")
    assert (retry.account_id, retry.amount_fen) == (account.pk, 55667)
    assert {x.account_id for x in lines(september, component="care")} == {account.pk}
    give_up(desk, september)
    october = plan(desk, "2022-10")
    care_lines = {(tuple(d["month"] for d in x.dues), x.account_id == account.pk) for x in lines(october, component="care", retry_of=None)}  # fmt: skip
    assert care_lines == {(("2022-09",), True), (("2022-10",), False)}


def test_without_an_agreement_or_an_account_it_waits(desk, care):
    _, told = care
    told["agreement"] = None
    held = lines(plan(desk, "2022-08"), state="held")
    assert [(x.reason, [d["month"] for d in x.dues]) for x in held] == [("no_agreement", ["2022-08"])]  # fmt: skip
