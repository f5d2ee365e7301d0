"""Services bought with care money: what is confirmed is paid to the provider, once; the rest is nobody's and stays visible."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from doudi.foundation import audit
from doudi.foundation.access import NotPermitted, acting, system
from doudi.foundation.domain.roles import Role
from doudi.payments.models import CareAgreement, CareMonth, CareProvider, Due, PayeeAccount
from doudi.payments.selectors.care import add_up, read_care_months
from doudi.payments.selectors.too_much import too_much_of
from doudi.payments.services.accounts import record_account
from doudi.payments.services.care_agreements import (
    add_provider,
    end_care,
    record_provider_account,
)
from doudi.payments.services.care_months import correct_hours
from doudi.payments.services.ledger_checks import check_ledger
from doudi.payments.services.planning import drop_run
from doudi.payments.services.receivables import (
    Plan,
    place_of,
    propose_receivable,
    sign_receivable,
)
from doudi.payments.services.rhythms import pay_quarterly
from doudi.payments.tests.bank import answer_all, sent
from doudi.payments.tests.care import (
    BASIC,
    CARE,
    NAME,
    PDF,
    agree,
    care_award,
    clerk,
    confirm,
    credit_code,
    deliver,
    make_provider,
)
from doudi.payments.tests.runs import START, again, approve, card, lines, make_desk, plan
from doudi.registry.models import Person
from doudi.registry.tests.families import COUNTY, make_county
from doudi.units.dates import Month
from doudi.units.text import ProblemsError


@pytest.fixture
def desk(db):
    return make_desk(make_county(), programmes=("dibao", "tekun"))


@pytest.fixture
def bought(desk):
    """赵明远's care money buys 20 hours of 25 yuan from August on."""
    given = care_award(desk, desk.county.families["赵明远"])
    return desk, given, agree(desk, given, make_provider(desk), trusted="赵小明")


def of_care(run, **only):
    return [
        (x.state, x.change, x.reason, x.payee_name, x.amount_fen, [d["month"] for d in x.dues])
        for x in lines(run, component="care", **only)
    ]


def give_up(desk, run):
    with clerk(desk) as officer:
        drop_run(actor=officer, run=run, reason="不用发", on=run.on)


def sums(desk, agreement, last):
    with clerk(desk) as viewer:
        return add_up(read_care_months(viewer, [agreement], Month(2022, 1), Month.parse(last)))


def test_what_is_confirmed_is_paid_to_the_provider_once(bought):
    desk, _given, agreement = bought
    august = sent(desk, "2022-08")  # July is money of the person's; August waits for its hours
    assert of_care(august) == [
        ("sent", "arrears", "", "赵明远", CARE, ["2022-07"]),
        ("held", "service", "unconfirmed", NAME, CARE, ["2022-08"]),
    ]
    answer_all(desk, august)
    care = deliver(desk, agreement, "2022-08", 18)
    confirm(desk, care, 16)
    september = sent(desk, "2022-09")
    assert of_care(september) == [
        ("sent", "service", "", NAME, 40000, ["2022-08"]),
        ("held", "service", "unconfirmed", NAME, CARE, ["2022-09"]),
    ]
    (line,) = lines(september, component="care", state="sent")
    with acting(system("test")):
        assert line.account.provider_id == agreement.provider_id
    answer_all(desk, september)
    found = sums(desk, agreement, "2022-09")
    assert (found.part, found.cost, found.left, found.waiting, found.posted) == (2 * CARE, 40000, CARE - 40000, CARE, 40000)  # fmt: skip
    october = plan(desk, "2022-10")
    assert of_care(october) == [("held", "service", "unconfirmed", NAME, 2 * CARE, ["2022-09", "2022-10"])]  # fmt: skip
    assert [x.amount_fen for x in lines(october, component="basic")] == [BASIC]


def test_the_bank_sends_it_back_and_it_is_paid_again_to_the_provider(bought):
    desk, _given, agreement = bought
    confirm(desk, deliver(desk, agreement, "2022-08", 20), 20)
    september = sent(desk, "2022-09")
    (line,) = lines(september, change="service", state="sent")
    answer_all(desk, september, {line.number: "1001"})
    october = plan(desk, "2022-10")
    assert [x[2] for x in of_care(october, change="retried")] == ["account_refused"]
    give_up(desk, october)
    with clerk(desk) as actor:
        record_provider_account(actor=actor, provider=agreement.provider, holder_name=NAME, bank="postal", number="900101000002", on=dt.date(2022, 10, 1))  # fmt: skip
    between = sent(desk, "2022-10", kind="supplementary")
    assert [(x[0], x[3], x[4]) for x in of_care(between, change="retried")] == [("sent", NAME, 50000)]  # fmt: skip
    answer_all(desk, between)


def test_nothing_given_nothing_paid_and_no_stop(bought):
    desk, _given, agreement = bought
    confirm(desk, deliver(desk, agreement, "2022-08", 20), 20)
    answer_all(desk, sent(desk, "2022-09"))
    deliver(desk, agreement, "2022-09", 0)
    deliver(desk, agreement, "2022-10", 0, on=dt.date(2022, 10, 31))
    october = plan(desk, "2022-10")
    assert of_care(october) == []
    found = sums(desk, agreement, "2022-10")
    assert (found.left, found.waiting) == (CARE - 50000 + 2 * CARE, 0)


def test_after_the_end_it_is_money_again(bought):
    desk, _given, agreement = bought
    with clerk(desk) as actor:
        for last, reason, words in (
            (Month(2022, 9), " ", "say why"),
            (Month(2022, 6), "搬走", "no earlier"),
            (Month(2032, 6), "搬走", "a year ahead"),
        ):
            with pytest.raises(ProblemsError, match=words):
                end_care(actor=actor, agreement=agreement, last=last, reason=reason, on=START)
    deliver(desk, agreement, "2022-08", 5)
    with clerk(desk) as actor:
        with pytest.raises(ProblemsError, match="not before that month"):
            end_care(actor=actor, agreement=agreement, last=Month(2022, 7), reason="x", on=START)
        end_care(
            actor=actor, agreement=agreement, last=Month(2022, 8), reason="本人改选领钱", on=START
        )
        with pytest.raises(ProblemsError, match="already"):
            end_care(actor=actor, agreement=agreement, last=Month(2022, 8), reason="x", on=START)
    assert of_care(plan(desk, "2022-09")) == [
        ("planned", "new", "", "赵明远", 2 * CARE, ["2022-07", "2022-09"]),
        ("held", "service", "unconfirmed", NAME, CARE, ["2022-08"]),
    ]


def test_called_off_before_it_began(bought):
    desk, given, agreement = bought
    with clerk(desk) as actor:
        end_care(actor=actor, agreement=agreement, last=Month(2022, 7), reason="机构不来", on=START)
    assert {x[3] for x in of_care(plan(desk, "2022-09"))} == {"赵明远"}
    agree(desk, given, make_provider(desk, 2, name="青山互助社"))


def test_an_award_that_is_less_pays_less(bought):
    desk, given, agreement = bought
    confirm(desk, deliver(desk, agreement, "2022-08", 20), 20)
    with acting(system("test")) as actor:
        type(given).objects.filter(pk=given.pk).update(until_month=dt.date(2022, 7, 1), state="ended")  # fmt: skip
        audit.record(actor, "casework.award.given", object_type="test")
    care_award(desk, desk.county.families["赵明远"], "2022-08", care=30000)
    assert ("planned", "service", "", NAME, 30000, ["2022-08"]) in of_care(plan(desk, "2022-09"))


def test_what_a_provider_got_too_much_it_gives_back_and_the_person_owes_nothing(bought):
    desk, given, agreement = bought
    confirm(desk, deliver(desk, agreement, "2022-08", 20), 20)
    answer_all(desk, sent(desk, "2022-09"))
    with acting(system("test")) as actor:
        type(given).objects.filter(pk=given.pk).update(until_month=dt.date(2022, 6, 1), state="ended")  # fmt: skip
        audit.record(actor, "casework.award.given", object_type="test")
    on = dt.date(2022, 9, 20)
    with clerk(desk) as actor:
        shown = too_much_of(actor, agreement.household, on)[0]
        amounts = {place_of(t): t.fen for t in shown.taken}
        of_care = {p: fen for p, fen in amounts.items() if p[1:] == ("care", "2022-08")}
        assert list(of_care.values()) == [50000]
        about = {"actor": actor, "award": given, "ground": "office", "words": "待遇给错", "on": on}
        with pytest.raises(ProblemsError, match="apart"):
            propose_receivable(amounts=amounts, plan=Plan(), **about)
        with pytest.raises(ProblemsError, match="not netted"):
            propose_receivable(amounts=of_care, plan=Plan(1000, dt.date(2022, 10, 1), True), **about)  # fmt: skip
        receivable = propose_receivable(amounts=of_care, plan=Plan(), **about)
    with clerk(desk, Role.county_lead) as lead:
        signed = sign_receivable(actor=lead, receivable=receivable, on=on)
    assert (signed.provider_id, signed.letter_id) == (agreement.provider_id, None)


def test_a_quarter_ahead_is_for_people_not_for_providers(bought):
    desk, _given, agreement = bought
    with clerk(desk) as actor:
        pay_quarterly(actor=actor, area_code=COUNTY, source="安和民发〔2022〕9号", on=START)
    confirm(desk, deliver(desk, agreement, "2022-08", 20), 20)
    september = plan(desk, "2022-09")
    assert ("planned", "service", "", NAME, 50000, ["2022-08"]) in of_care(september)
    give_up(desk, september)
    october = plan(desk, "2022-10")
    assert [x[5] for x in of_care(october, state="held")] == [["2022-09", "2022-10"]]
    (basic,) = lines(october, component="basic", state="planned")
    assert [d["month"] for d in basic.dues][-1] == "2022-12"


def test_a_month_that_was_paid_is_not_bought_and_not_changed(bought):
    desk, given, agreement = bought
    provider = agreement.provider
    with pytest.raises(ProblemsError, match="gives care already"):
        agree(desk, given, provider, first="2022-09")
    care = confirm(desk, deliver(desk, agreement, "2022-08", 20), 20)
    answer_all(desk, sent(desk, "2022-09"))
    with clerk(desk) as actor, pytest.raises(ProblemsError, match="it stays"):
        correct_hours(actor=actor, care=care, hours=2, words="写错", on=dt.date(2022, 9, 9))
    with pytest.raises(ProblemsError, match="it stays"):
        confirm(desk, care, 1)
    other = desk.county.families["钱桂兰"] if "钱桂兰" in desk.county.families else list(desk.county.families.values())[1]  # fmt: skip
    second = care_award(desk, other, "2022-08")
    answer_all(desk, sent(desk, "2022-09", kind="supplementary"))
    with pytest.raises(ProblemsError, match="has been paid: begin with 2022-10"):
        agree(desk, second, provider, first="2022-09", on=dt.date(2022, 9, 20))


def test_a_correction_wants_a_new_confirmation(bought):
    desk, _given, agreement = bought
    care = confirm(desk, deliver(desk, agreement, "2022-08", 20), 20)
    with clerk(desk) as actor:
        for hours, words in ((-1, "写错"), (745, "写错"), (8, " ")):
            with pytest.raises(ProblemsError):
                correct_hours(actor=actor, care=care, hours=hours, words=words, on=dt.date(2022, 9, 2))  # fmt: skip
        care = correct_hours(actor=actor, care=care, hours=8, words="抄错一行", on=dt.date(2022, 9, 2))  # fmt: skip
    assert (care.confirmed_hours, care.receipt_id) == (None, None)
    assert {x[2] for x in of_care(plan(desk, "2022-09"), state="held")} == {"unconfirmed"}
    with pytest.raises(ProblemsError, match="no more than 8"):
        confirm(desk, care, 9)


def test_what_is_agreed_after_the_signatures_is_found(bought):
    """The plan that two people signed pays a month as money; by then it buys care: nothing is posted."""
    desk, given, agreement = bought
    with clerk(desk) as actor:
        end_care(actor=actor, agreement=agreement, last=Month(2022, 7), reason="改期", on=START)
    september = plan(desk, "2022-09")
    agree(desk, given, agreement.provider, first="2022-09")
    assert approve(desk, september).state == "planned"
    assert again(september).plan_digest == ""


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"hours": 0}, "between 1 and 744"),
        ({"hours": 745}, "between 1 and 744"),
        ({"hour_fen": 0}, "price"),
        ({"hour_fen": 10**9}, "price"),
        ({"hours": 23}, "more than the 556.67"),
        ({"first": "2022-06"}, "no money for care"),
        ({"first": "2032-06"}, "a year ahead"),
        ({"content": b""}, "empty"),
        ({"content": b"no paper"}, "Only PDF"),
        ({"file_name": "协议.exe"}, "Only PDF"),
    ],
)
def test_rubbish_is_not_agreed(desk, more, words):
    given = care_award(desk, desk.county.families["赵明远"])
    provider = make_provider(desk)
    with pytest.raises(ProblemsError, match=words):
        agree(desk, given, provider, **more)
    with acting(system("test")):
        assert not CareAgreement.objects.exists()


def test_whose_care_money_goes_to_somebody_else_by_agreement_keeps_it(desk):
    from doudi.payments.payees import GivenTo, forget_payee, register_payee

    given = care_award(desk, desk.county.families["赵明远"])
    provider = make_provider(desk)

    def source(viewer, area_code):
        return [GivenTo(given.pk, "care", 1, Month(2022, 7), None, 1)]

    register_payee(source)
    try:
        with pytest.raises(ProblemsError, match="caregiver"):
            agree(desk, given, provider)
    finally:
        forget_payee(source)


def test_rubbish_hours_are_not_recorded(bought):
    desk, _given, agreement = bought
    for month, hours, more, words in (
        ("2022-07", 5, {}, "not a month"),
        ("2022-08", -1, {}, "between 0"),
        ("2022-08", 745, {}, "between 0"),
        ("2022-10", 5, {"on": dt.date(2022, 9, 1)}, "has not come"),
    ):
        with pytest.raises(ProblemsError, match=words):
            deliver(desk, agreement, month, hours, **more)
    care = deliver(
        desk, agreement, "2022-08", 30
    )  # more than planned: only what was planned is paid
    with pytest.raises(ProblemsError, match="already"):
        deliver(desk, agreement, "2022-08", 5)
    for hours, more, words in (
        (21, {}, "no more than 20"),
        (-1, {}, "no more than"),
        (5, {"content": b""}, "empty"),
        (5, {"content": b"x"}, "Only PDF"),
        (5, {"receipt_kind": "promise"}, "how it was confirmed"),
        (5, {"on": dt.date(2022, 7, 31)}, "neither before"),
        (5, {"on": dt.date(2999, 1, 1)}, "neither before"),
        (0, {"content": b"", "words": ""}, "say what happened"),
    ):
        with pytest.raises(ProblemsError, match=words):
            confirm(desk, care, hours, **more)
    done = confirm(desk, care, 20, is_by_trusted=True)
    assert done.confirmed_by == "赵小明"
    with pytest.raises(ProblemsError, match="confirmed already"):
        confirm(desk, care, 20)
    with acting(system("test")):
        assert CareMonth.objects.count() == 1


def test_nobody_is_trusted_who_is_not_named(desk):
    given = care_award(desk, desk.county.families["赵明远"])
    care = deliver(desk, agree(desk, given, make_provider(desk)), "2022-08", 9)
    with pytest.raises(ProblemsError, match="names nobody"):
        confirm(desk, care, 9, is_by_trusted=True)


def test_the_dead_get_no_care(bought):
    desk, _given, agreement = bought
    with acting(system("test")) as actor:
        Person.objects.filter(pk=agreement.person_id).update(is_deceased=True, died_on=dt.date(2022, 8, 3))  # fmt: skip
        audit.record(actor, "registry.person.changed", object_type="person")
    with pytest.raises(ProblemsError, match="died before"):
        deliver(desk, agreement, "2022-09", 5)
    confirm(desk, deliver(desk, agreement, "2022-08", 2), 2, is_by_trusted=True)
    assert [x for x in of_care(plan(desk, "2022-09")) if x[0] == "planned" and x[3] == NAME] == [
        ("planned", "service", "", NAME, 5000, ["2022-08"])
    ]


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        ("", credit_code(5), "name"),
        ("x" * 61, credit_code(5), "too long"),
        ("=1+1", credit_code(5), "letters"),
        (NAME, "", "18 signs"),
        (NAME, credit_code(5)[:-1], "18 signs"),
        (NAME, credit_code(5)[:-1] + "O", "18 signs"),
        (NAME, credit_code(5)[:-1] + ("1" if credit_code(5)[-1] != "1" else "2"), "last sign"),
    ],
)
def test_rubbish_is_no_provider(desk, name, code, words):
    with clerk(desk) as actor, pytest.raises(ProblemsError, match=words):
        add_provider(actor=actor, name=name, credit_code=code, on=START)
    with acting(system("test")):
        assert not CareProvider.objects.exists()


def test_an_account_is_the_providers_own(desk):
    provider = make_provider(desk)
    family = desk.county.families["赵明远"]
    with clerk(desk) as actor:
        with pytest.raises(ProblemsError, match="already"):
            add_provider(actor=actor, name=NAME, credit_code=credit_code(1).lower(), on=START)
        number = record_account(actor=actor, household=family.household, person=None, holder=family.head, holder_name=family.head.name, bank="postal", number=card(900), on=START).number_shown  # fmt: skip
        assert number
        for more, words in (
            ({"holder_name": "安和养老院"}, "in the name of"),
            ({"bank": "no bank"}, "no such bank"),
            ({"number": "12345678"}, "9 to 30"),
            ({"number": "9" * 31}, "9 to 30"),
            ({"number": card(900)}, "somebody else"),
        ):
            with pytest.raises(ProblemsError, match=words):
                record_provider_account(**({"actor": actor, "provider": provider, "holder_name": NAME, "bank": "postal", "number": "900101000009", "on": START} | more))  # fmt: skip
    with acting(system("test")):
        assert PayeeAccount.objects.filter(provider=provider, valid_to=None).count() == 1


def test_a_provider_without_an_account_waits(desk):
    given = care_award(desk, desk.county.families["赵明远"])
    with clerk(desk) as actor:
        provider = add_provider(actor=actor, name=NAME, credit_code=credit_code(1), on=START)
    confirm(desk, deliver(desk, agree(desk, given, provider), "2022-08", 9), 9)
    held = of_care(plan(desk, "2022-09"), state="held", change="service")
    assert ("held", "service", "no_account", "", 22500, ["2022-08"]) in held


def test_who_may(desk):
    given = care_award(desk, desk.county.families["赵明远"])
    county_wide = make_provider(desk)
    for role in (Role.finance_officer, Role.auditor, Role.township_lead):
        with clerk(desk, role) as actor, pytest.raises(NotPermitted):
            add_provider(actor=actor, name="x", credit_code=credit_code(2), on=START)
    agreement = agree(desk, given, county_wide, role=Role.township_clerk)  # bought by the county for a township's  # fmt: skip
    assert agreement.provider_name == NAME


def test_the_database_holds_to_it_too(bought):
    desk, _given, agreement = bought
    care = deliver(desk, agreement, "2022-08", 10)
    with acting(system("test")):
        for change in (
            {"confirmed_hours": 11},
            {"confirmed_hours": 5},  # without a paper
            {"hours_delivered": 800},
            {"hour_fen": 0},
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                CareMonth.objects.filter(pk=care.pk).update(**change)
        copy = CareAgreement.objects.get(pk=agreement.pk)
        copy.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            copy.save()


def test_the_ledger_says_what_went_the_wrong_way(bought, spoilt):
    desk, _given, agreement = bought
    confirm(desk, deliver(desk, agreement, "2022-08", 20), 20)
    answer_all(desk, sent(desk, "2022-09"))
    with acting(system("test")) as viewer:
        assert check_ledger(viewer) == []
        CareMonth.objects.update(confirmed_hours=19)
        audit.record(viewer, "payments.care.corrected", object_type="test")
        (fault,) = check_ledger(viewer)
        assert "gave 47500 fen" in fault.en
        CareMonth.objects.update(confirmed_hours=20)
        CareAgreement.objects.update(first_month=dt.date(2022, 7, 1))
        found = [f.en for f in check_ledger(viewer)]
        assert any("it went to 0" in f for f in found)
        CareAgreement.objects.update(first_month=dt.date(2022, 9, 1))
        found = [f.en for f in check_ledger(viewer)]
        assert any("care month" in f for f in found)
        assert any(f"it went to {agreement.provider_id}" in f for f in found)
        assert Due.objects.filter(component="care").count() == 2
        assert PDF
